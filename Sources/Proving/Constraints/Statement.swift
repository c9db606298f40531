public import Fields

/// A tuple that the statement itself puts on a public bus, once.
public struct BusMessage: Sendable, Equatable {
    /// Side on which the tuple counts.
    public var side: BusSide
    /// The bus.
    public var bus: Bus
    /// The tuple, as long as those of the chips on this bus.
    public var tuple: [Goldilocks]

    /// A message of the given tuple.
    public init(_ side: BusSide, on bus: Bus, _ tuple: [Goldilocks]) {
        self.side = side
        self.bus = bus
        self.tuple = tuple
    }
}

/// Claims of a proof beyond the machine, known to both parties before any commitment.
public struct Statement: Sendable, Equatable {
    /// Public values of each chip, one list for each, left out or not.
    public var publicValues: [[Goldilocks]]
    /// Tuples that the statement sends to chips and receives from them.
    public var messages: [BusMessage]

    /// A statement of the given values and messages.
    public init(publicValues: [[Goldilocks]], messages: [BusMessage] = []) {
        self.publicValues = publicValues
        self.messages = messages
    }
}
