package import BN254
import Groth16

/// Phase 1 of a ceremony in memory.
///
/// Multiples of the generators by the powers of tau, also times alpha and beta, and the values of
/// the Lagrange polynomials.
///
/// The format is that of snarkjs (ptau, version 1) after `prepare phase2`, in which the public
/// files of the perpetual powers of tau are.
public struct PowersOfTau: @unchecked Sendable {
    /// Logarithm of the rows of the largest domain of a circuit.
    public let log2: Int
    /// Number of contributions that the file claims; only its hash proves that they took place.
    public let contributionCount: Int

    /// Multiples by tau^i for i below 2^(log2 + 1) - 1.
    package let tau1: PointList<G1>
    /// Multiples by tau^i for i below 2^log2, as in the next two.
    package let tau2: PointList<G2>
    package let alphaTau1: PointList<G1>
    package let betaTau1: PointList<G1>
    package let beta2: AffinePoint<G2>
    private let lagrange1: PointList<G1>
    private let lagrange2: PointList<G2>
    private let alphaLagrange1: PointList<G1>
    private let betaLagrange1: PointList<G1>
    private let owner: AnyObject?

    static let magic = "ptau"
    static let version: UInt32 = 1
    /// Transforms of scalars end at 2^28, and the quotient needs twice the domain.
    static let maximumLog2 = 27

    /// The sections of a file.
    enum Section {
        static let header: UInt32 = 1
        static let tau1: UInt32 = 2
        static let tau2: UInt32 = 3
        static let alphaTau1: UInt32 = 4
        static let betaTau1: UInt32 = 5
        static let beta2: UInt32 = 6
        static let contributions: UInt32 = 7
        static let lagrange1: UInt32 = 12
        static let lagrange2: UInt32 = 13
        static let alphaLagrange1: UInt32 = 14
        static let betaLagrange1: UInt32 = 15
    }

    /// Opens powers in memory that stays unchanged as long as `owner` lives.
    ///
    /// Lengths are checked; `check` compares the points.
    public init(_ bytes: UnsafeRawBufferPointer, owner: AnyObject?) throws(CeremonyError) {
        do throws(Groth16Error) {
            try self.init(file: bytes, owner: owner)
        } catch {
            throw .powersFile(error)
        }
    }

    private init(file bytes: UnsafeRawBufferPointer, owner: AnyObject?) throws(Groth16Error) {
        let file = try SectionReader(bytes, magic: Self.magic, version: Self.version)
        var header = try file.section(Section.header)
        try header.requireModulus(Fp.modulus)
        let log2 = Int(try header.uint32())
        guard (1...Self.maximumLog2).contains(log2) else {
            throw .number(section: Section.header, field: "power")
        }
        let size = 1 << log2
        self.log2 = log2
        tau1 = try file.points(Section.tau1, count: 2 * size - 1)
        tau2 = try file.points(Section.tau2, count: size)
        alphaTau1 = try file.points(Section.alphaTau1, count: size)
        betaTau1 = try file.points(Section.betaTau1, count: size)
        let beta: PointList<G2> = try file.points(Section.beta2, count: 1)
        beta2 = beta[0]
        // Every size from 1, one after the other; of the first list twice the size as well.
        lagrange1 = try file.points(Section.lagrange1, count: 4 * size - 1)
        lagrange2 = try file.points(Section.lagrange2, count: 2 * size - 1)
        alphaLagrange1 = try file.points(Section.alphaLagrange1, count: 2 * size - 1)
        betaLagrange1 = try file.points(Section.betaLagrange1, count: 2 * size - 1)
        var contributions = try file.section(Section.contributions)
        contributionCount = Int(try contributions.uint32())
        self.owner = owner
    }

    /// Whether one party generated the powers and could have kept tau.
    public var isDevelopment: Bool { contributionCount < 2 }

    /// The Lagrange points of the domain of 2^log2 rows, in natural order.
    package func lagrange1(log2: Int) -> PointList<G1> { lagrange1.domain(log2) }
    package func lagrange2(log2: Int) -> PointList<G2> { lagrange2.domain(log2) }
    package func alphaLagrange1(log2: Int) -> PointList<G1> { alphaLagrange1.domain(log2) }
    package func betaLagrange1(log2: Int) -> PointList<G1> { betaLagrange1.domain(log2) }
}

extension PointList {
    /// The part of a list of all sizes that belongs to a domain.
    fileprivate func domain(_ log2: Int) -> PointList { part(1 << log2 - 1..<2 << log2 - 1) }
}
