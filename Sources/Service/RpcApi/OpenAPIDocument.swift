public import Network

/// The OpenAPI 3.1 document of a process, made from its table of methods.
public enum OpenAPIDocument {
    /// The document of a node with these methods.
    public static func node(version: String, methods: [MethodDescription]) -> JSON {
        document(
            title: "ZkLink node", version: version, path: "/", methods: methods,
            resources: [
                ("/openapi.json", "This document", .anything),
                ("/asyncapi.json", "The WebSocket interface", .anything),
                ("/live", "200 while the process runs", .anything),
                ("/ready", "200 when requests are served, 503 otherwise", .anything),
                ("/health", "How each part is", HealthReport.schema),
                ("/metrics", "Prometheus text", .anything),
            ])
    }

    /// The document of an oracle with these methods.
    public static func oracle(version: String, methods: [MethodDescription]) -> JSON {
        document(
            title: "ZkLink oracle", version: version, path: "/", methods: methods,
            resources: [
                ("/live", "200 while the process runs", .anything),
                ("/ready", "200 when requests are served, 503 otherwise", .anything),
                ("/health", "How each part is", HealthReport.schema),
                ("/metrics", "Prometheus text", .anything),
            ])
    }

    private static func document(
        title: String, version: String, path: String, methods: [MethodDescription],
        resources: [(path: String, summary: String, schema: Schema)]
    ) -> JSON {
        var paths: [(String, JSON)] = [(path, .fields(("post", call(methods))))]
        for resource in resources {
            paths.append((resource.path, .fields(("get", read(resource.summary, resource.schema)))))
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
        let requests = methods.map { reference("\($0.name).request") }
        let answers = methods.map { reference("\($0.name).answer") } + [reference("failure")]
        return .fields(
            ("summary", .string("JSON-RPC 2.0, single or a batch of at most 100")),
            (
                "requestBody",
                .fields(
                    ("required", .bool(true)),
                    ("content", content(.fields(("oneOf", .array(requests)))))
                )
            ),
            (
                "responses",
                .fields(
                    (
                        "200",
                        .fields(
                            ("description", .string("The answer")),
                            ("content", content(.fields(("anyOf", .array(answers)))))
                        )
                    ))
            ))
    }

    private static func read(_ summary: String, _ schema: Schema) -> JSON {
        .fields(
            ("summary", .string(summary)),
            (
                "responses",
                .fields(
                    (
                        "200",
                        .fields(
                            ("description", .string(summary)), ("content", content(schema.json)))
                    ))
            ))
    }

    private static func content(_ schema: JSON) -> JSON {
        .fields(("application/json", .fields(("schema", schema))))
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
        schemas.append(("failure", failure))
        return schemas
    }

    private static let identifier = Schema.oneOf([
        .integer(minimum: 0, maximum: 0x1f_ffff_ffff_ffff), .text(pattern: nil, example: nil),
    ]).json

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

    private static var failure: JSON {
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
                            ("properties", .fields(("reason", FailureReason.schema.json))),
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
