import BN254
import Hashing

/// A word of 32 bits, least significant first, with the sum of 2^i b_i.
private struct BitWord {
    let bits: [Bit]
    let signal: Signal

    init(_ bits: [Bit]) {
        self.bits = bits
        signal = bits.enumerated().reduce(.zero) {
            $0 + Fr(1 << UInt64($1.offset)) * $1.element.signal
        }
    }

    init(constant: UInt32) {
        self.init((0..<32).map { Bit(constant: constant >> UInt32($0) & 1 == 1) })
    }

    /// Bit i of the word rotated to the right.
    func rotated(_ count: Int, _ index: Int) -> Bit { bits[(index + count) & 31] }

    /// Bit i of the word shifted to the right.
    func shifted(_ count: Int, _ index: Int) -> Bit {
        index + count < 32 ? bits[index + count] : Bit(constant: false)
    }
}

extension CircuitBuilder {
    /// The SHA-256 of a message of whole bytes, each most significant bit first (FIPS 180-4).
    ///
    /// Gives 256 bits in the same order. About 26,000 constraints a block of 64 bytes; what follows from
    /// constants costs nothing.
    public mutating func sha256(_ message: [Bit]) -> [Bit] {
        precondition(message.count % 8 == 0)
        return gadget("SHA-256") { builder in
            let initial = SHA256().state
            var state = initial.indices.map { BitWord(constant: initial[$0]) }
            let words = Self.paddedWords(message)
            for start in stride(from: 0, to: words.count, by: 16) {
                builder.compress(&state, Array(words[start..<start + 16]))
            }
            return state.flatMap { $0.bits.reversed() }
        }
    }

    /// The words of a message with a bit 1, zeros, and the number of its bits in 64 bits.
    private static func paddedWords(_ message: [Bit]) -> [BitWord] {
        var bits = message + [Bit(constant: true)]
        while bits.count % 512 != 448 { bits.append(Bit(constant: false)) }
        let count = UInt64(message.count)
        bits += (0..<64).map { Bit(constant: count >> (63 - $0) & 1 == 1) }
        return stride(from: 0, to: bits.count, by: 32).map {
            BitWord(bits[$0..<$0 + 32].reversed())
        }
    }

    /// One block (section 6.2.2).
    private mutating func compress(_ state: inout [BitWord], _ block: [BitWord]) {
        var schedule = block
        let constants = SHA256.roundConstants
        var (a, b, c, d) = (state[0], state[1], state[2], state[3])
        var (e, f, g, h) = (state[4], state[5], state[6], state[7])
        for round in 0..<64 {
            if round >= 16 {
                let (early, late) = (schedule[round - 15], schedule[round - 2])
                let sigma0 = exclusiveOr {
                    [early.rotated(7, $0), early.rotated(18, $0), early.shifted(3, $0)]
                }
                let sigma1 = exclusiveOr {
                    [late.rotated(17, $0), late.rotated(19, $0), late.shifted(10, $0)]
                }
                schedule.append(
                    sum([schedule[round - 16], sigma0, schedule[round - 7], sigma1]))
            }
            let sum1 = exclusiveOr { [e.rotated(6, $0), e.rotated(11, $0), e.rotated(25, $0)] }
            let sum0 = exclusiveOr { [a.rotated(2, $0), a.rotated(13, $0), a.rotated(22, $0)] }
            let constant = BitWord(constant: constants[round])
            let first = [h, sum1, choice(e, f, g), constant, schedule[round]]
            let second = [sum0, majority(a, b, c)]
            (h, g, f) = (g, f, e)
            e = sum([d] + first)
            (d, c, b) = (c, b, a)
            a = sum(first + second)
        }
        state = zip(state, [a, b, c, d, e, f, g, h]).map { sum([$0, $1]) }
    }

    /// The sum modulo 2^32: a variable for each bit, and for each bit of the carry.
    private mutating func sum(_ words: [BitWord]) -> BitWord {
        let sum = words.reduce(Signal.zero) { $0 + $1.signal }
        if sum.isConstant {
            return BitWord(constant: UInt32(truncatingIfNeeded: sum.value.canonical.words[0]))
        }
        let carryBits = Int.bitWidth - (words.count - 1).leadingZeroBitCount
        return BitWord(Array(bits(sum, count: 32 + carryBits).prefix(32)))
    }

    private mutating func exclusiveOr(_ terms: (Int) -> [Bit]) -> BitWord {
        BitWord(
            (0..<32).map { index in
                terms(index).reduce(Bit(constant: false)) { xor($0, $1) }
            })
    }

    /// For each bit: f where e is one, else g.
    private mutating func choice(_ e: BitWord, _ f: BitWord, _ g: BitWord) -> BitWord {
        BitWord((0..<32).map { select(e.bits[$0], f.bits[$0], else: g.bits[$0]) })
    }

    /// For each bit the value that at least two have: where b and c differ a, else b.
    private mutating func majority(_ a: BitWord, _ b: BitWord, _ c: BitWord) -> BitWord {
        BitWord(
            (0..<32).map {
                select(xor(b.bits[$0], c.bits[$0]), a.bits[$0], else: b.bits[$0])
            })
    }
}
