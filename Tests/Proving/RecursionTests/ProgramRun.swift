import Commitments
import Fields
import Hashing
import Recursion

/// Runs a program on the values of a proof, by the definition of each operation.
struct ProgramRun {
    typealias Cell = VerifierProgram.Cell
    typealias Address = VerifierProgram.Address

    /// Number of the first operation that fails, `nil` when the program accepts.
    private(set) var failure: Int?
    private var memory: [Cell?]
    private let advice: ProofAdvice

    init(_ program: VerifierProgram, _ advice: ProofAdvice) {
        self.advice = advice
        memory = [Cell?](repeating: nil, count: program.cellCount)
        for (number, operation) in program.operations.enumerated() where !step(operation) {
            failure = number
            return
        }
    }

    private func read(_ address: Address) -> Cell {
        guard let cell = memory[address] else { preconditionFailure("read before written") }
        return cell
    }

    private func read(_ element: VerifierProgram.Element) -> Goldilocks {
        read(element.address).elements[element.index]
    }

    private func cubic(_ address: Address) -> CubicExtension {
        precondition(read(address).elements[3] == .zero, "not of the extension")
        return read(address).cubic
    }

    private func digest(_ address: Address) -> Digest {
        let elements = read(address).elements
        return Digest(elements[0], elements[1], elements[2], elements[3])
    }

    private mutating func write(_ cell: Cell, _ address: Address) {
        precondition(memory[address] == nil, "written twice")
        memory[address] = cell
    }

    private mutating func write(_ digest: Digest, _ address: Address) {
        write(Cell(digest[0], digest[1], digest[2], digest[3]), address)
    }

    /// Does one step, and returns whether it can be done.
    private mutating func step(_ operation: VerifierProgram.Operation) -> Bool {
        switch operation {
        case .constant(let cell, let target): write(cell, target)
        case .advice(let name, let target):
            guard let cell = advice.cell(name) else { return false }
            write(cell, target)
        case .multiplyAdd(let equation): return solve(equation)
        case .pack(let first, let second, let third, let target):
            write(Cell(read(first), read(second), read(third)), target)
        case .permute(let state, let elements, let targets): permute(state, elements, targets)
        case .absorb(let row): return absorb(row)
        case .compress(let left, let right, let target):
            write(Poseidon2Tree.compress(digest(left), digest(right)), target)
        case .ascend(let node, let sibling, let bit, let target):
            guard let other = advice.digest(sibling) else { return false }
            let isRight = bitValue(bit) == 1
            write(
                isRight
                    ? Poseidon2Tree.compress(other, digest(node))
                    : Poseidon2Tree.compress(digest(node), other), target)
        case .bits(let element, let targets):
            let value = read(element).value
            for (place, target) in targets.enumerated() {
                write(Cell(Goldilocks(UInt32(value >> UInt64(place) & 1))), target)
            }
        case .requireZeroBits(let element, let count):
            return read(element).value & ((1 << UInt64(count)) - 1) == 0
        case .requireEqual(let left, let right): return read(left) == read(right)
        case .requireInTable(let cell, let table, let bits):
            let place = bits.enumerated().reduce(0) { $0 + bitValue($1.element) << $1.offset }
            return read(table[place]) == read(cell)
        }
        return true
    }

    private func bitValue(_ address: Address) -> Int {
        let value = Int(read(address).elements[0].value)
        precondition(value < 2, "not a bit")
        return value
    }

    private mutating func solve(_ equation: VerifierProgram.MultiplyAdd) -> Bool {
        let other = cubic(equation.otherFactor)
        switch equation.written {
        case .result:
            write(Cell(cubic(equation.factor) * other + cubic(equation.addend)), equation.result)
        case .addend:
            write(Cell(cubic(equation.result) - cubic(equation.factor) * other), equation.addend)
        case .factor:
            precondition(cubic(equation.addend) == .zero && cubic(equation.result) == .one)
            guard let inverse = other.inverse else { return false }
            write(Cell(inverse), equation.factor)
        }
        return true
    }

    private mutating func permute(
        _ state: [Address], _ elements: [VerifierProgram.Element], _ targets: [Address]
    ) {
        var words = InlineArray<12, Goldilocks>(repeating: .zero)
        for index in 0..<12 { words[index] = read(state[index / 4]).elements[index % 4] }
        for (index, element) in elements.enumerated() { words[index] += read(element) }
        words[9] += Goldilocks(UInt32(elements.count + 1))
        Poseidon2.permute(&words)
        for (place, target) in targets.enumerated() {
            let first = 4 * place
            write(
                Cell(words[first], words[first + 1], words[first + 2], words[first + 3]), target)
        }
    }

    private mutating func absorb(_ row: VerifierProgram.RowHash) -> Bool {
        guard let elements = advice.elements(row.row), elements.count == row.count else {
            return false
        }
        write(Poseidon2Tree.hashRow(elements), row.digest)
        for (place, target) in row.cubics.enumerated() {
            write(
                Cell(elements[3 * place], elements[3 * place + 1], elements[3 * place + 2]),
                target)
        }
        for fold in row.folds {
            var sum = CubicExtension.zero
            for run in fold.runs {
                var weight = cubic(run.start)
                for place in run.places {
                    sum += weight.scaled(by: elements[place])
                    weight *= cubic(fold.challenge)
                }
            }
            write(Cell(sum), fold.target)
        }
        return true
    }
}
