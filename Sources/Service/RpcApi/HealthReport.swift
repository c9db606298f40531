public import Ledger

/// `/health` and the data of channel `health`: how a process is, part by part.
public struct HealthReport: WireObject, Hashable {
    /// The worst of all components.
    public var status = HealthState.ok
    /// The mode in words.
    public var modeText = ""
    /// Whether any chain is simulated and holds no value.
    public var isSimulated = false
    /// Each part.
    public var components: [ComponentHealth] = []
    /// What needs a person.
    public var alarms: [AlarmInfo] = []

    public init(unread: ()) {}

    public init(
        status: HealthState, modeText: String, isSimulated: Bool, components: [ComponentHealth],
        alarms: [AlarmInfo]
    ) {
        (self.status, self.modeText, self.isSimulated) = (status, modeText, isSimulated)
        (self.components, self.alarms) = (components, alarms)
    }

    public static let fields: [WireField<HealthReport>] = [
        WireField("status", \.status), WireField("modeText", \.modeText),
        WireField("simulated", \.isSimulated, "true: chains are simulated and hold no value"),
        WireField("components", \.components), WireField("alarms", \.alarms),
    ]
}

/// How a part of a process is.
public struct ComponentHealth: WireObject, Hashable {
    /// The part.
    public var name = ""
    /// How it is.
    public var status = HealthState.ok
    /// In words.
    public var detail: String?

    public init(unread: ()) {}

    public init(name: String, status: HealthState, detail: String?) {
        (self.name, self.status, self.detail) = (name, status, detail)
    }

    public static let fields: [WireField<ComponentHealth>] = [
        WireField("name", \.name), WireField("status", \.status), WireField("detail", \.detail),
    ]
}

/// Something that needs a person.
public struct AlarmInfo: WireObject, Hashable {
    /// When it was seen, in milliseconds since 1970.
    public var time: UInt64 = 0
    /// What it is, one word.
    public var reason = ""
    /// On which chain.
    public var chain: ChainID?
    /// At which block of the network.
    public var blockNumber: UInt64?
    /// In words.
    public var detail: String?

    public init(unread: ()) {}

    public init(
        time: UInt64, reason: String, chain: ChainID?, blockNumber: UInt64?, detail: String?
    ) {
        (self.time, self.reason, self.chain) = (time, reason, chain)
        (self.blockNumber, self.detail) = (blockNumber, detail)
    }

    public static let fields: [WireField<AlarmInfo>] = [
        WireField("time", \.time, "milliseconds since 1970"), WireField("reason", \.reason),
        WireField("chain", \.chain), WireField("blockNumber", \.blockNumber),
        WireField("detail", \.detail),
    ]
}
