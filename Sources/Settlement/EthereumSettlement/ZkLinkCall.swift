internal import Bytes
internal import Ledger
public import Settlement

/// Turns the network's calls into calls of the contract or of a token.
public enum ZkLinkCall {
    /// The call as a transaction carries it; throws when a chain-neutral address is none of an EVM
    /// chain, or a length passes what the contract takes.
    public static func encode(
        _ call: ChainCall, contract: EthereumAddress
    ) throws(EthereumError) -> EthereumCall {
        switch call {
        case .deposit, .crossSwap, .requestFullExit, .setKey:
            try userCall(call, contract)
        case .accept(let payout, let value):
            EthereumCall(
                to: contract, value: value,
                data: ZkLinkFunctions.accept.encodeCall([.bytes(payout.encoded)]))
        case .claim(let owner, let token):
            EthereumCall(
                to: contract,
                data: ZkLinkFunctions.claim.encodeCall([
                    .address(try address(owner, "owner")), .address(try address(token, "token")),
                ]))
        case .approve(let token, let amount):
            EthereumCall(
                to: try address(token, "token"),
                data: ZkLinkFunctions.approve.encodeCall([.address(contract), .uint(amount)]))
        case .transfer(let token, let receiver, let amount):
            try transfer(token, to: try address(receiver, "to"), amount)
        default:
            try blockCall(call, contract)
        }
    }

    /// The chain-neutral address as one of an EVM chain.
    static func address(
        _ padded: Bytes32, _ field: String
    ) throws(EthereumError) -> EthereumAddress {
        guard let address = EthereumAddress(padded: padded) else {
            throw .outOfRange(field: field)
        }
        return address
    }

    private static func transfer(
        _ token: Bytes32, to receiver: EthereumAddress, _ amount: UInt128
    ) throws(EthereumError) -> EthereumCall {
        let token = try address(token, "token")
        if token == .native { return EthereumCall(to: receiver, value: amount, data: []) }
        return EthereumCall(
            to: token,
            data: ZkLinkFunctions.transfer.encodeCall([.address(receiver), .uint(amount)]))
    }

    private static func userCall(
        _ call: ChainCall, _ contract: EthereumAddress
    ) throws(EthereumError) -> EthereumCall {
        switch call {
        case .deposit(let token, let amount, let owner, let subAccount):
            let token = try address(token, "token")
            return EthereumCall(
                to: contract, value: token == .native ? amount : 0,
                data: ZkLinkFunctions.deposit.encodeCall([
                    .address(token), .uint(amount), .uint(UInt128(owner.family.rawValue)),
                    .word(owner.address), .uint(UInt128(subAccount.rawValue)),
                ]))
        case .requestFullExit(let account, let subAccount, let token, let amount):
            return EthereumCall(
                to: contract,
                data: ZkLinkFunctions.requestFullExit.encodeCall([
                    .uint(UInt128(account.rawValue)), .uint(UInt128(subAccount.rawValue)),
                    .address(try address(token, "token")), .uint(amount),
                ]))
        case .setKey(let slot, let publicKey, let scopes, let expiry):
            return EthereumCall(
                to: contract,
                data: ZkLinkFunctions.setKey.encodeCall([
                    .uint(UInt128(slot.rawValue)), .bytes(publicKey.array),
                    .uint(UInt128(scopes.rawValue)), .uint(UInt128(expiry)),
                ]))
        case .crossSwap(
            let tokenIn, let amount, let targetChain, let targetToken, let minimumOut,
            let receiver, let fallback, let feeRate, let path):
            let token = try address(tokenIn, "token in")
            let pools = path.pools.map { ABIValue.uint(UInt128($0.rawValue)) }
            return EthereumCall(
                to: contract, value: token == .native ? amount : 0,
                data: ZkLinkFunctions.crossSwap.encodeCall([
                    .address(token), .uint(amount), .uint(UInt128(targetChain.rawValue)),
                    .uint(UInt128(targetToken.rawValue)), .uint(minimumOut.units),
                    .word(receiver), .address(try address(fallback, "fallback")),
                    .uint(UInt128(feeRate)), .array(pools),
                ]))
        default:
            throw .outOfRange(field: "call")
        }
    }

    private static func blockCall(
        _ call: ChainCall, _ contract: EthereumAddress
    ) throws(EthereumError) -> EthereumCall {
        let data: [UInt8]
        switch call {
        case .commit(let header, let payouts, let blockData):
            try check(header, EthereumLimits.headerByteCount)
            try check(payouts, EthereumLimits.payoutsByteCount)
            try check(blockData, EthereumLimits.dataByteCount)
            data = ZkLinkFunctions.commit.encodeCall([
                .bytes(header), .bytes(payouts), .bytes(blockData),
            ])
        case .prove(let last, let proof):
            try check(proof, EthereumLimits.proofByteCount)
            data = ZkLinkFunctions.prove.encodeCall([.uint(UInt128(last)), .bytes(proof)])
        case .confirm(let number, let signatures):
            try check(count: signatures.count, EthereumLimits.signatureCount)
            for signature in signatures { try check(signature, 65) }
            let list = signatures.map { ABIValue.bytes($0) }
            data = ZkLinkFunctions.confirm.encodeCall([.uint(UInt128(number)), .array(list)])
        case .execute(let payouts):
            try check(count: payouts.count, EthereumLimits.executeCount)
            for list in payouts { try check(list, EthereumLimits.payoutsByteCount) }
            data = ZkLinkFunctions.execute.encodeCall([.array(payouts.map { .bytes($0) })])
        case .revertBlocks(let number):
            data = ZkLinkFunctions.revertBlocks.encodeCall([.uint(UInt128(number))])
        case .activateExodus:
            data = ZkLinkFunctions.activateExodus.encodeCall([])
        case .refundEntry(let operation):
            try check(operation, EthereumLimits.operationByteCount)
            data = ZkLinkFunctions.refundEntry.encodeCall([.bytes(operation)])
        default:
            throw .outOfRange(field: "call")
        }
        return EthereumCall(to: contract, data: data)
    }

    private static func check(_ bytes: [UInt8], _ limit: Int) throws(EthereumError) {
        try check(count: bytes.count, limit)
    }

    private static func check(count: Int, _ limit: Int) throws(EthereumError) {
        guard count <= limit else { throw .limitExceeded(limit: limit, actual: count) }
    }
}
