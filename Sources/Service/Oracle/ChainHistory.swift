import Bytes
import Ledger
import Settlement

/// The events of one chain's contracts at finality depth, each block checked against what the chain
/// holds before it.
struct ChainHistory: Sendable {
    /// A block as far as later ones and other chains are compared with it.
    struct Block: Sendable {
        let headerHash: Bytes32
        /// The sync hash up to the block, computed here.
        let syncHash: Bytes32
        /// The first queue entry of this chain after the block.
        let queueEnd: UInt64
    }

    let chain: ChainID
    private let network: NetworkID
    /// The chains of the network, ascending.
    private let members: [ChainID]
    /// The genesis and the committed blocks: block `n` at index `n`.
    private var blocks: [Block]
    /// What is wrong with the first faulty block; nothing after it is checked.
    private(set) var fault: OracleAlarm?
    /// The number of reverts.
    private(set) var epoch: UInt32 = 0
    /// Whether the contract is in exodus.
    private(set) var isExodus = false
    private var follower = QueueFollower()
    /// The queue's hash before entry `i` at index `i`.
    private var queueHashes = [Bytes32()]

    init(chain: ChainID, genesis: BlockHeader) {
        (self.chain, network) = (chain, genesis.network)
        members = genesis.chains.map(\.chain)
        blocks = [Block(headerHash: genesis.hash, syncHash: genesis.hash, queueEnd: 0)]
    }

    /// The number of entries queued so far.
    var queueLength: UInt64 { follower.nextIndex }

    /// The number of the last committed block.
    var committed: UInt64 { UInt64(blocks.count) - 1 }

    /// The last block up to which nothing is wrong on this chain.
    var sound: UInt64 { fault?.number.map { $0 - 1 } ?? committed }

    /// The genesis or a committed block; `nil` if there is none of this number.
    func block(_ number: UInt64) -> Block? {
        number <= committed ? blocks[Int(number)] : nil
    }

    /// Processes the next confirmed event.
    ///
    /// Returns the last block kept by a revert, `nil` for other events.
    mutating func receive(_ event: ChainEvent) throws(SettlementError) -> UInt64? {
        if try follower.receive(event, chain: chain) != nil {
            queueHashes.append(follower.rollingHash)
        }
        switch event {
        case .blockCommitted(let commitment):
            guard commitment.number == committed + 1, commitment.epoch == epoch else {
                throw .malformedAnswer(method: "BlockCommitted")
            }
            append(commitment)
        case .blocksReverted(let number, let epoch):
            guard number < committed, self.epoch < .max, epoch == self.epoch + 1 else {
                throw .malformedAnswer(method: "BlocksReverted")
            }
            blocks.removeLast(Int(committed - number))
            if let faulty = fault?.number, faulty > number { fault = nil }
            self.epoch = epoch
            return number
        case .exodusActivated:
            isExodus = true
        default:
            break
        }
        return nil
    }

    private mutating func append(_ commitment: BlockCommitment) {
        let (header, last) = (commitment.header, blocks[blocks.count - 1])
        let block = Block(
            headerHash: header.hash, syncHash: header.syncHash(after: last.syncHash),
            queueEnd: header.section(of: chain)?.queueEnd ?? last.queueEnd)
        if fault == nil { fault = fault(of: commitment, block, after: last) }
        blocks.append(block)
    }

    /// What is wrong with a block.
    ///
    /// The contracts refuse all of it, so a fault means another contract or false answers. What the
    /// block computed is for its proof to show.
    private func fault(
        of commitment: BlockCommitment, _ block: Block, after last: Block
    ) -> OracleAlarm? {
        let (header, number) = (commitment.header, commitment.number)
        guard header.network == network, header.previousHash == last.headerHash,
            header.chains.map(\.chain) == members
        else { return .unlinkedHeader(number: number, chain: chain) }
        guard let section = header.section(of: chain), section.queueStart == last.queueEnd,
            section.queueEnd <= queueLength,
            queueHashes[Int(section.queueEnd)] == section.queueHash
        else { return .queueDiffers(number: number, chain: chain) }
        guard commitment.syncHash == block.syncHash else {
            return .syncHashDiffers(number: number, chain: chain)
        }
        return nil
    }
}
