public import Fields
public import Hashing

/// All values that a program reads but does not compute.
///
/// A value that is not there is `nil`.
public struct ProgramAdvice: Sendable {
    /// The proofs that are verified, with their statements.
    public let proofs: [ProofAdvice]
    /// Cells by their numbers.
    public let cells: [VerifierProgram.Cell]
    /// Paths by their numbers, each a list of siblings from the leaf on.
    public let paths: [[Digest]]

    /// The given values.
    public init(
        proofs: [ProofAdvice], cells: [VerifierProgram.Cell] = [], paths: [[Digest]] = []
    ) {
        self.proofs = proofs
        self.cells = cells
        self.paths = paths
    }

    /// The content of a cell.
    public func cell(_ advice: VerifierProgram.Advice) -> VerifierProgram.Cell? {
        switch advice {
        case .cell(let number): cells.element(number)
        case .value(let value, let proof): proofs.element(proof)?.cell(value)
        }
    }

    /// The elements of an opened row.
    public func elements(_ row: VerifierProgram.Row) -> [Goldilocks]? {
        proofs.element(row.proof)?.elements(row)
    }

    /// The digest of a sibling.
    public func digest(_ sibling: VerifierProgram.Sibling) -> Digest? {
        switch sibling {
        case .row(let proof, let commitment, let query, let level):
            proofs.element(proof)?.digest(commitment: commitment, query: query, level: level)
        case .path(let path, let level): paths.element(path)?.element(level)
        }
    }
}
