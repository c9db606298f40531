import EthereumSettlement
import Ledger
import Settlement
import Transition

/// Events of the network's contracts on a chain, searched from the newest block backwards.
struct ContractHistory {
    private let chain: EthereumSettlementChain
    private let startBlock: UInt64
    private let console: Console

    init(_ chain: EthereumSettlementChain, startBlock: UInt64, console: Console) {
        (self.chain, self.startBlock, self.console) = (chain, startBlock, console)
    }

    /// The commitments of blocks by number, each the latest: those before a revert do not count.
    func commitments(_ numbers: ClosedRange<UInt64>) throws -> [UInt64: BlockCommitment] {
        var found: [UInt64: BlockCommitment] = [:]
        try search { event in
            if case .blockCommitted(let commitment) = event, numbers.contains(commitment.number),
                found[commitment.number] == nil
            {
                found[commitment.number] = commitment
            }
            return found.count < numbers.count
        }
        return found
    }

    /// The operations of queue entries by index.
    func entries(_ indices: Range<UInt64>) throws -> [UInt64: PriorityOperation] {
        var found: [UInt64: PriorityOperation] = [:]
        try search { event in
            if case .priorityRequested(let index, let operation, _, _) = event,
                indices.contains(index)
            {
                found[index] = operation
            }
            return found.count < indices.count
        }
        return found
    }

    /// Shows events, the newest first, until `visit` answers false or all were shown.
    private func search(_ visit: (ChainEvent) -> Bool) throws {
        var end = try chain.head().number
        defer { console.endProgress() }
        while end >= startBlock {
            let start = max(startBlock, end - min(end, Self.rangeLength - 1))
            console.progress("reading blocks \(start) to \(end) of chain \(chain.chain.rawValue)")
            for event in try chain.blocks(first: start, last: end).events.reversed() {
                guard visit(event.event) else { return }
            }
            guard start > startBlock, start > 0 else { return }
            end = start - 1
        }
    }

    /// Blocks a request; providers take at least so many.
    private static let rangeLength: UInt64 = 1_000
}
