/// The size of a chip, known before its constraints.
public struct ChipShape: Sendable, Equatable {
    /// Name for error texts and reports.
    public let name: StaticString
    /// Columns that the prover fills.
    public let mainWidth: Int
    /// Columns that are part of the program.
    public let fixedWidth: Int
    /// Public values that its constraints may use.
    public let publicCount: Int
    /// Whether a proof may leave the chip out, with no rows and no bus traffic.
    public let isOptional: Bool

    /// A chip of the given size.
    public init(
        name: StaticString, mainWidth: Int, fixedWidth: Int = 0, publicCount: Int = 0,
        isOptional: Bool = false
    ) {
        self.name = name
        self.mainWidth = mainWidth
        self.fixedWidth = fixedWidth
        self.publicCount = publicCount
        self.isOptional = isOptional
    }

    /// Whether sizes and optionality agree; names do not count.
    public static func == (left: ChipShape, right: ChipShape) -> Bool {
        left.mainWidth == right.mainWidth && left.fixedWidth == right.fixedWidth
            && left.publicCount == right.publicCount && left.isOptional == right.isOptional
    }
}

/// A set of chips that are proven together.
///
/// Chips have indices, and one generic function describes all of them. So no existential is needed
/// and the verifier compiles for guests.
public protocol Machine: Sendable {
    /// The chips in their order.
    var chips: [ChipShape] { get }

    /// Greatest degree of constraints, those of buses included: 2^k + 1, k at least 1.
    ///
    /// The quotient has 2^k parts as high as the highest chip, and blow-up is at least 2^k. A
    /// greater degree saves columns, for proofs of a greater blow-up.
    var degreeLimit: Int { get }

    /// Buses on which the statement has messages, so that chips may be on one side only.
    var publicBuses: [Bus] { get }

    /// Describes one chip.
    func describe<Builder: ConstraintBuilder>(chip: Int, to builder: inout Builder)
}

extension Machine {
    /// Degree 3, for every blow-up.
    public var degreeLimit: Int { 3 }

    /// No public bus.
    public var publicBuses: [Bus] { [] }

    /// Number of parts of the quotient: one less than the degree limit.
    public var quotientPartCount: Int { degreeLimit - 1 }
}
