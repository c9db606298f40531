/// The low `bitCount` bits of an index in the opposite order; higher bits are dropped.
///
/// Neighbouring bits, pairs and fours change places, then bytes.
public func bitReversed(_ index: Int, bitCount: Int) -> Int {
    guard bitCount > 0 else { return 0 }
    var word = UInt64(truncatingIfNeeded: index)
    word = (word >> 1) & 0x5555_5555_5555_5555 | (word & 0x5555_5555_5555_5555) << 1
    word = (word >> 2) & 0x3333_3333_3333_3333 | (word & 0x3333_3333_3333_3333) << 2
    word = (word >> 4) & 0x0f0f_0f0f_0f0f_0f0f | (word & 0x0f0f_0f0f_0f0f_0f0f) << 4
    return Int(truncatingIfNeeded: word.byteSwapped >> UInt64(64 - bitCount))
}

/// The logarithm of a power of two, or `nil` for any other number.
public func exactLog2(_ value: Int) -> Int? {
    value > 0 && value & (value - 1) == 0 ? value.trailingZeroBitCount : nil
}
