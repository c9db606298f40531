/// Brings intents onto a chain, each once.
///
/// A pure state machine for one account, for transactions that may be lost, replaced, priced too
/// low or reorganised. Nonces are given out in order and never to two intents; a nonce whose owner
/// was forgotten in a restart is spent by an empty cancellation transaction when it blocks others. A
/// transaction that waits too long is offered again for at least an eighth more; one that left the
/// chain is sent again; when a transaction that the sender never made has used a nonce for
/// `confirmationDepth` blocks, the intent gets a new nonce.
///
/// The driver's order for `.send` is: sign, `record` the identifier, store `encoded`, broadcast.
/// Then a crash at any point leaves a sender that knows every transaction it may have released.
/// Signing must be deterministic, so that the same offer gives the same transaction.
public struct TransactionSender: Sendable {
    /// Limits and timing of a sender.
    public struct Settings: Equatable, Sendable {
        /// The number of blocks that must follow an inclusion before it counts.
        public let confirmationDepth: UInt64
        /// The time after which a better offer replaces an offer.
        public let repriceAfterMilliseconds: UInt64
        /// The most ever offered for one unit of gas.
        public let feeLimit: UInt128
        /// The most intents that hold a nonce at one time.
        public let inFlightLimit: Int

        /// Settings; `inFlightLimit` is in `1...SettlementLimits.inFlightCount`.
        public init(
            confirmationDepth: UInt64, repriceAfterMilliseconds: UInt64, feeLimit: UInt128,
            inFlightLimit: Int = 16
        ) {
            precondition(1...SettlementLimits.inFlightCount ~= inFlightLimit)
            self.confirmationDepth = confirmationDepth
            self.repriceAfterMilliseconds = repriceAfterMilliseconds
            self.feeLimit = feeLimit
            self.inFlightLimit = inFlightLimit
        }
    }

    /// The content of a transaction.
    public enum Content: Equatable, Sendable {
        /// A caller's intent.
        case intent(TransactionIntent)
        /// An empty transfer to the sender itself, which only spends a nonce.
        case cancellation
    }

    /// A transaction to sign, record, store and broadcast.
    public struct Request: Equatable, Sendable {
        /// The nonce.
        public let nonce: UInt64
        /// The index of this offer among all offers for the nonce.
        public let attempt: Int
        /// The content.
        public let content: Content
        /// The fee offered.
        public let fees: FeeOffer
    }

    /// A task or a notice for the driver.
    public enum Action: Equatable, Sendable {
        /// Sign, record, store and broadcast the request.
        case send(Request)
        /// The intent is on the chain, but may yet be reorganised away.
        case included(id: UInt64, TransactionInclusion)
        /// The inclusion was reorganised away; the transaction is being sent again.
        case reorganised(id: UInt64)
        /// Another transaction took the nonce; the intent will get a new one.
        case displaced(id: UInt64, nonce: UInt64)
        /// The fee limit is reached; the last offer is repeated.
        case stuck(id: UInt64?, nonce: UInt64, fees: FeeOffer)
        /// The inclusion is final: succeeded, or reverted by the contract.
        case finished(id: UInt64, TransactionInclusion)
    }

    /// Reasons why a node refused a transaction.
    public enum Refusal: Equatable, Sendable {
        /// The fee is too low, alone or as a replacement: a better offer follows at once.
        case underpriced
        /// Any other reason, such as an account without coins: the same offer is repeated at the next
        /// view, so that it is sent as soon as the reason is gone.
        case other
    }

    struct Attempt: Equatable, Sendable {
        let fees: FeeOffer
        var transaction: TransactionID?
    }

    struct Slot: Equatable, Sendable {
        let nonce: UInt64
        let content: Content
        var attempts: [Attempt]
        /// The time of the last offer; 0 repeats it at the next view.
        var offeredAtMilliseconds: UInt64 = 0
        var inclusion: TransactionInclusion?
        var takenSinceHead: UInt64?
        var wantsBetterOffer = false

        var intentID: UInt64? {
            if case .intent(let intent) = content { intent.id } else { nil }
        }
    }

    public let settings: Settings
    /// The first nonce that was never given out; `nil` before the first view.
    public internal(set) var nextNonce: UInt64?
    var queue: [TransactionIntent] = []
    var slots: [Slot] = []
    private var lastIncludedNonce: UInt64?
    private var progressAtMilliseconds: UInt64 = 0

    /// A sender that reads its first nonce from the chain.
    public init(settings: Settings) {
        self.settings = settings
    }

    /// Identifiers of intents that are not finished.
    public var unfinishedIDs: [UInt64] { slots.compactMap(\.intentID) + queue.map(\.id) }

    /// Transactions whose inclusion the next view must report.
    public var awaited: [TransactionID] {
        slots.flatMap { $0.attempts.compactMap(\.transaction) }
    }

    /// Accepts an intent; it is sent at the next view that leaves room after earlier ones.
    public mutating func submit(_ intent: TransactionIntent) throws(SettlementError) {
        guard intent.payload.count <= SettlementLimits.payloadByteCount else {
            throw .payloadTooLarge(
                limit: SettlementLimits.payloadByteCount, actual: intent.payload.count)
        }
        guard !unfinishedIDs.contains(intent.id) else { throw .duplicateIntent(id: intent.id) }
        guard queue.count < SettlementLimits.queuedCount else {
            throw .queueFull(limit: SettlementLimits.queuedCount)
        }
        queue.append(intent)
    }

    /// Records the identifier of a transaction that was signed and is about to be broadcast.
    public mutating func record(
        _ transaction: TransactionID, nonce: UInt64, attempt: Int
    ) throws(SettlementError) {
        guard let index = slots.firstIndex(where: { $0.nonce == nonce }),
            slots[index].attempts.indices.contains(attempt),
            transaction.bytes.count <= SettlementLimits.transactionIDByteCount
        else { throw .unexpectedTransaction(nonce: nonce) }
        let known = slots[index].attempts[attempt].transaction
        guard known == nil || known == transaction else {
            throw .unexpectedTransaction(nonce: nonce)
        }
        slots[index].attempts[attempt].transaction = transaction
    }

    /// Records that a node refused a transaction.
    public mutating func refuse(nonce: UInt64, attempt: Int, reason: Refusal) {
        guard let index = slots.firstIndex(where: { $0.nonce == nonce }),
            attempt == slots[index].attempts.count - 1
        else { return }
        switch reason {
        case .underpriced: slots[index].wantsBetterOffer = true
        case .other: slots[index].offeredAtMilliseconds = 0
        }
    }

    /// Processes a node's view and returns the actions that follow, in order.
    public mutating func observe(_ view: AccountView) -> [Action] {
        let known = max(nextNonce ?? 0, max(view.pendingNonce, view.includedNonce))
        guard known < SettlementLimits.nonce else { return [] }
        nextNonce = known
        if lastIncludedNonce != view.includedNonce {
            lastIncludedNonce = view.includedNonce
            progressAtMilliseconds = view.nowMilliseconds
        }
        var actions = settle(view)
        actions += repeatOffers(view)
        actions += fillGaps(view)
        actions += assignNonces(view)
        return actions
    }
}

// MARK: Inclusions

extension TransactionSender {
    private mutating func settle(_ view: AccountView) -> [Action] {
        var actions: [Action] = []
        var kept: [Slot] = []
        var displaced: [TransactionIntent] = []
        for var slot in slots {
            if let found = inclusion(of: slot, in: view) {
                if slot.inclusion != found, let id = slot.intentID {
                    actions.append(.included(id: id, found))
                }
                slot.inclusion = found
                slot.takenSinceHead = nil
                if isFinal(found.block.number, view) {
                    if let id = slot.intentID { actions.append(.finished(id: id, found)) }
                } else {
                    kept.append(slot)
                }
            } else if isLost(&slot, view) {
                if case .intent(let intent) = slot.content {
                    displaced.append(intent)
                    actions.append(.displaced(id: intent.id, nonce: slot.nonce))
                }
            } else {
                if slot.inclusion != nil {
                    slot.inclusion = nil
                    slot.offeredAtMilliseconds = 0
                    if let id = slot.intentID { actions.append(.reorganised(id: id)) }
                }
                kept.append(slot)
            }
        }
        slots = kept
        queue.insert(contentsOf: displaced, at: 0)
        return actions
    }

    private func inclusion(of slot: Slot, in view: AccountView) -> TransactionInclusion? {
        for attempt in slot.attempts {
            guard let transaction = attempt.transaction,
                let found = view.inclusions[transaction], found.transaction == transaction,
                found.block.number <= view.headNumber
            else { continue }
            return found
        }
        return nil
    }

    private func isFinal(_ blockNumber: UInt64, _ view: AccountView) -> Bool {
        view.headNumber - blockNumber >= settings.confirmationDepth
    }

    /// Whether a transaction that is not the sender's has used the nonce for good.
    private func isLost(_ slot: inout Slot, _ view: AccountView) -> Bool {
        guard view.includedNonce > slot.nonce else {
            slot.takenSinceHead = nil
            return false
        }
        let since = slot.takenSinceHead ?? view.headNumber
        slot.takenSinceHead = since
        guard view.headNumber >= since else { return false }
        return view.headNumber > since && isFinal(since, view)
    }
}

// MARK: Offers

extension TransactionSender {
    private mutating func repeatOffers(_ view: AccountView) -> [Action] {
        var actions: [Action] = []
        for index in slots.indices
        where slots[index].inclusion == nil && slots[index].nonce >= view.includedNonce {
            let slot = slots[index]
            let sendsAgain =
                slot.offeredAtMilliseconds == 0 || slot.attempts.last?.transaction == nil
            let waited = elapsed(since: slot.offeredAtMilliseconds, view)
            let isOverdue = !sendsAgain && waited >= settings.repriceAfterMilliseconds
            if slot.wantsBetterOffer || (isOverdue && slot.nonce == view.includedNonce) {
                actions += raiseOffer(of: index, view)
            } else if sendsAgain || (isOverdue && slot.nonce >= view.pendingNonce) {
                slots[index].offeredAtMilliseconds = max(1, view.nowMilliseconds)
                actions += sendLastOffer(of: index)
            }
        }
        return actions
    }

    private func elapsed(since start: UInt64, _ view: AccountView) -> UInt64 {
        view.nowMilliseconds >= start ? view.nowMilliseconds - start : 0
    }

    private mutating func raiseOffer(of index: Int, _ view: AccountView) -> [Action] {
        let last = slots[index].attempts[slots[index].attempts.count - 1].fees
        slots[index].offeredAtMilliseconds = max(1, view.nowMilliseconds)
        slots[index].wantsBetterOffer = false
        guard slots[index].attempts.count < SettlementLimits.attemptCount,
            let raised = last.raised(limit: settings.feeLimit)
        else {
            let slot = slots[index]
            let report = Action.stuck(id: slot.intentID, nonce: slot.nonce, fees: last)
            return [report] + sendLastOffer(of: index)
        }
        let fees = raised.merged(with: view.fees, limit: settings.feeLimit)
        slots[index].attempts.append(Attempt(fees: fees, transaction: nil))
        return sendLastOffer(of: index)
    }

    private func sendLastOffer(of index: Int) -> [Action] {
        let slot = slots[index]
        guard let last = slot.attempts.last else { return [] }
        return [
            .send(
                Request(
                    nonce: slot.nonce, attempt: slot.attempts.count - 1, content: slot.content,
                    fees: last.fees))
        ]
    }
}

// MARK: Nonces

extension TransactionSender {
    /// Spends nonces below the sender's own that no known transaction uses.
    private mutating func fillGaps(_ view: AccountView) -> [Action] {
        guard !slots.isEmpty || !queue.isEmpty, let nextNonce,
            elapsed(since: progressAtMilliseconds, view) >= settings.repriceAfterMilliseconds
        else { return [] }
        let owned = Set(slots.map(\.nonce))
        var actions: [Action] = []
        var nonce = view.includedNonce
        while nonce < nextNonce, slots.count < SettlementLimits.inFlightCount {
            if !owned.contains(nonce) {
                actions += open(nonce: nonce, content: .cancellation, view)
            }
            nonce += 1
        }
        slots.sort { $0.nonce < $1.nonce }
        return actions
    }

    private mutating func assignNonces(_ view: AccountView) -> [Action] {
        var actions: [Action] = []
        while !queue.isEmpty, slots.count < settings.inFlightLimit, let nonce = nextNonce {
            nextNonce = nonce + 1
            actions += open(nonce: nonce, content: .intent(queue.removeFirst()), view)
        }
        return actions
    }

    private mutating func open(nonce: UInt64, content: Content, _ view: AccountView) -> [Action] {
        let fees = view.fees.merged(with: view.fees, limit: settings.feeLimit)
        slots.append(
            Slot(
                nonce: nonce, content: content,
                attempts: [Attempt(fees: fees, transaction: nil)],
                offeredAtMilliseconds: max(1, view.nowMilliseconds)))
        return sendLastOffer(of: slots.count - 1)
    }
}
