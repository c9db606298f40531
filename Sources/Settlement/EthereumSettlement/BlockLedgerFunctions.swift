/// The functions of the `BlockLedger` contract.
///
/// Source: `docs/protocol/contracts.md`.
public enum BlockLedgerFunctions {
    /// Commits a block: header, chain operations, data.
    public static let commit = ABIFunction(
        "commit",
        [
            .bytes(limit: EthereumLimits.headerByteCount),
            .bytes(limit: EthereumLimits.chainOperationsByteCount),
            .bytes(limit: EthereumLimits.dataByteCount),
        ])

    static let prove = ABIFunction(
        "prove", [.uint(bits: 64), .uint(bits: 64), .bytes(limit: EthereumLimits.proofByteCount)])
    static let confirm = ABIFunction(
        "confirm",
        [.uint(bits: 64), .array(of: .bytes(limit: 65), limit: EthereumLimits.signatureCount)])
    static let revertBlocks = ABIFunction("revert_blocks", [.uint(bits: 64)])
}

// MARK: Views

extension BlockLedgerFunctions {
    static let zklink = ABIFunction("zklink", returns: [.address])
    static let mode = ABIFunction.number("mode", bits: 8)
    static let settlementMode = ABIFunction(
        "settlement_mode", returns: [.string(limit: EthereumLimits.messageByteCount)])
    static let networkID = ABIFunction.number("network_id", bits: 32)
    static let chain = ABIFunction.number("chain", bits: 8)
    static let isDataChain = ABIFunction("is_data_chain", returns: [.bool])
    static let programID = ABIFunction("program_id", returns: [.bytes32])
    static let keyRoot = ABIFunction("key_root", returns: [.bytes32])
    static let verifier = ABIFunction("verifier", returns: [.address])
    static let oracles = ABIFunction("oracles", returns: [.address])
    static let governance = ABIFunction("governance", returns: [.address])
    static let `operator` = ABIFunction("operator", returns: [.address])
    static let committed = ABIFunction.number("committed", bits: 64)
    static let proven = ABIFunction.number("proven", bits: 64)
    static let confirmed = ABIFunction.number("confirmed", bits: 64)
    static let epoch = ABIFunction.number("epoch", bits: 32)
    static let queueCommitted = ABIFunction.number("queue_committed", bits: 64)
    static let blocksPaused = ABIFunction("blocks_paused", returns: [.bool])
    static let headerHash = ABIFunction("header_hash", [.uint(bits: 64)], returns: [.bytes32])
    static let syncHash = ABIFunction("sync_hash", [.uint(bits: 64)], returns: [.bytes32])
    static let commitTime = ABIFunction(
        "commit_time", [.uint(bits: 64)], returns: [.uint(bits: 64)])
    static let revertDeadline = ABIFunction.number("revert_deadline", bits: 256)
}
