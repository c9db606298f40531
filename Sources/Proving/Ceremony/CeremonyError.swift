public import Groth16

/// Reasons to refuse a step of a ceremony.
public enum CeremonyError: Error, Equatable, Sendable {
    // Phase 1.
    /// The powers are not a file of this format, or lack the points that phase 2 needs.
    case powersFile(Groth16Error)
    /// The file has another hash than the caller expects.
    case powersHash(expected: String, actual: String)
    /// The powers are too few for the circuit.
    case powersTooFew(log2: Int, needed: Int)
    /// The points of the powers contradict each other.
    case powers(PowersDefect)

    // The transcript.
    /// The transcript is not JSON of this form, or is longer than allowed.
    case transcriptForm
    /// The name is empty, longer than 64 bytes or has control characters.
    case name
    /// The participant gave no entropy.
    case noEntropy
    /// The beacon was applied already: no step follows it.
    case afterBeacon
    /// A beacon needs a contribution before it.
    case noContribution
    /// The transcript is about another circuit.
    case otherCircuit
    /// The transcript is about other powers.
    case otherPowers
    /// The first key is not the one that circuit and powers give.
    case firstKey
    /// A contribution is not valid.
    case contribution(number: Int, name: String, ContributionDefect)
    /// The key after a contribution is not valid.
    case key(number: Int, name: String, KeyDefect)
}

/// Contradictions in a file of powers.
public enum PowersDefect: Error, Sendable, Equatable {
    /// A point is not on its curve or not in its group.
    case point
    /// The lists do not begin with the generators.
    case generators
    /// The powers in G1 are not a geometric sequence with the ratio in G2.
    case powers1
    /// The powers in G2 are not a geometric sequence with the ratio in G1.
    case powers2
    /// The multiples by alpha are not a geometric sequence.
    case alpha
    /// The multiples by beta do not belong to the beta in G2.
    case beta
    /// The Lagrange points do not belong to the powers.
    case lagrange
}

/// Defects of a contribution.
public enum ContributionDefect: Error, Sendable, Equatable {
    /// The numbers of the contributions are not 1, 2, 3 ...
    case number
    /// The hash of the contribution, or of the one before, is another one.
    case hash
    /// A point is not on its curve or not in its group, or is neutral.
    case point
    /// The factors in G1 and G2 differ.
    case factor
    /// The proof that the contributor knew the factor is not valid.
    case knowledge
    /// delta is not the factor times the delta before.
    case delta
    /// The factor is not that of the beacon's value.
    case beacon
}

/// Defects of the key after a contribution.
public enum KeyDefect: Error, Sendable, Equatable {
    /// The file cannot be read as a key.
    case file
    /// The hash of the file is not that of the transcript.
    case hash
    /// A part changed that no contribution may change.
    case fixedPart
    /// The value of delta is not that of the transcript.
    case delta
    /// A point is not on the curve.
    case point
    /// The points of C and H were not divided by the factor.
    case lists
}
