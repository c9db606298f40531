private import Glibc
private import Synchronization

/// A directory of the operating system.
///
/// A class because it holds the descriptors of open files.
public final class DirectoryFileSystem: FileSystem {
    private let path: String
    private let descriptors = Mutex<[String: Int32]>([:])

    /// Opens a directory, which is created if it does not exist.
    public init(path: String) throws(StorageError) {
        self.path = path
        guard mkdir(path, 0o750) == 0 || errno == EEXIST else { throw Self.failure("mkdir") }
    }

    deinit {
        descriptors.withLock { for descriptor in $0.values { close(descriptor) } }
    }

    /// The names of all regular files.
    public func list() throws(StorageError) -> [String] {
        guard let directory = opendir(path) else { throw Self.failure("opendir") }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            guard entry.pointee.d_type == UInt8(DT_REG) || entry.pointee.d_type == 0 else {
                continue
            }
            names.append(
                withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                })
        }
        return names
    }

    /// The whole content of a file.
    public func read(_ name: String) throws(StorageError) -> [UInt8] {
        let descriptor = open("\(path)/\(name)", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.failure("open") }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Self.failure("fstat") }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var position = 0
        while position < bytes.count {
            let count = bytes.withUnsafeMutableBytes { buffer in
                Glibc.read(
                    descriptor, buffer.baseAddress.map { $0 + position },
                    buffer.count - position)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Self.failure("read") }
            if count == 0 { break }
            position += count
        }
        bytes.removeLast(bytes.count - position)
        return bytes
    }

    /// Creates an empty file and synchronizes its directory entry.
    public func create(_ name: String) throws(StorageError) {
        let descriptor = open("\(path)/\(name)", O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw Self.failure("create") }
        close(descriptor)
        try synchronizeDirectory()
    }

    /// Appends bytes; after an error an unknown part of them may have been written.
    public func append(_ bytes: [UInt8], to name: String) throws(StorageError) {
        let descriptor = try descriptor(of: name)
        var position = 0
        while position < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                write(descriptor, buffer.baseAddress.map { $0 + position }, buffer.count - position)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Self.failure("write") }
            position += count
        }
    }

    /// Waits for the disk.
    public func synchronize(_ name: String) throws(StorageError) {
        guard fdatasync(try descriptor(of: name)) == 0 else { throw Self.failure("fdatasync") }
    }

    /// Shortens a file and waits for the disk.
    public func truncate(_ name: String, to byteCount: Int) throws(StorageError) {
        let descriptor = try descriptor(of: name)
        guard ftruncate(descriptor, byteCount) == 0, fsync(descriptor) == 0 else {
            throw Self.failure("truncate")
        }
    }

    /// Removes a file and synchronizes the directory.
    public func remove(_ name: String) throws(StorageError) {
        if let open = descriptors.withLock({ $0.removeValue(forKey: name) }) { close(open) }
        guard unlink("\(path)/\(name)") == 0 else { throw Self.failure("unlink") }
        try synchronizeDirectory()
    }

    private func descriptor(of name: String) throws(StorageError) -> Int32 {
        if let known = descriptors.withLock({ $0[name] }) { return known }
        let descriptor = open("\(path)/\(name)", O_RDWR | O_APPEND | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.failure("open") }
        let earlier = descriptors.withLock { known -> Int32? in
            guard let other = known[name] else {
                known[name] = descriptor
                return nil
            }
            return other
        }
        guard let earlier else { return descriptor }
        close(descriptor)
        return earlier
    }

    private func synchronizeDirectory() throws(StorageError) {
        let directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { throw Self.failure("open directory") }
        defer { close(directory) }
        guard fsync(directory) == 0 else { throw Self.failure("fsync directory") }
    }

    private static func failure(_ operation: String) -> StorageError {
        .fileSystem(operation: operation, code: errno)
    }
}
