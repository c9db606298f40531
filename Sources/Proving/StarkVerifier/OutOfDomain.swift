public import Constraints
public import Fields
import Polynomials

/// A height at the out-of-domain point z (zeta in the literature).
///
/// With C(n) the folded constraints of all chips of n rows: sum of C(n) / (z^n - 1) = quotient(z).
public struct OutOfDomain: Sendable {
    /// The logarithm of the number of rows.
    public let heightLog2: Int
    /// The point.
    public let point: CubicExtension

    /// The given height at a point.
    public init(heightLog2: Int, point: CubicExtension) {
        self.heightLog2 = heightLog2
        self.point = point
    }

    /// The root of unity between the points of a row and the next.
    public var root: Goldilocks { RootsOfUnity.root(orderLog2: heightLog2) }

    /// The point of the next row.
    public var nextPoint: CubicExtension { point.scaled(by: root) }

    /// Value of z^n - 1, which is zero on the rows.
    public var vanishing: CubicExtension { point.squared(times: heightLog2) - .one }

    /// The sum of C(m) (z^n - 1) / (z^m - 1) over all heights m up to this one, n.
    ///
    /// `folded` has C(m) by the logarithm of m. As z^2m - 1 = (z^m - 1) (z^m + 1), nothing is
    /// divided: from the lowest height on, the sum so far is multiplied by z^m + 1.
    public func joined(_ folded: [CubicExtension]) -> CubicExtension {
        var (sum, power) = (CubicExtension.zero, point)
        for (heightLog2, constraints) in folded.enumerated() {
            if heightLog2 > 0 {
                sum *= power + .one
                power = power.squared
            }
            sum += constraints
        }
        return sum
    }

    /// The quotient from its two parts, each of degree below n.
    ///
    /// Part 0 agrees with it where x^n = s^n, part 1 where x^n = -s^n, s the shift:
    /// Q = (q0 * (s^n + z^n) + q1 * (s^n - z^n)) / (2 s^n), and Q has degree below 2n.
    public func quotient(_ parts: [[CubicExtension]], shift: Goldilocks) -> CubicExtension {
        let power = CubicExtension(shift.squared(times: heightLog2))
        let here = point.squared(times: heightLog2)
        let sum =
            Self.join(parts[0][...]) * (power + here)
            + Self.join(parts[1][...]) * (power - here)
        return sum * power.doubled.inverseOrZero
    }

    /// An element of the extension from columns of its coefficients, at a point of the extension.
    public static func join(_ columns: ArraySlice<CubicExtension>) -> CubicExtension {
        let start = columns.startIndex
        return columns[start] + columns[start + 1] * CubicExtension(.zero, .one, .zero)
            + columns[start + 2] * CubicExtension(.zero, .zero, .one)
    }

    /// The columns of the chip at the point.
    ///
    /// Those of the next row that no constraint reads, and no proof opens, are zero.
    public func view(
        _ opening: ChipOpening, layout: ChipLayout, publicValues: [Goldilocks]
    ) -> ChipView<CubicExtension> {
        var next = [CubicExtension](repeating: .zero, count: layout.shape.mainWidth)
        for (column, value) in zip(layout.nextMainColumns, opening.mainNext) {
            next[column] = value
        }
        let last = point - CubicExtension(RootsOfUnity.inverse(orderLog2: heightLog2))
        return ChipView(
            this: opening.main, next: next, fixed: opening.fixed,
            publicValues: publicValues.map { CubicExtension($0) },
            isFirst: vanishing * (point - .one).inverseOrZero,
            isLast: vanishing * last.inverseOrZero, isTransition: last)
    }

    /// The bus columns of the chip at the point.
    public func busView(
        _ opening: ChipOpening, layout: ChipLayout, terminalSum: CubicExtension
    ) -> BusView {
        let count = layout.cubicWidth - 1
        let rowShare = Goldilocks(reducing: 1 << UInt64(heightLog2)).inverseOrZero
        return BusView(
            partialSums: (0..<count).map { Self.join(opening.bus[3 * $0..<3 * $0 + 3]) },
            cumulativeSum: Self.join(opening.bus[(3 * count)...]),
            nextCumulativeSum: Self.join(opening.busNext[...]),
            terminalSumPerRow: terminalSum.scaled(by: rowShare))
    }
}
