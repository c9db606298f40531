import Bytes
import Ledger
import Sequencing
import Testing
import Transition

/// Bytes of stored results: a change of the public interface changes none of them.
@Suite struct StoredResultTests {
    private static let payout = ChainPayout(
        chain: ChainID(2),
        payout: Payout(
            origin: .withdrawal(AccountID(7), KeySlot(1), nonce: 9),
            receiver: Bytes32 { UInt8($0) }, token: TokenID(3), chainAmount: 5,
            fastFeeRate: 10))

    private static let amounts = PoolAmounts([Amount(2), Amount(3)]) ?? PoolAmounts()
    private static let hops =
        BoundedList<3, SwapHop>([
            SwapHop(
                pool: PoolID(1), tokenOut: TokenID(3), protocolCut: Amount(1),
                amountOut: Amount(8))
        ]) ?? BoundedList()

    /// Encodings by hand from the table in `docs/protocol/encodings.md`, "Receipts", after the head
    /// `block 1, index 2, time 3`.
    private static let vectors: [(OperationResult, UInt8, String)] = [
        (.applied(.done), 0x05, "05" + "00" + "00"),
        (.applied(.account(AccountID(258), isNew: true)), 0x01, "01" + "00" + "01" + "0000010201"),
        (
            .applied(.payout(payout, amount: Amount(6))), 0x11,
            "11" + "00" + "02" + amount(6) + "02" + payoutHex
        ),
        (
            .applied(
                .liquidity(PoolID(4), shares: Amount(1), amounts)),
            0x13, "13" + "00" + "03" + "0004" + amount(1) + "02" + amount(2) + amount(3)
        ),
        (
            .applied(
                .trade(
                    SwapQuote(tokenIn: TokenID(2), amountIn: Amount(9), hops: hops))), 0x15,
            "15" + "00" + "04" + "0002" + amount(9) + "01" + "0001" + "0003" + amount(1)
                + amount(8)
        ),
        (
            .applied(
                .dollars(Amount(9), fee: Amount(1), DollarCoins(TokenID(2), Amount(10)))), 0x19,
            "19" + "00" + "05" + amount(9) + amount(1) + "01" + "0002" + amount(10)
        ),
        (.failed(.notFound, refund: nil), 0x04, "04" + "01" + "02" + "00"),
        (
            .failed(.malformed, refund: payout), 0x04,
            "04" + "01" + "01" + "01" + "02" + payoutHex
        ),
    ]

    private static func amount(_ value: UInt8) -> String {
        String(repeating: "00", count: 15) + Hex.encode([value])
    }

    private static let payoutHex = Hex.encode(payout.payout.encoded)
    private static let head = "0000000000000001" + "00000002" + "0000000000000003"
    private static let name = OperationReference.priority(ChainID(1), 4)

    @Test func everyShapeHasItsBytes() throws {
        for (result, opcode, hex) in Self.vectors {
            let placement = Placement(
                name: Self.name, opcode: opcode, blockNumber: 1, index: 2, time: 3,
                result: result)
            #expect(Hex.encode(placement.encoded) == Self.head + hex)
            let bytes = try #require(Hex.decode(Self.head + hex))
            #expect(try Placement(name: Self.name, decoding: bytes) == placement)
        }
    }

    @Test func bytesThatAreNoResultAreRefused() throws {
        for (_, _, hex) in Self.vectors {
            let bytes = try #require(Hex.decode(Self.head + hex))
            #expect(throws: DecodingError.self) {
                try Placement(name: Self.name, decoding: bytes + [0])
            }
            for count in 0..<bytes.count {
                #expect(throws: DecodingError.self) {
                    try Placement(name: Self.name, decoding: Array(bytes.prefix(count)))
                }
            }
        }
        // Result, receipt shape, account flag, hop count, rejection and refund flag out of range.
        for hex in [
            "05" + "02", "05" + "00" + "05", "01" + "00" + "01" + "0000010202",
            "15" + "00" + "04" + "0002" + Self.amount(9) + "00", "04" + "01" + "00" + "00",
            "04" + "01" + "02" + "02",
        ] {
            let bytes = try #require(Hex.decode(Self.head + hex))
            #expect(throws: DecodingError.self, "\(hex)") {
                try Placement(name: Self.name, decoding: bytes)
            }
        }
    }
}
