/// Every limit of this module.
public enum EthereumLimits {
    /// The most bytes decoded from one ABI byte string or text.
    public static let abiByteCount = 131_072
    /// The most elements decoded from one ABI array.
    public static let abiElementCount = 1_024
    /// The most bytes in one RLP document.
    public static let rlpByteCount = 1 << 20
    /// How deep RLP lists may nest.
    public static let rlpDepth = 16
    /// The most logs accepted in one answer.
    public static let logCount = 100_000
    /// The most of a node's or a contract's message that is kept.
    public static let messageByteCount = 256
    /// The most gas offered to one transaction.
    public static let gasLimit: UInt64 = 30_000_000
    /// The most gas that a call may use which runs a stranger's code: the receiver of a native coin.
    public static let strangerGasLimit: UInt64 = 300_000
    /// The longest token symbol that is read.
    public static let symbolByteCount = 64
    /// A header's greatest length, as the contract declares it.
    public static let headerByteCount = 2_048
    /// The greatest length of what a block makes one chain do.
    public static let chainOperationsByteCount = 4_224
    /// The greatest length of a block's data.
    public static let dataByteCount = 98_304
    /// The greatest length of a proof.
    public static let proofByteCount = 4_096
    /// The greatest length of a queued operation.
    public static let operationByteCount = 256
    /// The most signatures in one confirmation.
    public static let signatureCount = 32
    /// The most blocks executed in one call.
    public static let executeCount = 8
    /// The most pools in a cross swap.
    public static let hopCount = 3
}
