import GatewayCore
import Synchronization

/// A module whose interfaces show what the HTTP server did with a request.
final class Probe: Plugin {
    static let name = "Probe"
    static let summary = "shows what arrives"

    private let gate: Gate

    init(_ context: PluginContext) throws {
        gate = try context.contracts.need(Gate.self, "a gate")
    }

    var interfaces: [Interface] {
        let gate = gate
        var all = (0..<8).map { number in
            Interface.query("/now/\(number)", section: "-", summary: "answers at once") { _ in Reply("now", "\(number)") }
        }
        all.append(.query("/source", section: "-", summary: "who asks") { Reply("source", $0.source) })
        all.append(
            .query("/large", section: "-", summary: "a large reply") { _ in
                Reply(contentType: "image/jpeg", body: Array(repeating: UInt8(ascii: "x"), count: 1_000_000))
            })
        all.append(
            .query("/injection", section: "-", summary: "a field with a line break") { _ in
                Reply(contentType: "text/xml", body: [], headers: [("X-A", "b\r\nX-Evil: 1"), ("X-Good", "1")])
            })
        all.append(
            Interface(
                "/later", section: "-", summary: "answers when the gate opens", isChange: { _ in false },
                answer: .later { _ in
                    await gate.pass()
                    return Reply("later", "done")
                }))
        all.append(
            .action("/act", section: "-", summary: "does something after its reply") { _ in
                await gate.pass()
                var reply = Reply("act", "OK")
                reply.afterwards = { gate.note("acted") }
                return reply
            })
        for index in all.indices { all[index].authentication = .none }
        var upload = Interface(
            "/upload", section: "-", summary: "counts bytes", isChange: { _ in true },
            answer: .upload(
                UploadAnswer(limit: { 8_000_000 }) { _, body throws(Fault) in
                    var count = 0
                    var sum: UInt64 = 0
                    while let piece = try await body.next() {
                        await gate.pass()
                        count += piece.count
                        for byte in piece { sum = sum &* 31 &+ UInt64(byte) }
                    }
                    return Reply("upload", "\(count) \(sum)")
                }))
        upload.authentication = .basic
        all.append(upload)
        return all
    }
}

/// Holds answers back until the test lets them go.
final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var waiting: [CheckedContinuation<Void, Never>] = []
        var arrivals: [CheckedContinuation<Void, Never>] = []
        var notes: [String] = []
        var noted: [CheckedContinuation<String, Never>] = []
    }

    private let state: Mutex<State>

    init(isOpen: Bool) {
        state = Mutex(State(isOpen: isOpen))
    }

    /// Waits for the gate.
    func pass() async {
        await withCheckedContinuation { continuation in
            let (arrivals, passes) = state.withLock { state -> ([CheckedContinuation<Void, Never>], Bool) in
                if state.isOpen { return ([], true) }
                state.waiting.append(continuation)
                defer { state.arrivals = [] }
                return (state.arrivals, false)
            }
            if passes { continuation.resume() }
            for arrival in arrivals { arrival.resume() }
        }
    }

    /// Returns when somebody waits at the gate.
    func somebodyWaits() async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.waiting.isEmpty { state.arrivals.append(continuation) }
                return !state.waiting.isEmpty
            }
            if isThere { continuation.resume() }
        }
    }

    /// Opens the gate for good.
    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Notes what happened.
    func note(_ text: String) {
        let noted = state.withLock { state -> [CheckedContinuation<String, Never>] in
            state.notes.append(text)
            defer { state.noted = [] }
            return state.noted
        }
        for continuation in noted { continuation.resume(returning: text) }
    }

    /// The first note, when it is there.
    func firstNote() async -> String {
        await withCheckedContinuation { continuation in
            let note = state.withLock { state -> String? in
                if state.notes.isEmpty { state.noted.append(continuation) }
                return state.notes.first
            }
            if let note { continuation.resume(returning: note) }
        }
    }
}
