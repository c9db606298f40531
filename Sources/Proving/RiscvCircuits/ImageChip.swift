public import Constraints

#if !hasFeature(Embedded)
    import Fields
    public import Polynomials
    public import Riscv
#endif

/// The memory that the program's file gives: each word of its image at the start and at the end.
public enum ImageChip: Chip {
    /// What the prover fills: the word at the end.
    public enum Column: Int, ChipColumn {
        /// The value after the last access, or the first if there was none.
        case final
        /// The time of the last access, 0 if there was none.
        case finalTime
    }

    /// The fixed columns.
    enum Fixed: Int, CaseIterable {
        /// The index of the word.
        case cell
        /// Its value at the start.
        case value
        /// 1 for words of the image, 0 for rows that fill the table up.
        case isWord
    }

    /// The size.
    public static let shape = ChipShape(
        name: "image", mainWidth: Column.allCases.count, fixedWidth: Fixed.allCases.count)

    /// The bus traffic of one row; there is no constraint.
    ///
    /// All that the tuples at the start have is fixed: every word of the image starts once, with
    /// the value of the file. The end needs no check: it must balance the last access.
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

#if !hasFeature(Embedded)
    extension ImageChip {
        /// The fixed columns, rows by address.
        public static func fixedTable(_ program: Program) -> Matrix {
            let bounds = MemoryBounds(program)
            let words = bounds.image(of: program)
            var table = Matrix(
                zeros: 1 << ceilingLog2(words.count), width: Fixed.allCases.count)
            for (index, word) in words.enumerated() {
                let cell = bounds.imageStart + UInt32(index)
                table[index, Fixed.cell.rawValue] = Goldilocks(cell)
                table[index, Fixed.value.rawValue] = Goldilocks(word)
                table[index, Fixed.isWord.rawValue] = .one
            }
            return table
        }

        /// What each word is at the end.
        public static func trace(_ program: Program, _ memory: MemoryState) -> Matrix {
            let bounds = MemoryBounds(program)
            let words = bounds.image(of: program)
            var table = Matrix(
                zeros: 1 << ceilingLog2(words.count), width: Column.allCases.count)
            for (index, word) in words.enumerated() {
                let cell = UInt64(bounds.imageStart) + UInt64(index)
                let last = memory.last(word: cell) ?? (value: word, time: 0)
                table[index, Column.final.rawValue] = Goldilocks(last.value)
                table[index, Column.finalTime.rawValue] = Goldilocks(last.time)
            }
            return table
        }
    }
#endif
