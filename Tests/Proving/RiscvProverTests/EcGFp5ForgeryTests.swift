import Bytes
import Constraints
import Fields
import Polynomials
import RiscvCircuits
import Signatures
import Testing

/// For each equation and lookup of `EcGFp5Chip` a false trace that it alone refuses.
@Suite struct EcGFp5ForgeryTests {
    private typealias Column = ForgedProduct.Column
    private typealias Point = ForgedProduct.Point
    private typealias Steps = EcGFp5Schedule

    private let stranger = Point(.generator.doubled(times: 77))
    private let b = QuinticExtension(.zero, Goldilocks(263), .zero, .zero, .zero)
    private let one = QuinticExtension.one

    /// A call whose digits of e are not zero.
    private let call: ProductCall = {
        var call = ProductCall(201)
        call.e = [0x1234_5678, 0x9abc_def1, 0x2345_6789, 0xabcd_ef12]
        return call
    }()

    /// Tells a lie in an honest trace and expects one refusal.
    private func expect(
        _ refusal: String, _ call: ProductCall? = nil, isTrue: Bool = false,
        sourceLocation: SourceLocation = #_sourceLocation,
        _ lie: (inout ForgedProduct) -> Void
    ) throws {
        var forged = try ForgedProduct(call ?? self.call)
        #expect(forged.refusals.isEmpty && forged.isTrue, sourceLocation: sourceLocation)
        lie(&forged)
        #expect(forged.refusals == [refusal], sourceLocation: sourceLocation)
        #expect(forged.isTrue == isTrue, sourceLocation: sourceLocation)
    }

    /// Those that the tests below forge.
    @Test func everyEquationIsForged() {
        let zeros = Matrix(zeros: 2, width: EcGFp5Chip.shape.mainWidth)
        let names = RowReading(EcGFp5Chip.self, zeros, row: 0).constraints.map(\.name)
        #expect(
            Set(names) == [
                "padding has no flag", "steps follow one another", "call comes to its end",
                "rows are of one call", "first cell", "product of x", "product of u",
                "x of the sum", "u of the sum", "neutral x", "neutral u", "x is doubled",
                "u is doubled", "x stays", "u stays", "next element", "table of the point",
                "digits of a word", "word stays", "element of words", "high word is below",
                "element is canonical", "word that is read", "word that is written",
                "u of -P", "w x", "key is on the curve", "key is in the group", "encoding",
                "neutral element", "encoding of the neutral element",
            ])
    }

    @Test func padding() throws {
        // A first word that no access reads.
        try expect("padding has no flag", isTrue: true) {
            $0[0, .isReal] = .zero
            for member in [Steps.Member.isAccess, .wordIndex] { $0[0, .scheduled(member)] = .zero }
        }
        for flag in Steps.Member.allCases.dropLast(2) {
            var forged = try ForgedProduct(call)
            forged[240, .scheduled(flag)] = .one
            #expect(forged.refusals.contains("padding has no flag"))
        }
    }

    @Test func positions() throws {
        // The last addition is left out.
        try expect("steps follow one another") { forged in
            let last = Steps.encodingStep - 1
            for step in last..<Steps.count {
                for column in Column.allCases { forged[step, column] = forged[step + 1, column] }
            }
            forged.setAccumulator(last, forged.sum(last - 1))
            let w = forged.accumulator(last).u.inverseOrZero
            let words = [w.c0, w.c1, w.c2, w.c3, w.c4].flatMap {
                [$0.value & 0xffff_ffff, $0.value >> 32]
            }
            forged.setElements(w, words, firstStep: last)
        }
        // Only the first word is written.
        try expect("call comes to its end") { forged in
            let second = Steps.encodingStep + 1
            forged[second, .isReal] = .zero
            for member in Steps.Member.allCases { forged[second, .scheduled(member)] = .zero }
            for step in second + 1..<Steps.count {
                for column in Column.allCases { forged[step, column] = .zero }
            }
        }
        // The result of one call at the time of another.
        try expect("rows are of one call", isTrue: true) { forged in
            for step in Steps.encodingStep..<Steps.count { forged[step, .clock] += Goldilocks(8) }
        }
        // e and s from other words than the key.
        try expect("first cell", isTrue: true) { forged in
            for step in 100..<Steps.encodingStep { forged[step, .firstCell] += Goldilocks(64) }
        }
    }

    @Test func sums() throws {
        let step = 100
        try expect("product of x") {
            $0[step, element: Column.productX] += one
            $0.resum(from: step, keepingProducts: [step])
        }
        try expect("product of u") {
            $0[step, element: Column.productU] += one
            $0.resum(from: step, keepingProducts: [step])
        }
        try expect("x of the sum") {
            $0[step, element: Column.accumulatorX] += one
            $0.resum(from: step)
        }
        try expect("u of the sum") {
            $0[step, element: Column.accumulatorU] += one
            $0.resum(from: step)
        }
    }

    @Test(arguments: [EcGFp5Schedule.decodingStep + 1, EcGFp5Schedule.keyStep])
    func neutralElements(step: Int) throws {
        try expect("neutral x") {
            $0[step, element: Column.accumulatorX] = one
            $0.resum(from: step)
        }
        try expect("neutral u") {
            $0[step, element: Column.accumulatorU] = one
            $0.resum(from: step)
        }
    }

    @Test func operands() throws {
        for (step, x, u) in [
            (Steps.keyStep + 1, "x is doubled", "u is doubled"),
            (Steps.decodingStep + 4, "x stays", "u stays"),
        ] {
            try expect(x) {
                $0[step, element: Column.operandX] += one
                $0.resum(from: step, keepingOperand: [step])
            }
            try expect(u) {
                $0[step, element: Column.operandU] += one
                $0.resum(from: step, keepingOperand: [step])
            }
        }
        // A digit of e taken from the multiples of the generator.
        let step = Steps.keyStep + 5
        try expect("table of the point") { forged in
            forged[step, .table] = -.one
            let digit = Int(forged[step, .digit].value)
            let multiple = (0..<digit).reduce(EcGFp5Point.neutral) { sum, _ in sum + .generator }
            forged.setOperand(step, Point(multiple))
            forged.resum(from: step, keepingOperand: [step])
        }
    }

    @Test func digits() throws {
        let step = Steps.keyStep
        try expect("digits of a word") {
            $0[step, .digit] += .one
            $0.resum(from: step)
        }
        let window = GeneratorTableChip.windowCount - 1
        try expect("digits of a word") {
            let digit = ($0[Steps.generatorStep, .digit].value + 1) % 256
            $0[Steps.generatorStep, .digit] = Goldilocks(reducing: digit)
            let base = EcGFp5Point.generator.doubled(times: 8 * window)
            let multiple = (0..<digit).reduce(EcGFp5Point.neutral) { sum, _ in sum + base }
            $0.setOperand(Steps.generatorStep, Point(multiple))
            $0.resum(from: Steps.generatorStep, keepingOperand: [Steps.generatorStep])
        }
        // Another digit is added than the one of the word.
        try expect("word stays") {
            $0[step, .digit] += .one
            $0[step, .word] += .one
            $0.resum(from: step)
        }
    }
}

/// Words and elements.
extension EcGFp5ForgeryTests {
    @Test func words() throws {
        try expect("element of words") {
            $0[0, .word] += .one
            $0[0, .before] += .one
        }
        try expect("word that is read", isTrue: true) { $0[0, .before] += .one }
        // The same element with a low word of more than 32 bits.
        for refusal in ["word that is written", "bus 4"] {
            try expect(refusal) { forged in
                let (low, high) = (Steps.encodingStep, Steps.encodingStep + 1)
                forged[low, .word] += Goldilocks(reducing: 1 << 32)
                forged[high, .word] -= .one
                forged[high, .wordLow] -= .one
                forged[low, .inverse] =
                    (Goldilocks(UInt32.max) - forged[high, .word]).inverseOrZero
                if refusal == "bus 4" { forged[low, .wordHigh] += Goldilocks(1 << 16) }
            }
        }
        // An access before that is not before.
        try expect("bus 4", isTrue: true) { $0[0, .gapLow] = -.one }
    }

    /// 4 + p in place of 4, for the encoding of the generator as a result and as a key.
    @Test func canonicalElements() throws {
        let zeros = [UInt64](repeating: 0, count: 8)
        let four = QuinticExtension(Goldilocks(4))
        for (call, step) in [
            (ProductCall(.generator.doubled(times: 5), s: [1], e: [0]), Steps.encodingStep),
            (ProductCall(.generator, s: [9], e: [8]), 0),
        ] {
            try expect("element is canonical", call) {
                $0.setElements(four, [5, 0xffff_ffff] + zeros, firstStep: step)
            }
            try expect("high word is below", call) {
                $0.setElements(four, [5, 0xffff_ffff] + zeros, firstStep: step)
                $0[step, .isBelow] = .one
            }
        }
    }

    /// Another first element is decoded than the one that was read.
    @Test func elementsOfTheKey() throws {
        for (step, refusal) in [(1, "x stays"), (2, "next element")] {
            try expect(refusal) { forged in
                var element = call.key[0] &+ 1
                var other: EcGFp5Point?
                while other == nil {
                    element &+= 1
                    var key = call.key
                    key[0] = element
                    other = EcGFp5Point(
                        encoded: Bytes40 { UInt8(key[$0 / 4] >> UInt32(8 * ($0 % 4)) & 255) })
                }
                let value = UInt64(element) | UInt64(call.key[1]) << 32
                for later in step...Steps.decodingStep {
                    forged[later, .element((5 - later / 2) % 5)] = Goldilocks(reducing: value)
                }
                let point = Point(-(other ?? .neutral))
                forged.decode(
                    point, root: point.x.scaled(by: Goldilocks(7)).squareRoot ?? .zero,
                    ordinate: -point.x * point.u.inverseOrZero)
            }
        }
    }

    @Test func keys() throws {
        let root = QuinticExtension(
            Goldilocks(3), Goldilocks(1), Goldilocks(4), Goldilocks(1), Goldilocks(5))
        // A coordinate x that is no square.
        let free = root.squared.scaled(by: Goldilocks(7).inverseOrZero)
        let cubic = free.squared + free.doubled + b
        func honest(_ forged: ForgedProduct) -> (point: Point, w: QuinticExtension) {
            let point = forged.operand(Steps.decodingStep + 1)
            return (point, -point.u.inverseOrZero)
        }
        // The other point with this w, which is not in the group.
        try expect("key is in the group") {
            let (point, w) = honest($0)
            let x = b * point.x.inverseOrZero
            $0.decode(Point(x: x, u: point.u), root: .zero, ordinate: w * x)
        }
        try expect("key is on the curve") {
            let (point, w) = honest($0)
            $0.decode(Point(x: free, u: point.u), root: root, ordinate: w * free)
        }
        try expect("w x") {
            let (point, w) = honest($0)
            $0.decode(
                Point(x: free, u: point.u), root: root, ordinate: cubic * w.inverseOrZero)
        }
        try expect("u of -P") {
            let ordinate = cubic * honest($0).w.inverseOrZero
            $0.decode(
                Point(x: free, u: -free * ordinate.inverseOrZero), root: root, ordinate: ordinate)
        }
    }

    @Test func encodings() throws {
        try expect("encoding") {
            $0.write($0.accumulator(Steps.encodingStep).u.inverseOrZero + one)
        }
        try expect("neutral element") {
            $0[Steps.encodingStep, .isNeutral] = .one
            $0.write(.zero)
        }
        let neutral = ProductCall(.generator, s: [17], e: [17])
        try expect("encoding of the neutral element", neutral) { $0.write(one) }
    }
}

/// Lookups.
extension EcGFp5ForgeryTests {
    @Test func schedules() throws {
        // A word that is used but not read.
        try expect("bus 9", isTrue: true) { $0[0, .scheduled(.isAccess)] = .zero }
        for member in Steps.Member.allCases {
            for step in [0, 20, 25, 26, 181, 221] {
                var forged = try ForgedProduct(call)
                forged[step, .scheduled(member)] += .one
                #expect(forged.refusals.contains("bus 9"))
            }
        }
    }

    @Test func points() throws {
        for step in [Steps.keyStep, Steps.keyStep + 40, Steps.generatorStep] {
            try expect("bus 10") {
                $0.setOperand(step, stranger)
                $0.resum(from: step, keepingOperand: [step])
            }
        }
        // A digit above those of the table, and the digits below it in exchange.
        try expect("bus 10") {
            let step = Steps.keyStep
            $0[step, .digit] += Goldilocks(16)
            $0[step + 5, .digit] -= Goldilocks(256)
            for later in step..<step + 5 { $0[later, .word] += Goldilocks(16) }
            $0.setOperand(step, stranger)
            $0.resum(from: step, keepingOperand: [step])
        }
    }
}
