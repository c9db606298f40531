import Glibc

/// A file mapped into memory, as proving keys are too large for the prover's own memory.
///
/// Another process that shortens the file while it is mapped ends this one (SIGBUS), as with every
/// mapping.
public final class MappedFile: @unchecked Sendable {
    /// The contents; writable only if the file was created here.
    public let bytes: UnsafeMutableRawBufferPointer

    /// Maps an existing file for reading.
    public init(reading path: String) throws(FileError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError(.open, errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw FileError(.size, errno) }
        bytes = try Self.map(descriptor, Int(status.st_size), PROT_READ, MAP_PRIVATE)
    }

    /// Creates a file of `byteCount` zero bytes for its owner alone; it must not exist yet.
    public init(creating path: String, byteCount: Int) throws(FileError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileError(.create, errno) }
        defer { close(descriptor) }
        // Blocks are reserved now: otherwise writing to a full disk ends the process by a signal.
        let failure = posix_fallocate(descriptor, 0, byteCount)
        guard failure == 0 else {
            unlink(path)
            throw FileError(.size, failure)
        }
        bytes = try Self.map(descriptor, byteCount, PROT_READ | PROT_WRITE, MAP_SHARED)
    }

    /// Makes a file of `byteCount` zero bytes that has no name: it ends with this value, or with
    /// the process.
    public init(temporaryIn folder: String, byteCount: Int) throws(FileError) {
        // mkstemp wants six of this letter at the end.
        let name = folder + "/zklink-" + String(repeating: "X", count: 6)
        var template = Array(name.utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw FileError(.create, errno) }
        defer { close(descriptor) }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        unlink(&template)
        let failure = posix_fallocate(descriptor, 0, byteCount)
        guard failure == 0 else { throw FileError(.size, failure) }
        bytes = try Self.map(descriptor, byteCount, PROT_READ | PROT_WRITE, MAP_SHARED)
    }

    deinit { munmap(bytes.baseAddress, bytes.count) }

    /// Waits until all changes are on the disk.
    public func synchronize() throws(FileError) {
        guard msync(bytes.baseAddress, bytes.count, MS_SYNC) == 0 else {
            throw FileError(.synchronize, errno)
        }
    }

    private static func map(
        _ descriptor: Int32, _ count: Int, _ protection: Int32, _ flags: Int32
    ) throws(FileError) -> UnsafeMutableRawBufferPointer {
        guard count > 0 else { throw FileError(.map, EINVAL) }
        let address = mmap(nil, count, protection, flags, descriptor, 0)
        guard let address, address != MAP_FAILED else { throw FileError(.map, errno) }
        return UnsafeMutableRawBufferPointer(start: address, count: count)
    }
}

/// A failed operation on a file, with the system's reason.
public struct FileError: Error, Equatable, Sendable {
    /// Steps that can fail.
    public enum Step: Sendable {
        case open, create, size, map, synchronize
    }

    public let step: Step
    /// The number of the system's error.
    public let code: Int32

    init(_ step: Step, _ code: Int32) {
        self.step = step
        self.code = code
    }
}

extension FileError: CustomStringConvertible {
    /// The step and the system's words, such as "open: No such file or directory".
    public var description: String { "\(step): \(String(cString: strerror(code)))" }
}
