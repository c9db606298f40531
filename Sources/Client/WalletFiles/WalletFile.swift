import Bytes
import Foundation
import Network
public import Sdk
public import WalletSignatures

/// Reasons why a wallet file cannot be read or written.
public enum WalletFileError: Error, Equatable, Sendable {
    /// There is no file at this path.
    case missing(path: String)
    /// There is a file at this path; it is never overwritten.
    case exists(path: String)
    /// Others may read the file (its mode is not 0600 or stricter).
    case readableByOthers(path: String)
    /// The file is not a wallet file.
    case malformed(path: String)
    /// The file system refused the write.
    case notWritten(path: String)
}

/// Keys at rest: a JSON wallet file, or a text file with one hexadecimal key.
public enum WalletFile {
    /// Creates a wallet file with a fresh key from the system's random source.
    public static func create(path: String) throws(WalletFileError) -> Wallet {
        var generator = SystemRandomNumberGenerator()
        while true {
            let bytes = Bytes32 { _ in UInt8.random(in: 0...255, using: &generator) }
            guard let key = WalletSecretKey(bytes: bytes) else { continue }
            return try save(Wallet(key: key), path: path)
        }
    }

    /// Writes a wallet to a new file of mode 0600.
    @discardableResult
    public static func save(_ wallet: Wallet, path: String) throws(WalletFileError) -> Wallet {
        guard !FileManager.default.fileExists(atPath: path) else { throw .exists(path: path) }
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        let content: JSON = [
            "version": 1, "address": .string("0x" + wallet.key.address.hex),
            "secretKey": .string("0x" + wallet.key.bytes.hex),
        ]
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let written = FileManager.default.createFile(
            atPath: path, contents: Data(content.bytes + [0x0a]),
            attributes: [.posixPermissions: 0o600])
        guard written else { throw .notWritten(path: path) }
        return wallet
    }

    /// Reads a wallet file.
    public static func load(path: String) throws(WalletFileError) -> Wallet {
        let bytes = try read(path)
        guard let json = try? JSON(parsing: bytes),
            let text = json["secretKey"]?.stringValue,
            let secret = Bytes32(hex: text), let key = WalletSecretKey(bytes: secret)
        else { throw .malformed(path: path) }
        return Wallet(key: key)
    }

    /// Reads a file with one key of 64 hexadecimal digits, as operators, oracles and brokers use.
    public static func loadKey(path: String) throws(WalletFileError) -> WalletSecretKey {
        let bytes = try read(path)
        let text = String(decoding: bytes, as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        guard let secret = Bytes32(hex: text), let key = WalletSecretKey(bytes: secret) else {
            throw .malformed(path: path)
        }
        return key
    }

    private static func read(_ path: String) throws(WalletFileError) -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw .missing(path: path)
        }
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        let mode = (attributes?[.posixPermissions] as? NSNumber)?.intValue ?? 0o777
        guard mode & 0o077 == 0 else { throw .readableByOthers(path: path) }
        return Array(data)
    }
}
