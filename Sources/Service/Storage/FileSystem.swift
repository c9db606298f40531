/// The port for the files of a log; names are relative to one directory.
public protocol FileSystem: Sendable {
    /// The names of all files, in any order.
    func list() throws(StorageError) -> [String]
    /// The whole content of a file.
    func read(_ name: String) throws(StorageError) -> [UInt8]
    /// Creates an empty file, durable in its directory.
    func create(_ name: String) throws(StorageError)
    /// Appends bytes; after an error an unknown part of them may have been written.
    func append(_ bytes: [UInt8], to name: String) throws(StorageError)
    /// Returns once all that was appended survives a loss of power.
    func synchronize(_ name: String) throws(StorageError)
    /// Shortens a file, durably.
    func truncate(_ name: String, to byteCount: Int) throws(StorageError)
    /// Removes a file, durably.
    func remove(_ name: String) throws(StorageError)
}
