import Fields

/// Reasons why operations are not a straight-line program.
public enum VerifierProgramError: Error, Equatable {
    /// An operation names an address outside of the memory.
    case addressRange(operation: Int, address: Int)
    /// An operation writes an address for the second time.
    case writtenTwice(operation: Int, address: Int)
    /// An operation reads an address that was not written before.
    case readBeforeWritten(operation: Int, address: Int)
    /// No operation writes the address.
    case neverWritten(address: Int)
    /// There are more public cells than addresses.
    case publicCount(Int)
    /// An operation writes a factor, but its equation is not that of an inverse.
    case undeterminedFactor(operation: Int)
    /// An operation has a list of a length that its kind does not allow, or an index out of range.
    case form(operation: Int)
    /// A permutation continues one that the program does not have.
    case noPermutation(operation: Int)
    /// A table has another number than that of its place among the tables.
    case tableNumber(operation: Int, number: Int)
    /// A look-up is in a table that is not there yet, or its bits name more entries than that has.
    case table(operation: Int, number: Int)
}

extension VerifierProgram {
    /// Checks that every address is written exactly once, and before it is read.
    ///
    /// So the advice determines the content of every cell: an equation that writes a factor, which
    /// could leave it open where the other factor is zero, must be that of an inverse.
    public func check() throws(VerifierProgramError) {
        guard (0...max(0, cellCount)).contains(publicCount) else {
            throw .publicCount(publicCount)
        }
        var isWritten = [Bool](repeating: false, count: cellCount)
        var rules = ProgramRules()
        for (number, operation) in operations.enumerated() {
            try rules.check(operation, number)
            for address in operation.sources {
                guard isWritten.indices.contains(address) else {
                    throw .addressRange(operation: number, address: address)
                }
                guard isWritten[address] else {
                    throw .readBeforeWritten(operation: number, address: address)
                }
            }
            for address in operation.targets {
                guard isWritten.indices.contains(address) else {
                    throw .addressRange(operation: number, address: address)
                }
                guard !isWritten[address] else {
                    throw .writtenTwice(operation: number, address: address)
                }
                isWritten[address] = true
            }
        }
        if let address = isWritten.firstIndex(of: false) { throw .neverWritten(address: address) }
    }
}

/// The rules of single operations, with what they have to know of those before.
private struct ProgramRules {
    typealias Cell = VerifierProgram.Cell
    typealias Operation = VerifierProgram.Operation

    private var constants: [VerifierProgram.Address: Cell] = [:]
    private var tableSizes: [Int] = []
    private var hasPermutation = false

    mutating func check(_ operation: Operation, _ number: Int) throws(VerifierProgramError) {
        guard Self.hasForm(operation) else { throw .form(operation: number) }
        switch operation {
        case .constant(let cell, let address): constants[address] = cell
        case .multiplyAdd(let equation) where equation.written == .factor:
            guard constants[equation.addend] == Cell(.zero),
                constants[equation.result] == Cell(.one)
            else { throw .undeterminedFactor(operation: number) }
        case .permute(let permutation):
            guard hasPermutation || permutation.start != .previous else {
                throw .noPermutation(operation: number)
            }
            hasPermutation = true
        case .table(let entries, let table):
            tableSizes.append(entries.count)
            guard table == tableSizes.count else {
                throw .tableNumber(operation: number, number: table)
            }
        case .lookup(let lookup):
            guard tableSizes.indices.contains(lookup.table - 1),
                1 << lookup.bitCount <= tableSizes[lookup.table - 1]
            else { throw .table(operation: number, number: lookup.table) }
        case .advice, .multiplyAdd, .elements, .absorb, .compress, .ascend, .bits,
            .requireZeroBits:
            break
        }
    }

    /// Whether lists have lengths, and indices ranges, that the operation is defined for.
    private static func hasForm(_ operation: Operation) -> Bool {
        switch operation {
        case .constant, .advice, .multiplyAdd, .compress, .ascend, .table: true
        case .elements(let elements):
            elements.parts.count == 4
                && (elements.written == .parts || !elements.parts.contains { $0 == nil })
        case .permute(let permutation):
            permutation.block.count == 2 && permutation.outputs.count == 2
        case .absorb(let row): row.hasForm
        case .bits(let bits):
            bits.bits.count <= 32 && bits.upper.keys.allSatisfy { (1...32).contains($0) }
        case .requireZeroBits(_, let count): (0...32).contains(count)
        case .lookup(let lookup): (0...31).contains(lookup.bitCount)
        }
    }
}

extension VerifierProgram.RowHash {
    /// One sum at most is of all elements and one of some, with one challenge, and places ascend.
    fileprivate var hasForm: Bool {
        let challenges = Set(folds.map(\.challenge))
        return count > 0 && (cells.isEmpty || cells.count == 2 * blockCount)
            && challenges.count <= 1
            && folds.filter { $0.places.count == count }.count <= 1
            && folds.filter { $0.places.count != count }.count <= 1
            && folds.allSatisfy { fold in
                fold.places.allSatisfy { (0..<count).contains($0) }
                    && zip(fold.places, fold.places.dropFirst()).allSatisfy { $0 < $1 }
            }
    }
}
