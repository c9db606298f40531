public import Bytes
internal import Ledger
public import Settlement
import Transition

/// Conversion of the network's calls into calls of its contracts.
public enum ZkLinkCall {
    /// The call of a contract.
    ///
    /// `queueFee` is sent with calls that append a queue entry.
    ///
    /// Throws when a chain-neutral address is not one of an EVM chain, when a length passes the
    /// limit of the contract, or when the value does not fit.
    public static func encode(
        _ call: ChainCall, contracts: ZkLinkContracts, queueFee: UInt128 = 0
    ) throws(EthereumError) -> EthereumCall {
        switch call {
        case .user(let userCall):
            try encode(userCall, contracts.zklink, fee: call.isQueued ? queueFee : 0)
        case .broker(.accept(let payout, let value)):
            EthereumCall(
                to: contracts.zklink, value: value,
                data: ZkLinkFunctions.accept.encodeCall([.bytes(payout.encoded)]))
        case .operator(let call): try encode(call, contracts)
        }
    }

    /// The approval of `spender`; `nil` for the native coin, which is sent along instead.
    public static func approval(
        of token: Bytes32, amount: UInt128, to spender: EthereumAddress
    ) throws(EthereumError) -> EthereumCall? {
        let token = try address(token, "token")
        if token == .native { return nil }
        return EthereumCall(
            to: token,
            data: ERC20Functions.approve.encodeCall([.address(spender), .uint(amount)]))
    }

    /// The EVM address of a chain-neutral one; `outOfRange(field)` when it is none.
    static func address(
        _ padded: Bytes32, _ field: String
    ) throws(EthereumError) -> EthereumAddress {
        guard let address = EthereumAddress(padded: padded) else {
            throw .outOfRange(field: field)
        }
        return address
    }
}

// MARK: Calls of users

extension ZkLinkCall {
    private static func encode(
        _ call: UserCall, _ zklink: EthereumAddress, fee: UInt128
    ) throws(EthereumError) -> EthereumCall {
        var value: UInt128 = 0
        let data: [UInt8]
        switch call {
        case .deposit(let token, let amount, let owner, let subAccount):
            let token = try address(token, "token")
            value = token == .native ? amount : 0
            data = ZkLinkFunctions.deposit.encodeCall([
                .address(token), .uint(amount), .uint(UInt128(owner.family.rawValue)),
                .word(owner.address), .uint(UInt128(subAccount.rawValue)),
            ])
        case .requestFullExit(let account, let subAccount, let token, let amount):
            data = ZkLinkFunctions.requestFullExit.encodeCall([
                .uint(UInt128(account.rawValue)), .uint(UInt128(subAccount.rawValue)),
                .address(try address(token, "token")), .uint(amount),
            ])
        case .setKey(let slot, let publicKey, let scopes, let expiry):
            data = ZkLinkFunctions.setKey.encodeCall([
                .uint(UInt128(slot.rawValue)), .bytes(publicKey.array),
                .uint(UInt128(scopes.rawValue)), .uint(UInt128(expiry)),
            ])
        case .crossSwap(
            let tokenIn, let amount, let targetChain, let minimumOut, let receiver, let fallback,
            let feeRate, let hops):
            let token = try address(tokenIn, "token in")
            value = token == .native ? amount : 0
            data = ZkLinkFunctions.crossSwap.encodeCall([
                .address(token), .uint(amount), .uint(UInt128(targetChain.rawValue)),
                .uint(minimumOut.units), .uint(UInt128(receiver.family.rawValue)),
                .word(receiver.address), .address(try address(fallback, "fallback")),
                .uint(UInt128(feeRate)),
                .array(
                    hops.array.map { hop in
                        .words([
                            .uint(UInt128(hop.pool.rawValue)),
                            .uint(UInt128(hop.tokenOut.rawValue)),
                        ])
                    }),
            ])
        case .claim(let owner, let token):
            data = ZkLinkFunctions.claim.encodeCall([
                .address(try address(owner, "owner")), .address(try address(token, "token")),
            ])
        case .release(let payout):
            data = ZkLinkFunctions.release.encodeCall([.bytes(payout.encoded)])
        case .activateExodus(let block):
            data = ZkLinkFunctions.activateExodus.encodeCall([.uint(UInt128(block))])
        case .refundEntry(let operation):
            try check(operation, EthereumLimits.operationByteCount)
            data = ZkLinkFunctions.refundEntry.encodeCall([.bytes(operation)])
        }
        let sum = value.addingReportingOverflow(fee)
        guard !sum.overflow else { throw .outOfRange(field: "value") }
        return EthereumCall(to: zklink, value: sum.partialValue, data: data)
    }
}

// MARK: Calls of the operator

extension ZkLinkCall {
    private static func encode(
        _ call: OperatorCall, _ contracts: ZkLinkContracts
    ) throws(EthereumError) -> EthereumCall {
        let data: [UInt8]
        switch call {
        case .commit(let header, let operations, let blockData):
            try check(header, EthereumLimits.headerByteCount)
            try check(operations, EthereumLimits.chainOperationsByteCount)
            try check(blockData, EthereumLimits.dataByteCount)
            data = BlockLedgerFunctions.commit.encodeCall([
                .bytes(header), .bytes(operations), .bytes(blockData),
            ])
        case .prove(let proof):
            try check(proof.bytes, EthereumLimits.proofByteCount)
            data = BlockLedgerFunctions.prove.encodeCall([
                .uint(UInt128(proof.start)), .uint(UInt128(proof.last)), .bytes(proof.bytes),
            ])
        case .confirm(let number, let signatures):
            try check(count: signatures.count, EthereumLimits.signatureCount)
            for signature in signatures { try check(signature, 65) }
            data = BlockLedgerFunctions.confirm.encodeCall([
                .uint(UInt128(number)), .array(signatures.map { .bytes($0) }),
            ])
        case .execute(let operations):
            try check(count: operations.count, EthereumLimits.executeCount)
            for list in operations { try check(list, EthereumLimits.chainOperationsByteCount) }
            let lists = ABIValue.array(operations.map { .bytes($0) })
            return EthereumCall(
                to: contracts.zklink, data: ZkLinkFunctions.execute.encodeCall([lists]))
        case .revertBlocks(let number):
            data = BlockLedgerFunctions.revertBlocks.encodeCall([.uint(UInt128(number))])
        }
        return EthereumCall(to: contracts.blockLedger, data: data)
    }

    private static func check(_ bytes: [UInt8], _ limit: Int) throws(EthereumError) {
        try check(count: bytes.count, limit)
    }

    private static func check(count: Int, _ limit: Int) throws(EthereumError) {
        guard count <= limit else { throw .limitExceeded(limit: limit, actual: count) }
    }
}
