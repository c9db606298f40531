public import Constraints

/// Permutations of sponges of width 12, with weighted sums of the elements that they absorb.
///
/// One row adds eight elements to the rate of a state and permutes it. The state passes from row to
/// row within a list of elements, the row of a committed table or a transcript, and starts from
/// zero with constants in the capacity. Elements of a committed row are advice: they reach memory
/// only as the digest, as weighted sums, and as cells of four where codewords are folded. Elements
/// of a transcript are read.
///
/// With x0 to x7 the elements of a row of columns and a a challenge, the sum of all elements of a
/// list passes from row to row by Horner's rule, sum' = sum a^8 + x0 a^7 + ... + x7, and so does
/// the sum of those with a flag.
public enum SpongeChip {
    /// Main columns.
    public enum Column {
        /// The elements that are absorbed: x0 to x7.
        public static let elements = 0..<8
        /// The state with these elements.
        public static let state = 8..<20
        /// a, a^2, a^3, a^4 and a^8, each three columns.
        public static func power(_ place: Int) -> Range<Int> { 20 + 3 * place..<23 + 3 * place }
        /// The sum of all elements up to this row.
        public static let sum = 35..<38
        /// The sum of the elements with a flag up to this row.
        public static let partialSum = 38..<41
        /// f0 x0 a^3 + f1 x1 a^2 + f2 x2 a + f3 x3, f the flags.
        public static let upperHalf = 41..<44
        /// S-boxes, the last columns.
        public static func permutation(
            _ degree: RecursionDegree
        ) -> PermutationRow<Poseidon2Width12> {
            PermutationRow(start: 44, degree)
        }
    }

    /// Fixed columns; those of a transition are about this row and the next.
    public enum Fixed {
        /// Whether an element is zero, because the list has ended.
        public static let isUnused = 0..<8
        /// Whether an element is in the sum of some: those of the first four.
        public static let isFirstHalfSummed = 8..<12
        /// Transition: the same for the last four elements of the next row.
        public static let isNextSecondHalfSummed = 12..<16
        /// Transition: whether the next row continues with the state.
        public static let continues = 16
        /// Transition: what is added to the first and the second element of the capacity.
        public static let capacity = 17..<19
        /// The addresses of the first and the last four elements as cells.
        public static let elementAddresses = 19..<21
        /// How often each of these cells is read, -1 if it is read here.
        public static let elementMultiplicities = 21..<23
        /// The addresses of the first four and the next four elements of the state afterwards.
        public static let outputAddresses = 23..<25
        /// How often each of these cells is read.
        public static let outputReads = 25..<27
        /// The addresses of the sum of all elements and of that of some.
        public static let sumAddresses = 27..<29
        /// How often each of these cells is read.
        public static let sumReads = 29..<31
        /// The address of the challenge.
        public static let challengeAddress = 31
        /// Whether it is read.
        public static let readsChallenge = 32
        /// Number of columns.
        public static let end = 33
    }

    /// The size in a machine of a degree.
    public static func shape(_ degree: RecursionDegree) -> ChipShape {
        ChipShape(name: "sponges", mainWidth: Column.permutation(degree).end, fixedWidth: Fixed.end)
    }

    /// The constraints and the bus traffic of one row.
    public static func describe<Builder: ConstraintBuilder>(
        to builder: inout Builder, _ degree: RecursionDegree
    ) {
        let elements = builder.this(Column.elements)
        for (isUnused, element) in zip(builder.fixed(Fixed.isUnused), elements) {
            builder.require("unused element", zero: isUnused * element)
        }
        let after = Column.permutation(degree).describe(builder.this(Column.state), to: &builder)
        describeState(after, to: &builder)
        describePowers(to: &builder)
        describeSums(to: &builder)
        describeTraffic(after, to: &builder)
    }

    /// The state passes on: next state = continues after + next elements + capacity.
    private static func describeState<Builder: ConstraintBuilder>(
        _ after: [Builder.Value], to builder: inout Builder
    ) {
        let continues = builder.fixed(Fixed.continues)
        let added =
            builder.next(Column.elements) + builder.fixed(Fixed.capacity) + [.zero, .zero]
        for (index, next) in builder.next(Column.state).enumerated() {
            builder.require(
                "state", next, equals: continues * after[index] + added[index])
        }
    }

    private static func power<Builder: ConstraintBuilder>(
        _ place: Int, _ builder: Builder
    ) -> CubicColumns<Builder.Value> {
        CubicColumns(builder.this(Column.power(place)))
    }

    /// Powers of the challenge: a^2 = a a, a^3 = a^2 a, a^4 = a^2 a^2, a^8 = a^4 a^4.
    private static func describePowers<Builder: ConstraintBuilder>(to builder: inout Builder) {
        for (place, left, right) in [(1, 0, 0), (2, 1, 0), (3, 1, 1), (4, 3, 3)] {
            builder.require(
                "power of the challenge",
                zero: power(place, builder) - power(left, builder) * power(right, builder))
        }
    }

    private static func describeSums<Builder: ConstraintBuilder>(to builder: inout Builder) {
        typealias Cubic = CubicColumns<Builder.Value>
        let (elements, nextElements) = (
            builder.this(Column.elements), builder.next(Column.elements)
        )
        // upperHalf = f0 x0 a^3 + f1 x1 a^2 + f2 x2 a + f3 x3
        let powers = [
            power(2, builder), power(1, builder), power(0, builder), Cubic(Builder.Value.one),
        ]
        let flags = builder.fixed(Fixed.isFirstHalfSummed)
        let half = powers.indices.reduce(Cubic.zero) {
            $0 + powers[$1].scaled(by: flags[$1] * elements[$1])
        }
        builder.require(
            "upper half of a sum", zero: Cubic(builder.this(Column.upperHalf)) - half)
        // next sum = continues sum a^8 + (x0 a^3 + x1 a^2 + x2 a + x3) a^4 + x4 a^3 + ... + x7,
        // with the elements and the powers of the next row.
        let next = (0..<4).map { Cubic(builder.next(Column.power($0))) }
        let nextPowers = [next[2], next[1], next[0], Cubic(Builder.Value.one)]
        let first = nextPowers.indices.reduce(Cubic.zero) {
            $0 + nextPowers[$1].scaled(by: nextElements[$1])
        }
        let second = nextPowers.indices.reduce(Cubic.zero) {
            $0 + nextPowers[$1].scaled(by: nextElements[4 + $1])
        }
        let continues = builder.fixed(Fixed.continues)
        let weight = power(4, builder).scaled(by: continues)
        builder.require(
            "sum of all elements",
            zero: Cubic(builder.next(Column.sum)) - weight * Cubic(builder.this(Column.sum))
                - first * next[3] - second)
        // The same for the elements with flags, of which the upper half has been multiplied.
        let nextFlags = builder.fixed(Fixed.isNextSecondHalfSummed)
        let flagged = nextPowers.indices.reduce(Cubic.zero) {
            $0 + nextPowers[$1].scaled(by: nextFlags[$1] * nextElements[4 + $1])
        }
        builder.require(
            "sum of some elements",
            zero: Cubic(builder.next(Column.partialSum))
                - weight * Cubic(builder.this(Column.partialSum))
                - Cubic(builder.next(Column.upperHalf)) * next[3] - flagged)
    }

    private static func describeTraffic<Builder: ConstraintBuilder>(
        _ after: [Builder.Value], to builder: inout Builder
    ) {
        func cells(_ values: [Builder.Value]) -> [[Builder.Value]] {
            [Array(values[0..<4]), Array(values[4..<8])]
        }
        func send(_ cells: [[Builder.Value]], _ addresses: Range<Int>, _ reads: Range<Int>) {
            for (cell, (address, reads)) in zip(cells, zip(addresses, reads)) {
                builder.send(
                    cell: cell, at: builder.fixed(address), multiplicity: builder.fixed(reads))
            }
        }
        send(
            cells(builder.this(Column.elements)), Fixed.elementAddresses,
            Fixed.elementMultiplicities)
        send(cells(after), Fixed.outputAddresses, Fixed.outputReads)
        send(
            [builder.this(Column.sum), builder.this(Column.partialSum)], Fixed.sumAddresses,
            Fixed.sumReads)
        builder.read(
            cell: builder.this(Column.power(0)), at: builder.fixed(Fixed.challengeAddress),
            multiplicity: builder.fixed(Fixed.readsChallenge))
    }
}
