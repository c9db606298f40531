import Constraints
import Fields
public import Parallel
public import Polynomials
public import Recursion
public import RecursionCircuits

/// The rows of all chips of the recursion machine for a program.
public struct ProgramTables: Sendable {
    private let program: VerifierProgram
    private let machine: RecursionMachine
    private let rows: [any ChipRows]
    /// How often each address is read.
    private let reads: [Int]
    /// The logarithm of the number of rows of all chips.
    ///
    /// One height for all: then a query of a proof has one row in each commitment, one quotient for
    /// each point, and folds by the greatest factor, which saves the verifier a fifth.
    public let heightLog2: Int

    /// Least logarithm of a height: that of the caps of the parameters in use, which are no greater
    /// than a table.
    public static let leastHeightLog2 = 6

    /// The tables of a program, as high as its operations ask for or as given.
    ///
    /// Returns `nil` when some kind of operation has more rows than the given height.
    public init?(
        _ program: VerifierProgram, _ machine: RecursionMachine, heightLog2: Int? = nil
    ) {
        self.program = program
        self.machine = machine
        rows = Self.rows(of: program, machine.degree)
        var reads = [Int](repeating: 0, count: program.cellCount)
        // The statement reads public cells.
        for address in 0..<program.publicCount { reads[address] = 1 }
        for operation in program.operations {
            for address in operation.sources { reads[address] += 1 }
        }
        self.reads = reads
        let least = Self.heightLog2(rows)
        self.heightLog2 = heightLog2 ?? least
        guard least <= self.heightLog2 else { return nil }
    }

    /// The least logarithm of the number of rows for a program.
    public static func heightLog2(of program: VerifierProgram) -> Int {
        heightLog2(rows(of: program, .three))
    }

    private static func heightLog2(_ rows: [any ChipRows]) -> Int {
        rows.reduce(leastHeightLog2) { max($0, ceilLog2($1.count)) }
    }

    private static func rows(
        of program: VerifierProgram, _ degree: RecursionDegree
    ) -> [any ChipRows] {
        RecursionMachine.Chip.allCases.map { chip in
            switch chip {
            case .values: ValueRows(program)
            case .equations: EquationRows(program)
            case .elements: ElementRows(program)
            case .sponges: SpongeRows(program, degree)
            case .compressions: CompressionRows(program, degree)
            case .bits: BitRows(program)
            case .tables: TableRows(program)
            case .lookups: LookupRows(program)
            }
        }
    }

    /// The number of rows of each chip that have operations.
    public var rowCounts: [Int] { rows.map(\.count) }

    /// The fixed columns of each chip.
    public func fixedTables(workers: Workers) -> [Matrix] {
        let shapes = machine.chips
        return workers.map(rows.count) { chip in
            rows[chip].fixedTable(
                height: 1 << heightLog2, width: shapes[chip].fixedWidth, reads: reads)
        }
    }

    /// The main columns of each chip for the cells of a run.
    public func traces(_ run: ProgramRun, _ advice: ProgramAdvice, workers: Workers) -> [Matrix] {
        let values = ProgramValues(
            memory: run.memory, advice: advice, lookups: countLookups(run.memory))
        let shapes = machine.chips
        return rows.indices.map { chip in
            rows[chip].trace(
                height: 1 << heightLog2, width: shapes[chip].mainWidth, values,
                workers: workers)
        }
    }

    /// How often each entry of each table is looked up.
    private func countLookups(_ memory: [VerifierProgram.Cell]) -> [[Int]] {
        var counts = [[Int]]()
        for operation in program.operations {
            switch operation {
            case .table(let entries, _): counts.append([Int](repeating: 0, count: entries.count))
            case .lookup(let lookup):
                let index = lookup.index(in: memory)
                if counts[lookup.table - 1].indices.contains(index) {
                    counts[lookup.table - 1][index] += 1
                }
            default: break
            }
        }
        return counts
    }
}

/// The least k with 2^k at least the number.
private func ceilLog2(_ number: Int) -> Int {
    number <= 1 ? 0 : Int.bitWidth - (number - 1).leadingZeroBitCount
}
