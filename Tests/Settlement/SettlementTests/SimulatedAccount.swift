import Bytes
import Settlement
import TestSupport

/// One account of a chain in memory: a pool of offers, blocks that can be replaced.
struct SimulatedAccount {
    struct Transaction: Equatable {
        let nonce: UInt64
        let fees: FeeOffer
        let content: [UInt8]
        let id: TransactionID
    }

    var floor: UInt128 = 10
    /// Whether the account can pay what it offers.
    var hasCoins = true
    private(set) var blocks: [[Transaction]] = [[]]
    private(set) var pool: [UInt64: Transaction] = [:]
    /// Everything ever offered, by nonce, as distinct contents.
    private(set) var contents: [UInt64: Set<[UInt8]>] = [:]
    private var branch: UInt8 = 0

    var includedNonce: UInt64 { UInt64(blocks.joined().count) }

    var pendingNonce: UInt64 {
        var nonce = includedNonce
        while pool[nonce] != nil { nonce += 1 }
        return nonce
    }

    var headNumber: UInt64 { UInt64(blocks.count - 1) }

    /// Contents on the chain, in order.
    var executed: [[UInt8]] { blocks.joined().map(\.content) }

    /// Whether the node accepts an offer; a replacement must offer an eighth more.
    mutating func offer(
        nonce: UInt64, fees: FeeOffer, content: [UInt8]
    ) -> TransactionSender.Refusal? {
        guard nonce >= includedNonce, hasCoins else { return .other }
        contents[nonce, default: []].insert(content)
        if let old = pool[nonce] {
            if old.fees == fees, old.content == content { return nil }
            let least = old.fees.maximum + old.fees.maximum / 8
            guard fees.maximum >= least else { return .underpriced }
        }
        let id = Self.identifier(nonce: nonce, fees: fees, content: content)
        pool[nonce] = Transaction(nonce: nonce, fees: fees, content: content, id: id)
        return nil
    }

    /// The signed transaction: the same for the same offer.
    static func identifier(nonce: UInt64, fees: FeeOffer, content: [UInt8]) -> TransactionID {
        var writer = ByteWriter()
        writer.append(nonce)
        writer.append(fees.maximum)
        writer.append(content)
        return TransactionID(writer.bytes)
    }

    mutating func mine() {
        var block: [Transaction] = []
        var nonce = includedNonce
        while let next = pool[nonce], next.fees.maximum >= floor {
            block.append(next)
            pool[nonce] = nil
            nonce += 1
        }
        pool = pool.filter { $0.key >= nonce }
        blocks.append(block)
    }

    /// Replaces the newest blocks by empty ones; their transactions wait again or are lost.
    mutating func reorganise(depth: Int, returnsToPool: Bool) {
        let removed = blocks.suffix(depth).joined()
        blocks.removeLast(depth)
        branch &+= 1
        if returnsToPool {
            for one in removed where pool[one.nonce] == nil { pool[one.nonce] = one }
        }
        for _ in 0..<depth { blocks.append([]) }
    }

    mutating func dropPool() { pool = [:] }

    func view(_ sender: TransactionSender, nowMilliseconds: UInt64) -> AccountView {
        var inclusions: [TransactionID: TransactionInclusion] = [:]
        let awaited = Set(sender.awaited)
        for (number, block) in blocks.enumerated() {
            for one in block where awaited.contains(one.id) {
                let hash = Bytes32 { $0 == 0 ? branch : UInt8(truncatingIfNeeded: number) }
                inclusions[one.id] = TransactionInclusion(
                    transaction: one.id, block: BlockReference(number: UInt64(number), hash: hash),
                    succeeded: true)
            }
        }
        return AccountView(
            nowMilliseconds: nowMilliseconds, headNumber: headNumber,
            includedNonce: includedNonce, pendingNonce: pendingNonce,
            fees: FeeOffer(maximum: max(10, floor), priority: 1), inclusions: inclusions)
    }
}

/// A driver of a sender that records its output and stores its state before each broadcast.
struct SenderDriver {
    var sender: TransactionSender
    var stored: [UInt8]
    var nowMilliseconds: UInt64 = 1_000
    var finished: [UInt64] = []
    var log: [TransactionSender.Action] = []

    init(settings: TransactionSender.Settings) {
        sender = TransactionSender(settings: settings)
        stored = sender.encoded
    }

    mutating func submit(_ id: UInt64) throws {
        try sender.submit(TransactionIntent(id: id, payload: Self.payload(id)))
        stored = sender.encoded
    }

    static func payload(_ id: UInt64) -> [UInt8] {
        [0xaa] + withUnsafeBytes(of: id.bigEndian) { Array($0) }
    }

    /// One poll; `reach` says how many broadcasts arrive before the process dies.
    mutating func poll(_ account: inout SimulatedAccount, reach: Int = .max) throws {
        let actions = sender.observe(account.view(sender, nowMilliseconds: nowMilliseconds))
        log += actions
        var count = 0
        for action in actions {
            switch action {
            case .finished(let id, _): finished.append(id)
            case .send(let request):
                let content: [UInt8]
                switch request.content {
                case .intent(let intent): content = intent.payload
                case .cancellation: content = []
                }
                let id = SimulatedAccount.identifier(
                    nonce: request.nonce, fees: request.fees, content: content)
                try sender.record(id, nonce: request.nonce, attempt: request.attempt)
                stored = sender.encoded
                count += 1
                guard count <= reach else { continue }
                let refusal = account.offer(
                    nonce: request.nonce, fees: request.fees, content: content)
                if let refusal {
                    sender.refuse(nonce: request.nonce, attempt: request.attempt, reason: refusal)
                }
            default: break
            }
        }
        stored = sender.encoded
    }

    mutating func restart() throws {
        sender = try TransactionSender(decoding: stored, settings: sender.settings)
        nowMilliseconds = 1_000
    }

    mutating func wait(_ milliseconds: UInt64) { nowMilliseconds += milliseconds }
}
