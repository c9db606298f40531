public import FRI

/// What the verifier reads of a proof before it opens rows, in the values of a reading.
public struct ProofValues<Builder: VerifierBuilder>: Sendable {
    /// The commitment to the main columns of all chips.
    public let mainCap: [Builder.Node]
    /// The commitment to the bus columns; empty if there are none.
    public let busCap: [Builder.Node]
    /// Sum of the bus fractions of each chip with rows and bus traffic.
    public let terminalSums: [Builder.Cubic]
    /// The commitment to the quotient.
    public let quotientCap: [Builder.Node]
    /// The values of each chip with rows at the point.
    public let openings: [OpenedColumns<Builder.Cubic>]
    /// The two parts of the quotient at the point, three columns each.
    public let quotient: [[Builder.Cubic]]
    /// The values of FRI.
    public let fri: FRIValues<Builder>

    /// The given values, of which there are as many as `ProofShape` says.
    public init(
        mainCap: [Builder.Node], busCap: [Builder.Node], terminalSums: [Builder.Cubic],
        quotientCap: [Builder.Node], openings: [OpenedColumns<Builder.Cubic>],
        quotient: [[Builder.Cubic]], fri: FRIValues<Builder>
    ) {
        self.mainCap = mainCap
        self.busCap = busCap
        self.terminalSums = terminalSums
        self.quotientCap = quotientCap
        self.openings = openings
        self.quotient = quotient
        self.fri = fri
    }
}

extension ProofValues {
    /// The values of a proof as elements.
    init<Hashing: ProofHashing>(
        _ proof: StarkProof<Hashing.Tree>
    ) where Builder == NativeVerifierBuilder<Hashing> {
        self.init(
            mainCap: proof.mainCap, busCap: proof.busCap, terminalSums: proof.terminalSums,
            quotientCap: proof.quotientCap, openings: proof.openings, quotient: proof.quotient,
            fri: proof.fri.values(for: Builder.self))
    }
}
