import Bytes
import Foundation
import Ledger
import RpcApi
public import Sdk
import Settlement
public import Storage

/// A broker at work: prepays what its desk accepts, collects what it is repaid.
///
/// A class because it owns accounts. It runs on the thread that calls `run`.
public final class BrokerService<Store: KeyValueStore> {
    private let configuration: BrokerConfiguration
    private let store: Store
    private let say: (String) -> Void
    private var desk: BrokerDesk
    private var nextID: UInt64
    private var submitted: [UInt64: BrokerDesk.Offer] = [:]
    private var scales: [ChainID: [TokenID: (contract: Bytes32, scale: UInt128)]] = [:]
    private var lastCollection = Date.distantPast
    private var lastLearning = Date.distantPast

    /// Restores what an earlier run prepaid; `say` takes lines for the log.
    public init(
        _ configuration: BrokerConfiguration, store: Store, say: @escaping (String) -> Void
    ) throws(StorageError) {
        self.configuration = configuration
        self.store = store
        self.say = say
        desk = BrokerDesk(
            minimumFeeRate: configuration.minimumFeeRate, limits: configuration.limits)
        nextID = UInt64(Date().timeIntervalSince1970 * 1_000)
        for pair in try store.scan(prefix: Self.prefix) {
            if let offer = Self.decode(pair.value) { desk.restore(offer) }
        }
    }

    /// Learns tokens that the ledger has come to know.
    ///
    /// Lets the contracts take them from the broker when it accepts. Called again while running:
    /// tokens may be registered later.
    public func learnTokens() throws(ClientError) {
        lastLearning = Date()
        for token in try configuration.node.call(TokensMethod.self).tokens
        where configuration.limits[token.token] != nil {
            for held in token.chains where scales[held.chain]?[token.token] == nil {
                guard
                    let account = configuration.chains.first(where: { $0.chain.chain == held.chain }
                    )
                else { continue }
                let user = ChainUser(
                    chain: account.chain, account: account.account, timeoutSeconds: 60)
                try user.allow(spending: .max, of: held.contract)
                guard let decimals = try decimals(of: token.token, held, account.chain) else {
                    continue
                }
                var scale: UInt128 = 1
                for _ in 0..<(18 - min(18, Int(decimals))) { scale *= 10 }
                scales[held.chain, default: [:]][token.token] = (held.contract, scale)
                say("dealing in token \(token.token.rawValue) on chain \(held.chain.rawValue)")
            }
        }
    }

    /// The token's decimals by the chain's own word, since limits hang on them; `nil` when the node
    /// names another contract than the chain.
    private func decimals(
        of token: TokenID, _ held: TokenOnChain, _ chain: any CustodyContract
    ) throws(ClientError) -> UInt8? {
        do throws(SettlementError) {
            guard let decimals = try chain.tokenDecimals(token) else { return held.decimals }
            return try chain.tokenContract(token) == held.contract ? decimals : nil
        } catch {
            throw .chain(error)
        }
    }

    /// Works until told to stop; faults of a node or chain are reported and tried again.
    public func run(while isWanted: () -> Bool) {
        while isWanted() {
            for (chain, account) in configuration.chains where isWanted() {
                do {
                    if Date().timeIntervalSince(lastLearning) > 2 { try learnTokens() }
                    try prepay(chain, account)
                    try follow(chain, account)
                } catch {
                    say("chain \(chain.chain.rawValue): \(error)")
                }
            }
            Thread.sleep(forTimeInterval: Double(configuration.pollMilliseconds) / 1_000)
        }
    }
}

extension BrokerService {
    /// Looks at payouts that are not executed and prepays what the desk accepts.
    private func prepay(_ chain: any CustodyContract, _ account: any SettlementAccount) throws {
        let answer = try configuration.node.call(PayoutsMethod.self, .init(chain: chain.chain))
        for info in answer.payouts where info.status != .executed {
            guard let payout = try? Payout(decoding: info.payout.bytes),
                let token = scales[chain.chain]?[payout.token]
            else { continue }
            let offer = BrokerDesk.Offer(payout: payout, chain: chain.chain, scale: token.scale)
            guard desk.decide(offer) == .accept else { continue }
            try submit(offer, token.contract, account)
        }
    }

    private func submit(
        _ offer: BrokerDesk.Offer, _ token: Bytes32, _ account: any SettlementAccount
    ) throws {
        try remember(offer)
        let value = token == ChainUser.nativeCoin ? offer.prepayment : 0
        do {
            try account.submit(id: nextID, .broker(.accept(payout: offer.payout, value: value)))
            submitted[nextID] = offer
            nextID += 1
            say("prepaying \(offer.hash.hex.prefix(16)) on chain \(offer.chain.rawValue)")
        } catch SettlementError.wouldRevert(let reason) {
            say("not prepaying \(offer.hash.hex.prefix(16)): \(reason)")
            try forget(offer.hash)
        }
    }

    /// Drives the account and collects repayments of executed payouts every few seconds.
    private func follow(_ chain: any CustodyContract, _ account: any SettlementAccount) throws {
        let now = UInt64(Date().timeIntervalSince1970 * 1_000)
        for report in try account.poll(nowMilliseconds: now) {
            if case .finished(let id, let inclusion) = report, let offer = submitted[id] {
                submitted[id] = nil
                if !inclusion.succeeded { try forget(offer.hash) }
            }
        }
        guard Date().timeIntervalSince(lastCollection) > 2 else { return }
        if chain.chain == configuration.chains.last?.chain.chain { lastCollection = Date() }
        try collect(chain, account)
    }

    private func collect(_ chain: any CustodyContract, _ account: any SettlementAccount) throws {
        let open = desk.openOffers.filter { $0.chain == chain.chain }
        guard !open.isEmpty else { return }
        for offer in open where try chain.acceptance(payoutHash: offer.hash) == .spent {
            try forget(offer.hash)
        }
        for (_, token) in scales[chain.chain] ?? [:] where account.unfinishedIDs.isEmpty {
            let pending = try chain.pending(owner: account.address, token: token.contract)
            guard pending > 0 else { continue }
            let claim = UserCall.claim(owner: account.address, token: token.contract)
            try account.submit(id: nextID, .user(claim))
            nextID += 1
            say("collecting \(pending) units on chain \(chain.chain.rawValue)")
        }
        // Anyone may claim for the broker: what is executed is repaid, pending or not.
        for offer in open where try isExecuted(offer, chain) { try forget(offer.hash) }
    }

    /// By the chain's own word where it has one: what is out is limited by it.
    private func isExecuted(
        _ offer: BrokerDesk.Offer, _ chain: any CustodyContract
    ) throws -> Bool {
        if let isExecuted = try chain.isExecuted(payoutHash: offer.hash) { return isExecuted }
        let parameters = PayoutsMethod.Parameters(chain: offer.chain, status: .executed)
        let executed = try configuration.node.call(PayoutsMethod.self, parameters).payouts
        return executed.contains { $0.payoutHash == offer.hash }
    }
}

extension BrokerService {
    private static var prefix: [UInt8] { Array("accepted/".utf8) }

    private func remember(_ offer: BrokerDesk.Offer) throws(StorageError) {
        var writer = ByteWriter(capacity: 83)
        writer.append(offer.chain.rawValue)
        writer.append(offer.scale)
        writer.append(offer.payout.encoded)
        var batch = WriteBatch()
        batch.put(Self.prefix + offer.hash.array, writer.bytes)
        try store.write(batch)
    }

    private func forget(_ hash: Bytes32) throws(StorageError) {
        desk.close(hash)
        var batch = WriteBatch()
        batch.delete(Self.prefix + hash.array)
        try store.write(batch)
    }

    private static func decode(_ bytes: [UInt8]) -> BrokerDesk.Offer? {
        var reader = ByteReader(bytes)
        guard let chain: UInt8 = try? reader.read(), let scale: UInt128 = try? reader.read(),
            let payout = try? Payout(from: &reader)
        else { return nil }
        return BrokerDesk.Offer(payout: payout, chain: ChainID(chain), scale: scale)
    }
}
