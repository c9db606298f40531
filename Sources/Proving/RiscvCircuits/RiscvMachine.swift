public import Constraints

/// The whole RV32IMC machine with all precompiles.
public struct RiscvMachine: ProgramMachine {
    /// The chips in the order of proofs.
    public typealias List = NoChips
        .And<ProcessorChip>
        .And<ProgramChip>
        .And<ImageChip>
        .And<ZeroMemoryChip>
        .And<RegisterChip>
        .And<InputChip>
        .And<OutputChip>
        .And<TableChip>
        .And<Poseidon2Chip>
        .And<SHA256Chip>
        .And<EcGFp5Chip>
        .And<ProductDivisionChip>
        .And<KeccakChip>
        .And<ScheduleChip>
        .And<GeneratorTableChip>
        .And<BitwiseChip>
        .And<ComparisonChip>
        .And<ShiftChip>
        .And<MultiplicationChip>
        .And<SignedMultiplicationChip>
        .And<DivisionChip>
        .And<SubwordLoadChip>
        .And<SubwordStoreChip>

    private static let recorded = Result { () throws(MachineError) in
        try CheckedMachine(RiscvMachine())
    }

    /// The machine.
    public init() {}

    /// The machine with its layouts and the digest of its description, made once.
    public static func checked() throws(MachineError) -> CheckedMachine<RiscvMachine> {
        try recorded.get()
    }
}
