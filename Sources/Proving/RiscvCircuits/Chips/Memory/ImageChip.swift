public import Constraints

/// Memory of the program's file: each word of its image at the start and at the end.
public enum ImageChip: MachineChip {
    /// Columns that the prover fills: the word at the end.
    public enum Column: Int, ChipColumn {
        /// The value after the last access, or the first if there was none.
        case final
        /// The time of the last access, 0 if there was none.
        case finalTime
    }

    /// The fixed columns.
    public enum Fixed: Int, CaseIterable, Sendable {
        /// The index of the word.
        case cell
        /// Its value at the start.
        case value
        /// 1 for words of the image, 0 for rows of padding.
        case isWord
    }

    /// The size.
    public static let shape = ChipShape(
        name: "image", mainWidth: Column.allCases.count, fixedWidth: Fixed.allCases.count)

    /// A row for each word of the image.
    public static var height: ChipHeight { .image }

    /// Describes the bus traffic of one row; there is no constraint.
    ///
    /// The tuples at the start are fixed: every word of the image starts once, with the value of
    /// the file. The end needs no check, as it must balance the last access.
    public static func describe<Builder: ConstraintBuilder>(to builder: inout Builder) {
        func fixed(_ column: Fixed) -> Builder.Value { builder.fixed(column.rawValue) }
        let isWord = fixed(.isWord)
        builder.send(
            [fixed(.cell), fixed(.value), .zero], on: MachineBus.memory, multiplicity: isWord)
        builder.receive(
            [fixed(.cell), builder.this(Column.final), builder.this(Column.finalTime)],
            on: MachineBus.memory, multiplicity: isWord)
    }
}
