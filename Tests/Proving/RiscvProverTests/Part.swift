import RiscvCircuits
import RiscvProver

/// A chip of the RV32IM machine by its index in proofs.
struct Part: Equatable, Sendable {
    let rawValue: Int

    init<Chip: MachineChip>(_ chip: Chip.Type) {
        guard let index = RiscvMachine.index(of: chip) else {
            preconditionFailure("the machine has the chip")
        }
        rawValue = index
    }

    static let processor = Part(ProcessorChip.self)
    static let program = Part(ProgramChip.self)
    static let image = Part(ImageChip.self)
    static let zeroMemory = Part(ZeroMemoryChip.self)
    static let registers = Part(RegisterChip.self)
    static let input = Part(InputChip.self)
    static let output = Part(OutputChip.self)
    static let tables = Part(TableChip.self)
    static let poseidon2 = Part(Poseidon2Chip.self)
    static let sha256 = Part(SHA256Chip.self)
    static let ecGFp5 = Part(EcGFp5Chip.self)
    static let productDivision = Part(ProductDivisionChip.self)
    static let keccak = Part(KeccakChip.self)
    static let schedules = Part(ScheduleChip.self)
    static let generatorTable = Part(GeneratorTableChip.self)
    static let bitwise = Part(BitwiseChip.self)
    static let comparison = Part(ComparisonChip.self)
    static let shift = Part(ShiftChip.self)
    static let multiplication = Part(MultiplicationChip.self)
    static let signedMultiplication = Part(SignedMultiplicationChip.self)
    static let division = Part(DivisionChip.self)
    static let subwordLoad = Part(SubwordLoadChip.self)
    static let subwordStore = Part(SubwordStoreChip.self)
}
