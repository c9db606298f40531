#if !hasFeature(Embedded)
    public import Fields

    /// The points of a coset in bit-reversed order, a run of neighbours at a time.
    ///
    /// Index i has the point shift * w^reversed(i).
    public struct CosetPoints: Sendable {
        /// The logarithm of the number of points.
        public let sizeLog2: Int

        private let shift: Goldilocks
        private let root: Goldilocks
        /// Powers w^reversed(j) for the indices j of the first run.
        private let steps: [Goldilocks]

        /// The points of a coset in runs of at most 2^`runLog2`.
        public init(sizeLog2: Int, shift: Goldilocks, runLog2: Int) {
            self.init(
                root: .rootOfUnity(orderLog2: sizeLog2), sizeLog2: sizeLog2, shift: shift,
                runLog2: runLog2)
        }

        /// 1 / x for the first of x and -x in each pair of the subgroup of 2^`subgroupLog2` points.
        public init(inversesOfPairsIn subgroupLog2: Int, runLog2: Int) {
            self.init(
                root: Goldilocks.rootOfUnity(orderLog2: subgroupLog2).inverseOrZero,
                sizeLog2: subgroupLog2 - 1, shift: .one, runLog2: runLog2)
        }

        private init(root: Goldilocks, sizeLog2: Int, shift: Goldilocks, runLog2: Int) {
            self.sizeLog2 = sizeLog2
            self.shift = shift
            self.root = root
            steps = (0..<1 << min(runLog2, sizeLog2)).map {
                root.power(UInt64(bitReversed($0, bitCount: sizeLog2)))
            }
        }

        /// The points at some indices.
        ///
        /// The first is a multiple of 2^`runLog2`, or of the number of indices, if that is less and
        /// a power of two.
        ///
        /// Reversal turns first + j into the sum of both reversals, as they share no bit.
        public func run(_ places: Range<Int>) -> [Goldilocks] {
            let start =
                shift * root.power(UInt64(bitReversed(places.lowerBound, bitCount: sizeLog2)))
            return steps.prefix(places.count).map { start * $0 }
        }
    }
#endif
