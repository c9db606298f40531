public import Constraints

/// The whole RV32IM machine: every chip, in the order of proofs.
public struct RiscvMachine: Machine {
    /// The chips; raw values count from 0.
    public enum Part: Int, CaseIterable, Sendable {
        case processor, program, image, zeroMemory, registers, input, output
        case tables
        case poseidon2Width8, poseidon2Width12, sha256, sha256Rounds
        case bitwise, comparison, shift, multiplication, signedMultiplication, division
        case subwordLoad, subwordStore
    }

    /// The machine.
    public init() {}

    /// The sizes of all chips.
    public var chips: [ChipShape] {
        Part.allCases.map { part in
            switch part {
            case .processor: ProcessorChip.shape
            case .program: ProgramChip.shape
            case .image: ImageChip.shape
            case .zeroMemory: ZeroMemoryChip.shape
            case .registers: RegisterChip.shape
            case .input: InputChip.shape
            case .output: OutputChip.shape
            case .tables: TableChip.shape
            case .poseidon2Width8: Poseidon2Chip<Poseidon2Width8>.shape
            case .poseidon2Width12: Poseidon2Chip<Poseidon2Width12>.shape
            case .sha256: SHA256Chip.shape
            case .sha256Rounds: SHA256RoundChip.shape
            case .bitwise: BitwiseChip.shape
            case .comparison: ComparisonChip.shape
            case .shift: ShiftChip.shape
            case .multiplication: MultiplicationChip.shape
            case .signedMultiplication: SignedMultiplicationChip.shape
            case .division: DivisionChip.shape
            case .subwordLoad: SubwordLoadChip.shape
            case .subwordStore: SubwordStoreChip.shape
            }
        }
    }

    /// The output, which the statement receives.
    public var publicBuses: [Bus] { [MachineBus.output] }

    /// Describes one chip.
    public func describe<Builder: ConstraintBuilder>(chip: Int, to builder: inout Builder) {
        switch Part(rawValue: chip) {
        case .processor: ProcessorChip.describe(to: &builder)
        case .program: ProgramChip.describe(to: &builder)
        case .image: ImageChip.describe(to: &builder)
        case .zeroMemory: ZeroMemoryChip.describe(to: &builder)
        case .registers: RegisterChip.describe(to: &builder)
        case .input: InputChip.describe(to: &builder)
        case .output: OutputChip.describe(to: &builder)
        case .tables: TableChip.describe(to: &builder)
        case .poseidon2Width8: Poseidon2Chip<Poseidon2Width8>.describe(to: &builder)
        case .poseidon2Width12: Poseidon2Chip<Poseidon2Width12>.describe(to: &builder)
        case .sha256: SHA256Chip.describe(to: &builder)
        case .sha256Rounds: SHA256RoundChip.describe(to: &builder)
        case .bitwise: BitwiseChip.describe(to: &builder)
        case .comparison: ComparisonChip.describe(to: &builder)
        case .shift: ShiftChip.describe(to: &builder)
        case .multiplication: MultiplicationChip.describe(to: &builder)
        case .signedMultiplication: SignedMultiplicationChip.describe(to: &builder)
        case .division: DivisionChip.describe(to: &builder)
        case .subwordLoad: SubwordLoadChip.describe(to: &builder)
        case .subwordStore: SubwordStoreChip.describe(to: &builder)
        case nil: break
        }
    }
}
