import Constraints
import Fields
public import Polynomials
import Riscv
public import RiscvCircuits

extension Poseidon2Chip: ProvableChip {
    /// The rows of each call, those of width 8 before those of width 12.
    public static func trace(_ run: RecordedRun, _ filling: inout TraceFilling) -> Matrix? {
        func calls<Width: Poseidon2Call>(
            _ width: Width.Type
        ) -> [(call: HostCallRecord, isWide: Bool)] {
            let records = run.record.calls[Width.precompile.call] ?? []
            return records.map { ($0, Width.count == Self.width) }
        }
        return filling.trace(
            of: Poseidon2Chip.self, calls(Poseidon2Width8.self) + calls(Poseidon2Width12.self),
            rowsPerRecord: rowCount
        ) { record, rows, tally in
            record.isWide
                ? fill(record.call, Poseidon2Width12.self, rows, &tally)
                : fill(record.call, Poseidon2Width8.self, rows, &tally)
        }
    }

    /// The rows of each call.
    public static func rowCount(_ counts: EventCounts) -> Int {
        precompiles.reduce(0) { $0 + counts.callCount($1.call) } * rowCount
    }

    /// Fills the rows of a call of a width.
    ///
    /// Never traps: words after that are not the permutation of those before, or accesses
    /// that are missing, give rows that constraints or buses refuse.
    static func fill<Width: Poseidon2Call>(
        _ call: HostCallRecord, _ width: Width.Type, _ rows: TraceRow<Column>,
        _ tally: inout LookupTally
    ) {
        let elementCount = Width.count / rowCount
        for number in 0..<rowCount {
            let row = rows.row(number)
            row[.isRow(number, of: width)] = .one
            row.set(.clock, call.clock)
            row[.cell] = call.firstCell
            row[.addendCell] = call.secondCell
            let elements = number * elementCount..<(number + 1) * elementCount
            fillWords(call, width, elements, row, &tally)
            if Width.addendCount > 0 { fillAddends(call, elements, row, &tally) }
        }
        for (number, neighbour) in [(1, 0), (2, 3)] {
            let row = rows.row(number)
            for index in 0..<elementCount {
                let place = elementCount * neighbour + index
                row[.passedInput(index)] = input(place, of: call, width)
                let (low, high) = words(place, of: call, width)
                row[.passedOutput(index)] = element(low.after, high.after)
            }
        }
        fillRounds(call, width, rows)
    }

    private static func element(_ low: UInt32, _ high: UInt32) -> Goldilocks {
        Goldilocks(reducing: UInt64(low) | UInt64(high) << 32)
    }

    /// The accesses to the two words of an element; those of words that are added come before all.
    private static func words<Width: Poseidon2Call>(
        _ index: Int, of call: HostCallRecord, _ width: Width.Type
    ) -> (low: MemoryAccess, high: MemoryAccess) {
        let low = Width.addendCount + 2 * index
        return (call.access(low), call.access(low + 1))
    }

    /// An element before, with the word that is added.
    private static func input<Width: Poseidon2Call>(
        _ index: Int, of call: HostCallRecord, _ width: Width.Type
    ) -> Goldilocks {
        let (low, high) = words(index, of: call, width)
        let value = element(low.before, high.before)
        return index < Width.addendCount ? value + Goldilocks(call.access(index).after) : value
    }

    /// The words that are added to those elements of a row that have one.
    private static func fillAddends(
        _ call: HostCallRecord, _ elements: Range<Int>, _ row: TraceRow<Column>,
        _ tally: inout LookupTally
    ) {
        for index in elements.clamped(to: 0..<addendCount) {
            let (access, place) = (call.access(index), index - elements.lowerBound)
            row.set(.addend(place), access.after)
            let gap = access.gap(at: call.clock &+ Clock.hostRead)
            row.set(.addendGapLow(place), gap.low)
            row.set(.addendGapHigh(place), gap.high)
            tally.gap(gap)
        }
    }

    /// The words of some elements, which are those of the row.
    private static func fillWords<Width: Poseidon2Call>(
        _ call: HostCallRecord, _ width: Width.Type, _ elements: Range<Int>,
        _ row: TraceRow<Column>, _ tally: inout LookupTally
    ) {
        let start = Width.addendCount + 2 * elements.lowerBound
        for word in 0..<2 * elements.count {
            let access = call.access(start + word)
            row.set(.before(word), access.before)
            row.setHalves(.afterLow(word), .afterHigh(word), access.after, &tally)
            let gap = access.gap(at: call.clock &+ Clock.hostWrite)
            row.set(.gapLow(word), gap.low)
            row.set(.gapHigh(word), gap.high)
            tally.gap(gap)
        }
        var inverses = elements.map {
            Goldilocks(UInt32.max - words($0, of: call, width).high.after)
        }
        Goldilocks.invertAll(&inverses)
        for index in inverses.indices { row[.inverse(index)] = inverses[index] }
    }

    private static func fillRounds<Width: Poseidon2Call>(
        _ call: HostCallRecord, _ width: Width.Type, _ rows: TraceRow<Column>
    ) {
        let input = (0..<Width.count).map { self.input($0, of: call, width) }
        var state = Poseidon2State<Width, Goldilocks>(input: input)
        for row in [2, 3] { fillFullRounds(&state, row: row, rows.row(row)) }
        for row in [3, 2, 1, 0] { fillPartialRounds(&state, row: row, rows.row(row)) }
        for row in [0, 1] { fillFullRounds(&state, row: row, rows.row(row)) }
    }

    /// x^3, and x^7.
    private static func powers(_ x: Goldilocks) -> (cube: Goldilocks, output: Goldilocks) {
        let cube = x.squared * x
        return (cube, cube.squared * x)
    }

    /// Two full rounds of width 12; a narrower state has zeros behind it.
    private static func fillFullRounds<Width: Poseidon2Call>(
        _ state: inout Poseidon2State<Width, Goldilocks>, row number: Int,
        _ row: TraceRow<Column>
    ) {
        let rest = [Goldilocks](repeating: .zero, count: Self.width - Width.count)
        var all = Poseidon2State<Poseidon2Width12, Goldilocks>(elements: state.elements + rest)
        for index in 0..<Self.width { row[.start(index)] = all.elements[index] }
        for round in 0..<2 {
            let first = (fullRound(ofRow: number) + round) * Width.count
            let outputs = (0..<Self.width).map { index in
                let isThere = index < Width.count
                let constant = isThere ? Width.externalConstant(first + index) : .zero
                let (cube, output) = powers(all.elements[index] + constant)
                row[.cube(round, index)] = cube
                if round == 0 { row[.output(index)] = output }
                return output
            }
            all.endFullRound(outputs)
            state.endFullRound(Array(outputs.prefix(Width.count)))
        }
        for index in rest.indices { row[.surplus(index)] = all.elements[Width.count + index] }
    }

    /// The slots of a row; those that are idle permute too, and nothing takes what they give.
    private static func fillPartialRounds<Width: Poseidon2Call>(
        _ state: inout Poseidon2State<Width, Goldilocks>, row number: Int,
        _ row: TraceRow<Column>
    ) {
        for index in 0..<Width.count { row[.partialStart(index)] = state.elements[index] }
        var after = state
        for slot in 0..<partialCount {
            let round = partialRound(slot, ofRow: number)
            let constant = round.map(Width.internalConstant) ?? .zero
            if slot > 0 { row[.partialInput(slot)] = after.elements[0] }
            let (cube, output) = powers(after.elements[0] + constant)
            row[.partialCube(slot)] = cube
            row[.partialOutput(slot)] = output
            after.endPartialRound(output)
            if round != nil { state = after }
        }
    }
}
