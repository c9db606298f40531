extension Amount {
    /// Parses a canonical decimal: digits only, no leading zero but in "0" itself, at most 2^128-1.
    public init?(decimal text: String) {
        let digits = Array(text.utf8)
        guard !digits.isEmpty, digits.count <= 39 else { return nil }
        guard digits.count == 1 || digits[0] != 0x30 else { return nil }
        var value: UInt128 = 0
        for digit in digits {
            guard digit >= 0x30, digit <= 0x39 else { return nil }
            let (product, overflowed) = value.multipliedReportingOverflow(by: 10)
            let (sum, carried) = product.addingReportingOverflow(UInt128(digit - 0x30))
            guard !overflowed, !carried else { return nil }
            value = sum
        }
        self.init(value)
    }

    /// The canonical decimal.
    public var decimal: String {
        var digits = [UInt8]()
        var rest = units
        repeat {
            let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: 10)
            digits.append(0x30 + UInt8(remainder))
            rest = quotient
        } while rest != 0
        return String(decoding: digits.reversed(), as: UTF8.self)
    }
}
