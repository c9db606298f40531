public import Network

/// The AsyncAPI 3 document of the node's WebSocket interface.
public enum AsyncAPIDocument {
    /// The document of a node with these methods.
    public static func node(version: String, methods: [MethodDescription]) -> JSON {
        var messages: [(String, JSON)] = []
        for method in methods {
            messages.append(("\(method.name).request", message("\(method.name).request")))
            messages.append(("\(method.name).answer", message("\(method.name).answer")))
        }
        messages.append(("failure", message("failure")))
        var schemas = OpenAPIDocument.schemas(methods)
        for (channel, data) in events {
            messages.append(("\(channel.rawValue).frame", message("\(channel.rawValue).frame")))
            schemas.append(("\(channel.rawValue).frame", frame(channel, data)))
        }
        return .fields(
            ("asyncapi", .string("3.0.0")),
            (
                "info",
                .fields(
                    ("title", .string("ZkLink node")), ("version", .string(version)),
                    (
                        "description",
                        .string(
                            "JSON-RPC 2.0 over WebSocket: the methods of the HTTP interface, and "
                                + "frames of the channels that a client subscribes to.")
                    ))
            ),
            (
                "channels",
                .fields(
                    (
                        "rpc",
                        .fields(("address", .string("/ws")), ("messages", .fields(messages)))
                    ))
            ),
            ("operations", operations(methods)),
            (
                "components",
                .fields(
                    ("schemas", .fields(schemas)),
                    ("messages", .fields(schemas.map { ($0.0, payload($0.0)) })))
            ))
    }

    private static let events: [(Channel, Schema)] = [
        (.blocks, BlocksEvent.schema), (.account, AccountEvent.schema),
        (.pools, PoolsEvent.schema), (.payouts, PayoutsEvent.schema),
        (.health, HealthReport.schema),
    ]

    private static func operations(_ methods: [MethodDescription]) -> JSON {
        let requests = methods.map { channelMessage("\($0.name).request") }
        let answers =
            methods.map { channelMessage("\($0.name).answer") } + [channelMessage("failure")]
            + events.map { channelMessage("\($0.0.rawValue).frame") }
        let channel = JSON.fields(("$ref", .string("#/channels/rpc")))
        return .fields(
            (
                "call",
                .fields(
                    ("action", .string("receive")), ("channel", channel),
                    ("messages", .array(requests)))
            ),
            (
                "answer",
                .fields(
                    ("action", .string("send")), ("channel", channel),
                    ("messages", .array(answers)))
            ))
    }

    private static func channelMessage(_ name: String) -> JSON {
        .fields(("$ref", .string("#/channels/rpc/messages/\(name)")))
    }

    private static func message(_ name: String) -> JSON {
        .fields(("$ref", .string("#/components/messages/\(name)")))
    }

    private static func payload(_ name: String) -> JSON {
        .fields(
            (
                "payload", .fields(("$ref", .string("#/components/schemas/\(name)")))
            ))
    }

    private static func frame(_ channel: Channel, _ data: Schema) -> JSON {
        var properties: [Schema.Property] = []
        for field in FrameHeader.fields {
            let schema: Schema
            switch field.name {
            case "data": schema = data
            case "channel": schema = .choice([channel.rawValue])
            default: schema = field.schema
            }
            properties.append(
                Schema.Property(
                    name: field.name, summary: field.summary, isOptional: field.isOptional,
                    schema: schema))
        }
        return .fields(
            ("type", .string("object")),
            (
                "properties",
                .fields(
                    ("jsonrpc", .fields(("const", .string("2.0")))),
                    ("method", .fields(("const", .string(FrameHeader.method)))),
                    ("params", Schema.object(properties).json))
            ),
            ("required", .array(["method", "params"])))
    }
}
