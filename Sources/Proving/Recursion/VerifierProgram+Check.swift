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
    /// An operation writes a factor, but its equation is not that of an inverse.
    case undeterminedFactor(operation: Int)
    /// An operation has a list of a length that its kind does not allow, or an index out of range.
    case form(operation: Int)
}

extension VerifierProgram {
    /// Checks that every address is written exactly once, and before it is read.
    ///
    /// So the advice determines the content of every cell: an equation that writes a factor, which
    /// could leave it open where the other factor is zero, must be that of an inverse.
    public func check() throws(VerifierProgramError) {
        var isWritten = [Bool](repeating: false, count: cellCount)
        var constants = [Address: Cell]()
        for (number, operation) in operations.enumerated() {
            if case .constant(let cell, let address) = operation { constants[address] = cell }
            if case .multiplyAdd(let equation) = operation, equation.written == .factor {
                guard constants[equation.addend] == Cell(.zero),
                    constants[equation.result] == Cell(.one)
                else { throw .undeterminedFactor(operation: number) }
            }
            guard operation.hasForm else { throw .form(operation: number) }
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

extension VerifierProgram.Operation {
    /// Whether lists have lengths, and indices ranges, that the operation is defined for.
    fileprivate var hasForm: Bool {
        switch self {
        case .constant, .advice, .multiplyAdd, .compress, .ascend, .requireEqual: true
        case .pack(let first, let second, let third, _):
            [first, second, third].allSatisfy(\.isInCell)
        case .permute(let state, let elements, let targets):
            state.count == 3 && targets.count == 3 && elements.count <= 8
                && elements.allSatisfy(\.isInCell)
        case .absorb(let row):
            (row.cubics.isEmpty || 3 * row.cubics.count == row.count)
                && row.folds.allSatisfy { fold in
                    fold.runs.allSatisfy { run in
                        run.places.allSatisfy { (0..<row.count).contains($0) }
                    }
                }
        case .bits(let element, let targets): element.isInCell && targets.count <= 32
        case .requireZeroBits(let element, let count):
            element.isInCell && (0...32).contains(count)
        case .requireInTable(_, let table, let bits):
            bits.count < 32 && table.count == 1 << bits.count
        }
    }
}

extension VerifierProgram.Element {
    fileprivate var isInCell: Bool { (0..<4).contains(index) }
}
