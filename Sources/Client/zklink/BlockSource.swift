import Bytes
import Foundation
import Ledger
import Network
import RpcApi
import Sdk
import Transition

/// A block with the state before it, from a node or from files.
///
/// The state is made from the genesis by executing the data of all blocks before, as an oracle does.
struct BlockSource {
    private let session: Session
    private let number: UInt64
    private let files: [String]
    private let client: Client?

    /// The source of the block with a number: the files of `--data`, else the node.
    init(_ session: Session, number: UInt64) throws {
        self.session = session
        self.number = number
        files = session.all("data")
        client = files.isEmpty ? try Client(session) : nil
        guard files.isEmpty || UInt64(files.count) == number else {
            throw UsageError(
                "block \(number) needs the data of blocks 1 to \(number): \(number) times '--data', got \(files.count)"
            )
        }
    }

    /// The hash of the block's header as the node gives it; `nil` without a node.
    func headerHash() throws -> Bytes32? {
        try client?.node.call(BlockMethod.self, BlockMethod.Parameters(.number(number)))
            .headerHash
    }

    /// The data of the block and the state before it.
    func block() throws -> (data: BlockData, state: LedgerState) {
        var state = LedgerState(genesis: try GenesisFile.genesis(session.readNetwork()))
        for earlier in 1..<number {
            session.console.progress("executing block \(earlier) of \(number)")
            let data = try data(earlier)
            do throws(TransitionError) {
                // The header of the last block commits to all of them.
                try state.execute(data, signatures: .alreadyVerified)
            } catch {
                throw CommandFailure(
                    "block", "the data of block \(earlier) do not follow: \(ErrorText.words(error))"
                )
            }
        }
        session.console.endProgress()
        return (try data(number), state)
    }

    private func data(_ number: UInt64) throws -> BlockData {
        let (bytes, name) = try bytes(number)
        do throws(DecodingError) {
            return try BlockData(decoding: bytes)
        } catch {
            throw InputError(
                "\(name) is not the data of a block: \(ErrorText.words(error))",
                reason: "malformed")
        }
    }

    private func bytes(_ number: UInt64) throws -> ([UInt8], name: String) {
        guard let client else {
            let path = files[Int(number) - 1]
            return (try InputFile.bytes(path, limit: 2 * LedgerLimits.maximumBlockBytes), path)
        }
        let parameters = BlockDataMethod.Parameters(number: number)
        let result = try client.node.call(BlockDataMethod.self, parameters)
        return (result.data.bytes, "the node's answer for block \(number)")
    }
}
