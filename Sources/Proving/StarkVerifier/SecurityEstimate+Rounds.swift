#if !hasFeature(Embedded)
    public import Constraints
    public import FRI

    extension SecurityEstimate {
        /// A round of the protocol.
        public enum Round: String, Sendable, CaseIterable {
            /// Fractions of the bus argument.
            case buses
            /// Folding of the constraints.
            case constraints
            /// The point outside of the domain.
            case outOfDomain
            /// Combination of all columns, with grinding.
            case batching
            /// The weakest folding of a codeword.
            case folding
            /// Queries with grinding.
            case queries
        }

        /// The bits of a round.
        public func bits(of round: Round) -> Double {
            switch round {
            case .buses: buses
            case .constraints: constraints
            case .outOfDomain: outOfDomain
            case .batching: batching
            case .folding: folding
            case .queries: queries
            }
        }

        /// The round with the fewest bits, the first of equals.
        public var weakestRound: Round {
            Round.allCases.min { bits(of: $0) < bits(of: $1) } ?? .queries
        }

        /// The estimate up to the Johnson bound with the best multiplicity, at most 1024.
        ///
        /// The best one gives the weakest round the most bits. Any multiplicity gives a valid
        /// estimate. A greater one strengthens queries and weakens every other round, so the best
        /// one is where queries first pass the weakest of the others, found by bisection.
        public static func strongestJohnson<Chips: Machine>(
            machine: CheckedMachine<Chips>, heightsLog2: [Int?], messageCount: Int = 0,
            parameters: FRIParameters
        ) -> (estimate: SecurityEstimate, multiplicity: Int) {
            func estimate(_ multiplicity: Int) -> SecurityEstimate {
                SecurityEstimate(
                    machine: machine, heightsLog2: heightsLog2, messageCount: messageCount,
                    parameters: parameters, regime: .johnson(multiplicity: multiplicity))
            }
            var (low, high) = (3, 1_024)
            while high - low > 1 {
                let middle = (low + high) / 2
                if estimate(middle).weakestRound == .queries { low = middle } else { high = middle }
            }
            let (left, right) = (estimate(low), estimate(high))
            return left.bits >= right.bits ? (left, low) : (right, high)
        }
    }
#endif
