/// An unsigned integer of 256 bits: canonical values, scalars and moduli.
public struct Integer256: Sendable, Equatable {
    /// Words, least significant first.
    public var words: InlineArray<4, UInt64>

    /// The integer of four words, least significant first.
    public init(_ w0: UInt64, _ w1: UInt64 = 0, _ w2: UInt64 = 0, _ w3: UInt64 = 0) {
        words = [w0, w1, w2, w3]
    }

    /// Equality of every word.
    public static func == (left: Integer256, right: Integer256) -> Bool {
        var difference: UInt64 = 0
        for index in 0..<4 { difference |= left.words[index] ^ right.words[index] }
        return difference == 0
    }

    public var isZero: Bool { self == Integer256(0) }

    /// Number of bits up to the highest one; 0 for zero.
    public var bitWidth: Int {
        for index in (0..<4).reversed() where words[index] != 0 {
            return 64 * index + 64 - words[index].leadingZeroBitCount
        }
        return 0
    }

    /// The bit of weight 2^index, for an index in `0..<256`.
    public func bit(_ index: Int) -> Bool {
        words[index / 64] >> UInt64(index % 64) & 1 == 1
    }

    /// The `count` bits, at most 63, from the bit of weight 2^start; bits from 256 are zero.
    public func bits(from start: Int, count: Int) -> UInt64 {
        let (word, shift) = (start / 64, UInt64(start % 64))
        guard word < 4 else { return 0 }
        var value = words[word] >> shift
        if word < 3, shift > 0 { value |= words[word + 1] << (64 - shift) }
        return value & (1 << UInt64(count) - 1)
    }
}

extension Integer256: Comparable {
    /// Order of the integers.
    public static func < (left: Integer256, right: Integer256) -> Bool {
        left.subtractingReportingBorrow(right).borrow
    }

    /// The sum modulo 2^256, and whether it reached 2^256.
    public func addingReportingCarry(_ other: Integer256) -> (sum: Integer256, carry: Bool) {
        var (sum, carry) = (Integer256(0), false)
        for index in 0..<4 {
            let (first, over1) = words[index].addingReportingOverflow(other.words[index])
            let (second, over2) = first.addingReportingOverflow(carry ? 1 : 0)
            sum.words[index] = second
            carry = over1 || over2
        }
        return (sum, carry)
    }

    /// The difference modulo 2^256, and whether it was negative.
    public func subtractingReportingBorrow(
        _ other: Integer256
    ) -> (difference: Integer256, borrow: Bool) {
        var (difference, borrow) = (Integer256(0), false)
        for index in 0..<4 {
            let (first, under1) = words[index].subtractingReportingOverflow(other.words[index])
            let (second, under2) = first.subtractingReportingOverflow(borrow ? 1 : 0)
            difference.words[index] = second
            borrow = under1 || under2
        }
        return (difference, borrow)
    }

    /// Quotient and remainder of a division by a small positive integer.
    public func dividedReportingRemainder(
        by divisor: UInt64
    ) -> (quotient: Integer256, remainder: UInt64) {
        var (quotient, remainder) = (Integer256(0), UInt64(0))
        for index in (0..<4).reversed() {
            (quotient.words[index], remainder) =
                divisor.dividingFullWidth((remainder, words[index]))
        }
        return (quotient, remainder)
    }
}

extension Integer256 {
    /// The integer of exactly 32 bytes, most significant first; `nil` for another count.
    public init?(bigEndian bytes: some RandomAccessCollection<UInt8>) {
        guard bytes.count == 32 else { return nil }
        self.init(0)
        var position = 0
        for byte in bytes {
            words[3 - position / 8] = words[3 - position / 8] << 8 | UInt64(byte)
            position += 1
        }
    }

    /// The integer of exactly 32 bytes, least significant first; `nil` for another count.
    public init?(littleEndian bytes: some RandomAccessCollection<UInt8>) {
        self.init(bigEndian: bytes.reversed())
    }

    /// The 32 bytes, least significant first.
    public var littleEndianBytes: [UInt8] {
        (0..<32).map { UInt8(truncatingIfNeeded: words[$0 / 8] >> UInt64(8 * ($0 % 8))) }
    }

    /// The 32 bytes, most significant first.
    public var bigEndianBytes: [UInt8] { littleEndianBytes.reversed() }

    /// Parses decimal digits; `nil` for none, for other characters and from 2^256.
    public init?(decimal text: some StringProtocol) {
        guard !text.isEmpty, text.utf8.count <= 78 else { return nil }
        self.init(0)
        for digit in text.utf8 {
            guard (0x30...0x39).contains(digit) else { return nil }
            var carry = UInt64(digit - 0x30)
            for index in 0..<4 {
                let (high, low) = words[index].multipliedFullWidth(by: 10)
                let (sum, over) = low.addingReportingOverflow(carry)
                words[index] = sum
                carry = high + (over ? 1 : 0)
            }
            guard carry == 0 else { return nil }
        }
    }

    /// Decimal digits without leading zeros.
    public var decimal: String {
        var (rest, digits) = (self, [UInt8]())
        repeat {
            let (quotient, remainder) = rest.dividedReportingRemainder(by: 10)
            digits.append(0x30 + UInt8(remainder))
            rest = quotient
        } while !rest.isZero
        return String(decoding: digits.reversed(), as: UTF8.self)
    }
}
