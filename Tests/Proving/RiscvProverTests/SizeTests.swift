import Constraints
import RiscvCircuits
import RiscvProver
import Testing

/// The figures of docs/design/0011-riscv-circuits.md.
@Suite struct SizeTests {
    @Test(
        arguments: [
            (.processor, 44, 16, 71), (.tables, 6, 6, 18), (.program, 1, 1, 7), (.image, 2, 2, 8),
            (.zeroMemory, 9, 6, 21), (.registers, 2, 2, 8),
            (.input, 10, 7, 25), (.output, 9, 6, 21), (.poseidon2Width8, 85, 25, 127),
            (.poseidon2Width12, 118, 37, 178), (.sha256, 107, 13, 131),
            (.ecGFp5, 53, 10, 71), (.schedules, 1, 1, 7), (.generatorTable, 1, 1, 7),
            (.bitwise, 16, 5, 28), (.comparison, 12, 5, 24),
            (.shift, 14, 9, 32), (.multiplication, 10, 5, 22), (.signedMultiplication, 14, 9, 32),
            (.division, 19, 11, 40), (.subwordLoad, 13, 4, 22), (.subwordStore, 11, 5, 23),
        ] as [(Part, Int, Int, Int)])
    func chipsHaveTheirSize(
        part: Part, mainWidth: Int, transferCount: Int, cellCount: Int
    ) throws {
        let layout = try CheckedMachine(RiscvMachine()).layouts[part.rawValue]
        #expect(layout.shape.mainWidth == mainWidth)
        #expect(layout.transferCount == transferCount)
        #expect(layout.shape.mainWidth + layout.busWidth == cellCount)
    }
}
