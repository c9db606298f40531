import Network
import RpcApi
import Testing

@Suite struct DocumentTests {
    private static let methods = [
        NetworkMethod.description, QuoteMethod.description, SubscribeMethod.description,
    ]
    private static let node = OpenAPIDocument.node(version: "1.2.3", methods: methods)
    private static let sockets = AsyncAPIDocument.node(version: "1", methods: methods)

    @Test func openAPINamesEveryMethod() throws {
        let document = Self.node
        #expect(document["openapi"] == "3.1.0")
        let schemas = try #require(document["components"]?["schemas"]?.objectValue)
        for method in Self.methods {
            let parameters = schemas["\(method.name).request"]?["properties"]?["params"]
            #expect(parameters?["additionalProperties"] == false, "\(method.name)")
        }
        #expect(document["paths"]?["/health"] != nil)
    }

    @Test func asyncAPINamesEveryChannel() throws {
        let document = Self.sockets
        #expect(document["asyncapi"] == "3.0.0")
        for channel in Channel.allCases {
            let schema = document["components"]?["schemas"]?["\(channel.rawValue).frame"]
            #expect(schema?["properties"]?["params"]?["properties"]?["data"] != nil)
        }
    }

    @Test func everyReferenceHasATarget() throws {
        for document in [
            Self.node, OpenAPIDocument.oracle(version: "1", methods: Self.methods), Self.sockets,
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
        for document in [Self.node, Self.sockets] {
            #expect(try JSON(parsing: document.bytes) == document)
        }
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
