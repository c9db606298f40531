#if !hasFeature(Embedded)
    import CKernels

    /// The instruction set that kernels use; every one gives the same result.
    public enum VectorLevel: Int32, Sendable, CaseIterable {
        /// What the compiler takes as the base of the architecture.
        case portable = 0
        /// 256-bit vectors.
        case avx2 = 1
        /// 512-bit vectors.
        case avx512 = 2

        /// The best that this machine has; it has every lower one as well.
        public static let best = VectorLevel(rawValue: ckernels_best_level()) ?? .portable

        /// What this machine has.
        public static var available: [VectorLevel] { allCases.filter { $0.rawValue <= best.code } }

        /// The number by which the kernels know it.
        public var code: Int32 { rawValue }
    }
#endif
