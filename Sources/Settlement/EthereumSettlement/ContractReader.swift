internal import Bytes

/// A reader of single values of one contract at one block.
struct ContractReader {
    let node: EthereumClient
    let contract: EthereumAddress
    let tag: EthereumBlockTag

    func integer<Value: FixedWidthInteger>(
        _ function: ABIFunction, _ arguments: [ABIValue] = []
    ) throws(EthereumError) -> Value {
        let answer = try value(function, arguments)
        guard let value = answer.uintValue.flatMap({ Value(exactly: $0) }) else {
            throw .outOfRange(field: function.name)
        }
        return value
    }

    func integers(
        _ function: ABIFunction, _ arguments: [ABIValue] = []
    ) throws(EthereumError) -> [UInt128] {
        var numbers: [UInt128] = []
        for value in try node.read(function, arguments, of: contract, at: tag) {
            guard let number = value.wordValue?.uint128 else {
                throw .outOfRange(field: function.name)
            }
            numbers.append(number)
        }
        return numbers
    }

    func bool(
        _ function: ABIFunction, _ arguments: [ABIValue] = []
    ) throws(EthereumError) -> Bool {
        guard let value = try value(function, arguments).boolValue else {
            throw .outOfRange(field: function.name)
        }
        return value
    }

    func text(_ function: ABIFunction) throws(EthereumError) -> String {
        guard let value = try value(function, []).stringValue else {
            throw .outOfRange(field: function.name)
        }
        return value
    }

    func word(
        _ function: ABIFunction, _ arguments: [ABIValue] = []
    ) throws(EthereumError) -> Bytes32 {
        guard let word = try value(function, arguments).wordValue else {
            throw .outOfRange(field: function.name)
        }
        return word
    }

    /// An address in the chain-neutral form.
    func address(
        _ function: ABIFunction, _ arguments: [ABIValue] = []
    ) throws(EthereumError) -> Bytes32 {
        guard let address = try value(function, arguments).addressValue else {
            throw .outOfRange(field: function.name)
        }
        return address.padded
    }

    /// Addresses in the chain-neutral form.
    func addresses(_ function: ABIFunction) throws(EthereumError) -> [Bytes32] {
        guard let list = try value(function, []).arrayValue else {
            throw .outOfRange(field: function.name)
        }
        return list.compactMap { $0.addressValue?.padded }
    }

    private func value(
        _ function: ABIFunction, _ arguments: [ABIValue]
    ) throws(EthereumError) -> ABIValue {
        let values = try node.read(function, arguments, of: contract, at: tag)
        guard let value = values.first else { throw .outOfRange(field: function.name) }
        return value
    }
}

/// A reader of both contracts of the network at one block.
struct NetworkContractsReader {
    let node: EthereumClient
    let contracts: ZkLinkContracts
    let tag: EthereumBlockTag

    var zklink: ContractReader { about(contracts.zklink) }
    var ledger: ContractReader { about(contracts.blockLedger) }

    /// A reader of the limits of outflow, which custody names.
    func outflowLimits() throws(EthereumError) -> ContractReader {
        about(
            try ZkLinkCall.address(
                try zklink.address(ZkLinkFunctions.outflowLimits), "outflow limits"))
    }

    /// The balance of a holder in a token or the native coin, `UInt128.max` also for greater ones;
    /// 0 in a token that refuses to say, as it cannot be paid.
    func balance(
        of holder: EthereumAddress, _ token: EthereumAddress
    ) throws(EthereumError) -> UInt128 {
        if token == .native { return try node.balance(of: holder, at: tag) }
        do throws(EthereumError) {
            let word = try about(token).word(ERC20Functions.balanceOf, [.address(holder)])
            return word.uint128 ?? .max
        } catch {
            guard case .reverted = error else { throw error }
            return 0
        }
    }

    /// A reader of another contract, which one of the two names, at the same block.
    func about(_ contract: EthereumAddress) -> ContractReader {
        ContractReader(node: node, contract: contract, tag: tag)
    }
}
