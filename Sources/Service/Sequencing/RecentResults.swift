import Bytes
import Ledger

/// The results of operations that are not in the store yet, and of the last ones that are.
struct RecentResults {
    private var results: [OperationReference: Placement] = [:]
    private var order: [OperationReference] = []
    private var head = 0
    private var storedBlock: UInt64 = 0
    private let limit: Int

    init(limit: Int = SequencingLimits.recentResults) { self.limit = limit }

    subscript(name: OperationReference) -> Placement? { results[name] }

    var count: Int { results.count }

    mutating func insert(_ placement: Placement) {
        results[placement.name] = placement
        order.append(placement.name)
        trim()
    }

    mutating func stored(block: UInt64) {
        storedBlock = max(storedBlock, block)
        trim()
    }

    private mutating func trim() {
        while results.count > limit, head < order.count,
            let oldest = results[order[head]], oldest.blockNumber <= storedBlock
        {
            results[order[head]] = nil
            head += 1
        }
        if head > SequencingLimits.consumedEntries {
            order.removeFirst(head)
            head = 0
        }
    }
}
