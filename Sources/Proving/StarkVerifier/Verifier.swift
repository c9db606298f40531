import Commitments
public import Constraints
public import FRI
import Fields
public import Parallel
import Polynomials

/// Verifies proofs for one key: the form of statement and proof, then `StarkVerification`.
public struct Verifier<Chips: Machine, Hashing: ProofHashing>: Sendable {
    /// Machine, fixed columns and parameters.
    public let key: StarkKey<Chips, Hashing>
    /// Threads to use; a guest has one.
    public let workers: Workers

    private var layouts: [ChipLayout] { key.checked.layouts }

    /// Creates a verifier for a key.
    public init(key: StarkKey<Chips, Hashing>, workers: Workers = .serial) {
        self.key = key
        self.workers = workers
    }

    /// Verifies a proof of a statement, throwing the reason to refuse it; never traps.
    public func verify(
        _ proof: StarkProof<Hashing.Tree>, statement: Statement
    ) throws(StarkError) {
        try checkStatement(statement)
        let shape = try ProofShape(key: key, heightsLog2: proof.heightsLog2)
        try checkSizes(proof, shape)
        let fri = FRIVerifier<Hashing>(parameters: key.parameters, workers: workers)
        do {
            try fri.checkShape(proof.fri, commitments: shape.commitments.compactMap { $0 })
        } catch {
            throw .fri(error)
        }
        var builder = NativeVerifierBuilder<Hashing>(proof.fri, workers: workers)
        try StarkVerification(
            machine: key.checked, description: key.description(heightsLog2: shape.heightsLog2),
            shape: shape, shift: fri.shift, statement: StatementValues(key, statement)
        ).verify(ProofValues(proof), builder: &builder)
    }
}

extension Verifier {
    private func checkStatement(_ statement: Statement) throws(StarkError) {
        guard statement.publicValues.count == layouts.count else {
            throw .publicValueCount(chip: statement.publicValues.count)
        }
        for chip in layouts.indices
        where statement.publicValues[chip].count != layouts[chip].shape.publicCount {
            throw .publicValueCount(chip: chip)
        }
        for (index, message) in statement.messages.enumerated() {
            guard let expected = key.checked.publicTupleLength(of: message.bus) else {
                throw .messageBus(message: index)
            }
            guard message.tuple.count == expected else {
                throw .messageLength(
                    message: index, expected: expected, actual: message.tuple.count)
            }
        }
    }

    private func checkSizes(
        _ proof: StarkProof<Hashing.Tree>, _ shape: ProofShape
    ) throws(StarkError) {
        guard proof.terminalSums.count == shape.busChips.count else {
            throw .terminalSumCount(
                expected: shape.busChips.count, actual: proof.terminalSums.count)
        }
        guard proof.openings.count == shape.chips.count else {
            throw .openingCount(expected: shape.chips.count, actual: proof.openings.count)
        }
        for (chip, opening) in zip(shape.chips, proof.openings) {
            let layout = layouts[chip]
            guard opening.main.count == layout.shape.mainWidth,
                opening.mainNext.count == layout.nextMainColumns.count,
                opening.fixed.count == layout.shape.fixedWidth,
                opening.bus.count == layout.busWidth,
                opening.busNext.count == layout.nextBusColumns.count
            else { throw .openingWidth(chip: chip) }
        }
        guard proof.quotient.count == shape.quotientPartCount,
            proof.quotient.allSatisfy({ $0.count == 3 })
        else {
            throw .quotientCount
        }
        let caps = [key.fixedCap, proof.mainCap, proof.busCap, proof.quotientCap]
        for (commitment, cap) in zip(shape.commitments, caps) {
            let expected = commitment?.capCount ?? 0
            guard cap.count == expected else {
                throw .capCount(expected: expected, actual: cap.count)
            }
        }
    }
}
