import Fields

/// Collects the operations of a program while the verifier is read.
///
/// A class, because all values of one recording add to the same list. It stays on one thread until
/// the recording is finished.
final class ProgramRecorder: @unchecked Sendable {
    typealias Address = VerifierProgram.Address
    typealias Cell = VerifierProgram.Cell

    /// What determines the written member of an equation.
    private struct Equation: Hashable {
        let factor: Address?
        let otherFactor: Address
        let addend: Address?
        let result: Address?
    }

    private var operations: [VerifierProgram.Operation] = []
    private var cellCount = 0
    /// Constants, which a program writes before anything else.
    private var constantOperations: [VerifierProgram.Operation] = []
    private var constants: [Cell: Address] = [:]
    private var equations: [Equation: Address] = [:]
    private var packed: [[VerifierProgram.Element]: Address] = [:]
    /// Products of roots of unity by the bits of their exponents.
    private var rootPowers: [[Address]: Address] = [:]
    /// Operations that hash rows.
    private var rowOperations: [VerifierProgram.Row: Int] = [:]

    var program: VerifierProgram {
        VerifierProgram(operations: constantOperations + operations, cellCount: cellCount)
    }

    /// A new address, to be written by one operation.
    func newAddress() -> Address {
        cellCount += 1
        return cellCount - 1
    }

    func newAddresses(_ count: Int) -> [Address] { (0..<count).map { _ in newAddress() } }

    func append(_ operation: VerifierProgram.Operation) { operations.append(operation) }

    /// The cell of a constant, which is written once.
    func constant(_ cell: Cell) -> Address {
        if let known = constants[cell] { return known }
        let address = newAddress()
        constantOperations.append(.constant(cell, to: address))
        constants[cell] = address
        return address
    }

    var zero: Address { constant(Cell(.zero)) }
    var one: Address { constant(Cell(.one)) }

    func advice(_ advice: VerifierProgram.Advice) -> Address {
        let address = newAddress()
        append(.advice(advice, to: address))
        return address
    }
}

extension ProgramRecorder {
    /// a b + c.
    func multiplyAdd(_ factor: Address, _ otherFactor: Address, _ addend: Address) -> Address {
        let (first, second) = (min(factor, otherFactor), max(factor, otherFactor))
        return solve(
            Equation(factor: first, otherFactor: second, addend: addend, result: nil))
    }

    /// d - a b.
    func subtractProduct(
        _ factor: Address, _ otherFactor: Address, from result: Address
    ) -> Address {
        let (first, second) = (min(factor, otherFactor), max(factor, otherFactor))
        return solve(
            Equation(factor: first, otherFactor: second, addend: nil, result: result))
    }

    /// 1 / b.
    func inverse(_ divisor: Address) -> Address {
        solve(Equation(factor: nil, otherFactor: divisor, addend: zero, result: one))
    }

    private func solve(_ equation: Equation) -> Address {
        if let known = equations[equation] { return known }
        let address = newAddress()
        let written: VerifierProgram.MultiplyAdd.Member =
            equation.factor == nil ? .factor : equation.addend == nil ? .addend : .result
        append(
            .multiplyAdd(
                VerifierProgram.MultiplyAdd(
                    factor: equation.factor ?? address, otherFactor: equation.otherFactor,
                    addend: equation.addend ?? address, result: equation.result ?? address,
                    written: written)))
        equations[equation] = address
        return address
    }

    func pack(_ elements: [VerifierProgram.Element]) -> Address {
        if let known = packed[elements] { return known }
        let address = newAddress()
        append(.pack(elements[0], elements[1], elements[2], to: address))
        packed[elements] = address
        return address
    }

    /// The product over all bits b of 1 + b (r - 1), r the root of order 2^(k + 1) for bit k.
    func rootPower(_ bits: [Address], root: (Int) -> Goldilocks) -> Address {
        guard !bits.isEmpty else { return one }
        if let known = rootPowers[bits] { return known }
        let factor = multiplyAdd(
            bits[bits.count - 1], constant(Cell(root(bits.count) - .one)), one)
        let rest = Array(bits.dropLast())
        let power =
            rest.isEmpty ? factor : multiplyAdd(rootPower(rest, root: root), factor, zero)
        rootPowers[bits] = power
        return power
    }
}

extension ProgramRecorder {
    /// Hashes a row, and returns the digest.
    func absorb(_ row: VerifierProgram.Row, count: Int) -> Address {
        let digest = newAddress()
        rowOperations[row] = operations.count
        append(
            .absorb(
                VerifierProgram.RowHash(row: row, count: count, digest: digest)))
        return digest
    }

    /// Adds a weighted sum to the operation that hashes the row; its weights are written before.
    func fold(
        _ row: VerifierProgram.Row, _ runs: [VerifierProgram.Fold.Run], challenge: Address
    ) -> Address {
        var hash = hash(of: row)
        let target = newAddress()
        hash.folds.append(
            VerifierProgram.Fold(runs: runs, challenge: challenge, target: target))
        if let number = rowOperations[row] { operations[number] = .absorb(hash) }
        return target
    }

    /// Makes the operation that hashes the row write its elements, three to a cell.
    func cubics(of row: VerifierProgram.Row) -> [Address] {
        var hash = hash(of: row)
        if hash.cubics.isEmpty {
            hash.cubics = newAddresses(hash.count / 3)
            if let number = rowOperations[row] { operations[number] = .absorb(hash) }
        }
        return hash.cubics
    }

    private func hash(of row: VerifierProgram.Row) -> VerifierProgram.RowHash {
        guard let number = rowOperations[row], case .absorb(let hash) = operations[number] else {
            preconditionFailure("a row is used before it is opened")
        }
        return hash
    }
}
