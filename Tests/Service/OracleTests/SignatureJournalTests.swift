import Bytes
import Hashing
import Ledger
import Oracle
import Settlement
import Simulation
import Storage
import TestSupport
import Testing
import WalletSignatures

/// One header for each chain, epoch and block, also across failures and restarts.
@Suite struct SignatureJournalTests {
    private let key: WalletSecretKey
    private let network = NetworkID(7)

    init() throws {
        key = try #require(WalletSecretKey(bytes: Bytes32 { _ in 3 }))
    }

    /// The confirmations of block 1 for both chains; `salt` makes another block.
    private func confirmations(
        salt: UInt8, epoch: UInt32 = 0
    ) throws -> [OracleJudge.Confirmation] {
        var script = JudgeScript()
        let block = JudgeScript.block(after: script.genesis, salt: salt)
        if epoch > 0 {
            try script.agree(block, after: script.genesis.hash)
            try script.revert(to: 0, epoch: 1)
        }
        try script.agree(block, after: script.genesis.hash, epoch: epoch)
        return script.judge.confirmations(of: 1)
    }

    private func journal<Store: KeyValueStore>(_ store: Store) -> SignatureJournal<Store> {
        SignatureJournal(store: store, key: key, network: network)
    }

    @Test func signsTheConfirmationDigest() throws {
        let confirmation = try #require(confirmations(salt: 1).first)
        let encoded = try journal(MemoryStore()).sign(confirmation)
        let digest = Keccak256.hash(
            OracleMessage.confirmation(
                network: network, chain: confirmation.chain, epoch: 0, number: 1,
                headerHash: confirmation.headerHash, syncHash: confirmation.syncHash))
        let signature = try #require(RecoverableSignature(encoded: encoded.array))
        #expect(signature.recoverAddress(digest: digest) == key.address)
        #expect(signature.recoverAddress(digest: Keccak256.hash([])) != key.address)
    }

    @Test func repeatsASignature() throws {
        let journal = journal(MemoryStore())
        let confirmation = try #require(confirmations(salt: 1).first)
        let signature = try journal.sign(confirmation)
        #expect(try journal.sign(confirmation) == signature)
    }

    @Test func neverSignsASecondHeader() throws {
        let journal = journal(MemoryStore())
        let first = try confirmations(salt: 1)
        let second = try confirmations(salt: 2)
        _ = try journal.sign(first[0])
        #expect(throws: JournalError.wouldEquivocate) { try journal.sign(second[0]) }
        // The other chain has no signature yet.
        _ = try journal.sign(second[1])
        #expect(throws: JournalError.wouldEquivocate) { try journal.sign(first[1]) }
    }

    @Test func signsAnotherHeaderInAnotherEpoch() throws {
        let journal = journal(MemoryStore())
        _ = try journal.sign(confirmations(salt: 1)[0])
        _ = try journal.sign(confirmations(salt: 2, epoch: 1)[0])
        #expect(throws: JournalError.wouldEquivocate) {
            try journal.sign(confirmations(salt: 3, epoch: 1)[0])
        }
    }

    @Test func remembersAcrossARestart() throws {
        let store = MemoryStore()
        _ = try journal(store).sign(confirmations(salt: 1)[0])
        #expect(throws: JournalError.wouldEquivocate) {
            try journal(store).sign(confirmations(salt: 2)[0])
        }
        _ = try journal(store).sign(confirmations(salt: 1)[0])
    }

    @Test func remembersOnDisk() throws {
        try TemporaryFolder.with { folder in
            let path = folder.file("signatures")
            do {
                let store = try LMDBStore(path: path, mapByteCount: 1 << 20)
                _ = try journal(store).sign(confirmations(salt: 1)[0])
            }
            let store = try LMDBStore(path: path, mapByteCount: 1 << 20)
            #expect(throws: JournalError.wouldEquivocate) {
                try journal(store).sign(confirmations(salt: 2)[0])
            }
            _ = try journal(store).sign(confirmations(salt: 1)[0])
        }
    }

    @Test func givesNoSignatureThatItCannotKeep() throws {
        let confirmation = try #require(confirmations(salt: 1).first)
        #expect(throws: JournalError.storage(.unavailable)) {
            try journal(FullStore()).sign(confirmation)
        }
    }
}

/// A store that refuses every write.
private struct FullStore: KeyValueStore {
    func get(_ key: [UInt8]) throws(StorageError) -> [UInt8]? { nil }
    func write(_ batch: WriteBatch) throws(StorageError) { throw .unavailable }
    func scan(
        prefix: [UInt8], from: [UInt8], limit: Int
    ) throws(StorageError) -> [KeyValue] { [] }
}
