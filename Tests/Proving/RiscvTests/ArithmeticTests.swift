import Riscv
import RiscvPrograms
import TestSupport
import Testing

/// Every computing instruction against definitions in wide signed integers.
@Suite struct ArithmeticTests {
    @Test(arguments: RegisterOperation.all)
    func agreesWithItsDefinition(_ operation: RegisterOperation) throws {
        let word = Assembly.register(
            funct7: operation.funct7, funct3: operation.funct3, rd: 7, rs1: 5, rs2: 6)
        let program = try Program(words: [word])
        var machine = try Executor(program, limits: smallLimits)
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
            machine = try Executor(program, limits: smallLimits)
            machine.setRegister(5, to: left)
            machine.setRegister(6, to: right)
            _ = machine.run()
            let expected = operation.result(left, right)
            #expect(machine.register(7) == expected, "\(left) \(right)")
        }
    }

    @Test(arguments: RegisterOperation.all)
    func writesNothingToRegisterZero(_ operation: RegisterOperation) throws {
        let word = Assembly.register(
            funct7: operation.funct7, funct3: operation.funct3, rd: 0, rs1: 5, rs2: 6)
        let copy = Assembly.register(funct3: 0, rd: 8, rs1: 0, rs2: 0)
        var machine = try Executor(Program(words: [word, copy]), limits: smallLimits)
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
                let isDefined = RegisterOperation.all.contains {
                    $0.funct7 == funct7 && $0.funct3 == funct3
                }
                #expect((Instruction(word: word).opcode != .illegal) == isDefined)
            }
        }
    }

    @Test func theOtherOperandIsNotChanged() throws {
        let word = Assembly.register(funct3: 0, rd: 5, rs1: 5, rs2: 5)
        var machine = try Executor(Program(words: [word]), limits: smallLimits)
        machine.setRegister(5, to: 0x8000_0001)
        machine.setRegister(6, to: 9)
        _ = machine.run()
        #expect(machine.register(5) == 2)
        #expect(machine.register(6) == 9)
    }
}
