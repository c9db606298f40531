public import Bytes
public import Ledger
public import Network

/// Which block a request means.
public enum BlockSelector: WireValue, Hashable {
    /// By number.
    case number(UInt64)
    /// The last closed block.
    case latest

    /// The shape of the JSON form.
    public static var schema: Schema { .oneOf([UInt64.schema, .choice(["latest"])]) }

    /// Reads the JSON form and refuses every other.
    public init(wire: JSON) throws(RpcApiError) {
        if case .string("latest") = wire {
            self = .latest
            return
        }
        do throws(RpcApiError) {
            self = .number(try UInt64(wire: wire))
        } catch {
            throw Self.unexpected("a block number or \"latest\"")
        }
    }

    /// The JSON form.
    public var wire: JSON {
        switch self {
        case .number(let number): number.wire
        case .latest: .string("latest")
        }
    }
}

/// `zkl_block`: a block and how far it is settled.
public enum BlockMethod: Method {
    /// What it answers.
    public typealias Result = BlockInfo
    /// The name in a request.
    public static let name = "zkl_block"
    /// One line for a reader.
    public static let summary = "A block, its header and how far each chain has settled it"

    /// Which block.
    public struct Parameters: WireObject, Hashable {
        /// By number, or the latest.
        public var number = BlockSelector.latest

        /// The latest block.
        public init() {}

        /// A block.
        public init(_ number: BlockSelector) { self.number = number }

        /// The fields, in the order in which they are written.
        public static let fields: [WireField<Parameters>] = [WireField("number", \.number)]
    }
}

/// A block.
public struct BlockInfo: WireObject, Hashable {
    /// Its number.
    public var number: UInt64 = 0
    /// SHA-256 of the header.
    public var headerHash = Bytes32()
    /// The encoded header.
    public var header = HexBytes()
    /// The block's time in milliseconds since 1970.
    public var timestamp: UInt64 = 0
    /// How many operations it holds.
    public var operationCount: UInt32 = 0
    /// What every chain has reached.
    public var status = BlockState.sequenced
    /// Each chain's part.
    public var chains: [BlockOnChain] = []

    /// An empty value.
    public init() {}

    /// The fields, in the order in which they are written.
    public static let fields: [WireField<BlockInfo>] = [
        WireField("number", \.number), WireField("headerHash", \.headerHash),
        WireField("header", \.header),
        WireField("timestamp", \.timestamp, "milliseconds since 1970"),
        WireField("operationCount", \.operationCount),
        WireField("status", \.status, "what every chain has reached"),
        WireField("chains", \.chains),
    ]
}

/// A chain's part of a block.
public struct BlockOnChain: WireObject, Hashable {
    /// The chain.
    public var chain = ChainID(0)
    /// The first queue entry that the block consumes.
    public var queueStart: UInt64 = 0
    /// How many entries it consumes.
    public var queueCount: UInt32 = 0
    /// How many payouts it orders.
    public var payoutCount: UInt32 = 0
    /// What this chain has reached.
    public var status = BlockState.sequenced
    /// The transactions of this node.
    public var transactions = SettlementTransactions()

    /// An empty value.
    public init() {}

    /// The fields, in the order in which they are written.
    public static let fields: [WireField<BlockOnChain>] = [
        WireField("chain", \.chain), WireField("queueStart", \.queueStart),
        WireField("queueCount", \.queueCount), WireField("payoutCount", \.payoutCount),
        WireField("status", \.status), WireField("transactions", \.transactions),
    ]
}

/// The transactions that settled a block on a chain, as far as this node sent them.
public struct SettlementTransactions: WireObject, Hashable {
    /// Published the header.
    public var commit: Bytes32?
    /// Proved it.
    public var prove: Bytes32?
    /// Confirmed it.
    public var confirm: Bytes32?
    /// Ordered its payouts.
    public var execute: Bytes32?

    /// No transaction.
    public init() {}

    /// The fields, in the order in which they are written.
    public static let fields: [WireField<SettlementTransactions>] = [
        WireField("commit", \.commit), WireField("prove", \.prove), WireField("confirm", \.confirm),
        WireField("execute", \.execute),
    ]
}

/// `zkl_blockData`: what the data chain receives.
public enum BlockDataMethod: Method {
    /// The name in a request.
    public static let name = "zkl_blockData"
    /// One line for a reader.
    public static let summary = "The block's data, from which anyone re-executes it"

    /// Which block.
    public struct Parameters: WireObject, Hashable {
        /// By number.
        public var number: UInt64 = 0

        /// Block 0.
        public init() {}

        /// A block.
        public init(number: UInt64) { self.number = number }

        /// The fields, in the order in which they are written.
        public static let fields: [WireField<Parameters>] = [WireField("number", \.number)]
    }

    /// The data.
    public struct Result: WireObject, Hashable {
        /// Encoded operations.
        public var data = HexBytes()

        /// No data.
        public init() {}

        /// The fields, in the order in which they are written.
        public static let fields: [WireField<Result>] = [WireField("data", \.data)]
    }
}

/// `zkl_payouts`: what a chain must pay.
public enum PayoutsMethod: Method {
    /// The name in a request.
    public static let name = "zkl_payouts"
    /// One line for a reader.
    public static let summary = "The last payouts of a chain, at most 1,000, newest first"

    /// Of which chain, in which state.
    public struct Parameters: WireObject, Hashable {
        /// The chain.
        public var chain = ChainID(0)
        /// Only those in this state.
        public var status: BlockState?

        /// Empty parameters.
        public init() {}

        /// Payouts of a chain.
        public init(chain: ChainID, status: BlockState? = nil) {
            self.chain = chain
            self.status = status
        }

        /// The fields, in the order in which they are written.
        public static let fields: [WireField<Parameters>] = [
            WireField("chain", \.chain), WireField("status", \.status),
        ]
    }

    /// The payouts.
    public struct Result: WireObject, Hashable {
        /// Newest first.
        public var payouts: [PayoutInfo] = []

        /// No payouts.
        public init() {}

        /// The fields, in the order in which they are written.
        public static let fields: [WireField<Result>] = [WireField("payouts", \.payouts)]
    }
}

/// A payout.
public struct PayoutInfo: WireObject, Hashable {
    /// The hash by which brokers accept it.
    public var payoutHash = Bytes32()
    /// Its 66 bytes.
    public var payout = HexBytes()
    /// The chain that pays.
    public var chain = ChainID(0)
    /// The block that orders it.
    public var blockNumber: UInt64 = 0
    /// How far its block has come on the chain.
    public var status = BlockState.sequenced

    /// An empty value.
    public init() {}

    /// The fields, in the order in which they are written.
    public static let fields: [WireField<PayoutInfo>] = [
        WireField("payoutHash", \.payoutHash), WireField("payout", \.payout, "the encoded payout"),
        WireField("chain", \.chain), WireField("blockNumber", \.blockNumber),
        WireField("status", \.status),
    ]
}
