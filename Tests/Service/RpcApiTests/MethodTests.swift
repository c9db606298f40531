import Network
import RpcApi
import Testing

/// Laws that hold for the parameters and the result of every method.
@Suite struct MethodTests {
    private func check<Value: WireObject>(_ type: Value.Type, of method: String) throws {
        let wire = Value(placeholder: ()).wire
        let members = try #require(wire.objectValue).members
        #expect(try Value(wire: JSON(parsing: wire.bytes)).wire == wire, "\(method)")
        #expect(Set(Value.fields.map(\.name)).count == Value.fields.count, "\(method)")

        #expect(throws: RpcApiError.unknownField(path: "colour"), "\(method)") {
            try Value(
                wire: .object(JSONObject(members.map { ($0.key, $0.value) } + [("colour", 1)])))
        }
        for field in Value.fields where !field.isOptional {
            let rest = members.filter { $0.key != field.name }.map { ($0.key, $0.value) }
            #expect(throws: RpcApiError.missingField(path: field.name), "\(method)") {
                try Value(wire: .object(JSONObject(rest)))
            }
        }
        for json: JSON in [.null, 1, "text", true, []] {
            #expect(throws: RpcApiError.self, "\(method)") { try Value(wire: json) }
        }
    }

    private func check<Called: Method>(_ method: Called.Type) throws
    where Called.Result: WireObject {
        try check(Called.Parameters.self, of: Called.name)
        try check(Called.Result.self, of: Called.name)
    }

    @Test func everyMethodOfTheNodeReadsWhatItWritesAndNothingElse() throws {
        try check(NetworkMethod.self)
        try check(TokensMethod.self)
        try check(PoolsMethod.self)
        try check(DollarMethod.self)
        try check(AccountMethod.self)
        try check(NextNonceMethod.self)
        try check(ReservesMethod.self)
        try check(QuoteMethod.self)
        try check(SubmitMethod.self)
        try check(OperationMethod.self)
        try check(PriorityMethod.self)
        try check(BlockMethod.self)
        try check(BlockDataMethod.self)
        try check(PayoutsMethod.self)
        try check(SubscribeMethod.self)
        try check(UnsubscribeMethod.Parameters.self, of: UnsubscribeMethod.name)
        #expect(try UnsubscribeMethod.result(true))
        #expect(throws: RpcApiError.self) { try UnsubscribeMethod.result(1) }
    }

    @Test func everyMethodOfAnOracleReadsWhatItWritesAndNothingElse() throws {
        try check(OracleViewMethod.self)
        try check(OracleSignaturesMethod.self)
    }

    @Test(arguments: ["-1", "1.0", "1e2", "9007199254740992", "18446744073709551616", "1e400"])
    func numbersOutsideTheRangeAreRefusedInParameters(text: String) throws {
        let parameters: JSON = ["chain": 1, "index": .number(text)]
        #expect(throws: RpcApiError.self) { try PriorityMethod.parameters(parameters) }
        let good: JSON = ["chain": 1, "index": 9_007_199_254_740_991]
        #expect(try PriorityMethod.parameters(good).index == 1 << 53 - 1)
    }
}
