import Commitments
import Fields
import Hashing

/// The cells of a program for given advice, by the definition of each operation.
public struct ProgramRun: Sendable {
    /// The contents of memory; zero behind an operation that cannot be done.
    public private(set) var memory: [VerifierProgram.Cell]
    /// The number of the first operation that cannot be done or whose requirement does not hold;
    /// `nil` when the program accepts.
    public private(set) var failure: Int?

    private let advice: ProgramAdvice
    private var state = InlineArray<12, Goldilocks>(repeating: .zero)
    private var tables: [[Address]] = []

    private typealias Cell = VerifierProgram.Cell
    private typealias Address = VerifierProgram.Address

    /// Runs a program that is one (`VerifierProgram.check`) on the given values.
    public init(_ program: VerifierProgram, _ advice: ProgramAdvice) {
        self.advice = advice
        memory = [Cell](repeating: Cell(.zero), count: program.cellCount)
        for (number, operation) in program.operations.enumerated() where !step(operation) {
            failure = number
            return
        }
    }

    /// Does one step, and returns whether it can be done.
    private mutating func step(_ operation: VerifierProgram.Operation) -> Bool {
        switch operation {
        case .constant(let cell, let target): memory[target] = cell
        case .advice(let name, let target):
            guard let cell = advice.cell(name) else { return false }
            memory[target] = cell
        case .multiplyAdd(let equation): return solve(equation)
        case .elements(let elements): return divide(elements)
        case .permute(let permutation): permute(permutation)
        case .absorb(let row): return absorb(row)
        case .compress(let left, let right, let target):
            memory[target] = Cell(digest: Poseidon2Tree.compress(digest(left), digest(right)))
        case .ascend(let node, let sibling, let bit, let target):
            guard let other = advice.digest(sibling) else { return false }
            memory[target] =
                memory[bit][0] == .zero
                ? Cell(digest: Poseidon2Tree.compress(digest(node), other))
                : Cell(digest: Poseidon2Tree.compress(other, digest(node)))
        case .bits(let bits): write(bits)
        case .requireZeroBits(let element, let count):
            return memory[element][0].value & ((1 << UInt64(count)) - 1) == 0
        case .table(let entries, _): tables.append(entries)
        case .lookup(let lookup): return holds(lookup)
        }
        return true
    }

    private func digest(_ address: Int) -> Digest {
        let cell = memory[address]
        return Digest(cell[0], cell[1], cell[2], cell[3])
    }

    private mutating func solve(_ equation: VerifierProgram.MultiplyAdd) -> Bool {
        let (factor, other) = (memory[equation.factor].cubic, memory[equation.otherFactor].cubic)
        let (addend, result) = (memory[equation.addend].cubic, memory[equation.result].cubic)
        switch equation.written {
        case .result: memory[equation.result] = Cell(factor * other + addend)
        case .addend: memory[equation.addend] = Cell(result - factor * other)
        case .factor:
            guard let inverse = other.inverse else { return false }
            memory[equation.factor] = Cell(inverse)
        case nil: return factor * other + addend == result
        }
        return true
    }

    /// Makes a cell of parts or parts of a cell, or compares them.
    private mutating func divide(_ elements: VerifierProgram.Elements) -> Bool {
        if elements.written == .parts {
            for (place, part) in elements.parts.enumerated() {
                if let part { memory[part] = Cell(memory[elements.cell][place]) }
            }
            return true
        }
        let parts = elements.parts.map { $0.map { memory[$0][0] } ?? .zero }
        let cell = Cell(parts[0], parts[1], parts[2], parts[3])
        if elements.written == .nothing { return memory[elements.cell] == cell }
        memory[elements.cell] = cell
        return true
    }

    private mutating func permute(_ permutation: VerifierProgram.Permutation) {
        if case .tag(let tag) = permutation.start {
            state = InlineArray(repeating: .zero)
            state[8] = Goldilocks(tag)
        }
        for index in 0..<8 { state[index] += memory[permutation.block[index / 4]][index % 4] }
        state[9] += Goldilocks(permutation.length)
        Poseidon2.permute(&state)
        for (place, target) in permutation.outputs.enumerated() {
            let first = 4 * place
            memory[target] = Cell(
                state[first], state[first + 1], state[first + 2], state[first + 3])
        }
    }

    private mutating func absorb(_ row: VerifierProgram.RowHash) -> Bool {
        guard let elements = advice.elements(row.row), elements.count == row.count else {
            return false
        }
        memory[row.digest] = Cell(digest: Poseidon2Tree.hashRow(elements))
        let filled =
            elements + [Goldilocks](repeating: .zero, count: 8 * row.blockCount - row.count)
        for (place, target) in row.cells.enumerated() {
            let first = 4 * place
            memory[target] = Cell(
                filled[first], filled[first + 1], filled[first + 2], filled[first + 3])
        }
        for fold in row.folds {
            let challenge = memory[fold.challenge].cubic
            var (sum, next) = (CubicExtension.zero, fold.places[...])
            for (place, element) in filled.enumerated() {
                sum *= challenge
                if next.first == place {
                    sum += CubicExtension(element)
                    next.removeFirst()
                }
            }
            memory[fold.target] = Cell(sum)
        }
        return true
    }

    private mutating func write(_ bits: VerifierProgram.Bits) {
        let value = memory[bits.element][0].value
        for (place, target) in bits.bits.enumerated() {
            memory[target] = Cell(Goldilocks(UInt32(value >> UInt64(place) & 1)))
        }
        for (count, target) in bits.upper {
            memory[target] = Cell(Goldilocks(reducing: value >> UInt64(count)))
        }
    }

    private func holds(_ lookup: VerifierProgram.Lookup) -> Bool {
        let index = lookup.index(in: memory)
        let entries = tables[lookup.table - 1]
        return entries.indices.contains(index) && memory[entries[index]] == memory[lookup.cell]
    }
}

extension VerifierProgram.Lookup {
    /// The number of the entry that is looked up; any integer where the cells are not those of a
    /// run.
    public func index(in memory: [VerifierProgram.Cell]) -> Int {
        let power = Goldilocks(reducing: 1 << UInt64(bitCount))
        let index = memory[integer][0] - power * memory[dropped][0]
        return Int(truncatingIfNeeded: index.value)
    }
}
