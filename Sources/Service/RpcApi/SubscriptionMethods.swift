public import Ledger
public import Network

/// `zkl_subscribe`: follow a channel, over WebSocket only.
public enum SubscribeMethod: Method {
    public static let name = "zkl_subscribe"
    public static let summary = "Follows a channel: a snapshot, then changes (WebSocket only)"

    /// What to follow.
    public struct Parameters: WireObject, Hashable {
        public var channel = Channel.blocks
        /// The account, pool or chain.
        public var id: UInt32?
        /// Resume after this frame.
        public var fromSeq: UInt64?

        public init(unread: ()) {}

        /// Follow a channel.
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
        /// Its number on this connection.
        public var subscription: UInt64 = 0

        public init(unread: ()) {}

        public init(subscription: UInt64) {
            self.subscription = subscription
        }

        public static let fields: [WireField<Result>] = [WireField("subscription", \.subscription)]
    }
}

/// `zkl_unsubscribe`: follow no longer.
public enum UnsubscribeMethod: Method {
    public typealias Result = Bool
    public static let name = "zkl_unsubscribe"
    public static let summary = "Ends a subscription (WebSocket only)"

    /// Which subscription.
    public struct Parameters: WireObject, Hashable {
        /// Its number on this connection.
        public var subscription: UInt64 = 0

        public init(unread: ()) {}

        /// A subscription.
        public init(subscription: UInt64) { self.subscription = subscription }

        public static let fields: [WireField<Parameters>] = [
            WireField("subscription", \.subscription)
        ]
    }
}

/// What a frame carries, whatever the channel.
public struct FrameHeader: WireObject, Hashable {
    /// The subscription's number on this connection.
    public var subscription: UInt64 = 0
    public var channel = Channel.blocks
    /// The account, pool or chain.
    public var id: UInt32?
    /// The frame's number in its channel.
    public var seq: UInt64 = 0
    /// The number of the frame before it.
    public var prevSeq: UInt64 = 0
    /// Whether the data is the whole state and not a change.
    public var snapshot: Bool?
    /// Of the channel's type.
    public var data = AnyWire(wire: .null)

    public init(unread: ()) {}

    public init(
        subscription: UInt64, channel: Channel, id: UInt32?, seq: UInt64, prevSeq: UInt64,
        snapshot: Bool?, data: AnyWire
    ) {
        (self.subscription, self.channel, self.id) = (subscription, channel, id)
        (self.seq, self.prevSeq) = (seq, prevSeq)
        (self.snapshot, self.data) = (snapshot, data)
    }

    /// The method name of a frame.
    public static let method = "zkl_event"

    /// The name of the field that differs by channel.
    public static let dataField = "data"

    public static let fields: [WireField<FrameHeader>] = [
        WireField("subscription", \.subscription), WireField("channel", \.channel),
        WireField("id", \.id),
        WireField("seq", \.seq), WireField("prevSeq", \.prevSeq), WireField("snapshot", \.snapshot),
        WireField(dataField, \.data),
    ]
}

/// A value that is read later, when its type is known.
public struct AnyWire: WireValue, Hashable {
    /// The value.
    public let wire: JSON

    public init(wire: JSON) { self.wire = wire }

    public static var schema: Schema { .anything }
}

/// Data of channel `blocks`: as a snapshot the latest block and all that are not executed.
public struct BlocksEvent: WireObject, Hashable {
    /// Blocks that are new or changed.
    public var blocks: [BlockInfo] = []

    public init(unread: ()) {}

    public init(blocks: [BlockInfo]) {
        self.blocks = blocks
    }

    public static let fields: [WireField<BlocksEvent>] = [WireField("blocks", \.blocks)]
}

/// Data of channel `account`: as a snapshot all balances.
public struct AccountEvent: WireObject, Hashable {
    /// The account.
    public var accountID = AccountID(0)
    /// Balances that changed, zero included.
    public var balances: [BalanceInfo] = []
    /// Operations that are new or changed.
    public var operations: [OperationStatus] = []

    public init(unread: ()) {}

    public init(accountID: AccountID, balances: [BalanceInfo], operations: [OperationStatus]) {
        (self.accountID, self.balances, self.operations) = (accountID, balances, operations)
    }

    public static let fields: [WireField<AccountEvent>] = [
        WireField("accountId", \.accountID), WireField("balances", \.balances),
        WireField("operations", \.operations),
    ]
}

/// Data of channel `pools`: as a snapshot every pool that is followed.
public struct PoolsEvent: WireObject, Hashable {
    /// Pools that are new or changed.
    public var pools: [PoolInfo] = []

    public init(unread: ()) {}

    public init(pools: [PoolInfo]) {
        self.pools = pools
    }

    public static let fields: [WireField<PoolsEvent>] = [WireField("pools", \.pools)]
}

/// Data of channel `payouts`: as a snapshot all that are not executed.
public struct PayoutsEvent: WireObject, Hashable {
    /// Payouts that are new or changed.
    public var payouts: [PayoutInfo] = []

    public init(unread: ()) {}

    public init(payouts: [PayoutInfo]) {
        self.payouts = payouts
    }

    public static let fields: [WireField<PayoutsEvent>] = [WireField("payouts", \.payouts)]
}
