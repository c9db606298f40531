import CBN254

/// Affine points in memory that need not be aligned, such as a section of a mapped key file.
///
/// The creator of a list keeps its memory alive and unchanged while the list is used.
public struct PointList<Group: CurveGroup>: @unchecked Sendable {
    private let base: UnsafeRawPointer
    public let count: Int

    /// A list of `count` points from `base`.
    public init(base: UnsafeRawPointer, count: Int) {
        self.base = base
        self.count = count
    }

    /// Number of bytes of a point.
    public static var stride: Int { MemoryLayout<AffinePoint<Group>>.stride }

    public subscript(index: Int) -> AffinePoint<Group> {
        base.loadUnaligned(fromByteOffset: index * Self.stride, as: AffinePoint<Group>.self)
    }

    /// Asks for a point that is read soon.
    func prefetch(_ index: Int) {
        cbn254_prefetch(base + index * Self.stride, Self.stride)
    }

    /// The points of a range of indices.
    public func part(_ range: Range<Int>) -> PointList {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        return PointList(base: base + range.lowerBound * Self.stride, count: range.count)
    }
}
