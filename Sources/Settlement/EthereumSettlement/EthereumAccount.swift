public import Bytes
public import Settlement
public import WalletSignatures

/// An account of one key on one chain, which repeats and reprices transactions until they finish.
///
/// A class because it owns the nonces of its key: no two may exist for one key and chain.
public final class EthereumAccount: SettlementAccount {
    /// Prices and timing of transactions.
    public struct Settings: Equatable, Sendable {
        /// The least priority fee for one unit of gas, in wei; the node's suggestion may be higher.
        public var priorityFee: UInt128
        /// The most ever offered for one unit of gas, in wei.
        public var feeLimit: UInt128
        /// The time after which a better offer replaces an offer.
        public var repriceAfterMilliseconds: UInt64

        /// Settings with defaults for a public chain.
        public init(
            priorityFee: UInt128 = 1_000_000_000, feeLimit: UInt128 = 2_000_000_000_000,
            repriceAfterMilliseconds: UInt64 = 45_000
        ) {
            self.priorityFee = priorityFee
            self.feeLimit = feeLimit
            self.repriceAfterMilliseconds = repriceAfterMilliseconds
        }
    }

    public let chain: EthereumSettlementChain
    private let key: WalletSecretKey
    private let settings: Settings
    private let store: ([UInt8]) -> Void
    private var sender: TransactionSender

    /// An account that continues from stored state, or reads its nonce from the chain.
    ///
    /// `store` saves the sender's state durably before it returns; it is called before each
    /// broadcast.
    public init(
        chain: EthereumSettlementChain, key: WalletSecretKey, settings: Settings = Settings(),
        restoring state: [UInt8]? = nil, store: @escaping ([UInt8]) -> Void = { _ in }
    ) throws(DecodingError) {
        self.chain = chain
        self.key = key
        self.settings = settings
        self.store = store
        let senderSettings = TransactionSender.Settings(
            confirmationDepth: chain.confirmationDepth,
            repriceAfterMilliseconds: settings.repriceAfterMilliseconds, feeLimit: settings.feeLimit
        )
        sender =
            try state.map { bytes throws(DecodingError) in
                try TransactionSender(decoding: bytes, settings: senderSettings)
            } ?? TransactionSender(settings: senderSettings)
    }

    /// The key's address.
    public var address: Bytes32 { EthereumAddress(key.address).padded }

    /// Identifiers of calls that are not finished.
    public var unfinishedIDs: [UInt64] { sender.unfinishedIDs }

    /// Accepts a call under an identifier that is never used again.
    ///
    /// A queue entry's fee is read from the contract and sent with the call.
    public func submit(id: UInt64, _ call: ChainCall) throws(SettlementError) {
        let fee = try call.isQueued ? QueueFee(present: chain.queueFee()).sent : 0
        let encoded = try withSettlementErrors { () throws(EthereumError) in
            try ZkLinkCall.encode(call, contracts: chain.contracts, queueFee: fee)
        }
        // The receiver of native coins could otherwise run its own code at this account's cost.
        let limit = call.mayRunReceiverCode ? EthereumLimits.strangerGasLimit : .max
        try submit(id: id, encoded, estimateLimit: limit)
    }

    /// Lets `ZkLink` take tokens of this account (EIP-20 `approve`); `false` for the chain's coin.
    public func allow(
        id: UInt64, spending amount: UInt128, of token: Bytes32
    ) throws(SettlementError) -> Bool {
        let approval = try withSettlementErrors { () throws(EthereumError) in
            try ZkLinkCall.approval(of: token, amount: amount, to: chain.contracts.zklink)
        }
        guard let approval else { return false }
        try submit(id: id, approval, estimateLimit: .max)
        return true
    }

    private func submit(
        id: UInt64, _ call: EthereumCall, estimateLimit: UInt64
    ) throws(SettlementError) {
        let gasLimit = try withSettlementErrors { () throws(EthereumError) in
            let estimate = try chain.client.estimatedGas(
                of: call, from: EthereumAddress(key.address))
            guard estimate <= estimateLimit else {
                throw .reverted(reason: "its receiver would use \(estimate) gas")
            }
            return try GasMargin.limit(estimate: estimate)
        }
        try submit(id: id, call, gasLimit: gasLimit)
    }

    /// Accepts a call with a given gas limit, without asking whether it would succeed now.
    ///
    /// For calls that depend on an earlier one that is not included yet.
    public func submit(
        id: UInt64, _ call: EthereumCall, gasLimit: UInt64
    ) throws(SettlementError) {
        let payload = TransactionPayload(call: call, gasLimit: gasLimit).encoded
        try sender.submit(TransactionIntent(id: id, payload: payload))
        store(sender.encoded)
    }

    /// Looks at the chain once and does what is due.
    public func poll(nowMilliseconds: UInt64) throws(SettlementError) -> [AccountReport] {
        let seen = try withSettlementErrors { () throws(EthereumError) in try view(nowMilliseconds)
        }
        let actions = sender.observe(seen)
        if !actions.isEmpty { store(sender.encoded) }
        var reports: [AccountReport] = []
        for action in actions {
            switch action {
            case .send(let request): reports += try send(request)
            default: reports += Self.report(action)
            }
        }
        return reports
    }
}

// MARK: Reading

extension EthereumAccount {
    private func view(_ nowMilliseconds: UInt64) throws(EthereumError) -> AccountView {
        let client = chain.client
        let own = EthereumAddress(key.address)
        var inclusions: [TransactionID: TransactionInclusion] = [:]
        for id in sender.awaited {
            guard let hash = Bytes32(id.bytes), let receipt = try client.receipt(of: hash) else {
                continue
            }
            inclusions[id] = receipt.inclusion
        }
        let head = try client.latestBlock()
        return AccountView(
            nowMilliseconds: nowMilliseconds, headNumber: head.reference.number,
            includedNonce: try client.transactionCount(of: own),
            pendingNonce: try client.transactionCount(of: own, at: .pending),
            fees: offer(baseFee: head.baseFee), inclusions: inclusions)
    }

    /// Twice the base fee plus the priority fee.
    ///
    /// Enough for six full blocks in a row, each of which raises the base fee by an eighth.
    private func offer(baseFee: UInt128) -> FeeOffer {
        let suggested = (try? chain.client.suggestedPriorityFee()) ?? 0
        let priority = min(max(settings.priorityFee, suggested), settings.feeLimit)
        let doubled = baseFee.multipliedReportingOverflow(by: 2)
        let sum = doubled.partialValue.addingReportingOverflow(priority)
        let maximum = doubled.overflow || sum.overflow ? settings.feeLimit : sum.partialValue
        return FeeOffer(maximum: min(maximum, settings.feeLimit), priority: priority)
    }

    private static func report(_ action: TransactionSender.Action) -> [AccountReport] {
        switch action {
        case .send: []
        case .included(let id, let inclusion): [.included(id: id, inclusion)]
        case .reorganised(let id): [.reorganised(id: id)]
        case .displaced(let id, _): [.displaced(id: id)]
        case .stuck(let id, _, _): id.map { [.stuck(id: $0)] } ?? []
        case .finished(let id, let inclusion): [.finished(id: id, inclusion)]
        }
    }
}

// MARK: Sending

extension EthereumAccount {
    private func send(
        _ request: TransactionSender.Request
    ) throws(SettlementError) -> [AccountReport] {
        let own = EthereumAddress(key.address)
        let payload: TransactionPayload
        var intentID: UInt64?
        switch request.content {
        case .intent(let intent):
            guard let decoded = try? TransactionPayload(decoding: intent.payload) else {
                throw .unexpectedTransaction(nonce: request.nonce)
            }
            payload = decoded
            intentID = intent.id
        case .cancellation:
            payload = TransactionPayload(
                call: EthereumCall(to: own, data: []), gasLimit: GasMargin.transfer)
        }
        let signed = EthereumTransaction(
            chainID: chain.evmChainID, nonce: request.nonce, fees: request.fees,
            gasLimit: payload.gasLimit, to: payload.call.to, value: payload.call.value,
            data: payload.call.data
        ).signed(by: key)
        try sender.record(signed.id, nonce: request.nonce, attempt: request.attempt)
        store(sender.encoded)
        return broadcast(signed, request, intentID)
    }

    /// Broadcasts a transaction; a failure is left to the next poll, which repeats it.
    private func broadcast(
        _ signed: SignedEthereumTransaction, _ request: TransactionSender.Request,
        _ intentID: UInt64?
    ) -> [AccountReport] {
        do throws(EthereumError) {
            try chain.client.broadcast(signed)
            return []
        } catch {
            let text: String
            switch error {
            case .remote(_, let message): text = message
            case .reverted(let reason): text = reason
            default: text = "no answer"
            }
            switch EthereumRefusal.broadcast(text) {
            case .alreadyKnown: return []
            case .underpriced:
                sender.refuse(
                    nonce: request.nonce, attempt: request.attempt, reason: .underpriced)
                return []
            case .refused(let message):
                sender.refuse(nonce: request.nonce, attempt: request.attempt, reason: .other)
                return intentID.map { [.refused(id: $0, message: message)] } ?? []
            }
        }
    }
}
