import Bytes
import Ledger
import Network
import RpcApi
import Testing

@Suite struct WireTests {
    @Test func readsParametersByName() throws {
        let parameters = try QuoteMethod.parameters([
            "tokenIn": 2, "tokenOut": 3, "amountIn": "1000000000000000000000000",
        ])
        #expect(parameters.tokenIn == TokenID(2))
        #expect(parameters.amountIn == Amount(1_000_000_000_000_000_000_000_000))
        #expect(parameters.amountOut == nil)
    }

    @Test func refusesUnknownAndMissingFields() {
        #expect(throws: RpcApiError.unknownField(path: "colour")) {
            try NextNonceMethod.parameters(["accountId": 1, "slot": 0, "colour": "red"])
        }
        #expect(throws: RpcApiError.missingField(path: "slot")) {
            try NextNonceMethod.parameters(["accountId": 1])
        }
        #expect(throws: RpcApiError.unknownField(path: "accountId")) {
            try NetworkMethod.parameters(["accountId": 1])
        }
    }

    @Test func refusesParametersThatAreNotAnObject() {
        for json: JSON in [[1, 2], "text", 7, .null, true] {
            #expect(throws: RpcApiError.self) { try NextNonceMethod.parameters(json) }
        }
        #expect(throws: Never.self) { try NetworkMethod.parameters(nil) }
    }

    @Test(arguments: [
        "-1", "1e18", "1.5", "0x10", "", " 1", "01", "+1", "٣",
        "340282366920938463463374607431768211456", "99999999999999999999999999999999999999999",
    ])
    func refusesAmountThatIsNotCanonical(text: String) {
        #expect(throws: RpcApiError.self) { try Amount(wire: .string(text)) }
    }

    @Test func readsTheLargestAmount() throws {
        let text = "340282366920938463463374607431768211455"
        let amount = try Amount(wire: .string(text))
        #expect(amount == .maximum)
        #expect(amount.wire == .string(text))
        #expect(throws: RpcApiError.self) { try Amount(wire: .number(text)) }
    }

    @Test(arguments: ["-1", "1.0", "1e2", "256"])
    func refusesNumberOutsideItsRange(text: String) {
        #expect(throws: RpcApiError.self) { try ChainID(wire: .number(text)) }
        #expect(throws: RpcApiError.self) { try ChainID(wire: .string("1")) }
    }

    @Test func numbersStayExactInEveryClient() throws {
        #expect(try UInt64(wire: .number("9007199254740991")) == 1 << 53 - 1)
        #expect(throws: RpcApiError.self) { try UInt64(wire: .number("9007199254740992")) }
    }

    @Test func bytesHaveOneForm() throws {
        #expect(try HexBytes(wire: "0x00ff") == HexBytes([0, 255]))
        for text in ["00ff", "0x0", "0xFF", "0Xff", "0xzz"] {
            #expect(throws: RpcApiError.self) { try HexBytes(wire: .string(text)) }
        }
        #expect(throws: RpcApiError.self) { try Bytes32(wire: "0x00") }
    }

    @Test func faultsNameTheirPath() {
        let json: JSON = ["pools": [["pool": 0, "kind": "round"]]]
        #expect(
            throws: RpcApiError.unexpectedValue(
                path: "pools[0].kind", expected: "a whole number in 0...255")
        ) { try PoolsMethod.result(json) }
    }

    @Test func writesWhatItReads() throws {
        let payout = ReceiptPayout(
            payoutHash: Bytes32(), chain: ChainID(2), token: TokenID(3), chainAmount: Amount(5),
            isRefund: false)
        let receipt = ReceiptInfo.payout(PayoutReceipt(amount: Amount(6), payout: payout))
        let status = OperationStatus(
            operationID: Bytes32 { UInt8($0) }, chain: nil, queueIndex: nil,
            kind: OperationKind(opcode: 0x11),
            status: .committed, blockNumber: 7, index: 1, receipt: receipt,
            history: [
                HistoryEntry(status: .committed, chain: ChainID(2), time: 9, transaction: nil)
            ])
        #expect(try OperationStatus(wire: status.wire) == status)
        #expect(status.wire["queueIndex"] == nil)
    }

    @Test func blockIsNamedByNumberOrLatest() throws {
        #expect(try BlockMethod.parameters(["number": "latest"]).number == .latest)
        #expect(try BlockMethod.parameters(["number": 3]).number == .number(3))
        #expect(throws: RpcApiError.self) { try BlockMethod.parameters(["number": "first"]) }
    }
}
