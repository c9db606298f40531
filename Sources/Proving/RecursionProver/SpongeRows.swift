import Constraints
import Fields
import Hashing
import Recursion
import RecursionCircuits

/// Permutations of sponges over cells, then blocks of rows that are hashed.
struct SpongeRows: ChipRows {
    private enum Block {
        case cells(VerifierProgram.Permutation)
        case row(VerifierProgram.RowHash, block: Int)
    }

    private let rows: [Block]
    /// Lists of elements: cells, committed rows.
    let groups: [Range<Int>]
    private let permutation: PermutationRow<Poseidon2Width12>

    init(_ program: VerifierProgram, _ degree: RecursionDegree) {
        permutation = SpongeChip.Column.permutation(degree)
        var rows = [Block]()
        var starts = [Int]()
        for operation in program.operations {
            guard case .permute(let permutation) = operation else { continue }
            if permutation.start != .previous { starts.append(rows.count) }
            rows.append(.cells(permutation))
        }
        for operation in program.operations {
            guard case .absorb(let row) = operation else { continue }
            starts.append(rows.count)
            for block in 0..<row.blockCount { rows.append(.row(row, block: block)) }
        }
        self.rows = rows
        let ends = starts.dropFirst() + [rows.count]
        groups = zip(starts, ends).map { $0..<$1 }
    }

    var count: Int { rows.count }

    func writeFixed(_ row: Int, reads: [Int], to cells: Row) {
        typealias Fixed = SpongeChip.Fixed
        switch rows[row] {
        case .cells(let permutation):
            for place in 0..<2 {
                cells.write(
                    permutation.block[place], -1,
                    to: (Fixed.elementAddresses[place], Fixed.elementMultiplicities[place]))
                let output = permutation.outputs[place]
                cells.write(
                    output, reads[output],
                    to: (Fixed.outputAddresses[place], Fixed.outputReads[place]))
            }
        case .row(let hash, let block): writeFixed(hash, block, reads: reads, to: cells)
        }
        writeTransition(row, to: cells)
    }

    private func writeFixed(
        _ hash: VerifierProgram.RowHash, _ block: Int, reads: [Int], to cells: Row
    ) {
        typealias Fixed = SpongeChip.Fixed
        for (index, column) in Fixed.isUnused.enumerated() where 8 * block + index >= hash.count {
            cells.write(1, to: column)
        }
        if !hash.cells.isEmpty {
            for place in 0..<2 {
                let address = hash.cells[2 * block + place]
                cells.write(
                    address, reads[address],
                    to: (Fixed.elementAddresses[place], Fixed.elementMultiplicities[place]))
            }
        }
        if let fold = hash.folds.first {
            cells.write(fold.challenge, 1, to: (Fixed.challengeAddress, Fixed.readsChallenge))
        }
        let flags = Self.flags(hash, block)
        for (index, column) in Fixed.isFirstHalfSummed.enumerated() where flags[index] {
            cells.write(1, to: column)
        }
        guard block == hash.blockCount - 1 else { return }
        cells.write(
            hash.digest, reads[hash.digest],
            to: (Fixed.outputAddresses[0], Fixed.outputReads[0]))
        for (place, fold) in [hash.fullSum, hash.partialSum].enumerated() {
            guard let target = fold?.target else { continue }
            cells.write(
                target, reads[target], to: (Fixed.sumAddresses[place], Fixed.sumReads[place]))
        }
    }

    /// Writes what the next row adds to the state and sums; that behind the last row is the first.
    private func writeTransition(_ row: Int, to cells: Row) {
        typealias Fixed = SpongeChip.Fixed
        guard row + 1 < rows.count else { return }
        let (continues, tag, length) = start(of: row + 1)
        cells.write(continues ? 1 : 0, to: Fixed.continues)
        cells.write(Int(tag), to: Fixed.capacity[0])
        cells.write(Int(length), to: Fixed.capacity[1])
        guard case .row(let hash, let block) = rows[row + 1] else { return }
        let flags = Self.flags(hash, block)
        for (index, column) in Fixed.isNextSecondHalfSummed.enumerated() where flags[4 + index] {
            cells.write(1, to: column)
        }
    }

    func writeLastFixed(to cells: Row) { writeTransition(-1, to: cells) }

    /// Whether a row continues the state of the row before, and what it adds to the first two elements
    /// of the capacity.
    private func start(of row: Int) -> (continues: Bool, tag: UInt32, length: UInt32) {
        switch rows[row] {
        case .cells(let permutation):
            switch permutation.start {
            case .previous: (true, 0, permutation.length)
            case .tag(let tag): (false, tag, permutation.length)
            }
        case .row(let hash, let block):
            block > 0
                ? (true, 0, 0) : (false, HashDomain.commitmentRow.tag, UInt32(hash.count))
        }
    }

    /// Whether each element of a block is in the sum of some elements.
    private static func flags(_ hash: VerifierProgram.RowHash, _ block: Int) -> [Bool] {
        var flags = [Bool](repeating: false, count: 8)
        for place in hash.partialSum?.places ?? [] where place / 8 == block {
            flags[place % 8] = true
        }
        return flags
    }

    func write(_ row: Int, _ values: ProgramValues, to cells: Row) {
        typealias Column = SpongeChip.Column
        var (elements, challenge) = ([Goldilocks](repeating: .zero, count: 8), CubicExtension.zero)
        var flags = [Bool](repeating: false, count: 8)
        switch rows[row] {
        case .cells(let permutation):
            for index in 0..<8 {
                elements[index] = values.memory[permutation.block[index / 4]][index % 4]
            }
        case .row(let hash, let block):
            let row = values.advice.elements(hash.row) ?? []
            for (index, element) in row.dropFirst(8 * block).prefix(8).enumerated() {
                elements[index] = element
            }
            if let fold = hash.folds.first { challenge = values.memory[fold.challenge].cubic }
            flags = Self.flags(hash, block)
        }
        let (continues, tag, length) = start(of: row)
        var state =
            continues
            ? permutation.result(of: cells.before)
            : [Goldilocks](repeating: .zero, count: 12)
        for index in 0..<8 { state[index] += elements[index] }
        state[8] += Goldilocks(tag)
        state[9] += Goldilocks(length)
        for index in 0..<8 { cells[Column.elements[index]] = elements[index] }
        for index in 0..<12 { cells[Column.state[index]] = state[index] }
        _ = permutation.fill(state, into: cells.cells)
        writeSums(elements, flags, challenge, continues: continues, to: cells)
    }

    private func writeSums(
        _ elements: [Goldilocks], _ flags: [Bool], _ challenge: CubicExtension, continues: Bool,
        to cells: Row
    ) {
        typealias Column = SpongeChip.Column
        let square = challenge * challenge
        let fourth = square * square
        let powers = [challenge, square, square * challenge, fourth, fourth * fourth]
        for (place, power) in powers.enumerated() { cells.write(power, to: Column.power(place)) }
        func sum(_ elements: ArraySlice<Goldilocks>) -> CubicExtension {
            elements.reduce(.zero) { $0 * challenge + CubicExtension($1) }
        }
        let flagged = zip(elements, flags).map { $1 ? $0 : .zero }
        cells.write(sum(flagged[..<4]), to: Column.upperHalf)
        for (columns, elements) in [(Column.sum, elements), (Column.partialSum, flagged)] {
            var before = CubicExtension.zero
            if continues {
                let (c0, c1, c2) = (columns[0], columns[1], columns[2])
                before = CubicExtension(cells.before[c0], cells.before[c1], cells.before[c2])
            }
            cells.write(before * powers[4] + sum(elements[...]), to: columns)
        }
    }

    func writePadding(to cells: Row) {
        _ = permutation.fill([Goldilocks](repeating: .zero, count: 12), into: cells.cells)
    }
}

extension Range<Int> {
    /// The element at a place.
    fileprivate subscript(place: Int) -> Int { lowerBound + place }
}
