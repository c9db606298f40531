public import Fields
import Hashing

/// The constants of a width of the Poseidon2 permutation.
public protocol Poseidon2Width: Sendable {
    /// Elements of the state, a multiple of four.
    static var count: Int { get }
    /// A constant of the full rounds, `count` for each round.
    static func externalConstant(_ index: Int) -> Goldilocks
    /// The constant of a partial round, counted from 0.
    static func internalConstant(_ round: Int) -> Goldilocks
    /// Factor of an element in the internal matrix, before the sum of all is added.
    static func diagonal(_ index: Int) -> Goldilocks
}

/// Width 8: two digests to one.
public enum Poseidon2Width8: Poseidon2Width {
    /// Elements of the state.
    public static var count: Int { 8 }

    /// A constant of the full rounds.
    public static func externalConstant(_ index: Int) -> Goldilocks {
        Poseidon2.externalConstant8(index)
    }

    /// The constant of a partial round.
    public static func internalConstant(_ round: Int) -> Goldilocks {
        Poseidon2.internalConstant8(round)
    }

    /// Factors -2, 1, 2, 1/2, 3, -1/2, -3, -4.
    public static func diagonal(_ index: Int) -> Goldilocks {
        Goldilocks(reducing: diagonals[index])
    }

    private static let diagonals: InlineArray<8, UInt64> = [
        0xffff_fffe_ffff_ffff, 1, 2, 0x7fff_ffff_8000_0001, 3, 0x7fff_ffff_8000_0000,
        0xffff_fffe_ffff_fffe, 0xffff_fffe_ffff_fffd,
    ]
}

/// Width 12: sponges.
public enum Poseidon2Width12: Poseidon2Width {
    /// Elements of the state.
    public static var count: Int { 12 }

    /// A constant of the full rounds.
    public static func externalConstant(_ index: Int) -> Goldilocks {
        Poseidon2.externalConstant12(index)
    }

    /// The constant of a partial round.
    public static func internalConstant(_ round: Int) -> Goldilocks {
        Poseidon2.internalConstant12(round)
    }

    /// Factors -2, 1, 2, 1/2, 3, 4, -1/2, -3, -4, 1/4, -1/4, 1/8.
    public static func diagonal(_ index: Int) -> Goldilocks {
        Goldilocks(reducing: diagonals[index])
    }

    private static let diagonals: InlineArray<12, UInt64> = [
        0xffff_fffe_ffff_ffff, 1, 2, 0x7fff_ffff_8000_0001, 3, 4, 0x7fff_ffff_8000_0000,
        0xffff_fffe_ffff_fffe, 0xffff_fffe_ffff_fffd, 0xbfff_ffff_4000_0001,
        0x3fff_ffff_c000_0000, 0xdfff_ffff_2000_0001,
    ]
}
