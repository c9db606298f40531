package import Bytes
package import Ledger
package import Sequencing

/// The stage of a block on a chain; each follows the one before it.
package enum SettlementStage: UInt8, Comparable, Sendable {
    /// Closed, and durable on the node.
    case sequenced = 0
    /// Committed on the chain.
    case committed = 1
    /// Proven on the chain.
    case proven = 2
    /// Confirmed by the oracles on the chain.
    case confirmed = 3
    /// Executed on the chain.
    case executed = 4

    package static func < (left: SettlementStage, right: SettlementStage) -> Bool {
        left.rawValue < right.rawValue
    }
}

/// A transaction of this node that takes blocks to the next stage; raw values are stored.
package enum SettlementStep: UInt8, CaseIterable, Sendable {
    case commit = 1
    case prove = 2
    case confirm = 3
    case execute = 4

    /// The stage that the step leads to.
    package var stage: SettlementStage {
        switch self {
        case .commit: .committed
        case .prove: .proven
        case .confirm: .confirmed
        case .execute: .executed
        }
    }
}

/// The steps that a block has reached, by chain.
package typealias SettlementSteps = [ChainID: [SettlementStep: StepRecord]]

/// The time at which a block reached a step on a chain, and the transaction if this node sent it.
package struct StepRecord: Equatable, Sendable {
    /// The time in milliseconds since 1970.
    package var time: UInt64
    package var transaction: Bytes32?

    package init(time: UInt64, transaction: Bytes32?) {
        (self.time, self.transaction) = (time, transaction)
    }

    /// `time u64`, then the 32 bytes of the transaction if it is known.
    var encoded: [UInt8] {
        var writer = ByteWriter(capacity: 40)
        writer.append(time)
        if let transaction { writer.append(transaction) }
        return writer.bytes
    }

    init(decoding bytes: [UInt8]) throws(DecodingError) {
        var reader = ByteReader(bytes)
        time = try reader.read()
        transaction = reader.remaining == 0 ? nil : try reader.read()
        try reader.finish()
    }
}

extension NodeStore {
    /// Stores steps that blocks have reached.
    package func save(_ reached: [SettlementTracker.ReachedStage]) throws(SequencingError) {
        try save(
            reached.map {
                StoredStep(
                    block: $0.block, chain: $0.chain, step: $0.step.rawValue,
                    record: $0.record.encoded)
            })
    }

    /// The steps that a block has reached on each chain.
    package func settlementSteps(of block: UInt64) throws(SequencingError) -> SettlementSteps {
        var steps: SettlementSteps = [:]
        for stored in try self.steps(of: block) {
            guard let step = SettlementStep(rawValue: stored.step),
                let record = try? StepRecord(decoding: stored.record)
            else { throw .corruptStore(.step(block: block)) }
            steps[stored.chain, default: [:]][step] = record
        }
        return steps
    }
}
