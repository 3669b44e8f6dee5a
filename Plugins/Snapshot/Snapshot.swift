import BoardDevices
public import GatewayCore
import MediaCore

/// The module of single pictures, as a reply or stored somewhere (CGI section 3.19).
public final class Snapshot: Plugin {
    public static let name = "Snapshot"
    public static let summary = "JPEG pictures of both streams"

    private let card: (any Volume)?
    private let contracts: Contracts
    private let disk = Worker(name: "snapshots", capacity: 16)

    public init(_ context: PluginContext) {
        card = try? context.board.device(.sdCard)
        contracts = context.contracts
    }

    public func connect(_ contracts: Contracts) throws {
        _ = try contracts.need((any Snapshots).self, "pictures of a camera")
    }

    public var interfaces: [Interface] {
        var interface = Interface(
            "/cgi-bin/snapshot.cgi", section: "3.19", summary: "a picture, or its upload",
            parameters: { [Snapshot.stream.description, Snapshot.upload.description] },
            isChange: { $0.has(Snapshot.upload.name) },
            answer: .later { [self] request throws(Fault) in try await answer(request.query) })
        interface.authentication = .credentials
        interface.faultPath = "/cgi-bin/snapshot"
        interface.faults = [
            LoginParameters.refused.reason, Snapshot.noCard.reason, Snapshot.badCard.reason,
            Snapshot.notDeployed.map(\.value.reason).sorted().joined(separator: ", "),
        ]
        return [interface]
    }

    /// Where a picture goes.
    private enum Target: Int {
        case card, ftp, mail, nfs
    }

    private static let stream = Parameter<VideoStream>(
        "stream", .special("0 sub stream, 1 main stream", fault: "stream 0 or 1"), "whose picture; 0 if missing",
        parse: { $0 == "0" ? .sub : $0 == "1" ? .main : nil }, format: { $0 == .main ? "1" : "0" })
    private static let upload = Parameter<Target>(
        "upload", .special("0 SD card, 1 FTP, 2 Email, 3 NFS", fault: "upload 0 or 1 or 2 or 3"),
        "where the picture goes; without it the reply is the picture",
        parse: { text in wholeNumber(text, in: 0...3).flatMap { text.utf8.count == 1 ? Target(rawValue: $0) : nil } },
        format: { "\($0.rawValue)" })

    private static let noCard = Fault("sd not mount")
    private static let badCard = Fault("sd card not mounted")
    private static let notDeployed: [Target: Fault] = [
        .ftp: Fault("Ftp not deploy"), .mail: Fault("Email not deploy"), .nfs: Fault("NFS Server not mounted"),
    ]

    private func answer(_ query: Query) async throws(Fault) -> Reply {
        let stream = try Snapshot.stream.value(in: query) ?? .sub
        let target = try Snapshot.upload.value(in: query)
        guard let target else {
            return Reply(contentType: "image/jpeg", body: try await picture(of: stream))
        }
        if let fault = Snapshot.notDeployed[target] { throw fault }
        try await store(stream)
        return Reply("upload", "OK")
    }

    private func picture(of stream: VideoStream) async throws(Fault) -> [UInt8] {
        guard let snapshots = contracts.first((any Snapshots).self) else { throw .notSupported }
        return try await snapshots.jpeg(of: stream)
    }

    private func store(_ stream: VideoStream) async throws(Fault) {
        guard let card else { throw Snapshot.noCard }
        switch card.state {
        case .absent: throw Snapshot.noCard
        case .unwritable(let reason): throw Fault(Snapshot.badCard.reason, cause: reason)
        case .ready: break
        }
        let bytes = try await picture(of: stream)
        let path = path(for: stream)
        do {
            try await disk.run { try card.write(path, bytes) }
        } catch {
            throw Fault(Snapshot.badCard.reason, cause: "\(error)")
        }
    }

    /// `snapshots/2026-11-24/08-05-09-stream1-4f3a.jpg`; the end tells pictures of one second apart.
    private func path(for stream: VideoStream) -> String {
        let now = contracts.first((any LocalTime).self)?.now ?? CivilTime(secondsSince1970: 0)
        let parts = now.iso.split(separator: " ").map(String.init)
        let time = (parts.last ?? "").split(separator: ":").joined(separator: "-")
        let suffix = String(UInt16.random(in: 0x1000 ... .max), radix: 16)
        return "snapshots/\(parts.first ?? "")/\(time)-\(stream.rawValue)-\(suffix).jpg"
    }
}
