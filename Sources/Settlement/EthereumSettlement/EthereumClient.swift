public import Bytes
public import Network
public import Settlement

/// A client of one node; every answer is read strictly and compared with the question.
///
/// Source: Ethereum execution API specification (`eth` namespace).
public struct EthereumClient: Sendable {
    private let transport: any EthereumTransport

    /// A client of the node behind `transport`.
    public init(transport: any EthereumTransport) {
        self.transport = transport
    }

    /// A client of the node at a URL.
    public init(url: String, timeoutMilliseconds: Int = 10_000) {
        let configuration = HTTPClientConfiguration(timeoutMilliseconds: timeoutMilliseconds)
        transport = JSONRPCClient(url: url, configuration: configuration)
    }

    /// The result of any method.
    public func call(_ method: String, _ params: JSON = []) throws(EthereumError) -> JSON {
        do {
            return try transport.call(method, params)
        } catch {
            throw EthereumRefusal.error(error)
        }
    }
}

// MARK: The chain

extension EthereumClient {
    /// The EIP-155 chain id.
    public func chainID() throws(EthereumError) -> UInt64 {
        try quantity("eth_chainId", [])
    }

    /// The height of the highest block.
    public func blockNumber() throws(EthereumError) -> UInt64 {
        let number: UInt64 = try quantity("eth_blockNumber", [])
        guard number <= SettlementLimits.blockNumber else {
            throw .malformed(method: "eth_blockNumber", field: "result")
        }
        return number
    }

    /// A block of the canonical chain; throws `unknownBlock` when the node does not have it.
    public func block(number: UInt64) throws(EthereumError) -> EthereumBlock {
        guard let block = try header(EthereumQuantity.json(number)) else {
            throw .unknownBlock(number: number)
        }
        guard block.reference.number == number else {
            throw .malformed(method: "eth_getBlockByNumber", field: "number")
        }
        return block
    }

    /// The highest block.
    public func latestBlock() throws(EthereumError) -> EthereumBlock {
        guard let block = try header("latest") else { throw .unknownBlock(number: .max) }
        return block
    }

    private func header(_ tag: JSON) throws(EthereumError) -> EthereumBlock? {
        let method = "eth_getBlockByNumber"
        let result = try call(method, [tag, false])
        if result.isNull { return nil }
        let answer = EthereumAnswer(method: method, json: result)
        let number = try answer.quantity("number", as: UInt64.self)
        guard number <= SettlementLimits.blockNumber else { throw answer.malformed("number") }
        let hasBaseFee = result["baseFeePerGas"] != nil
        return EthereumBlock(
            reference: BlockReference(number: number, hash: try answer.hash("hash")),
            parentHash: try answer.hash("parentHash"),
            timestamp: try answer.quantity("timestamp"),
            baseFee: hasBaseFee ? try answer.quantity("baseFeePerGas") : 0)
    }

    /// The logs of some contracts in one block.
    public func logs(
        of contracts: [EthereumAddress], in block: BlockReference
    ) throws(EthereumError) -> [EthereumLog] {
        let filter: JSON = [
            "address": Self.json(contracts), "blockHash": EthereumQuantity.data(block.hash.array),
        ]
        let logs = try logs(filter, of: contracts)
        guard logs.allSatisfy({ $0.position.block == block }) else {
            throw .malformed(method: "eth_getLogs", field: "blockHash")
        }
        return logs
    }

    /// The logs of some contracts in the blocks of a range, both ends included.
    public func logs(
        of contracts: [EthereumAddress], from first: UInt64, to last: UInt64
    ) throws(EthereumError) -> [EthereumLog] {
        let filter: JSON = [
            "address": Self.json(contracts), "fromBlock": EthereumQuantity.json(first),
            "toBlock": EthereumQuantity.json(last),
        ]
        let logs = try logs(filter, of: contracts)
        guard logs.allSatisfy({ first <= $0.position.block.number }),
            logs.allSatisfy({ $0.position.block.number <= last })
        else {
            throw .malformed(method: "eth_getLogs", field: "blockNumber")
        }
        return logs
    }

    private static func json(_ contracts: [EthereumAddress]) -> JSON {
        .array(contracts.map { .string($0.hex) })
    }

    private func logs(
        _ filter: JSON, of contracts: [EthereumAddress]
    ) throws(EthereumError) -> [EthereumLog] {
        let method = "eth_getLogs"
        guard let list = try call(method, [filter]).arrayValue else {
            throw .malformed(method: method, field: "result")
        }
        guard list.count <= EthereumLimits.logCount else {
            throw .limitExceeded(limit: EthereumLimits.logCount, actual: list.count)
        }
        var logs: [EthereumLog] = []
        for entry in list {
            let answer = EthereumAnswer(method: method, json: entry)
            if entry["removed"] == true { throw answer.malformed("removed") }
            let log = try answer.log()
            guard contracts.contains(log.address) else { throw answer.malformed("address") }
            logs.append(log)
        }
        return logs
    }
}

// MARK: Accounts and calls

extension EthereumClient {
    /// The number of transactions of an account in the state at `tag`.
    public func transactionCount(
        of account: EthereumAddress, at tag: EthereumBlockTag = .latest
    ) throws(EthereumError) -> UInt64 {
        try quantity("eth_getTransactionCount", [.string(account.hex), tag.json])
    }

    /// The native balance of an account, in wei.
    public func balance(
        of account: EthereumAddress, at tag: EthereumBlockTag = .latest
    ) throws(EthereumError) -> UInt128 {
        try quantity("eth_getBalance", [.string(account.hex), tag.json])
    }

    /// Whether there is a contract at an address, in the state at `tag`.
    public func hasCode(
        at address: EthereumAddress, in tag: EthereumBlockTag = .latest
    ) throws(EthereumError) -> Bool {
        let method = "eth_getCode"
        let result = try call(method, [.string(address.hex), tag.json])
        guard let code = EthereumQuantity.bytes(result) else {
            throw .malformed(method: method, field: "result")
        }
        return !code.isEmpty
    }

    /// The return data of a call that is not sent; throws `reverted` when it would fail.
    public func result(
        of call: EthereumCall, from: EthereumAddress? = nil, at tag: EthereumBlockTag = .latest
    ) throws(EthereumError) -> [UInt8] {
        let method = "eth_call"
        let result = try self.call(method, [call.json(from: from), tag.json])
        guard let bytes = EthereumQuantity.bytes(result) else {
            throw .malformed(method: method, field: "result")
        }
        return bytes
    }

    /// The results of a view function of a contract.
    public func read(
        _ function: ABIFunction, _ arguments: [ABIValue], of contract: EthereumAddress,
        at tag: EthereumBlockTag = .latest
    ) throws(EthereumError) -> [ABIValue] {
        let call = EthereumCall(to: contract, data: function.encodeCall(arguments))
        return try function.decodeResult(try result(of: call, at: tag))
    }

    /// The gas that a call would use; throws `reverted` when it would fail.
    public func estimatedGas(
        of call: EthereumCall, from: EthereumAddress
    ) throws(EthereumError) -> UInt64 {
        try quantity("eth_estimateGas", [call.json(from: from)])
    }

    /// The node's suggestion of a priority fee for one unit of gas, in wei.
    public func suggestedPriorityFee() throws(EthereumError) -> UInt128 {
        try quantity("eth_maxPriorityFeePerGas", [])
    }
}

// MARK: Transactions

extension EthereumClient {
    /// Sends a transaction to the node; throws `remote` when the node refuses it.
    public func broadcast(_ transaction: SignedEthereumTransaction) throws(EthereumError) {
        let method = "eth_sendRawTransaction"
        let result = try call(method, [EthereumQuantity.data(transaction.raw)])
        guard EthereumQuantity.bytes(result) == transaction.hash.array else {
            throw .malformed(method: method, field: "result")
        }
    }

    /// The receipt of an included transaction; `nil` when it is not included.
    public func receipt(of hash: Bytes32) throws(EthereumError) -> EthereumReceipt? {
        let method = "eth_getTransactionReceipt"
        let result = try call(method, [EthereumQuantity.data(hash.array)])
        if result.isNull { return nil }
        let answer = EthereumAnswer(method: method, json: result)
        guard try answer.hash("transactionHash") == hash else {
            throw answer.malformed("transactionHash")
        }
        let status: UInt8 = try answer.quantity("status")
        guard status < 2 else { throw answer.malformed("status") }
        return EthereumReceipt(
            inclusion: TransactionInclusion(
                transaction: TransactionID(hash.array), block: try answer.block(),
                succeeded: status == 1),
            gasUsed: try answer.quantity("gasUsed"),
            gasPrice: try answer.quantity("effectiveGasPrice"))
    }

    private func quantity<Value: FixedWidthInteger & UnsignedInteger>(
        _ method: String, _ params: JSON
    ) throws(EthereumError) -> Value {
        guard let value: Value = EthereumQuantity.value(try call(method, params)) else {
            throw .malformed(method: method, field: "result")
        }
        return value
    }
}
