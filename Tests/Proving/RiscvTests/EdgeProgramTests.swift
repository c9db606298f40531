import Riscv
import RiscvPrograms
import Testing

@Suite struct EdgeProgramTests {
    @Test func executorAgreesOnEveryInstruction() throws {
        for edge in [EdgeProgram.registers(edgeOperands), EdgeProgram.others(edgeOperands)] {
            let execution = try edge.program().execute()
            #expect(execution.outcome == .exited(code: 0))
            #expect(execution.output.words == edge.expected)
        }
    }
}
