import Constraints
import Fields
import Polynomials
import TestSupport
import Testing

/// Every kind of value, constraint and transfer.
private struct Medley: Machine {
    let chips = [
        ChipShape(name: "medley", mainWidth: 9, fixedWidth: 2, publicCount: 2),
        ChipShape(name: "quiet", mainWidth: 2),
    ]

    func describe<Builder: ConstraintBuilder>(chip: Int, to builder: inout Builder) {
        guard chip == 0 else { return }
        let columns = (0..<9).map { builder.this($0) }
        let shared = columns[0] * columns[1] - Builder.Value(7)
        for column in columns {
            builder.require("product", shared * column, equals: builder.next(3) + shared)
            builder.require("bit", bit: column)
        }
        builder.require("first", zero: builder.isFirst * (columns[2] - builder.publicValue(0)))
        builder.require("last", zero: builder.isLast * (builder.publicValue(1) - columns[3]))
        builder.require("step", zero: builder.isTransition * (builder.next(2) - columns[2]))
        builder.require("fixed", zero: -(columns[4] * builder.fixed(1)) + builder.fixed(0))
        builder.require("constant", zero: Builder.Value(5) * Builder.Value(3) - Builder.Value(1))
        builder.require("nothing", zero: columns[5] * .zero + .one * .zero)
        let one = Builder.Value.one
        let pairs = [
            (one, one), (one, -one), (-one, one), (-one, -one), (columns[6], one),
            (-one, columns[7]), (columns[6], columns[7]), (Builder.Value(3), columns[8]),
        ]
        for (index, (left, right)) in pairs.enumerated() {
            let other: BusSide = index & 1 == 0 ? .receive : .send
            builder.send(Array(columns[0..<5]), on: Bus(1), multiplicity: left)
            builder.transfer(
                other, [columns[index], Builder.Value(9), columns[8] - columns[8]], on: Bus(2),
                multiplicity: right)
        }
        builder.receive(
            [shared, one, one, .zero, columns[8]], on: Bus(1), multiplicity: columns[0])
        builder.receive([shared, one, one, one, one], on: Bus(1), multiplicity: .zero)
    }
}

@Suite struct RowProgramTests {
    private let machine: CheckedMachine<Medley>
    private let tables: RowTables
    private let publicValues: [Goldilocks]
    private let challenges: BusChallenges<CubicExtension>
    private var random = SeededGenerator(seed: 30)

    init() throws {
        machine = try CheckedMachine(Medley())
        let layout = machine.layouts[0]
        #expect(layout.partialSumSizes.contains(1) && layout.partialSumSizes.contains(2))
        var random = SeededGenerator(seed: 31)
        // Values at which carries and borrows happen, among others.
        let edges = [Goldilocks.zero, .one, -.one, Goldilocks(.max), Goldilocks(reducing: 1 << 63)]
        func table(_ width: Int) -> Matrix {
            Matrix(
                width: width,
                elements: (0..<64 * width).map { _ in
                    let word = random.next()
                    return word & 1 == 0
                        ? edges[Int(word >> 8) % edges.count] : Goldilocks(reducing: random.next())
                })
        }
        tables = RowTables(main: table(9), fixed: table(2), bus: table(layout.busWidth))
        publicValues = [-.one, Goldilocks(reducing: random.next())]
        challenges = BusChallenges(offset: Self.cubic(&random), base: Self.cubic(&random))
    }

    private static func cubic(_ random: inout SeededGenerator) -> CubicExtension {
        CubicExtension(
            Goldilocks(reducing: random.next()), Goldilocks(reducing: random.next()),
            Goldilocks(reducing: random.next()))
    }

    /// The plain builder at one row; rows are not in order, as on the prover's domain.
    private func folder(
        _ here: Int, _ next: Int, _ locals: [Goldilocks], powers: [CubicExtension],
        rowShare: CubicExtension
    ) throws -> ConstraintFolder<Goldilocks> {
        var folder = ConstraintFolder(
            view: ChipView(
                this: Array(tables.main.row(here)), next: Array(tables.main.row(next)),
                fixed: Array(try #require(tables.fixed).row(here)), publicValues: publicValues,
                isFirst: locals[0], isLast: locals[1], isTransition: locals[2]),
            powers: powers, challenges: challenges)
        machine.machine.describe(chip: 0, to: &folder)
        let bus = try #require(tables.bus)
        func cubics(_ row: Int) -> [CubicExtension] {
            stride(from: 0, to: bus.width, by: 3).map {
                CubicExtension(bus[row, $0], bus[row, $0 + 1], bus[row, $0 + 2])
            }
        }
        let last = bus.width / 3 - 1
        folder.requireBusSums(
            BusView(
                partialSums: Array(cubics(here)[..<last]), cumulativeSum: cubics(here)[last],
                nextCumulativeSum: cubics(next)[last], terminalSumPerRow: rowShare),
            layout: machine.layouts[0])
        return folder
    }

    @Test(arguments: [1, 7, 16, 33], VectorLevel.available)
    func quotientsAreThoseOfThePlainBuilder(count: Int, level: VectorLevel) throws {
        var random = random
        let here = (0..<count).map { _ in Int(random.next() % 64) }
        let next = (0..<count).map { _ in Int(random.next() % 64) }
        let locals = (0..<3).map { _ in
            (0..<count).map { _ in Goldilocks(reducing: random.next()) }
        }
        let (alpha, rowShare) = (Self.cubic(&random), Self.cubic(&random))
        let powers = alpha.powers(machine.layouts[0].foldedCount)
        let values = RowProgram.quotient(
            machine, chip: 0, publicValues: publicValues, challenges: challenges, powers: powers,
            terminalSumPerRow: rowShare
        ).run(tables, here: here, next: next, locals: locals, level: level)
        let stride = RowProgram.stride(rowCount: count)
        for index in 0..<count {
            let expected = try folder(
                here[index], next[index], locals.map { $0[index] }, powers: powers,
                rowShare: rowShare
            ).folded
            let actual = CubicExtension(
                values[index], values[stride + index], values[2 * stride + index])
            #expect(actual == expected)
        }
    }

    @Test(arguments: [1, 16, 20], VectorLevel.available)
    func busFractionsAreThoseOfThePlainBuilder(count: Int, level: VectorLevel) throws {
        let here = (0..<count).map { 3 * $0 }
        let next = here.map { ($0 + 1) % 64 }
        let program = RowProgram.busFractions(
            machine, chip: 0, publicValues: publicValues, challenges: challenges)
        let lists = program.run(tables, here: here, next: next, level: level)
        let stride = RowProgram.stride(rowCount: count)
        #expect(lists.count == program.outputCount * stride)
        let zeros = [CubicExtension](repeating: .zero, count: machine.layouts[0].foldedCount)
        for index in 0..<count {
            let fractions = try folder(
                here[index], next[index], [.zero, .zero, .zero], powers: zeros, rowShare: .zero
            ).fractions[...]
            var rest = fractions
            for (partialSum, size) in machine.layouts[0].partialSumSizes.enumerated() {
                let sum = rest.prefix(size).reduce((CubicExtension.zero, CubicExtension.one)) {
                    ($0.0 * $1.denominator + $1.numerator * $0.1, $0.1 * $1.denominator)
                }
                rest = rest.dropFirst(size)
                let actual = (0..<6).map { lists[(6 * partialSum + $0) * stride + index] }
                #expect(CubicExtension(actual[0], actual[1], actual[2]) == sum.0)
                #expect(CubicExtension(actual[3], actual[4], actual[5]) == sum.1)
            }
        }
    }

    @Test func aChipWithoutConstraintsFoldsToZero() {
        let program = RowProgram.quotient(
            machine, chip: 1, publicValues: [], challenges: challenges, powers: [],
            terminalSumPerRow: .zero)
        let main = RowTables(
            main: Matrix(width: 2, elements: [.one, .one, .one, .one]), fixed: nil, bus: nil)
        #expect(program.run(main, here: [0, 1], next: [1, 0]).allSatisfy { $0 == .zero })
    }
}
