#if !hasFeature(Embedded)
    public import Fields

    extension Poseidon2 {
        /// Constants of the full rounds of width 8, then those of the 22 partial rounds: for
        /// code that computes the same permutation in another way.
        public static let roundConstants8: (external: [Goldilocks], internal: [Goldilocks]) = (
            (0..<64).map { Goldilocks(reducing: Poseidon2Constants.external8[$0]) },
            (0..<22).map { Goldilocks(reducing: Poseidon2Constants.internal8[$0]) }
        )

        /// As for width 8, with 96 constants for the full rounds.
        public static let roundConstants12: (external: [Goldilocks], internal: [Goldilocks]) = (
            (0..<96).map { Goldilocks(reducing: Poseidon2Constants.external12[$0]) },
            (0..<22).map { Goldilocks(reducing: Poseidon2Constants.internal12[$0]) }
        )
    }
#endif
