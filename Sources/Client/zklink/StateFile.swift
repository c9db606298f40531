import Foundation

/// A small file that is replaced as a whole: the new content is durable before the old is removed.
struct StateFile: Sendable {
    let path: String

    /// The last saved content; `nil` if there is none.
    func load() -> [UInt8]? {
        FileManager.default.contents(atPath: path).map { Array($0) }
    }

    /// Replaces the content; exits the process when that fails.
    @Sendable func save(_ bytes: [UInt8]) {
        let temporary = path + ".new"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        guard descriptor >= 0 else { return fail() }
        let written = write(descriptor, bytes, bytes.count)
        let isDurable = written == bytes.count && fsync(descriptor) == 0
        close(descriptor)
        guard isDurable, rename(temporary, path) == 0 else { return fail() }
    }

    private func fail() {
        FileHandle.standardError.write(Data("zklink: cannot save \(path)\n".utf8))
        exit(70)
    }
}
