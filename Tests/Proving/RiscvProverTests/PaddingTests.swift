import Constraints
import Fields
import Polynomials
import RiscvCircuits
import Testing

@Suite struct PaddingTests {
    /// Two rows, so that a row of zeros follows a row of zeros without being the first.
    private func check<Tested: Chip>(_ chip: Tested.Type) {
        let trace = Matrix(zeros: 2, width: Tested.shape.mainWidth)
        let publicValues = [Goldilocks](repeating: .one, count: Tested.shape.publicCount)
        #expect(SingleChip<Tested>.failures(trace, publicValues: publicValues).isEmpty)
        #expect(SingleChip<Tested>.traffic(trace, publicValues: publicValues).isEmpty)
    }

    @Test func rowsOfZerosMoveNothing() {
        check(ZeroMemoryChip.self)
        check(InputChip.self)
        check(OutputChip.self)
        let table = Matrix(zeros: 2, width: TableChip.shape.mainWidth)
        let fixed = Matrix(zeros: 2, width: TableChip.shape.fixedWidth)
        #expect(SingleChip<TableChip>.traffic(table, fixed: fixed).isEmpty)
        check(Poseidon2Chip.self)
        check(SHA256Chip.self)
        check(EcGFp5Chip.self)
        check(ProductDivisionChip.self)
        check(KeccakChip.self)
        check(BitwiseChip.self)
        check(ComparisonChip.self)
        check(ShiftChip.self)
        check(MultiplicationChip.self)
        check(SignedMultiplicationChip.self)
        check(DivisionChip.self)
        check(SubwordLoadChip.self)
        check(SubwordStoreChip.self)
    }
}
