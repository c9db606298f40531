public import Ledger

/// An address that a signed operation names to receive tokens.
public enum Recipient: Hashable, Sendable {
    /// A chain pays a token to the address.
    case payee(ChainAddress, chain: ChainID, token: TokenID)
    /// The account of the owner is credited.
    case owner(ChainAddress)
}

extension SignedBody {
    /// The address that receives tokens; `nil` when the operation names none.
    public var recipient: Recipient? {
        var (body, visitor) = (self, RecipientReader())
        return body.accept(&visitor, ())
    }
}

private struct RecipientReader: SignedBodyVisitor {
    mutating func visit<Rule: SignedRule>(
        _ rule: inout Rule, _ input: Void
    ) throws(Never) -> Recipient? { rule.recipient }
}
