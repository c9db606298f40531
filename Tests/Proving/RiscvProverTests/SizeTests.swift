import Constraints
import RiscvCircuits
import RiscvProver
import Testing

/// The figures of docs/design/0011-riscv-circuits.md.
@Suite struct SizeTests {
    @Test(
        arguments: [
            (.processor, 44, 16, 68), (.tables, 6, 6, 15), (.program, 1, 1, 4), (.image, 2, 2, 5),
            (.zeroMemory, 9, 6, 18), (.registers, 2, 2, 5),
            (.input, 10, 7, 22), (.output, 9, 6, 18), (.poseidon2, 136, 49, 211),
            (.sha256, 107, 13, 128),
            (.ecGFp5, 53, 10, 68), (.productDivision, 67, 26, 106),
            (.keccak, 116, 81, 239),
            (.schedules, 1, 1, 4), (.generatorTable, 1, 1, 4),
            (.bitwise, 16, 5, 25), (.comparison, 12, 5, 21),
            (.shift, 14, 9, 29), (.multiplication, 10, 5, 19), (.signedMultiplication, 14, 9, 29),
            (.division, 19, 11, 37), (.subwordLoad, 13, 4, 19), (.subwordStore, 11, 5, 20),
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
