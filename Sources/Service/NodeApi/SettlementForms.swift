import Bytes
import Ledger
package import RpcApi
import Sequencing
package import Settling
import Transition

// Blocks and operations with their settlement in the form of the interface.

extension BlockInfo {
    init(_ block: SealedBlock, steps: SettlementSteps, tracker: SettlementTracker) {
        self.init(
            number: block.number, headerHash: block.headerHash,
            header: HexBytes(block.header.encoded),
            timestamp: block.header.timestamp &* 1_000, operationCount: block.operationCount,
            status: BlockState(tracker.stage(of: block.number, on: tracker.chains)),
            chains: block.header.chains.map { section in
                let stage = tracker.stage(of: block.number, on: section.chain)
                return BlockOnChain(
                    chain: section.chain, queueStart: section.queueStart,
                    queueCount: section.queueCount, operationCount: section.operationCount,
                    status: BlockState(stage),
                    transactions: SettlementTransactions(steps[section.chain] ?? [:]))
            })
    }
}

extension SettlementTransactions {
    init(_ steps: [SettlementStep: StepRecord]) {
        self.init(
            commit: steps[.commit]?.transaction, prove: steps[.prove]?.transaction,
            confirm: steps[.confirm]?.transaction, execute: steps[.execute]?.transaction)
    }
}

extension OperationStatus {
    init(_ placement: Placement, steps: SettlementSteps, tracker: SettlementTracker) {
        var concerned: Set<ChainID> = []
        if let payout = placement.result.payout { concerned.insert(payout.chain) }
        if case .priority(let chain, _) = placement.name { concerned.insert(chain) }
        let chains = concerned.isEmpty ? tracker.chains : concerned.sorted()
        let stage = tracker.stage(of: placement.blockNumber, on: chains)
        let isApplied = if case .applied = placement.result { true } else { false }
        self.init(
            operationID: placement.name.operationID, chain: placement.name.queuePosition?.chain,
            queueIndex: placement.name.queuePosition?.index,
            kind: OperationKind(opcode: placement.opcode),
            status: isApplied ? OperationState(stage) : .failed,
            blockNumber: placement.blockNumber, index: placement.index,
            receipt: ReceiptInfo(placement.result),
            history: Self.history(placement, steps: steps, chains: chains))
    }

    private static func history(
        _ placement: Placement, steps: SettlementSteps, chains: [ChainID]
    ) -> [HistoryEntry] {
        var history = [
            HistoryEntry(
                status: .sequenced, chain: nil, time: placement.time, transaction: nil)
        ]
        for chain in chains {
            for step in SettlementStep.allCases {
                guard let record = steps[chain]?[step] else { continue }
                history.append(
                    HistoryEntry(
                        status: OperationState(step.stage), chain: chain, time: record.time,
                        transaction: record.transaction))
            }
        }
        return history
    }
}

extension OperationReference {
    var operationID: Bytes32? {
        if case .signed(let id) = self { id } else { nil }
    }

    var queuePosition: (chain: ChainID, index: UInt64)? {
        if case .priority(let chain, let index) = self { (chain, index) } else { nil }
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
        self.init(
            time: alarm.time, reason: alarm.reason.rawValue, chain: alarm.chain,
            blockNumber: alarm.block, detail: alarm.detail)
    }
}

extension ServiceName {
    private static let flags: [(ServiceName, StoppedServices)] = [
        (.admission, .admission), (.queueEntries, .queueEntries), (.quotes, .quotes),
        (.prepayment, .prepayment), (.settlement, .settlement),
    ]

    /// The names of some services, in the order of the cases.
    static func names(of services: StoppedServices) -> [ServiceName] {
        flags.filter { services.contains($0.1) }.map(\.0)
    }
}

extension RequestFailure {
    /// The refusal of a service that alarms have stopped; `nil` when it is offered.
    init?(stopping services: StoppedServices, _ alarms: Alarms) {
        let reasons = alarms.stopping(services)
        guard !reasons.isEmpty else { return nil }
        self.init(.halted, "nothing was done: " + reasons.map(\.line).joined(separator: "; "))
    }
}
