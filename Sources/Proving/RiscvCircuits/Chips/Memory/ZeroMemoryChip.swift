public import Constraints
public import Fields

/// Words that a run accessed outside of the image: zero at the start, rows by address.
///
/// Every cell starts at most once. A row of this chip has a word w, taken as an integer below p:
///
/// 1. w = bound - room with 0 <= room < 2^30, the bound being image start - 1 or, above the
///    image, end - 1. So w is congruent to an integer that is at most its bound.
/// 2. w = previous + 1 + step with 0 <= step < 2^30, the previous one being start - 1 in the first
///    row, image end - 1 in the first row above the image, else the word of the row before. By
///    induction the integers grow from row to row: the one before is at most 2^30, so the sum
///    is below 2^32 and does not wrap around p; it equals the integer of point 1, which differs
///    from it by less than p. In particular start <= w < image start or
///    image end <= w < end.
/// 3. Rows above the image follow those below, and the chip has one trace: no word comes twice.
///
/// Words of the image start in `ImageChip`; cells of registers begin at 2^40.
public enum ZeroMemoryChip: MachineChip {
    /// The columns.
    public enum Column: Int, ChipColumn {
        /// The index of the word.
        case word
        /// Its value and time after the last access.
        case final, finalTime
        /// The limbs of 16 and 14 bits of the number of words skipped since the one before.
        case stepLow, stepHigh
        /// The limbs of 16 and 14 bits of the number of words up to the bound.
        case roomLow, roomHigh
        /// Whether the row is a word, and whether that is above the image.
        case isReal, isAbove
    }

    /// Public values: `MemoryBounds`.
    public enum Public: Int, CaseIterable, Sendable {
        case start, imageStart, imageEnd, end
    }

    /// The size.
    public static let shape = ChipShape(
        name: "zero memory", mainWidth: Column.allCases.count,
        publicCount: Public.allCases.count)

    /// The bounds of memory and image.
    public static func publicValues(_ claim: RunClaim) -> [Goldilocks] {
        let memory = claim.memory
        return [memory.start, memory.imageStart, memory.imageEnd, memory.end].map {
            Goldilocks($0)
        }
    }

    /// The constraints and the bus traffic of one row.
    public static func describe<Builder: ConstraintBuilder>(to builder: inout Builder) {
        func bound(_ bound: Public) -> Builder.Value { builder.publicValue(bound.rawValue) }
        let (word, isReal) = (builder.this(Column.word), builder.this(Column.isReal))
        let isAbove = builder.this(Column.isAbove)
        builder.require("row is a word or padding", bit: isReal)
        builder.require("word is above the image or not", bit: isAbove)
        // isAbove -> isReal
        builder.require("padding is not above", zero: isAbove * (.one - isReal))
        let isNextReal = builder.next(Column.isReal)
        let isNextAbove = builder.next(Column.isAbove)
        builder.require(
            "padding is the end", zero: builder.isTransition * (.one - isReal) * isNextReal)
        // isAbove and next isReal -> next isAbove
        builder.require(
            "words above come last",
            zero: builder.isTransition * isAbove * (isNextReal - isNextAbove))
        // word = (isAbove ? end : image start) - 1 - room
        let room = builder.word(builder.this(Column.roomLow), builder.this(Column.roomHigh))
        builder.require(
            "word is below its bound",
            zero: isReal
                * (word + room + .one - bound(.imageStart)
                    - isAbove * (bound(.end) - bound(.imageStart))))
        // first word = (isAbove ? image end : start) + step
        let step = builder.word(builder.this(Column.stepLow), builder.this(Column.stepHigh))
        builder.require(
            "first word",
            zero: builder.isFirst * isReal
                * (word - step - bound(.start) - isAbove * (bound(.imageEnd) - bound(.start))))
        // next word = (next isAbove and not isAbove ? image end : word + 1) + step
        let nextStep = builder.word(
            builder.next(Column.stepLow), builder.next(Column.stepHigh))
        let after = word + .one
        builder.require(
            "words grow",
            zero: builder.isTransition * isNextReal
                * (builder.next(Column.word) - nextStep - after
                    - (isNextAbove - isAbove) * (bound(.imageEnd) - after)))
        describeTraffic(isReal, to: &builder)
    }

    private static func describeTraffic<Builder: ConstraintBuilder>(
        _ isReal: Builder.Value, to builder: inout Builder
    ) {
        let word = builder.this(Column.word)
        builder.send([word, .zero, .zero], on: MachineBus.memory, multiplicity: isReal)
        builder.receive(
            [word, builder.this(Column.final), builder.this(Column.finalTime)],
            on: MachineBus.memory, multiplicity: isReal)
        builder.requireRange(.bits16, builder.this(Column.stepLow), multiplicity: isReal)
        builder.requireRange(.bits14, builder.this(Column.stepHigh), multiplicity: isReal)
        builder.requireRange(.bits16, builder.this(Column.roomLow), multiplicity: isReal)
        builder.requireRange(.bits14, builder.this(Column.roomHigh), multiplicity: isReal)
    }
}
