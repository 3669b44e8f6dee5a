import BoardDevices
import CALSA

extension DeviceFault {
    /// What a code of libasound means for a PCM or a card.
    ///
    /// - Parameter status: a negative errno.
    init(alsa status: Int32, _ what: String) {
        let reason = snd_strerror(status).map { String(cString: $0) } ?? "error \(status)"
        let message = "\(what): \(reason)"
        switch -status {
        case ENOENT, ENODEV, ENXIO, EBADFD: self.init(.missing, message, remedy: "plug the card in, or see /proc/asound/pcm")
        case EBUSY, EAGAIN: self.init(.busy, message, remedy: "end what uses it: fuser -v /dev/snd/*")
        case EACCES, EPERM: self.init(.forbidden, message, remedy: "add the service's user to the group audio")
        default: self.init(.failed, message)
        }
    }
}
