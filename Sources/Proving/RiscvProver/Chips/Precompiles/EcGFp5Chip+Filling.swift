import Bytes
import Constraints
import Fields
public import Polynomials
import Riscv
public import RiscvCircuits
import Signatures

extension EcGFp5Chip: ProvableChip {
    private typealias Steps = EcGFp5Schedule

    /// The rows of each call.
    public static func trace(_ run: RecordedRun, _ filling: inout TraceFilling) -> Matrix? {
        let schedule = schedule
        return filling.trace(
            of: EcGFp5Chip.self, run.record.calls[.ecGFp5DoubleScalar] ?? [],
            rowsPerRecord: Steps.count
        ) { fill($0, schedule, $1, &$2) }
    }

    /// The rows of each call.
    public static func rowCount(_ counts: EventCounts) -> Int {
        counts.callCount(.ecGFp5DoubleScalar) * Steps.count
    }

    /// Fills the rows of a call.
    ///
    /// Never traps: words that are no key, a result that is another, or accesses that are missing
    /// give rows that constraints or buses refuse.
    private static func fill(
        _ call: HostCallRecord, _ schedule: Schedule, _ rows: TraceRow<Column>,
        _ tally: inout LookupTally
    ) {
        var counts = [UInt32](repeating: 0, count: Steps.multipleCount)
        for index in 0..<Steps.keyDigitCount { counts[Int(keyDigit(of: call, index))] += 1 }
        var position = EcGFp5Position(call: call, counts: counts)
        for step in 0..<Steps.count {
            let row = rows.row(step)
            position.step = step
            position.members = schedule.rows[step]
            fillPosition(position, row)
            fillWord(position, row, &tally)
        }
        let key = key(of: call)
        fillElements(call, key, rows)
        fillPoints(call, key, rows)
    }

    private static func fillPosition(_ position: EcGFp5Position, _ row: TraceRow<Column>) {
        let (call, step) = (position.call, position.step)
        row[.isReal] = .one
        row.set(.step, UInt32(step))
        row.set(.clock, call.clock)
        row[.firstCell] = step < Steps.encodingStep ? call.firstCell : call.secondCell
        for member in Steps.Member.allCases { row.set(.scheduled(member), position[member]) }
        if position.isMultiple { row.set(.digit, position.counts[step - Steps.decodingStep - 1]) }
        if position[.addsKey] == 1 {
            row.set(.table, call.clock)
            row.set(.digit, keyDigit(of: call, (step - Steps.keyStep) / 5))
        }
        if position[.addsGenerator] == 1 {
            let window = Steps.encodingStep - 1 - step
            row[.table] = -Goldilocks(UInt32(window + 1))
            row.set(.digit, generatorDigit(of: call, window: window))
        }
    }

    /// The access to memory, or the digits of a word so far.
    private static func fillWord(
        _ position: EcGFp5Position, _ row: TraceRow<Column>, _ tally: inout LookupTally
    ) {
        let (call, isWrite) = (position.call, position[.isWrite] == 1)
        guard position[.isAccess] == 1 else {
            row.set(.word, digits(of: call, upTo: position.step))
            return
        }
        let index = Int(position[.wordIndex]) + (isWrite ? Steps.operandWordCount : 0)
        let access = call.access(index)
        row.set(.word, access.after)
        row.set(.before, access.before)
        let gap = access.gap(at: call.clock &+ (isWrite ? Clock.hostWrite : Clock.hostRead))
        row.set(.gapLow, gap.low)
        row.set(.gapHigh, gap.high)
        tally.gap(gap)
        if isWrite { row.setHalves(.wordLow, .wordHigh, access.after, &tally) }
    }

    /// The digits of the word of s or e that a row is at; zero before the first.
    private static func digits(of call: HostCallRecord, upTo step: Int) -> UInt32 {
        switch step {
        case Steps.keyStep..<Steps.generatorStep:
            let index = (step - Steps.keyStep + 4) / 5
            let last = (step - Steps.keyStep) % 5 == 0 ? index : index - 1
            let word = call.access(Steps.operandWordCount - 1 - last / 8).after
            return word >> UInt32(4 * (7 - last % 8))
        case Steps.generatorStep..<Steps.encodingStep:
            let window = Steps.encodingStep - 1 - step
            let word = call.access(Steps.encodingWordCount + window / 4).after
            return word >> UInt32(8 * (window % 4))
        default: return 0
        }
    }

    /// A digit of e, counted from the highest.
    private static func keyDigit(of call: HostCallRecord, _ index: Int) -> UInt32 {
        call.access(Steps.operandWordCount - 1 - index / 8).after >> UInt32(4 * (7 - index % 8))
            & 15
    }

    /// A digit of s, counted from the lowest.
    static func generatorDigit(of call: HostCallRecord, window: Int) -> UInt32 {
        call.access(Steps.encodingWordCount + window / 4).after >> UInt32(8 * (window % 4)) & 255
    }
}

/// The elements of the key and of the result.
extension EcGFp5Chip {
    /// The elements of ten words in the rows from a step on, and as one of the extension.
    @discardableResult
    private static func fillWords(
        _ call: HostCallRecord, firstAccess: Int, _ rows: TraceRow<Column>, firstStep: Int
    ) -> QuinticExtension {
        let words = (0..<10).map { call.access(firstAccess + $0).after }
        let elements = (0..<5).map {
            Goldilocks(reducing: UInt64(words[2 * $0]) | UInt64(words[2 * $0 + 1]) << 32)
        }
        var inverses = (0..<5).map { Goldilocks(UInt32.max - words[2 * $0 + 1]) }
        Goldilocks.invertAll(&inverses)
        for word in 0..<10 {
            let (step, first) = (firstStep + word, word / 2)
            // The row of the key's last word has the first multiple.
            guard step != Steps.decodingStep + 1 else { break }
            let row = rows.row(step)
            for index in 0..<5 { row[.element(index)] = elements[(first + index) % 5] }
            if word % 2 == 0 {
                row[.inverse] = inverses[first]
                row[.isBelow] = inverses[first] == .zero ? .zero : .one
            }
        }
        return QuinticExtension(
            elements[0], elements[1], elements[2], elements[3], elements[4])
    }

    private static func fillElements(
        _ call: HostCallRecord, _ key: AffinePoint, _ rows: TraceRow<Column>
    ) {
        let w = fillWords(call, firstAccess: 0, rows, firstStep: 0)
        fillWords(
            call, firstAccess: Steps.operandWordCount, rows, firstStep: Steps.encodingStep)
        let x = key.x
        let row = rows.row(Steps.decodingStep)
        let root = x.scaled(by: Goldilocks(7)).squareRoot ?? .zero
        row.set(.root(0), to: root)
        row.set(.ordinate(0), to: w * x)
    }

    /// -P; the neutral element for words that are no key.
    private static func key(of call: HostCallRecord) -> AffinePoint {
        let encoded = Bytes40 { index in
            UInt8(truncatingIfNeeded: call.access(index / 4).after >> UInt32(8 * (index % 4)))
        }
        let key = EcGFp5Point(encoded: encoded) ?? .neutral
        return AffinePoint.normalising([-key]).first ?? .neutral
    }
}

/// Points.
extension EcGFp5Chip {
    private static func fillPoints(
        _ call: HostCallRecord, _ key: AffinePoint, _ rows: TraceRow<Column>
    ) {
        var multiples = [EcGFp5Point.neutral]
        for _ in 1..<Steps.multipleCount { multiples.append(multiples[multiples.count - 1] + key) }
        // Accumulators as fractions from the first digit on, all normalised together.
        var sums = multiples
        var sum = EcGFp5Point.neutral
        for index in 0..<Steps.keyDigitCount {
            if index > 0 {
                for _ in 0..<4 {
                    sums.append(sum)
                    sum = sum.doubled
                }
            }
            sums.append(sum)
            sum = sum + multiples[Int(keyDigit(of: call, index))]
        }
        for window in (0..<Steps.generatorDigitCount).reversed() {
            sums.append(sum)
            sum = sum + generatorPoint(call, window)
        }
        sums.append(sum)
        let accumulators = AffinePoint.normalising(sums)
        let firstStep = Steps.decodingStep + 1
        for (index, accumulator) in accumulators.enumerated() {
            let step = firstStep + index
            let row = rows.row(step)
            row.set(.accumulatorX(0), to: accumulator.x)
            row.set(.accumulatorU(0), to: accumulator.u)
            guard step < Steps.encodingStep else {
                row[.isNeutral] = accumulator.u == .zero ? .one : .zero
                break
            }
            let operand: AffinePoint
            switch step {
            case ..<Steps.keyStep: operand = key
            case ..<Steps.generatorStep:
                let digit = (step - Steps.keyStep) / 5
                operand =
                    (step - Steps.keyStep) % 5 == 0
                    ? accumulators[Int(keyDigit(of: call, digit))] : accumulator
            default: operand = generatorPoint(call, Steps.encodingStep - 1 - step)
            }
            row.set(.operandX(0), to: operand.x)
            row.set(.operandU(0), to: operand.u)
            guard step != Steps.keyStep - 1 else { continue }
            row.set(.productX(0), to: accumulator.x * operand.x)
            row.set(.productU(0), to: accumulator.u * operand.u)
        }
    }

    private static func generatorPoint(_ call: HostCallRecord, _ window: Int) -> AffinePoint {
        GeneratorTableChip.point(
            window: window, digit: generatorDigit(of: call, window: window))
    }
}

/// A row of a call, and what all rows of the call share.
private struct EcGFp5Position {
    let call: HostCallRecord
    /// How often each multiple of -P is added.
    let counts: [UInt32]
    var step = 0
    var members: [UInt32] = []

    init(call: HostCallRecord, counts: [UInt32]) {
        self.call = call
        self.counts = counts
    }

    subscript(_ member: EcGFp5Schedule.Member) -> UInt32 { members[member.rawValue] }

    var isMultiple: Bool { self[.isBuilding] + self[.isBuilt] == 1 }
}

extension TraceRow {
    /// Sets the five cells of an element.
    fileprivate func set(_ first: Column, to element: QuinticExtension) {
        for (index, coefficient) in element.coefficients.enumerated() {
            set(first, offset: index, to: coefficient)
        }
    }
}
