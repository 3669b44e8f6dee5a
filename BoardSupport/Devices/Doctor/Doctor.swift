import MediaCore

/// Opens the devices of a board in turn, tries each out in its roles and closes it again.
public struct Doctor {
    private let board: BoardFile
    private let exercises: [Exercise]
    private let patience: Duration
    private let host: (_ device: String) -> DriverHost

    /// A doctor for a board.
    ///
    /// - Parameters:
    ///   - board: the board.
    ///   - exercises: how devices are tried out, one a role.
    ///   - patience: how long a camera may take for ten pictures.
    ///   - host: gives each driver its surroundings, by device name.
    public init(
        board: BoardFile, exercises: [Exercise] = Roles.exercises, patience: Duration = .seconds(10),
        host: @escaping (_ device: String) -> DriverHost
    ) {
        self.board = board
        self.exercises = exercises
        self.patience = patience
        self.host = host
    }

    /// What is found, device by device and role by role in the order of the file. Blocks while devices work.
    ///
    /// - Parameter each: called with every diagnosis as soon as it is there.
    @discardableResult
    public func diagnoses(_ each: (Diagnosis) -> Void = { _ in }) -> [Diagnosis] {
        let wish = wish
        var all: [Diagnosis] = []
        for entry in board.devices {
            for diagnosis in diagnoses(of: entry, wish) {
                each(diagnosis)
                all.append(diagnosis)
            }
        }
        return all
    }

    private func diagnoses(of entry: BoardFile.Device, _ wish: CaptureWish) -> [Diagnosis] {
        let device: any Sendable
        do throws(DeviceFault) {
            device = try opened(entry)
        } catch {
            var examination = Examination(wish: wish, patience: patience)
            examination.complain(error)
            return [Diagnosis(device: entry.name, driver: entry.driver, role: entry.roles.joined(separator: ", "), examination)]
        }
        return entry.roles.map { role in
            var examination = Examination(wish: wish, patience: patience)
            if let exercise = exercises.first(where: { $0.role == role }) {
                exercise.run(on: device, &examination)
            } else {
                examination.note("opened; there is no exercise for this role")
            }
            return Diagnosis(device: entry.name, driver: entry.driver, role: role, examination)
        }
    }

    /// Opens a device, after those that it is made of.
    private func opened(_ entry: BoardFile.Device) throws(DeviceFault) -> any Sendable {
        let parts = board.devices.filter { part in entry.parts.contains { $0.device == part.name } }
        let devices = parts.map { part in
            do throws(DeviceFault) {
                return Board.Bound(entry: part, outcome: .success(try part.open(host(part.name))))
            } catch {
                return Board.Bound(entry: part, outcome: .failure(error))
            }
        }
        return try entry.open(host(entry.name).with(entry.parts, of: devices))
    }

    /// What the streams of the board may ask of its camera at most: its encoders know.
    private var wish: CaptureWish {
        let role = Role<any VideoEncoderSource>.videoEncoder.name
        let limits = board.devices.filter { $0.roles.contains(role) }.flatMap { entry -> [EncodingLimit] in
            let encoder = (try? entry.open(host(entry.name))) as? any VideoEncoderSource
            return encoder.map { Array($0.limits.values.joined()) } ?? []
        }
        guard
            let largest = limits.max(by: { ($0.size.area, $0.framerate.upperBound) < ($1.size.area, $1.framerate.upperBound) })
        else { return CaptureWish(size: PictureSize(width: 640, height: 480), rate: 15) }
        return CaptureWish(size: largest.size, rate: largest.framerate.upperBound)
    }
}

/// What the doctor found out about a device in a role.
public struct Diagnosis: Sendable {
    /// The device's name in the board file.
    public let device: String
    /// Its driver.
    public let driver: String
    /// The role that it was tried in; all of them where it could not be opened.
    public let role: String
    /// What was found.
    public let examination: Examination

    init(device: String, driver: String, role: String, _ examination: Examination) {
        self.device = device
        self.driver = driver
        self.role = role
        self.examination = examination
    }

    /// Whether nothing is wrong.
    public var isHealthy: Bool { examination.faults.isEmpty }
}
