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
    /// A body of a code, made by a function over the type of its fields; `nil` for an unknown code.
    init?<Maker: BodyMaker>(opcode: UInt8, _ maker: inout Maker) throws(Maker.Failure) {
        switch opcode {
        case Transfer.opcode: self = .transfer(try maker.make(Transfer.self))
        case Withdraw.opcode: self = .withdraw(try maker.make(Withdraw.self))
        case CreatePool.opcode: self = .createPool(try maker.make(CreatePool.self))
        case AddLiquidity.opcode: self = .addLiquidity(try maker.make(AddLiquidity.self))
        case RemoveLiquidity.opcode: self = .removeLiquidity(try maker.make(RemoveLiquidity.self))
        case Swap.opcode: self = .swap(try maker.make(Swap.self))
        default: return nil
        }
    }

    /// Executes the rule; apart from `accept`, as that copies the body.
    func execute<Reader: StateReader>(
        in executor: inout BlockExecutor<Reader>, _ operation: SignedOperation,
        _ message: SignedMessage?
    ) throws(Rejection) -> Receipt {
        switch self {
        case .transfer(let rule): try executor.execute(rule, operation, message)
        case .withdraw(let rule): try executor.execute(rule, operation, message)
        case .createPool(let rule): try executor.execute(rule, operation, message)
        case .addLiquidity(let rule): try executor.execute(rule, operation, message)
        case .removeLiquidity(let rule): try executor.execute(rule, operation, message)
        case .swap(let rule): try executor.execute(rule, operation, message)
        }
    }

    mutating func accept<Visitor: SignedBodyVisitor>(
        _ visitor: inout Visitor, _ input: Visitor.Input
    ) throws(Visitor.Failure) -> Visitor.Output {
        func visited<Rule: SignedRule>(
            _ rule: Rule, _ wrap: (Rule) -> SignedBody
        ) throws(Visitor.Failure) -> Visitor.Output {
            var rule = rule
            let output = try visitor.visit(&rule, input)
            self = wrap(rule)
            return output
        }
        switch self {
        case .transfer(let rule): return try visited(rule) { .transfer($0) }
        case .withdraw(let rule): return try visited(rule) { .withdraw($0) }
        case .createPool(let rule): return try visited(rule) { .createPool($0) }
        case .addLiquidity(let rule): return try visited(rule) { .addLiquidity($0) }
        case .removeLiquidity(let rule): return try visited(rule) { .removeLiquidity($0) }
        case .swap(let rule): return try visited(rule) { .swap($0) }
        }
    }
}
