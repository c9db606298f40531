/// Reasons why a chain could not be read or a call could not be made.
public enum SettlementError: Error, Equatable, Sendable {
    /// No answer arrived from the node.
    case unreachable
    /// The node's answer does not fit its protocol.
    case malformedAnswer(method: String)
    /// The node refused the request.
    case refused(code: Int, message: String)
    /// The call would revert, with the contract's reason when it gave one.
    case wouldRevert(reason: String)
    /// The nodes of one chain disagree about a block.
    case nodesDisagree(blockNumber: UInt64)
    /// The node does not have this block.
    case unknownBlock(number: UInt64)
    /// The chain is not the one that was configured.
    case wrongChain(expected: UInt64, actual: UInt64)
    /// A value is outside what the chain can express.
    case outOfRange(field: String)
    /// The queue's entries have a gap or a wrong hash: the node withheld or invented one.
    case brokenQueue(index: UInt64)
    /// The sender's queue is full.
    case queueFull(limit: Int)
    /// The payload is larger than allowed.
    case payloadTooLarge(limit: Int, actual: Int)
    /// An intent with this identifier is already being sent.
    case duplicateIntent(id: UInt64)
    /// A recorded transaction was not asked for, or differs from the one that was.
    case unexpectedTransaction(nonce: UInt64)
}
