/// The low `bitCount` bits of an index in the opposite order; higher bits are dropped.
public func bitReversed(_ index: Int, bitCount: Int) -> Int {
    guard bitCount > 0 else { return 0 }
    var result = 0
    var remaining = index
    for _ in 0..<bitCount {
        result = result << 1 | remaining & 1
        remaining >>= 1
    }
    return result
}

/// The logarithm of a power of two, or `nil` for any other number.
public func exactLog2(_ value: Int) -> Int? {
    value > 0 && value & (value - 1) == 0 ? value.trailingZeroBitCount : nil
}
