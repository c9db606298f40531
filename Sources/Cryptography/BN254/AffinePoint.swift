import Fields

/// A point (x, y) of a group, or infinity, whose coordinates are both zero.
///
/// In memory x then y in Montgomery's form, as in the kernels and key files. No point of the curves
/// has y = 0, because their orders are odd.
public struct AffinePoint<Group: CurveGroup>: Hashable, Sendable, BitwiseCopyable {
    public var x: Group.Coordinate
    public var y: Group.Coordinate

    /// A point known to be on the curve.
    public init(x: Group.Coordinate, y: Group.Coordinate) {
        self.x = x
        self.y = y
    }

    /// The neutral element.
    public static var infinity: AffinePoint { AffinePoint(x: .zero, y: .zero) }

    public var isInfinity: Bool { y == .zero && x == .zero }

    /// Whether the coordinates satisfy the equation of the curve, or the point is infinity.
    public var isOnCurve: Bool {
        isInfinity || y.squared == x.squared * x + Group.constant
    }

    /// Whether the point is on the curve and in the group of order r.
    public var isValid: Bool { isOnCurve && Group.isInSubgroup(self) }

    public static prefix func - (point: AffinePoint) -> AffinePoint {
        AffinePoint(x: point.x, y: -point.y)
    }
}
