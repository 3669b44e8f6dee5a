import BoardDevices

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

extension DeviceFault {
    /// The fault that an error number of the system means for a node.
    ///
    /// - Parameter call: what was tried, such as `open`.
    init(node path: String, _ call: String, errno code: Int32) {
        let text = "\(path): \(call): \(String(cString: strerror(code)))"
        switch code {
        case ENOENT, ENODEV, ENXIO:
            self.init(
                .missing, text, remedy: "check the cable and the kernel driver; v4l2-ctl --list-devices shows what is there")
        case EBUSY:
            self.init(.busy, text, remedy: "another program has it; fuser -v \(path) names it")
        case EACCES, EPERM:
            self.init(.forbidden, text, remedy: "let the user of this process into the group that owns \(path) (video)")
        case ENOTTY, EINVAL:
            self.init(.unsupported, text)
        default:
            self.init(.failed, text)
        }
    }
}
