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
    /// A node of a tree.
    associatedtype Node: Sendable

    /// A value of the base field.
    typealias Base = Sponge.Element
    /// A value of the cubic extension.
    typealias Cubic = Sponge.Cubic
    /// The place of a row: bits of an element of the transcript.
    typealias Place = Sponge.Element.Bits

    /// A node as values of the base field.
    static func elements(of node: Node) -> [Base]

    /// Requires that two values are equal; returns `false` where they are known not to be.
    func require(_ left: Cubic, equals right: Cubic) -> Bool

    /// Requires that two values differ; returns `false` where they are known to be equal.
    func require(_ left: Cubic, differsFrom right: Cubic) -> Bool

    /// The inverses of values that are not zero; an element zero stays zero.
    func inverses(of values: [Cubic]) -> [Cubic]

    /// The power of the root of unity of order 2^`orderLog2` whose exponent has the low `orderLog2`
    /// bits of the place in the opposite order, and its inverse.
    func rootPower(orderLog2: Int, at place: Place) -> (power: Base, inverse: Base)

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

    /// The row of a query, of the only table of a commitment, as values of the extension.
    func cubics(commitment: Int, query: Int) -> [Cubic]

    /// Calls the body with parts of `0..<count` that together are all of it, until one refuses;
    /// parts may run at once.
    func firstRefusal<Refusal: Error>(
        of count: Int, _ body: (Range<Int>) -> Refusal?
    ) -> Refusal?
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
