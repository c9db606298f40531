/// The number of operations of a program, by the chip of a recursion machine that does them.
public struct OperationCounts: Sendable, Equatable {
    /// Rows of eight elements that are hashed and folded.
    public private(set) var absorbRows = 0
    /// Permutations of the transcript.
    public private(set) var transcriptRows = 0
    /// Compressions of nodes.
    public private(set) var compressions = 0
    /// Equations a b + c = d, and elements of the extension put together.
    public private(set) var extensionRows = 0
    /// Decompositions into bits, with those that must be zero.
    public private(set) var bitRows = 0
    /// Look-ups by bits.
    public private(set) var lookups = 0
    /// Cells that must be equal.
    public private(set) var equalities = 0
    /// Constants of the program.
    public private(set) var constants = 0
    /// Values of statement and proof outside of opened rows.
    public private(set) var adviceCells = 0
    /// Elements of opened rows.
    public private(set) var rowElements = 0

    /// Counts the operations of a program.
    public init(_ program: VerifierProgram) {
        for operation in program.operations { add(operation) }
    }

    private mutating func add(_ operation: VerifierProgram.Operation) {
        switch operation {
        case .constant: constants += 1
        case .advice: adviceCells += 1
        case .multiplyAdd, .pack: extensionRows += 1
        case .permute: transcriptRows += 1
        case .absorb(let row):
            absorbRows += (row.count + 7) / 8
            rowElements += row.count
        case .compress, .ascend: compressions += 1
        case .bits, .requireZeroBits: bitRows += 1
        case .requireEqual: equalities += 1
        case .requireInTable: lookups += 1
        }
    }

    /// Cells of the planned chips, without padding.
    ///
    /// Cells a row, main, bus and quotient columns together, as the audit of the proving core prices
    /// them: 294 to absorb and fold eight elements, 196 to compress, 24 for an equation, 9 for a
    /// constant or a value, 30 for anything else.
    public var cells: Int {
        294 * (absorbRows + transcriptRows) + 196 * compressions + 24 * extensionRows
            + 30 * (bitRows + lookups + equalities) + 9 * (constants + adviceCells)
    }
}
