import Foundation
import Network
import NodeFixtures
import RpcApi
import Testing

/// The methods served, those in the documents and those in `docs/protocol/api.md`.
@Suite struct MethodTests {
    /// Names of the methods in the document that a running node serves.
    private func documented(_ running: RunningNode, _ path: String) throws -> [String] {
        let document = try JSON(parsing: running.page(path).body)
        let schemas = try #require(document["components"]?["schemas"]?.objectValue)
        return schemas.members.map(\.key).filter { $0.hasSuffix(".request") }
            .map { String($0.dropLast(".request".count)) }
    }

    @Test func everyDocumentedMethodIsServed() throws {
        let running = try RunningNode()
        let names = try documented(running, "/openapi.json")
        #expect(names.count == 17)
        #expect(try documented(running, "/asyncapi.json") == names)
        for name in names {
            let reason = running.refusal(name, ["colour": "red"])
            #expect(reason == "invalid_params", "\(name)")
        }
    }

    @Test func theProtocolPageDescribesEveryServedMethodAndNoOther() throws {
        let running = try RunningNode()
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../../docs/protocol/api.md")
        let page = try String(contentsOf: root, encoding: .utf8)
        let rows = page.matches(of: /(?m)^\| `(zkl_\w+)` \|/).map { String($0.output.1) }
        #expect(try documented(running, "/openapi.json").sorted() == rows.sorted())
    }
}
