import Foundation

/// The guest programs that `scripts/guests.sh` builds.
public enum GuestFile {
    /// A program has not been built.
    public struct Missing: Error {
        /// Where it should be.
        public let path: String
        /// What makes it.
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
