public import Constraints
public import FRI

/// What a verifier knows before it reads a proof, in the values of a reading.
///
/// The shape of proofs is plain; these values may differ from proof to proof of one shape.
public struct StatementValues<Builder: VerifierBuilder>: Sendable {
    /// A tuple that the statement puts on a public bus, once.
    public struct Message: Sendable {
        /// Side on which the tuple counts.
        public let side: BusSide
        /// The bus.
        public let bus: Bus
        /// The tuple.
        public let tuple: [Builder.Base]

        /// A message of the given tuple.
        public init(_ side: BusSide, on bus: Bus, _ tuple: [Builder.Base]) {
            self.side = side
            self.bus = bus
            self.tuple = tuple
        }
    }

    /// Identity of the key.
    public let identity: [Builder.Base]
    /// Commitment to the fixed columns; empty if there are none.
    public let fixedCap: [Builder.Node]
    /// Public values of each chip.
    public let publicValues: [[Builder.Base]]
    /// Messages of the statement.
    public let messages: [Message]

    /// The given values.
    public init(
        identity: [Builder.Base], fixedCap: [Builder.Node], publicValues: [[Builder.Base]],
        messages: [Message]
    ) {
        self.identity = identity
        self.fixedCap = fixedCap
        self.publicValues = publicValues
        self.messages = messages
    }
}

extension StatementValues {
    /// The values of a key and a statement as elements.
    init<Chips: Machine, Hashing: ProofHashing>(
        _ key: StarkKey<Chips, Hashing>, _ statement: Statement
    ) where Builder == NativeVerifierBuilder<Hashing> {
        self.init(
            identity: key.identity, fixedCap: key.fixedCap,
            publicValues: statement.publicValues,
            messages: statement.messages.map { Message($0.side, on: $0.bus, $0.tuple) })
    }
}
