import Bytes
import Fields

/// The double-scalar product of a verification: the encoding of s G - e P.
///
/// Operands and result are words as the machine's host call has them in memory, least significant
/// first, so that signatures, executor and chip share one definition. It has a result for every s
/// and e, and for every P that is the canonical encoding of a group element but the neutral one.
public enum DoubleScalarProduct {
    /// The operands: the encoding of P (10 words), s (10 words, any integer of 320 bits), e (4
    /// words, any integer of 128 bits).
    public typealias Operands = InlineArray<24, UInt32>
    /// The canonical encoding of the sum, zero for the neutral element.
    public typealias Result = InlineArray<10, UInt32>

    /// The encoding of s G - e P; `nil` when P is none.
    ///
    /// A guest whose machine computes it ends in a trap where there is no result.
    public static func encoding(of operands: Operands) -> Result? {
        #if GUEST_HOST_CALLS
            var result = Result(repeating: 0)
            withUnsafePointer(to: operands) { operands in
                withUnsafeMutablePointer(to: &result) {
                    guestEcGFp5DoubleScalar(operands, $0)
                }
            }
            return result
        #else
            return plainEncoding(of: operands)
        #endif
    }

    /// The same in plain code, on hosts and in guests.
    public static func plainEncoding(of operands: Operands) -> Result? {
        guard let key = EcGFp5Point(encoded: Bytes40 { byte($0, of: operands) }), !key.isNeutral
        else { return nil }
        // s is below 2^320, about 2n: reduced.
        let scalar = EcGFp5Scalar(
            reducing: FixedBytes<64> { $0 < 40 ? byte(40 + $0, of: operands) : 0 })
        let challenge = EcGFp5Scalar(
            low: UInt64(operands[20]) | UInt64(operands[21]) << 32,
            high: UInt64(operands[22]) | UInt64(operands[23]) << 32)
        let difference =
            GeneratorTable.multiplyPublic(scalar) + -key.multiplied(by: challenge)
        let integers = difference.w.integers
        var result = Result(repeating: 0)
        for index in 0..<5 {
            result[2 * index] = UInt32(truncatingIfNeeded: integers[index])
            result[2 * index + 1] = UInt32(truncatingIfNeeded: integers[index] >> 32)
        }
        return result
    }

    private static func byte(_ index: Int, of operands: Operands) -> UInt8 {
        UInt8(truncatingIfNeeded: operands[index >> 2] >> UInt32(8 * (index & 3)))
    }
}
