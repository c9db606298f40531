import Foundation

/// A file that the user names for writing; `-` is standard output.
///
/// A regular file is replaced as a whole or not at all, symbolic links are followed, and devices
/// and pipes are written to.
struct OutputFile {
    private enum Target: Equatable {
        /// A regular file, present or not, in a folder where files can be made.
        case replaced(path: String)
        /// Anything else that can be opened for writing.
        case opened(path: String)
        case standardOutput
    }

    private let target: Target
    /// The path as the user gave it.
    let path: String

    /// Checks that the path can be written, before any work is done; throws `InputError`.
    init(_ path: String) throws {
        self.path = path
        target = path == "-" ? .standardOutput : try Self.target(path)
    }

    /// A folder for large temporary files: that of a regular file, else the working folder.
    var folder: String {
        guard case .replaced(let resolved) = target else { return "." }
        return URL(fileURLWithPath: resolved).deletingLastPathComponent().path
    }

    var isStandardOutput: Bool { target == .standardOutput }

    /// Writes the content of the file; throws `InputError` with the system's reason.
    func write(_ bytes: [UInt8]) throws {
        switch target {
        case .replaced(let resolved): try replace(resolved, with: bytes)
        case .opened(let resolved):
            let descriptor = open(resolved, O_WRONLY | O_TRUNC | O_CLOEXEC)
            guard descriptor >= 0 else { throw Self.unwritable(path) }
            defer { close(descriptor) }
            try write(bytes, to: descriptor)
        case .standardOutput: try write(bytes, to: STDOUT_FILENO)
        }
    }
}

extension OutputFile {
    /// Where a path leads: the target of its symbolic links, and how it is to be written.
    private static func target(_ path: String) throws -> Target {
        let resolved = try followingLinks(path)
        let folder = URL(fileURLWithPath: resolved).deletingLastPathComponent().path
        var status = stat()
        guard stat(resolved, &status) == 0 else {
            guard errno == ENOENT, access(folder, W_OK | X_OK) == 0 else { throw unwritable(path) }
            return .replaced(path: resolved)
        }
        guard access(resolved, W_OK) == 0 else { throw unwritable(path) }
        switch status.st_mode & S_IFMT {
        case S_IFDIR:
            errno = EISDIR
            throw unwritable(path)
        case S_IFREG where access(folder, W_OK | X_OK) == 0: return .replaced(path: resolved)
        default: return .opened(path: resolved)
        }
    }

    /// The path at the end of a chain of symbolic links; the last one may point to nothing.
    private static func followingLinks(_ path: String) throws -> String {
        var resolved = URL(fileURLWithPath: path)
        for _ in 0..<linkLimit {
            let target = try? FileManager.default.destinationOfSymbolicLink(atPath: resolved.path)
            guard let target else { return resolved.path }
            resolved = URL(
                fileURLWithPath: target, relativeTo: resolved.deletingLastPathComponent())
        }
        errno = ELOOP
        throw unwritable(path)
    }

    /// The number of links that Linux follows (path_resolution(7)).
    private static let linkLimit = 40

    /// Writes a new file beside the old one and renames it, with the old one's mode.
    private func replace(_ resolved: String, with bytes: [UInt8]) throws {
        let temporary = "\(resolved).\(UInt32.random(in: 0 ... .max)).new"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw Self.unwritable(path) }
        do {
            defer { close(descriptor) }
            try write(bytes, to: descriptor)
            var status = stat()
            if stat(resolved, &status) == 0 { fchmod(descriptor, status.st_mode & 0o7777) }
            guard fsync(descriptor) == 0 else { throw Self.unwritable(path) }
        } catch {
            unlink(temporary)
            throw error
        }
        guard rename(temporary, resolved) == 0 else {
            let error = Self.unwritable(path)
            unlink(temporary)
            throw error
        }
    }

    private func write(_ bytes: [UInt8], to descriptor: Int32) throws {
        try bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let count = Foundation.write(
                    descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count < 0, errno == EINTR { continue }
                guard count >= 0 else { throw Self.unwritable(path) }
                rest = rest.dropFirst(count)
            }
        }
    }

    private static func unwritable(_ path: String) -> InputError {
        InputError("cannot write \(path): \(String(cString: strerror(errno)))")
    }
}
