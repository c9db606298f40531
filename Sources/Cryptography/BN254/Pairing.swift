import Fields

/// The optimal ate pairing of BN254 (Vercauteren, eprint 2008/096, section IV).
///
/// Points must be in their groups, which the caller checks.
public enum Pairing {
    /// The product of the pairings of all pairs, one if there is none.
    public static func product(
        _ pairs: [(AffinePoint<G1>, AffinePoint<G2>)]
    ) -> Fp12 {
        let prepared = pairs.map { ($0.0, PreparedPoint($0.1)) }
        return finalPower(millerProduct(prepared))
    }

    /// Whether the product of the pairings of all pairs is one.
    public static func isOne(_ pairs: [(AffinePoint<G1>, AffinePoint<G2>)]) -> Bool {
        product(pairs) == .one
    }

    /// The product of Miller's functions; `finalPower` converts it to the product of pairings.
    public static func millerProduct(_ pairs: [(AffinePoint<G1>, PreparedPoint)]) -> Fp12 {
        let pairs = pairs.filter { !$0.0.isInfinity && !$0.1.lines.isEmpty }
        var value = Fp12.one
        var next = 0
        func multiplyLines() {
            for (point, prepared) in pairs {
                let line = prepared.lines[next]
                value = value.times(
                    line: line.a.scaled(by: point.y), line.b.scaled(by: point.x), line.c)
            }
            next += 1
        }
        for digit in Curve.loopDigits.dropLast().reversed() {
            value = value.squared
            multiplyLines()
            if digit != 0 { multiplyLines() }
        }
        multiplyLines()
        multiplyLines()
        return value
    }

    /// The power to (p^12 - 1) / r.
    ///
    /// Hard part by Fuentes-Castaneda, Knapp, Rodriguez-Henriquez, "Faster Hashing to G2", SAC
    /// 2011, section 5: the power to 2 t (6 t^2 + 3 t + 1) (p^4 - p^2 + 1) / r, so all values are
    /// of one pairing with that power of the reduced Tate pairing.
    public static func finalPower(_ value: Fp12) -> Fp12 {
        let first = value.conjugate * value.inverseOrZero
        let easy = first.frobenius.frobenius * first
        func minusParameter(_ base: Fp12) -> Fp12 { base.cyclotomicPowerOfParameter.conjugate }

        let y0 = minusParameter(easy)
        let y1 = y0.cyclotomicSquared
        let y3 = y1.cyclotomicSquared * y1
        let y4 = minusParameter(y3)
        let y6 = minusParameter(y4.cyclotomicSquared)
        let y8 = y6.conjugate * y4 * y3.conjugate
        let y9 = y8 * y1
        let y11 = y8 * y4 * easy
        let y13 = y9.frobenius * y11
        let y14 = y8.frobenius.frobenius * y13
        return (easy.conjugate * y9).frobenius.frobenius.frobenius * y14
    }
}

/// A point of G2 with the lines that Miller's loop evaluates, for any number of pairings.
public struct PreparedPoint: Sendable {
    /// A line through the current point: a y + (b x + c v) w at (x, y).
    struct Line: Sendable {
        let a, b, c: Fp2
    }

    /// Lines in the loop's order; empty for infinity.
    let lines: [Line]

    /// The lines of a point of the group.
    public init(_ point: AffinePoint<G2>) {
        guard !point.isInfinity else {
            lines = []
            return
        }
        var walk = Walk(x: point.x, y: point.y, z: .one)
        var lines: [Line] = []
        for digit in Curve.loopDigits.dropLast().reversed() {
            lines.append(walk.double())
            if digit != 0 { lines.append(walk.add(digit > 0 ? point : -point)) }
        }
        let first = G2.frobenius(point)
        lines.append(walk.add(first))
        lines.append(walk.add(-G2.frobenius(first)))
        self.lines = lines
    }

    /// The running multiple of the point, in homogeneous coordinates (Costello, Lange, Naehrig,
    /// eprint 2009/615; Aranha et al., eprint 2010/526, section 4).
    private struct Walk {
        var x, y, z: Fp2

        private static let half = Fp(2).inverseOrZero

        /// Doubles the point and returns the tangent.
        mutating func double() -> Line {
            let a = (x * y).scaled(by: Self.half)
            let (b, c) = (y.squared, z.squared)
            let e = G2.timesThreeConstant(c)
            let f = e.tripled
            let g = (b + f).scaled(by: Self.half)
            let h = (y + z).squared - b - c
            let line = Line(a: -h, b: x.squared.tripled, c: e - b)
            x = a * (b - f)
            y = g.squared - e.squared.tripled
            z = b * h
            return line
        }

        /// Adds a point, neither the same nor the opposite, and returns the line through both.
        mutating func add(_ point: AffinePoint<G2>) -> Line {
            let theta = y - point.y * z
            let lambda = x - point.x * z
            let d = lambda.squared
            let e = lambda * d
            let g = x * d
            let h = e + z * theta.squared - g.doubled
            let line = Line(a: lambda, b: -theta, c: theta * point.x - lambda * point.y)
            x = lambda * h
            y = theta * (g - h) - e * y
            z *= e
            return line
        }
    }
}
