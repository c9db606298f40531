import Constraints
import Fields
import Hashing

/// Expressions that several constraints of a row of `SHA256Chip` share.
struct SHA256Row<Value: ConstraintValue> {
    typealias Column = SHA256Chip.Column

    /// The word of the row.
    let word: SHA256Word<Value>
    /// Flags of the three rows of a round.
    let isW: Value, isE: Value, isA: Value
    /// Whether the row belongs to a compression.
    let isReal: Value
    /// The steps of a group, the groups of a part and the parts of the 64 rounds, one of each;
    /// in padding none, and groups and parts only in the 64 rounds.
    let steps: [Value], groups: [Value], parts: [Value]
    /// Whether the round is one of the 64.
    let isRound: Value
    /// Whether the round loads or stores the state.
    let isInitial: Value, isFinal: Value
    /// The carry of the row's sum beyond 32 bits.
    let carry: Value

    init<Builder: ConstraintBuilder>(_ builder: Builder) where Builder.Value == Value {
        word = SHA256Word(bits: (0..<32).map { builder.this(Column.bit($0)) })
        isW = builder.this(Column.isW)
        isE = builder.this(Column.isE)
        isA = builder.this(Column.isA)
        isReal = isW + isE + isA
        parts = (0..<4).map { builder.this(Column.part($0)) }
        isRound = parts.reduce(.zero, +)
        isFinal = builder.this(Column.isFinal)
        isInitial = isReal - isRound - isFinal
        let steps = (1..<4).map { builder.this(Column.step($0)) }
        let groups = (1..<4).map { builder.this(Column.group($0)) }
        self.steps = [isReal - steps.reduce(.zero, +)] + steps
        self.groups = [isRound - groups.reduce(.zero, +)] + groups
        carry =
            builder.this(Column.carryLow) + builder.this(Column.carryHigh) * Value(3) - isA
    }

    /// Whether the word is one of e or a.
    var isState: Value { isE + isA }

    /// The number of the step in its group, and of the group in its part.
    var stepNumber: Value { Self.number(steps) }
    var groupNumber: Value { Self.number(groups) }

    private static func number(_ flags: [Value]) -> Value {
        flags[1] + flags[2] + flags[2] + flags[3] * Value(3)
    }

    /// K of the round, of degree 3.
    var constant: Value {
        var sum = Value.zero
        for (part, isPart) in parts.enumerated() {
            for (group, isGroup) in groups.enumerated() {
                var inGroup = Value.zero
                for (step, isStep) in steps.enumerated() {
                    let round = 16 * part + 4 * group + step
                    inGroup = inGroup + isStep * Value(SHA256.roundConstants[round])
                }
                sum = sum + isPart * isGroup * inGroup
            }
        }
        return sum
    }

    /// A byte of the word.
    func byte(_ index: Int) -> Value {
        word.bits[8 * index..<8 * index + 8].reversed().reduce(.zero) { $0 + $0 + $1 }
    }
}
