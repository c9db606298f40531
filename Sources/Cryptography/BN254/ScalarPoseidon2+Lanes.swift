import CBN254

extension ScalarPoseidon2 {
    /// Number of states that `permuteLanes` permutes side by side.
    public static let laneCount = 8

    /// Permutes lots of eight states: element i of state k of a lot is its element 8 i + k.
    ///
    /// The number of elements is a multiple of 8 times the width. The same result as `permute`,
    /// with AVX-512 IFMA about eight times as fast, with AVX2 and FMA more than twice.
    public func permuteLanes(_ states: inout [Fr]) { permuteLanes(&states, level: bestLevel) }

    /// As above with one of the instruction sets of this machine, for tests.
    package func permuteLanes(_ states: inout [Fr], level: Int32) {
        let lotCount = states.count / (Self.laneCount * width)
        precondition(states.count == lotCount * Self.laneCount * width)
        states.withUnsafeMutableBufferPointer { states in
            withElements(fullConstants.flatMap { $0 }) { full in
                withElements(partialConstants) { partial in
                    withElements(diagonalMinusOne) { diagonal in
                        var instance = cbn254_poseidon2(
                            width: UInt32(width), partial_rounds: UInt32(partialConstants.count),
                            full: full, partial: partial, diagonal: diagonal)
                        states.withMemoryRebound(to: cbn254_element.self) {
                            cbn254_fr_poseidon2(level, $0.baseAddress, lotCount, &instance)
                        }
                    }
                }
            }
        }
    }

    private func withElements<Result>(
        _ elements: [Fr], _ body: (UnsafePointer<cbn254_element>?) -> Result
    ) -> Result {
        elements.withUnsafeBufferPointer { elements in
            elements.withMemoryRebound(to: cbn254_element.self) { body($0.baseAddress) }
        }
    }
}
