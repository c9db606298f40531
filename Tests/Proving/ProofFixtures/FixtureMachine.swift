public import Constraints
import Fields
public import Polynomials

/// Fibonacci numbers modulo 2^8, each proven to be a byte by lookup, with the carry.
///
/// Chip 0 computes (a, b) -> (b, a + b - 256 * carry) and sends every b to the bus of bytes; chip 1
/// is the fixed table of bytes with multiplicities; chip 2 has a cube and no traffic; chip 3, which
/// may be left out, answers questions of the statement: it receives a number and sends its square.
public struct FixtureMachine: Machine {
    /// Numbers below 256.
    public static let bytes = Bus(7)
    /// Numbers that the statement asks about.
    public static let questions = Bus(8)
    /// Numbers with their squares.
    public static let answers = Bus(9)

    /// Four chips.
    public let chips = [
        ChipShape(name: "fibonacci", mainWidth: 3, publicCount: 3),
        ChipShape(name: "bytes", mainWidth: 1, fixedWidth: 1),
        ChipShape(name: "cube", mainWidth: 2),
        ChipShape(name: "square", mainWidth: 3, isOptional: true),
    ]
    /// Questions and answers.
    public let publicBuses = [Self.questions, Self.answers]

    /// The machine.
    public init() {}

    /// Describes one chip.
    public func describe<Builder: ConstraintBuilder>(chip: Int, to builder: inout Builder) {
        switch chip {
        case 0: describeFibonacci(&builder)
        case 1:
            builder.receive([builder.fixed(0)], on: Self.bytes, multiplicity: builder.this(0))
        case 3:
            let (value, square, count) = (builder.this(0), builder.this(1), builder.this(2))
            builder.require("square", value * value, equals: square)
            builder.receive([value], on: Self.questions, multiplicity: count)
            builder.send([value, square], on: Self.answers, multiplicity: count)
        default:
            let value = builder.this(0)
            builder.require("cube", value * value * value, equals: builder.this(1))
        }
    }

    private func describeFibonacci<Builder: ConstraintBuilder>(_ builder: inout Builder) {
        let (a, b, carry) = (builder.this(0), builder.this(1), builder.this(2))
        builder.require("carry", bit: carry)
        builder.require("first a", zero: builder.isFirst * (a - builder.publicValue(0)))
        builder.require("first b", zero: builder.isFirst * (b - builder.publicValue(1)))
        builder.require("last b", zero: builder.isLast * (b - builder.publicValue(2)))
        builder.require("shift", zero: builder.isTransition * (builder.next(0) - b))
        let sum = a + b - Builder.Value(256) * carry
        builder.require("sum", zero: builder.isTransition * (builder.next(1) - sum))
        builder.send([a], on: Self.bytes, multiplicity: .one)
        builder.send([b], on: Self.bytes, multiplicity: .one)
        builder.send([b], on: Self.bytes, multiplicity: carry)
    }

    /// Traces of 2^`heightLog2` steps, and the statement, with answers to the given questions.
    public static func traces(
        heightLog2: Int, questions: [UInt32] = []
    ) -> (main: [Matrix?], statement: Statement) {
        var steps = [Goldilocks]()
        var counts = [UInt32](repeating: 0, count: 256)
        var (a, b): (UInt32, UInt32) = (1, 1)
        let first = [a, b]
        var last = b
        for _ in 0..<1 << heightLog2 {
            let carry: UInt32 = a + b > 255 ? 1 : 0
            steps += [Goldilocks(a), Goldilocks(b), Goldilocks(carry)]
            counts[Int(a)] += 1
            counts[Int(b)] += 1 + carry
            last = b
            (a, b) = (b, (a + b) & 255)
        }
        let cubes = (0..<16).flatMap { value -> [Goldilocks] in
            let base = Goldilocks(UInt32(value))
            return [base, base * base * base]
        }
        let main: [Matrix?] = [
            Matrix(width: 3, elements: steps),
            Matrix(width: 1, elements: counts.map { Goldilocks($0) }),
            Matrix(width: 2, elements: cubes),
            squares(questions),
        ]
        let statement = Statement(
            publicValues: [(first + [last]).map { Goldilocks($0) }, [], [], []],
            messages: questions.flatMap { question -> [BusMessage] in
                let value = Goldilocks(question)
                return [
                    BusMessage(.send, on: Self.questions, [value]),
                    BusMessage(.receive, on: Self.answers, [value, value * value]),
                ]
            })
        return (main, statement)
    }

    private static func squares(_ questions: [UInt32]) -> Matrix? {
        guard !questions.isEmpty else { return nil }
        var height = 1
        while height < questions.count { height *= 2 }
        var table = Matrix(zeros: height, width: 3)
        for (row, question) in questions.enumerated() {
            let value = Goldilocks(question)
            (table[row, 0], table[row, 1], table[row, 2]) = (value, value * value, .one)
        }
        return table
    }

    /// The table of bytes.
    public static var fixed: [Matrix?] {
        [
            nil, Matrix(width: 1, elements: (0..<256).map { Goldilocks(UInt32($0)) }), nil, nil,
        ]
    }
}
