public import Fields

/// A point with denominators one, for tables; (0, 0) is the neutral element.
public struct AffinePoint: Sendable {
    /// The coordinate x.
    public internal(set) var x: QuinticExtension
    /// The coordinate u = x/y.
    public internal(set) var u: QuinticExtension

    /// The neutral element.
    public static var neutral: AffinePoint { AffinePoint(x: .zero, u: .zero) }

    /// The inverse in the group.
    public static prefix func - (point: AffinePoint) -> AffinePoint {
        AffinePoint(x: point.x, u: -point.u)
    }

    /// Brings points to denominators one with a single inversion.
    public static func normalising(_ points: [EcGFp5Point]) -> [AffinePoint] {
        var denominators = [QuinticExtension]()
        denominators.reserveCapacity(2 * points.count)
        for point in points {
            denominators.append(point.denominatorX)
            denominators.append(point.denominatorU)
        }
        QuinticExtension.invertAll(&denominators)
        var result = [AffinePoint]()
        result.reserveCapacity(points.count)
        for (index, point) in points.enumerated() {
            result.append(
                AffinePoint(
                    x: point.numeratorX * denominators[2 * index],
                    u: point.numeratorU * denominators[2 * index + 1]))
        }
        return result
    }

    /// The multiples of a point from 1 to `count`.
    static func multiples(of point: EcGFp5Point, count: Int) -> [EcGFp5Point] {
        var points = [point]
        points.reserveCapacity(count)
        for index in 1..<count {
            // 2k from k, 2k + 1 from 2k: every second one is a doubling.
            points.append(
                index & 1 == 1 ? points[index >> 1].doubled : points[index - 1] + point)
        }
        return points
    }
}
