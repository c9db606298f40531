/// The rows of each chip of the recursion machine that a program takes.
public struct OperationCounts: Sendable, Equatable {
    /// Constants of the program, values of statement and proof outside of opened rows.
    public private(set) var valueRows = 0
    /// Equations a b + c = d.
    public private(set) var equationRows = 0
    /// Cells divided into their elements or made of them.
    public private(set) var elementRows = 0
    /// Permutations of the transcript, and blocks of eight elements that are hashed and folded.
    public private(set) var spongeRows = 0
    /// Compressions of nodes.
    public private(set) var compressionRows = 0
    /// Bits of elements.
    public private(set) var bitRows = 0
    /// Entries of tables.
    public private(set) var tableRows = 0
    /// Look-ups in tables.
    public private(set) var lookupRows = 0

    /// Counts the operations of a program.
    public init(_ program: VerifierProgram) {
        for operation in program.operations { add(operation) }
    }

    private mutating func add(_ operation: VerifierProgram.Operation) {
        switch operation {
        case .constant, .advice: valueRows += 1
        case .multiplyAdd: equationRows += 1
        case .elements: elementRows += 1
        case .permute: spongeRows += 1
        case .absorb(let row): spongeRows += row.blockCount
        case .compress, .ascend: compressionRows += 1
        case .bits, .requireZeroBits: bitRows += 64
        case .table(let entries, _): tableRows += entries.count
        case .lookup: lookupRows += 1
        }
    }
}
