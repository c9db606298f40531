public import Bytes
public import Ledger
public import Network

/// A block by number, or the latest.
public enum BlockSelector: WireValue, Hashable {
    /// The block of a number.
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

/// `zkl_block`: a block and its settlement.
public enum BlockMethod: Method {
    public typealias Result = BlockInfo
    public static let name = "zkl_block"
    public static let summary = "A block, its header and how far each chain has settled it"

    /// The block.
    public struct Parameters: WireObject, Hashable {
        /// The number, or `latest`.
        public var number = BlockSelector.latest

        public init(placeholder: ()) {}

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
    /// The number of operations.
    public var operationCount: UInt32 = 0
    /// The stage that the block has reached on every chain.
    public var status = BlockState.sequenced
    /// The parts of all chains, ascending.
    public var chains: [BlockOnChain] = []

    public init(placeholder: ()) {}

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

/// The part of a block that concerns one chain.
public struct BlockOnChain: WireObject, Hashable {
    public var chain = ChainID(0)
    /// The first queue entry that the block takes.
    public var queueStart: UInt64 = 0
    /// The number of entries that it takes.
    public var queueCount: UInt32 = 0
    /// The number of operations for the chain.
    public var operationCount: UInt32 = 0
    /// The stage that the block has reached on this chain.
    public var status = BlockState.sequenced
    /// The transactions of this node.
    public var transactions = SettlementTransactions(placeholder: ())

    public init(placeholder: ()) {}

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

/// The transactions of this node that settled a block on a chain.
public struct SettlementTransactions: WireObject, Hashable {
    /// The commit transaction.
    public var commit: Bytes32?
    /// The prove transaction, if it proved this block.
    public var prove: Bytes32?
    /// The confirm transaction.
    public var confirm: Bytes32?
    /// The execute transaction.
    public var execute: Bytes32?

    public init(placeholder: ()) {}

    public init(commit: Bytes32?, prove: Bytes32?, confirm: Bytes32?, execute: Bytes32?) {
        (self.commit, self.prove) = (commit, prove)
        (self.confirm, self.execute) = (confirm, execute)
    }

    public static let fields: [WireField<SettlementTransactions>] = [
        WireField("commit", \.commit), WireField("prove", \.prove), WireField("confirm", \.confirm),
        WireField("execute", \.execute),
    ]
}

/// `zkl_blockData`: the data published on the data chain, and the authorizations.
public enum BlockDataMethod: Method {
    public static let name = "zkl_blockData"
    public static let summary =
        "The block's data, from which anyone rebuilds the state, and what authorizes its operations"

    /// The block.
    public struct Parameters: WireObject, Hashable {
        public var number: UInt64 = 0

        public init(placeholder: ()) {}

        public init(number: UInt64) { self.number = number }

        public static let fields: [WireField<Parameters>] = [WireField("number", \.number)]
    }

    /// The operations of the block.
    public struct Result: WireObject, Hashable {
        /// The encoded block data.
        public var data = HexBytes()
        /// Validity, limits and signature of each signed operation, in order.
        public var authorizations = HexBytes()

        public init(placeholder: ()) {}

        public init(data: HexBytes, authorizations: HexBytes) {
            (self.data, self.authorizations) = (data, authorizations)
        }

        public static let fields: [WireField<Result>] = [
            WireField("data", \.data), WireField("authorizations", \.authorizations),
        ]
    }
}

/// `zkl_payouts`: the payouts of a chain.
public enum PayoutsMethod: Method {
    public static let name = "zkl_payouts"
    public static let summary = "The last payouts of a chain, at most 1,000, newest first"

    /// The chain and an optional stage.
    public struct Parameters: WireObject, Hashable {
        public var chain = ChainID(0)
        /// The stage; absent for all.
        public var status: BlockState?

        public init(placeholder: ()) {}

        public init(chain: ChainID, status: BlockState? = nil) {
            self.chain = chain
            self.status = status
        }

        public static let fields: [WireField<Parameters>] = [
            WireField("chain", \.chain), WireField("status", \.status),
        ]
    }

    /// The payouts of the chain.
    public struct Result: WireObject, Hashable {
        /// The payouts, newest first.
        public var payouts: [PayoutInfo] = []

        public init(placeholder: ()) {}

        public init(payouts: [PayoutInfo]) {
            self.payouts = payouts
        }

        public static let fields: [WireField<Result>] = [WireField("payouts", \.payouts)]
    }
}

/// A payout.
public struct PayoutInfo: WireObject, Hashable {
    /// The hash by which brokers accept the payout.
    public var payoutHash = Bytes32()
    /// The encoded payout of 66 bytes.
    public var payout = HexBytes()
    /// The chain that owes it.
    public var chain = ChainID(0)
    /// The block that orders it.
    public var blockNumber: UInt64 = 0
    /// The stage of its block on the chain.
    public var status = BlockState.sequenced

    public init(placeholder: ()) {}

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
