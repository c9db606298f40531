public import Riscv
import RiscvCircuits

/// Records a run for the chips.
public struct ExecutionRecorder: ExecutionObserver {
    /// Always true.
    public static var isActive: Bool { true }

    /// The record so far.
    public private(set) var record: ExecutionRecord
    private let rows: [ProgramRow?]
    private let codeAddress: UInt32

    /// A recorder of runs of a program.
    public init(_ program: Program) {
        record = ExecutionRecord(firstWord: UInt64(program.memoryAddress) / 4)
        rows = program.programRows
        codeAddress = program.codeAddress
    }

    /// Records an instruction.
    public mutating func didExecute(_ event: InstructionEvent) {
        guard let row = rows[Int((event.pc &- codeAddress) / 2)] else { return }
        let clock = Clock.time(ofCycle: event.cycle)
        let word = UInt64(event.memoryAddress) / 4
        // An instruction that only writes x0 is a constant in the program table and reads no
        // register.
        let isConstant = row.has(.constant)
        let first = isConstant ? 0 : event.source1Value
        let previous1 = readRegister(row.source1, first, clock &+ Clock.first)
        let isLoad = row.has(.loadWord) || row.has(.loadSubword)
        let second =
            isLoad ? event.memoryBefore : isConstant ? 0 : event.source2Value
        let time2 = clock &+ Clock.second
        let previous2 =
            isLoad
            ? record.memory.access(word: word, value: second, time: time2)
            : readRegister(row.source2, second, time2)
        var (before, previous3) = (UInt32(0), UInt32(0))
        let result = self.result(event, row)
        let time3 = clock &+ Clock.third
        if row.has(.storeWord) || row.has(.storeSubword) {
            before = event.memoryBefore
            previous3 = record.memory.access(word: word, value: result, time: time3)
        } else if row.has(.writesRegister) {
            before = event.destinationBefore
            previous3 = readRegister(row.destination, result, time3)
        }
        record.cycles.append(
            Cycle(
                pc: event.pc, clock: clock, first: first, second: second, before: before,
                result: result, previousTimes: (previous1, previous2, previous3)))
        if let code = row.code {
            record.operations.append(
                OperationRecord(
                    code: code,
                    offset: row.isMemory ? (first &+ row.immediate) & 3 : 0,
                    clock: clock, first: first, second: second &+ row.operandImmediate,
                    before: before, result: result))
        }
    }

    /// Records a host call.
    public mutating func didCallHost(_ event: HostCallEvent) {
        let clock = Clock.time(ofCycle: event.cycle)
        let number = event.call.rawValue
        let previous1 = readRegister(17, number, clock &+ Clock.first)
        let previous2 = readRegister(10, event.argument0, clock &+ Clock.second)
        let previous3 = readRegister(11, event.argument1, clock &+ Clock.third)
        record.cycles.append(
            Cycle(
                pc: event.pc, clock: clock, first: number, second: event.argument0,
                before: event.argument1, result: event.argument1,
                previousTimes: (previous1, previous2, previous3)))
        let call = HostCallRecord(
            clock: clock, argument0: event.argument0, argument1: event.argument1,
            accesses: accesses(event, clock: clock))
        record.calls[event.call, default: []].append(call)
    }
}

extension ExecutionRecorder {
    /// Records an access to a register and returns the time of the one before.
    @inline(__always)
    private mutating func readRegister(
        _ register: UInt32, _ value: UInt32, _ time: UInt32
    ) -> UInt32 {
        let previous = record.registers[Int(register)].time
        record.registers[Int(register)] = (value, time)
        return previous
    }

    /// Result of the row; events do not have it where x0 discards it.
    private func result(_ event: InstructionEvent, _ row: ProgramRow) -> UInt32 {
        if row.has(.storeWord) || row.has(.storeSubword) { return event.memoryAfter }
        if row.has(.writesRegister) { return event.destinationAfter }
        if row.has(.jump) || row.has(.jumpRegister) {
            return event.pc &+ 2 &* event.instruction.parcelCount
        }
        if row.has(.loadWord) { return event.memoryBefore }
        if row.has(.loadSubword) {
            let offset = (event.source1Value &+ row.immediate) & 3
            return event.instruction.opcode.part(of: event.memoryBefore, offset: offset)
        }
        if row.has(.branchSigned) {
            let isLess =
                Int32(bitPattern: event.source1Value) < Int32(bitPattern: event.source2Value)
            return isLess == (row.code == .slt) ? 1 : 0
        }
        return 0
    }

    /// The accesses of a host call, in the order of its regions.
    private mutating func accesses(
        _ event: HostCallEvent, clock: UInt32
    ) -> [MemoryAccess] {
        var result = [[MemoryAccess]](repeating: [], count: event.regions.count)
        let order = event.regions.indices.sorted {
            event.regions[$0].tick < event.regions[$1].tick
        }
        for index in order {
            let region = event.regions[index]
            let time = clock &+ region.tick
            for (offset, after) in region.after.enumerated() {
                let word = UInt64(region.address) / 4 + UInt64(offset)
                let previous = record.memory.access(word: word, value: after, time: time)
                result[index].append(
                    MemoryAccess(
                        cell: word, before: region.before[offset], after: after,
                        previousTime: previous))
            }
        }
        return Array(result.joined())
    }
}

extension Opcode {
    /// The part of a word that a load of less than a word returns.
    func part(of word: UInt32, offset: UInt32) -> UInt32 {
        let shifted = word >> (8 * offset)
        return switch self {
        case .lb: UInt32(bitPattern: Int32(Int8(truncatingIfNeeded: shifted)))
        case .lbu: shifted & 0xff
        case .lh: UInt32(bitPattern: Int32(Int16(truncatingIfNeeded: shifted)))
        case .lhu: shifted & 0xffff
        default: word
        }
    }
}
