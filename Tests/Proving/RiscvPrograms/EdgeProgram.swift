public import Riscv

/// A program that executes every instruction on edge operands and writes all results.
///
/// Operands come from memory, so no compiler or assembler can fold them. Results are stored one
/// after another from `results` and are written to the output at the end. `expected` has the
/// correct ones.
public struct EdgeProgram: Sendable {
    private static let code: UInt32 = 0x1_0000
    private static let operands: UInt32 = 0x10_0000
    private static let results: UInt32 = 0x20_0000

    private var words: [UInt32] = []
    private var data: [UInt32] = []
    /// The correct output.
    public private(set) var expected: [UInt32] = []
    private var storedSinceBump: Int32 = 0

    // x8: next result; x9: next operands; x5, x6: operands; x7: result.
    private init() {
        words += Assembly.set(8, Self.results) + Assembly.set(9, Self.operands)
    }

    /// The program.
    public func program() throws -> Program {
        let count = UInt32(expected.count)
        var bytes = [UInt8]()
        for word in data {
            for shift in [0, 8, 16, 24] as [UInt32] {
                bytes.append(UInt8(truncatingIfNeeded: word >> shift))
            }
        }
        return try Program(
            code: words + Assembly.call(2, Self.results, count) + Assembly.call(0),
            at: Self.code, data: [Program.Segment(address: Self.operands, bytes: bytes)])
    }

    /// Instructions of two registers and branches on all pairs of the operands.
    public static func registers(_ operands: [UInt32]) -> EdgeProgram {
        var program = EdgeProgram()
        for left in operands {
            for right in operands {
                program.load(left, right)
                for operation in RegisterOperation.all {
                    program.append(
                        operation.word(rd: 7, rs1: 5, rs2: 6), operation.result(left, right))
                }
                program.appendBranches(left, right)
            }
        }
        return program
    }

    /// Instructions with immediates, of less than a word, jumps, and writes to x0.
    public static func others(_ operands: [UInt32]) -> EdgeProgram {
        var program = EdgeProgram()
        for value in operands {
            program.load(value, value)
            for immediate in [0, 1, -1, 5, 31, 2047, -2048] as [Int32] {
                program.appendImmediates(value, immediate)
            }
            program.appendParts(value)
            program.appendConstants(value)
        }
        program.appendJumps()
        return program
    }
}

extension EdgeProgram {
    private mutating func load(_ left: UInt32, _ right: UInt32) {
        data += [left, right]
        words += [
            Assembly.load(2, 5, 9, 0), Assembly.load(2, 6, 9, 4), Assembly.addi(9, 9, 8),
        ]
    }

    /// An instruction that leaves its result in x7.
    private mutating func append(_ word: UInt32, _ result: UInt32) {
        words.append(word)
        store(result)
    }

    private mutating func store(_ result: UInt32) {
        if storedSinceBump == 256 {
            words.append(Assembly.addi(8, 8, 1024))
            storedSinceBump = 0
        }
        words.append(Assembly.store(2, 7, 8, 4 * storedSinceBump))
        storedSinceBump += 1
        expected.append(result)
    }

    private mutating func appendBranches(_ left: UInt32, _ right: UInt32) {
        let (signedLeft, signedRight) = (Int32(bitPattern: left), Int32(bitPattern: right))
        let cases: [(UInt32, Bool)] = [
            (0, left == right), (1, left != right), (4, signedLeft < signedRight),
            (5, signedLeft >= signedRight), (6, left < right), (7, left >= right),
        ]
        for (funct3, isTaken) in cases {
            words.append(Assembly.addi(7, 0, 1))
            words.append(6 << 20 | 5 << 15 | funct3 << 12 | 8 << 7 | 0x63)
            append(Assembly.addi(7, 0, 0), isTaken ? 1 : 0)
        }
    }

    private mutating func appendImmediates(_ value: UInt32, _ immediate: Int32) {
        let bits = UInt32(bitPattern: immediate)
        func word(_ funct3: UInt32, _ field: UInt32) -> UInt32 {
            field << 20 | 5 << 15 | funct3 << 12 | 7 << 7 | 0x13
        }
        append(word(0, bits), value &+ bits)
        append(word(2, bits), Int32(bitPattern: value) < immediate ? 1 : 0)
        append(word(3, bits), value < bits ? 1 : 0)
        append(word(4, bits), value ^ bits)
        append(word(6, bits), value | bits)
        append(word(7, bits), value & bits)
        let amount = bits & 31
        append(word(1, amount), value << amount)
        append(word(5, amount), value >> amount)
        append(
            word(5, amount | 0x400), UInt32(bitPattern: Int32(bitPattern: value) >> amount))
    }

    /// Stores parts of x6 over the word before the next result, and loads parts of it.
    private mutating func appendParts(_ value: UInt32) {
        let background: UInt32 = 0x8091_a2b3
        words += Assembly.set(10, Self.results &- 64)
        for (funct3, size) in [(0, 1), (1, 2), (2, 4)] as [(UInt32, UInt32)] {
            for offset in stride(from: 0, to: 4 as UInt32, by: Int(size)) {
                words += Assembly.set(7, background)
                words.append(Assembly.store(2, 7, 10, 0))
                words.append(Assembly.store(funct3, 6, 10, Int32(offset)))
                let mask = UInt32(truncatingIfNeeded: (1 << (8 * UInt64(size))) - 1) << (8 * offset)
                let whole = background & ~mask | value << (8 * offset) & mask
                append(Assembly.load(2, 7, 10, 0), whole)
                for byte in 0..<4 as Range<UInt32> {
                    let part = UInt8(truncatingIfNeeded: whole >> (8 * byte))
                    append(
                        Assembly.load(0, 7, 10, Int32(byte)),
                        UInt32(bitPattern: Int32(Int8(bitPattern: part))))
                    append(Assembly.load(4, 7, 10, Int32(byte)), UInt32(part))
                }
                for half in [0, 2] as [UInt32] {
                    let part = UInt16(truncatingIfNeeded: whole >> (8 * half))
                    append(
                        Assembly.load(1, 7, 10, Int32(half)),
                        UInt32(bitPattern: Int32(Int16(bitPattern: part))))
                    append(Assembly.load(5, 7, 10, Int32(half)), UInt32(part))
                }
            }
        }
    }

    private mutating func appendConstants(_ value: UInt32) {
        let upper = value & 0xffff_f000
        append(Assembly.lui(7, upper), upper)
        let pc = Self.code &+ UInt32(words.count) &* 4
        append(upper | 7 << 7 | 0x17, pc &+ upper)
        // Writes to x0 are lost, of every kind that has a result.
        words += [
            Assembly.lui(0, upper), upper | 0x17, Assembly.load(2, 0, 8, -64),
            Assembly.load(0, 0, 8, -63), Assembly.addi(0, 5, 1),
        ]
        words += RegisterOperation.all.map { $0.word(rd: 0, rs1: 5, rs2: 6) }
        append(Assembly.addi(7, 0, 0), 0)
        // FENCE, with all bits that it may have.
        words += [0x0ff0_000f]
        append(Assembly.addi(7, 5, 0), value)
    }

    private mutating func appendJumps() {
        // JAL over one instruction, forwards and backwards, with and without a return address.
        for register in [0, 7] as [UInt32] {
            words.append(Assembly.addi(7, 0, 3))
            let pc = Self.code &+ UInt32(words.count) &* 4
            words.append(Assembly.jal(register, by: 8))
            append(Assembly.addi(7, 0, 9), register == 0 ? 3 : pc &+ 4)
        }
        // JALR to a target with its lowest bit set, which is cleared.
        for (register, offset) in [(0, 1), (7, 0), (7, -1)] as [(UInt32, Int32)] {
            let target = Self.code &+ UInt32(words.count + 5) &* 4
            words += Assembly.set(7, target &- UInt32(bitPattern: offset) | 1)
            let base = target &- UInt32(bitPattern: offset) | 1
            let sum = base &+ UInt32(bitPattern: offset)
            precondition(sum & ~1 == target)
            words.append(Assembly.addi(11, 7, 0))
            let pc = Self.code &+ UInt32(words.count) &* 4
            words.append(Assembly.jalr(register, 11, offset))
            append(Assembly.addi(7, 0, 9), register == 0 ? base : pc &+ 4)
        }
    }
}
