/// Every limit of this module.
public enum EthereumLimits {
    /// The time for which a node that could not be reached is not asked.
    static let silenceMilliseconds = 15_000
    /// The distance to the head from which a node counts as lagging.
    static let lateBlockCount: UInt64 = 8
    /// The most bytes in one RLP document.
    public static let rlpByteCount = 1 << 20
    /// The greatest depth of RLP lists.
    public static let rlpDepth = 16
    /// The most logs accepted in one answer.
    public static let logCount = 100_000
    /// The most bytes kept of a message of a node or contract.
    public static let messageByteCount = 256
    /// The most gas offered to one transaction.
    public static let gasLimit: UInt64 = 30_000_000
    /// The most gas of a call that may run the code of a receiver of native coins.
    public static let strangerGasLimit: UInt64 = 300_000
    /// The most bytes of a token symbol that are read.
    public static let symbolByteCount = 64
    /// The most bytes of a header in a call.
    public static let headerByteCount = 2_048
    /// The most bytes of the chain operations of a block in a call.
    public static let chainOperationsByteCount = 4_224
    /// The most bytes of a block's data in a call.
    public static let dataByteCount = 98_304
    /// The most bytes of a proof in a call.
    public static let proofByteCount = 4_096
    /// The most bytes of a queued operation in a call.
    public static let operationByteCount = 256
    /// The most signatures in one confirmation.
    public static let signatureCount = 32
    /// The most blocks executed in one call.
    public static let executeCount = 8
    /// The most pools in a cross swap.
    public static let hopCount = 3
}
