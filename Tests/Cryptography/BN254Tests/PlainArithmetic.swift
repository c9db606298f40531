import BN254
import CBN254
import Fields
import TestSupport

/// Arithmetic modulo a 254-bit prime by its definition, one bit at a time.
enum PlainArithmetic {
    static func sum(_ a: Integer256, _ b: Integer256, modulo m: Integer256) -> Integer256 {
        let (sum, carry) = a.addingReportingCarry(b)
        precondition(!carry)
        return sum >= m ? sum.subtractingReportingBorrow(m).difference : sum
    }

    static func product(_ a: Integer256, _ b: Integer256, modulo m: Integer256) -> Integer256 {
        var result = Integer256(0)
        for index in (0..<256).reversed() {
            result = sum(result, result, modulo: m)
            if b.bit(index) { result = sum(result, a, modulo: m) }
        }
        return result
    }

    static func negation(_ a: Integer256, modulo m: Integer256) -> Integer256 {
        a.isZero ? a : m.subtractingReportingBorrow(a).difference
    }
}

/// Every instruction set that this machine has.
let levels: [Int32] = Array(0...cbn254_best_level())

extension MontgomeryField {
    /// Elements at which carries, borrows and reductions sit, then random ones.
    static func samples(seed: UInt64, count: Int) -> [Self] {
        var source = SeededGenerator(seed: seed)
        let ones = Integer256(.max, .max, .max, .max >> 3)
        let edges = [Self.zero, .one, -.one, Self(2), -Self(2), Self(reducing: ones)]
        let words = (0..<4).map { word -> Self in
            var integer = Integer256(0)
            integer.words[word] = word == 3 ? 1 << 60 : .max
            return Self(reducing: integer)
        }
        // The same edges among stored words.
        let stored = (edges + words).map { Self(stored: cbn254_element($0)) }
        return edges + words + stored + (0..<count).map { _ in .random(&source) }
    }
}

extension cbn254_element {
    init<Element: MontgomeryField>(_ element: Element) {
        let words = element.canonical.words
        self.init(word: (words[0], words[1], words[2], words[3]))
    }
}
