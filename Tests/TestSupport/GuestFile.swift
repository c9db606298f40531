import Foundation

/// The guest programs built by `scripts/guests.sh`.
public enum GuestFile {
    /// A program has not been built.
    public struct Missing: Error {
        /// The path at which it is expected.
        public let path: String
        /// The command that builds it.
        public let remedy = "run scripts/guests.sh"
    }

    /// The bytes of `build/guests/<name>.elf`.
    public static func load(_ name: String) throws -> [UInt8] {
        let root = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let file = root.appendingPathComponent("build/guests/\(name).elf")
        guard let data = try? Data(contentsOf: file) else { throw Missing(path: file.path) }
        return Array(data)
    }
}
