import RiscvCircuits

/// The last value and time of every word that a run accessed.
public struct MemoryState: Equatable, Sendable {
    /// The index of the first word.
    public let firstWord: UInt64
    /// The time of the last access of each word from the first; zero for none.
    public private(set) var times: [UInt32] = []
    /// The value of each word after its last access.
    public private(set) var values: [UInt32] = []

    /// Memory from a word without any access.
    public init(firstWord: UInt64) {
        self.firstWord = firstWord
    }

    /// Records an access and returns the time of the one before.
    @inline(__always)
    public mutating func access(word: UInt64, value: UInt32, time: UInt32) -> UInt32 {
        let place = Int(word - firstWord)
        if place >= times.count { grow(to: place) }
        let previous = times[place]
        times[place] = time
        values[place] = value
        return previous
    }

    /// The last value and time of a word, `nil` if it was not accessed.
    public func last(word: UInt64) -> (value: UInt32, time: UInt32)? {
        guard word >= firstWord, word - firstWord < UInt64(times.count) else { return nil }
        let place = Int(word - firstWord)
        return times[place] == 0 ? nil : (values[place], times[place])
    }

    private mutating func grow(to place: Int) {
        let count = max(place + 1, 2 * times.count, 1 << 12) - times.count
        times.append(contentsOf: repeatElement(0, count: count))
        values.append(contentsOf: repeatElement(0, count: count))
    }
}
