public import Bytes
public import Ledger
public import Settlement

// MARK: Tokens and who holds them

extension EthereumSettlementChain {
    /// `accepted` of `ZkLink`: zero is open, address 1 is spent.
    public func acceptance(payoutHash: Bytes32) throws(SettlementError) -> PayoutAcceptance {
        try view { question throws(EthereumError) in
            let broker = try question.zklink.address(ZkLinkFunctions.accepted, [.word(payoutHash)])
            if broker.isZero { return .open }
            return broker == Bytes32(word: 1) ? .spent : .accepted(broker: broker)
        }
    }

    /// `is_executed` of `ZkLink`; never `nil`.
    public func isExecuted(payoutHash: Bytes32) throws(SettlementError) -> Bool? {
        try view { question throws(EthereumError) in
            try question.zklink.bool(ZkLinkFunctions.isExecuted, [.word(payoutHash)])
        }
    }

    /// `pending` of `ZkLink`.
    public func pending(owner: Bytes32, token: Bytes32) throws(SettlementError) -> UInt128 {
        try view { question throws(EthereumError) in
            try question.zklink.integer(
                ZkLinkFunctions.pending,
                [
                    .address(try ZkLinkCall.address(owner, "owner")),
                    .address(try ZkLinkCall.address(token, "token")),
                ])
        }
    }

    /// `wait_of` of `OutflowLimits`; `nil` when it answers zeros.
    public func wait(
        payoutHash: Bytes32, amount: UInt128
    ) throws(SettlementError) -> PayoutWait? {
        try view { question throws(EthereumError) in
            let numbers = try question.outflowLimits().integers(
                OutflowLimitsFunctions.waitOf, [.word(payoutHash), .uint(amount)])
            guard numbers.count == 4, let last = UInt64(exactly: numbers[1]) else {
                throw .outOfRange(field: OutflowLimitsFunctions.waitOf.name)
            }
            if last == 0 { return nil }
            return PayoutWait(lastSeconds: last, released: numbers[2], due: numbers[3])
        }
    }

    /// `waiting` of `OutflowLimits`, `UInt128.max` also for greater ones: false payouts may be.
    public func waiting(token: Bytes32) throws(SettlementError) -> UInt128 {
        try view { question throws(EthereumError) in
            let token = try ZkLinkCall.address(token, "token")
            let word = try question.outflowLimits().word(
                OutflowLimitsFunctions.waiting, [.address(token)])
            return word.uint128 ?? .max
        }
    }

    /// The native balance, or `balanceOf` of the token, from the first node alone.
    public func balance(of holder: Bytes32, token: Bytes32) throws(SettlementError) -> UInt128 {
        try withSettlementErrors { () throws(EthereumError) in
            let holder = try ZkLinkCall.address(holder, "holder")
            let token = try ZkLinkCall.address(token, "token")
            if token == .native { return try client.balance(of: holder) }
            let question = ContractReader(node: client, contract: token, tag: .latest)
            return try question.integer(ERC20Functions.balanceOf, [.address(holder)])
        }
    }

    /// `custody` of `ZkLink`, or its balance at the same block where that is less: a token may take
    /// balances away (rebasing, seizure, an upgrade) without a call of `ZkLink`.
    public func custody(token: Bytes32) throws(SettlementError) -> UInt128 {
        try view { question throws(EthereumError) in
            let token = try ZkLinkCall.address(token, "token")
            let accounted: UInt128 = try question.zklink.integer(
                ZkLinkFunctions.custody, [.address(token)])
            return min(accounted, try question.balance(of: contracts.zklink, token))
        }
    }

    /// `issued` of `ZkLink`, `UInt128.max` also for greater ones: false payouts may be.
    public func issued(token: Bytes32) throws(SettlementError) -> UInt128 {
        try view { question throws(EthereumError) in
            let token = try ZkLinkCall.address(token, "token")
            return try question.zklink.word(ZkLinkFunctions.issued, [.address(token)]).uint128
                ?? .max
        }
    }

    /// `queue_fee` of `ZkLink`, in wei.
    public func queueFee() throws(SettlementError) -> UInt128 {
        try view { question throws(EthereumError) in
            try question.zklink.integer(ZkLinkFunctions.queueFee)
        }
    }

    /// `token_address` of `ZkLink`; `nil` when it is zero.
    public func tokenContract(_ token: TokenID) throws(SettlementError) -> Bytes32? {
        try view { question throws(EthereumError) in
            let contract = try question.zklink.address(
                ZkLinkFunctions.tokenAddress, [.uint(UInt128(token.rawValue))])
            return contract.isZero ? nil : contract
        }
    }

    /// `token_decimals` of `ZkLink`; throws `outOfRange` for an unknown token.
    public func tokenDecimals(_ token: TokenID) throws(SettlementError) -> UInt8? {
        try view { question throws(EthereumError) in
            let id = ABIValue.uint(UInt128(token.rawValue))
            guard try !question.zklink.address(ZkLinkFunctions.tokenAddress, [id]).isZero else {
                throw .outOfRange(field: "token")
            }
            return try question.zklink.integer(ZkLinkFunctions.tokenDecimals, [id])
        }
    }

    /// The decimals and symbol that an ERC-20 token reports.
    public func tokenDescription(
        contract token: Bytes32
    ) throws(SettlementError) -> (decimals: UInt8, symbol: String) {
        try withSettlementErrors { () throws(EthereumError) in
            let address = try ZkLinkCall.address(token, "token")
            let question = ContractReader(node: client, contract: address, tag: .latest)
            return (
                try question.integer(ERC20Functions.decimals),
                try question.text(ERC20Functions.symbol)
            )
        }
    }

    /// The allowance of `ZkLink` from a holder's tokens; `UInt128.max` also for greater ones.
    public func allowance(of holder: Bytes32, token: Bytes32) throws(SettlementError) -> UInt128 {
        try withSettlementErrors { () throws(EthereumError) in
            let address = try ZkLinkCall.address(token, "token")
            let question = ContractReader(node: client, contract: address, tag: .latest)
            let holder = try ZkLinkCall.address(holder, "holder")
            let word = try question.word(
                ERC20Functions.allowance, [.address(holder), .address(contracts.zklink)])
            return word.uint128 ?? .max
        }
    }
}
