#if !hasFeature(Embedded)
    import CKernels

    /// Instruction set of kernels; all give the same result.
    public enum VectorLevel: Int32, Sendable, CaseIterable {
        /// The compiler's base of the architecture.
        case portable = 0
        /// 256-bit vectors.
        case avx2 = 1
        /// 512-bit vectors.
        case avx512 = 2

        /// The best level of this machine, which has every lower one as well.
        public static let best = VectorLevel(rawValue: ckernels_best_level()) ?? .portable

        /// All levels of this machine.
        public static var available: [VectorLevel] { allCases.filter { $0.rawValue <= best.code } }

        /// Number of the level in the kernels.
        public var code: Int32 { rawValue }
    }
#endif
