internal import Bytes
internal import Network
internal import Settlement

/// An object in a node's answer, read member by member; a missing member is `malformed`.
struct EthereumAnswer {
    let method: String
    let json: JSON

    func malformed(_ field: String) -> EthereumError {
        .malformed(method: method, field: field)
    }

    func quantity<Value: FixedWidthInteger & UnsignedInteger>(
        _ field: String, as type: Value.Type = Value.self
    ) throws(EthereumError) -> Value {
        guard let member = json[field], let value: Value = EthereumQuantity.value(member) else {
            throw malformed(field)
        }
        return value
    }

    func data(_ field: String) throws(EthereumError) -> [UInt8] {
        guard let member = json[field], let bytes = EthereumQuantity.bytes(member) else {
            throw malformed(field)
        }
        return bytes
    }

    func hash(_ field: String) throws(EthereumError) -> Bytes32 {
        guard let hash = Bytes32(try data(field)) else { throw malformed(field) }
        return hash
    }

    func address(_ field: String) throws(EthereumError) -> EthereumAddress {
        guard let bytes = Bytes20(try data(field)) else { throw malformed(field) }
        return EthereumAddress(bytes)
    }

    func block() throws(EthereumError) -> BlockReference {
        let number: UInt64 = try quantity("blockNumber")
        guard number <= SettlementLimits.blockNumber else { throw malformed("blockNumber") }
        return BlockReference(number: number, hash: try hash("blockHash"))
    }

    func log() throws(EthereumError) -> EthereumLog {
        guard let list = json["topics"]?.arrayValue, list.count <= 4 else {
            throw malformed("topics")
        }
        var topics: [Bytes32] = []
        for entry in list {
            guard let topic = EthereumQuantity.bytes(entry).flatMap({ Bytes32($0) }) else {
                throw malformed("topics")
            }
            topics.append(topic)
        }
        return EthereumLog(
            address: try address("address"), topics: topics, data: try data("data"),
            position: EventPosition(
                block: try block(), logIndex: try quantity("logIndex"),
                transaction: TransactionID(try hash("transactionHash").array)))
    }
}

extension EthereumBlockTag {
    var json: JSON {
        switch self {
        case .latest: "latest"
        case .pending: "pending"
        case .number(let number): EthereumQuantity.json(number)
        case .hash(let hash):
            ["blockHash": EthereumQuantity.data(hash.array), "requireCanonical": true]
        }
    }
}

extension EthereumCall {
    func json(from: EthereumAddress?) -> JSON {
        var object: JSONObject = [
            "to": .string(to.hex), "value": EthereumQuantity.json(value),
            "data": EthereumQuantity.data(data),
        ]
        if let from { object["from"] = .string(from.hex) }
        return .object(object)
    }
}
