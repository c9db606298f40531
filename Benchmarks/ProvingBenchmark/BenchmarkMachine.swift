import Constraints
import Fields
import Polynomials

/// A chip of 64 columns with cubes and lookups of bytes, and the table of bytes.
struct BenchmarkMachine: Machine {
    let chips = [
        ChipShape(name: "work", mainWidth: 64),
        ChipShape(name: "bytes", mainWidth: 1, fixedWidth: 1),
    ]

    func describe<Builder: ConstraintBuilder>(chip: Int, to builder: inout Builder) {
        if chip == 1 {
            builder.transfer(.receive, on: Bus(1), [builder.fixed(0)], times: builder.this(0))
            return
        }
        for column in 0..<21 {
            let value = builder.this(column)
            builder.require(
                "cube", value * value * value + builder.this(column + 42),
                equals: builder.this(column + 21))
        }
        for column in 0..<16 {
            builder.transfer(.send, on: Bus(1), [builder.this(column)], times: .one)
        }
    }

    static var fixed: [Matrix?] {
        [nil, Matrix(width: 1, elements: (0..<256).map { Goldilocks(UInt32($0)) })]
    }

    static func traces(heightLog2: Int) -> [Matrix] {
        var counts = [UInt32](repeating: 0, count: 256)
        var work = Matrix(zeros: 1 << heightLog2, width: 64)
        for row in 0..<work.height {
            for column in 0..<21 {
                let byte = (row &* 31 &+ column &* 7) & 255
                let value = Goldilocks(UInt32(byte))
                let other = Goldilocks(UInt32(row ^ column))
                work[row, column] = value
                work[row, column + 42] = other
                work[row, column + 21] = value * value * value + other
                if column < 16 { counts[byte] += 1 }
            }
        }
        return [work, Matrix(width: 1, elements: counts.map { Goldilocks($0) })]
    }
}
