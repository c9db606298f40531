import Riscv
import RiscvPrograms
import TestSupport
import Testing

/// Every computing instruction against definitions in wide signed integers.
@Suite struct ArithmeticTests {
    struct Operation: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let funct7: UInt32
        let funct3: UInt32
        let result: @Sendable (_ left: Int64, _ right: Int64) -> Int64

        init(
            _ name: String, _ funct7: UInt32, _ funct3: UInt32,
            _ result: @escaping @Sendable (Int64, Int64) -> Int64
        ) {
            testDescription = name
            self.funct7 = funct7
            self.funct3 = funct3
            self.result = result
        }
    }

    /// The operands arrive as unsigned values; `signed` gives the signed reading.
    static func signed(_ value: Int64) -> Int64 { value >= 1 << 31 ? value - 1 << 32 : value }

    static let operations: [Operation] = [
        Operation("add", 0, 0) { $0 + $1 },
        Operation("sub", 32, 0) { $0 - $1 },
        Operation("sll", 0, 1) { $0 << ($1 % 32) },
        Operation("slt", 0, 2) { signed($0) < signed($1) ? 1 : 0 },
        Operation("sltu", 0, 3) { $0 < $1 ? 1 : 0 },
        Operation("xor", 0, 4) { $0 ^ $1 },
        Operation("srl", 0, 5) { $0 >> ($1 % 32) },
        Operation("sra", 32, 5) { signed($0) >> ($1 % 32) },
        Operation("or", 0, 6) { $0 | $1 },
        Operation("and", 0, 7) { $0 & $1 },
        Operation("mul", 1, 0) { $0.multipliedReportingOverflow(by: $1).partialValue },
        Operation("mulh", 1, 1) { (signed($0) * signed($1)) >> 32 },
        Operation("mulhsu", 1, 2) { Int64((Int128(signed($0)) * Int128($1)) >> 32) },
        Operation("mulhu", 1, 3) { Int64((Int128($0) * Int128($1)) >> 32) },
        Operation("div", 1, 4) { $1 == 0 ? -1 : signed($0) / signed($1) },
        Operation("divu", 1, 5) { $1 == 0 ? -1 : $0 / $1 },
        Operation("rem", 1, 6) { $1 == 0 ? $0 : signed($0) % signed($1) },
        Operation("remu", 1, 7) { $1 == 0 ? $0 : $0 % $1 },
    ]

    @Test(arguments: operations)
    func agreesWithItsDefinition(_ operation: Operation) throws {
        let word = Assembly.register(
            funct7: operation.funct7, funct3: operation.funct3, rd: 7, rs1: 5, rs2: 6)
        let program = try Program(words: [word])
        var machine = try Machine(program, limits: smallLimits)
        var generator = SeededGenerator(seed: 0x5253)
        var pairs = edgeOperands.flatMap { left in edgeOperands.map { (left, $0) } }
        for _ in 0..<200 {
            pairs.append(
                (
                    UInt32.random(in: 0...(.max), using: &generator),
                    .random(
                        in: 0...(.max), using: &generator)
                ))
        }
        for (left, right) in pairs {
            machine = try Machine(program, limits: smallLimits)
            machine.setRegister(5, to: left)
            machine.setRegister(6, to: right)
            _ = machine.run()
            let expected = UInt32(
                truncatingIfNeeded: operation.result(Int64(left), Int64(right)))
            #expect(machine.register(7) == expected, "\(left) \(right)")
        }
    }

    @Test(arguments: operations)
    func writesNothingToRegisterZero(_ operation: Operation) throws {
        let word = Assembly.register(
            funct7: operation.funct7, funct3: operation.funct3, rd: 0, rs1: 5, rs2: 6)
        let copy = Assembly.register(funct3: 0, rd: 8, rs1: 0, rs2: 0)
        var machine = try Machine(Program(words: [word, copy]), limits: smallLimits)
        machine.setRegister(5, to: 0xffff_fff1)
        machine.setRegister(6, to: 0x0000_0007)
        machine.setRegister(8, to: 1)
        _ = machine.run()
        #expect(machine.register(0) == 0)
        #expect(machine.register(8) == 0)
    }

    @Test func everyUndefinedRegisterOperationIsIllegal() {
        for funct7 in UInt32(0)..<128 {
            for funct3 in UInt32(0)..<8 {
                let word = Assembly.register(
                    funct7: funct7, funct3: funct3, rd: 1, rs1: 2, rs2: 3)
                let isDefined = Self.operations.contains {
                    $0.funct7 == funct7 && $0.funct3 == funct3
                }
                #expect((Instruction(word: word).opcode != .illegal) == isDefined)
            }
        }
    }

    @Test func theOtherOperandIsNotChanged() throws {
        let word = Assembly.register(funct3: 0, rd: 5, rs1: 5, rs2: 5)
        var machine = try Machine(Program(words: [word]), limits: smallLimits)
        machine.setRegister(5, to: 0x8000_0001)
        machine.setRegister(6, to: 9)
        _ = machine.run()
        #expect(machine.register(5) == 2)
        #expect(machine.register(6) == 9)
    }
}
