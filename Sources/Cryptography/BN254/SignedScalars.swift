import CBN254
import Fields
import Parallel

/// Scalars in (-r/2, r/2] as sign and magnitude, cut into signed digits.
///
/// Small negative scalars are short too.
struct SignedScalars {
    /// Magnitude below 2^253; the highest bit of the last word is set for a negative scalar.
    private var integers: [Integer256]
    /// Number of bits of the longest magnitude.
    let bitWidth: Int

    private static let signBit: UInt64 = 1 << 63

    init(_ scalars: UnsafeBufferPointer<Fr>, workers: Workers) {
        nonisolated(unsafe) let scalars = scalars
        integers = workers.fill(scalars.count, chunkSize: 4_096) { range, part in
            for index in range {
                part.initializeElement(
                    at: index - range.lowerBound, to: Self.signed(scalars[index].canonical))
            }
        }
        var union = Integer256(0)
        for integer in integers {
            for word in 0..<4 { union.words[word] |= integer.words[word] }
        }
        union.words[3] &= ~Self.signBit
        bitWidth = union.bitWidth
    }

    private static func signed(_ value: Integer256) -> Integer256 {
        var negated = Fr.modulus.subtractingReportingBorrow(value).difference
        guard negated < value else { return value }
        negated.words[3] |= signBit
        return negated
    }

    /// Number of windows of `bits` bits, one for scalars that are all zero.
    func windowCount(bits: Int) -> Int { bitWidth / bits + 1 }

    /// The digits of one window, each in [-2^(bits - 1), 2^(bits - 1)].
    ///
    /// With 2^(bits - 1) added in every window but the last, the bits of the sum are the digits
    /// plus 2^(bits - 1) for any carries. The last digit is at most 2^(bits - 1), because the
    /// windows hold one bit more than the scalars.
    func digits(window: Int, bits: Int, range: Range<Int>, into target: inout [Int32]) {
        let isLast = window == windowCount(bits: bits) - 1
        let half: UInt64 = 1 << UInt64(bits - 1)
        var offset = Integer256(0)
        for place in 0..<windowCount(bits: bits) - 1 {
            let bit = place * bits + bits - 1
            offset.words[bit / 64] |= 1 << UInt64(bit % 64)
        }
        for index in range {
            var integer = integers[index]
            let isNegative = integer.words[3] >= Self.signBit
            integer.words[3] &= ~Self.signBit
            let sum = integer.addingReportingCarry(offset).sum
            let value = sum.bits(from: window * bits, count: bits)
            let digit = Int32(truncatingIfNeeded: value) - (isLast ? 0 : Int32(half))
            target[index - range.lowerBound] = isNegative ? -digit : digit
        }
    }
}
