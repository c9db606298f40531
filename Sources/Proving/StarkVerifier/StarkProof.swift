public import Commitments
public import FRI
public import Fields

/// A proof that there are traces of a machine that satisfy all constraints and balance all buses.
public struct StarkProof<Tree: TreeHasher>: Sendable, Equatable {
    /// The logarithm of the number of rows of each chip, `nil` for one that is left out.
    public var heightsLog2: [Int?]
    /// The commitment to the main columns of all chips.
    public var mainCap: [Tree.Node]
    /// The commitment to the bus columns; empty if there are none.
    public var busCap: [Tree.Node]
    /// Sum of the bus fractions of each chip with rows and bus traffic.
    public var terminalSums: [CubicExtension]
    /// The commitment to the quotient.
    public var quotientCap: [Tree.Node]
    /// The values of each chip with rows at the point.
    public var openings: [ChipOpening]
    /// The two parts of the quotient at the point, three columns each.
    public var quotient: [[CubicExtension]]
    /// The proof of these values.
    public var fri: FRIProof<Tree>

    /// A proof of the given parts.
    public init(
        heightsLog2: [Int?], mainCap: [Tree.Node], busCap: [Tree.Node],
        terminalSums: [CubicExtension],
        quotientCap: [Tree.Node], openings: [ChipOpening], quotient: [[CubicExtension]],
        fri: FRIProof<Tree>
    ) {
        self.heightsLog2 = heightsLog2
        self.mainCap = mainCap
        self.busCap = busCap
        self.terminalSums = terminalSums
        self.quotientCap = quotientCap
        self.openings = openings
        self.quotient = quotient
        self.fri = fri
    }
}
