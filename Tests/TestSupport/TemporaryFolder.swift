import Foundation

/// A new folder for the files of a test, removed with them at the end of this object.
///
/// A class because it owns the folder.
public final class TemporaryFolder: Sendable {
    /// Absolute path.
    public let path: String

    /// Makes the folder.
    public init() throws {
        path =
            FileManager.default.temporaryDirectory
            .appendingPathComponent("zklink-" + UUID().uuidString).path
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: false)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The path of a file in the folder.
    public func file(_ name: String) -> String { path + "/" + name }

    /// Runs `body` with a folder that exists until it returns.
    public static func with<Result>(
        _ body: (TemporaryFolder) throws -> Result
    ) throws -> Result {
        let folder = try TemporaryFolder()
        return try withExtendedLifetime(folder) { try body(folder) }
    }
}
