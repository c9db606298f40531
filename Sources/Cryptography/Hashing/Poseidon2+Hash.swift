public import Fields

extension Poseidon2 {
    /// Elements absorbed or squeezed for each permutation.
    public static let rate = 8

    /// Two digests to one: the first four elements of P(x) + x.
    ///
    /// Adding the input back makes the permutation one-way (compression mode, section 3 of the
    /// paper): without it, anyone could run P backwards from a digest.
    public static func compress(left: Digest, right: Digest) -> Digest {
        var state: InlineArray<8, Goldilocks> = [
            left[0], left[1], left[2], left[3], right[0], right[1], right[2], right[3],
        ]
        permute(&state)
        return Digest(
            state[0] + left[0], state[1] + left[1], state[2] + left[2], state[3] + left[3])
    }

    /// Hashes a list of elements to a digest.
    public static func hash(domain: HashDomain, _ elements: [Goldilocks]) -> Digest {
        let state = absorb(domain, elements)
        return Digest(state[0], state[1], state[2], state[3])
    }

    /// Hashes a list of elements to `count` elements, the first four of which are the digest.
    public static func hash(
        domain: HashDomain, _ elements: [Goldilocks], count: Int
    ) -> [Goldilocks] {
        var state = absorb(domain, elements)
        var output = [Goldilocks]()
        output.reserveCapacity(count)
        while output.count < count {
            if !output.isEmpty, output.count % rate == 0 { permute(&state) }
            output.append(state[output.count % rate])
        }
        return output
    }

    /// The sponge after its last absorption.
    ///
    /// Width 12, capacity [tag, length, 0, 0], elements added to the rate. The length in the
    /// capacity replaces padding: two lists of one length differ in some block, two of different
    /// lengths in the capacity.
    private static func absorb(
        _ domain: HashDomain, _ elements: [Goldilocks]
    ) -> InlineArray<12, Goldilocks> {
        var state = InlineArray<12, Goldilocks>(repeating: .zero)
        state[8] = Goldilocks(domain.tag)
        state[9] = Goldilocks(reducing: UInt64(elements.count))
        var start = 0
        repeat {
            let blockCount = min(rate, elements.count - start)
            for index in 0..<blockCount { state[index] += elements[start + index] }
            permute(&state)
            start += rate
        } while start < elements.count
        return state
    }
}
