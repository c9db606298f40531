/// A search for the most operations that fit a part, in few trials.
///
/// Rows grow with the number of operations, nearly in proportion: each guess continues the line
/// through the last two trials, and trials beyond a number are halvings. A pure state machine: ask
/// for `next`, try it, `record` the outcome.
package struct PartSearch {
    /// The number of operations that are there.
    package let total: Int
    /// The greatest number that is known to fit, 0 before any does.
    package private(set) var fitting = 0
    /// The least number that is known not to fit, one more than the total before any is.
    package private(set) var tooMany: Int
    private var guess: Int
    private var trialCount = 0
    private var last: (count: Int, load: Double)?

    /// Trials that follow the line before the rest is halved.
    private static let guessedTrialCount = 5

    /// A search over the next operations, which begins with a guess.
    package init(total: Int, guess: Int) {
        self.total = total
        tooMany = total + 1
        self.guess = guess
    }

    /// The number to try next; `nil` when the greatest is known.
    package var next: Int? {
        guard fitting + 1 < tooMany else { return nil }
        let inside = min(max(guess, fitting + 1), tooMany - 1)
        return trialCount < Self.guessedTrialCount ? inside : (fitting + tooMany) / 2
    }

    /// Records the trial of a number.
    ///
    /// - Parameter load: The rows used of the fullest table of the largest shape, as a share of its
    ///   rows, so above 1 when the number does not fit; `nil` when that is not known.
    package mutating func record(_ count: Int, load: Double?) {
        trialCount += 1
        let fits = load.map { $0 <= 1 } ?? false
        if fits { fitting = max(fitting, count) } else { tooMany = min(tooMany, count) }
        guard let load, load > 0 else {
            guess = fitting == 0 ? tooMany / 2 : (fitting + tooMany) / 2
            return
        }
        let before = last ?? (count: 0, load: 0)
        let slope =
            before.count == count
            ? load / Double(count) : (load - before.load) / Double(count - before.count)
        let rest = (1 - load) / (slope > 0 ? slope : load / Double(count))
        // Bounded before the conversion: a flat line leads far.
        guess = count + Int(max(-Double(count), min(rest, Double(total))))
        last = (count, load)
    }
}
