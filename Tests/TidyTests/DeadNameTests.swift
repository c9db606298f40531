import Foundation
import Testing

/// Declarations that nothing uses.
@Suite struct DeadNameTests {
    private let tree = SourceTree()

    /// Names that occur once and are used all the same.
    private let exceptions: Set<String> = [
        // Made from its raw value, which C chooses.
        "avx512"
    ]

    /// A name that is declared in Sources and occurs nowhere else is dead.
    @Test func everyNameIsUsed() throws {
        let declaration =
            /\b(?:func|var|let|case|struct|enum|class|protocol|typealias)\s+([A-Za-z_]\w*)/
        var counts: [Substring: Int] = [:]
        var declared: [Substring: String] = [:]
        for path in tree.codeFiles {
            for line in try tree.lines(of: path) {
                let code = line.prefix(upTo: line.firstRange(of: "//")?.lowerBound ?? line.endIndex)
                for word in code.split(whereSeparator: { !$0.isLetter && !$0.isNumber && $0 != "_" }
                ) { counts[word, default: 0] += 1 }
                guard path.hasPrefix("Sources/"), path.hasSuffix(".swift") else { continue }
                for match in code.matches(of: declaration) { declared[match.output.1] = path }
            }
        }
        // Constants of C in upper case follow `case` where they are matched.
        let dead = declared.filter { name, _ in
            counts[name] == 1 && name.contains(where: \.isLowercase)
                && !exceptions.contains(String(name))
        }
        #expect(dead.isEmpty, "\(dead.map { "\($0.key) in \($0.value)" }.sorted())")
    }
}
