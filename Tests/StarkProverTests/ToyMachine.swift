import Constraints
import Fields
import Polynomials

/// Fibonacci numbers modulo 2^8, each proven to be a byte by lookup, with the carry.
///
/// Chip 0 computes (a, b) -> (b, a + b - 256 * carry) and sends every b to the bus of bytes; chip 1
/// is the fixed table of bytes with multiplicities; chip 2 has a cube and no traffic.
struct ToyMachine: Machine {
    static let bytes = Bus(7)

    let chips = [
        ChipShape(name: "fibonacci", mainWidth: 3, publicCount: 3),
        ChipShape(name: "bytes", mainWidth: 1, fixedWidth: 1),
        ChipShape(name: "cube", mainWidth: 2),
    ]

    func describe<Builder: ConstraintBuilder>(chip: Int, to builder: inout Builder) {
        switch chip {
        case 0: describeFibonacci(&builder)
        case 1:
            builder.transfer(
                .receive, on: Self.bytes, [builder.fixed(0)], times: builder.this(0))
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
        builder.transfer(.send, on: Self.bytes, [a], times: .one)
        builder.transfer(.send, on: Self.bytes, [b], times: .one)
        builder.transfer(.send, on: Self.bytes, [b], times: carry)
    }

    /// Traces of 2^`heightLog2` steps, and public values.
    static func traces(heightLog2: Int) -> (main: [Matrix], publicValues: [[Goldilocks]]) {
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
        let main = [
            Matrix(width: 3, elements: steps),
            Matrix(width: 1, elements: counts.map { Goldilocks($0) }),
            Matrix(width: 2, elements: cubes),
        ]
        return (main, [(first + [last]).map { Goldilocks($0) }, [], []])
    }

    /// The table of bytes.
    static var fixed: [Matrix?] {
        [nil, Matrix(width: 1, elements: (0..<256).map { Goldilocks(UInt32($0)) }), nil]
    }
}
