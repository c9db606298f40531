import Foundation
import Ledger
import Network
import Sdk
import Transition
import WalletFiles

/// Commands of those who observe prices.
enum PriceCommands {
    static let all = [post, publish]

    private static let post = CommandDescription(
        "prices post", "Reports prices that a signer of the feeds observed",
        options: [
            OptionDescription(
                "prices", "TOKEN=PRICE,...", "dollars for one token, as observed now")
        ] + LedgerCommands.signing,
        examples: ["zklink prices post --prices USDC=0.9998,USDT=1.0003"]
    ) { session in
        let client = try Client(session)
        var prices: [PostedPrice] = []
        for part in try session.required("prices").split(separator: ",") {
            let pair = part.split(separator: "=", maxSplits: 1).map(String.init)
            guard pair.count == 2 else {
                throw UsageError("'--prices' takes TOKEN=PRICE,TOKEN=PRICE: '\(part)' has no price")
            }
            prices.append(try price(of: pair[0], pair[1], client))
        }
        let lists = try lists(of: prices)
        guard let list = lists.first, lists.count == 1 else {
            throw UsageError("one operation posts at most \(LedgerLimits.maximumPrices) prices")
        }
        try LedgerCommands.submit(
            client, .postPrices(PostPrices(time: client.nowSeconds, prices: list)), "prices posted")
    }

    private static let publish = CommandDescription(
        "prices publish", "Runs a signer: posts the prices of a file again and again",
        options: [
            OptionDescription(
                "source", "FILE",
                "JSON object such as {\"USDC\": \"0.9998\"}, which your source of prices keeps new"),
            OptionDescription(
                "interval", "SECONDS", "between two posts (default 20; a price is stale after 120)"),
            OptionDescription(
                "source-age", "SECONDS",
                "a file that was not written for so long is not posted (default 60)"),
        ] + LedgerCommands.signing,
        examples: ["zklink prices publish --source prices.json --interval 20"]
    ) { session in
        let shutdown = Shutdown()
        let client = try Client(session)
        let path = session.path(try session.required("source"))
        let interval = try session.integer("interval", in: 1...120, default: 20)
        let limit = try session.integer("source-age", in: 1...3_600, default: 60)
        let trader = try client.trader()
        var next = Date()
        while !shutdown.isRequested {
            if Date() < next {
                Thread.sleep(forTimeInterval: 0.1)
                continue
            }
            next = Date().addingTimeInterval(Double(interval))
            ProcessCommands.say(report(client, trader, path, sourceAge: limit))
        }
    }
}

extension PriceCommands {
    /// Posts the prices of a file, and says what became of it; the next round tries again.
    private static func report(
        _ client: Client, _ trader: Trader, _ path: String, sourceAge limit: Int
    ) -> String {
        do {
            let age = try sourceAge(path)
            guard age <= limit else {
                return "not posted: \(path) was not written for \(age) seconds"
            }
            guard let members = try Session.readJSON(path).objectValue?.members else {
                return "not posted: \(path) is no JSON object of prices"
            }
            let prices = try members.map { member in
                guard let text = member.value.stringValue else {
                    throw InputError("the price of '\(member.key)' is no string")
                }
                return try price(of: member.key, text, client)
            }
            for list in try lists(of: prices) {
                let now = client.nowSeconds
                _ = try WalletLock.holding(client.session.walletPath) {
                    try trader.submit(
                        .postPrices(PostPrices(time: now, prices: list)), nowSeconds: now)
                }
            }
            return "posted "
                + prices.map {
                    "\(client.network.symbol(TokenID($0.feed.rawValue))) \(TokenAmount.format($0.price))"
                }
                .joined(separator: ", ")
        } catch {
            return "not posted: \(ErrorText.words(error))"
        }
    }

    /// Seconds since a file was written.
    private static func sourceAge(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        let date = attributes[.modificationDate] as? Date ?? .distantPast
        return Int(min(max(Date().timeIntervalSince(date), 0), 1e9))
    }

    private static func price(
        of symbol: String, _ text: String, _ client: Client
    ) throws -> PostedPrice {
        guard let price = TokenAmount.parse(text), !price.isZero else {
            throw UsageError("'\(text)' is no price of \(symbol): dollars such as 0.9998")
        }
        return PostedPrice(FeedID(priceOf: try client.token(named: symbol)), price)
    }

    /// Prices by feed, as many in each list as one operation takes.
    private static func lists(
        of prices: [PostedPrice]
    ) throws -> [BoundedList<4, PostedPrice>] {
        let sorted = prices.sorted { $0.feed < $1.feed }
        for (first, second) in zip(sorted, sorted.dropFirst()) where first.feed == second.feed {
            throw UsageError("a token has two prices")
        }
        return stride(from: 0, to: sorted.count, by: LedgerLimits.maximumPrices).map { start in
            var list = BoundedList<4, PostedPrice>()
            for price in sorted[start...].prefix(LedgerLimits.maximumPrices) { list.append(price) }
            return list
        }
    }
}
