import Bytes
import FRI

/// The format of encoded proofs.
///
/// Header, the height of each chip, then all parts one after the other without lengths, which
/// follow from key and heights. So a proof has one encoding, and every byte string is the encoding
/// of at most one proof. Layout in `docs/protocol/proofs.md`.
public enum ProofFormat {
    /// The first four bytes: "ZKLP".
    public static let magic: UInt32 = 0x5a4b_4c50
    /// The version of the format; readers refuse any other.
    public static let version: UInt32 = 3
    /// The greatest length of an encoded proof.
    ///
    /// The lists of a decoded proof take at most six times as much memory, where every row has
    /// one column; usually it is less than twice.
    public static let byteCountLimit = 1 << 24
    /// The height of a chip that is left out.
    static let absentHeight: UInt8 = 0xff
    /// The number of parameters without a set.
    public static let unnamedParameters: UInt32 = 0
}

/// Header of an encoded proof, readable without its key.
public struct ProofHeader: Sendable, Equatable {
    /// The number of the hash functions, `ProofHashing.number`.
    public var hashing: UInt32
    /// The number of the parameter set, `ProofFormat.unnamedParameters` without one.
    public var parameterSet: UInt32

    /// A header of the given numbers.
    public init(hashing: UInt32, parameterSet: UInt32) {
        self.hashing = hashing
        self.parameterSet = parameterSet
    }

    /// Decodes the header of an encoded proof; the bytes after it may be anything.
    public init(of bytes: [UInt8]) throws(ProofDecodingError) {
        guard bytes.count <= ProofFormat.byteCountLimit else {
            throw .byteCountLimit(limit: ProofFormat.byteCountLimit, actual: bytes.count)
        }
        var cursor = ProofCursor(bytes)
        try self.init(&cursor)
    }

    init(_ cursor: inout ProofCursor) throws(ProofDecodingError) {
        guard try cursor.integer() == ProofFormat.magic else { throw .magic }
        let version: UInt32 = try cursor.integer()
        guard version == ProofFormat.version else { throw .version(version) }
        hashing = try cursor.integer()
        parameterSet = try cursor.integer()
    }

    func write(to writer: inout ByteWriter) {
        writer.append(ProofFormat.magic)
        writer.append(ProofFormat.version)
        writer.append(hashing)
        writer.append(parameterSet)
    }
}

extension StarkKey {
    /// The header of proofs for this key.
    public var proofHeader: ProofHeader {
        ProofHeader(
            hashing: Hashing.number,
            parameterSet: ParameterSet(parameters)?.rawValue ?? ProofFormat.unnamedParameters)
    }
}
