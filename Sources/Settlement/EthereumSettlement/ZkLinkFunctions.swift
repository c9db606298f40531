internal import Ledger

/// The functions of the `ZkLink` contract.
///
/// Source: `docs/protocol/contracts.md`.
enum ZkLinkFunctions {
    static let deposit = ABIFunction(
        "deposit", [.address, .uint(bits: 256), .uint(bits: 8), .bytes32, .uint(bits: 8)])
    static let requestFullExit = ABIFunction(
        "request_full_exit", [.uint(bits: 32), .uint(bits: 8), .address, .uint(bits: 256)])
    static let setKey = ABIFunction(
        "set_key", [.uint(bits: 8), .bytes(limit: 40), .uint(bits: 8), .uint(bits: 64)])
    static let crossSwap = ABIFunction(
        "cross_swap",
        [
            .address, .uint(bits: 256), .uint(bits: 8), .uint(bits: 256), .uint(bits: 8),
            .bytes32, .address, .uint(bits: 16),
            .array(of: .words([.uint(bits: 16), .uint(bits: 16)]), limit: EthereumLimits.hopCount),
        ])
    static let accept = ABIFunction("accept", [.bytes(limit: Payout.encodedByteCount)])
    static let claim = ABIFunction("claim", [.address, .address], returns: [.uint(bits: 256)])
    static let release = ABIFunction("release", [.bytes(limit: Payout.encodedByteCount)])
    static let execute = ABIFunction(
        "execute",
        [
            .array(
                of: .bytes(limit: EthereumLimits.chainOperationsByteCount),
                limit: EthereumLimits.executeCount)
        ])
    static let activateExodus = ABIFunction("activate_exodus", [.uint(bits: 64)])
    static let refundEntry = ABIFunction(
        "refund_entry", [.bytes(limit: EthereumLimits.operationByteCount)])
}

// MARK: Views

extension ZkLinkFunctions {
    static let blockLedger = ABIFunction("block_ledger", returns: [.address])
    static let outflowLimits = ABIFunction("outflow_limits", returns: [.address])
    static let executed = ABIFunction.number("executed", bits: 64)
    static let issued = ABIFunction("issued", [.address], returns: [.uint(bits: 256)])
    static let queueFee = ABIFunction("queue_fee", returns: [.uint(bits: 256)])
    static let queueLength = ABIFunction.number("queue_length", bits: 64)
    static let queueHash = ABIFunction("queue_hash", [.uint(bits: 64)], returns: [.bytes32])
    static let queueExecuted = ABIFunction.number("queue_executed", bits: 64)
    static let queueRefunded = ABIFunction.number("queue_refunded", bits: 64)
    static let isExodus = ABIFunction("in_exodus", returns: [.bool])
    static let accepted = ABIFunction("accepted", [.bytes32], returns: [.address])
    static let isExecuted = ABIFunction("is_executed", [.bytes32], returns: [.bool])
    static let pending = ABIFunction(
        "pending", [.address, .address], returns: [.uint(bits: 256)])
    static let custody = ABIFunction("custody", [.address], returns: [.uint(bits: 256)])
    static let tokenAddress = ABIFunction(
        "token_address", [.uint(bits: 16)], returns: [.address])
    static let tokenDecimals = ABIFunction(
        "token_decimals", [.uint(bits: 16)], returns: [.uint(bits: 8)])
}
