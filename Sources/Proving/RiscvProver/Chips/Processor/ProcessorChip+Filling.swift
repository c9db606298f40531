import Fields
public import Polynomials
public import RiscvCircuits

extension ProcessorChip: ProvableChip {
    /// A row for each instruction.
    public static func trace(_ run: RecordedRun, _ filling: inout TraceFilling) -> Matrix? {
        let rows = run.programRows
        return filling.trace(of: ProcessorChip.self, run.record.cycles) { cycle, row, tally in
            let index = run.parcelIndex(of: cycle.pc)
            fill(cycle, program: index < rows.count ? rows[index] : nil, row, &tally)
        }
    }

    /// A row for each instruction.
    public static func rowCount(_ counts: EventCounts) -> Int { counts.cycleCount }

    /// Fills a row from a cycle.
    ///
    /// `program` is the row of its instruction, `nil` for a pc without one. Never traps:
    /// constraints or buses refuse the row of a cycle that no run has.
    static func fill(
        _ cycle: Cycle, program: ProgramRow?, _ row: TraceRow<Column>,
        _ tally: inout LookupTally
    ) {
        row.set(.pc, cycle.pc)
        row.set(.clock, cycle.clock)
        row.set(.first, cycle.first)
        row.set(.second, cycle.second)
        row.set(.before, cycle.before)
        row.set(.result, cycle.result)
        guard let program else { return }
        fillInstruction(program, row)
        if program.isMemory {
            fillAddress(cycle, program, row, &tally)
        } else {
            fillSum(cycle, program, row, &tally)
        }
        fillGaps(cycle, program, row, &tally)
        if program.has(.hostCall), cycle.first == 0 || cycle.first == 3 {
            row.set(.isSilent, 1)
        }
    }

    private static func fillInstruction(_ program: ProgramRow, _ row: TraceRow<Column>) {
        row.set(.source1, program.source1)
        row.set(.source2, program.source2)
        row.set(.destination, program.destination)
        row.set(.immediate, program.immediate)
        row.set(.operandImmediate, program.operandImmediate)
        row.set(.code, program.code?.rawValue ?? 0)
        for flag in 0..<ProcessorFlag.allCases.count {
            let bit = Goldilocks(program.flags >> UInt32(flag) & 1)
            row.set(.add, offset: flag, to: bit)
        }
        let base = MachineBus.registerBase
        row[.secondCell] = Goldilocks(reducing: base + UInt64(program.source2))
        row[.thirdCell] = Goldilocks(reducing: base + UInt64(program.destination))
    }

    private static func fillAddress(
        _ cycle: Cycle, _ program: ProgramRow, _ row: TraceRow<Column>,
        _ tally: inout LookupTally
    ) {
        let (address, carry) = cycle.first.addingReportingOverflow(program.immediate)
        let index = address >> 2
        row.set(.low, index & 0x3fff)
        row.set(.high, index >> 14)
        row.set(.carry, carry ? 1 : 0)
        row.set(.offset0, address & 1)
        row.set(.offset1, address >> 1 & 1)
        tally.range(.bits14, index & 0x3fff)
        tally.range(.bits16, index >> 14)
        let isLoad = program.has(.loadWord) || program.has(.loadSubword)
        row.set(isLoad ? .secondCell : .thirdCell, index)
    }

    private static func fillSum(
        _ cycle: Cycle, _ program: ProgramRow, _ row: TraceRow<Column>,
        _ tally: inout LookupTally
    ) {
        let operand = cycle.second &+ program.operandImmediate
        var (sum, carry) = (UInt32(0), false)
        if program.has(.add) || program.has(.jumpRegister) {
            (sum, carry) = cycle.first.addingReportingOverflow(operand)
            if program.has(.jumpRegister) { row.set(.offset0, sum & 1) }
        } else if program.has(.subtract) || program.has(.lessThan)
            || program.has(.branchLess)
        {
            (sum, carry) = cycle.first.subtractingReportingOverflow(operand)
        } else if program.has(.branchEqual) {
            carry = cycle.first == cycle.second
            row[.before] =
                (Goldilocks(cycle.first) - Goldilocks(cycle.second)).inverseOrZero
        }
        row.setHalves(.low, .high, sum, &tally)
        row.set(.carry, carry ? 1 : 0)
        if program.has(.branchEqual) || program.has(.branchLess) {
            row.set(.offset0, carry != program.has(.negate) ? 1 : 0)
        }
    }

    private static func fillGaps(
        _ cycle: Cycle, _ program: ProgramRow, _ row: TraceRow<Column>,
        _ tally: inout LookupTally
    ) {
        let previous = cycle.previousTimes
        let isThird =
            program.has(.writesRegister) || program.has(.storeWord)
            || program.has(.storeSubword)
        let accesses = [
            (true, Clock.first, previous.first, Column.gap1Low),
            (true, Clock.second, previous.second, .gap2Low),
            (isThird, Clock.third, previous.third, .gap3Low),
        ]
        for (happens, tick, time, column) in accesses where happens {
            let gap = cycle.clock &+ tick &- 1 &- time
            row.set(column, offset: 0, to: Goldilocks(gap & 0xffff))
            row.set(column, offset: 1, to: Goldilocks(gap >> 16))
            tally.gap((gap & 0xffff, gap >> 16))
        }
    }
}
