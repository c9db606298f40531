import Fields
import Hashing

/// The host calls that compute what a guest could compute itself, only slower.
extension Machine {
    mutating func permuteWidth8(
        at address: UInt32
    ) throws(HostCallFault) -> HostCallEvent.Region {
        let before = try region(at: address, wordCount: 16)
        var state = InlineArray<8, Goldilocks> { element($0, of: before) }
        Poseidon2.permute(&state)
        var after = [UInt32]()
        for index in 0..<8 { append(state[index], to: &after) }
        store(after, at: address)
        return HostCallEvent.Region(address: address, before: before, after: after)
    }

    mutating func permuteWidth12(
        at address: UInt32
    ) throws(HostCallFault) -> HostCallEvent.Region {
        let before = try region(at: address, wordCount: 24)
        var state = InlineArray<12, Goldilocks> { element($0, of: before) }
        Poseidon2.permute(&state)
        var after = [UInt32]()
        for index in 0..<12 { append(state[index], to: &after) }
        store(after, at: address)
        return HostCallEvent.Region(address: address, before: before, after: after)
    }

    /// The state's region first, then the block's; they may overlap, as both are read first.
    mutating func compress(
        stateAt stateAddress: UInt32, blockAt blockAddress: UInt32
    ) throws(HostCallFault) -> [HostCallEvent.Region] {
        let before = try region(at: stateAddress, wordCount: 8)
        let block = try region(at: blockAddress, wordCount: 16)
        var state = InlineArray<8, UInt32> { before[$0] }
        SHA256.compress(&state, InlineArray<16, UInt32> { block[$0] })
        let after = (0..<8).map { state[$0] }
        store(after, at: stateAddress)
        return [
            HostCallEvent.Region(address: stateAddress, before: before, after: after),
            HostCallEvent.Region(address: blockAddress, before: block, after: block),
        ]
    }

    private func element(_ index: Int, of words: [UInt32]) -> Goldilocks {
        Goldilocks(reducing: UInt64(words[2 * index]) | UInt64(words[2 * index + 1]) << 32)
    }

    private func append(_ element: Goldilocks, to words: inout [UInt32]) {
        words.append(UInt32(truncatingIfNeeded: element.value))
        words.append(UInt32(truncatingIfNeeded: element.value >> 32))
    }
}
