import Bytes
import Ledger
import Network
import RpcApi
import Synchronization
import Testing

/// A table with two methods, called as a process calls it.
@Suite struct MethodTableTests {
    private var table: MethodTable {
        var methods = MethodTable()
        methods.on(NextNonceMethod.self) { parameters, reply in
            guard parameters.slot == KeySlot(1) else {
                return reply.fail(RequestFailure(.notFound))
            }
            reply.succeed(NextNonceMethod.Result(nonce: 7))
        }
        methods.on(UnsubscribeMethod.self) { _, reply in
            reply.succeed(reply.connection == nil)
        }
        return methods
    }

    private func answer(_ method: String, _ params: JSON) throws -> JSON {
        let request: JSON = [
            "jsonrpc": "2.0", "id": 1, "method": .string(method), "params": params,
        ]
        let answer = Mutex<[UInt8]?>(nil)
        JSONRPCDispatcher().dispatch(
            request.bytes, handler: { table.call($0, $1) },
            completion: { bytes in answer.withLock { $0 = bytes } })
        return try JSON(parsing: try #require(answer.withLock { $0 }))
    }

    @Test func handlerGetsItsParametersAndAnswers() throws {
        let json = try answer("zkl_nextNonce", ["accountId": 2, "slot": 1])
        #expect(json["result"]?["nonce"] == 7)
        #expect(try answer("zkl_unsubscribe", ["subscription": 3])["result"] == true)
    }

    @Test func refusalOfAHandlerIsTheAnswer() throws {
        let json = try answer("zkl_nextNonce", ["accountId": 2, "slot": 0])
        #expect(json["error"]?["data"]?["reason"] == "notFound")
    }

    @Test func unknownMethodIsRefused() throws {
        for name in ["zkl_nothing", "", "zkl_nextnonce"] {
            let json = try answer(name, [:])
            #expect(json["error"]?["data"]?["reason"] == "method_not_found")
        }
    }

    @Test func parametersThatDoNotFitAreRefusedBeforeTheHandler() throws {
        for params: JSON in [[:], ["accountId": 2], ["accountId": 2, "slot": 256]] {
            let json = try answer("zkl_nextNonce", params)
            #expect(json["error"]?["data"]?["reason"] == "invalid_params")
        }
    }

    @Test func documentsNameTheRegisteredMethodsAndNoOthers() throws {
        let descriptions = table.descriptions
        #expect(descriptions.map(\.name) == ["zkl_nextNonce", "zkl_unsubscribe"])
        for document in [
            OpenAPIDocument.node(version: "1", methods: descriptions),
            OpenAPIDocument.oracle(version: "1", methods: descriptions),
            AsyncAPIDocument.node(version: "1", methods: descriptions),
        ] {
            let schemas = try #require(document["components"]?["schemas"]?.objectValue)
            let requests = schemas.members.map(\.key).filter { $0.hasSuffix(".request") }
            #expect(requests == ["zkl_nextNonce.request", "zkl_unsubscribe.request"])
        }
    }
}
