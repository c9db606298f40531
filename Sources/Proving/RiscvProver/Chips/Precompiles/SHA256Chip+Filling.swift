import Fields
import Hashing
public import Polynomials
import Riscv
public import RiscvCircuits

extension SHA256Chip: ProvableChip {
    /// The rows of each call.
    public static func trace(_ run: RecordedRun, _ filling: inout TraceFilling) -> Matrix? {
        filling.trace(
            of: SHA256Chip.self, run.record.calls[.sha256Compress] ?? [],
            rowsPerRecord: rowCount, fill)
    }

    /// The rows of each call.
    public static func rowCount(_ counts: EventCounts) -> Int {
        counts.callCount(.sha256Compress) * rowCount
    }

    /// Fills the rows of a call.
    ///
    /// Never traps: words after that are not the compression of those before, or accesses that
    /// are missing, give rows that constraints or buses refuse.
    static func fill(
        _ call: HostCallRecord, _ rows: TraceRow<Column>, _ tally: inout LookupTally
    ) {
        var registers = SHA256Registers()
        for round in 0..<roundCount {
            for kind in SHA256WordKind.allCases {
                let place = SHA256Place(round: round, kind: kind)
                let row = rows.row(3 * round + kind.rawValue)
                fillPosition(place, call, row)
                fillRegisters(registers, row)
                let word = fillWord(place, call, registers, row, &tally)
                registers.pass(word, at: place, fillFunctions(word, place, registers, row, &tally))
            }
        }
    }

    private static func fillPosition(
        _ place: SHA256Place, _ call: HostCallRecord, _ row: TraceRow<Column>
    ) {
        row.set(.clock, call.clock)
        row[.stateCell] = call.firstCell
        row[.blockCell] = call.secondCell
        let kinds = [Column.isW, .isE, .isA]
        row.set(kinds[place.kind.rawValue], 1)
        if place.step > 0 { row.set(.step(place.step), 1) }
        if place.group > 0 { row.set(.group(place.group), 1) }
        if let part = place.part { row.set(.part(part), 1) }
        row.set(.isFinal, place.isFinal ? 1 : 0)
        let isGroupEnd = place.kind == .a && place.step == 3
        row.set(.isGroupEnd, isGroupEnd ? 1 : 0)
        row.set(.continues, isGroupEnd && place.isFinal ? 0 : 1)
        row.set(.constant, place.constant)
        let index = Goldilocks(UInt32(place.wordIndex))
        row[.cell] = (place.kind == .w ? call.secondCell : call.firstCell) + index
    }

    private static func fillRegisters(
        _ registers: SHA256Registers, _ row: TraceRow<Column>
    ) {
        for age in 1...stateCount { row.set(.state(age), registers.state[age - 1]) }
        row[.mixed(1)] = Goldilocks(reducing: registers.mixed.latest)
        row[.mixed(2)] = Goldilocks(reducing: registers.mixed.before)
        row[.scheduled] = Goldilocks(reducing: registers.scheduled)
        for distance in 0..<pendingCount {
            row[.pending(distance)] = Goldilocks(reducing: registers.pending[distance])
        }
    }

    /// The word of a row with its carry and its access to memory.
    private static func fillWord(
        _ place: SHA256Place, _ call: HostCallRecord, _ registers: SHA256Registers,
        _ row: TraceRow<Column>, _ tally: inout LookupTally
    ) -> UInt32 {
        var sum = registers.sum(at: place)
        var word = UInt32(truncatingIfNeeded: sum ?? 0)
        if let (index, tick) = place.access {
            let access = call.access(index)
            row.set(.before, access.before)
            let gap = access.gap(at: call.clock &+ tick)
            row.set(.gapLow, gap.low)
            row.set(.gapHigh, gap.high)
            tally.gap(gap)
            word = access.after
            if place.isFinal { sum = Int64(access.before) + Int64(registers.state[7]) }
        }
        if let sum {
            // In rows of a the carry counts from -1.
            let carry = UInt32(truncatingIfNeeded: (sum >> 32) + (place.kind == .a ? 1 : 0))
            row.set(.carryLow, carry % 3)
            row.set(.carryHigh, carry / 3)
        }
        for bit in 0..<32 { row.set(.bit(bit), word >> UInt32(bit) & 1) }
        return word
    }

    /// The functions of a word; returns what the rounds add of them, Ch or Maj and sigma.
    private static func fillFunctions(
        _ word: UInt32, _ place: SHA256Place, _ registers: SHA256Registers,
        _ row: TraceRow<Column>, _ tally: inout LookupTally
    ) -> UInt64 {
        row.set(.smallSigma0, SHA256Functions.smallSigma0(word))
        row.set(.smallSigma1, SHA256Functions.smallSigma1(word))
        row.set(.largeSigma0, SHA256Functions.largeSigma0(word))
        row.set(.largeSigma1, SHA256Functions.largeSigma1(word))
        guard place.kind != .w else { return 0 }
        let (second, third) = (registers.state[1], registers.state[3])
        let mask = place.kind == .e ? ~word : word ^ second
        let (common, masked) = (word & second, third & mask)
        for byte in 0..<4 {
            func part(_ word: UInt32) -> UInt32 { word >> UInt32(8 * byte) & 0xff }
            if byte < 3 {
                row.set(.second(byte), part(second))
                row.set(.third(byte), part(third))
            }
            row.set(.mask(byte), part(mask))
            row.set(.common(byte), part(common))
            row.set(.masked(byte), part(masked))
            tally.bytes(part(word), part(second))
            tally.bytes(part(third), part(mask))
        }
        let sigma =
            place.kind == .e
            ? SHA256Functions.largeSigma1(word) : SHA256Functions.largeSigma0(word)
        return UInt64(sigma) + UInt64(common) + UInt64(masked)
    }
}

/// The words of a round, in the order of its rows.
private enum SHA256WordKind: Int, CaseIterable {
    case w, e, a
}

/// A row of a compression: round and word.
private struct SHA256Place {
    /// The round, the first that loads the state being 0.
    let round: Int
    let kind: SHA256WordKind

    var step: Int { round % 4 }
    var isInitial: Bool { round < 4 }
    var isFinal: Bool { round >= 68 }
    var isRound: Bool { !isInitial && !isFinal }
    var group: Int { isRound ? (round / 4 - 1) % 4 : 0 }
    var part: Int? { isRound ? (round / 4 - 1) / 4 : nil }
    var constant: UInt32 { isRound ? SHA256.roundConstants[round - 4] : 0 }

    /// The word's index in the block or the state.
    var wordIndex: Int {
        switch kind {
        case .w: 4 * group + step
        case .e: 7 - step
        case .a: 3 - step
        }
    }

    /// The access of the call that the row makes, and its tick.
    var access: (index: Int, tick: UInt32)? {
        switch kind {
        case .w: part == 0 ? (8 + wordIndex, SHA256Ticks.readBlock) : nil
        case .e, .a:
            isInitial
                ? (wordIndex, SHA256Ticks.readState)
                : isFinal ? (24 + wordIndex, SHA256Ticks.write) : nil
        }
    }
}

/// The registers of a compression from row to row, as integers.
private struct SHA256Registers {
    /// The last words of e and a, the latest first.
    var state = [UInt32](repeating: 0, count: SHA256Chip.stateCount)
    var mixed: (latest: UInt64, before: UInt64) = (0, 0)
    var scheduled: UInt64 = 0
    var pending = [UInt64](repeating: 0, count: SHA256Chip.pendingCount)

    /// The sum that the word of a row is modulo 2^32; `nil` for one that memory gives.
    func sum(at place: SHA256Place) -> Int64? {
        guard place.isRound else { return nil }
        switch place.kind {
        case .w: return place.part == 0 ? nil : Int64(pending[0])
        case .e:
            return Int64(state[6]) + Int64(state[7]) + Int64(mixed.before) + Int64(scheduled)
        case .a: return Int64(state[0]) - Int64(state[7]) + Int64(mixed.before)
        }
    }

    /// Goes to the next row.
    mutating func pass(_ word: UInt32, at place: SHA256Place, _ function: UInt64) {
        guard place.kind == .w else {
            state.removeLast()
            state.insert(word, at: 0)
            mixed = (function, mixed.latest)
            return
        }
        scheduled = UInt64(word) + UInt64(place.constant)
        pending.removeFirst()
        pending.append(UInt64(word))
        pending[14] += UInt64(SHA256Functions.smallSigma0(word))
        pending[6] += UInt64(word)
        pending[1] += UInt64(SHA256Functions.smallSigma1(word))
    }
}

/// The functions of FIPS 180-4, section 4.1.2.
private enum SHA256Functions {
    static func smallSigma0(_ x: UInt32) -> UInt32 { rotate(x, 7) ^ rotate(x, 18) ^ x >> 3 }
    static func smallSigma1(_ x: UInt32) -> UInt32 { rotate(x, 17) ^ rotate(x, 19) ^ x >> 10 }
    static func largeSigma0(_ x: UInt32) -> UInt32 { rotate(x, 2) ^ rotate(x, 13) ^ rotate(x, 22) }
    static func largeSigma1(_ x: UInt32) -> UInt32 { rotate(x, 6) ^ rotate(x, 11) ^ rotate(x, 25) }

    private static func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 {
        word >> count | word << (32 - count)
    }
}
