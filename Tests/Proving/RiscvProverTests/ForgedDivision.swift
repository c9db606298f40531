import Fields
import Polynomials
import RiscvCircuits

/// The trace of one division of a product in which a test tells a lie and makes the rest follow.
struct ForgedDivision {
    typealias Tested = ProductDivisionChip
    typealias Column = Tested.Column

    let call: DivisionCall
    var scene: CallScene<Tested>

    /// The rows of a call, honest but for its results, with a call's room of padding behind them.
    init(_ call: DivisionCall, results: [UInt32]? = nil) throws {
        self.call = call
        scene = try CallScene([call.record(results: results)])
        scene = scene.rows(0..<Tested.rowCount)
        scene.trace = Matrix(
            width: scene.trace.width,
            elements: scene.trace.elements
                + [Goldilocks](repeating: .zero, count: Tested.rowCount * scene.trace.width))
    }

    subscript(_ step: Int, _ column: Column) -> Goldilocks {
        get { scene.trace[step, column.rawValue] }
        set { scene.trace[step, column.rawValue] = newValue }
    }

    var refusals: Set<String> { scene.refusals }

    /// Whether the words that rows read and write are a call with its result.
    var isTrue: Bool {
        let (reads, writes) = (0..<16).reduce(into: ([UInt32](), [UInt32]())) { words, step in
            words.0.append(UInt32(truncatingIfNeeded: self[step, .operand].value))
            words.1.append(UInt32(truncatingIfNeeded: self[step, .written].value))
        }
        let m = (8..<16).map { UInt32(truncatingIfNeeded: self[$0, .divisor(0)].value) }
        let claimed = DivisionCall(Array(reads[..<8]), Array(reads[8...]), by: m)
        return claimed.hasResult && claimed.results == writes
    }

    /// Sets the halves of the word of r of a row that multiplies.
    mutating func setRemainder(_ step: Int, _ word: UInt32) {
        self[step, .rest(0)] = Goldilocks(word & 0xffff)
        self[step, .rest(1)] = Goldilocks(word >> 16)
    }

    /// The word of r of a row that multiplies.
    func remainder(_ step: Int) -> UInt32 {
        UInt32(truncatingIfNeeded: self[step, .rest(0)].value)
            | UInt32(truncatingIfNeeded: self[step, .rest(1)].value) << 16
    }

    /// Makes carries, sums, registers, words and borrows of all rows from one on follow from its
    /// halves of a, q and r and its registers, but for what is kept.
    mutating func follow(from first: Int = 0, keeping kept: Set<Column> = []) {
        for step in first..<Tested.rowCount {
            setCarries(step, kept)
            let isLow = step < Tested.wordCount
            if !isLow { setRest(step) }
            if !kept.contains(.operand) {
                self[step, .operand] =
                    isLow ? word(step, Column.multiplier) : self[step, .factor(0)]
            }
            if !kept.contains(.written) {
                self[step, .written] =
                    isLow ? word(step, Column.quotient) : self[step, .remainder(0)]
            }
            guard step + 1 < Tested.rowCount else { return }
            passSums(step, kept)
            passRegisters(step, kept)
        }
    }

    private func word(_ step: Int, _ half: (Int) -> Column) -> Goldilocks {
        self[step, half(0)] + self[step, half(1)] * Goldilocks(1 << 16)
    }

    private func product(_ step: Int, _ half: Int, _ place: Int) -> Goldilocks {
        guard step < Tested.wordCount else { return .zero }
        return self[step, .multiplier(half)] * self[step, .factor(place)]
            - self[step, .quotient(half)] * self[step, .divisor(place)]
    }

    func carry(_ step: Int, _ limb: (Int) -> Column) -> Goldilocks {
        (0..<3).reversed().reduce(Goldilocks.zero) {
            $0 * Goldilocks(1 << 16) + self[step, limb($1)]
        } - Goldilocks(reducing: Tested.carryOffset)
    }

    private mutating func setCarries(_ step: Int, _ kept: Set<Column>) {
        let isLow = step < Tested.wordCount
        let low =
            self[step, .lowSum(0)] + product(step, 0, 0) - (isLow ? self[step, .rest(0)] : .zero)
        if !kept.contains(.lowCarry(0)) { setCarry(step, Column.lowCarry, low) }
        let high =
            self[step, .highSum(0)] + product(step, 1, 0) - (isLow ? self[step, .rest(1)] : .zero)
        if !kept.contains(.highCarry(0)) {
            setCarry(step, Column.highCarry, high + carry(step, Column.lowCarry))
        }
    }

    /// The limbs of a sum over 2^16.
    mutating func setCarry(_ step: Int, _ limb: (Int) -> Column, _ sum: Goldilocks) {
        let quotient = sum * Goldilocks(1 << 16).inverseOrZero
        let raised = (quotient + Goldilocks(reducing: Tested.carryOffset)).value
        for index in 0..<2 {
            self[step, limb(index)] = Goldilocks(reducing: raised >> UInt64(16 * index) & 0xffff)
        }
        self[step, limb(2)] = Goldilocks(reducing: raised >> 32)
    }

    private mutating func setRest(_ step: Int) {
        let m = Int64(self[step, .divisor(0)].value)
        let r = Int64(truncatingIfNeeded: self[step, .remainder(0)].value)
        let difference = m &- r &- Int64(truncatingIfNeeded: self[step, .borrow].value)
        setRemainder(step, UInt32(truncatingIfNeeded: difference))
        if step + 1 < Tested.rowCount {
            self[step + 1, .borrow] = difference < 0 ? .one : .zero
        }
    }

    private mutating func passSums(_ step: Int, _ kept: Set<Column>) {
        for place in 0..<Tested.sumCount {
            let isTop = place + 1 == Tested.sumCount
            var low = isTop ? .zero : self[step, .lowSum(place + 1)]
            if place == 0 { low += carry(step, Column.highCarry) }
            let high = isTop ? .zero : self[step, .highSum(place + 1)]
            if !kept.contains(.lowSum(place)) {
                self[step + 1, .lowSum(place)] = low + product(step, 0, place + 1)
            }
            if !kept.contains(.highSum(place)) {
                self[step + 1, .highSum(place)] = high + product(step, 1, place + 1)
            }
        }
    }

    private mutating func passRegisters(_ step: Int, _ kept: Set<Column>) {
        let isLow = step < Tested.wordCount
        for register in [Column.factor, Column.divisor] where !kept.contains(register(0)) {
            for place in 0..<Tested.wordCount {
                let from = isLow ? place : place + 1
                self[step + 1, register(place)] =
                    from < Tested.wordCount ? self[step, register(from)] : .zero
            }
        }
        guard !kept.contains(.remainder(0)) else { return }
        for place in 0..<Tested.wordCount - 1 {
            self[step + 1, .remainder(place)] = self[step, .remainder(place + 1)]
        }
        self[step + 1, .remainder(Tested.wordCount - 1)] =
            isLow ? word(step, Column.rest) : .zero
    }
}

extension ProductDivisionChip.Column: Hashable {}
