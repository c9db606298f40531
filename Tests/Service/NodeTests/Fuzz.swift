import Bytes
import Ledger
import Network
import NodeFixtures
import RpcApi
import Synchronization
import TestSupport
import Transition

/// Requests that no honest client sends.
enum Fuzz {
    private static let methods = [
        NetworkMethod.name, TokensMethod.name, PoolsMethod.name, AccountMethod.name,
        NextNonceMethod.name, ReservesMethod.name, QuoteMethod.name, SubmitMethod.name,
        OperationMethod.name, PriorityMethod.name, BlockMethod.name, BlockDataMethod.name,
        PayoutsMethod.name, SubscribeMethod.name, UnsubscribeMethod.name, "zkl_none", "",
        "eth_call",
    ]
    private static let values: [JSON] = [
        .null, true, -1, 0, 1, 4_294_967_296, "", "0x", "0xff", "latest", "1e9", "-5", [], [:],
        .number("1e400"), .number("18446744073709551616"),
        "340282366920938463463374607431768211456",
        ["deep": [["deeper": [1, 2, 3]]]],
    ]
    private static let names = [
        "accountId", "owner", "slot", "tokenIn", "tokenOut", "amountIn", "amountOut", "chain",
        "operation", "operationId", "index", "number", "channel", "id", "fromSeq", "subscription",
        "receiver",
    ]

    /// A body, as text: a message that is not UTF-8 closes its connection.
    static func request(_ generator: inout SeededGenerator, _ traders: TestTraders) -> [UInt8] {
        let body =
            switch generator.next() % 4 {
            case 0: mutated(call(&generator).bytes, &generator)
            case 1: call(&generator).bytes
            case 2: submission(&generator, traders)
            default: generator.bytes(Int(generator.next() % 200) + 1)
            }
        return Array(String(decoding: body, as: UTF8.self).utf8)
    }

    /// Whether a request is answered: each is, except a valid one without an id.
    static func isAnswered(_ body: [UInt8]) -> Bool {
        guard case .object(let call)? = try? JSON(parsing: body), call["id"] == nil,
            call["jsonrpc"] == "2.0", case .string? = call["method"]
        else { return true }
        return switch call["params"] {
        case nil, .object, .array: false
        default: true
        }
    }

    private static func call(_ generator: inout SeededGenerator) -> JSON {
        var parameters = JSONObject()
        for _ in 0..<(generator.next() % 4) {
            parameters[pick(names, &generator)] = pick(values, &generator)
        }
        return [
            "jsonrpc": "2.0", "id": .integer(generator.next() % 1_000),
            "method": .string(pick(methods, &generator)), "params": .object(parameters),
        ]
    }

    /// A signed operation with some of its bytes changed: decodable or not, never well signed.
    private static func submission(
        _ generator: inout SeededGenerator, _ traders: TestTraders
    ) -> [UInt8] {
        var operation = SignedOperation(
            authorization: Authorization(
                account: AccountID(UInt32(generator.next() % 4)), subAccount: SubAccount(0),
                slot: KeySlot(0),
                nonce: UInt32(generator.next() % 3), validUntil: 1 << 40),
            fee: TokenQuantity(TokenID(0), .zero),
            body: .transfer(
                Transfer(
                    token: Trader.token, amount: Amount(UInt128(generator.next())),
                    destination: .account(AccountID(2)), destinationSubAccount: SubAccount(0))))
        operation.signature = SignatureBytes(generator.bytes(80)) ?? operation.signature
        var bytes = operation.encoded
        for _ in 0..<(generator.next() % 3) {
            bytes[Int(generator.next() % UInt64(bytes.count))] = UInt8(generator.next() & 0xff)
        }
        return
            ([
                "jsonrpc": "2.0", "id": 1, "method": .string(SubmitMethod.name),
                "params": SubmitMethod.Parameters(operation: bytes).wire,
            ] as JSON).bytes
    }

    private static func mutated(_ bytes: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
        var bytes = bytes
        for _ in 0...(generator.next() % 4) {
            let place = Int(generator.next() % UInt64(bytes.count))
            switch generator.next() % 3 {
            case 0: bytes[place] = UInt8(generator.next() & 0xff)
            case 1: bytes.insert(UInt8(generator.next() & 0xff), at: place)
            default: if bytes.count > 1 { bytes.remove(at: place) }
            }
        }
        return bytes
    }

    private static func pick<Element>(
        _ list: [Element], _ generator: inout SeededGenerator
    ) -> Element { list[Int(generator.next() % UInt64(list.count))] }
}

/// Counts answers of several connections.
final class AnswerCounter: Sendable {
    private let total = Atomic<Int>(0)
    private let open = Atomic<Int>(0)

    var answered: Int { total.load(ordering: .relaxed) }
    var waiting: Int { open.load(ordering: .relaxed) }

    /// Counts a request that is answered.
    func sent() { open.add(1, ordering: .relaxed) }

    func add() {
        total.add(1, ordering: .relaxed)
        open.subtract(1, ordering: .relaxed)
    }
}
