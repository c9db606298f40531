private import Glibc

/// A folder of files that are replaced as a whole or not at all, for one process at a time.
///
/// A class because it holds the descriptor of the folder, which carries the lock.
public final class WorkFolder: Sendable {
    /// The path of the folder.
    public let path: String
    private let descriptor: Int32

    /// Opens a folder, which is made if it does not exist; throws `folderInUse` while another
    /// process has it open.
    public init(path: String) throws(BlockProvingError) {
        self.path = path
        guard mkdir(path, 0o750) == 0 || errno == EEXIST else {
            throw Self.failure("mkdir", path)
        }
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.failure("open", path) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let isInUse = errno == EWOULDBLOCK
            let failure = Self.failure("flock", path)
            close(descriptor)
            throw isInUse ? .folderInUse : failure
        }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// The content of a file; `nil` if there is none or it has more than `limit` bytes.
    func read(_ name: String, limit: Int) throws(BlockProvingError) -> [UInt8]? {
        let file = openat(descriptor, name, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            guard errno == ENOENT else { throw Self.failure("open", name) }
            return nil
        }
        defer { close(file) }
        var bytes = [UInt8]()
        var part = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(file, &part, part.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Self.failure("read", name) }
            guard count > 0 else { return bytes }
            bytes += part[..<count]
            guard bytes.count <= limit else { return nil }
        }
    }

    /// Replaces a file: the new content is durable before it has the name.
    func write(_ bytes: [UInt8], to name: String) throws(BlockProvingError) {
        let temporary = name + ".new"
        let file = openat(
            descriptor, temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o640)
        guard file >= 0 else { throw Self.failure("create", name) }
        defer { close(file) }
        var position = 0
        while position < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.write(
                    file, buffer.baseAddress.map { $0 + position }, buffer.count - position)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Self.failure("write", name) }
            position += count
        }
        guard fsync(file) == 0 else { throw Self.failure("fsync", name) }
        guard renameat(descriptor, temporary, descriptor, name) == 0 else {
            throw Self.failure("rename", name)
        }
        guard fsync(descriptor) == 0 else { throw Self.failure("fsync", path) }
    }

    private static func failure(_ call: String, _ name: String) -> BlockProvingError {
        .file(call: call, name: name, code: errno)
    }
}
