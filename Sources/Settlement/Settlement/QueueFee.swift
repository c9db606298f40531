/// The fee of a queue entry, in the smallest unit of the chain's coin.
public struct QueueFee: Equatable, Sendable {
    /// The fee of an entry that is queued now.
    public let present: UInt128

    /// The fee that a contract tells.
    public init(present: UInt128) { self.present = present }

    /// A tenth more, rounded up: it grows with every entry that others queue in the meantime.
    ///
    /// The contract sends back what is above its fee.
    public var sent: UInt128 {
        let tenth = present / 10 + (present % 10 == 0 ? 0 : 1)
        let sum = present.addingReportingOverflow(tenth)
        return sum.overflow ? .max : sum.partialValue
    }
}
