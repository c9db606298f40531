public import BN254

/// Reasons to refuse a key, a proof or a witness.
public enum Groth16Error: Error, Equatable, Sendable {
    // Files.
    /// The first bytes are not those of the format.
    case format(expected: String)
    /// A version of the format that is not read.
    case version(expected: UInt32, actual: UInt32)
    /// A section is absent.
    case missingSection(UInt32)
    /// A section occurs twice.
    case repeatedSection(UInt32)
    /// A section has another length than its contents need.
    case sectionLength(section: UInt32, expected: Int, actual: Int)
    /// The file ends inside a header or a section.
    case truncated
    /// A field modulus other than those of BN254.
    case otherField
    /// A number that the format allows and this code does not, or that contradicts another.
    case number(section: UInt32, field: StaticString)
    /// An index of a variable or a constraint that the file does not have.
    case index(section: UInt32)
    /// A scalar that is not below r.
    case scalarTooLarge

    // Keys.
    /// A circuit larger than a domain of 2^27 rows.
    case circuitTooLarge(rows: Int)
    /// A point of a key is invalid.
    case keyPoint(KeyElement, PointError)
    /// Two elements of a key that must differ are equal, or one is neutral.
    case degenerateKey(KeyElement)
    /// The points of an element in G1 and in G2 are multiples by different scalars.
    case unequalExponents(KeyElement)

    // Proofs.
    /// Another number of values than the circuit has variables.
    case witnessCount(expected: Int, actual: Int)
    /// The witness does not begin with one.
    case witnessStart
    /// No memory for a list of the prover; the number is the system's error.
    case listMemory(code: Int32)
    /// Another number of public inputs than the key has.
    case inputCount(expected: Int, actual: Int)
    /// A public input that is not below r.
    case inputTooLarge(index: Int)
    /// The pairing equation does not hold.
    case equation

    /// Whether case and values are equal; of `number` only the section is compared.
    public static func == (left: Groth16Error, right: Groth16Error) -> Bool {
        "\(left)" == "\(right)"
    }
}

/// The elements of a key.
public enum KeyElement: Sendable, Equatable {
    case alpha, beta, gamma, delta
    /// The point of the constant or of a public input.
    case input(Int)
    /// Points of the proving key, one for each variable or row.
    case a(Int), b1(Int), b2(Int), c(Int), h(Int)
}
