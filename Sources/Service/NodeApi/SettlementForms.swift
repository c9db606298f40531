import Bytes
import Ledger
package import RpcApi
import Sequencing
package import Settling

// Blocks and operations with their settlement in the form of the interface.

extension BlockInfo {
    init(_ block: SealedBlock, steps: SettlementSteps, tracker: SettlementTracker) {
        self.init()
        number = block.number
        headerHash = block.headerHash
        header = HexBytes(block.header.encoded)
        timestamp = block.header.timestamp &* 1_000
        operationCount = block.operationCount
        status = BlockState(tracker.stage(of: block.number, on: tracker.chains))
        chains = block.header.chains.map { section in
            var chain = BlockOnChain()
            chain.chain = section.chain
            chain.queueStart = section.queueStart
            chain.queueCount = section.queueCount
            chain.payoutCount = section.payoutCount
            chain.status = BlockState(tracker.stage(of: block.number, on: section.chain))
            chain.transactions = SettlementTransactions(steps[section.chain] ?? [:])
            return chain
        }
    }
}

extension SettlementTransactions {
    init(_ steps: [SettlementStep: StepRecord]) {
        self.init()
        commit = steps[.commit]?.transaction
        prove = steps[.prove]?.transaction
        confirm = steps[.confirm]?.transaction
        execute = steps[.execute]?.transaction
    }
}

extension OperationStatus {
    init(_ placement: Placement, steps: SettlementSteps, tracker: SettlementTracker) {
        self.init()
        var concerned: Set<ChainID> = []
        switch placement.name {
        case .signed(let id): operationID = id
        case .priority(let chain, let index):
            (self.chain, queueIndex) = (chain, index)
            concerned.insert(chain)
        }
        if let payout = placement.receipt.payout { concerned.insert(payout.chain) }
        let chains = concerned.isEmpty ? tracker.chains : concerned.sorted()
        kind = placement.kind
        blockNumber = placement.blockNumber
        index = placement.index
        receipt = placement.receipt
        status =
            placement.receipt.isApplied
            ? OperationState(tracker.stage(of: placement.blockNumber, on: chains)) : .failed
        history = [HistoryEntry(.sequenced, time: placement.time)]
        for chain in chains {
            for step in SettlementStep.allCases {
                guard let record = steps[chain]?[step] else { continue }
                var entry = HistoryEntry(OperationState(step.stage), time: record.time)
                (entry.chain, entry.transaction) = (chain, record.transaction)
                history.append(entry)
            }
        }
    }
}

extension HistoryEntry {
    init(_ status: OperationState, time: UInt64) {
        self.init()
        (self.status, self.time) = (status, time)
    }
}

extension BlockState {
    init(_ stage: SettlementStage) {
        self =
            switch stage {
            case .sequenced: .sequenced
            case .committed: .committed
            case .proven: .proven
            case .confirmed: .confirmed
            case .executed: .executed
            }
    }
}

extension OperationState {
    init(_ stage: SettlementStage) {
        self =
            switch stage {
            case .sequenced: .sequenced
            case .committed: .committed
            case .proven: .proven
            case .confirmed: .confirmed
            case .executed: .executed
            }
    }
}

extension AlarmInfo {
    package init(_ alarm: Alarm) {
        self.init()
        (time, reason, chain) = (alarm.time, alarm.reason.rawValue, alarm.chain)
        (blockNumber, detail) = (alarm.block, alarm.detail)
    }
}
