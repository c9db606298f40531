import Constraints
import Fields
import Polynomials

/// A machine of the size of the RISC-V machine: a processor of 43 columns, 60 constraints and 16
/// transfers, the table of bytes, and 14 chips of fewer rows; about 106 cells to a cycle in all.
struct BenchmarkMachine: Machine {
    /// Columns of each further chip, and how many times fewer rows it has than the processor.
    static let sides: [(width: Int, shareLog2: Int)] = [
        (30, 3), (40, 3), (25, 4), (60, 4), (90, 5), (34, 5), (120, 6), (22, 6), (48, 6), (200, 7),
        (28, 7), (64, 7), (500, 8), (20, 8),
    ]
    static let processorWidth = 43
    static let processorConstraints = 60

    let chips =
        [
            ChipShape(name: "processor", mainWidth: Self.processorWidth),
            ChipShape(name: "bytes", mainWidth: 1, fixedWidth: 1),
        ] + Self.sides.map { ChipShape(name: "side", mainWidth: $0.width) }

    func describe<Builder: ConstraintBuilder>(chip: Int, to builder: inout Builder) {
        switch chip {
        case 0:
            describe(
                &builder, width: Self.processorWidth,
                constraintCount: Self.processorConstraints,
                lengths: [3, 9, 5, 7, 3, 4, 6], byteCount: 2)
        case 1:
            builder.receive([builder.fixed(0)], on: Bus(1), multiplicity: builder.this(0))
        default:
            let width = Self.sides[chip - 2].width
            describe(
                &builder, width: width, constraintCount: width, lengths: [4, 9], byteCount: 2)
        }
    }

    /// Cubes of the first third of the columns in the last third, less the second third; for each
    /// length a tuple is sent and received, some columns are bytes.
    private func describe<Builder: ConstraintBuilder>(
        _ builder: inout Builder, width: Int, constraintCount: Int, lengths: [Int],
        byteCount: Int
    ) {
        let third = width / 3
        for index in 0..<constraintCount {
            let column = index % third
            let value = builder.this(column)
            builder.require(
                "cube", value * value * value + builder.this(column + third),
                equals: builder.this(column + 2 * third))
        }
        for (index, length) in lengths.enumerated() {
            let tuple = (0..<length).map { builder.this((3 * index + 5 * $0) % width) }
            builder.send(tuple, on: Bus(UInt32(2 + length)), multiplicity: builder.this(0))
            builder.receive(tuple, on: Bus(UInt32(2 + length)), multiplicity: builder.this(0))
        }
        for column in 0..<byteCount {
            builder.send([builder.this(column)], on: Bus(1), multiplicity: .one)
        }
    }

    static var fixed: [Matrix?] {
        [nil, Matrix(width: 1, elements: (0..<256).map { Goldilocks(UInt32($0)) })]
            + sides.map { _ in nil }
    }

    static func traces(heightLog2: Int) -> [Matrix?] {
        var counts = [UInt32](repeating: 0, count: 256)
        func fill(width: Int, height: Int) -> Matrix {
            let third = width / 3
            var table = Matrix(zeros: height, width: width)
            for row in 0..<height {
                for column in 0..<third {
                    let byte = (row &* 31 &+ column &* 7) & 255
                    let value = Goldilocks(UInt32(byte))
                    let other = Goldilocks(reducing: UInt64(row ^ column) &* 0x9e37_79b9_7f4a_7c15)
                    table[row, column] = value
                    table[row, column + third] = other
                    table[row, column + 2 * third] = value * value * value + other
                    if column < 2 { counts[byte] += 1 }
                }
            }
            return table
        }
        let processor = fill(width: processorWidth, height: 1 << heightLog2)
        let others = sides.map { fill(width: $0.width, height: 1 << (heightLog2 - $0.shareLog2)) }
        return [processor, Matrix(width: 1, elements: counts.map { Goldilocks($0) })] + others
    }
}
