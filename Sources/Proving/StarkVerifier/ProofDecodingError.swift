/// Reasons why bytes are not a proof for a key.
public enum ProofDecodingError: Error, Equatable {
    /// There are more bytes than a proof may have.
    case byteCountLimit(limit: Int, actual: Int)
    /// The bytes do not begin as a proof does.
    case magic
    /// The format has another version.
    case version(UInt32)
    /// The proof is of other hash functions.
    case hashing(expected: UInt32, actual: UInt32)
    /// The proof is of other parameters.
    case parameterSet(expected: UInt32, actual: UInt32)
    /// The proof has heights of more or fewer chips.
    case chipCount(expected: Int, actual: Int)
    /// The key does not allow the heights.
    case heights(StarkError)
    /// The bytes end before a part does.
    case truncated(needed: Int, available: Int)
    /// An element of the field, `offset` bytes from the start, is not below the modulus.
    case nonCanonicalElement(offset: Int)
    /// A query opens a row that the longest codeword does not have.
    case queryIndex(UInt32)
    /// Bytes are left after the last part.
    case trailingBytes(count: Int)
}

/// Reasons why a proof has no encoding for a key, with parts of other sizes than the key's.
public enum ProofEncodingError: Error, Equatable {
    /// The key does not allow the heights.
    case heights(StarkError)
    /// A list of a part has more or fewer members.
    case partCount(expected: Int, actual: Int)
    /// A query opens a row that the longest codeword does not have.
    case queryIndex(Int)
    /// The proof is longer than a proof may be.
    case byteCountLimit(limit: Int, actual: Int)
}
