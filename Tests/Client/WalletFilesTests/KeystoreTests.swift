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

    /// The two vectors of the definition of the format, whose passphrase is `testpassword`.
    @Test(arguments: [
        (
            "scrypt",
            #"{"dklen": 32, "n": 262144, "r": 1, "p": 8, "salt": "ab0c7876052600dd703518d6fc3fe8984592145b591fc8fb5c6d43190334ba19"}"#,
            "83dbcc02d8ccb40e466191a123791e0e",
            "d172bf743a674da9cdad04534d56926ef8358534d458fffccd4e6ad2fbde479c",
            "2103ac29920d71da29f15d75b4a16dbe95cfd7ff8faea1056c33131d846e3097"
        ),
        (
            "pbkdf2",
            #"{"dklen": 32, "c": 262144, "prf": "hmac-sha256", "salt": "ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd"}"#,
            "6087dab2f9fdbbfaddc31a909735c1e6",
            "5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46",
            "517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2"
        ),
    ])
    func opensTheVectors(
        kdf: String, parameters: String, vector: String, ciphertext: String, mac: String
    ) throws {
        let path = try folder.write(
            #"{"version": 3, "address": "008aeeda4d805471df9b2a5b0f38a0c3bcba786b", "crypto": {"cipher": "aes-128-ctr", "cipherparams": {"iv": "\#(vector)"}, "ciphertext": "\#(ciphertext)", "kdf": "\#(kdf)", "kdfparams": \#(parameters), "mac": "\#(mac)"}}"#
        )
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
