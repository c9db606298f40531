#if !hasFeature(Embedded)
    import Constraints
    public import Parallel
    public import Polynomials
    public import Riscv

    /// The traces of all chips for a run.
    public struct RiscvTraces: Sendable {
        /// The main columns by chip, `nil` for a chip that the run does not need.
        public let main: [Matrix?]

        /// Fills the traces; the same for any number of workers.
        ///
        /// Never traps, whatever the record: traces of a run that did not happen are refused.
        public init(_ record: ExecutionRecord, of program: Program, workers: Workers) {
            var filling = TraceFilling(workers: workers)
            var main = [Matrix?](repeating: nil, count: RiscvMachine.Part.allCases.count)
            // The tables come last: they count what all others looked up.
            for part in RiscvMachine.Part.allCases where part != .tables {
                main[part.rawValue] = Self.trace(part, record, program, &filling)
            }
            main[RiscvMachine.Part.tables.rawValue] = TableChip.trace(filling.tally)
            self.main = main
        }

        private static func trace(
            _ part: RiscvMachine.Part, _ record: ExecutionRecord, _ program: Program,
            _ filling: inout TraceFilling
        ) -> Matrix? {
            switch part {
            case .processor:
                let rows = program.programRows
                return filling.trace(of: ProcessorChip.self, record.cycles) {
                    cycle, row, tally in
                    let place = Int((cycle.pc &- program.codeAddress) / 4)
                    ProcessorChip.fill(
                        cycle, program: place < rows.count ? rows[place] : nil, row, &tally)
                }
            case .program: return ProgramChip.trace(program, record.cycles)
            case .image: return ImageChip.trace(program, record.memory)
            case .zeroMemory:
                let words = ZeroMemoryChip.records(MemoryBounds(program), record.memory)
                // The chip has public values, so it is never left out.
                return filling.trace(of: ZeroMemoryChip.self, words, ZeroMemoryChip.fill)
                    ?? Matrix(zeros: 1, width: ZeroMemoryChip.shape.mainWidth)
            case .registers: return RegisterChip.trace(record.registers)
            case .input:
                return filling.trace(
                    of: InputChip.self, WordTransfer.rows(record.inputs), InputChip.fill)
            case .output:
                return filling.trace(
                    of: OutputChip.self, WordTransfer.rows(record.outputs), OutputChip.fill)
            case .tables: return nil
            case .poseidon2Width8:
                return filling.trace(
                    of: Poseidon2Chip<Poseidon2Width8>.self, record.permutations8,
                    Poseidon2Chip<Poseidon2Width8>.fill)
            case .poseidon2Width12:
                return filling.trace(
                    of: Poseidon2Chip<Poseidon2Width12>.self, record.permutations12,
                    Poseidon2Chip<Poseidon2Width12>.fill)
            case .sha256:
                return filling.trace(of: SHA256Chip.self, record.compressions, SHA256Chip.fill)
            case .sha256Rounds:
                return SHA256RoundChip.trace(record.compressions, &filling)
            case .bitwise, .comparison, .shift, .multiplication, .signedMultiplication,
                .division, .subwordLoad, .subwordStore:
                return operationTrace(part, record, &filling)
            }
        }

        private static func operationTrace(
            _ part: RiscvMachine.Part, _ record: ExecutionRecord, _ filling: inout TraceFilling
        ) -> Matrix? {
            switch part {
            case .bitwise:
                filling.trace(of: BitwiseChip.self, record.bitwise, BitwiseChip.fill)
            case .comparison:
                filling.trace(of: ComparisonChip.self, record.comparisons, ComparisonChip.fill)
            case .shift:
                filling.trace(of: ShiftChip.self, record.shifts, ShiftChip.fill)
            case .multiplication:
                filling.trace(
                    of: MultiplicationChip.self, record.multiplications,
                    MultiplicationChip.fill)
            case .signedMultiplication:
                filling.trace(
                    of: SignedMultiplicationChip.self, record.signedMultiplications,
                    SignedMultiplicationChip.fill)
            case .division:
                filling.trace(of: DivisionChip.self, record.divisions, DivisionChip.fill)
            case .subwordLoad:
                filling.trace(of: SubwordLoadChip.self, record.subwordLoads, SubwordLoadChip.fill)
            case .subwordStore:
                filling.trace(
                    of: SubwordStoreChip.self, record.subwordStores, SubwordStoreChip.fill)
            default: nil
            }
        }
    }
#endif
