#if !hasFeature(Embedded)
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
            case .tables: return nil
            }
        }
    }
#endif
