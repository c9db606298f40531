import Settlement
import Testing

@Suite struct CommitWindowTests {
    private func isFresh(age: UInt64) -> Bool {
        CommitWindow(committedAt: 1_000, revertDeadline: 400, now: 1_000 + age).isFresh
    }

    @Test func isFreshForAQuarterOfTheDeadline() {
        #expect(isFresh(age: 0) && isFresh(age: 100))
        #expect(!isFresh(age: 101) && !isFresh(age: 400) && !isFresh(age: 10_000))
    }

    @Test func survivesClocksThatDiffer() {
        #expect(CommitWindow(committedAt: 9, revertDeadline: 0, now: 3).isFresh)
        #expect(!CommitWindow(committedAt: 0, revertDeadline: .max, now: .max).isFresh)
    }
}
