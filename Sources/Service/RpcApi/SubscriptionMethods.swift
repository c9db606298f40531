public import Ledger
public import Network

/// `zkl_subscribe`: subscription to a channel, over WebSocket only.
public enum SubscribeMethod: Method {
    public static let name = "zkl_subscribe"
    public static let summary = "Follows a channel: a snapshot, then changes (WebSocket only)"

    /// The channel to follow.
    public struct Parameters: WireObject, Hashable {
        public var channel = Channel.blocks
        /// The account, pool or chain, as the channel requires.
        public var id: UInt32?
        /// The sequence number of the last frame that the client has.
        public var fromSeq: UInt64?

        public init(placeholder: ()) {}

        public init(channel: Channel, id: UInt32? = nil, fromSeq: UInt64? = nil) {
            self.channel = channel
            self.id = id
            self.fromSeq = fromSeq
        }

        public static let fields: [WireField<Parameters>] = [
            WireField("channel", \.channel),
            WireField("id", \.id, "account: required; payouts: the chain; pools: one, or all"),
            WireField("fromSeq", \.fromSeq, "the last frame that the client has"),
        ]
    }

    /// The subscription.
    public struct Result: WireObject, Hashable {
        /// The subscription's number on this connection.
        public var subscription: UInt64 = 0

        public init(placeholder: ()) {}

        public init(subscription: UInt64) {
            self.subscription = subscription
        }

        public static let fields: [WireField<Result>] = [WireField("subscription", \.subscription)]
    }
}

/// `zkl_unsubscribe`: the end of a subscription.
public enum UnsubscribeMethod: Method {
    public typealias Result = Bool
    public static let name = "zkl_unsubscribe"
    public static let summary = "Ends a subscription (WebSocket only)"

    /// The subscription.
    public struct Parameters: WireObject, Hashable {
        /// The subscription's number on this connection.
        public var subscription: UInt64 = 0

        public init(placeholder: ()) {}

        public init(subscription: UInt64) { self.subscription = subscription }

        public static let fields: [WireField<Parameters>] = [
            WireField("subscription", \.subscription)
        ]
    }
}

/// The fields of a frame on any channel.
public struct FrameHeader: WireObject, Hashable {
    /// The subscription's number on this connection.
    public var subscription: UInt64 = 0
    public var channel = Channel.blocks
    /// The account, pool or chain.
    public var id: UInt32?
    /// The frame's sequence number in its channel.
    public var seq: UInt64 = 0
    /// The sequence number of the frame before it.
    public var prevSeq: UInt64 = 0
    /// Whether the data is the whole state instead of a change.
    public var snapshot: Bool?
    /// The data, of the channel's type.
    public var data = UntypedJSON(wire: .null)

    public init(placeholder: ()) {}

    public init(
        subscription: UInt64, channel: Channel, id: UInt32?, seq: UInt64, prevSeq: UInt64,
        snapshot: Bool?, data: UntypedJSON
    ) {
        (self.subscription, self.channel, self.id) = (subscription, channel, id)
        (self.seq, self.prevSeq) = (seq, prevSeq)
        (self.snapshot, self.data) = (snapshot, data)
    }

    /// The method name of a frame.
    public static let method = "zkl_event"

    /// The name of the field whose type depends on the channel.
    public static let dataField = "data"

    public static let fields: [WireField<FrameHeader>] = [
        WireField("subscription", \.subscription), WireField("channel", \.channel),
        WireField("id", \.id),
        WireField("seq", \.seq), WireField("prevSeq", \.prevSeq), WireField("snapshot", \.snapshot),
        WireField(dataField, \.data),
    ]
}

/// A value whose type is known only later.
public struct UntypedJSON: WireValue, Hashable {
    /// The JSON value.
    public let wire: JSON

    public init(wire: JSON) { self.wire = wire }

    public static var schema: Schema { .anything }
}

/// Data of channel `blocks`: new or changed blocks; in a snapshot the latest and all unexecuted.
public struct BlocksEvent: WireObject, Hashable {
    /// The blocks.
    public var blocks: [BlockInfo] = []

    public init(placeholder: ()) {}

    public init(blocks: [BlockInfo]) {
        self.blocks = blocks
    }

    public static let fields: [WireField<BlocksEvent>] = [WireField("blocks", \.blocks)]
}

/// Data of channel `account`: changes; in a snapshot all balances.
public struct AccountEvent: WireObject, Hashable {
    public var accountID = AccountID(0)
    /// The changed balances, zero included.
    public var balances: [BalanceInfo] = []
    /// The new or changed operations.
    public var operations: [OperationStatus] = []

    public init(placeholder: ()) {}

    public init(accountID: AccountID, balances: [BalanceInfo], operations: [OperationStatus]) {
        (self.accountID, self.balances, self.operations) = (accountID, balances, operations)
    }

    public static let fields: [WireField<AccountEvent>] = [
        WireField("accountId", \.accountID), WireField("balances", \.balances),
        WireField("operations", \.operations),
    ]
}

/// Data of channel `pools`: changed pools; in a snapshot all pools followed.
public struct PoolsEvent: WireObject, Hashable {
    /// The pools.
    public var pools: [PoolInfo] = []

    public init(placeholder: ()) {}

    public init(pools: [PoolInfo]) {
        self.pools = pools
    }

    public static let fields: [WireField<PoolsEvent>] = [WireField("pools", \.pools)]
}

/// Data of channel `payouts`: new or changed payouts; in a snapshot all unexecuted.
public struct PayoutsEvent: WireObject, Hashable {
    /// The payouts.
    public var payouts: [PayoutInfo] = []

    public init(placeholder: ()) {}

    public init(payouts: [PayoutInfo]) {
        self.payouts = payouts
    }

    public static let fields: [WireField<PayoutsEvent>] = [WireField("payouts", \.payouts)]
}
