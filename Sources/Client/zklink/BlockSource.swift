import Bytes
import Foundation
import Ledger
import Network
import RpcApi
import Sdk
import Transition

/// A block with the state before it, from a node or from files.
///
/// The state is made from the genesis by doing what the published data of all blocks before say.
struct BlockSource {
    private let session: Session
    private let number: UInt64
    private let files: [String]
    private let authorizations: String?
    private let client: Client?

    /// The source of the block with a number: the files of `--data`, else the node.
    init(_ session: Session, number: UInt64) throws {
        self.session = session
        self.number = number
        files = session.all("data")
        authorizations = session.optional("authorizations")
        client = files.isEmpty ? try Client(session) : nil
        guard authorizations == nil || !files.isEmpty else {
            throw UsageError("'--authorizations' goes with '--data'")
        }
        guard files.isEmpty || UInt64(files.count) == number else {
            throw UsageError(
                "block \(number) needs the data of blocks 1 to \(number): \(number) times '--data', got \(files.count)"
            )
        }
    }

    /// The number of a block in the first argument.
    static func number(_ session: Session) throws -> UInt64 {
        let text = session.invocation.arguments[0]
        guard let number = UInt64(text), number > 0, number < .max else {
            throw UsageError("'\(text)' is not the number of a block; the first one is 1")
        }
        return number
    }

    /// The hash of the block's header as the node gives it; `nil` without a node.
    func headerHash() throws -> Bytes32? {
        try client?.node.call(BlockMethod.self, BlockMethod.Parameters(.number(number)))
            .headerHash
    }

    /// The operations of the block with their signatures, and the state before it.
    func block() throws -> (data: BlockData, state: LedgerState) {
        let state = try state(after: number - 1)
        let (encoded, name) = try operations(of: number)
        let data = try decoded(name) { () throws(DecodingError) in
            try BlockData(decoding: encoded)
        }
        return (data, state)
    }

    /// The state after a block, at most the one of the source, from what is published alone.
    func state(after last: UInt64) throws -> LedgerState {
        var state = LedgerState(genesis: try GenesisFile.genesis(session.readNetwork()))
        for number in stride(from: UInt64(1), through: last, by: 1) {
            session.console.progress("executing block \(number) of \(self.number)")
            let (encoded, name) = try operations(of: number)
            let data = try decoded(name) { () throws(DecodingError) in
                try BlockData(decodingPublished: encoded.data)
            }
            do throws(TransitionError) {
                // The header of the last block commits to all of them.
                try state.execute(data, signatures: .alreadyVerified)
            } catch {
                throw CommandFailure(
                    "block", "the data of block \(number) do not follow: \(ErrorText.words(error))")
            }
        }
        session.console.endProgress()
        return state
    }

    private func decoded(
        _ name: String, _ decode: () throws(DecodingError) -> BlockData
    ) throws -> BlockData {
        do throws(DecodingError) {
            return try decode()
        } catch {
            throw InputError(
                "\(name) is not the data of a block: \(ErrorText.words(error))",
                reason: "malformed")
        }
    }

    private func operations(of number: UInt64) throws -> (EncodedOperations, name: String) {
        guard let client else { return try operations(inFile: number) }
        let parameters = BlockDataMethod.Parameters(number: number)
        let result = try client.node.call(BlockDataMethod.self, parameters)
        let encoded = EncodedOperations(
            data: result.data.bytes, authorizations: result.authorizations.bytes)
        return (encoded, "the node's answer for block \(number)")
    }

    private func operations(inFile number: UInt64) throws -> (EncodedOperations, name: String) {
        let limit = 2 * LedgerLimits.maximumBlockBytes
        let path = files[Int(number) - 1]
        var encoded = EncodedOperations(data: try InputFile.bytes(path, limit: limit))
        if number == self.number, let authorizations {
            encoded.authorizations = try InputFile.bytes(authorizations, limit: limit)
        }
        return (encoded, path)
    }
}
