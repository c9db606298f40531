/// A kind of alarm; `docs/runbook.md` has a section for each.
package enum AlarmKind: String, Sendable, CaseIterable {
    /// A chain has another header than this node.
    case headerMismatch
    /// A chain's contract is in exodus.
    case exodus
    /// Too few oracles answer.
    case oracleThreshold
    /// A chain lacks, at its confirmation depth, a queue entry that the ledger has taken.
    case deepReorganisation
    /// A chain's logs do not lead to what its contracts say.
    case logsDisagree
    /// The nodes of a chain contradict each other.
    case nodesDisagree
    /// One of several nodes of a chain cannot be reached or lags.
    case nodeMissing
    /// The contract belongs to another network or has another chain number.
    case wrongContract
    /// A contract holds less than it owes.
    case custody
    /// Payouts wait for the limit of outflow.
    case outflow
    /// A call was refused by the contract, or its fee limit is reached.
    case settlementStuck
    /// Blocks are not proven, or not in time.
    case proving
    /// A chain cannot be read.
    case chainUnreachable
    /// Nothing more is sequenced.
    case halted
}

/// What a node stops by itself while alarms are raised.
package struct StoppedServices: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Admission of signed operations: refused before they are sequenced.
    package static let admission = StoppedServices(rawValue: 1 << 0)
    /// Queue entries of all chains: they wait.
    package static let queueEntries = StoppedServices(rawValue: 1 << 1)
    /// Quotes.
    package static let quotes = StoppedServices(rawValue: 1 << 2)
    /// Prepayment by brokers.
    package static let prepayment = StoppedServices(rawValue: 1 << 3)
    /// Proving, confirming, executing and claiming; commits move no money and continue.
    package static let settlement = StoppedServices(rawValue: 1 << 4)

    /// Whatever could turn money that a chain does not hold into money that one does.
    static let everything: StoppedServices = [
        .admission, .queueEntries, .quotes, .prepayment, .settlement,
    ]
}

extension AlarmKind {
    /// The consequences of an alarm, on whatever chain it is raised: the ledger is one.
    package var stops: StoppedServices {
        switch self {
        // The ledger and a chain disagree about money or history.
        case .deepReorganisation, .headerMismatch, .wrongContract, .custody: .everything
        // What is executable on other chains is still executed: another chain may have paid.
        case .exodus: [.admission, .queueEntries, .quotes, .prepayment]
        case .halted: [.admission, .queueEntries, .quotes, .prepayment]
        // The chain's own entries and calls wait; what is sequenced already is not in doubt.
        case .logsDisagree, .nodesDisagree, .chainUnreachable: []
        // Late or with less to spare, not wrong.
        case .oracleThreshold, .settlementStuck, .nodeMissing, .proving, .outflow: []
        }
    }
}
