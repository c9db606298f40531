public import Commitments
public import Fields
public import Transcripts

/// The operations over which the verifier is written, once for all of its readings.
///
/// A reading on elements (`NativeVerifierBuilder`) runs the verifier. A recorder leaves a list of
/// operations behind, which depends on the shape of proofs alone: no value of a proof decides what
/// is done, but for the refusal where a requirement fails. A recorder notes requirements and goes on
/// as if they held.
public protocol VerifierBuilder: Sendable {
    /// The sponge of the transcript, with the values of the two fields.
    associatedtype Sponge: DuplexSponge
    /// A value of the base field.
    typealias Base = Sponge.Element
    /// A value of the cubic extension.
    typealias Cubic = Sponge.Cubic
    /// The place of a row: bits of an element of the transcript.
    typealias Place = Sponge.Element.Bits
    /// A node of a tree.
    typealias Node = Sponge.Node

    /// Requires that two values are equal; returns `false` where they are known not to be.
    func require(_ left: Cubic, equals right: Cubic) -> Bool

    /// Requires that two values differ; returns `false` where they are known to be equal.
    func require(_ left: Cubic, differsFrom right: Cubic) -> Bool

    /// The inverses of values that are not zero; an element zero stays zero.
    func inverses(of values: [Cubic]) -> [Cubic]

    /// The power of the root of unity of order 2^`orderLog2` whose exponent has the low `orderLog2`
    /// bits of the place in the opposite order, and its inverse.
    func rootPower(orderLog2: Int, at place: Place) -> (power: Base, inverse: Base)

    /// The inverses of values that earlier requirements hold to differ from zero.
    func inverses(ofNonZero values: [Cubic]) -> [Cubic]

    /// The points of a place and its upper bits in the subgroups of 2^k elements, for all k of a
    /// range up to the number of bits of the place, with their inverses.
    func points(
        sizesLog2: ClosedRange<Int>, at place: Place
    ) -> [(power: Base, inverse: Base)]

    /// The folded value of a row at the low bits of a place, `inverse` that of the place's point.
    func fold(
        _ values: [Cubic], by folding: Folding, challenge: Cubic, at place: Place, inverse: Base
    ) -> Cubic

    /// The value of a polynomial at a point, from its coefficients, the constant first.
    func value(of polynomial: [Cubic], at point: Base) -> Cubic

    /// Requires that one of 2^k values, that of the low k bits of the place, equals another.
    func require(_ values: [Cubic], at place: Place, equals value: Cubic) -> Bool

    /// Opens all commitments at the places of all queries and checks the rows against the caps.
    ///
    /// Places are below 2^`sizeLog2`; a lower table is opened at their upper bits. Returns the first
    /// commitment that is known not to have its rows. Later calls read the rows.
    mutating func open(
        _ commitments: [OpenedCommitment<Node>], at places: [Place], sizeLog2: Int
    ) -> OpeningRefusal?

    /// Whether the proof opens rows at these places, as far as it names the places itself.
    func opensRows(at places: [Place]) -> Bool

    /// The weights of rows: powers of a challenge with exponents below a number.
    associatedtype Weights: Sendable

    /// The powers of a challenge with exponents below a number.
    func weights(_ challenge: Cubic, count: Int) -> Weights

    /// The sum of the selected elements of a query's row, each times its weight.
    func combination(
        of row: WeightedRow, commitment: Int, query: Int, weights: Weights
    ) -> Cubic

    /// The sum of claimed values, each times the weight of its place in a row.
    func weightedSum(_ values: [Cubic], _ row: WeightedRow, challenge: Cubic) -> Cubic

    /// The row of a query, of the only table of a commitment, as values of the extension.
    func cubics(commitment: Int, query: Int) -> [Cubic]

    /// Calls the body with parts of `0..<count` that together are all of it, until one refuses;
    /// parts may run at once.
    func firstRefusal<Refusal: Error>(
        of count: Int, _ body: (Range<Int>) -> Refusal?
    ) -> Refusal?
}

/// Operations by others, for readings without a cheaper way.
extension VerifierBuilder {
    /// The inverses, as of any values.
    public func inverses(ofNonZero values: [Cubic]) -> [Cubic] { inverses(of: values) }

    /// The point of the whole place, and its squares.
    public func points(
        sizesLog2: ClosedRange<Int>, at place: Place
    ) -> [(power: Base, inverse: Base)] {
        var points = [rootPower(orderLog2: sizesLog2.upperBound, at: place)]
        for index in 0..<sizesLog2.count - 1 {
            let (power, inverse) = points[index]
            points.append((power * power, inverse * inverse))
        }
        return points.reversed()
    }

    /// Steps with a challenge over the point of the row: that of the place without the root of its
    /// low bits.
    public func fold(
        _ values: [Cubic], by folding: Folding, challenge: Cubic, at place: Place, inverse: Base
    ) -> Cubic {
        let inRow = rootPower(orderLog2: folding.factorLog2, at: place).power
        return folding.fold(values, ratio: challenge.scaled(by: inverse * inRow))
    }

    /// Horner's rule.
    public func weightedSum(
        _ values: [Cubic], _ row: WeightedRow, challenge: Cubic
    ) -> Cubic {
        var sum = Cubic(constant: .zero)
        var next = 0
        for (place, value) in zip(row.places.joined(), values) {
            while next < place {
                sum = sum * challenge
                next += 1
            }
            sum = sum * challenge + value
            next += 1
        }
        while next < row.weightCount {
            sum = sum * challenge
            next += 1
        }
        return sum
    }

    /// Horner's rule.
    public func value(of polynomial: [Cubic], at point: Base) -> Cubic {
        polynomial.reversed().reduce(Cubic(constant: .zero)) { sum, coefficient in
            sum.scaled(by: point) + coefficient
        }
    }
}

/// A commitment of which queries open rows.
public struct OpenedCommitment<Node: Sendable>: Sendable {
    /// The cap.
    public let cap: [Node]
    /// Heights and widths of the tables.
    public let shape: CommitmentShape

    /// The commitment with a cap and a shape.
    public init(cap: [Node], shape: CommitmentShape) {
        self.cap = cap
        self.shape = shape
    }
}

/// A commitment whose opened rows are not those under its cap.
public struct OpeningRefusal: Error {
    /// The number of the commitment.
    public let commitment: Int
    /// The reason.
    public let reason: CommitmentError
}
