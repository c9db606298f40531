import Network
import RpcApi
import Testing

@Suite struct DocumentTests {
    @Test func openAPINamesEveryMethod() throws {
        let document = OpenAPIDocument.node(version: "1.2.3")
        #expect(document["openapi"] == "3.1.0")
        let schemas = try #require(document["components"]?["schemas"]?.objectValue)
        for method in NodeMethods.all {
            let parameters = schemas["\(method.name).request"]?["properties"]?["params"]
            #expect(parameters?["additionalProperties"] == false, "\(method.name)")
        }
        #expect(document["paths"]?["/health"] != nil)
    }

    @Test func asyncAPINamesEveryChannel() throws {
        let document = AsyncAPIDocument.node(version: "1")
        #expect(document["asyncapi"] == "3.0.0")
        for channel in Channel.allCases {
            let schema = document["components"]?["schemas"]?["\(channel.rawValue).frame"]
            #expect(schema?["properties"]?["params"]?["properties"]?["data"] != nil)
        }
    }

    @Test func everyReferenceHasATarget() throws {
        for document in [
            OpenAPIDocument.node(version: "1"), OpenAPIDocument.oracle(version: "1"),
            AsyncAPIDocument.node(version: "1"),
        ] {
            let references = references(in: document)
            #expect(!references.isEmpty)
            for reference in references {
                var place: JSON? = document
                // Path keys hold no slash, so a split is exact.
                for part in reference.dropFirst(2).split(separator: "/") {
                    place = place?[String(part)]
                }
                #expect(place != nil, "\(reference)")
            }
        }
    }

    @Test func documentsAreJSONThatParses() throws {
        let document = OpenAPIDocument.node(version: "1")
        #expect(try JSON(parsing: document.bytes) == document)
    }

    private func references(in json: JSON) -> [String] {
        switch json {
        case .object(let object):
            object.members.flatMap { member in
                if member.key == "$ref", let text = member.value.stringValue { return [text] }
                return references(in: member.value)
            }
        case .array(let elements): elements.flatMap { references(in: $0) }
        default: []
        }
    }
}
