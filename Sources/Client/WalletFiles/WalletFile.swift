public import Bytes
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
    /// The file is encrypted, and there is no passphrase.
    case encrypted(path: String)
    /// The passphrase is not that of the file.
    case wrongPassphrase(path: String)
    /// The file system refused the write.
    case notWritten(path: String)
}

/// The protection of a key at rest.
public enum WalletProtection: Sendable {
    /// A keystore of the EVM's version 3, encrypted with a passphrase.
    case passphrase(String)
    /// The same with the cost of tests.
    case lightPassphrase(String)
    /// The secret itself, in a file of mode 0600: for development networks.
    case plain
}

/// Keys at rest: a keystore, a plain JSON wallet file, or a text file with one hexadecimal key.
public enum WalletFile {
    /// Asks for the passphrase of an encrypted file; `nil` when there is nobody to ask.
    public typealias Passphrase = () -> String?

    /// Creates a wallet file with a fresh key from the system's random source.
    public static func create(
        path: String, protection: WalletProtection
    ) throws(WalletFileError) -> Wallet {
        var generator = SystemRandomNumberGenerator()
        while true {
            let bytes = Bytes32 { _ in UInt8.random(in: 0...255, using: &generator) }
            guard let key = WalletSecretKey(bytes: bytes) else { continue }
            return try save(Wallet(key: key), path: path, protection: protection)
        }
    }

    /// Writes a wallet to a new file of mode 0600.
    @discardableResult
    public static func save(
        _ wallet: Wallet, path: String, protection: WalletProtection
    ) throws(WalletFileError) -> Wallet {
        guard !FileManager.default.fileExists(atPath: path) else { throw .exists(path: path) }
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        let content = try json(wallet.key, protection, path)
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let written = FileManager.default.createFile(
            atPath: path, contents: Data(content.bytes + [0x0a]),
            attributes: [.posixPermissions: 0o600])
        guard written else { throw .notWritten(path: path) }
        return wallet
    }

    private static func json(
        _ key: WalletSecretKey, _ protection: WalletProtection, _ path: String
    ) throws(WalletFileError) -> JSON {
        do {
            switch protection {
            case .passphrase(let text):
                return try Keystore(key, passphrase: text, cost: .standard).json
            case .lightPassphrase(let text):
                return try Keystore(key, passphrase: text, cost: .light).json
            case .plain:
                return [
                    "version": 1, "address": .string("0x" + key.address.hex),
                    "secretKey": .string("0x" + key.bytes.hex),
                ]
            }
        } catch {
            // The only failure is memory for the key derivation.
            throw .notWritten(path: path)
        }
    }

    /// The address of a wallet file, which no passphrase hides.
    public static func address(path: String) throws(WalletFileError) -> Bytes20 {
        let content = try content(path)
        switch content {
        case .keystore(let keystore): return keystore.address
        case .key(let key): return key.address
        }
    }

    /// Reads a wallet file; asks for the passphrase of an encrypted one.
    public static func load(
        path: String, passphrase: Passphrase = { nil }
    ) throws(WalletFileError) -> Wallet {
        Wallet(key: try loadKey(path: path, passphrase: passphrase))
    }

    /// Reads the key of a wallet file or of a text file with 64 hexadecimal digits, as operators,
    /// oracles and brokers use.
    public static func loadKey(
        path: String, passphrase: Passphrase = { nil }
    ) throws(WalletFileError) -> WalletSecretKey {
        switch try content(path) {
        case .key(let key): return key
        case .keystore(let keystore):
            guard let text = passphrase() else { throw .encrypted(path: path) }
            do {
                return try keystore.key(passphrase: text)
            } catch .passphrase {
                throw .wrongPassphrase(path: path)
            } catch {
                throw .malformed(path: path)
            }
        }
    }

    private enum Content {
        case key(WalletSecretKey)
        case keystore(Keystore)
    }

    private static func content(_ path: String) throws(WalletFileError) -> Content {
        let bytes = try read(path)
        guard let json = try? JSON(parsing: bytes), json.objectValue != nil else {
            let text = String(decoding: bytes, as: UTF8.self)
            return .key(try key(text.trimmingCharacters(in: .whitespacesAndNewlines), path))
        }
        if let text = json["secretKey"]?.stringValue { return .key(try key(text, path)) }
        guard let keystore = try? Keystore(json) else { throw .malformed(path: path) }
        return .keystore(keystore)
    }

    private static func key(
        _ text: String, _ path: String
    ) throws(WalletFileError) -> WalletSecretKey {
        guard let secret = Bytes32(hex: text), let key = WalletSecretKey(bytes: secret) else {
            throw .malformed(path: path)
        }
        return key
    }

    /// The bytes of a regular file that only its owner may read, without those beyond the limit.
    private static func read(_ path: String) throws(WalletFileError) -> [UInt8] {
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: resolved(path))
        else { throw .missing(path: path) }
        let mode = (attributes[.posixPermissions] as? NSNumber)?.intValue ?? 0o777
        guard mode & 0o077 == 0 else { throw .readableByOthers(path: path) }
        guard let file = FileHandle(forReadingAtPath: path),
            let data = try? file.read(upToCount: byteCountLimit)
        else { throw .malformed(path: path) }
        return Array(data)
    }

    private static func resolved(_ path: String) -> String {
        URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    }

    /// Bytes of a wallet file.
    private static let byteCountLimit = 1 << 16
}
