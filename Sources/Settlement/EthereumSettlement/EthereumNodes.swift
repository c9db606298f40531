internal import Settlement
internal import Synchronization

/// The nodes of one chain, whose answers are compared.
///
/// A question goes to all of them. An answer counts when enough nodes give it and none gives
/// another. A node that cannot be reached, refuses, or lacks the block gives none; one that cannot
/// be reached is not asked again for a while, as long as enough others are left. A class because
/// all threads that read the chain share what is known of its nodes.
final class EthereumNodes: Sendable {
    private struct Seen {
        var silentUntil: ContinuousClock.Instant?
        var isLate = false

        var isSilent: Bool { silentUntil.map { ContinuousClock.now < $0 } ?? false }
    }

    private let clients: [EthereumClient]
    /// The number of nodes that must give an answer.
    private let required: Int
    private let seen: Mutex<[Seen]>

    /// At least one node; `required` is in `1...clients.count`.
    init(_ clients: [EthereumClient], required: Int) {
        precondition(required >= 1 && required <= clients.count)
        self.clients = clients
        self.required = required
        seen = Mutex(clients.map { _ in Seen() })
    }

    /// The first node that answered last.
    var preferred: EthereumClient {
        clients[seen.withLock { $0.firstIndex { !$0.isSilent } } ?? 0]
    }

    /// The nodes that cannot be reached or lag, by their place in the configuration.
    ///
    /// Addresses often hold keys of providers, so they are not shown.
    var missing: [String] {
        seen.withLock { seen in
            seen.indices.filter { seen[$0].isSilent || seen[$0].isLate }
                .map { "node \($0 + 1) of \(seen.count)" }
        }
    }

    /// The answer that enough nodes give; throws `nodesDisagree` when another node gives another.
    func agreed<Answer: Equatable>(
        blockNumber: UInt64, _ ask: (EthereumClient) throws(EthereumError) -> Answer
    ) throws(EthereumError) -> Answer {
        let answers = try answers(ask)
        guard let first = answers.first?.answer else { throw .unknownBlock(number: blockNumber) }
        guard answers.allSatisfy({ $0.answer == first }) else {
            throw .nodesDisagree(blockNumber: blockNumber)
        }
        return first
    }

    /// The highest block that enough nodes have.
    func head() throws(EthereumError) -> BlockReference {
        let heads = try answers { node throws(EthereumError) in try node.latestBlock().reference }
        let numbers = heads.map(\.answer.number).sorted(by: >)
        let number = numbers[required - 1]
        seen.withLock { seen in
            for (index, head) in heads {
                seen[index].isLate = head.number + EthereumLimits.lateBlockCount < number
            }
        }
        let first = heads[0].answer
        if heads.allSatisfy({ $0.answer == first }) { return first }
        return try agreed(blockNumber: number) { node throws(EthereumError) in
            try node.block(number: number).reference
        }
    }

    /// The answers of at least as many nodes as are required, in the order of the nodes.
    private func answers<Answer>(
        _ ask: (EthereumClient) throws(EthereumError) -> Answer
    ) throws(EthereumError) -> [(index: Int, answer: Answer)] {
        var answers: [(index: Int, answer: Answer)] = []
        var failure: EthereumError?
        for index in askedNodes {
            do throws(EthereumError) {
                answers.append((index, try ask(clients[index])))
                seen.withLock { $0[index].silentUntil = nil }
            } catch {
                guard error.isAbsence else { throw error }
                failure = failure ?? error
                if case .transport = error { silence(index) }
            }
        }
        if answers.count < required, let failure { throw failure }
        return answers
    }

    /// The nodes that are not silent, or all when too few are left.
    private var askedNodes: [Int] {
        seen.withLock { seen in
            let reachable = seen.indices.filter { !seen[$0].isSilent }
            return reachable.count >= required ? reachable : Array(seen.indices)
        }
    }

    private func silence(_ index: Int) {
        let end = ContinuousClock.now + .milliseconds(EthereumLimits.silenceMilliseconds)
        seen.withLock { $0[index].silentUntil = end }
    }
}

extension EthereumError {
    /// Whether a node gave no answer, rather than a false one.
    fileprivate var isAbsence: Bool {
        switch self {
        case .transport, .remote, .unknownBlock: true
        default: false
        }
    }
}
