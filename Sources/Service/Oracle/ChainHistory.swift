import Bytes
import Ledger
import Settlement

/// The events of one chain's contract at finality depth.
struct ChainHistory: Sendable {
    /// A committed block and the position of its commit.
    struct Stored: Sendable {
        let commitment: BlockCommitment
        let position: EventPosition
    }

    let chain: ChainID
    /// Committed blocks 1, 2, 3, ...: block `n` at index `n - 1`.
    private(set) var stored: [Stored] = []
    /// The number of reverts.
    private(set) var epoch: UInt32 = 0
    /// Whether the contract is in exodus.
    private(set) var isExodus = false
    private var follower = QueueFollower()
    /// The queue's hash before entry `i` at index `i`.
    private var queueHashes = [Bytes32()]

    init(chain: ChainID) {
        self.chain = chain
    }

    /// The number of entries queued so far.
    var queueLength: UInt64 { follower.nextIndex }

    /// The number of the last committed block.
    var committed: UInt64 { UInt64(stored.count) }

    /// A committed block; `nil` if there is none of this number.
    func block(_ number: UInt64) -> Stored? {
        guard number >= 1, number <= committed else { return nil }
        return stored[Int(number - 1)]
    }

    /// The rolling hash before an entry; `nil` for entries not seen yet.
    func queueHash(before index: UInt64) -> Bytes32? {
        index < UInt64(queueHashes.count) ? queueHashes[Int(index)] : nil
    }

    /// Processes the next confirmed event.
    ///
    /// Returns the last block kept by a revert, `nil` for other events.
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
