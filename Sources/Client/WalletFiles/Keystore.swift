import Bytes
import Hashing
import Network
import WalletSignatures

/// A secret key encrypted with a passphrase.
///
/// Source: "Web3 Secret Storage Definition", version 3 (ethereum.org, developer documentation):
/// scrypt or PBKDF2 with HMAC-SHA-256, AES-128 in counter mode, Keccak-256 over key and ciphertext.
struct Keystore {
    /// The address of the key, readable without the passphrase.
    let address: Bytes20
    private let derivation: KeyDerivation
    private let initializationVector: [UInt8]
    private let ciphertext: [UInt8]
    private let checksum: Bytes32

    /// Encrypts a key with fresh salt.
    init(
        _ key: WalletSecretKey, passphrase: String, cost: KeyDerivation.Cost
    ) throws(KeystoreError) {
        address = key.address
        derivation = .scrypt(salt: Self.random(32), cost: cost)
        initializationVector = Self.random(16)
        let derived = try derivation.key(of: passphrase)
        ciphertext = try AES128Counter.apply(
            key: Array(derived[..<16]), initializationVector: initializationVector,
            to: key.bytes.array)
        checksum = Keccak256.hash(derived[16...] + ciphertext)
    }

    /// Reads a keystore; `malformed` for another form, a version other than 3, or parameters that
    /// would take more than 1 GiB or some minutes.
    init(_ json: JSON) throws(KeystoreError) {
        let crypto = json["crypto"] ?? json["Crypto"]
        guard json["version"] == 3, let crypto,
            crypto["cipher"]?.stringValue == "aes-128-ctr",
            let vector = Self.bytes(crypto["cipherparams"]?["iv"]), vector.count == 16,
            let ciphertext = Self.bytes(crypto["ciphertext"]), ciphertext.count == 32,
            let checksum = Self.bytes(crypto["mac"]).flatMap({ Bytes32($0) }),
            let address = Self.bytes(json["address"]).flatMap({ Bytes20($0) })
        else { throw .malformed }
        derivation = try KeyDerivation(crypto)
        (initializationVector, self.ciphertext) = (vector, ciphertext)
        (self.checksum, self.address) = (checksum, address)
    }

    /// Decrypts the key; `passphrase` when it is the wrong one.
    func key(passphrase: String) throws(KeystoreError) -> WalletSecretKey {
        let derived = try derivation.key(of: passphrase)
        guard Keccak256.hash(derived[16...] + ciphertext) == checksum else { throw .passphrase }
        let secret = try AES128Counter.apply(
            key: Array(derived[..<16]), initializationVector: initializationVector,
            to: ciphertext)
        guard let bytes = Bytes32(secret), let key = WalletSecretKey(bytes: bytes),
            key.address == address
        else { throw .malformed }
        return key
    }

    var json: JSON {
        [
            "version": 3, "id": .string(Self.identifier()), "address": .string(address.hex),
            "crypto": [
                "cipher": "aes-128-ctr",
                "cipherparams": ["iv": .string(Hex.encode(initializationVector))],
                "ciphertext": .string(Hex.encode(ciphertext)),
                "kdf": .string(derivation.name), "kdfparams": derivation.json,
                "mac": .string(checksum.hex),
            ],
        ]
    }

    private static func bytes(_ json: JSON?) -> [UInt8]? {
        json?.stringValue.flatMap { Hex.decode($0) }
    }

    private static func random(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }

    /// A random identifier in the form of RFC 9562, version 4.
    private static func identifier() -> String {
        var bytes = random(16)
        bytes[6] = bytes[6] & 0x0f | 0x40
        bytes[8] = bytes[8] & 0x3f | 0x80
        let digits = Array(Hex.encode(bytes))
        return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }
            .joined(separator: "-")
    }
}

/// Reasons why a keystore cannot be used.
enum KeystoreError: Error {
    case malformed
    /// The passphrase is wrong.
    case passphrase
}
