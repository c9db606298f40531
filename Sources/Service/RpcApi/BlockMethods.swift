public import Bytes
public import Ledger
public import Network

/// Which block a request means.
public enum BlockSelector: WireValue, Hashable {
    /// By number.
    case number(UInt64)
    /// The last closed block.
    case latest

    public static var schema: Schema { .oneOf([UInt64.schema, .choice(["latest"])]) }

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

    public var wire: JSON {
        switch self {
        case .number(let number): number.wire
        case .latest: .string("latest")
        }
    }
}

/// `zkl_block`: a block and how far it is settled.
public enum BlockMethod: Method {
    public typealias Result = BlockInfo
    public static let name = "zkl_block"
    public static let summary = "A block, its header and how far each chain has settled it"

    /// Which block.
    public struct Parameters: WireObject, Hashable {
        /// By number, or the latest.
        public var number = BlockSelector.latest

        public init(unread: ()) {}

        /// A block.
        public init(_ number: BlockSelector) { self.number = number }

        public static let fields: [WireField<Parameters>] = [WireField("number", \.number)]
    }
}

/// A block.
public struct BlockInfo: WireObject, Hashable {
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

    public init(unread: ()) {}

    public init(
        number: UInt64, headerHash: Bytes32, header: HexBytes, timestamp: UInt64,
        operationCount: UInt32, status: BlockState, chains: [BlockOnChain]
    ) {
        (self.number, self.headerHash, self.header) = (number, headerHash, header)
        (self.timestamp, self.operationCount) = (timestamp, operationCount)
        (self.status, self.chains) = (status, chains)
    }

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
    public var chain = ChainID(0)
    /// The first queue entry that the block consumes.
    public var queueStart: UInt64 = 0
    /// How many entries it consumes.
    public var queueCount: UInt32 = 0
    /// How many payouts it orders.
    public var operationCount: UInt32 = 0
    /// What this chain has reached.
    public var status = BlockState.sequenced
    /// The transactions of this node.
    public var transactions = SettlementTransactions(unread: ())

    public init(unread: ()) {}

    public init(
        chain: ChainID, queueStart: UInt64, queueCount: UInt32, operationCount: UInt32,
        status: BlockState, transactions: SettlementTransactions
    ) {
        (self.chain, self.queueStart, self.queueCount) = (chain, queueStart, queueCount)
        (self.operationCount, self.status, self.transactions) = (
            operationCount, status, transactions
        )
    }

    public static let fields: [WireField<BlockOnChain>] = [
        WireField("chain", \.chain), WireField("queueStart", \.queueStart),
        WireField("queueCount", \.queueCount), WireField("operationCount", \.operationCount),
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

    public init(unread: ()) {}

    public init(commit: Bytes32?, prove: Bytes32?, confirm: Bytes32?, execute: Bytes32?) {
        (self.commit, self.prove) = (commit, prove)
        (self.confirm, self.execute) = (confirm, execute)
    }

    public static let fields: [WireField<SettlementTransactions>] = [
        WireField("commit", \.commit), WireField("prove", \.prove), WireField("confirm", \.confirm),
        WireField("execute", \.execute),
    ]
}

/// `zkl_blockData`: what the data chain receives.
public enum BlockDataMethod: Method {
    public static let name = "zkl_blockData"
    public static let summary = "The block's data, from which anyone re-executes it"

    /// Which block.
    public struct Parameters: WireObject, Hashable {
        /// By number.
        public var number: UInt64 = 0

        public init(unread: ()) {}

        /// A block.
        public init(number: UInt64) { self.number = number }

        public static let fields: [WireField<Parameters>] = [WireField("number", \.number)]
    }

    /// The data.
    public struct Result: WireObject, Hashable {
        /// Encoded operations.
        public var data = HexBytes()

        public init(unread: ()) {}

        public init(data: HexBytes) {
            self.data = data
        }

        public static let fields: [WireField<Result>] = [WireField("data", \.data)]
    }
}

/// `zkl_payouts`: what a chain must pay.
public enum PayoutsMethod: Method {
    public static let name = "zkl_payouts"
    public static let summary = "The last payouts of a chain, at most 1,000, newest first"

    /// Of which chain, in which state.
    public struct Parameters: WireObject, Hashable {
        public var chain = ChainID(0)
        /// Only those in this state.
        public var status: BlockState?

        public init(unread: ()) {}

        /// Payouts of a chain.
        public init(chain: ChainID, status: BlockState? = nil) {
            self.chain = chain
            self.status = status
        }

        public static let fields: [WireField<Parameters>] = [
            WireField("chain", \.chain), WireField("status", \.status),
        ]
    }

    /// The payouts.
    public struct Result: WireObject, Hashable {
        /// Newest first.
        public var payouts: [PayoutInfo] = []

        public init(unread: ()) {}

        public init(payouts: [PayoutInfo]) {
            self.payouts = payouts
        }

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

    public init(unread: ()) {}

    public init(
        payoutHash: Bytes32, payout: HexBytes, chain: ChainID, blockNumber: UInt64,
        status: BlockState
    ) {
        (self.payoutHash, self.payout, self.chain) = (payoutHash, payout, chain)
        (self.blockNumber, self.status) = (blockNumber, status)
    }

    public static let fields: [WireField<PayoutInfo>] = [
        WireField("payoutHash", \.payoutHash), WireField("payout", \.payout, "the encoded payout"),
        WireField("chain", \.chain), WireField("blockNumber", \.blockNumber),
        WireField("status", \.status),
    ]
}
