public import Commitments
public import Constraints
public import FRI
public import Fields

/// Verifying key: machine, commitment to its fixed columns, parameters, identity.
public struct StarkKey<Chips: Machine, Hashing: ProofHashing>: Sendable {
    /// Machine with its layouts.
    public let checked: CheckedMachine<Chips>
    /// Parameters of FRI.
    public let parameters: FRIParameters
    /// Name of machine and program; a proof under one name is refused under any other.
    public let identity: [Goldilocks]
    /// Logarithm of the height of each chip that has fixed columns.
    public let fixedHeightsLog2: [Int?]
    /// Commitment to the fixed columns; empty if there are none.
    public let fixedCap: [Hashing.Tree.Node]

    /// Version of the protocol, absorbed first by every transcript.
    public static var version: UInt32 { 5 }
    /// Greatest logarithm of a number of rows.
    public static var heightLog2Limit: Int { 26 }

    /// A key of the given parts.
    public init(
        checked: CheckedMachine<Chips>, parameters: FRIParameters, identity: [Goldilocks],
        fixedHeightsLog2: [Int?], fixedCap: [Hashing.Tree.Node]
    ) {
        precondition(fixedHeightsLog2.count == checked.layouts.count)
        self.checked = checked
        self.parameters = parameters
        self.identity = identity
        self.fixedHeightsLog2 = fixedHeightsLog2
        self.fixedCap = fixedCap
    }
}
