import Bytes
import CSystemCrypto
import Network

/// Derivation of 32 key bytes from a passphrase, by OpenSSL.
enum KeyDerivation {
    /// The cost of scrypt: N = 2^log2, a power of two.
    struct Cost {
        let log2: UInt64

        /// That of interactive wallets: 256 MiB, about a second.
        static let standard = Cost(log2: 18)
        /// That of tests.
        static let light = Cost(log2: 12)
    }

    /// scrypt (RFC 7914).
    case scrypt(salt: [UInt8], n: UInt64, r: UInt64, p: UInt64)
    /// PBKDF2 with HMAC-SHA-256 (RFC 8018).
    case pbkdf2(salt: [UInt8], count: Int32)

    static func scrypt(salt: [UInt8], cost: Cost) -> KeyDerivation {
        .scrypt(salt: salt, n: 1 << cost.log2, r: 8, p: 1)
    }

    /// Reads `kdf` and `kdfparams` of a keystore.
    init(_ crypto: JSON) throws(KeystoreError) {
        let parameters = crypto["kdfparams"]
        guard parameters?["dklen"] == 32,
            let salt = parameters?["salt"]?.stringValue.flatMap({ Hex.decode($0) })
        else { throw .malformed }
        switch crypto["kdf"]?.stringValue {
        case "scrypt":
            guard let n = parameters?["n"]?.integerValue(as: UInt64.self),
                let r = parameters?["r"]?.integerValue(as: UInt64.self),
                let p = parameters?["p"]?.integerValue(as: UInt64.self),
                (2...1 << 20).contains(n), n & (n - 1) == 0, (1...32).contains(r),
                (1...16).contains(p), 128 * n * r <= Self.memoryLimit
            else { throw .malformed }
            self = .scrypt(salt: salt, n: n, r: r, p: p)
        case "pbkdf2":
            guard parameters?["prf"] == "hmac-sha256",
                let count = parameters?["c"]?.integerValue(as: Int32.self),
                (1...10_000_000).contains(count)
            else { throw .malformed }
            self = .pbkdf2(salt: salt, count: count)
        default: throw .malformed
        }
    }

    /// Bytes that scrypt may take.
    private static let memoryLimit: UInt64 = 1 << 30

    /// The 32 bytes derived from a passphrase in UTF-8.
    func key(of passphrase: String) throws(KeystoreError) -> [UInt8] {
        let text = Array(passphrase.utf8).map { CChar(bitPattern: $0) }
        var key = [UInt8](repeating: 0, count: 32)
        let status: Int32
        switch self {
        case .scrypt(let salt, let n, let r, let p):
            // OpenSSL counts the working memory of all p lanes.
            status = EVP_PBE_scrypt(
                text, text.count, salt, salt.count, n, r, p, 2 * Self.memoryLimit, &key, key.count)
        case .pbkdf2(let salt, let count):
            status = PKCS5_PBKDF2_HMAC(
                text, Int32(clamping: text.count), salt, Int32(clamping: salt.count), count,
                EVP_sha256(), Int32(key.count), &key)
        }
        guard status == 1 else { throw .malformed }
        return key
    }

    var name: String {
        switch self {
        case .scrypt: "scrypt"
        case .pbkdf2: "pbkdf2"
        }
    }

    var json: JSON {
        switch self {
        case .scrypt(let salt, let n, let r, let p):
            [
                "dklen": 32, "n": .integer(n), "r": .integer(r), "p": .integer(p),
                "salt": .string(Hex.encode(salt)),
            ]
        case .pbkdf2(let salt, let count):
            [
                "dklen": 32, "c": .integer(count), "prf": "hmac-sha256",
                "salt": .string(Hex.encode(salt)),
            ]
        }
    }
}

/// AES-128 in counter mode (NIST SP 800-38A, section 6.5), by OpenSSL.
enum AES128Counter {
    /// Encrypts or decrypts bytes, which is the same.
    static func apply(
        key: [UInt8], initializationVector: [UInt8], to bytes: [UInt8]
    ) throws(KeystoreError) -> [UInt8] {
        precondition(key.count == 16 && initializationVector.count == 16)
        guard let context = EVP_CIPHER_CTX_new() else { throw .malformed }
        defer { EVP_CIPHER_CTX_free(context) }
        var result = [UInt8](repeating: 0, count: bytes.count)
        var count: Int32 = 0
        guard
            EVP_EncryptInit_ex(context, EVP_aes_128_ctr(), nil, key, initializationVector) == 1,
            EVP_EncryptUpdate(context, &result, &count, bytes, Int32(bytes.count)) == 1,
            count == bytes.count
        else { throw .malformed }
        return result
    }
}
