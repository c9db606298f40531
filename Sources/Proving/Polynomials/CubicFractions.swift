#if !hasFeature(Embedded)
    import CKernels
    public import Fields

    /// Fractions of the cubic extension in lists for vectors.
    ///
    /// Three lists of the numerator, three of the denominator, then those of the next fraction;
    /// rows are independent.
    public struct CubicFractions: Sendable {
        /// The lists, one after the other.
        public var lists: [Goldilocks]
        /// The length of each list, a multiple of 8.
        public let stride: Int

        /// Fractions in as many lists as there are elements for.
        public init(lists: [Goldilocks], stride: Int) {
            precondition(stride > 0 && stride % 8 == 0 && lists.count % (6 * stride) == 0)
            self.lists = lists
            self.stride = stride
        }

        /// Fractions x / (point - x) for each x; rows beyond are zero.
        public static func weights(
            of points: [Goldilocks], point: CubicExtension, stride: Int
        ) -> CubicFractions {
            var lists = [Goldilocks](repeating: .zero, count: 6 * stride)
            lists.replaceSubrange(0..<points.count, with: points)
            Self.writeDistances(from: point, to: points, into: &lists, at: 3 * stride, stride)
            return CubicFractions(lists: lists, stride: stride)
        }

        /// Writes point - x for each x as three lists; rows beyond stay unchanged.
        public static func writeDistances(
            from point: CubicExtension, to points: [Goldilocks], into lists: inout [Goldilocks],
            at start: Int, _ stride: Int
        ) {
            for (index, x) in points.enumerated() {
                lists[start + index] = point.c0 - x
                lists[start + stride + index] = point.c1
                lists[start + 2 * stride + index] = point.c2
            }
        }

        /// Divides every fraction, with the quotient as its numerator; x / 0 is 0.
        public mutating func divide() {
            let (count, stride) = (lists.count / (6 * stride), stride)
            lists.withUnsafeMutableBufferPointer { lists in
                lists.withWords { words in
                    withUnsafeTemporaryAllocation(
                        of: UInt64.self, capacity: 3 * count * stride
                    ) { memory in
                        guard let products = memory.baseAddress else { return }
                        ckernels_divide_cubic(
                            VectorLevel.best.code, words, products, count, stride)
                    }
                }
            }
        }
    }
#endif
