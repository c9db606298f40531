public import Ledger

/// `/health` and the data of channel `health`: the health of a process by component.
public struct HealthReport: WireObject, Hashable {
    /// The worst status of all components.
    public var status = HealthState.ok
    /// The settlement mode in words.
    public var modeText = ""
    /// Whether any chain is simulated and holds no value.
    public var isSimulated = false
    /// The components.
    public var components: [ComponentHealth] = []
    /// Conditions that need a person.
    public var alarms: [AlarmInfo] = []

    public init(placeholder: ()) {}

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

/// The health of a component.
public struct ComponentHealth: WireObject, Hashable {
    /// The component's name.
    public var name = ""
    /// The component's status.
    public var status = HealthState.ok
    /// Details in words.
    public var detail: String?

    public init(placeholder: ()) {}

    public init(name: String, status: HealthState, detail: String?) {
        (self.name, self.status, self.detail) = (name, status, detail)
    }

    public static let fields: [WireField<ComponentHealth>] = [
        WireField("name", \.name), WireField("status", \.status), WireField("detail", \.detail),
    ]
}

/// A condition that needs a person.
public struct AlarmInfo: WireObject, Hashable {
    /// The first observation in milliseconds since 1970.
    public var time: UInt64 = 0
    /// The kind of alarm, one word.
    public var reason = ""
    /// The chain that it is about, if any.
    public var chain: ChainID?
    /// The block of the network that it is about, if any.
    public var blockNumber: UInt64?
    /// Details in words.
    public var detail: String?

    public init(placeholder: ()) {}

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
