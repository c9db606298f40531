public import Bytes
public import Ledger

/// Registers the contract of a token on a chain, of an issued token that of its vouchers
/// (`docs/protocol/transition.md`, "RegisterToken").
public struct RegisterToken: OperationBody {
    public static let opcode: UInt8 = 0x05
    public static let name: StaticString = "registerToken"

    /// The token's number.
    public var token = TokenID(0)
    /// The token's contract on the chain.
    public var contract = ChainAddress(placeholder: ())
    /// The token's decimals on the chain.
    public var decimals: UInt8 = 0
    /// The token's class as encoded, known or not.
    public var tokenClass: UInt8 = 0

    public init(token: TokenID, contract: ChainAddress, decimals: UInt8, tokenClass: UInt8) {
        (self.token, self.contract) = (token, contract)
        (self.decimals, self.tokenClass) = (decimals, tokenClass)
    }

    public init(placeholder: ()) {}

    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&token)
        try visitor.visit(&contract)
        try visitor.visit(&decimals)
        try visitor.visit(&tokenClass)
    }
}

extension RegisterToken: QueueRule {
    func apply<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, from position: QueuePosition
    ) throws(Rejection) {
        guard token != TokenID(0), decimals <= LedgerLimits.decimals,
            let tokenClass = TokenClass(rawValue: tokenClass), tokenClass.isRegistrable
        else { throw .malformed }
        try ledger.checkFamily(of: contract, on: position.chain)
        let isKnown = ledger.hasToken(token)
        guard isKnown || !token.isIssued else { throw .notFound }
        let key = RecordKey.tokenOnChain(token, position.chain)
        guard !ledger.hasRecord(key) else { throw .exists }
        if !isKnown {
            ledger.write(.token(TokenRecord(tokenClass)), for: .token(token))
        }
        let record = TokenOnChainRecord(contract: contract, decimals: decimals)
        ledger.write(.tokenOnChain(record), for: key)
    }

    func refund() -> Refund? { nil }
}
