#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Replaces this process by a new one of the same program with the same arguments; returns only if that fails.
///
/// The path is asked from the kernel before anything else, since an upgrade may replace the file.
func replaceProcess() {
    var path = [CChar](repeating: 0, count: 4_096)
    guard readlink("/proc/self/exe", &path, path.count - 1) > 0 else { return }
    var arguments: [UnsafeMutablePointer<CChar>?] = CommandLine.arguments.map { strdup($0) }
    arguments.append(nil)
    // Signals blocked here would stay blocked in the new process.
    var none = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, nil)
    execv(path, arguments)
    for argument in arguments { free(argument) }
}

/// Writes a text to standard output at once; the C library would keep it back while that is a pipe or a file.
func show(_ text: String) {
    let bytes = Array("\(text)\n".utf8)
    _ = bytes.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
}
