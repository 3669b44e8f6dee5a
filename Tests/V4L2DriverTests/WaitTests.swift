import BoardDevices
import MediaCore
import Testing
@testable import V4L2Driver

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

@Suite("Waiting for a camera")
struct WaitTests {
    @Test("a wait ends when there is something to read, when the other side has gone, and when its time is over")
    func ends() throws {
        let wakeUp = try WakeUp()
        var ends: [Int32] = [-1, -1]
        #expect(pipe(&ends) == 0)
        #expect(wakeUp.wait(for: ends[0], atMost: .zero) == .timeout)
        #expect(wakeUp.wait(for: nil, atMost: .milliseconds(1)) == .timeout)
        var byte: UInt8 = 1
        #expect(write(ends[1], &byte, 1) == 1)
        #expect(wakeUp.wait(for: ends[0], atMost: .seconds(60)) == .readable)
        #expect(read(ends[0], &byte, 1) == 1)
        close(ends[1])
        #expect(wakeUp.wait(for: ends[0], atMost: .seconds(60)) == .broken)
        close(ends[0])
    }

    @Test("stopping ends the wait of another thread, and every later one")
    func stop() throws {
        let wakeUp = try WakeUp()
        let thread = BackgroundThread(name: "test") { _ = wakeUp.wait(for: nil, atMost: .seconds(3600)) }
        wakeUp.stop()
        thread.join()
        #expect(wakeUp.wait(for: nil, atMost: .seconds(3600)) == .stopped)
        #expect(wakeUp.wait(for: nil, atMost: .seconds(3600)) == .stopped)
    }

    @Test(
        "error numbers become faults that say what to do",
        arguments: [
            (ENOENT, DeviceFault.Kind.missing, true), (ENODEV, .missing, true), (EBUSY, .busy, true),
            (EACCES, .forbidden, true),
            (EPERM, .forbidden, true), (EINVAL, .unsupported, false), (EIO, .failed, false),
        ])
    func faults(code: Int32, kind: DeviceFault.Kind, hasRemedy: Bool) {
        let fault = DeviceFault(node: "/dev/video3", "stream", errno: code)
        #expect(fault.kind == kind)
        #expect(fault.message == "/dev/video3: stream: \(String(cString: strerror(code)))")
        #expect(fault.remedy.isEmpty != hasRemedy)
    }
}
