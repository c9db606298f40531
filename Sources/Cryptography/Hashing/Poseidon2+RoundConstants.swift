public import Fields

/// The round constants, for code that computes the same permutation in another way.
extension Poseidon2 {
    /// A constant of the full rounds of width 8: round by round, 64 in all.
    public static func externalConstant8(_ index: Int) -> Goldilocks {
        Goldilocks(reducing: Poseidon2Constants.external8[index])
    }

    /// The constant of a partial round of width 8, counted from 0 to 21.
    public static func internalConstant8(_ round: Int) -> Goldilocks {
        Goldilocks(reducing: Poseidon2Constants.internal8[round])
    }

    /// A constant of the full rounds of width 12: round by round, 96 in all.
    public static func externalConstant12(_ index: Int) -> Goldilocks {
        Goldilocks(reducing: Poseidon2Constants.external12[index])
    }

    /// The constant of a partial round of width 12, counted from 0 to 21.
    public static func internalConstant12(_ round: Int) -> Goldilocks {
        Goldilocks(reducing: Poseidon2Constants.internal12[round])
    }
}

#if !hasFeature(Embedded)
    extension Poseidon2 {
        /// Constants of the full rounds of width 8, then those of the 22 partial rounds.
        public static let roundConstants8: (external: [Goldilocks], internal: [Goldilocks]) = (
            (0..<64).map(externalConstant8), (0..<22).map(internalConstant8)
        )

        /// As for width 8, with 96 constants for the full rounds.
        public static let roundConstants12: (external: [Goldilocks], internal: [Goldilocks]) = (
            (0..<96).map(externalConstant12), (0..<22).map(internalConstant12)
        )
    }
#endif
