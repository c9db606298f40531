import Foundation
import Testing

/// Every kind of alarm has one section of the runbook, and no section is about another.
@Suite struct RunbookTests {
    private let tree = SourceTree()

    /// The cases that an enumeration of a file declares.
    private func cases(_ path: String, of name: String) throws -> [String] {
        let text = try tree.text(of: path)
        let start = try #require(text.range(of: "enum \(name)"))
        let body = text[start.upperBound...].prefix { $0 != "}" }
        return body.matches(of: /(?m)^    case (\w+)/).map { String($0.output.1) }
    }

    private func headings(_ prefix: String, excluding other: String? = nil) throws -> [String] {
        try tree.text(of: "docs/runbook.md").split(separator: "\n")
            .filter { $0.hasPrefix(prefix) && !(other.map($0.hasPrefix) ?? false) }
            .map { String($0.dropFirst(prefix.count)) }
    }

    @Test func everyAlarmOfTheNodeHasASection() throws {
        let kinds = try cases("Sources/Service/Settling/AlarmKind.swift", of: "AlarmKind")
        #expect(kinds.count >= 11)
        #expect(try headings("### ", excluding: "### oracle: ").sorted() == kinds.sorted())
    }

    @Test func everyAlarmOfAnOracleHasASection() throws {
        let kinds = try cases("Sources/Service/Oracle/OracleAlarm.swift", of: "OracleAlarm")
        #expect(kinds.count >= 11)
        #expect(try headings("### oracle: ").sorted() == kinds.sorted())
    }
}
