/// The class of a chip: all chips of one class have the same height.
public enum HeightClass: Int, CaseIterable, Sendable {
    /// A row for each instruction.
    case instructions
    /// Bit operations, shifts and words that are zero at first: every fifteenth to thirtieth.
    case operations
    /// Comparisons, input and the calls of every operation: every thirtieth to sixtieth.
    case calls
    /// What is needed less, and hashes of block data.
    case rare
}

/// The shapes of proofs of block parts, tuned by the rows that blocks need.
///
/// `block-benchmark prove` gives the rows of each chip in blocks of swaps and transfers and the chip
/// that is full first; a new machine or a new guest changes these two tables and nothing else.
extension RiscvMachine {
    /// The class of each chip whose height is that of the run, by its name; `nil` for one that no
    /// part has, as blocks do not call it.
    public static let heightClasses: [(chip: StaticString, heightClass: HeightClass?)] = [
        ("processor", .instructions), ("zero memory", .operations), ("input", .calls),
        ("output", .rare), ("poseidon2", .calls), ("sha-256", .rare), ("ecgfp5", .operations),
        ("product division", nil), ("keccak", nil),
        ("bitwise", .operations), ("comparison", .calls), ("shift", .operations),
        ("multiplication", .rare), ("signed multiplication", .rare), ("division", .rare),
        ("subword load", .calls), ("subword store", .rare),
    ]

    /// The logarithm of the height of each class, in the order of `HeightClass`; the least first.
    static let profileHeightsLog2: [[Int]] = [
        [17, 14, 12, 12], [19, 15, 14, 13], [20, 16, 15, 14],
    ]

    /// The profiles, the least first; each has at least the rows of the one before for every chip.
    public static let profiles: [HeightProfile] = profileHeightsLog2.map { heightsLog2 in
        var classes = heightClasses[...]
        return HeightProfile(
            heights.map { height in
                guard height == .run, let chip = classes.popFirst() else { return .program }
                return chip.heightClass.map { .rows(log2: heightsLog2[$0.rawValue]) } ?? .leftOut
            })
    }
}
