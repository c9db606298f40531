import Riscv

/// The rows of a double-scalar product.
///
/// | Steps | Rows |
/// | --- | --- |
/// | 0 to 8 | words 0 to 8 of the key; row 8 decodes it |
/// | 9 to 24 | 0 to 15 times -P, each with its number; row 9 reads word 9 of the key |
/// | 25 to 180 | 32 digits of e from the highest: four doublings, but for the first, and an addition |
/// | 181 to 220 | 40 bytes of s from the highest, an addition for each |
/// | 221 to 230 | words of the result; row 221 encodes it |
///
/// A word of e or s is read with its last digit.
public enum EcGFp5Schedule {
    /// What the schedule says of a row: a kind, flags and constants.
    public enum Member: Int, CaseIterable, Sendable {
        /// Whether the row has the low word of an element, the high word, or the last low word of
        /// the key, for which it decodes the key. The last row of a call has none of these.
        case isLow, isHigh, isDecoding
        /// Whether the row adds -P to a multiple of it, or is the last multiple.
        case isBuilding, isBuilt
        /// Whether the row doubles, adds a multiple of -P, or one of the generator.
        case isDoubling, addsKey, addsGenerator
        /// Whether the row encodes the sum.
        case isEncoding
        /// Whether the row accesses memory, and whether it writes.
        case isAccess, isWrite
        /// The index of the word among the operands or those of the result.
        case wordIndex
        /// What the digits so far are multiplied by before that of the row is added.
        case scale

        /// The kinds of rows, of which every row of a call but the last has one.
        static let kinds: [Member] = [
            .isLow, .isHigh, .isDecoding, .isBuilding, .isBuilt, .isDoubling, .addsKey,
            .addsGenerator,
        ]

        /// The flags, all zero in padding.
        static let flags = kinds + [.isEncoding, .isAccess, .isWrite]
    }

    /// Words of an encoding, and of e.
    public static let encodingWordCount = 10
    public static let challengeWordCount = 4
    /// Words of all operands.
    public static let operandWordCount = 2 * encodingWordCount + challengeWordCount
    /// Digits of e, of four bits, and those of a word.
    public static let keyDigitCount = 32
    static let keyDigitsOfWord = 8
    /// Digits of s, of eight bits, and those of a word.
    public static let generatorDigitCount = GeneratorTableChip.windowCount
    static let generatorDigitsOfWord = 4
    /// The multiples of -P, from none on.
    public static let multipleCount = 16

    /// The step that decodes the key; the first multiple is at the next.
    public static let decodingStep = encodingWordCount - 2
    /// The step of the first digit of e.
    public static let keyStep = decodingStep + 1 + multipleCount
    /// The step of the first digit of s.
    public static let generatorStep = keyStep + 5 * keyDigitCount - 4
    /// The step that encodes the sum.
    public static let encodingStep = generatorStep + generatorDigitCount
    /// The number of steps.
    public static let count = encodingStep + encodingWordCount

    /// The place of step 0 among the rows of `ScheduleChip`.
    static let start = 0

    /// The schedule, made at each call.
    static var schedule: Schedule {
        Schedule(.ecGFp5DoubleScalar, start: start, rows: rows.map { $0.members })
    }

    private struct Row {
        var members = [UInt32](repeating: 0, count: Member.allCases.count)

        init(_ kind: Member?) {
            if let kind { self[kind] = 1 }
        }

        subscript(_ member: Member) -> UInt32 {
            get { members[member.rawValue] }
            set { members[member.rawValue] = newValue }
        }

        func accessing(_ word: Int, _ isWrite: Bool = false) -> Row {
            var row = self
            row[.isAccess] = 1
            row[.isWrite] = isWrite ? 1 : 0
            row[.wordIndex] = UInt32(word)
            return row
        }
    }

    private static var rows: [Row] {
        var rows = [Row]()
        for word in 0...decodingStep {
            let isDecoding = word == decodingStep
            rows.append(
                Row(isDecoding ? .isDecoding : word % 2 == 0 ? .isLow : .isHigh).accessing(word))
        }
        for multiple in 0..<multipleCount {
            let row = Row(multiple == multipleCount - 1 ? .isBuilt : .isBuilding)
            rows.append(multiple == 0 ? row.accessing(encodingWordCount - 1) : row)
        }
        let challengeStart = 2 * encodingWordCount
        for digit in 0..<keyDigitCount {
            if digit > 0 { rows += (0..<4).map { _ in Row(.isDoubling) } }
            let lastWord = challengeStart + challengeWordCount - 1
            rows.append(
                digitRow(
                    .addsKey, digit, ofWord: keyDigitsOfWord, scale: 1 << 4, lastWord: lastWord))
        }
        for digit in 0..<generatorDigitCount {
            rows.append(
                digitRow(
                    .addsGenerator, digit, ofWord: generatorDigitsOfWord, scale: 1 << 8,
                    lastWord: challengeStart - 1))
        }
        for word in 0..<encodingWordCount {
            let isLast = word == encodingWordCount - 1
            var row = Row(isLast ? nil : word % 2 == 0 ? .isLow : .isHigh).accessing(word, true)
            row[.isEncoding] = word == 0 ? 1 : 0
            rows.append(row)
        }
        return rows
    }

    /// The row of a digit, counted from the highest of the number that ends with a word.
    private static func digitRow(
        _ kind: Member, _ digit: Int, ofWord count: Int, scale: UInt32, lastWord: Int
    ) -> Row {
        var row = Row(kind)
        row[.scale] = digit % count == 0 ? 0 : scale
        let isLast = digit % count == count - 1
        return isLast ? row.accessing(lastWord - digit / count) : row
    }
}
