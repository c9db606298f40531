import Settlement
import Testing

@Suite struct CommitWindowTests {
    private func allowsFirstSignature(age: UInt64) -> Bool {
        CommitWindow(committedAt: 1_000, revertDeadline: 400, now: 1_000 + age).allowsFirstSignature
    }

    @Test func isFreshForAQuarterOfTheDeadline() {
        #expect(allowsFirstSignature(age: 0) && allowsFirstSignature(age: 100))
        #expect(
            !allowsFirstSignature(age: 101) && !allowsFirstSignature(age: 400)
                && !allowsFirstSignature(age: 10_000))
    }

    @Test func survivesClocksThatDiffer() {
        #expect(CommitWindow(committedAt: 9, revertDeadline: 0, now: 3).allowsFirstSignature)
        #expect(!CommitWindow(committedAt: 0, revertDeadline: .max, now: .max).allowsFirstSignature)
    }
}
