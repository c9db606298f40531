/// The size of a chip before anything is known of its constraints.
public struct ChipShape: Sendable, Equatable {
    /// What people call it.
    public let name: StaticString
    /// Columns that the prover fills.
    public let mainWidth: Int
    /// Columns that are part of the program.
    public let fixedWidth: Int
    /// Public values that its constraints may use.
    public let publicCount: Int
    /// Whether a proof may leave the chip out: it then has no rows and no traffic.
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

    /// Whether the numbers agree; names are for people.
    public static func == (left: ChipShape, right: ChipShape) -> Bool {
        left.mainWidth == right.mainWidth && left.fixedWidth == right.fixedWidth
            && left.publicCount == right.publicCount && left.isOptional == right.isOptional
    }
}

/// A set of chips that are proven together.
///
/// Chips are named by index, and one generic function describes all of them, so that no
/// existential is needed and the verifier compiles for guests.
public protocol Machine: Sendable {
    /// The chips in their order.
    var chips: [ChipShape] { get }

    /// Buses that messages of the statement take part in, so that chips may be on one side only.
    var publicBuses: [Bus] { get }

    /// Describes one chip.
    func describe<Builder: ConstraintBuilder>(chip: Int, to builder: inout Builder)
}

extension Machine {
    /// None.
    public var publicBuses: [Bus] { [] }
}
