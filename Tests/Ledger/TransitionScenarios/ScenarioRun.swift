public import Ledger
public import Transition

/// One random history: every attempt with its result, block by block.
public struct ScenarioRun {
    /// An attempted operation.
    public struct Step: Sendable {
        /// The operation.
        public let operation: Operation
        /// 0 when applied, otherwise the rejection's code.
        public let code: UInt8
        /// The receipt, if it was applied.
        public let receipt: Receipt?
    }

    /// A block with all attempts, also those that left no trace.
    public struct Block: Sendable {
        /// The attempts in order.
        public let steps: [Step]
        /// The executed block.
        public let closed: BlockPart
        /// Its header.
        public let header: BlockHeader
    }

    /// The history's genesis.
    public let genesis: Genesis
    /// Its blocks in order.
    public private(set) var blocks: [Block] = []
    /// The state after the blocks.
    public private(set) var state: LedgerState
    private var generator: ScenarioGenerator
    private var timestamp: UInt64 = 1_000
    private var signer: ScenarioSigner?

    /// The state before the first block of a seed; signatures are left out unless `isSigned`.
    public init(seed: UInt64, isSigned: Bool = false) throws(TransitionError) {
        signer = isSigned ? ScenarioSigner() : nil
        generator = ScenarioGenerator(seed: seed)
        genesis = try generator.genesis()
        state = LedgerState(genesis: genesis)
    }

    /// Adds the block of openings, or one of `stepCount` random attempts.
    public mutating func addBlock(stepCount: Int) throws(TransitionError) {
        var executor = try state.executor(timestamp: timestamp)
        var steps = [Step]()
        for operation in blocks.isEmpty ? generator.opening() : [] {
            attempt(operation, &executor, &steps)
        }
        for _ in 0..<stepCount { attempt(generator.next(&executor), &executor, &steps) }
        let closed = try (consume executor).close()
        let header = state.commit(closed)
        blocks.append(Block(steps: steps, closed: closed, header: header))
        timestamp += generator.pause()
    }

    private mutating func attempt(
        _ unsigned: Operation, _ executor: inout BlockExecutor<LedgerState>,
        _ steps: inout [Step]
    ) {
        let operation = signer?.signed(unsigned, &executor) ?? unsigned
        switch operation {
        case .signed(let signed):
            let check: SignatureCheck = signer == nil ? .alreadyVerified : .verify
            switch executor.apply(signed, signature: check) {
            case .applied(let applied):
                steps.append(Step(operation: operation, code: 0, receipt: applied.receipt))
            case .rejected(let reason):
                steps.append(Step(operation: operation, code: reason.rawValue, receipt: nil))
            case .blockFull: break
            }
        case .priority(let chain, let body):
            let index = executor.nextIndex(of: chain) ?? 0
            let entry = PriorityEntry(chain: chain, index: index, operation: body)
            switch executor.apply(entry) {
            case .applied(let applied):
                steps.append(Step(operation: operation, code: 0, receipt: applied.receipt))
            case .failed(let reason, _):
                steps.append(Step(operation: operation, code: reason.rawValue, receipt: nil))
            case .blockFull, .outOfOrder, .unknownChain: break
            }
        }
    }
}
