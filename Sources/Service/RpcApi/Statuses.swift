public import Network
import Transition

/// How far an operation has come; every word but the last two follows the one before it.
public enum OperationState: String, WireWord {
    /// Known, not yet in a block.
    case received
    /// In a block, durable on the node.
    case sequenced
    /// Its block is on every chain that it concerns.
    case committed
    /// Its block's computation is proven there.
    case proven
    /// The oracles confirm that all chains saw the same.
    case confirmed
    /// Its block is executed there.
    case executed
    /// A signed operation that was refused and left no trace.
    case rejected
    /// A queue entry that was consumed without its effect.
    case failed
}

/// How far a block or a payout has come.
public enum BlockState: String, WireWord, Comparable {
    /// Closed and durable on the node.
    case sequenced
    /// On the chain.
    case committed
    /// Its computation is proven on the chain.
    case proven
    /// The oracles confirmed it on the chain.
    case confirmed
    /// Its payouts are made on the chain.
    case executed

    /// The place in the order of states, from 0.
    public var rank: Int {
        switch self {
        case .sequenced: 0
        case .committed: 1
        case .proven: 2
        case .confirmed: 3
        case .executed: 4
        }
    }

    /// Whether `left` comes before `right`.
    public static func < (left: BlockState, right: BlockState) -> Bool { left.rank < right.rank }
}

/// Kind of an operation, by the name that its rule has.
public struct OperationKind: WireValue, Hashable {
    /// The name, or `unknown` for an operation of a later version of the node.
    public let name: String

    /// The kind of an operation code.
    public init(opcode: UInt8) {
        name = OperationKinds.name(of: opcode).map { "\($0)" } ?? Self.unknown
    }

    private static let unknown = "unknown"

    private static let names = OperationKinds.names.map { "\($0)" } + [unknown]

    public static var schema: Schema { .choice(names) }

    public init(wire: JSON) throws(RpcApiError) {
        guard case .string(let text) = wire, Self.names.contains(text) else {
            throw Self.unexpected("one of " + Self.names.joined(separator: ", "))
        }
        name = text
    }

    public var wire: JSON { .string(name) }
}

/// Who judges computation.
public enum SettlementModeName: String, WireWord {
    /// Oracles that re-execute.
    case attested
    /// A succinct proof.
    case validity

    /// What a person must know about the mode.
    public var text: String {
        switch self {
        case .attested: "attested: trusts k of n oracles for computation too"
        case .validity: "validity"
        }
    }
}

/// What a subscription follows.
public enum Channel: String, WireWord {
    /// Every block's status changes.
    case blocks
    /// One account's balances and operations.
    case account
    /// One pool or all.
    case pools
    /// What one chain must pay: for brokers.
    case payouts
    /// The node's health.
    case health
}

/// How a component of a process is.
public enum HealthState: String, WireWord {
    /// Works as it should.
    case ok
    /// Works, but something needs attention.
    case degraded
    /// Does not work.
    case failed
}

/// What a token is.
public enum TokenClassName: String, WireWord {
    /// A plain token.
    case ordinary
    /// A stablecoin.
    case stable
    /// A voucher of another protocol.
    case voucher
    /// A pool's liquidity share.
    case share
    /// The unified dollar.
    case unifiedDollar
}
