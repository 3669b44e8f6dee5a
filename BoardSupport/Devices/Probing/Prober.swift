/// Looks for hardware of one kind on the machine that it runs on.
///
/// A driver module offers one where a machine can tell what it has; `camgate probe` asks them all. Looking changes nothing, needs
/// no rights to answer (what may not be opened is reported as such), and may take as long as opening a device takes.
public protocol Prober: Sendable {
    /// What is there, in the order of the paths; empty where there is nothing of the kind.
    static func findings() -> [Finding]
}
