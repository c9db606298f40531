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
    /// Bits and number of the windows after `cut`; then the integers have the offsets added.
    private var bits = 0
    private(set) var windowCount = 0

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

    /// Cuts the scalars into windows of `bits` bits, in place and only once.
    ///
    /// With 2^(bits - 1) added in every window but the last, the bits of the sum are the digits
    /// plus 2^(bits - 1) for any carries. The last digit is at most 2^(bits - 1), because the
    /// windows hold one bit more than the scalars. Sums are below 2^254, so the sign stays.
    mutating func cut(bits: Int, workers: Workers) {
        precondition(self.bits == 0)
        self.bits = bits
        windowCount = windowCount(bits: bits)
        var offset = Integer256(0)
        for place in 0..<windowCount - 1 {
            let bit = place * bits + bits - 1
            offset.words[bit / 64] |= 1 << UInt64(bit % 64)
        }
        integers.withUnsafeMutableBufferPointer { integers in
            nonisolated(unsafe) let integers = integers
            workers.forEachChunk(of: integers.count, chunkSize: 4_096) { [offset] range in
                for index in range {
                    integers[index] = integers[index].addingReportingCarry(offset).sum
                }
            }
        }
    }

    /// The digits of one window after `cut`, each in [-2^(bits - 1), 2^(bits - 1)].
    func digits(window: Int, range: Range<Int>, into target: inout [Int32]) {
        let half = window == windowCount - 1 ? 0 : Int32(1) << Int32(bits - 1)
        let (word, shift) = (window * bits / 64, UInt64(window * bits % 64))
        let mask: UInt64 = (1 << UInt64(bits)) - 1
        // The highest word has the sign above 2^254.
        let wordMasks: InlineArray<5, UInt64> = [.max, .max, .max, ~Self.signBit, 0]
        let (lowMask, highMask) = (wordMasks[word], wordMasks[word + 1])
        let next = min(word + 1, 3)
        integers.withUnsafeBytes { bytes in
            let words = bytes.bindMemory(to: UInt64.self)
            for index in range {
                let low = (words[4 * index + word] & lowMask) >> shift
                // Two shifts, as a shift by 64 is none.
                let high = ((words[4 * index + next] & highMask) << 1) << (63 - shift)
                let digit = Int32(truncatingIfNeeded: (low | high) & mask) - half
                let isNegative = words[4 * index + 3] >= Self.signBit
                target[index - range.lowerBound] = isNegative ? -digit : digit
            }
        }
    }
}
