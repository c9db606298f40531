import Bytes
import Foundation
import Ledger
import Network
import Node
import NodeFixtures
import RpcApi
import Sequencing
import Settling
import TestSupport
import Testing
import Transition

@Suite struct BadInputTests {
    @Test func everyBadOperationIsRefusedAndNothingChanges() throws {
        let running = try RunningNode()
        let before = try running.state()
        var alice = running.traders.alice
        func signed(
            _ body: SignedBody, nonce: UInt32 = 0, validUntil: UInt64 = 1 << 40
        ) -> SignedOperation { alice.sign(body, nonce: nonce, validUntil: validUntil) }
        func transfer(_ amount: UInt128, token: UInt16 = 2, to: UInt32 = 2) -> SignedBody {
            .transfer(
                Transfer(
                    token: TokenID(token), amount: Amount(amount),
                    destination: .account(AccountID(to)), destinationSubAccount: SubAccount(0)))
        }
        func withdraw(_ amount: UInt128, chain: UInt8) -> SignedBody {
            .withdraw(
                Withdraw(
                    token: Trader.token, amount: Amount(amount), minimum: Amount(amount),
                    chain: ChainID(chain),
                    receiver: alice.owner, fastFeeRate: 0))
        }
        var forged = signed(transfer(5))
        forged.signature[50] ^= 1
        let table: [(SignedOperation, String)] = [
            (forged, "badSignature"),
            (signed(transfer(5), nonce: 64), "nonceOutOfWindow"),
            (signed(transfer(5), validUntil: 1), "expired"),
            (signed(transfer(0)), "malformed"),
            (signed(transfer(5, token: 9)), "notFound"),
            (signed(transfer(5, to: 99)), "notFound"),
            (signed(withdraw(TestTraders.coin, chain: 9)), "notFound"),
            (signed(withdraw(1, chain: 1)), "malformed"),
            (signed(transfer(.max)), "balance"),
            (signed(withdraw(6 * TestTraders.coin, chain: 2)), "reserve"),
        ]
        for (operation, reason) in table {
            #expect(running.refusal(operation) == reason, "\(operation.body)")
        }
        #expect(try running.state() == before)
        _ = try running.submit(signed(withdraw(5 * TestTraders.coin, chain: 2)))
        #expect(running.refusal(signed(transfer(5))) == "nonceUsed")
    }

    /// Nobody could use what is paid to the network's contracts or to a token's own, on their chain.
    @Test func recipientsThatCannotReceiveAreRefusedAndNothingIsConsumed() throws {
        func address(_ byte: UInt8) -> ChainAddress { ChainAddress(evm: Bytes20 { _ in byte }) }
        let running = try RunningNode { configuration in
            configuration.chains[0].contract = address(201)
            configuration.chains[0].otherContracts = [address(202)]
            configuration.chains[1].contract = address(203)
        }
        let before = try running.state()
        var alice = running.traders.alice
        func withdrawal(_ receiver: ChainAddress) -> SignedBody {
            .withdraw(
                Withdraw(
                    token: Trader.token, amount: Amount(TestTraders.coin), minimum: .zero,
                    chain: Trader.chain,
                    receiver: receiver, fastFeeRate: 0))
        }
        func transfer(_ owner: ChainAddress) -> SignedBody {
            .transfer(
                Transfer(
                    token: Trader.token, amount: Amount(1), destination: .owner(owner),
                    destinationSubAccount: SubAccount(0)))
        }
        func quote(_ receiver: ChainAddress) -> String? {
            let hex = receiver.evmAddress.map { "0x\($0.hex)" } ?? ""
            return running.refusal(
                QuoteMethod.name,
                [
                    "tokenIn": 3, "tokenOut": 2, "amountIn": "5", "chain": 1,
                    "receiver": .string(hex),
                ])
        }
        let token = TestTraders.contract(of: Trader.token)
        for payee in [address(0), address(201), address(202), token] {
            #expect(running.refusal(alice.sign(withdrawal(payee), nonce: 0)) == "unpayable")
            #expect(quote(payee) == "unpayable", "\(payee)")
        }
        for owner in [address(0), address(201), address(202), address(203)] {
            #expect(running.refusal(alice.sign(transfer(owner), nonce: 0)) == "unpayable")
        }
        #expect(try running.state() == before)
        // There is no pool, so a quote for a payee that can receive ends there. On this chain the
        // other chain's contract is an address as any other.
        #expect(quote(address(203)) == "unknownObject")
        let paid = try running.submit(alice.sign(withdrawal(address(203)), nonce: 0))
        guard case .payout = paid.receipt else {
            Issue.record("not paid: \(paid.receipt)")
            return
        }
        let other = TestTraders.contract(of: Trader.otherToken)
        _ = try running.submit(alice.sign(withdrawal(other), nonce: 1))
        _ = try running.submit(alice.sign(transfer(address(99)), nonce: 2))
    }

    @Test func everyBadParameterIsRefused() throws {
        let running = try RunningNode()
        let someone = "0x" + String(repeating: "11", count: 20)
        func quote(_ amount: JSON) -> JSON { ["tokenIn": 2, "tokenOut": 3, "amountIn": amount] }
        let table: [(String, JSON, String)] = [
            ("zkl_nothing", [:], "method_not_found"),
            (QuoteMethod.name, quote("-1"), "invalid_params"),
            (QuoteMethod.name, quote("1e18"), "invalid_params"),
            (QuoteMethod.name, quote("340282366920938463463374607431768211456"), "invalid_params"),
            (QuoteMethod.name, quote(5), "invalid_params"),
            (QuoteMethod.name, ["tokenIn": 2, "tokenOut": 3], "invalid_params"),
            (QuoteMethod.name, quote("5"), "unknownObject"),
            (
                QuoteMethod.name,
                ["tokenIn": 2, "tokenOut": 3, "amountIn": "5", "receiver": .string(someone)],
                "invalid_params"
            ),
            (
                QuoteMethod.name,
                ["tokenIn": 2, "tokenOut": 3, "amountIn": "5", "chain": 1, "receiver": "0x01"],
                "invalid_params"
            ),
            (AccountMethod.name, ["accountId": -1], "invalid_params"),
            (AccountMethod.name, ["accountId": 1, "owner": "0x00"], "invalid_params"),
            (AccountMethod.name, ["accountId": 77], "unknownObject"),
            (NetworkMethod.name, ["verbose": true], "invalid_params"),
            (SubmitMethod.name, ["operation": "0x10"], "malformed"),
            (SubmitMethod.name, ["operation": "zz"], "invalid_params"),
            (PayoutsMethod.name, ["chain": 9], "unknownObject"),
            (BlockMethod.name, ["number": 99_999], "unknownObject"),
            (SubscribeMethod.name, ["channel": "blocks"], "method_not_found"),
        ]
        for (method, parameters, reason) in table {
            #expect(running.refusal(method, parameters) == reason, "\(method) \(parameters.text)")
        }
    }

    @Test func bodiesThatAreNoRequestsAreRefused() throws {
        let running = try RunningNode()
        let http = HTTPClient()
        let url = "http://127.0.0.1:\(running.node.port)/"
        for (body, code) in [("{", -32_700), ("[]", -32_600), ("{\"a\":1}", -32_600)] {
            let answer = try JSON(parsing: http.post(url, body: Array(body.utf8)).body)
            #expect(answer["error"]?["code"]?.integerValue(as: Int.self) == code)
        }
        let large = [UInt8](repeating: 0x20, count: 1 << 20 + 1)
        #expect(try http.post(url, body: large).status == 413)
        #expect(try running.page("/live").status == 200)
    }

    /// Random bytes, mutated requests and random calls: the node stays up and its state the same.
    @Test func hundredThousandRandomRequestsChangeNothing() throws {
        let running = try RunningNode()
        let before = try running.state()
        var generator = SeededGenerator(seed: 2_026)
        let counter = AnswerCounter()
        var sent = 0
        while sent < 100_000 {
            let socket = try WebSocketClient("ws://127.0.0.1:\(running.node.port)/ws") { event in
                if case .message = event { counter.add() }
            }
            for _ in 0..<2_500 {
                // Half of what may wait in the node, so that none is refused for its number.
                while counter.waiting > 2_000, socket.closure == nil {
                    Thread.sleep(forTimeInterval: 0.001)
                }
                guard socket.closure == nil else { break }
                let request = Fuzz.request(&generator, running.traders)
                if Fuzz.isAnswered(request) { counter.sent() }
                socket.send(request)
                sent += 1
            }
            try running.wait { counter.waiting == 0 }
            #expect(socket.closure == nil)
            socket.close()
        }
        #expect(counter.answered > 90_000)
        #expect(try running.page("/live").status == 200)
        #expect(try running.page("/ready").status == 200)
        #expect(try running.state() == before)
    }
}
