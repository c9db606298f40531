import Foundation

/// Reading of files that the user names; `-` is standard input.
enum InputFile {
    /// Most bytes of a configuration, network or wallet file.
    static let textLimit = 16 << 20

    /// All bytes of a file, pipe or device.
    ///
    /// Throws `InputError` with the system's reason, or as soon as more than `limit` bytes were
    /// read.
    static func bytes(_ path: String, limit: Int) throws -> [UInt8] {
        let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable(path) }
        defer { if descriptor != STDIN_FILENO { close(descriptor) } }
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(descriptor, &part, part.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw unreadable(path) }
            guard count > 0 else { return bytes }
            bytes += part[..<count]
            guard bytes.count <= limit else {
                throw InputError("\(path) has more than \(limit) bytes", reason: "tooLong")
            }
        }
    }

    private static func unreadable(_ path: String) -> InputError {
        InputError("cannot read \(path): \(String(cString: strerror(errno)))")
    }
}
