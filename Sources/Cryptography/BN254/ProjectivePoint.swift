import Fields

/// A point (x / z, y / z) of a group; infinity has z = 0.
///
/// The formulas are complete: they hold for every pair of points of a curve of odd order (Renes,
/// Costello, Batina, "Complete Addition Formulas for Prime Order Elliptic Curves", eprint
/// 2015/1060, section 4, a = 0).
public struct ProjectivePoint<Group: CurveGroup>: Sendable {
    public var x: Group.Coordinate
    public var y: Group.Coordinate
    public var z: Group.Coordinate

    init(x: Group.Coordinate, y: Group.Coordinate, z: Group.Coordinate) {
        self.x = x
        self.y = y
        self.z = z
    }

    /// The same point with z = 1.
    public init(_ point: AffinePoint<Group>) {
        self = point.isInfinity ? .infinity : Self(x: point.x, y: point.y, z: .one)
    }

    /// The neutral element.
    public static var infinity: ProjectivePoint { Self(x: .zero, y: .one, z: .zero) }

    public var isInfinity: Bool { z == .zero }

    /// The point with two coordinates, by one inversion.
    public var affine: AffinePoint<Group> {
        let inverse = z.inverseOrZero
        return AffinePoint(x: x * inverse, y: y * inverse)
    }

    /// The points with two coordinates, by one inversion in all.
    public static func affine(_ points: [ProjectivePoint]) -> [AffinePoint<Group>] {
        var inverses = points.map(\.z)
        Group.Coordinate.invertAll(&inverses)
        return zip(points, inverses).map { AffinePoint(x: $0.x * $1, y: $0.y * $1) }
    }
}

extension ProjectivePoint: Equatable {
    /// Whether both are the same point.
    public static func == (left: ProjectivePoint, right: ProjectivePoint) -> Bool {
        // (0, 1, 0) is infinity alone: then both sides of one equation vanish only for infinity.
        left.isInfinity == right.isInfinity
            && left.x * right.z == right.x * left.z && left.y * right.z == right.y * left.z
    }

    public static prefix func - (point: ProjectivePoint) -> ProjectivePoint {
        Self(x: point.x, y: -point.y, z: point.z)
    }

    public static func - (left: ProjectivePoint, right: ProjectivePoint) -> ProjectivePoint {
        left + -right
    }

    public static func += (left: inout ProjectivePoint, right: ProjectivePoint) {
        left = left + right
    }

    /// The sum by algorithm 7 of the source: 12 products.
    public static func + (a: ProjectivePoint, b: ProjectivePoint) -> ProjectivePoint {
        let (xx, yy, zz) = (a.x * b.x, a.y * b.y, a.z * b.z)
        let xy = (a.x + a.y) * (b.x + b.y) - xx - yy
        let yz = (a.y + a.z) * (b.y + b.z) - yy - zz
        let xz = (a.x + a.z) * (b.x + b.z) - xx - zz
        return joined(xx: xx, yy: yy, bzz: Group.timesThreeConstant(zz), xy: xy, yz: yz, xz: xz)
    }

    /// The sum by algorithm 8 of the source: 11 products, as z = 1 in the second operand.
    public static func + (a: ProjectivePoint, b: AffinePoint<Group>) -> ProjectivePoint {
        if b.isInfinity { return a }
        let (xx, yy) = (a.x * b.x, a.y * b.y)
        let xy = (a.x + a.y) * (b.x + b.y) - xx - yy
        let yz = b.y * a.z + a.y
        let xz = b.x * a.z + a.x
        return joined(xx: xx, yy: yy, bzz: Group.timesThreeConstant(a.z), xy: xy, yz: yz, xz: xz)
    }

    /// Common end of both additions, from the symmetric products of the coordinates.
    private static func joined(
        xx: Group.Coordinate, yy: Group.Coordinate, bzz: Group.Coordinate,
        xy: Group.Coordinate, yz: Group.Coordinate, xz: Group.Coordinate
    ) -> ProjectivePoint {
        let (tripledXX, bxz) = (xx.tripled, Group.timesThreeConstant(xz))
        let (plus, minus) = (yy + bzz, yy - bzz)
        return Self(
            x: xy * minus - yz * bxz, y: minus * plus + bxz * tripledXX,
            z: plus * yz + tripledXX * xy)
    }

    /// The double by algorithm 9 of the source: 6 products and 2 squares.
    public var doubled: ProjectivePoint {
        let yy = y.squared
        let bzz = Group.timesThreeConstant(z.squared)
        let eight = yy.doubled.doubled.doubled
        let minus = yy - bzz.tripled
        return Self(
            x: (minus * (x * y)).doubled, y: bzz * eight + minus * (yy + bzz),
            z: y * z * eight)
    }

    /// The multiple by any 256-bit integer, four bits at a time.
    ///
    /// The time depends on the integer, so it is not for secrets that others can time.
    public func multiplied(by scalar: Integer256) -> ProjectivePoint {
        var multiples = [ProjectivePoint.infinity]
        for _ in 1..<16 { multiples.append(multiples[multiples.count - 1] + self) }
        var result = ProjectivePoint.infinity
        for digit in (0..<(scalar.bitWidth + 3) / 4).reversed() {
            result = result.doubled.doubled.doubled.doubled
            let value = Int(scalar.bits(from: 4 * digit, count: 4))
            if value > 0 { result += multiples[value] }
        }
        return result
    }

    /// The multiple by a scalar.
    public static func * (scalar: Fr, point: ProjectivePoint) -> ProjectivePoint {
        point.multiplied(by: scalar.canonical)
    }
}
