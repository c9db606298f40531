import Fields

/// The flags in the two highest bits of gnark's encoding of a point.
private enum Flags {
    static let mask: UInt8 = 0b1100_0000
    static let infinity: UInt8 = 0b0100_0000
    static let smaller: UInt8 = 0b1000_0000
    static let larger: UInt8 = 0b1100_0000
}

extension AffinePoint {
    /// Bytes in gnark's compressed form: big-endian x, with flags for y or for infinity.
    public var compressedBytes: [UInt8] {
        if isInfinity {
            var bytes = [UInt8](repeating: 0, count: Group.Coordinate.byteCount)
            bytes[0] = Flags.infinity
            return bytes
        }
        var bytes = x.bigEndianBytes
        bytes[0] |= y.isLarger ? Flags.larger : Flags.smaller
        return bytes
    }

    /// Decodes gnark's compressed form and checks the subgroup.
    public init(compressed bytes: ArraySlice<UInt8>) throws(PointError) {
        let count = Group.Coordinate.byteCount
        guard bytes.count == count, let first = bytes.first else {
            throw .length(expected: count, actual: bytes.count)
        }
        let flags = first & Flags.mask
        var rest = Array(bytes)
        rest[0] &= ~Flags.mask
        if flags == Flags.infinity {
            guard rest.allSatisfy({ $0 == 0 }) else { throw .flags }
            self = .infinity
            return
        }
        guard flags != 0 else { throw .flags }
        let x = try Group.Coordinate(bigEndian: rest[...])
        guard let root = (x.squared * x + Group.constant).squareRoot else { throw .notOnCurve }
        self.init(x: x, y: root.isLarger == (flags == Flags.larger) ? root : -root)
        guard Group.isInSubgroup(self) else { throw .notInSubgroup }
    }
}
