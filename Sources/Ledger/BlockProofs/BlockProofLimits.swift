import Ledger
import RiscvCircuits

/// Limits of the encodings of this module.
public enum BlockProofLimits {
    /// The most parts of a block: each has an operation, and a block without any has one part.
    public static let partCount = LedgerLimits.maximumOperations
    /// The most bytes of an encoded boundary: an open block of a network with the most chains.
    public static let boundaryByteCount = 1 << 14
    /// The most bytes of an encoded header: that of a network with the most chains.
    public static let headerByteCount = 1 << 11
    /// The most bytes of a block's operations for one chain.
    public static let chainOperationByteCount =
        LedgerLimits.maximumChainOperations * Payout.encodedByteCount
    /// The most bytes of a part's data, and of its authorizations: those of a whole block.
    public static let dataByteCount = LedgerLimits.maximumBlockBytes
    /// The most words of a witness: the longest frame that the guest reads.
    public static let witnessWordCount = 1 << 20
    /// The most bytes of an encoded job.
    public static let jobByteCount =
        4 * witnessWordCount + boundaryByteCount + 2 * dataByteCount + 1 << 10
    /// The most bytes of an encoded proof of a part.
    public static let partByteCount = RiscvProof.byteCountLimit + 1 << 10
    /// The most bytes of an encoded proof of a block.
    public static let blockByteCount = 1 << 31
}
