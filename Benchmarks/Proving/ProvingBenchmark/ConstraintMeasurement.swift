import Constraints
import Fields
import Polynomials
import RiscvCircuits
import RiscvProver

/// The constraints of the processor chip with its bus traffic, folded: sixteen rows at a time as
/// the prover does, and row by row with the plain builder.
struct ConstraintMeasurement {
    private(set) var figures: [(String, Double)] = []
    private static let rowCount = 1 << 14

    init() {
        guard let machine = try? CheckedMachine(RiscvMachine()) else { return }
        guard let chip = RiscvMachine.index(of: ProcessorChip.self) else { return }
        let layout = machine.layouts[chip]
        func table(_ width: Int) -> Matrix {
            Matrix(width: width, elements: Measurement.elements(width * Self.rowCount))
        }
        let rows = RowTables(
            main: table(layout.shape.mainWidth), fixed: nil, bus: table(layout.busWidth))
        let values = Measurement.elements(layout.shape.publicCount + 9)
        func cubic(_ start: Int) -> CubicExtension {
            CubicExtension(values[start], values[start + 1], values[start + 2])
        }
        let challenges = BusChallenges(offset: cubic(0), base: cubic(3))
        let powers = cubic(6).powers(layout.foldedCount)
        let publicValues = Array(values[9...])
        let program = RowProgram.quotient(
            machine, chip: chip, publicValues: publicValues, challenges: challenges,
            powers: powers, terminalSumPerRow: .one)
        let here = Array(0..<Self.rowCount)
        let next = here.map { ($0 + 1) % Self.rowCount }
        let locals = (0..<3).map { _ in Measurement.elements(Self.rowCount) }
        var packed = [Goldilocks]()
        let seconds = Measurement.best {
            packed = program.run(rows, here: here, next: next, locals: locals)
        }
        var plain = CubicExtension.zero
        let plainCount = Self.rowCount / 16
        let plainSeconds = Measurement.best {
            for row in 0..<plainCount {
                plain = Self.fold(
                    machine, chip, rows, row, locals.map { $0[row] }, publicValues, powers,
                    challenges)
            }
        }
        let last = plainCount - 1
        precondition(
            plain
                == CubicExtension(
                    packed[last], packed[Self.rowCount + last], packed[2 * Self.rowCount + last]))
        let rate = Double(Self.rowCount) / seconds
        figures = [
            ("processor_constraint_rows_per_second_per_core", rate),
            ("constraints_ratio_to_row_by_row", rate / (Double(plainCount) / plainSeconds)),
        ]
    }

    private static func fold(
        _ machine: CheckedMachine<RiscvMachine>, _ chip: Int, _ rows: RowTables, _ row: Int,
        _ locals: [Goldilocks], _ publicValues: [Goldilocks], _ powers: [CubicExtension],
        _ challenges: BusChallenges<CubicExtension>
    ) -> CubicExtension {
        let next = (row + 1) % rowCount
        var folder = ConstraintFolder(
            view: ChipView(
                this: Array(rows.main.row(row)), next: Array(rows.main.row(next)), fixed: [],
                publicValues: publicValues, isFirst: locals[0], isLast: locals[1],
                isTransition: locals[2]),
            powers: powers, challenges: challenges)
        machine.machine.describe(chip: chip, to: &folder)
        if let bus = rows.bus {
            func cubics(_ row: Int) -> [CubicExtension] {
                stride(from: 0, to: bus.width, by: 3).map {
                    CubicExtension(bus[row, $0], bus[row, $0 + 1], bus[row, $0 + 2])
                }
            }
            let last = bus.width / 3 - 1
            folder.requireBusSums(
                BusView(
                    partialSums: Array(cubics(row)[..<last]), cumulativeSum: cubics(row)[last],
                    nextCumulativeSum: cubics(next)[last], terminalSumPerRow: .one),
                layout: machine.layouts[chip])
        }
        return folder.folded
    }
}
