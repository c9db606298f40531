import Constraints
import Fields
import Polynomials
import Riscv
import RiscvCircuits
import RiscvProver
import Signatures
import Testing

/// The trace of one double-scalar product in which a test tells a lie and makes the rest follow.
struct ForgedProduct {
    typealias Column = EcGFp5Chip.Column
    typealias Steps = EcGFp5Schedule

    /// Two coordinates, of a group element or not.
    struct Point: Equatable {
        var x: QuinticExtension, u: QuinticExtension

        init(x: QuinticExtension, u: QuinticExtension) {
            self.x = x
            self.u = u
        }

        init(_ point: EcGFp5Point) {
            let affine = AffinePoint.normalising([point])[0]
            self.init(x: affine.x, u: affine.u)
        }
    }

    let call: ProductCall
    var trace: Matrix

    init(_ call: ProductCall) throws {
        self.call = call
        trace = try ProductScene([call.record()]).trace
    }

    subscript(_ step: Int, _ column: Column) -> Goldilocks {
        get { trace[step, column.rawValue] }
        set { trace[step, column.rawValue] = newValue }
    }

    subscript(_ step: Int, element column: (Int) -> Column) -> QuinticExtension {
        get {
            let cells = (0..<5).map { self[step, column($0)] }
            return QuinticExtension(cells[0], cells[1], cells[2], cells[3], cells[4])
        }
        set {
            let cells = [newValue.c0, newValue.c1, newValue.c2, newValue.c3, newValue.c4]
            for (index, cell) in cells.enumerated() { self[step, column(index)] = cell }
        }
    }

    func accumulator(_ step: Int) -> Point {
        Point(
            x: self[step, element: Column.accumulatorX], u: self[step, element: Column.accumulatorU]
        )
    }

    mutating func setAccumulator(_ step: Int, _ point: Point) {
        self[step, element: Column.accumulatorX] = point.x
        self[step, element: Column.accumulatorU] = point.u
    }

    func operand(_ step: Int) -> Point {
        Point(x: self[step, element: Column.operandX], u: self[step, element: Column.operandU])
    }

    mutating func setOperand(_ step: Int, _ point: Point) {
        self[step, element: Column.operandX] = point.x
        self[step, element: Column.operandU] = point.u
    }

    func has(_ step: Int, _ member: Steps.Member) -> Bool {
        self[step, .scheduled(member)] != .zero
    }
}

/// What follows from a change.
extension ForgedProduct {
    /// Adds again from a step on, up to the result; operands of doublings and multiples of the key
    /// follow but at the steps that are kept, products but at theirs.
    mutating func resum(
        from first: Int, keepingOperand kept: Set<Int> = [], keepingProducts: Set<Int> = []
    ) {
        for step in first..<Steps.encodingStep {
            if !kept.contains(step) { followOperand(step, isFirst: step == first) }
            let (left, right) = (accumulator(step), operand(step))
            guard step != Steps.keyStep - 1 else { continue }
            if !keepingProducts.contains(step) {
                self[step, element: Column.productX] = left.x * right.x
                self[step, element: Column.productU] = left.u * right.u
            }
            setAccumulator(step + 1, sum(step))
        }
        recount()
        writeResult()
    }

    private mutating func followOperand(_ step: Int, isFirst: Bool) {
        if has(step, .isDoubling) { setOperand(step, accumulator(step)) }
        if has(step, .isBuilding), step > Steps.decodingStep + 1, !isFirst {
            setOperand(step, operand(step - 1))
        }
        if has(step, .isBuilt), !isFirst { setOperand(step, operand(step - 1)) }
        if has(step, .addsKey), self[step, .table] == self[step, .clock] {
            let digit = self[step, .digit].value
            if digit < Steps.multipleCount {
                setOperand(step, accumulator(Steps.decodingStep + 1 + Int(digit)))
            }
        }
    }

    /// The solution of the two equations of a row.
    func sum(_ step: Int) -> Point {
        func timesZ(_ element: QuinticExtension, _ factor: UInt32) -> QuinticExtension {
            element
                * QuinticExtension(.zero, Goldilocks(factor), .zero, .zero, .zero)
        }
        let (left, right) = (accumulator(step), operand(step))
        let (xx, uu) = (
            self[step, element: Column.productX], self[step, element: Column.productU]
        )
        let b = timesZ(.one, 263)
        let total = xx + b
        let crossX = left.x + right.x
        let second = uu * (timesZ(crossX, 526) + total + total)
        let third = (.one + uu + uu) * (crossX + total)
        return Point(
            x: timesZ(third - total, 263) * (total - second).inverseOrZero,
            u: (left.u + right.u) * (b - xx) * (total + second).inverseOrZero)
    }

    /// Counts how often digits name each multiple of the key.
    mutating func recount() {
        for multiple in 0..<Steps.multipleCount {
            var count = Goldilocks.zero
            for step in Steps.keyStep..<Steps.generatorStep
            where has(step, .addsKey) && self[step, .table] == self[step, .clock]
                && self[step, .digit] == Goldilocks(UInt32(multiple))
            {
                count += .one
            }
            self[Steps.decodingStep + 1 + multiple, .digit] = count
        }
    }

    /// Encodes the sum.
    mutating func writeResult() {
        let u = accumulator(Steps.encodingStep).u
        self[Steps.encodingStep, .isNeutral] = u == .zero ? .one : .zero
        write(u.inverseOrZero)
    }

    /// Sets the decoded key: the operand that follows, and the witnesses of its equations.
    mutating func decode(
        _ point: Point, root: QuinticExtension, ordinate: QuinticExtension
    ) {
        self[Steps.decodingStep, element: Column.root] = root
        self[Steps.decodingStep, element: Column.ordinate] = ordinate
        setOperand(Steps.decodingStep + 1, point)
        resum(from: Steps.decodingStep + 1)
    }

    /// Writes an element.
    mutating func write(_ w: QuinticExtension) {
        let words = [w.c0, w.c1, w.c2, w.c3, w.c4].flatMap {
            [$0.value & 0xffff_ffff, $0.value >> 32]
        }
        setElements(w, words, firstStep: Steps.encodingStep)
    }

    /// Sets the rows of an element in memory.
    mutating func setElements(_ w: QuinticExtension, _ words: [UInt64], firstStep: Int) {
        let elements = [w.c0, w.c1, w.c2, w.c3, w.c4]
        for word in 0..<10 {
            let step = firstStep + word
            let isWrite = has(step, .isWrite)
            self[step, .word] = Goldilocks(reducing: words[word])
            if isWrite {
                self[step, .wordLow] = Goldilocks(reducing: words[word] & 0xffff)
                self[step, .wordHigh] = Goldilocks(reducing: words[word] >> 16)
            } else {
                self[step, .before] = Goldilocks(reducing: words[word])
            }
            guard step != Steps.decodingStep + 1 else { continue }
            for index in 0..<5 {
                self[step, .element(index)] = elements[(word / 2 + index) % 5]
            }
            guard word % 2 == 0 else { continue }
            let inverse = Goldilocks(reducing: 0xffff_ffff &- words[word + 1]).inverseOrZero
            self[step, .inverse] = inverse
            self[step, .isBelow] = inverse == .zero ? .zero : .one
        }
    }
}

/// What refuses it.
extension ForgedProduct {
    /// Words in the rows of accesses, those read by index and those written by index.
    var claim: (operands: [UInt64], result: [UInt64]) {
        var (operands, result) = (
            [UInt64](repeating: 0, count: 24), [UInt64](repeating: 0, count: 10)
        )
        for (step, members) in EcGFp5Chip.schedule.rows.enumerated()
        where members[Steps.Member.isAccess.rawValue] == 1 {
            let index = Int(members[Steps.Member.wordIndex.rawValue])
            let word = self[step, .word].value
            if members[Steps.Member.isWrite.rawValue] == 1 {
                result[index] = word
            } else {
                operands[index] = word
            }
        }
        return (operands, result)
    }

    /// Whether what the rows read and write is a call with its result.
    var isTrue: Bool {
        let (operands, result) = claim
        let expected = DoubleScalarProduct.encoding(
            of: .init { UInt32(truncatingIfNeeded: operands[$0]) })
        guard let expected else { return false }
        return operands.allSatisfy { $0 < 1 << 32 }
            && result == (0..<10).map { UInt64(expected[$0]) }
    }

    /// The constraints that fail, and the buses with tuples that no table has or that do not
    /// cancel; what the rest of the machine balances is left out.
    var refusals: Set<String> {
        var names = Set(SingleChip<EcGFp5Chip>.failures(trace))
        for (bus, tuple) in SingleChip<EcGFp5Chip>.traffic(trace) {
            guard bus != MachineBus.memory.number, bus != MachineBus.operation.number else {
                continue
            }
            if FixedTables.contain([UInt64(bus)] + tuple) != true { names.insert("bus \(bus)") }
        }
        return names
    }
}
