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

    /// The quotient from its parts, 2^k of degree below n each.
    ///
    /// Part c agrees with it where y = (x / s)^n is r^e, s the shift, r the root of unity of order
    /// 2^k and e the k bits of c reversed. So with y = (z / s)^n it is the sum over c of q_c(z) (1
    /// + y r^-e + (y r^-e)^2 + ...) / 2^k, 2^k terms, and it has degree below 2^k n.
    public func quotient(_ parts: [[Cubic]], shift: Goldilocks) -> Cubic {
        let orderLog2 = parts.count.trailingZeroBitCount
        let power = self.power.scaled(byConstant: shift.squared(times: heightLog2).inverseOrZero)
        var powers = [Cubic(constant: .one)]
        for _ in 1..<parts.count { powers.append(powers[powers.count - 1] * power) }
        let root = RootsOfUnity.inverse(orderLog2: orderLog2)
        var sum = Cubic(constant: .zero)
        for (number, part) in parts.enumerated() {
            let factor = root.power(UInt64(bitReversed(number, bitCount: orderLog2)))
            var (weight, constant) = (Cubic(constant: .zero), Goldilocks.one)
            for power in powers {
                weight = weight + power.scaled(byConstant: constant)
                constant *= factor
            }
            sum = sum + Self.join(part[...]) * weight
        }
        return sum.scaled(byConstant: Goldilocks(UInt32(parts.count)).inverseOrZero)
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
