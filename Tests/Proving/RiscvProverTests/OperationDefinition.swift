import Constraints
import RiscvCircuits
import RiscvPrograms
import RiscvProver

/// Operations of the processor and their results, from the definitions of the instructions.
enum OperationDefinition {
    /// The offsets in a word that an instruction has.
    static func offsets(_ code: OperationCode) -> [UInt32] {
        switch code {
        case .lb, .lbu, .sb: [0, 1, 2, 3]
        case .lh, .lhu, .sh: [0, 2]
        default: [0]
        }
    }

    /// The result of an operation.
    static func result(
        _ code: OperationCode, offset: UInt32, first: UInt32, second: UInt32, before: UInt32
    ) -> UInt32 {
        let place = Int(offset)
        switch code {
        case .lb: return extended(bytes(second)[place], bits: 8)
        case .lbu: return bytes(second)[place]
        case .lh: return extended(half(second, place), bits: 16)
        case .lhu: return half(second, place)
        case .sb, .sh:
            var word = bytes(before)
            word[place] = bytes(second)[0]
            if code == .sh { word[place + 1] = bytes(second)[1] }
            return word.reversed().reduce(0) { $0 * 256 + $1 }
        case .sge: return 1 - (register("slt")?.result(first, second) ?? 0)
        default: return register("\(code)")?.result(first, second) ?? 0
        }
    }

    /// A true operation.
    static func operation(
        _ code: OperationCode, offset: UInt32 = 0, clock: UInt32, first: UInt32,
        second: UInt32, before: UInt32
    ) -> OperationRecord {
        OperationRecord(
            code: code, offset: offset, clock: clock, first: first, second: second,
            before: before,
            result: result(code, offset: offset, first: first, second: second, before: before))
    }

    private static let registers = Dictionary(
        uniqueKeysWithValues: RegisterOperation.all.map { ($0.description, $0) })

    private static func register(_ name: String) -> RegisterOperation? { registers[name] }

    private static func bytes(_ word: UInt32) -> [UInt32] {
        [word % 256, word / 256 % 256, word / 65536 % 256, word / 16_777_216]
    }

    private static func half(_ word: UInt32, _ place: Int) -> UInt32 {
        bytes(word)[place] + 256 * bytes(word)[place + 1]
    }

    private static func extended(_ value: UInt32, bits: Int) -> UInt32 {
        let sign = Int64(1) << (bits - 1)
        let signed = Int64(value) >= sign ? Int64(value) - 2 * sign : Int64(value)
        return UInt32(truncatingIfNeeded: signed)
    }
}

extension OperationRecord {
    /// The tuple on the operation bus, the bus's number first.
    var tuple: [UInt64] {
        [MachineBus.operation.number, code.rawValue + offset, clock, first, second, before, result]
            .map(UInt64.init)
    }
}
