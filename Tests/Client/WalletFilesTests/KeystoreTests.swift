import Bytes
import Foundation
import Sdk
import TestSupport
import Testing
import WalletFiles
import WalletSignatures

/// Encrypted wallet files.
@Suite struct KeystoreTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func opensWithItsPassphraseAlone() throws {
        let path = folder.path + "/wallet.json"
        let made = try WalletFile.create(path: path, protection: .lightPassphrase("pass"))
        #expect(try WalletFile.load(path: path) { "pass" }.key.bytes == made.key.bytes)
        #expect(try WalletFile.address(path: path) == made.key.address)
        #expect(throws: WalletFileError.wrongPassphrase(path: path)) {
            try WalletFile.load(path: path) { "Pass" }
        }
        #expect(throws: WalletFileError.encrypted(path: path)) { try WalletFile.load(path: path) }
    }

    @Test func saltsDiffer() throws {
        let contents = try (0..<2).map { index in
            let path = folder.path + "/\(index)"
            _ = try WalletFile.create(path: path, protection: .lightPassphrase(""))
            return try String(contentsOfFile: path, encoding: .utf8)
        }
        #expect(contents[0] != contents[1])
    }

    /// The PBKDF2 vector of the definition of the format.
    ///
    /// Its scrypt vector has N = 2^18 with r = 1, which RFC 7914 (section 2) forbids and OpenSSL
    /// refuses; `Tests/CommandLine` compares scrypt with another implementation.
    @Test func opensTheVector() throws {
        let path = try folder.write(
            """
            {"version": 3, "address": "008aeeda4d805471df9b2a5b0f38a0c3bcba786b", "crypto": {
            "cipher": "aes-128-ctr", "cipherparams": {"iv": "6087dab2f9fdbbfaddc31a909735c1e6"},
            "ciphertext": "5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46",
            "kdf": "pbkdf2", "kdfparams": {"dklen": 32, "c": 262144, "prf": "hmac-sha256",
            "salt": "ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd"},
            "mac": "517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2"}}
            """)
        let key = try WalletFile.load(path: path) { "testpassword" }.key
        #expect(
            key.bytes
                == Bytes32(hex: "7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d"))
    }

    @Test(arguments: [
        #""n": 3, "r": 8, "p": 1"#, #""n": 0, "r": 8, "p": 1"#, #""n": 1048576, "r": 16, "p": 1"#,
        #""n": 1024, "r": 0, "p": 1"#, #""n": 1024, "r": 8, "p": 99"#, #""n": -2, "r": 8, "p": 1"#,
        #""n": 18446744073709551615, "r": 4294967295, "p": 1"#,
    ])
    func refusesCostsWithoutMeasure(parameters: String) throws {
        let zeros = String(repeating: "00", count: 32)
        let path = try folder.write(
            #"{"version": 3, "address": "008aeeda4d805471df9b2a5b0f38a0c3bcba786b", "crypto": {"cipher": "aes-128-ctr", "cipherparams": {"iv": "\#(zeros.prefix(32))"}, "ciphertext": "\#(zeros)", "kdf": "scrypt", "kdfparams": {"dklen": 32, "salt": "00", \#(parameters)}, "mac": "\#(zeros)"}}"#
        )
        #expect(throws: WalletFileError.malformed(path: path)) {
            try WalletFile.load(path: path) { "" }
        }
    }
}
