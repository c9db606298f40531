/// The class of a chip: all chips of one class have the same height.
public enum HeightClass: Int, CaseIterable, Sendable {
    /// A row for each instruction.
    case instructions
    /// Bit operations and shifts: about every fourteenth instruction.
    case operations
    /// Comparisons, words of memory, words that are hashed: every twentieth to sixtieth.
    case words
    /// Rare operations, input and output, and calls of many columns.
    case calls
}

/// The shapes of proofs of block parts, tuned by the rows that blocks need.
///
/// `block-benchmark prove` gives the rows of each chip in blocks of swaps and transfers and the chip
/// that is full first; a new machine or a new guest changes these two tables and nothing else.
extension RiscvMachine {
    /// The class of each chip whose height is that of the run, by its name.
    public static let heightClasses: [(chip: StaticString, heightClass: HeightClass)] = [
        ("processor", .instructions), ("zero memory", .words), ("input", .calls),
        ("output", .calls), ("poseidon2-8", .calls), ("poseidon2-12", .calls),
        ("sha-256", .words), ("ecgfp5", .calls), ("bitwise", .operations),
        ("comparison", .words), ("shift", .operations), ("multiplication", .calls),
        ("signed multiplication", .calls), ("division", .calls), ("subword load", .words),
        ("subword store", .words),
    ]

    /// The logarithm of the height of each class, in the order of `HeightClass`; the least first.
    static let profileHeightsLog2: [[Int]] = [
        [16, 13, 13, 10], [18, 15, 14, 12], [20, 17, 16, 14],
    ]

    /// The profiles, the least first; each has at least the rows of the one before for every chip.
    public static let profiles: [HeightProfile] = profileHeightsLog2.map { heightsLog2 in
        var classes = heightClasses[...]
        return HeightProfile(
            heightsLog2: heights.map { height in
                guard height == .run, let chip = classes.popFirst() else { return nil }
                return heightsLog2[chip.heightClass.rawValue]
            })
    }
}
