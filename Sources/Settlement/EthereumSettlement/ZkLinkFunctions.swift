internal import Bytes
internal import Ledger
internal import Settlement

/// The functions of the `ZkLink` contract and of ERC-20 tokens.
///
/// Source: `docs/protocol/contracts.md`; ERC-20 (EIP-20).
public enum ZkLinkFunctions {
    /// Stores a block.
    public static let commit = ABIFunction(
        "commit",
        [
            .bytes(limit: EthereumLimits.headerByteCount),
            .bytes(limit: EthereumLimits.payoutsByteCount),
            .bytes(limit: EthereumLimits.dataByteCount),
        ])

    static let deposit = ABIFunction(
        "deposit", [.address, .uint(bits: 256), .uint(bits: 8), .bytes32, .uint(bits: 8)])
    static let requestFullExit = ABIFunction(
        "request_full_exit", [.uint(bits: 32), .uint(bits: 8), .address, .uint(bits: 256)])
    static let setKey = ABIFunction(
        "set_key", [.uint(bits: 8), .bytes(limit: 40), .uint(bits: 8), .uint(bits: 64)])
    static let crossSwap = ABIFunction(
        "cross_swap",
        [
            .address, .uint(bits: 256), .uint(bits: 8), .uint(bits: 16), .uint(bits: 256),
            .bytes32, .address, .uint(bits: 16),
            .array(of: .uint(bits: 16), limit: EthereumLimits.poolCount),
        ])
    static let accept = ABIFunction("accept", [.bytes(limit: Payout.byteCount)])
    static let claim = ABIFunction("claim", [.address, .address], returns: [.uint(bits: 256)])
    static let prove = ABIFunction(
        "prove", [.uint(bits: 64), .bytes(limit: EthereumLimits.proofByteCount)])
    static let confirm = ABIFunction(
        "confirm",
        [.uint(bits: 64), .array(of: .bytes(limit: 65), limit: EthereumLimits.signatureCount)])
    static let execute = ABIFunction(
        "execute",
        [
            .array(
                of: .bytes(limit: EthereumLimits.payoutsByteCount),
                limit: EthereumLimits.executeCount)
        ])
    static let revertBlocks = ABIFunction("revert_blocks", [.uint(bits: 64)])
    static let activateExodus = ABIFunction("activate_exodus")
    static let refundEntry = ABIFunction(
        "refund_entry", [.bytes(limit: EthereumLimits.operationByteCount)])
    static let approve = ABIFunction("approve", [.address, .uint(bits: 256)])
    static let transfer = ABIFunction("transfer", [.address, .uint(bits: 256)])
}

// MARK: Views

extension ZkLinkFunctions {
    static let mode = number("mode", bits: 8)
    static let settlementMode = ABIFunction(
        "settlement_mode", returns: [.string(limit: EthereumLimits.messageByteCount)])
    static let networkID = number("network_id", bits: 32)
    static let chain = number("chain", bits: 8)
    static let isDataChain = ABIFunction("is_data_chain", returns: [.bool])
    static let programID = ABIFunction("program_id", returns: [.bytes32])
    static let verifier = ABIFunction("verifier", returns: [.address])
    static let oracles = ABIFunction("oracles", returns: [.address])
    static let governance = ABIFunction("governance", returns: [.address])
    static let `operator` = ABIFunction("operator", returns: [.address])
    static let committed = number("committed", bits: 64)
    static let proven = number("proven", bits: 64)
    static let confirmed = number("confirmed", bits: 64)
    static let executed = number("executed", bits: 64)
    static let epoch = number("epoch", bits: 32)
    static let queueLength = number("queue_length", bits: 64)
    static let queueCommitted = number("queue_committed", bits: 64)
    static let queueExecuted = number("queue_executed", bits: 64)
    static let blocksPaused = ABIFunction("blocks_paused", returns: [.bool])
    static let exodus = ABIFunction("exodus", returns: [.bool])
    static let headerHash = ABIFunction("header_hash", [.uint(bits: 64)], returns: [.bytes32])
    static let syncHash = ABIFunction("sync_hash", [.uint(bits: 64)], returns: [.bytes32])
    static let accepted = ABIFunction("accepted", [.bytes32], returns: [.address])
    static let isExecuted = ABIFunction("is_executed", [.bytes32], returns: [.bool])
    static let pending = ABIFunction(
        "pending", [.address, .address], returns: [.uint(bits: 256)])
    static let custody = ABIFunction("custody", [.address], returns: [.uint(bits: 256)])
    static let tokenAddress = ABIFunction(
        "token_address", [.uint(bits: 16)], returns: [.address])
    static let tokenDecimals = ABIFunction(
        "token_decimals", [.uint(bits: 16)], returns: [.uint(bits: 8)])
    static let commitTime = ABIFunction(
        "commit_time", [.uint(bits: 64)], returns: [.uint(bits: 64)])
    static let revertDeadline = number("revert_deadline", bits: 256)
    static let balanceOf = ABIFunction("balanceOf", [.address], returns: [.uint(bits: 256)])
    static let allowance = ABIFunction(
        "allowance", [.address, .address], returns: [.uint(bits: 256)])
    static let members = ABIFunction(
        "members", returns: [.array(of: .address, limit: EthereumLimits.signatureCount)])
    static let threshold = ABIFunction("threshold", returns: [.uint(bits: 256)])
    static let decimals = number("decimals", bits: 8)
    static let symbol = ABIFunction(
        "symbol", returns: [.string(limit: EthereumLimits.symbolByteCount)])

    private static func number(_ name: String, bits: Int) -> ABIFunction {
        ABIFunction(name, returns: [.uint(bits: bits)])
    }
}
