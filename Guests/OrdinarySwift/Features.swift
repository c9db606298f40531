/// What programs use of Swift's standard library beyond integers and arrays: collections with
/// hashing, text with Unicode, floating point, and text to and from numbers.
///
/// A guest and the host's tests compile this one file and compare the lines.
public enum Features {
    /// A report on a text and on operands of floating-point arithmetic, as bit patterns.
    public static func report(text: String, operands: [UInt64]) -> [String] {
        words(text) + texts(text) + numbers() + sorting(operands) + floatingPoint(operands)
    }

    struct Place: Hashable, Comparable {
        var row: Int
        var name: String

        static func < (left: Place, right: Place) -> Bool {
            (left.row, left.name) < (right.row, right.name)
        }
    }

    final class Counter {
        var counts: [String: Int] = [:]

        func add(_ word: String) { counts[word, default: 0] += 1 }
    }

    /// Dictionaries, sets, classes.
    static func words(_ text: String) -> [String] {
        let counter = Counter()
        var places = Set<Place>()
        for (index, word) in text.split(separator: " ").enumerated() {
            counter.add(String(word))
            places.insert(Place(row: index % 3, name: String(word)))
        }
        counter.counts["absent"] = nil
        let counts = counter.counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        var lines = counts.map { "\($0.key): \($0.value)" }
        lines.append(places.sorted().map { "\($0.row)\($0.name)" }.joined(separator: " "))
        let letters = Set(text.unicodeScalars.map { $0.value })
        let common = letters.intersection(Set("aeiou".unicodeScalars.map { $0.value }))
        lines.append("\(letters.count) letters, \(common.count) vowels")
        let parts: [Substring] = text.split(separator: " ")
        let groups = Dictionary(grouping: parts) { $0.count }
        lines += groups.keys.sorted().map { "\($0) letters: \(groups[$0]?.count ?? 0)" }
        return lines
    }

    /// Text: Unicode's equality, order, characters, cases.
    static func texts(_ text: String) -> [String] {
        let (composed, decomposed) = ("caf\u{e9}", "cafe\u{301}")
        var lines = [
            "\(text.count) characters, \(text.utf8.count) bytes",
            text.uppercased(), text.lowercased(), String(text.reversed()),
            "\(composed == decomposed) \(composed < "cafz") \(composed.count) \(decomposed.count)",
            "\(text.hasPrefix("the")) \(text.hasSuffix("dog")) \(text.contains("q"))",
            "\("👨‍👩‍👧🇨🇭e\u{301}".count) \("straße".uppercased()) \("ΑΣ".lowercased())",
            text.filter { $0.isLetter }, "\(Character("7").isNumber) \(Character("é").isLetter)",
        ]
        var copy = text
        if let space = copy.firstIndex(of: " ") { copy.removeSubrange(copy.startIndex..<space) }
        copy.append("!")
        copy.insert("¡", at: copy.startIndex)
        lines.append(copy)
        return lines
    }

    /// Text to and from numbers.
    static func numbers() -> [String] {
        [
            "\(Int("-77") ?? 0) \(Int("7x") ?? -1) \(UInt64("18446744073709551615") ?? 0)",
            String(48_879, radix: 16) + " " + String(-5, radix: 2), "\(UInt8.max) \(Int64.min)",
            "\(0.1 + 0.2) \(1e300) \(Double.leastNonzeroMagnitude) \(Float(1) / 3) \(-0.0) \(Double.infinity)",
            "\(Double("2.5e-3") ?? 0) \(Double("1e400") ?? 0) \(Double("x") ?? -1)",
            "\(Float("16777217") ?? 0) \(Double("9007199254740993") ?? 0)",
            "\(Int(3.99)) \(UInt64(1e19)) \(Int(exactly: 2.5) ?? -1) \(Double(Int64.min))",
        ]
    }

    /// Sorting, searching, and a generator of random numbers with a seed.
    static func sorting(_ operands: [UInt64]) -> [String] {
        var generator = Generator(state: 7)
        var numbers = operands.map { Int32(truncatingIfNeeded: $0) }
        numbers.shuffle()
        // `Int` has 32 bits in a guest, so only numbers of fixed width are drawn alike.
        let drawn = UInt64.random(in: 0..<1000, using: &generator)
        let sum = numbers.reduce(Int64(0)) { $0 + Int64($1) }
        let sorted = numbers.sorted()
        return [
            "\(sum) \(sorted.first ?? 0) \(sorted.last ?? 0)",
            "\(numbers.min() ?? 0) \(drawn)",
        ]
    }

    struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state
        }
    }

    /// Arithmetic of both formats on each pair of neighbours, folded into a line each.
    static func floatingPoint(_ operands: [UInt64]) -> [String] {
        zip(operands, operands.dropFirst()).map { left, right in
            let (a, b) = (Double(bitPattern: left), Double(bitPattern: right))
            let (c, d) = (
                Float(bitPattern: UInt32(truncatingIfNeeded: left)),
                Float(bitPattern: UInt32(truncatingIfNeeded: right))
            )
            let results =
                [a + b, a - b, a * b, a / b, a.squareRoot(), a.rounded(), a.rounded(.up)]
                + [a.rounded(.down), a.rounded(.towardZero), a.rounded(.toNearestOrEven)]
                + [Double(c), Double(Float(a)), Double(Int64(truncatingIfNeeded: left))]
            let short = [c + d, c - d, c * d, c / d, c.squareRoot(), c.rounded()]
            let order = [a < b, a <= b, a == b, a > b, c < d, c >= d, c == d, a.isNaN]
            return folded(results.map { $0.isNaN ? 0 : $0.bitPattern })
                + folded(short.map { $0.isNaN ? 0 : UInt64($0.bitPattern) })
                + order.map { $0 ? "1" : "0" }.joined() + "\(a)"
        }
    }

    /// A number that any change of the values changes.
    private static func folded(_ values: [UInt64]) -> String {
        let sum = values.reduce(14_695_981_039_346_656_037 as UInt64) {
            ($0 ^ $1) &* 1_099_511_628_211
        }
        return String(sum, radix: 16) + " "
    }
}
