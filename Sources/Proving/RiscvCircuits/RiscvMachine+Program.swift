public import Constraints
import Fields

/// What a run of a program gave: exit code and output.
public struct RunResult: Equatable, Sendable {
    /// What the program gave to exit; zero means success.
    public var exitCode: UInt32
    /// The words that it wrote.
    public var output: [UInt32]

    /// The result of the given parts.
    public init(exitCode: UInt32, output: [UInt32]) {
        self.exitCode = exitCode
        self.output = output
    }
}

extension RiscvMachine {
    /// The statement that a program which starts at the entry, with memory of the given bounds,
    /// gave a result; the fixed columns hold the program.
    public static func statement(
        entry: UInt32, memory: MemoryBounds, result: RunResult
    ) -> Statement {
        let publicValues = Part.allCases.map { part -> [Goldilocks] in
            switch part {
            case .processor: [Goldilocks(entry), Goldilocks(result.exitCode)]
            case .zeroMemory:
                [memory.start, memory.imageStart, memory.imageEnd, memory.end].map {
                    Goldilocks($0)
                }
            default: []
            }
        }
        var messages = [BusMessage]()
        messages.reserveCapacity(result.output.count)
        for (position, word) in result.output.enumerated() {
            messages.append(
                BusMessage(
                    .receive, on: MachineBus.output,
                    [Goldilocks(UInt32(truncatingIfNeeded: position)), Goldilocks(word)]))
        }
        return Statement(publicValues: publicValues, messages: messages)
    }
}

#if !hasFeature(Embedded)
    public import Polynomials
    public import Riscv

    extension RiscvMachine {
        /// The fixed columns of each chip for a program, `nil` where it has none.
        public static func fixedTables(_ program: Program) -> [Matrix?] {
            Part.allCases.map { part in
                switch part {
                case .program: ProgramChip.fixedTable(program)
                case .image: ImageChip.fixedTable(program)
                case .registers: RegisterChip.fixedTable
                case .tables: TableChip.fixedTable
                default: nil
                }
            }
        }
    }
#endif
