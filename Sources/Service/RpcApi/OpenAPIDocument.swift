public import Network

/// The OpenAPI 3.1 document of a process, made from its table of methods.
public enum OpenAPIDocument {
    /// A resource that is read with GET or HEAD.
    private struct Resource {
        let path: String
        let summary: String
        let type: String
        let schema: Schema
        /// Further statuses with their meaning, in plain text.
        var statuses: [(status: String, summary: String)] = []
    }

    private static let json = "application/json"
    private static let text = "text/plain; charset=utf-8"
    private static let metrics = "text/plain; version=0.0.4; charset=utf-8"
    private static let anyText = Schema.text(pattern: nil, example: nil)

    /// The document of a node with these methods.
    public static func node(version: String, methods: [MethodDescription]) -> JSON {
        let socket = Resource(
            path: "/asyncapi.json", summary: "The WebSocket interface", type: json,
            schema: .anything)
        return document(
            title: "ZkLink node", version: version, methods: methods,
            resources: [document] + [socket] + status)
    }

    /// The document of an oracle with these methods.
    public static func oracle(version: String, methods: [MethodDescription]) -> JSON {
        document(
            title: "ZkLink oracle", version: version, methods: methods,
            resources: [document] + status)
    }

    private static let document = Resource(
        path: "/openapi.json", summary: "This document", type: json, schema: .anything)

    private static let status = [
        Resource(
            path: "/live", summary: "200 while the process runs", type: text, schema: anyText),
        Resource(
            path: "/ready", summary: "200 when requests are served", type: text, schema: anyText,
            statuses: [("503", "Requests are not served")]),
        Resource(
            path: "/health", summary: "How each part is", type: json, schema: HealthReport.schema),
        Resource(path: "/metrics", summary: "Prometheus text", type: metrics, schema: anyText),
    ]

    private static func document(
        title: String, version: String, methods: [MethodDescription], resources: [Resource]
    ) -> JSON {
        var paths: [(String, JSON)] = [
            ("/", .fields(("post", call(methods)), ("options", options)))
        ]
        for resource in resources {
            paths.append(
                (
                    resource.path,
                    .fields(
                        ("get", read(resource, hasBody: true)),
                        ("head", read(resource, hasBody: false)), ("options", options))
                ))
        }
        return .fields(
            ("openapi", .string("3.1.0")),
            (
                "info",
                .fields(
                    ("title", .string(title)), ("version", .string(version)),
                    ("description", .string("JSON-RPC 2.0; one operation for each method.")))
            ),
            ("paths", .fields(paths)),
            ("components", .fields(("schemas", .fields(schemas(methods))))))
    }

    private static func call(_ methods: [MethodDescription]) -> JSON {
        let requests = JSON.fields(
            ("oneOf", .array(methods.map { reference("\($0.name).request") })))
        let answers = JSON.fields(
            (
                "anyOf",
                .array(
                    methods.map { reference("\($0.name).answer") } + [reference("failure")])
            ))
        return .fields(
            ("summary", .string("JSON-RPC 2.0, single or a batch of at most 100")),
            (
                "requestBody",
                .fields(
                    ("required", .bool(true)), ("content", content(json, oneOrMore(requests))))
            ),
            (
                "responses",
                .fields(
                    ("200", response("The answer or answers", json, oneOrMore(answers))),
                    ("204", .fields(("description", .string("Nothing but notifications")))),
                    ("429", overloaded(oneOrMore(answers))),
                    ("default", refusal))
            ))
    }

    /// A value or a batch of them.
    private static func oneOrMore(_ schema: JSON) -> JSON {
        let batch = JSON.fields(
            ("type", .string("array")), ("items", schema), ("minItems", .integer(1)),
            ("maxItems", .integer(100)))
        return .fields(("anyOf", .array([schema, batch])))
    }

    private static func read(_ resource: Resource, hasBody: Bool) -> JSON {
        func answer(_ summary: String, _ type: String, _ schema: JSON) -> JSON {
            hasBody
                ? response(summary, type, schema)
                : .fields(("description", .string(summary)))
        }
        var responses = [("200", answer(resource.summary, resource.type, resource.schema.json))]
        for (status, summary) in resource.statuses {
            responses.append((status, answer(summary, text, anyText.json)))
        }
        return .fields(
            ("summary", .string(resource.summary)),
            ("responses", .fields(responses + [("default", refusal)])))
    }

    private static let options = JSON.fields(
        ("summary", .string("What a browser of another origin may send")),
        (
            "responses",
            .fields(("204", .fields(("description", .string("No content")))), ("default", refusal))
        ))

    /// The answer to calls beyond a limit of those in progress.
    private static func overloaded(_ schema: JSON) -> JSON {
        let retry = JSON.fields(
            ("description", .string("Seconds after which to try again")),
            ("schema", Schema.integer(minimum: 0, maximum: 3_600).json))
        return response("Too many calls in progress: nothing was done", json, schema)
            .adding("headers", .fields(("Retry-After", retry)))
    }

    /// The answer to a request that HTTP refuses: malformed, too large, too slow, not allowed.
    private static var refusal: JSON {
        .fields(
            ("description", .string("The request is refused before it is read")),
            (
                "content",
                .fields(
                    (json, .fields(("schema", reference("refusal")))),
                    (text, .fields(("schema", anyText.json))))
            ))
    }

    private static func response(_ summary: String, _ type: String, _ schema: JSON) -> JSON {
        .fields(("description", .string(summary)), ("content", content(type, schema)))
    }

    private static func content(_ type: String, _ schema: JSON) -> JSON {
        .fields((type, .fields(("schema", schema))))
    }

    private static func reference(_ name: String) -> JSON {
        .fields(("$ref", .string("#/components/schemas/\(name)")))
    }

    static func schemas(_ methods: [MethodDescription]) -> [(String, JSON)] {
        var schemas: [(String, JSON)] = []
        for method in methods {
            schemas.append(("\(method.name).request", request(method)))
            schemas.append(("\(method.name).answer", answer(method)))
        }
        schemas.append(("failure", failure(FailureReason.schema)))
        schemas.append(("refusal", failure(.text(pattern: nil, example: nil))))
        return schemas
    }

    /// The id of a call, given back as it came.
    private static let identifier: JSON = ["type": ["string", "number", "null"]]

    private static func request(_ method: MethodDescription) -> JSON {
        .fields(
            ("type", .string("object")), ("description", .string(method.summary)),
            (
                "properties",
                .fields(
                    ("jsonrpc", .fields(("const", .string("2.0")))), ("id", identifier),
                    ("method", .fields(("const", .string(method.name)))),
                    ("params", method.parameters.json))
            ),
            ("required", .array(["jsonrpc", "id", "method"])))
    }

    private static func answer(_ method: MethodDescription) -> JSON {
        .fields(
            ("type", .string("object")),
            (
                "properties",
                .fields(
                    ("jsonrpc", .fields(("const", .string("2.0")))), ("id", identifier),
                    ("result", method.result.json))
            ),
            ("required", .array(["jsonrpc", "id", "result"])))
    }

    /// An error with a reason of one schema.
    private static func failure(_ reason: Schema) -> JSON {
        let codes = FailureReason.allCases.map { "\($0.code) \($0.rawValue)" }.joined(
            separator: ", ")
        let error = JSON.fields(
            ("type", .string("object")),
            (
                "properties",
                .fields(
                    ("code", ["type": "integer", "description": .string(codes)]),
                    ("message", ["type": "string"]),
                    (
                        "data",
                        .fields(
                            ("type", .string("object")),
                            ("properties", .fields(("reason", reason.json))),
                            ("required", .array(["reason"])))
                    ))
            ),
            ("required", .array(["code", "message", "data"])))
        return .fields(
            ("type", .string("object")),
            ("properties", ["jsonrpc": ["const": "2.0"], "error": error]),
            ("required", .array(["jsonrpc", "error"])))
    }
}
