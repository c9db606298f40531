/// The kind of a signed operation with its fields.
///
/// The only list of signed operations: a new one is a case, its line in both switches, and a file
/// under `Rules/`.
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
    /// A placeholder of a code for a reader to overwrite; `nil` for an unknown code.
    init?(placeholder opcode: UInt8) {
        switch opcode {
        case Transfer.opcode: self = .transfer(Transfer(placeholder: ()))
        case Withdraw.opcode: self = .withdraw(Withdraw(placeholder: ()))
        case CreatePool.opcode: self = .createPool(CreatePool(placeholder: ()))
        case AddLiquidity.opcode: self = .addLiquidity(AddLiquidity(placeholder: ()))
        case RemoveLiquidity.opcode: self = .removeLiquidity(RemoveLiquidity(placeholder: ()))
        case Swap.opcode: self = .swap(Swap(placeholder: ()))
        default: return nil
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
