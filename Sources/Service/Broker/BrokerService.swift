import Bytes
import Ledger
import RpcApi
import Scheduling
public import Sdk
import Settlement
public import Storage

/// Prepays payouts that its policy accepts, and collects repayments.
///
/// A class because it owns accounts; it runs on the thread that calls `run`.
public final class BrokerService<Store: KeyValueStore> {
    private let configuration: BrokerConfiguration
    private let store: Store
    private let say: (String) -> Void
    private var policy: BrokerPolicy
    private var nextID: UInt64
    private var submitted: [UInt64: BrokerPolicy.Offer] = [:]
    private var tokens: [ChainID: [TokenID: DealtToken]] = [:]
    /// The time of the last collection in milliseconds since 1970.
    private var lastCollection: UInt64 = 0
    private var lastLearning: UInt64 = 0
    /// Whether the node has stopped prepayment.
    private var isPaused = false

    /// The time between two collections, and between two readings of the tokens.
    private static var roundMilliseconds: UInt64 { 2_000 }
    /// The longest time for the inclusion of an approval.
    private static var approvalSeconds: Double { 60 }

    private var clock: any WallClock { configuration.clock }

    /// Restores the acceptances of an earlier run; `say` writes lines for the operator.
    public init(
        _ configuration: BrokerConfiguration, store: Store, say: @escaping (String) -> Void
    ) throws(StorageError) {
        self.configuration = configuration
        self.store = store
        self.say = say
        policy = BrokerPolicy(
            minimumFeeRate: configuration.minimumFeeRate, limits: configuration.limits)
        nextID = configuration.clock.nowMilliseconds
        for pair in try store.scan(prefix: Self.prefix) {
            if let offer = Self.decode(pair.value) { policy.restore(offer) }
        }
    }

    /// Reads the tokens of the ledger and approves the contracts for them.
    ///
    /// Called again while running, because tokens may be registered later.
    public func learnTokens() throws(ClientError) {
        lastLearning = clock.nowMilliseconds
        for token in try configuration.node.call(TokensMethod.self).tokens
        where configuration.limits[token.token] != nil {
            for held in token.chains where tokens[held.chain]?[token.token] == nil {
                guard
                    let account = configuration.chains.first(where: { $0.chain.chain == held.chain }
                    )
                else { continue }
                let user = ChainCaller(
                    chain: account.chain, account: account.account,
                    timeoutSeconds: Self.approvalSeconds, clock: clock)
                try user.allow(spending: .max, of: held.contract)
                guard let decimals = try decimals(of: token.token, held, account.chain),
                    decimals <= LedgerLimits.decimals
                else { continue }
                tokens[held.chain, default: [:]][token.token] = DealtToken(
                    contract: held.contract, scale: UInt128(Amount.scale(decimals: decimals)))
                say("dealing in token \(token.token.rawValue) on chain \(held.chain.rawValue)")
            }
        }
    }

    /// The token's decimals as the chain reports them, because limits depend on them.
    ///
    /// `nil` when the node names another contract than the chain.
    private func decimals(
        of token: TokenID, _ held: TokenContractInfo, _ chain: any CustodyContract
    ) throws(ClientError) -> UInt8? {
        do throws(SettlementError) {
            guard let decimals = try chain.tokenDecimals(token) else { return held.decimals }
            return try chain.tokenContract(token) == held.contract ? decimals : nil
        } catch {
            throw .chain(error)
        }
    }

    /// Works while `isWanted`; faults of a node or chain are reported and retried.
    public func run(while isWanted: () -> Bool) {
        while isWanted() {
            for (chain, account) in configuration.chains where isWanted() {
                do {
                    if isDue(since: lastLearning) { try learnTokens() }
                    try prepay(chain, account)
                    try follow(chain, account)
                } catch {
                    say("chain \(chain.chain.rawValue): \(error)")
                }
            }
            clock.sleep(milliseconds: configuration.pollMilliseconds)
        }
    }

    private func isDue(since last: UInt64) -> Bool {
        clock.nowMilliseconds > last + Self.roundMilliseconds
    }
}

extension BrokerService {
    /// Prepays payouts that are not executed and that the policy accepts.
    ///
    /// Nothing is prepaid while the node says that a chain and the ledger disagree.
    private func prepay(_ chain: any CustodyContract, _ account: any SettlementAccount) throws {
        let network = try configuration.node.call(NetworkMethod.self)
        guard !network.stopped.contains(.prepayment) else { return pause(network.alarms) }
        isPaused = false
        let answer = try configuration.node.call(PayoutsMethod.self, .init(chain: chain.chain))
        for info in answer.payouts where info.status != .executed {
            guard let payout = try? Payout(decoding: info.payout.bytes),
                let token = tokens[chain.chain]?[payout.token]
            else { continue }
            let offer = BrokerPolicy.Offer(
                payout: payout, chain: chain.chain, scale: token.scale)
            guard policy.decide(offer) == .accept else { continue }
            try submit(offer, token.contract, account)
        }
    }

    /// Says once why nothing is prepaid.
    private func pause(_ alarms: [AlarmInfo]) {
        guard !isPaused else { return }
        isPaused = true
        let reasons = alarms.map { "\($0.reason) \($0.detail ?? "")" }.joined(separator: "; ")
        say("prepaying nothing: \(reasons)")
    }

    private func submit(
        _ offer: BrokerPolicy.Offer, _ token: Bytes32, _ account: any SettlementAccount
    ) throws {
        try remember(offer)
        let value = token == ChainCaller.nativeCoin ? offer.prepayment : 0
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

    /// Drives the account, and collects repayments of executed payouts every few seconds.
    private func follow(_ chain: any CustodyContract, _ account: any SettlementAccount) throws {
        for report in try account.poll(nowMilliseconds: clock.nowMilliseconds) {
            if case .finished(let id, let inclusion) = report, let offer = submitted[id] {
                submitted[id] = nil
                if !inclusion.succeeded { try forget(offer.hash) }
            }
        }
        guard isDue(since: lastCollection) else { return }
        if chain.chain == configuration.chains.last?.chain.chain {
            lastCollection = clock.nowMilliseconds
        }
        try collect(chain, account)
    }

    private func collect(_ chain: any CustodyContract, _ account: any SettlementAccount) throws {
        let open = policy.openOffers.filter { $0.chain == chain.chain }
        guard !open.isEmpty else { return }
        for offer in open where try chain.acceptance(payoutHash: offer.hash) == .spent {
            try forget(offer.hash)
        }
        for (_, token) in tokens[chain.chain] ?? [:] where account.unfinishedIDs.isEmpty {
            let pending = try chain.pending(owner: account.address, token: token.contract)
            guard pending > 0 else { continue }
            let claim = UserCall.claim(owner: account.address, token: token.contract)
            try account.submit(id: nextID, .user(claim))
            nextID += 1
            say("collecting \(pending) units on chain \(chain.chain.rawValue)")
        }
        // Anyone may claim for the broker, so an executed payout counts as repaid, pending or not,
        // unless it waits for the limit of outflow.
        for offer in open where try isExecuted(offer, chain) {
            let amount = offer.payout.chainAmount
            guard let wait = try chain.wait(payoutHash: offer.hash, amount: amount) else {
                try forget(offer.hash)
                continue
            }
            try release(offer, wait, account)
        }
    }

    /// Releases what is due of a payout that waits: a tenth or more, or the rest.
    private func release(
        _ offer: BrokerPolicy.Offer, _ wait: PayoutWait, _ account: any SettlementAccount
    ) throws {
        let amount = offer.payout.chainAmount
        let isRest = wait.due == amount - min(amount, wait.released)
        guard wait.due > 0, isRest || wait.due >= amount / 10 else { return }
        guard account.unfinishedIDs.isEmpty else { return }
        try account.submit(id: nextID, .user(.release(payout: offer.payout)))
        nextID += 1
        say("releasing \(wait.due) units of \(offer.hash.hex.prefix(16))")
    }

    /// Whether the payout is executed, according to its chain if readable; limits depend on it.
    private func isExecuted(
        _ offer: BrokerPolicy.Offer, _ chain: any CustodyContract
    ) throws -> Bool {
        if let isExecuted = try chain.isExecuted(payoutHash: offer.hash) { return isExecuted }
        let parameters = PayoutsMethod.Parameters(chain: offer.chain, status: .executed)
        let executed = try configuration.node.call(PayoutsMethod.self, parameters).payouts
        return executed.contains { $0.payoutHash == offer.hash }
    }
}

extension BrokerService {
    private static var prefix: [UInt8] { Array("accepted/".utf8) }

    private func remember(_ offer: BrokerPolicy.Offer) throws(StorageError) {
        var writer = ByteWriter(capacity: 83)
        writer.append(offer.chain.rawValue)
        writer.append(offer.scale)
        writer.append(offer.payout.encoded)
        var batch = WriteBatch()
        batch.put(Self.prefix + offer.hash.array, writer.bytes)
        try store.write(batch)
    }

    private func forget(_ hash: Bytes32) throws(StorageError) {
        policy.close(hash)
        var batch = WriteBatch()
        batch.delete(Self.prefix + hash.array)
        try store.write(batch)
    }

    private static func decode(_ bytes: [UInt8]) -> BrokerPolicy.Offer? {
        var reader = ByteReader(bytes)
        guard let chain: UInt8 = try? reader.read(), let scale: UInt128 = try? reader.read(),
            let payout = try? Payout(from: &reader)
        else { return nil }
        return BrokerPolicy.Offer(payout: payout, chain: ChainID(chain), scale: scale)
    }
}

/// A token on a chain, with the values that the broker needs.
private struct DealtToken {
    /// The token's contract, in the form of the chain.
    let contract: Bytes32
    /// The layer-2 units of one unit on the chain.
    let scale: UInt128
}
