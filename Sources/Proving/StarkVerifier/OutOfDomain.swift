public import Constraints
public import Fields
import Polynomials

/// A height at the out-of-domain point z (zeta in the literature).
///
/// With C(n) the folded constraints of all chips of n rows: sum of C(n) / (z^n - 1) = quotient(z).
public struct OutOfDomain<Cubic: CubicValue>: Sendable {
    /// The logarithm of the number of rows.
    public let heightLog2: Int
    /// The point.
    public let point: Cubic

    /// The given height at a point.
    public init(heightLog2: Int, point: Cubic) {
        self.heightLog2 = heightLog2
        self.point = point
    }

    /// The root of unity between the points of a row and the next.
    public var root: Goldilocks { RootsOfUnity.root(orderLog2: heightLog2) }

    /// The point of the next row.
    public var nextPoint: Cubic { point.scaled(byConstant: root) }

    /// Value of z^n - 1, which is zero on the rows.
    public var vanishing: Cubic { power - Self.one }

    /// Divisors of the selectors of the first and the last row: z - 1 and z - w^-1.
    public var selectorDivisors: [Cubic] {
        [
            point - Self.one,
            point - Cubic(constant: CubicExtension(RootsOfUnity.inverse(orderLog2: heightLog2))),
        ]
    }

    private static var one: Cubic { Cubic(constant: .one) }

    /// z^n.
    private var power: Cubic { point.successiveSquares(heightLog2)[heightLog2] }

    /// The sum of C(m) (z^n - 1) / (z^m - 1) over all heights m up to this one, n.
    ///
    /// `folded` has C(m) by the logarithm of m. As z^2m - 1 = (z^m - 1) (z^m + 1), nothing is
    /// divided: from the lowest height on, the sum so far is multiplied by z^m + 1.
    public func joined(_ folded: [Cubic]) -> Cubic {
        var (sum, power) = (Cubic(constant: .zero), point)
        for (heightLog2, constraints) in folded.enumerated() {
            if heightLog2 > 0 {
                sum = sum * (power + Self.one)
                power = power.squared
            }
            sum = sum + constraints
        }
        return sum
    }

    /// The quotient from its two parts, each of degree below n.
    ///
    /// Part 0 agrees with it where x^n = s^n, part 1 where x^n = -s^n, s the shift:
    /// Q = (q0 * (s^n + z^n) + q1 * (s^n - z^n)) / (2 s^n), and Q has degree below 2n.
    public func quotient(_ parts: [[Cubic]], shift: Goldilocks) -> Cubic {
        let power = shift.squared(times: heightLog2)
        let (constant, here) = (Cubic(constant: CubicExtension(power)), self.power)
        let sum =
            Self.join(parts[0][...]) * (constant + here)
            + Self.join(parts[1][...]) * (constant - here)
        return sum.scaled(byConstant: power.doubled.inverseOrZero)
    }

    /// An element of the extension from columns of its coefficients, at a point of the extension.
    public static func join(_ columns: ArraySlice<Cubic>) -> Cubic {
        let start = columns.startIndex
        return columns[start]
            + columns[start + 1] * Cubic(constant: CubicExtension(.zero, .one, .zero))
            + columns[start + 2] * Cubic(constant: CubicExtension(.zero, .zero, .one))
    }

    /// The columns of the chip at the point.
    ///
    /// Those of the next row that no constraint reads, and no proof opens, are zero. `inverses` are
    /// those of the divisors of the selectors.
    public func view(
        _ opening: OpenedColumns<Cubic>, layout: ChipLayout, publicValues: [Cubic.Base],
        inverses: ArraySlice<Cubic>
    ) -> ChipView<PointValue<Cubic>> {
        var next = [PointValue<Cubic>](
            repeating: PointValue(constant: .zero), count: layout.shape.mainWidth)
        for (column, value) in zip(layout.nextMainColumns, opening.mainNext) {
            next[column] = PointValue(value)
        }
        let (vanishing, start) = (vanishing, inverses.startIndex)
        return ChipView(
            this: opening.main.map { PointValue($0) }, next: next,
            fixed: opening.fixed.map { PointValue($0) },
            publicValues: publicValues.map { PointValue(Cubic($0)) },
            isFirst: PointValue(vanishing * inverses[start]),
            isLast: PointValue(vanishing * inverses[start + 1]),
            isTransition: PointValue(selectorDivisors[1]))
    }

    /// The bus columns of the chip at the point.
    public func busView(
        _ opening: OpenedColumns<Cubic>, layout: ChipLayout, terminalSum: Cubic
    ) -> BusView<Cubic> {
        let count = layout.cubicWidth - 1
        let rowShare = Goldilocks(reducing: 1 << UInt64(heightLog2)).inverseOrZero
        return BusView(
            partialSums: (0..<count).map { Self.join(opening.bus[3 * $0..<3 * $0 + 3]) },
            cumulativeSum: Self.join(opening.bus[(3 * count)...]),
            nextCumulativeSum: Self.join(opening.busNext[...]),
            terminalSumPerRow: terminalSum.scaled(byConstant: rowShare))
    }
}
