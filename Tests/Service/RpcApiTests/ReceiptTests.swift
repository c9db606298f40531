import Bytes
import Ledger
import Network
import RpcApi
import Testing

@Suite struct ReceiptTests {
    private static let payout = ReceiptPayout(
        payoutHash: Bytes32 { UInt8($0) }, chain: ChainID(2), token: TokenID(3),
        chainAmount: Amount(5), isRefund: false)
    private static let receipts: [(ReceiptInfo, String)] = [
        (.done, "done"),
        (.account(AccountReceipt(account: AccountID(4), isNewAccount: true)), "account"),
        (.payout(PayoutReceipt(amount: Amount(6), payout: payout)), "payout"),
        (
            .liquidity(
                LiquidityReceipt(
                    pool: PoolID(1), shares: Amount(9), amounts: [Amount(1), Amount(2)])),
            "liquidity"
        ),
        (
            .trade(
                TradeReceipt(
                    tokenIn: TokenID(2), tokenOut: TokenID(3), amountIn: Amount(7),
                    amountOut: Amount(8), pools: [PoolID(1)])), "trade"
        ),
        (
            .dollars(
                DollarReceipt(
                    dollars: Amount(9), fee: Amount(1),
                    coins: [CoinAmount(token: TokenID(2), amount: Amount(10))])), "dollars"
        ),
        (
            .conversion(
                ConversionReceipt(
                    poolOut: Amount(1), dollars: Amount(2), fee: Amount(3), parOut: Amount(4))),
            "conversion"
        ),
        (
            .vault(
                VaultReceipt(
                    collateral: Amount(1), principal: Amount(2), interest: Amount(3),
                    badDebt: Amount(4))), "vault"
        ),
        (.failed(FailureReceipt(reason: .slippage, payout: nil)), "failed"),
        (.failed(FailureReceipt(reason: .slippage, payout: payout)), "failed"),
    ]

    @Test func readsWhatItWrites() throws {
        for (receipt, shape) in Self.receipts {
            let wire = receipt.wire
            #expect(wire["shape"] == .string(shape))
            #expect(wire["applied"] == .bool(shape != "failed"))
            #expect(try ReceiptInfo(wire: JSON(parsing: wire.bytes)) == receipt)
        }
    }

    @Test func refusesFieldsOfAnotherShape() {
        for (receipt, shape) in Self.receipts {
            for (_, other) in Self.receipts where other != shape {
                var members = receipt.wire.objectValue?.members.map { ($0.key, $0.value) } ?? []
                members[0].1 = .string(other)
                #expect(throws: RpcApiError.self, "\(shape) as \(other)") {
                    try ReceiptInfo(wire: .object(JSONObject(members)))
                }
            }
        }
    }

    @Test func refusesWhatIsNoReceipt() {
        let table: [JSON] = [
            .null, [:], ["shape": "round", "applied": true], ["shape": "done"],
            ["shape": "done", "applied": false], ["shape": "failed", "applied": true],
            ["shape": "done", "applied": true, "colour": "red"],
        ]
        for json in table {
            #expect(throws: RpcApiError.self, "\(json.text)") { try ReceiptInfo(wire: json) }
        }
    }
}
