public import Groth16

/// Why a step of a ceremony is refused.
public enum CeremonyError: Error, Equatable, Sendable {
    // Phase 1.
    /// The powers are no file of this format, or one without the points that phase 2 needs.
    case powersFile(Groth16Error)
    /// The file has another hash than the caller expects.
    case powersHash(expected: String, actual: String)
    /// The powers are too few for the circuit.
    case powersTooFew(log2: Int, needed: Int)
    /// The points of the powers contradict each other.
    case powers(PowersDefect)

    // The transcript.
    /// The transcript is no JSON of this form, or longer than allowed.
    case transcriptForm
    /// The name is empty, longer than 64 bytes or has control characters.
    case name
    /// The person gave no entropy.
    case noEntropy
    /// The beacon was applied already: nothing follows it.
    case afterBeacon
    /// A beacon needs a contribution before it.
    case noContribution
    /// The transcript is about another circuit.
    case otherCircuit
    /// The transcript is about other powers.
    case otherPowers
    /// The first key is not the one that circuit and powers give.
    case firstKey
    /// A contribution does not hold.
    case contribution(number: Int, name: String, ContributionDefect)
    /// The key that a contribution left is not what it should be.
    case key(number: Int, name: String, KeyDefect)
}

/// What contradicts what in a file of powers.
public enum PowersDefect: Error, Sendable, Equatable {
    /// A point is not on its curve or not in its group.
    case point
    /// The lists do not begin with the generators.
    case generators
    /// The powers in G1 are no geometric sequence with the ratio in G2.
    case powers1
    /// The powers in G2 are no geometric sequence with the ratio in G1.
    case powers2
    /// The multiples by alpha are no geometric sequence.
    case alpha
    /// The multiples by beta do not belong to the beta in G2.
    case beta
    /// The Lagrange points do not belong to the powers.
    case lagrange
}

/// What is wrong with a contribution.
public enum ContributionDefect: Error, Sendable, Equatable {
    /// The numbers of the contributions are not 1, 2, 3 ...
    case number
    /// The hash of the contribution before it, or its own, is another one.
    case hash
    /// A point is not on its curve or not in its group, or is neutral.
    case point
    /// The factors in G1 and G2 differ.
    case factor
    /// The proof that the contributor knew the factor does not hold.
    case knowledge
    /// delta is not the factor times the delta before.
    case delta
    /// The factor is not the one of the beacon's value.
    case beacon
}

/// What is wrong with the key that a contribution left.
public enum KeyDefect: Error, Sendable, Equatable {
    /// The file cannot be read as a key.
    case file
    /// The file has another hash than the transcript says.
    case hash
    /// Something changed that no contribution may change.
    case fixedPart
    /// delta is another one than the transcript says.
    case delta
    /// A point is not on the curve.
    case point
    /// The points of C and H were not divided by the factor.
    case lists
}
