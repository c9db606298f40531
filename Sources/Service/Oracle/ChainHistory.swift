import Bytes
import Ledger
import Settlement

/// Events of one chain's contract at finality depth.
struct ChainHistory: Sendable {
    /// A stored block and where it was stored.
    struct Stored: Sendable {
        let commitment: BlockCommitment
        let position: EventPosition
    }

    let chain: ChainID
    /// Stored blocks 1, 2, 3, ...: block `n` at index `n - 1`.
    private(set) var stored: [Stored] = []
    /// Number of reverts.
    private(set) var epoch: UInt32 = 0
    /// Whether the chain is closed.
    private(set) var isExodus = false
    private var follower = QueueFollower()
    /// The queue's hash before entry `i` at index `i`.
    private var queueHashes = [Bytes32()]

    init(chain: ChainID) {
        self.chain = chain
    }

    /// Entries queued so far.
    var queueLength: UInt64 { follower.nextIndex }

    /// The last stored block.
    var committed: UInt64 { UInt64(stored.count) }

    /// A stored block.
    func block(_ number: UInt64) -> Stored? {
        guard number >= 1, number <= committed else { return nil }
        return stored[Int(number - 1)]
    }

    /// The queue's hash before an entry, `nil` for entries not seen yet.
    func queueHash(before index: UInt64) -> Bytes32? {
        index < UInt64(queueHashes.count) ? queueHashes[Int(index)] : nil
    }

    /// Takes the next confirmed event.
    ///
    /// Returns the block that a revert went back to, if it was one.
    mutating func receive(_ event: PositionedEvent) throws(SettlementError) -> UInt64? {
        if try follower.receive(event.event, chain: chain) != nil {
            queueHashes.append(follower.rollingHash)
        }
        switch event.event {
        case .blockCommitted(let commitment):
            guard commitment.number == committed + 1, commitment.epoch == epoch else {
                throw .malformedAnswer(method: "BlockCommitted")
            }
            stored.append(Stored(commitment: commitment, position: event.position))
        case .blocksReverted(let number, let epoch):
            guard number < committed, epoch == self.epoch + 1 else {
                throw .malformedAnswer(method: "BlocksReverted")
            }
            stored.removeLast(Int(committed - number))
            self.epoch = epoch
            return number
        case .exodusActivated:
            isExodus = true
        default:
            break
        }
        return nil
    }
}
