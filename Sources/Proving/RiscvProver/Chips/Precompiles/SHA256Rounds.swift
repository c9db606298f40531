import Hashing
import RiscvCircuits

/// The rounds of one compression: a, e and the schedule, the words of round t at t + 4.
struct SHA256Rounds: Sendable {
    private(set) var clock: UInt32 = 0
    private(set) var a = [UInt32](repeating: 0, count: 68)
    private(set) var e = [UInt32](repeating: 0, count: 68)
    private(set) var w = [UInt32](repeating: 0, count: 68)

    /// What padding has.
    init() {}

    /// The rounds of a call, from the words before it.
    init(_ call: HostCallRecord) {
        clock = call.clock
        for index in 0..<4 {
            a[3 - index] = call.access(index).before
            e[3 - index] = call.access(4 + index).before
        }
        for index in 0..<16 { w[4 + index] = call.access(8 + index).before }
        for place in 4..<68 {
            if place >= 20 { w[place] = UInt32(truncatingIfNeeded: scheduleSum(place)) }
            let sums = (first: firstSum(place), second: secondSum(place))
            e[place] = UInt32(truncatingIfNeeded: UInt64(a[place - 4]) + sums.first)
            a[place] = UInt32(truncatingIfNeeded: sums.first + sums.second)
        }
    }

    /// The four terms of a word of the schedule.
    func scheduleSum(_ place: Int) -> UInt64 {
        UInt64(Self.sigma1(w[place - 2])) + UInt64(w[place - 7])
            + UInt64(Self.sigma0(w[place - 15])) + UInt64(w[place - 16])
    }

    /// T1, not reduced.
    func firstSum(_ place: Int) -> UInt64 {
        Self.firstSum(
            e[place - 4..<place], w[place], constant: SHA256.roundConstants[place - 4])
    }

    /// T2, not reduced.
    func secondSum(_ place: Int) -> UInt64 { Self.secondSum(a[place - 4..<place]) }

    /// T1 of the last four values of e, not reduced.
    static func firstSum(
        _ e: ArraySlice<UInt32>, _ word: UInt32, constant: UInt32
    ) -> UInt64 {
        let last = e.endIndex - 1
        let x = e[last]
        let sum = rotate(x, 6) ^ rotate(x, 11) ^ rotate(x, 25)
        let choice = x & e[last - 1] | ~x & e[last - 2]
        return UInt64(e[last - 3]) + UInt64(sum) + UInt64(choice) + UInt64(constant)
            + UInt64(word)
    }

    /// T2 of the last four values of a, not reduced.
    static func secondSum(_ a: ArraySlice<UInt32>) -> UInt64 {
        let last = a.endIndex - 1
        let (x, y, z) = (a[last], a[last - 1], a[last - 2])
        let sum = rotate(x, 2) ^ rotate(x, 13) ^ rotate(x, 22)
        return UInt64(sum) + UInt64(x & y | x & z | y & z)
    }

    static func sigma0(_ x: UInt32) -> UInt32 { rotate(x, 7) ^ rotate(x, 18) ^ x >> 3 }

    static func sigma1(_ x: UInt32) -> UInt32 { rotate(x, 17) ^ rotate(x, 19) ^ x >> 10 }

    private static func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 {
        word >> count | word << (32 - count)
    }
}
