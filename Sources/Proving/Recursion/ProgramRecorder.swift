import Fields

/// Collects the operations of a program while a verifier is read.
///
/// A class, because all values of one recording add to the same list. It stays on one thread until
/// the recording is finished.
public final class ProgramRecorder: @unchecked Sendable {
    /// The number of a cell.
    public typealias Address = VerifierProgram.Address
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
    /// Cells by their four elements.
    private var joined: [[Address]: Address] = [:]
    /// Operations that split cells, by the cell.
    private var splits: [Address: Int] = [:]
    /// Products of roots of unity by the bits of their exponents.
    private var rootPowers: [[Address]: Address] = [:]
    /// Operations that hash rows.
    private var rowOperations: [VerifierProgram.Row: Int] = [:]
    /// Numbers of tables by their entries.
    private var tables: [[Address]: Int] = [:]
    /// The number of the operation that permuted last.
    private var lastPermutation: Int?

    /// The addresses of the public cells: the first.
    public let publicCells: Range<Address>

    /// A recorder of a program that has only public cells.
    public init(publicCells: [VerifierProgram.Advice] = []) {
        self.publicCells = publicCells.indices
        for cell in publicCells { _ = advice(cell) }
    }

    /// The program that was recorded.
    public func program() -> VerifierProgram {
        VerifierProgram(
            operations: constantOperations + operations, cellCount: cellCount,
            publicCount: publicCells.count)
    }

    /// A new address, to be written by one operation.
    func newAddress() -> Address {
        cellCount += 1
        return cellCount - 1
    }

    func newAddresses(_ count: Int) -> [Address] { (0..<count).map { _ in newAddress() } }

    func append(_ operation: VerifierProgram.Operation) { operations.append(operation) }

    /// The cell of a constant, which is written once.
    public func constant(_ cell: VerifierProgram.Cell) -> Address {
        if let known = constants[cell] { return known }
        let address = newAddress()
        constantOperations.append(.constant(cell, to: address))
        constants[cell] = address
        return address
    }

    var zero: Address { constant(Cell(.zero)) }
    var one: Address { constant(Cell(.one)) }

    /// A cell of advice.
    public func advice(_ advice: VerifierProgram.Advice) -> Address {
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

    /// Requires that two cells of the extension are the same: 1 a + 0 = b.
    func requireEqual(_ left: Address, _ right: Address) {
        append(
            .multiplyAdd(
                VerifierProgram.MultiplyAdd(
                    factor: one, otherFactor: left, addend: zero, result: right, written: nil)))
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
    /// The cell with up to four elements, each the first of a cell, and zeros behind them.
    func join(_ elements: [Address]) -> Address {
        let parts = elements + [Address](repeating: zero, count: 4 - elements.count)
        if parts.dropFirst().allSatisfy({ $0 == zero }) { return parts[0] }
        if let known = joined[parts] { return known }
        let cell = newAddress()
        append(
            .elements(VerifierProgram.Elements(cell: cell, parts: parts, written: .cell)))
        joined[parts] = cell
        return cell
    }

    /// An element of a cell as a cell of its own.
    func element(_ index: Int, of cell: Address) -> Address {
        let number = splits[cell] ?? operations.count
        if splits[cell] == nil {
            splits[cell] = number
            append(
                .elements(
                    VerifierProgram.Elements(
                        cell: cell, parts: [nil, nil, nil, nil], written: .parts)))
        }
        guard case .elements(var elements) = operations[number] else {
            preconditionFailure("the operation splits a cell")
        }
        if let known = elements.parts[index] { return known }
        let part = newAddress()
        elements.parts[index] = part
        operations[number] = .elements(elements)
        return part
    }

    /// The bits of an element, which is a cell of its own.
    func bits(of element: Address, count: Int) -> RecordedPlace {
        let bits = newAddresses(count)
        append(.bits(VerifierProgram.Bits(element: element, bits: bits, upper: [:])))
        return RecordedPlace(
            recorder: self, operation: operations.count - 1, range: 0..<count, bits: bits)
    }

    /// The integer whose bits an operation writes, without its k low bits.
    func integer(ofBits operation: Int, dropping count: Int) -> Address {
        guard case .bits(var bits) = operations[operation] else {
            preconditionFailure("the operation writes bits")
        }
        if count == 0 { return bits.element }
        if let known = bits.upper[count] { return known }
        let address = newAddress()
        bits.upper[count] = address
        operations[operation] = .bits(bits)
        return address
    }

    /// Requires that a cell is the one of a list that low bits of a place name.
    func requireEntry(_ cell: Address, of entries: [Address], at place: RecordedPlace) {
        let count = entries.count.trailingZeroBitCount
        let number = tables[entries] ?? tables.count + 1
        if tables[entries] == nil {
            tables[entries] = number
            append(.table(entries, number: number))
        }
        let first = place.range.lowerBound
        append(
            .lookup(
                VerifierProgram.Lookup(
                    cell: cell, table: number,
                    integer: integer(ofBits: place.operation, dropping: first),
                    dropped: integer(ofBits: place.operation, dropping: first + count),
                    bitCount: count)))
    }

    /// Permutes the state that the last permutation left, or one of zeros with a tag.
    ///
    /// `length` is added to the capacity. Returns the number of the operation and two cells of its
    /// output.
    func permute(
        _ start: VerifierProgram.Permutation.Start, _ block: [Address], length: Int,
        after last: Int?
    ) -> (number: Int, outputs: [Address]) {
        precondition(
            start != .previous || last == lastPermutation, "one sponge is used at a time")
        let cells = [join(Array(block.prefix(4))), join(Array(block.dropFirst(4)))]
        let outputs = newAddresses(2)
        let number = operations.count
        append(
            .permute(
                VerifierProgram.Permutation(
                    start: start, block: cells, length: UInt32(length), outputs: outputs)))
        lastPermutation = number
        return (number, outputs)
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

    /// Adds a weighted sum to the operation that hashes the row; its challenge is written before.
    func fold(
        _ row: VerifierProgram.Row, places: [Int], challenge: Address
    ) -> Address {
        var hash = hash(of: row)
        let known = hash.folds.first { $0.places == places && $0.challenge == challenge }
        if let known { return known.target }
        let target = newAddress()
        hash.folds.append(
            VerifierProgram.Fold(places: places, challenge: challenge, target: target))
        if let number = rowOperations[row] { operations[number] = .absorb(hash) }
        return target
    }

    /// The elements of a row, three to a cell.
    func cubics(of row: VerifierProgram.Row) -> [Address] {
        var hash = hash(of: row)
        if hash.cells.isEmpty {
            hash.cells = newAddresses(2 * hash.blockCount)
            if let number = rowOperations[row] { operations[number] = .absorb(hash) }
        }
        return (0..<hash.count / 3).map { cubic in
            join((3 * cubic..<3 * cubic + 3).map { element($0 % 4, of: hash.cells[$0 / 4]) })
        }
    }

    private func hash(of row: VerifierProgram.Row) -> VerifierProgram.RowHash {
        guard let number = rowOperations[row], case .absorb(let hash) = operations[number] else {
            preconditionFailure("a row is used before it is opened")
        }
        return hash
    }
}
