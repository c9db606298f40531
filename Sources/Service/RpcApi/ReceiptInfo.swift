public import Bytes
public import Ledger
public import Network

/// The result of an operation; field `shape` names its shape.
public enum ReceiptInfo: WireValue, Hashable {
    /// The operation took effect; there is no further result.
    case done
    case account(AccountReceipt)
    case payout(PayoutReceipt)
    case liquidity(LiquidityReceipt)
    case trade(TradeReceipt)
    case dollars(DollarReceipt)
    case conversion(ConversionReceipt)
    case vault(VaultReceipt)
    case credit(CreditReceipt)
    /// A queue entry failed.
    case failed(FailureReceipt)

    /// The name of a shape.
    private enum Shape: String, WireEnum {
        case done, account, payout, liquidity, trade, dollars, conversion, vault, credit, failed
    }

    private static let shapeField = "shape"
    private static let appliedField = "applied"

    public static var schema: Schema {
        .oneOf([
            variant(.done, NoParameters.self), variant(.account, AccountReceipt.self),
            variant(.payout, PayoutReceipt.self), variant(.liquidity, LiquidityReceipt.self),
            variant(.trade, TradeReceipt.self), variant(.dollars, DollarReceipt.self),
            variant(.conversion, ConversionReceipt.self), variant(.vault, VaultReceipt.self),
            variant(.credit, CreditReceipt.self), variant(.failed, FailureReceipt.self),
        ])
    }

    private static func variant<Fields: WireObject>(
        _ shape: Shape, _ fields: Fields.Type
    ) -> Schema {
        let head = [
            Schema.Property(
                name: shapeField, summary: "", isOptional: false,
                schema: .choice([shape.rawValue])),
            Schema.Property(
                name: appliedField, summary: "whether its effect took place", isOptional: false,
                schema: .boolean),
        ]
        return .object(head + Fields.properties)
    }

    public init(wire: JSON) throws(RpcApiError) {
        guard let members = wire.objectValue?.members else { throw Self.unexpected("an object") }
        guard let word = members.first(where: { $0.key == Self.shapeField })?.value else {
            throw .missingField(path: Self.shapeField)
        }
        let shape: Shape
        do throws(RpcApiError) {
            shape = try Shape(wire: word)
        } catch {
            throw error.inside(Self.shapeField)
        }
        guard wire[Self.appliedField] == .bool(shape != .failed) else {
            throw .unexpectedValue(path: Self.appliedField, expected: "\(shape != .failed)")
        }
        let head = [Self.shapeField, Self.appliedField]
        let rest = JSON.fields(
            members.filter { !head.contains($0.key) }.map { ($0.key, $0.value) })
        switch shape {
        case .done:
            _ = try NoParameters(wire: rest)
            self = .done
        case .account: self = .account(try AccountReceipt(wire: rest))
        case .payout: self = .payout(try PayoutReceipt(wire: rest))
        case .liquidity: self = .liquidity(try LiquidityReceipt(wire: rest))
        case .trade: self = .trade(try TradeReceipt(wire: rest))
        case .dollars: self = .dollars(try DollarReceipt(wire: rest))
        case .conversion: self = .conversion(try ConversionReceipt(wire: rest))
        case .vault: self = .vault(try VaultReceipt(wire: rest))
        case .credit: self = .credit(try CreditReceipt(wire: rest))
        case .failed: self = .failed(try FailureReceipt(wire: rest))
        }
    }

    public var wire: JSON {
        switch self {
        case .done: Self.wire(.done, NoParameters())
        case .account(let fields): Self.wire(.account, fields)
        case .payout(let fields): Self.wire(.payout, fields)
        case .liquidity(let fields): Self.wire(.liquidity, fields)
        case .trade(let fields): Self.wire(.trade, fields)
        case .dollars(let fields): Self.wire(.dollars, fields)
        case .conversion(let fields): Self.wire(.conversion, fields)
        case .vault(let fields): Self.wire(.vault, fields)
        case .credit(let fields): Self.wire(.credit, fields)
        case .failed(let fields): Self.wire(.failed, fields)
        }
    }

    private static func wire(_ shape: Shape, _ fields: some WireObject) -> JSON {
        let members = fields.wire.objectValue?.members ?? []
        return .fields(
            [(shapeField, shape.wire), (appliedField, .bool(shape != .failed))]
                + members.map { ($0.key, $0.value) })
    }

    /// The payout that the operation ordered; `nil` if there is none.
    public var orderedPayout: ReceiptPayout? {
        switch self {
        case .payout(let fields): fields.payout
        case .failed(let fields): fields.payout
        case .done, .account, .liquidity, .trade, .dollars, .conversion, .vault, .credit: nil
        }
    }
}

/// An account was credited or changed.
public struct AccountReceipt: WireObject, Hashable {
    public var account = AccountID(0)
    /// Whether the operation created the account.
    public var isNewAccount = false

    public init(placeholder: ()) {}

    public init(account: AccountID, isNewAccount: Bool) {
        (self.account, self.isNewAccount) = (account, isNewAccount)
    }

    public static let fields: [WireField<AccountReceipt>] = [
        WireField("account", \.account, "credited or changed"),
        WireField("newAccount", \.isNewAccount),
    ]
}

/// A payout was ordered.
public struct PayoutReceipt: WireObject, Hashable {
    /// The layer-2 amount that left the balance, or the pools.
    public var amount = Amount.zero
    public var payout = ReceiptPayout(placeholder: ())

    public init(placeholder: ()) {}

    public init(amount: Amount, payout: ReceiptPayout) {
        (self.amount, self.payout) = (amount, payout)
    }

    public static let fields: [WireField<PayoutReceipt>] = [
        WireField("amount", \.amount, "left the balance or the pools, in layer-2 units"),
        WireField("payout", \.payout),
    ]
}

/// Tokens went into or came out of a pool.
public struct LiquidityReceipt: WireObject, Hashable {
    public var pool = PoolID(0)
    /// The shares minted or burnt.
    public var shares = Amount.zero
    /// The amounts in the order of the pool's tokens.
    public var amounts: [Amount] = []

    public init(placeholder: ()) {}

    public init(pool: PoolID, shares: Amount, amounts: [Amount]) {
        (self.pool, self.shares, self.amounts) = (pool, shares, amounts)
    }

    public static let fields: [WireField<LiquidityReceipt>] = [
        WireField("pool", \.pool), WireField("shares", \.shares, "minted or burnt"),
        WireField("amounts", \.amounts, "in the pool's order of tokens"),
    ]
}

/// Tokens were swapped.
public struct TradeReceipt: WireObject, Hashable {
    public var tokenIn = TokenID(0)
    public var tokenOut = TokenID(0)
    public var amountIn = Amount.zero
    public var amountOut = Amount.zero
    /// The pools in the order of the swap.
    public var pools: [PoolID] = []

    public init(placeholder: ()) {}

    public init(
        tokenIn: TokenID, tokenOut: TokenID, amountIn: Amount, amountOut: Amount,
        pools: [PoolID]
    ) {
        (self.tokenIn, self.tokenOut) = (tokenIn, tokenOut)
        (self.amountIn, self.amountOut, self.pools) = (amountIn, amountOut, pools)
    }

    public static let fields: [WireField<TradeReceipt>] = [
        WireField("tokenIn", \.tokenIn), WireField("tokenOut", \.tokenOut),
        WireField("amountIn", \.amountIn), WireField("amountOut", \.amountOut),
        WireField("pools", \.pools, "in the order of the trade"),
    ]
}

/// Unified dollars were minted or redeemed.
public struct DollarReceipt: WireObject, Hashable {
    /// The dollars that the account got, or gave with the fee.
    public var dollars = Amount.zero
    /// The dollars that the buffer got.
    public var fee = Amount.zero
    /// The coins paid or received.
    public var coins: [CoinAmount] = []

    public init(placeholder: ()) {}

    public init(dollars: Amount, fee: Amount, coins: [CoinAmount]) {
        (self.dollars, self.fee, self.coins) = (dollars, fee, coins)
    }

    public static let fields: [WireField<DollarReceipt>] = [
        WireField("dollars", \.dollars, "minted to the account, or redeemed with the fee"),
        WireField("fee", \.fee, "dollars that went to the buffer"),
        WireField("coins", \.coins, "paid or received"),
    ]
}

/// A coin was converted to another.
public struct ConversionReceipt: WireObject, Hashable {
    /// The amount that the pool paid.
    public var poolOut = Amount.zero
    /// The dollars minted for the rest, and redeemed.
    public var dollars = Amount.zero
    /// The dollars that the buffer got.
    public var fee = Amount.zero
    /// The amount that the dollars bought.
    public var parOut = Amount.zero

    public init(placeholder: ()) {}

    public init(poolOut: Amount, dollars: Amount, fee: Amount, parOut: Amount) {
        (self.poolOut, self.dollars) = (poolOut, dollars)
        (self.fee, self.parOut) = (fee, parOut)
    }

    public static let fields: [WireField<ConversionReceipt>] = [
        WireField("poolOut", \.poolOut, "paid by the pool"),
        WireField("dollars", \.dollars, "minted for the rest, and redeemed with the fee"),
        WireField("fee", \.fee, "dollars that went to the buffer, for mint and redemption"),
        WireField("parOut", \.parOut, "bought by the dollars"),
    ]
}

/// Collateral or dollars went into or came out of a vault.
public struct VaultReceipt: WireObject, Hashable {
    /// The collateral put in or taken out.
    public var collateral = Amount.zero
    /// The principal lent or repaid.
    public var principal = Amount.zero
    /// The interest paid.
    public var interest = Amount.zero
    /// The principal that nobody owes any longer.
    public var badDebt = Amount.zero

    public init(placeholder: ()) {}

    public init(collateral: Amount, principal: Amount, interest: Amount, badDebt: Amount) {
        (self.collateral, self.principal) = (collateral, principal)
        (self.interest, self.badDebt) = (interest, badDebt)
    }

    public static let fields: [WireField<VaultReceipt>] = [
        WireField("collateral", \.collateral, "put in or taken out"),
        WireField("principal", \.principal, "lent or repaid"),
        WireField("interest", \.interest, "paid"),
        WireField("badDebt", \.badDebt, "that a liquidation left, as nothing could pay it"),
    ]
}

/// A route from a chain ended at an account.
public struct CreditReceipt: WireObject, Hashable {
    public var account = AccountID(0)
    /// Whether the operation created the account.
    public var isNewAccount = false
    public var token = TokenID(0)
    public var amount = Amount.zero

    public init(placeholder: ()) {}

    public init(account: AccountID, isNewAccount: Bool, token: TokenID, amount: Amount) {
        (self.account, self.isNewAccount) = (account, isNewAccount)
        (self.token, self.amount) = (token, amount)
    }

    public static let fields: [WireField<CreditReceipt>] = [
        WireField("account", \.account), WireField("newAccount", \.isNewAccount),
        WireField("token", \.token), WireField("amount", \.amount, "credited"),
    ]
}

/// An amount of a coin.
public struct CoinAmount: WireObject, Hashable {
    public var token = TokenID(0)
    public var amount = Amount.zero

    public init(placeholder: ()) {}

    public init(token: TokenID, amount: Amount) { (self.token, self.amount) = (token, amount) }

    public static let fields: [WireField<CoinAmount>] = [
        WireField("token", \.token), WireField("amount", \.amount),
    ]
}

/// A queue entry was consumed without effect.
public struct FailureReceipt: WireObject, Hashable {
    public var reason = FailureReason.malformed
    /// The refund, if there is one.
    public var payout: ReceiptPayout?

    public init(placeholder: ()) {}

    public init(reason: FailureReason, payout: ReceiptPayout?) {
        (self.reason, self.payout) = (reason, payout)
    }

    public static let fields: [WireField<FailureReceipt>] = [
        WireField("reason", \.reason), WireField("payout", \.payout, "the refund"),
    ]
}

/// A payout ordered by an operation.
public struct ReceiptPayout: WireObject, Hashable {
    /// The payout hash.
    public var payoutHash = Bytes32()
    /// The chain that owes it.
    public var chain = ChainID(0)
    public var token = TokenID(0)
    /// The amount in the token's units on that chain.
    public var chainAmount = Amount.zero
    /// Whether it refunds a failed queue entry.
    public var isRefund = false

    public init(placeholder: ()) {}

    public init(
        payoutHash: Bytes32, chain: ChainID, token: TokenID, chainAmount: Amount, isRefund: Bool
    ) {
        (self.payoutHash, self.chain, self.token) = (payoutHash, chain, token)
        (self.chainAmount, self.isRefund) = (chainAmount, isRefund)
    }

    public static let fields: [WireField<ReceiptPayout>] = [
        WireField("payoutHash", \.payoutHash), WireField("chain", \.chain),
        WireField("token", \.token),
        WireField("chainAmount", \.chainAmount, "units of the token on its chain"),
        WireField("refund", \.isRefund),
    ]
}
