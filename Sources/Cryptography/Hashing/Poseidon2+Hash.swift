public import Fields

extension Poseidon2 {
    /// Elements absorbed or squeezed for each permutation.
    public static let rate = 8

    /// Two digests to one: the first four elements of P(x) + x.
    public static func compress(left: Digest, right: Digest) -> Digest {
        var state: InlineArray<8, Goldilocks> = [
            left[0], left[1], left[2], left[3], right[0], right[1], right[2], right[3],
        ]
        permuteAddingInput(&state)
        return Digest(state[0], state[1], state[2], state[3])
    }

    /// Two digests, in eight elements that follow each other, to one, in the first four of them.
    ///
    /// The other four have no meaning afterwards.
    public static func compress(inPlace pair: UnsafeMutablePointer<Goldilocks>) {
        #if GUEST_HOST_CALLS
            guestPoseidon2Width8(pair)
        #else
            var state = InlineArray<8, Goldilocks> { pair[$0] }
            permuteAddingInput(&state)
            for index in 0..<4 { pair[index] = state[index] }
        #endif
    }

    /// Hashes a list of elements to a digest.
    public static func hash(domain: HashDomain, _ elements: [Goldilocks]) -> Digest {
        let state = absorbed(domain, elements)
        return Digest(state[0], state[1], state[2], state[3])
    }

    /// Hashes words, each an element, to a digest; if there is a digest to begin with, its elements
    /// come before them.
    public static func hash(
        domain: HashDomain, after first: Digest? = nil, _ words: UnsafeBufferPointer<UInt32>
    ) -> Digest {
        var state = InlineArray<12, Goldilocks>(repeating: .zero)
        withUnsafeMutablePointer(to: &state) { memory in
            memory.withMemoryRebound(to: Goldilocks.self, capacity: 12) { state in
                guard let first else { return absorb(into: state, domain, 0, words) }
                for index in 0..<4 { state[index] = first[index] }
                absorb(into: state, domain, 4, words)
            }
        }
        return Digest(state[0], state[1], state[2], state[3])
    }

    /// Hashes words after `count <= 8` elements that are in the rate already; the digest is then the
    /// first four elements of the state, which has twelve.
    ///
    /// More words may follow by `absorbMore` if these end with a block; `total` is the number of all.
    public static func absorb(
        into state: UnsafeMutablePointer<Goldilocks>, _ domain: HashDomain, _ count: Int,
        _ words: UnsafeBufferPointer<UInt32>, total: Int? = nil
    ) {
        precondition(count >= 0 && count <= rate)
        // The first block is added to zeros.
        let first = min(rate &- count, words.count)
        // Any address will do where there are no words.
        let base = words.baseAddress ?? UnsafePointer(OpaquePointer(state))
        fill(state + count, state + rate, base, first)
        state[8] = Goldilocks(domain.tag)
        state[9] = Goldilocks(UInt32(truncatingIfNeeded: count &+ (total ?? words.count)))
        (state[10], state[11]) = (.zero, .zero)
        permute(state)
        if first < words.count {
            absorbMore(into: state, UnsafeBufferPointer(rebasing: words[first...]))
        }
    }

    /// Makes elements equal to as many words at most, and those behind them zero.
    @inline(__always)
    private static func fill(
        _ elements: UnsafeMutablePointer<Goldilocks>,
        _ elementEnd: UnsafeMutablePointer<Goldilocks>,
        _ words: UnsafePointer<UInt32>, _ count: Int
    ) {
        var (element, next) = (elements, words)
        if count <= 4, elementEnd - elements >= 4 {
            // Most values and keys: without loops.
            for index in 0..<4 {
                elements[index] = index < count ? Goldilocks(words[index]) : .zero
            }
            element += 4
        } else {
            let end = next + count
            while next < end {
                element.pointee = Goldilocks(next.pointee)
                (next, element) = (next + 1, element + 1)
            }
        }
        while element < elementEnd {
            element.pointee = .zero
            element += 1
        }
    }

    /// Absorbs words after whole blocks, whose number counted them.
    public static func absorbMore(
        into state: UnsafeMutablePointer<Goldilocks>, _ words: UnsafeBufferPointer<UInt32>
    ) {
        guard var next = words.baseAddress else { return }
        let end = next + words.count
        while end - next >= rate {
            absorb(block: next, into: state)
            next += rate
        }
        guard next < end else { return }
        var element = state
        while next < end {
            add(next.pointee, to: element)
            (next, element) = (next + 1, element + 1)
        }
        permute(state)
    }

    /// Adds a block of eight words to a state and permutes it.
    @inline(__always)
    public static func absorb(
        block: UnsafePointer<UInt32>, into state: UnsafeMutablePointer<Goldilocks>
    ) {
        #if GUEST_HOST_CALLS
            guestPoseidon2Width12(state, block)
        #else
            for index in 0..<rate { add(block[index], to: state + index) }
            permute(state)
        #endif
    }

    /// Adds a word to an element of a state that was permuted.
    @inline(__always)
    private static func add(_ word: UInt32, to element: UnsafeMutablePointer<Goldilocks>) {
        #if GUEST_HOST_CALLS
            // Canonical as the permutation left it, so the sum is at most 2^64 - 1: any
            // representative, which the machine reduces before it permutes.
            UnsafeMutableRawPointer(element).withMemoryRebound(to: UInt32.self, capacity: 2) {
                let (sum, carry) = $0[0].addingReportingOverflow(word)
                $0[0] = sum
                if carry { $0[1] &+= 1 }
            }
        #else
            element.pointee = element.pointee.adding(word)
        #endif
    }

    /// Permutes twelve elements in memory.
    public static func permute(_ state: UnsafeMutablePointer<Goldilocks>) {
        #if GUEST_HOST_CALLS
            guestPoseidon2Permute(state)
        #else
            var copy = InlineArray<12, Goldilocks> { state[$0] }
            permute(&copy)
            for index in 0..<12 { state[index] = copy[index] }
        #endif
    }

    /// Hashes a list of elements to `count` elements, the first four of which are the digest.
    public static func hash(
        domain: HashDomain, _ elements: [Goldilocks], count: Int
    ) -> [Goldilocks] {
        var state = absorbed(domain, elements)
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
    private static func absorbed(
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
