import BlockProving
import Testing

/// The search finds the most operations that fit, in few trials.
@Suite struct PartSearchTests {
    /// The number found and the trials, for rows as a function of the number of operations.
    private func search(
        total: Int, guess: Int = 8, load: (Int) -> Double?
    ) -> (found: Int, trials: Int) {
        var search = PartSearch(total: total, guess: guess)
        var trials = 0
        while let count = search.next {
            #expect(count > search.fitting && count < search.tooMany && count <= total)
            trials += 1
            search.record(count, load: load(count))
        }
        return (search.fitting, trials)
    }

    @Test func findsTheMostThatFit() {
        for most in [1, 2, 3, 7, 8, 9, 50, 100, 313, 999, 1_024] {
            for base in [0, 0.1, 0.5] {
                func load(_ count: Int) -> Double {
                    base + (1 - base) * Double(count) / (Double(most) + 0.5)
                }
                #expect(search(total: 1_024, load: load).found == min(most, 1_024))
                // A part that is much too large is known only as such.
                func stopped(_ count: Int) -> Double? { load(count) > 1 ? nil : load(count) }
                #expect(search(total: 1_024, load: stopped).found == min(most, 1_024))
            }
        }
    }

    @Test func needsFewTrials() {
        for most in [5, 40, 313] {
            func load(_ count: Int) -> Double { 0.1 + 0.9 * Double(count) / (Double(most) + 0.5) }
            #expect(search(total: 1_024, load: load).trials <= 5)
        }
        #expect(search(total: 5, load: { Double($0) / 100 }) == (5, 1))
        #expect(search(total: 313, guess: 313, load: { Double($0) / 313 }) == (313, 1))
    }

    /// Steps, plateaus and drops of the load do not lead astray.
    @Test func endsWhateverTheLoads() {
        let loads: [(Int) -> Double?] = [
            { _ in 1 }, { _ in 0 }, { _ in nil }, { $0 < 10 ? 0.5 : 2 },
            { $0 % 2 == 0 ? 0.2 : 0.3 }, { 2 - Double($0) / 100 }, { _ in .infinity },
        ]
        for load in loads {
            let (found, trials) = search(total: 1_024, load: load)
            #expect(found == 0 || (load(found) ?? 2) <= 1)
            #expect(found == 1_024 || (load(found + 1) ?? 2) > 1)
            #expect(trials <= 20)
        }
    }
}
