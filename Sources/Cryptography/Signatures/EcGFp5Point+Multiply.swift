import Fields

extension EcGFp5Point {
    /// Bits of a digit in tables of one point: eight multiples.
    static let windowWidth = 4

    /// The scalar multiple of any point, in time that depends on the scalar.
    public func multiplied(by scalar: EcGFp5Scalar) -> EcGFp5Point {
        Self.multiply(windowMultiples, scalar, bitCount: 319)
    }

    /// The multiples of this point that digits need.
    var windowMultiples: [AffinePoint] {
        AffinePoint.normalising(
            AffinePoint.multiples(of: self, count: 1 << (Self.windowWidth - 1)))
    }

    /// The multiple of the point with the given multiples 1...8, for a scalar of `bitCount` bits.
    static func multiply(
        _ multiples: [AffinePoint], _ scalar: EcGFp5Scalar, bitCount: Int
    ) -> EcGFp5Point {
        let digitCount = SignedDigits.count(bitCount: bitCount, width: windowWidth)
        var source = SignedDigits(scalar, width: windowWidth)
        var digits = InlineArray<80, Int8>(repeating: 0)
        for index in 0..<digitCount { digits[index] = Int8(source.next()) }
        var result = EcGFp5Point.neutral
        for index in stride(from: digitCount - 1, through: 0, by: -1) {
            if index < digitCount - 1 { result = result.doubled(times: windowWidth) }
            let digit = Int(digits[index])
            if digit > 0 {
                result = result + multiples[digit - 1]
            } else if digit < 0 {
                result = result + -multiples[-digit - 1]
            }
        }
        return result
    }
}
