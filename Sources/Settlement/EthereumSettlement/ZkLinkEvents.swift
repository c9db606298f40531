internal import Bytes
internal import Ledger
internal import Settlement
internal import Transition

/// The events of the network's contracts.
///
/// Source: `docs/protocol/contracts.md`.
enum ZkLinkEvents {
    static let priorityRequested = ABIEvent(
        "PriorityRequested",
        [
            .indexed(.uint(bits: 64)), .indexed(.address),
            .plain(.bytes(limit: EthereumLimits.operationByteCount)), .plain(.bytes32),
        ])
    static let blockCommitted = ABIEvent(
        "BlockCommitted",
        [
            .indexed(.uint(bits: 64)), .indexed(.bytes32), .plain(.bytes32),
            .plain(.uint(bits: 32)), .plain(.bytes(limit: EthereumLimits.headerByteCount)),
            .plain(.bytes(limit: EthereumLimits.chainOperationsByteCount)),
        ])
    static let blocksProven = ABIEvent(
        "BlocksProven", [.indexed(.uint(bits: 64)), .plain(.bytes32)])
    static let blockConfirmed = ABIEvent("BlockConfirmed", [.indexed(.uint(bits: 64))])
    static let blockExecuted = ABIEvent(
        "BlockExecuted", [.indexed(.uint(bits: 64)), .plain(.bytes32)])
    static let blocksReverted = ABIEvent(
        "BlocksReverted", [.plain(.uint(bits: 64)), .plain(.uint(bits: 32))])
    static let payoutPending = ABIEvent(
        "PayoutPending",
        [
            .indexed(.address), .indexed(.address), .plain(.uint(bits: 256)), .indexed(.bytes32),
        ])
    static let payoutUnpayable = ABIEvent("PayoutUnpayable", [.indexed(.bytes32)])
    static let payoutAccepted = ABIEvent(
        "PayoutAccepted",
        [
            .indexed(.bytes32), .indexed(.address), .indexed(.address), .plain(.address),
            .plain(.uint(bits: 256)),
        ])
    static let claimed = ABIEvent(
        "Claimed", [.indexed(.address), .indexed(.address), .plain(.uint(bits: 256))])
    static let tokenRegistered = ABIEvent(
        "TokenRegistered",
        [
            .indexed(.uint(bits: 16)), .indexed(.address), .plain(.uint(bits: 8)),
            .plain(.uint(bits: 8)),
        ])
    static let depositsPaused = ABIEvent("DepositsPaused", [.indexed(.address), .plain(.bool)])
    static let blocksPaused = ABIEvent("BlocksPaused", [.plain(.bool)])
    static let exodusActivated = ABIEvent("ExodusActivated", [.plain(.uint(bits: 64))])
    static let entryRefunded = ABIEvent(
        "EntryRefunded",
        [
            .indexed(.uint(bits: 64)), .plain(.address), .plain(.address),
            .plain(.uint(bits: 256)),
        ])
    static let operatorChanged = ABIEvent("OperatorChanged", [.plain(.address)])

    /// The events of `ZkLink`, by topic.
    private static let custody = table([
        priorityRequested, blockExecuted, payoutPending, payoutUnpayable, payoutAccepted, claimed,
        tokenRegistered, depositsPaused, exodusActivated, entryRefunded,
    ])
    /// The events of `BlockLedger`, by topic.
    private static let ledger = table([
        blockCommitted, blocksProven, blockConfirmed, blocksReverted, blocksPaused,
        operatorChanged,
    ])

    private static func table(_ events: [ABIEvent]) -> [Bytes32: ABIEvent] {
        Dictionary(uniqueKeysWithValues: events.map { ($0.topic, $0) })
    }

    /// The event of a log of one of the contracts; `nil` for one that the network does not use.
    static func decode(
        _ log: EthereumLog, _ contracts: ZkLinkContracts
    ) throws(EthereumError) -> PositionedEvent? {
        let known = log.address == contracts.blockLedger ? ledger : custody
        guard let topic = log.topics.first, let event = known[topic] else { return nil }
        var fields = EventFields(
            name: event.name, values: try event.decode(topics: log.topics, data: log.data)[...])
        let decoded =
            switch event {
            case priorityRequested: try priorityRequest(&fields)
            case blockCommitted: try commitment(&fields)
            case blocksProven, blockConfirmed, blockExecuted, blocksReverted:
                try progress(event, &fields)
            case payoutPending, payoutUnpayable, payoutAccepted, claimed, entryRefunded:
                try payment(event, &fields)
            default: try administration(event, &fields)
            }
        return PositionedEvent(position: log.position, event: decoded)
    }
}

// MARK: Fields

extension ZkLinkEvents {
    private static func priorityRequest(
        _ fields: inout EventFields
    ) throws(EthereumError) -> ChainEvent {
        let index: UInt64 = try fields.integer()
        let sender = try fields.address()
        guard let operation = try? PriorityOperation(decoding: try fields.bytes()) else {
            throw .undecodableEvent(name: fields.name)
        }
        return .priorityRequested(
            index: index, operation: operation, sender: sender, rollingHash: try fields.word())
    }

    private static func commitment(
        _ fields: inout EventFields
    ) throws(EthereumError) -> ChainEvent {
        let number: UInt64 = try fields.integer()
        let headerHash = try fields.word()
        let syncHash = try fields.word()
        let epoch: UInt32 = try fields.integer()
        guard let header = try? BlockHeader(decoding: try fields.bytes()),
            header.number == number, header.hash == headerHash
        else {
            throw .undecodableEvent(name: fields.name)
        }
        return .blockCommitted(
            BlockCommitment(
                header: header, headerHash: headerHash, syncHash: syncHash, epoch: epoch,
                encodedOperations: try fields.bytes()))
    }

    private static func progress(
        _ event: ABIEvent, _ fields: inout EventFields
    ) throws(EthereumError) -> ChainEvent {
        let number: UInt64 = try fields.integer()
        return switch event {
        case blocksProven: .blocksProven(last: number, publicInput: try fields.word())
        case blockConfirmed: .blockConfirmed(number: number)
        case blockExecuted: .blockExecuted(number: number, headerHash: try fields.word())
        default: .blocksReverted(to: number, epoch: try fields.integer())
        }
    }

    private static func payment(
        _ event: ABIEvent, _ fields: inout EventFields
    ) throws(EthereumError) -> ChainEvent {
        switch event {
        case payoutPending:
            let owner = try fields.address()
            let token = try fields.address()
            let amount: UInt128 = try fields.integer()
            return .payoutPending(
                owner: owner, token: token, amount: amount, payoutHash: try fields.word())
        case payoutUnpayable:
            return .payoutUnpayable(payoutHash: try fields.word())
        case payoutAccepted:
            return .payoutAccepted(
                payoutHash: try fields.word(), broker: try fields.address(),
                receiver: try fields.address(), token: try fields.address(),
                paid: try fields.integer())
        case claimed:
            return .claimed(
                owner: try fields.address(), token: try fields.address(),
                amount: try fields.integer())
        default:
            return .entryRefunded(
                index: try fields.integer(), receiver: try fields.address(),
                token: try fields.address(), amount: try fields.integer())
        }
    }

    private static func administration(
        _ event: ABIEvent, _ fields: inout EventFields
    ) throws(EthereumError) -> ChainEvent {
        switch event {
        case tokenRegistered:
            .tokenRegistered(
                token: TokenID(try fields.integer()), contract: try fields.address(),
                decimals: try fields.integer(), tokenClass: try fields.integer())
        case depositsPaused:
            .depositsPaused(token: try fields.address(), isPaused: try fields.bool())
        case blocksPaused: .blocksPaused(isPaused: try fields.bool())
        case exodusActivated: .exodusActivated(index: try fields.integer())
        case operatorChanged: .operatorChanged(to: try fields.address())
        default: throw .unknownEvent(topic: event.topic.hex)
        }
    }
}

/// The values of one event, read in order.
private struct EventFields {
    let name: String
    var values: ArraySlice<ABIValue>

    mutating func integer<Value: FixedWidthInteger>() throws(EthereumError) -> Value {
        guard let value = values.popFirst()?.uintValue, let number = Value(exactly: value) else {
            throw .undecodableEvent(name: name)
        }
        return number
    }

    mutating func word() throws(EthereumError) -> Bytes32 {
        guard let word = values.popFirst()?.wordValue else { throw .undecodableEvent(name: name) }
        return word
    }

    mutating func address() throws(EthereumError) -> Bytes32 {
        guard let address = values.popFirst()?.addressValue else {
            throw .undecodableEvent(name: name)
        }
        return address.padded
    }

    mutating func bytes() throws(EthereumError) -> [UInt8] {
        guard let bytes = values.popFirst()?.bytesValue else {
            throw .undecodableEvent(name: name)
        }
        return bytes
    }

    mutating func bool() throws(EthereumError) -> Bool {
        guard let value = values.popFirst()?.boolValue else {
            throw .undecodableEvent(name: name)
        }
        return value
    }
}
