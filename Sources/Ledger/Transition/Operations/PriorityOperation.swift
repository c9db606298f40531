/// An operation of a chain's queue: consumed in order, applied or not.
///
/// The only list of such operations: a new one is a case, its line in two switches, and a file
/// under `Rules/`. Those of governance have codes in `LedgerLimits.governedOpcodes`.
public enum PriorityOperation: Hashable, Sendable {
    case deposit(Deposit)
    case fullExit(FullExit)
    case setKey(SetKey)
    case crossSwap(CrossSwap)
    case registerToken(RegisterToken)
    case rampAmplification(RampAmplification)
    case setCollateral(SetCollateral)
    case setSigners(SetSigners)
    case setFeed(SetFeed)
    case setVaultTerms(SetVaultTerms)
    case setReserveTarget(SetReserveTarget)
    case unread(UnreadOperation)
}

/// A function over every kind of queued operation.
protocol QueueBodyVisitor {
    associatedtype Input
    associatedtype Output
    associatedtype Failure: Error

    mutating func visit<Rule: QueueRule>(
        _ rule: inout Rule, _ input: Input
    ) throws(Failure) -> Output
}

extension PriorityOperation {
    /// An operation of a code, made by a function over the type of its fields; `nil` for an unknown
    /// code.
    init?<Maker: BodyMaker>(opcode: UInt8, _ maker: inout Maker) throws(Maker.Failure) {
        let found =
            try PriorityOperation.isGoverned(opcode)
            ? Self.ofGovernance(opcode, &maker) : Self.ofChain(opcode, &maker)
        guard let found else { return nil }
        self = found
    }

    /// An operation that any chain may queue.
    static func ofChain<Maker: BodyMaker>(
        _ opcode: UInt8, _ maker: inout Maker
    ) throws(Maker.Failure) -> PriorityOperation? {
        switch opcode {
        case Deposit.opcode: .deposit(try maker.make(Deposit.self))
        case FullExit.opcode: .fullExit(try maker.make(FullExit.self))
        case SetKey.opcode: .setKey(try maker.make(SetKey.self))
        case CrossSwap.opcode: .crossSwap(try maker.make(CrossSwap.self))
        case RegisterToken.opcode: .registerToken(try maker.make(RegisterToken.self))
        default: nil
        }
    }

    /// An operation of the network's governance.
    static func ofGovernance<Maker: BodyMaker>(
        _ opcode: UInt8, _ maker: inout Maker
    ) throws(Maker.Failure) -> PriorityOperation? {
        switch opcode {
        case RampAmplification.opcode:
            .rampAmplification(try maker.make(RampAmplification.self))
        case SetCollateral.opcode: .setCollateral(try maker.make(SetCollateral.self))
        case SetSigners.opcode: .setSigners(try maker.make(SetSigners.self))
        case SetFeed.opcode: .setFeed(try maker.make(SetFeed.self))
        case SetVaultTerms.opcode: .setVaultTerms(try maker.make(SetVaultTerms.self))
        case SetReserveTarget.opcode:
            .setReserveTarget(try maker.make(SetReserveTarget.self))
        default: nil
        }
    }

    mutating func accept<Visitor: QueueBodyVisitor>(
        _ visitor: inout Visitor, _ input: Visitor.Input
    ) throws(Visitor.Failure) -> Visitor.Output {
        func visited<Rule: QueueRule>(
            _ rule: Rule, _ wrap: (Rule) -> PriorityOperation
        ) throws(Visitor.Failure) -> Visitor.Output {
            var rule = rule
            let output = try visitor.visit(&rule, input)
            self = wrap(rule)
            return output
        }
        switch self {
        case .deposit(let rule): return try visited(rule) { .deposit($0) }
        case .fullExit(let rule): return try visited(rule) { .fullExit($0) }
        case .setKey(let rule): return try visited(rule) { .setKey($0) }
        case .crossSwap(let rule): return try visited(rule) { .crossSwap($0) }
        case .registerToken(let rule): return try visited(rule) { .registerToken($0) }
        case .rampAmplification(let rule): return try visited(rule) { .rampAmplification($0) }
        case .setCollateral(let rule): return try visited(rule) { .setCollateral($0) }
        case .setSigners(let rule): return try visited(rule) { .setSigners($0) }
        case .setFeed(let rule): return try visited(rule) { .setFeed($0) }
        case .setVaultTerms(let rule): return try visited(rule) { .setVaultTerms($0) }
        case .setReserveTarget(let rule): return try visited(rule) { .setReserveTarget($0) }
        case .unread(let rule): return try visited(rule) { .unread($0) }
        }
    }
}
