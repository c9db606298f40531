public import BlockProofs
public import Ledger
import RiscvCircuits
public import RiscvProver
public import Transition

/// A part of a block as it is to be proven.
public struct PlannedPart: Sendable {
    /// The job.
    public let job: PartJob
    /// The number of its operations.
    public let operationCount: Int
    /// The rows of its proof without padding.
    public let size: RunSize
    /// The index of the least profile that holds it.
    public let profile: Int
}

/// A block cut into parts.
public struct CutBlock: Sendable {
    /// The header before the block.
    public let previous: BlockHeader
    /// The block's header.
    public let header: BlockHeader
    /// The operations for each chain of the header, in their order.
    public let chainOperations: [[ChainOperation]]
    /// The parts, in order.
    public let parts: [PlannedPart]
    /// Runs of the guest program that the cut took.
    public let trialCount: Int
}

/// Cuts blocks into parts at the boundaries of operations, so that a shape holds each part.
///
/// Each part has as many operations as fit the largest shape. The guest program itself is run, as
/// the witness and so the rows depend on the operations together.
public struct PartCutter: Sendable {
    private let prover: PartProver
    /// Operations of the first trial of a block.
    fileprivate static let firstGuess = 8

    /// A cutter for what a prover proves.
    public init(_ prover: PartProver) {
        self.prover = prover
    }

    /// Cuts the block that follows a state.
    ///
    /// - Parameter progress: Gets the number of operations that are in parts, after each part.
    public func cut(
        _ data: BlockData, over state: LedgerState, progress: ((Int) -> Void)? = nil
    ) throws(BlockProvingError) -> CutBlock {
        var cut = Cut(data: data, state: state, prover: prover)
        repeat {
            try cut.addPart()
            progress?(cut.operationCount)
        } while cut.operationCount < data.operations.count
        return CutBlock(
            previous: state.header, header: cut.state.header,
            chainOperations: cut.chainOperations, parts: cut.parts, trialCount: cut.trialCount)
    }
}

/// A block of which some parts are cut.
private struct Cut {
    let data: BlockData
    /// The state after the parts; its header is that before the block until the last part.
    var state: LedgerState
    let prover: PartProver
    var open: OpenBlock?
    var parts: [PlannedPart] = []
    /// The operations of the parts for each chain of the network.
    var chainOperations: [[ChainOperation]]
    var operationCount = 0
    var trialCount = 0
    /// Operations of the part before, with which the search begins.
    var guess = PartCutter.firstGuess

    init(data: BlockData, state: LedgerState, prover: PartProver) {
        (self.data, self.state, self.prover) = (data, state, prover)
        chainOperations = state.header.chains.map { _ in [] }
    }
}

/// A part that was executed here and by the guest program.
private struct Trial {
    let part: BlockPart
    let witness: [UInt32]
    let size: RunSize
    let output: PartOutput
}

extension Cut {
    private var start: Boundary { open.map { .inside($0) } ?? .between(state.header) }

    mutating func addPart() throws(BlockProvingError) {
        let rest = data.operations.count - operationCount
        guard rest > 0 else { return try take(try trial(count: 0), count: 0) }
        var search = PartSearch(total: rest, guess: guess)
        var best: Trial?
        while let count = search.next {
            let trial = try trial(count: count)
            search.record(count, load: load(of: trial))
            if search.fitting == count { best = trial }
        }
        guess = search.fitting
        try take(best, count: search.fitting)
    }

    /// The load of the largest shape, above 1 when the part does not fit; `nil` when unknown.
    private func load(of trial: Trial?) -> Double? {
        guard let trial else { return nil }
        return prover.profiles.last?.load(rowCounts: trial.size.rowCounts)
    }

    /// Executes the next operations; `nil` when the run is too long for every shape.
    private mutating func trial(count: Int) throws(BlockProvingError) -> Trial? {
        trialCount += 1
        let part = try executed(count: count)
        let witness = state.witness(for: part)
        guard witness.count <= BlockProofLimits.witnessWordCount else { return nil }
        let input = PartJob.input(
            witness: witness, start: start, operations: part.encoded, end: end(after: count))
        do throws(BlockProvingError) {
            guard let (size, output) = try prover.measure(input, part: parts.count) else {
                return nil
            }
            return Trial(part: part, witness: witness, size: size, output: output)
        } catch {
            throw reason(error, witness, part.encoded, end(after: count))
        }
    }

    /// The reason of the same transition here, if it refuses the part too.
    private func reason(
        _ error: BlockProvingError, _ witness: [UInt32], _ operations: EncodedOperations,
        _ end: PartEnd
    ) -> BlockProvingError {
        guard case .refusedByProgram = error else { return error }
        do throws(TransitionError) {
            _ = try PartTransition.run(
                witness: witness, start: start, operations: operations, end: end)
            return error
        } catch {
            return .transition(error)
        }
    }

    /// The next operations as a part.
    ///
    /// Signatures are verified by the guest program, which refuses the part otherwise.
    private func executed(count: Int) throws(BlockProvingError) -> BlockPart {
        let operations = Array(data.operations[operationCount..<operationCount + count])
        do throws(TransitionError) {
            if let open {
                return try state.executed(
                    operations, continuing: open, signatures: .alreadyVerified)
            }
            return try state.executed(
                BlockData(
                    number: data.number, timestamp: data.timestamp, operations: operations),
                signatures: .alreadyVerified)
        } catch {
            throw .transition(error)
        }
    }

    private func end(after count: Int) -> PartEnd {
        operationCount + count == data.operations.count ? .block : .insideBlock
    }

    /// Makes a trial a part; `nil` or one that no shape holds means that an operation is too large.
    private mutating func take(_ trial: Trial?, count: Int) throws(BlockProvingError) {
        guard let trial, let profile = prover.profile(for: trial.size) else {
            throw .operationTooLarge(index: operationCount)
        }
        let (start, end) = (start, end(after: count))
        let after: Boundary
        switch end {
        case .block: after = .between(state.commit(trial.part))
        case .insideBlock:
            let open = state.extend(trial.part)
            self.open = open
            after = .inside(open)
        }
        guard trial.output.startDigest == start.digest, trial.output.endDigest == after.digest
        else { throw .disagreement(part: parts.count) }
        let job = PartJob(
            programDigest: prover.programDigest, blockNumber: data.number,
            index: UInt32(parts.count), end: end, endDigest: after.digest, start: start,
            operations: trial.part.encoded, witness: trial.witness)
        parts.append(
            PlannedPart(
                job: job, operationCount: count, size: trial.size, profile: profile))
        for (chain, result) in zip(chainOperations.indices, trial.part.chains) {
            chainOperations[chain] += result.operations
        }
        operationCount += count
    }
}
