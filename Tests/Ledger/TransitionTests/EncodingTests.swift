import Bytes
import Hashing
import Ledger
import TestSupport
import Testing
import Transition
import TransitionScenarios

/// Bytes and hashes of `Tests/Vectors/encodings.json`, which were made from the document alone.
@Suite struct EncodingTests {
    let vectors: VectorFile
    let network: NetworkID

    init() throws {
        vectors = try VectorFile.load("encodings")
        network = NetworkID(UInt32(try vectors["network"].uint64()))
    }

    @Test func reproducesPriorityOperationsAndTheirQueueHashes() throws {
        for vector in try vectors["priority"].items() {
            let bytes = try vector["bytes"].bytes()
            let operation = try PriorityOperation(decoding: bytes)
            #expect(operation.encoded == bytes)
            #expect(operation.hash.array == (try vector["hash"].bytes()))
            let before = try #require(Bytes32(try vector["before"].bytes()))
            #expect(operation.rollingHash(after: before).array == (try vector["after"].bytes()))
        }
    }

    @Test func reproducesSignedOperationsAndTheirIDs() throws {
        for vector in try vectors["signed"].items() {
            let bytes = try vector["bytes"].bytes()
            let operation = try SignedOperation(decoding: bytes)
            #expect(operation.encoded == bytes)
            #expect(operation.byteCount == bytes.count)
            #expect(operation.signingMessage(network: network) == (try vector["message"].bytes()))
            #expect(operation.id(network: network).array == (try vector["id"].bytes()))
        }
    }

    @Test func idIgnoresTheSignatureButNotTheNetwork() throws {
        let bytes = try vectors["signed"][0]["bytes"].bytes()
        var operation = try SignedOperation(decoding: bytes)
        let id = operation.id(network: network)
        operation.signature[79] ^= 1
        #expect(operation.id(network: network) == id)
        #expect(operation.id(network: NetworkID(network.rawValue + 1)) != id)
    }

    @Test func readsFieldsWhereTheDocumentPutsThem() throws {
        let common = try SignedOperation(decoding: try vectors["signed"][2]["bytes"].bytes())
        #expect(
            common.authorization.account == AccountID(7)
                && common.authorization.subAccount == SubAccount(3))
        #expect(common.authorization.slot == KeySlot(2) && common.authorization.nonce == 41)
        #expect(common.authorization.validUntil == 1_700_000_100 && common.fee.token == TokenID(1))
        #expect(common.fee.amount == Amount(1_000_000_000_000_000))
        guard case .withdraw(let body) = common.body else {
            Issue.record("not a withdrawal")
            return
        }
        #expect(body.token == TokenID(2) && body.chain == ChainID(9) && body.fastFeeRate == 25)
        #expect(body.amount == Amount(123_456_789_012_345_678_901_234_567))
        #expect(body.receiver.address[12] == 0xa1 && body.receiver.address[31] == 0xb4)
    }

    @Test func reproducesPayoutsAndTheirHashes() throws {
        for vector in try vectors["payouts"].items() {
            let bytes = try vector["bytes"].bytes()
            let chain = ChainID(UInt8(try vector["chain"].uint64()))
            let payout = try Payout(decoding: bytes)
            #expect(payout.encoded == bytes)
            #expect(payout.hash(chain: chain).array == (try vector["hash"].bytes()))
            #expect(payout.hash(chain: ChainID(77)).array != (try vector["hash"].bytes()))
        }
    }

    @Test func reproducesRecordsAndTheirKeys() throws {
        for vector in try vectors["records"].items() {
            let keyWords = try vector["key"].items().map { UInt32(try $0.uint64()) }
            let words = try vector["value"].items().map { UInt32(try $0.uint64()) }
            let key = try RecordKey(words: keyWords)
            #expect(key.words == keyWords)
            #expect(try Record(kind: key.kind, words: words).words == words)
        }
    }

    @Test func reproducesReceipts() throws {
        for vector in try vectors["receipts"].items() {
            let bytes = try vector["bytes"].bytes()
            #expect(try Receipt(decoding: bytes).encoded == bytes)
        }
    }

    @Test func reproducesABoundaryInsideABlock() throws {
        let bytes = try vectors["boundary"]["bytes"].bytes()
        let boundary = try Boundary(decoding: bytes)
        #expect(boundary.encoded == bytes)
        #expect(boundary.digest.array == (try vectors["boundary"]["hash"].bytes()))
    }

    @Test func reproducesBlockData() throws {
        let encoded = EncodedOperations(
            data: try vectors["data"]["bytes"].bytes(),
            authorizations: try vectors["data"]["authorizations"].bytes())
        let block = try BlockData(decoding: encoded)
        #expect(block.number == 1 && block.timestamp == 1_700_000_000)
        #expect(block.encoded == encoded)
        #expect(SHA256.hash(encoded.data).array == (try vectors["data"]["hash"].bytes()))
    }

    /// Every operation of the vectors is in the block, so both encodings have all its fields.
    @Test func readsTheOperationsOfTheVectorsFromBlockData() throws {
        let block = try BlockData(
            decoding: EncodedOperations(
                data: try vectors["data"]["bytes"].bytes(),
                authorizations: try vectors["data"]["authorizations"].bytes()))
        let encodings = Set(
            block.operations.map { operation in
                switch operation {
                case .priority(_, let operation): operation.encoded
                case .signed(let operation): operation.encoded
                }
            })
        for vector in try vectors["priority"].items() + vectors["signed"].items() {
            #expect(encodings.contains(try vector["bytes"].bytes()))
        }
    }

    @Test func reproducesHeadersAndTheirChainedHash() throws {
        let genesis = try BlockHeader(decoding: try vectors["genesis"]["bytes"].bytes())
        let header = try BlockHeader(decoding: try vectors["header"]["bytes"].bytes())
        #expect(genesis.encoded == (try vectors["genesis"]["bytes"].bytes()))
        #expect(header.encoded == (try vectors["header"]["bytes"].bytes()))
        #expect(genesis.hash.array == (try vectors["genesis"]["hash"].bytes()))
        #expect(header.hash.array == (try vectors["header"]["hash"].bytes()))
        #expect(header.previousHash == genesis.hash)
        let sync = header.syncHash(after: genesis.hash)
        #expect(sync.array == (try vectors["header"]["syncHash"].bytes()))
        let queued = try vectors["priority"].items().count
        #expect(header.section(of: ChainID(9))?.queueEnd == UInt64(queued))
        #expect(header.section(of: ChainID(2)) == nil)
    }

    @Test func reproducesThePublicInputAndWhatOraclesSign() throws {
        let genesis = try BlockHeader(decoding: try vectors["genesis"]["bytes"].bytes())
        let header = try BlockHeader(decoding: try vectors["header"]["bytes"].bytes())
        let program = try #require(Bytes32(try vectors["publicInput"]["programId"].bytes()))
        let keyRoot = try #require(Bytes32(try vectors["publicInput"]["keyRoot"].bytes()))
        let input = ProvenProgram(id: program, keyRoot: keyRoot).publicInput(
            previousHeaderHash: genesis.hash, lastHeaderHash: header.hash)
        #expect(input.array == (try vectors["publicInput"]["value"].bytes()))
        #expect(input[0] < 0x20)
        let confirmation = OracleMessage.confirmation(
            network: network, chain: ChainID(9), epoch: 3, number: 1, headerHash: header.hash,
            syncHash: header.syncHash(after: genesis.hash))
        #expect(confirmation == (try vectors["confirmation"]["message"].bytes()))
        let confirmed = try vectors["confirmation"]["digest"].bytes()
        #expect(Keccak256.hash(confirmation).array == confirmed)
    }
}
