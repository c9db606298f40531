import Bytes
import Foundation
import Sdk
import TestSupport
import Testing
import WalletFiles
import WalletSignatures

extension TemporaryFolder {
    /// Writes a file with a mode and returns its path.
    func write(_ text: String, mode: Int = 0o600) throws -> String {
        let file = file(UUID().uuidString)
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
        return file
    }
}

@Suite struct WalletFileTests {
    private let folder: TemporaryFolder
    private let digits = String(repeating: "01", count: 32)

    init() throws { folder = try TemporaryFolder() }

    private func mode(of path: String) throws -> Int? {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return (attributes[.posixPermissions] as? NSNumber)?.intValue
    }

    @Test func createsAFileForItsOwnerAlone() throws {
        let path = folder.path + "/new/wallet.json"
        let wallet = try WalletFile.create(path: path, protection: .plain)
        #expect(try mode(of: path) == 0o600)
        #expect(try WalletFile.load(path: path).key.bytes == wallet.key.bytes)
    }

    @Test func keysDiffer() throws {
        let first = try WalletFile.create(path: folder.path + "/a", protection: .plain)
        let second = try WalletFile.create(path: folder.path + "/b", protection: .plain)
        #expect(first.key.bytes != second.key.bytes)
    }

    @Test func neverOverwrites() throws {
        let path = folder.path + "/wallet.json"
        let wallet = try WalletFile.create(path: path, protection: .plain)
        #expect(throws: WalletFileError.exists(path: path)) {
            try WalletFile.create(path: path, protection: .plain)
        }
        #expect(throws: WalletFileError.exists(path: path)) {
            try WalletFile.save(wallet, path: path, protection: .plain)
        }
        #expect(try WalletFile.load(path: path).key.bytes == wallet.key.bytes)
    }

    @Test func refusesAFolderThatCannotBe() throws {
        let file = try folder.write("")
        let path = file + "/wallet.json"
        #expect(throws: WalletFileError.notWritten(path: path)) {
            try WalletFile.create(path: path, protection: .plain)
        }
    }

    @Test func refusesAMissingFile() {
        let path = folder.path + "/none"
        #expect(throws: WalletFileError.missing(path: path)) { try WalletFile.load(path: path) }
        #expect(throws: WalletFileError.missing(path: path)) { try WalletFile.loadKey(path: path) }
    }

    @Test(arguments: [0o600, 0o400])
    func readsAFileOfItsOwner(mode: Int) throws {
        let path = try folder.write(#"{"secretKey": "0x\#(digits)"}"#, mode: mode)
        #expect(try WalletFile.load(path: path).key.bytes == Bytes32 { _ in 1 })
        let keyFile = try folder.write(digits + "\n", mode: mode)
        #expect(try WalletFile.loadKey(path: keyFile).bytes == Bytes32 { _ in 1 })
    }

    @Test(arguments: [0o644, 0o640, 0o604, 0o620, 0o601])
    func refusesAFileThatOthersReach(mode: Int) throws {
        let path = try folder.write(#"{"secretKey": "0x\#(digits)"}"#, mode: mode)
        #expect(throws: WalletFileError.readableByOthers(path: path)) {
            try WalletFile.load(path: path)
        }
        let keyFile = try folder.write(digits, mode: mode)
        #expect(throws: WalletFileError.readableByOthers(path: keyFile)) {
            try WalletFile.loadKey(path: keyFile)
        }
    }

    @Test func refusesWhatIsNoWallet() throws {
        let zeros = String(repeating: "00", count: 32)
        for text in [
            "", "{}", "[]", "not json", #"{"secretKey": 1}"#, #"{"secretKey": "0x01"}"#,
            #"{"secretKey": "\#(digits)01"}"#, #"{"secretKey": "\#(zeros)"}"#,
        ] {
            let path = try folder.write(text)
            #expect(throws: WalletFileError.malformed(path: path), "\(text)") {
                try WalletFile.load(path: path)
            }
        }
    }

    @Test func refusesWhatIsNoKey() throws {
        let zeros = String(repeating: "00", count: 32)
        for text in ["", "01", digits + "01", digits + " " + digits, zeros, "zz" + digits] {
            let path = try folder.write(text)
            #expect(throws: WalletFileError.malformed(path: path), "\(text)") {
                try WalletFile.loadKey(path: path)
            }
        }
    }
}
