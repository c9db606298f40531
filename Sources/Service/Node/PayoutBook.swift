import Bytes
import Ledger
import RpcApi
import Synchronization

/// The last payouts of each chain, those of the open block included.
final class PayoutBook: Sendable {
    private struct Book {
        var list: [PayoutInfo] = []
        var known: Set<Bytes32> = []
    }

    private let books = Mutex<[ChainID: Book]>([:])

    /// Notes a payout whose operation is durable; one that is known stays where it is.
    func add(_ payout: PayoutInfo) {
        books.withLock { books in
            var book = books.removeValue(forKey: payout.chain) ?? Book()
            defer { books[payout.chain] = book }
            guard book.known.insert(payout.payoutHash).inserted else { return }
            book.list.append(payout)
            guard book.list.count > 4 * NodeLimits.listedPayouts else { return }
            let old = book.list.prefix(2 * NodeLimits.listedPayouts)
            for payout in old { book.known.remove(payout.payoutHash) }
            book.list.removeFirst(old.count)
        }
    }

    /// Notes the payouts of a block that was made before this process.
    func add(_ block: SealedBlock) {
        for chain in block.payouts {
            for payout in chain.payouts {
                add(PayoutInfo(payout, chain: chain.chain, blockNumber: block.number))
            }
        }
    }

    /// A chain's payouts, newest first, with what their blocks have reached by now.
    func list(_ chain: ChainID, board: SettlementBoard) -> [PayoutInfo] {
        let held = books.withLock { $0[chain]?.list ?? [] }
        return held.reversed().map { payout in
            var payout = payout
            payout.status = board.blockState(payout.blockNumber, on: chain)
            return payout
        }
    }

    /// The payouts of some blocks on a chain.
    func list(
        _ chain: ChainID, blocks: Set<UInt64>, board: SettlementBoard
    ) -> [PayoutInfo] {
        list(chain, board: board).filter { blocks.contains($0.blockNumber) }
    }
}
