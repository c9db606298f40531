internal import Bytes
internal import Ledger
internal import Settlement
internal import Transition

/// The events of the network's contracts.
///
/// Source: `docs/protocol/contracts.md`.
enum ZkLinkEvents {
    /// An event, and how its fields are read.
    private struct Known: Sendable {
        let event: ABIEvent
        let read: @Sendable (inout EventFields) throws(EthereumError) -> ChainEvent

        init(
            _ name: String, _ parameters: [ABIEvent.Parameter],
            read: @escaping @Sendable (inout EventFields) throws(EthereumError) -> ChainEvent
        ) {
            event = ABIEvent(name, parameters)
            self.read = read
        }
    }

    /// The event of a log of one of the contracts; `nil` for one that the network does not use.
    static func decode(
        _ log: EthereumLog, _ contracts: ZkLinkContracts
    ) throws(EthereumError) -> PositionedEvent? {
        let events = log.address == contracts.blockLedger ? ledger : custody
        guard let topic = log.topics.first, let known = events[topic] else { return nil }
        let values = try known.event.decode(topics: log.topics, data: log.data)
        var fields = EventFields(name: known.event.name, values: values[...])
        return PositionedEvent(position: log.position, event: try known.read(&fields))
    }

    private static func table(_ events: [Known]) -> [Bytes32: Known] {
        Dictionary(uniqueKeysWithValues: events.map { ($0.event.topic, $0) })
    }
}

extension ZkLinkEvents {
    /// The events of `ZkLink`, by topic.
    private static let custody = table([
        Known(
            "PriorityRequested",
            [
                .indexed(.uint(bits: 64)), .indexed(.address),
                .plain(.bytes(limit: EthereumLimits.operationByteCount)), .plain(.bytes32),
            ], read: priorityRequest),
        Known("BlockExecuted", [.indexed(.uint(bits: 64)), .plain(.bytes32)]) {
            (fields) throws(EthereumError) in
            .blockExecuted(number: try fields.integer(), headerHash: try fields.word())
        },
        Known(
            "PayoutPending",
            [
                .indexed(.address), .indexed(.address), .plain(.uint(bits: 256)),
                .indexed(.bytes32),
            ]
        ) { (fields) throws(EthereumError) in
            .payoutPending(
                owner: try fields.address(), token: try fields.address(),
                amount: try fields.integer(), payoutHash: try fields.word())
        },
        Known("PayoutUnpayable", [.indexed(.bytes32)]) { (fields) throws(EthereumError) in
            .payoutUnpayable(payoutHash: try fields.word())
        },
        Known(
            "PayoutAccepted",
            [
                .indexed(.bytes32), .indexed(.address), .indexed(.address), .plain(.address),
                .plain(.uint(bits: 256)),
            ]
        ) { (fields) throws(EthereumError) in
            .payoutAccepted(
                payoutHash: try fields.word(), broker: try fields.address(),
                receiver: try fields.address(), token: try fields.address(),
                paid: try fields.integer())
        },
        Known("Claimed", [.indexed(.address), .indexed(.address), .plain(.uint(bits: 256))]) {
            (fields) throws(EthereumError) in
            .claimed(
                owner: try fields.address(), token: try fields.address(),
                amount: try fields.integer())
        },
        Known(
            "TokenRegistered",
            [
                .indexed(.uint(bits: 16)), .indexed(.address), .plain(.uint(bits: 8)),
                .plain(.uint(bits: 8)),
            ]
        ) { (fields) throws(EthereumError) in
            .tokenRegistered(
                token: TokenID(try fields.integer()), contract: try fields.address(),
                decimals: try fields.integer(), tokenClass: try fields.integer())
        },
        Known("DepositsPaused", [.indexed(.address), .plain(.bool)]) {
            (fields) throws(EthereumError) in
            .depositsPaused(token: try fields.address(), isPaused: try fields.bool())
        },
        Known("ExodusActivated", [.plain(.uint(bits: 64))]) { (fields) throws(EthereumError) in
            .exodusActivated(index: try fields.integer())
        },
        Known(
            "EntryRefunded",
            [
                .indexed(.uint(bits: 64)), .plain(.address), .plain(.address),
                .plain(.uint(bits: 256)),
            ]
        ) { (fields) throws(EthereumError) in
            .entryRefunded(
                index: try fields.integer(), receiver: try fields.address(),
                token: try fields.address(), amount: try fields.integer())
        },
    ])

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
}

extension ZkLinkEvents {
    /// The events of `BlockLedger`, by topic.
    private static let ledger = table([
        Known(
            "BlockCommitted",
            [
                .indexed(.uint(bits: 64)), .indexed(.bytes32), .plain(.bytes32),
                .plain(.uint(bits: 32)), .plain(.bytes(limit: EthereumLimits.headerByteCount)),
                .plain(.bytes(limit: EthereumLimits.chainOperationsByteCount)),
            ], read: commitment),
        Known("BlocksProven", [.indexed(.uint(bits: 64)), .plain(.bytes32)]) {
            (fields) throws(EthereumError) in
            .blocksProven(last: try fields.integer(), publicInput: try fields.word())
        },
        Known("BlockConfirmed", [.indexed(.uint(bits: 64))]) { (fields) throws(EthereumError) in
            .blockConfirmed(number: try fields.integer())
        },
        Known("BlocksReverted", [.plain(.uint(bits: 64)), .plain(.uint(bits: 32))]) {
            (fields) throws(EthereumError) in
            .blocksReverted(to: try fields.integer(), epoch: try fields.integer())
        },
        Known("BlocksPaused", [.plain(.bool)]) { (fields) throws(EthereumError) in
            .blocksPaused(isPaused: try fields.bool())
        },
        Known("OperatorChanged", [.plain(.address)]) { (fields) throws(EthereumError) in
            .operatorChanged(to: try fields.address())
        },
    ])

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
}
