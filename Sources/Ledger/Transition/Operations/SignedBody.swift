import Ledger
import Signatures

/// The kind of a signed operation with its fields.
///
/// The only list of signed operations: a new one is a case, its line in the three switches, and a
/// file under `Rules/`.
public enum SignedBody: Hashable, Sendable {
    case transfer(Transfer)
    case withdraw(Withdraw)
    case createPool(CreatePool)
    case addLiquidity(AddLiquidity)
    case removeLiquidity(RemoveLiquidity)
    case swap(Swap)
    case addLiquidityOneCoin(AddLiquidityOneCoin)
    case removeLiquidityOneCoin(RemoveLiquidityOneCoin)
    case postPrices(PostPrices)
    case mint(Mint)
    case redeem(Redeem)
    case redeemBasket(RedeemBasket)
    case convert(Convert)
    case openDebt(OpenDebt)
    case repay(Repay)
    case liquidate(Liquidate)
}

/// A function over the type of the fields of every kind of signed operation.
protocol SignedKindVisitor {
    associatedtype Input
    associatedtype Output
    associatedtype Failure: Error

    mutating func visit<Rule: SignedRule>(
        _ kind: Rule.Type, _ input: inout Input
    ) throws(Failure) -> Output
}

/// A function over every kind of signed operation.
protocol SignedBodyVisitor {
    associatedtype Input
    associatedtype Output
    associatedtype Failure: Error

    mutating func visit<Rule: SignedRule>(
        _ rule: inout Rule, _ input: Input
    ) throws(Failure) -> Output
}

extension SignedBody {
    /// Calls a function over the type of a code; `nil` for an unknown code.
    static func withKind<Visitor: SignedKindVisitor>(
        of opcode: UInt8, _ visitor: inout Visitor, _ input: inout Visitor.Input
    ) throws(Visitor.Failure) -> Visitor.Output? {
        switch opcode {
        case Transfer.opcode: try visitor.visit(Transfer.self, &input)
        case Withdraw.opcode: try visitor.visit(Withdraw.self, &input)
        case CreatePool.opcode: try visitor.visit(CreatePool.self, &input)
        case AddLiquidity.opcode: try visitor.visit(AddLiquidity.self, &input)
        case RemoveLiquidity.opcode: try visitor.visit(RemoveLiquidity.self, &input)
        case Swap.opcode: try visitor.visit(Swap.self, &input)
        case AddLiquidityOneCoin.opcode: try visitor.visit(AddLiquidityOneCoin.self, &input)
        case RemoveLiquidityOneCoin.opcode:
            try visitor.visit(RemoveLiquidityOneCoin.self, &input)
        case PostPrices.opcode: try visitor.visit(PostPrices.self, &input)
        case Mint.opcode: try visitor.visit(Mint.self, &input)
        case Redeem.opcode: try visitor.visit(Redeem.self, &input)
        case RedeemBasket.opcode: try visitor.visit(RedeemBasket.self, &input)
        case Convert.opcode: try visitor.visit(Convert.self, &input)
        case OpenDebt.opcode: try visitor.visit(OpenDebt.self, &input)
        case Repay.opcode: try visitor.visit(Repay.self, &input)
        case Liquidate.opcode: try visitor.visit(Liquidate.self, &input)
        default: nil
        }
    }

    /// Takes a step of an executor; apart from `accept`, as that copies the body.
    func step<Reader: StateReader>(
        in executor: inout BlockExecutor<Reader>, _ head: SignedHead, _ message: SignedMessage?,
        byteCount: Int
    ) -> BlockExecutor<Reader>.Step {
        switch self {
        case .transfer(let rule): executor.step(rule, head, message, byteCount: byteCount)
        case .withdraw(let rule): executor.step(rule, head, message, byteCount: byteCount)
        case .createPool(let rule): executor.step(rule, head, message, byteCount: byteCount)
        case .addLiquidity(let rule): executor.step(rule, head, message, byteCount: byteCount)
        case .removeLiquidity(let rule): executor.step(rule, head, message, byteCount: byteCount)
        case .swap(let rule): executor.step(rule, head, message, byteCount: byteCount)
        case .addLiquidityOneCoin(let rule):
            executor.step(rule, head, message, byteCount: byteCount)
        case .removeLiquidityOneCoin(let rule):
            executor.step(rule, head, message, byteCount: byteCount)
        case .postPrices(let rule): executor.step(rule, head, message, byteCount: byteCount)
        case .mint(let rule): executor.step(rule, head, message, byteCount: byteCount)
        case .redeem(let rule): executor.step(rule, head, message, byteCount: byteCount)
        case .redeemBasket(let rule): executor.step(rule, head, message, byteCount: byteCount)
        case .convert(let rule): executor.step(rule, head, message, byteCount: byteCount)
        case .openDebt(let rule): executor.step(rule, head, message, byteCount: byteCount)
        case .repay(let rule): executor.step(rule, head, message, byteCount: byteCount)
        case .liquidate(let rule): executor.step(rule, head, message, byteCount: byteCount)
        }
    }

    mutating func accept<Visitor: SignedBodyVisitor>(
        _ visitor: inout Visitor, _ input: Visitor.Input
    ) throws(Visitor.Failure) -> Visitor.Output {
        func visited<Rule: SignedRule>(_ rule: Rule) throws(Visitor.Failure) -> Visitor.Output {
            var rule = rule
            let output = try visitor.visit(&rule, input)
            self = rule.signedBody
            return output
        }
        switch self {
        case .transfer(let rule): return try visited(rule)
        case .withdraw(let rule): return try visited(rule)
        case .createPool(let rule): return try visited(rule)
        case .addLiquidity(let rule): return try visited(rule)
        case .removeLiquidity(let rule): return try visited(rule)
        case .swap(let rule): return try visited(rule)
        case .addLiquidityOneCoin(let rule): return try visited(rule)
        case .removeLiquidityOneCoin(let rule): return try visited(rule)
        case .postPrices(let rule): return try visited(rule)
        case .mint(let rule): return try visited(rule)
        case .redeem(let rule): return try visited(rule)
        case .redeemBasket(let rule): return try visited(rule)
        case .convert(let rule): return try visited(rule)
        case .openDebt(let rule): return try visited(rule)
        case .repay(let rule): return try visited(rule)
        case .liquidate(let rule): return try visited(rule)
        }
    }
}
