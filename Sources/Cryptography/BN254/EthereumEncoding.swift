/// A coordinate with a fixed number of big-endian bytes, as in EIP-196 and EIP-197.
public protocol EncodedCoordinate {
    /// Number of bytes.
    static var byteCount: Int { get }
    /// Big-endian bytes; of `Fp2` the coefficient of i first.
    var bigEndianBytes: [UInt8] { get }
    /// The coordinate of exactly `byteCount` bytes.
    init(bigEndian bytes: ArraySlice<UInt8>) throws(PointError)
    /// Whether the value is the larger of itself and its negation, as gnark orders them.
    var isLarger: Bool { get }
    /// A square root, or `nil`.
    var squareRoot: Self? { get }
}

extension Fp: EncodedCoordinate {
    public static let byteCount = 32

    public var bigEndianBytes: [UInt8] { canonical.bigEndianBytes }

    public init(bigEndian bytes: ArraySlice<UInt8>) throws(PointError) {
        guard let integer = Integer256(bigEndian: bytes) else {
            throw .length(expected: Self.byteCount, actual: bytes.count)
        }
        guard let element = Fp(canonical: integer) else { throw .coordinateTooLarge }
        self = element
    }

    public var isLarger: Bool { !isLowerHalf }
}

extension Fp2: EncodedCoordinate {
    public static let byteCount = 64

    public var bigEndianBytes: [UInt8] { c1.bigEndianBytes + c0.bigEndianBytes }

    public init(bigEndian bytes: ArraySlice<UInt8>) throws(PointError) {
        guard bytes.count == Self.byteCount else {
            throw .length(expected: Self.byteCount, actual: bytes.count)
        }
        let c1 = try Fp(bigEndian: bytes.prefix(32))
        self.init(try Fp(bigEndian: bytes.suffix(32)), c1)
    }

    public var isLarger: Bool { c1 == .zero ? c0.isLarger : c1.isLarger }
}

extension AffinePoint {
    /// Number of bytes of the uncompressed encoding.
    public static var byteCount: Int { 2 * Group.Coordinate.byteCount }

    /// x then y, big-endian; infinity is all zero (EIP-196, EIP-197).
    public var ethereumBytes: [UInt8] { x.bigEndianBytes + y.bigEndianBytes }

    /// Decodes x then y and checks the curve and the subgroup.
    public init(ethereum bytes: ArraySlice<UInt8>) throws(PointError) {
        guard bytes.count == Self.byteCount else {
            throw .length(expected: Self.byteCount, actual: bytes.count)
        }
        let x = try Group.Coordinate(bigEndian: bytes.prefix(Group.Coordinate.byteCount))
        let y = try Group.Coordinate(bigEndian: bytes.suffix(Group.Coordinate.byteCount))
        self.init(x: x, y: y)
        guard isOnCurve else { throw .notOnCurve }
        guard Group.isInSubgroup(self) else { throw .notInSubgroup }
    }
}
