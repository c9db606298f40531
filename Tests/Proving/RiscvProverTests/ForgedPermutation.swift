import Fields
import Polynomials
import RiscvCircuits

/// The trace of one permutation of Keccak-f in which a test tells a lie in the last round and makes
/// the rest follow.
struct ForgedPermutation {
    typealias Column = KeccakChip.Column
    typealias Steps = KeccakSchedule

    /// The first row of the last round.
    static let lastRound = Steps.count - Steps.roundRowCount

    let call: PermutationCall
    var scene: CallScene<KeccakChip>

    init(_ call: PermutationCall) throws {
        self.call = call
        scene = try CallScene([call.record()])
    }

    subscript(_ step: Int, _ column: Column) -> Goldilocks {
        get { scene.trace[step, column.rawValue] }
        set { scene.trace[step, column.rawValue] = newValue }
    }

    /// A cell as an integer.
    func integer(_ step: Int, _ column: Column) -> UInt32 {
        UInt32(truncatingIfNeeded: self[step, column].value)
    }

    /// Exchanges the value of a bit of a cell.
    mutating func flip(_ step: Int, _ column: Column, bit: UInt32 = 1) {
        self[step, column] = Goldilocks(integer(step, column) ^ bit)
    }

    /// Exchanges a bit of the AND of two bytes, one that makes no carry in their XOR, x + y - 2
    /// AND; returns by what that changes.
    @discardableResult
    mutating func flipAnd(_ step: Int, _ column: Column, xor: UInt32) -> Goldilocks {
        let and = integer(step, column)
        let bit = (0..<5 as Range<UInt32>).first { xor >> ($0 + 1) & 1 != and >> $0 & 1 } ?? 0
        flip(step, column, bit: 1 << bit)
        let change = Goldilocks(2 << bit)
        return and >> bit & 1 == 1 ? change : -change
    }

    var refusals: Set<String> { scene.refusals }

    /// Whether the words in memory are those of the permutation.
    var isTrue: Bool {
        func words(_ half: (Int) -> Column) -> [UInt32] {
            (0..<Steps.wordCount).map {
                integer($0, half(0)) | integer($0, half(1)) << 16
            }
        }
        return words(Column.wordBefore) == call.words && words(Column.wordAfter) == call.result
    }
}

/// What follows from a change.
extension ForgedPermutation {
    /// The change of theta, the lanes after it and their rotations, of a row; then what chi makes.
    mutating func followTheta(_ step: Int) {
        for byte in 0..<2 {
            let (p, e) = (
                integer(step, .previousParity(byte)), integer(step, .rotatedParity(byte))
            )
            self[step, .paritiesAnd(byte)] = Goldilocks(p & e)
        }
        followChange(step)
    }

    /// As `followTheta`, with the change as it is.
    mutating func followChange(_ step: Int) {
        for byte in 0..<2 {
            let change =
                self[step, .previousParity(byte)] + self[step, .rotatedParity(byte)]
                - self[step, .paritiesAnd(byte)] - self[step, .paritiesAnd(byte)]
            for slot in 0..<5 {
                let lane = integer(step, .before(slot, byte))
                let and = lane & UInt32(truncatingIfNeeded: change.value)
                self[step, .changeAnd(slot, byte)] = Goldilocks(and)
            }
        }
        for slot in 0..<5 { followUpper(step, slot) }
    }

    /// The upper bits of a quarter in its row and the others of its lane, and both rotated quarters
    /// that have them.
    private mutating func followUpper(_ step: Int, _ slot: Int) {
        let (lowest, quarter) = (step - step % Steps.quarterCount, step % Steps.quarterCount)
        let unit = UInt32(truncatingIfNeeded: factor(step, slot).value)
        let lane = UInt32(truncatingIfNeeded: changed(step, slot).value)
        let upper = Goldilocks(lane & ~(0x1_0000 / unit - 1) & 0xffff)
        let above = lowest + (quarter + 1) % Steps.quarterCount
        self[step, .upper(slot)] = upper
        self[above, .upperBelow(slot)] = upper
        if above == lowest {
            for row in lowest...step { self[row, .upperOfLast(slot)] = upper }
        }
        followRotation(step, slot)
        followRotation(above, slot)
    }

    /// The rotated quarter of a slot, and what chi makes of it.
    mutating func followRotation(_ step: Int, _ slot: Int) {
        self[step, .rotated(slot)] = rotated(step, slot)
        passRotated(step, slot)
    }

    /// A lane's quarter after theta.
    func changed(_ step: Int, _ slot: Int) -> Goldilocks {
        var sum = Goldilocks.zero
        for byte in (0..<2).reversed() {
            let change =
                self[step, .previousParity(byte)] + self[step, .rotatedParity(byte)]
                - self[step, .paritiesAnd(byte)] - self[step, .paritiesAnd(byte)]
            let and = self[step, .changeAnd(slot, byte)]
            sum = sum * Goldilocks(256) + self[step, .before(slot, byte)] + change - and - and
        }
        return sum
    }

    /// Two to the power of the bits by which a slot is rotated within quarters.
    func factor(_ step: Int, _ slot: Int) -> Goldilocks {
        let x = step % Steps.roundRowCount / Steps.quarterCount
        return Goldilocks(1 << UInt32(Steps.rotations[x + 5 * slot] % 16))
    }

    private func rotated(_ step: Int, _ slot: Int) -> Goldilocks {
        let below = self[step, .upperBelow(slot)] * Goldilocks(1 << 16).inverseOrZero
        return factor(step, slot) * (changed(step, slot) - self[step, .upper(slot)] + below)
    }

    /// Hands the rotated quarter of a slot to chi.
    mutating func passRotated(_ step: Int, _ slot: Int) {
        let place = Int(integer(step, .scheduled(Steps.Member(rawValue: slot) ?? .target0)))
        setInput(place / 5, place % 5, integer(step, .rotated(slot)))
    }

    /// Sets a quarter for chi of the last round.
    mutating func setInput(_ step: Int, _ slot: Int, _ quarter: UInt32) {
        self[step, .input(slot, 0)] = Goldilocks(quarter & 0xff)
        self[step, .input(slot, 1)] = Goldilocks(quarter >> 8)
        for byte in 0..<2 {
            for slot in 0..<5 {
                let first = 255 - integer(step, .input((slot + 1) % 5, byte))
                let masked = first & integer(step, .input((slot + 2) % 5, byte))
                self[step, .masked(slot, byte)] = Goldilocks(masked)
            }
        }
        followMasked(step)
    }

    /// What follows from the masked bytes of chi.
    mutating func followMasked(_ step: Int) {
        for byte in 0..<2 {
            for slot in 0..<5 {
                let and = integer(step, .input(slot, byte)) & integer(step, .masked(slot, byte))
                self[step, .inputAnd(slot, byte)] = Goldilocks(and)
            }
        }
        followConstant(step)
    }

    /// What follows from the round constant.
    mutating func followConstant(_ step: Int) {
        for byte in 0..<2 {
            let output = UInt32(truncatingIfNeeded: output(step, 0, byte).value)
            self[step, .constantAnd(byte)] = Goldilocks(output & integer(step, .constant(byte)))
        }
        writeResult(step)
    }

    private func output(_ step: Int, _ slot: Int, _ byte: Int) -> Goldilocks {
        let and = self[step, .inputAnd(slot, byte)]
        return self[step, .input(slot, byte)] + self[step, .masked(slot, byte)] - and - and
    }

    /// Writes what a row of the last round makes to memory.
    mutating func writeResult(_ step: Int) {
        let (y, quarter) = (
            step % Steps.roundRowCount / Steps.quarterCount, step % Steps.quarterCount
        )
        for slot in 0..<5 {
            var bytes = (0..<2).map { output(step, slot, $0) }
            if slot == 0 {
                for byte in 0..<2 {
                    let and = self[step, .constantAnd(byte)]
                    bytes[byte] += self[step, .constant(byte)] - and - and
                }
            }
            self[2 * (slot + 5 * y) + quarter / 2, .wordAfter(quarter % 2)] =
                bytes[0] + bytes[1] * Goldilocks(256)
        }
    }
}
