import Constraints
import Fields
import Polynomials

/// A machine of the size that is planned for the last layer: four chips of one height with 100
/// main, 60 fixed and 39 bus columns, 32 columns read in the next row, 120 constraints beside those
/// of the buses, and eight public values.
struct LastLayer: Machine {
    private static let chipCount = 4
    private static let groupCount = 5
    private static let fixedCount = 15
    /// Transfers of each chip; two of them share a column of the extension.
    private static let transferCounts = [6, 6, 6, 8]
    /// Words of the digest that the wrap has as its public input.
    static let wordCount = 8

    let chips = (0..<chipCount).map { chip in
        ChipShape(
            name: "last", mainWidth: 5 * groupCount, fixedWidth: fixedCount,
            publicCount: chip == 0 ? wordCount : 0)
    }

    func describe<Builder: ConstraintBuilder>(chip: Int, to builder: inout Builder) {
        for group in 0..<Self.groupCount {
            let (a, b, c) = (Self.a(group), Self.a(group) + 1, Self.a(group) + 2)
            let (x, y, z) = (builder.this(a), builder.this(b), builder.this(c))
            let product = builder.this(a + 3) - x * y - builder.fixed(group) * z
            builder.require("product", zero: product)
            builder.require("cube", x * y * z, equals: builder.this(a + 4))
            builder.require("product by a sum", zero: product * (x + y))
            builder.require("product by a difference", zero: product * (y - z))
            let step = builder.next(a) - x - builder.fixed(group)
            builder.require("step", zero: builder.isTransition * step)
            if group < 3 {
                let sum = builder.next(c) - z - y
                builder.require("sum", zero: builder.isTransition * sum)
            }
        }
        for transfer in 0..<Self.transferCounts[chip] / 2 {
            let first = Self.a(transfer)
            let tuple = (0..<3).map { builder.this(first + $0) } + [builder.fixed(5 + transfer)]
            let bus = Bus(UInt32(chip + 1))
            builder.send(tuple, on: bus, multiplicity: builder.fixed(10))
            builder.receive(tuple, on: bus, multiplicity: builder.fixed(10))
        }
        let constant = builder.fixed(11)
        for column in 12..<Self.fixedCount {
            builder.require("fixed", zero: (builder.fixed(column) - constant) * constant)
        }
        if chip == 0 {
            for word in 0..<Self.wordCount {
                let difference =
                    builder.this(Self.column(ofWord: word)) - builder.publicValue(word)
                builder.require("word", zero: builder.isFirst * difference)
            }
        }
    }

    private static func a(_ group: Int) -> Int { 5 * group }

    /// The column of the first chip that has a public word in its first row.
    private static func column(ofWord word: Int) -> Int {
        word < groupCount ? a(word) + 1 : a(word - groupCount) + 2
    }

    static func fixed(heightLog2: Int) -> [Matrix?] {
        (0..<chipCount).map { chip in
            var table = Matrix(zeros: 1 << heightLog2, width: fixedCount)
            for row in 0..<1 << heightLog2 {
                for column in 0..<fixedCount {
                    table[row, column] = column < 11 ? word(row, column, chip) : .one
                }
            }
            return table
        }
    }

    static func traces(_ fixed: [Matrix?]) -> [Matrix?] {
        fixed.enumerated().map { chip, fixed in
            guard let fixed else { return nil }
            var table = Matrix(zeros: fixed.height, width: 5 * groupCount)
            let words = chip == 0 ? statement.publicValues[0] : []
            for row in 0..<fixed.height {
                for group in 0..<groupCount {
                    let first = a(group)
                    let isFirst = row == 0
                    let y =
                        isFirst && group < words.count
                        ? words[group] : word(row, 20 + group, chip)
                    let x = isFirst ? y : table[row - 1, first] + fixed[row - 1, group]
                    let z =
                        isFirst && group < words.count - groupCount
                        ? words[group + groupCount]
                        : isFirst || group > 2
                            ? word(row, 30 + group, chip)
                            : table[row - 1, first + 2] + table[row - 1, first + 1]
                    table[row, first] = x
                    table[row, first + 1] = y
                    table[row, first + 2] = z
                    table[row, first + 3] = x * y + fixed[row, group] * z
                    table[row, first + 4] = x * y * z
                }
            }
            return table
        }
    }

    static let statement = Statement(
        publicValues: [(0..<wordCount).map { Goldilocks(UInt32($0 + 1)) }, [], [], []],
        messages: [])

    private static func word(_ row: Int, _ column: Int, _ chip: Int) -> Goldilocks {
        let seed = UInt64((row << 8 | column) << 3 | chip)
        return Goldilocks(reducing: seed &* 0x9e37_79b9_7f4a_7c15 ^ seed << 40)
    }
}
