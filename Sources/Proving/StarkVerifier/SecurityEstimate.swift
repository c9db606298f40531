#if !hasFeature(Embedded)
    public import Constraints
    import Fields
    public import FRI

    /// The provable security of a proof, in bits for each round of the protocol.
    ///
    /// Formulas of `docs/design/0010-proving-core.md`: Ben-Sasson, Carmon, Haböck, Kopparty,
    /// Saraf, eprint 2025/2055, theorem 4.2, up to the Johnson bound, with the multiplicity of
    /// eprint 2020/654, theorem 1.5; the same, theorem 1.4, for unique decoding; Haböck, eprint 2022/1216, theorem 8.
    public struct SecurityEstimate: Sendable {
        /// Distance up to which proximity is proven.
        public enum Regime: Sendable {
            /// Half of the distance of the code.
            case uniqueDecoding
            /// The Johnson bound 1 - sqrt(rate) less sqrt(rate) / (2 m) for a multiplicity m, at
            /// least 3: a greater one makes queries stronger and combinations weaker.
            case johnson(multiplicity: Int)
        }

        /// Fractions of the bus argument.
        public let buses: Double
        /// Folding of the constraints.
        public let constraints: Double
        /// The point outside of the domain.
        public let outOfDomain: Double
        /// Combination of all columns, with grinding.
        public let batching: Double
        /// The weakest folding of a codeword.
        public let folding: Double
        /// Queries with grinding.
        public let queries: Double

        /// The weakest round.
        public var bits: Double {
            min(buses, constraints, outOfDomain, batching, folding, queries)
        }

        /// The estimate for a machine with the given heights, `nil` for chips left out.
        ///
        /// `messageCount` is the number of messages of the statement.
        public init<Chips: Machine>(
            machine: CheckedMachine<Chips>, heightsLog2: [Int?], messageCount: Int = 0,
            parameters: FRIParameters, regime: Regime
        ) {
            precondition(heightsLog2.count == machine.layouts.count)
            var present = zip(machine.layouts, heightsLog2).compactMap { layout, height in
                height.map { ChipSizes(layout, heightLog2: $0) }
            }
            // The quotient of all chips has three columns for each of its parts.
            let highest = present.indices.max { present[$0].heightLog2 < present[$1].heightLog2 }
            if let highest {
                present[highest].weightCount += ChipSizes.filled(
                    3 * machine.machine.quotientPartCount)
            }
            self.init(
                chips: present, messageCount: messageCount,
                longestTuple: machine.longestTuple, parameters: parameters, regime: regime)
        }

        /// The estimate for chips of the given sizes; each error is a sum over them, a union bound.
        public init(
            chips: [ChipSizes], messageCount: Int, longestTuple: Int,
            parameters: FRIParameters, regime: Regime
        ) {
            let fieldLog2 = 3 * Self.log2(Double(Goldilocks.modulus))
            let rate = 1 / Self.power(parameters.blowupLog2)
            func bound(_ heightLog2: Int) -> Bound {
                let domain = Self.power(heightLog2 + parameters.blowupLog2)
                return Bound(rate: rate, domain: domain, regime: regime)
            }
            let longest = bound(chips.map(\.heightLog2).max() ?? 0)
            var (fractions, folded, degrees, lines) = (Double(messageCount), 0.0, 0.0, 0.0)
            for chip in chips {
                let height = Self.power(chip.heightLog2)
                fractions += Double(chip.transferCount) * height
                folded += Double(chip.constraintCount)
                degrees += 3 * (height + 1) + height - 1
                lines += Double(chip.weightCount) * bound(chip.heightLog2).lineError
            }
            let terms = 2 * fractions * Double(longestTuple + 1)
            buses = fieldLog2 - Self.log2(max(1, terms) * longest.listSize)
            constraints = fieldLog2 - Self.log2(longest.listSize * max(1, folded))
            outOfDomain = fieldLog2 - Self.log2(longest.listSize * max(1, degrees))
            batching =
                Double(parameters.batchingGrindingBits) + fieldLog2 - Self.log2(max(1, lines))
            // A folding by k combines k words and one that joins, on a domain of 1 / k of the size.
            let foldedBound = bound((chips.map(\.heightLog2).max() ?? 0) - parameters.foldingLog2)
            folding =
                fieldLog2 - Self.log2(foldedBound.lineError * Self.power(parameters.foldingLog2))
            queries =
                Double(parameters.grindingBits)
                - Double(parameters.queryCount) * Self.log2(1 - longest.distance)
        }

        /// The numbers of a chip on which errors depend.
        public struct ChipSizes: Sendable {
            /// The logarithm of the number of rows.
            public var heightLog2: Int
            /// Transfers of a row.
            public var transferCount: Int
            /// Constraints, with those of the bus columns.
            public var constraintCount: Int
            /// Powers of the batching challenge: columns, each as often as its table is opened,
            /// each list of them filled up to a multiple of eight.
            public var weightCount: Int

            /// The given numbers.
            public init(
                heightLog2: Int, transferCount: Int, constraintCount: Int, weightCount: Int
            ) {
                self.heightLog2 = heightLog2
                self.transferCount = transferCount
                self.constraintCount = constraintCount
                self.weightCount = weightCount
            }

            init(_ layout: ChipLayout, heightLog2: Int) {
                self.init(
                    heightLog2: heightLog2, transferCount: layout.transferCount,
                    constraintCount: layout.foldedCount,
                    weightCount: Self.filled(layout.shape.fixedWidth)
                        + 2 * Self.filled(layout.shape.mainWidth) + 2 * Self.filled(layout.busWidth)
                )
            }

            fileprivate static func filled(_ width: Int) -> Int { (width + 7) / 8 * 8 }
        }

        /// Proven properties of a code in a regime.
        private struct Bound {
            let distance: Double
            let listSize: Double
            /// The error of a line, times the size of the field.
            let lineError: Double

            init(rate: Double, domain: Double, regime: Regime) {
                switch regime {
                case .uniqueDecoding:
                    distance = (1 - rate) / 2
                    listSize = 1
                    lineError = domain
                case .johnson(let multiplicity):
                    precondition(multiplicity >= 3)
                    let root = rate.squareRoot()
                    // Guruswami and Sudan: multiplicity m decodes from agreement
                    // sqrt(rate (1 + 1 / m)) on, which is at most sqrt(rate) (1 + 1 / (2 m)).
                    let gap = root / (2 * Double(multiplicity))
                    distance = 1 - root - gap
                    listSize = 1 / (2 * gap * root)
                    let shifted = Double(multiplicity) + 0.5
                    let square = shifted * shifted
                    let numerator = 2 * square * square * shifted + 3 * shifted * distance * rate
                    lineError = numerator * domain / (3 * rate * root) + shifted / root
                }
            }
        }

        /// Two to the power of an integer.
        private static func power(_ exponent: Int) -> Double {
            Double(sign: .plus, exponent: exponent, significand: 1)
        }

        /// The binary logarithm to 40 places, by squaring the significand; the value is positive.
        static func log2(_ value: Double) -> Double {
            var result = Double(value.exponent)
            var significand = value.significand
            var place = 0.5
            for _ in 0..<40 {
                significand *= significand
                if significand >= 2 {
                    significand /= 2
                    result += place
                }
                place /= 2
            }
            return result
        }
    }
#endif
