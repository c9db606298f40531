public import Network
import Transition

/// The state of an operation; all but the last two states follow each other.
public enum OperationState: String, WireEnum {
    /// Known, not yet in a block.
    case received
    /// In a block, durable on the node.
    case sequenced
    /// Its block is committed on every chain that it concerns.
    case committed
    /// Its block is proven on every chain that it concerns.
    case proven
    /// Its block is confirmed on every chain that it concerns.
    case confirmed
    /// Its block is executed on every chain that it concerns.
    case executed
    /// A signed operation was rejected and left no trace.
    case rejected
    /// A queue entry was consumed without effect.
    case failed
}

/// The stage of a block or a payout.
public enum BlockState: String, WireEnum, Comparable {
    /// Closed, and durable on the node.
    case sequenced
    /// Committed on the chain.
    case committed
    /// Proven on the chain.
    case proven
    /// Confirmed by the oracles on the chain.
    case confirmed
    /// Executed on the chain.
    case executed

    /// The index in the order of stages, from 0.
    public var rank: Int {
        switch self {
        case .sequenced: 0
        case .committed: 1
        case .proven: 2
        case .confirmed: 3
        case .executed: 4
        }
    }

    public static func < (left: BlockState, right: BlockState) -> Bool { left.rank < right.rank }
}

/// The kind of an operation, by the name of its rule.
public struct OperationKind: WireValue, Hashable {
    /// The name; `unknown` for an operation of a later version of the node.
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

/// The settlement mode.
public enum SettlementModeName: String, WireEnum {
    /// Computation is not proven: a development network.
    case unproven
    /// Proofs of blocks are verified.
    case validity

    /// The trust that the mode needs, in words.
    public var text: String {
        switch self {
        case .unproven: "unproven: for development, computation is not proven"
        case .validity: "validity"
        }
    }
}

/// The subject of a subscription.
public enum Channel: String, WireEnum {
    /// The status changes of all blocks.
    case blocks
    /// The balances and operations of one account.
    case account
    /// One pool or all pools.
    case pools
    /// The payouts of one chain, for brokers.
    case payouts
    /// The health of the node.
    case health
}

/// The health of a component or a process.
public enum HealthState: String, WireEnum {
    /// Works normally.
    case ok
    /// Works, but something needs attention.
    case degraded
    /// Does not work.
    case failed
}

/// A service that a node stops by itself while a chain and the ledger disagree.
public enum ServiceName: String, WireEnum {
    /// Signed operations are refused before they are sequenced.
    case admission
    /// Queue entries of the chains wait.
    case queueEntries
    /// Quotes are refused.
    case quotes
    /// Brokers are to prepay nothing.
    case prepayment
    /// Blocks are neither proven, confirmed nor executed by the node.
    case settlement
}

/// The class of a token.
public enum TokenClassName: String, WireEnum {
    /// A token without special meaning.
    case ordinary
    /// A stablecoin.
    case stable
    /// A claim on a growing amount of another token.
    case yieldBearing
    /// A pool's liquidity share.
    case share
    /// The unified dollar.
    case unifiedDollar
}
