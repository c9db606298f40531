import Commitments
import Constraints
import Fields
import LowDegree
import Parallel
import Polynomials
import StarkProver
import StarkVerifier

/// A proof about the toy machine with everything that a proof can have, its key and statement.
struct ToyProof<Hashing: ProofHashing> {
    var key: StarkKey<ToyMachine, Hashing>
    var statement: Statement
    var proof: StarkProof<Hashing.Tree>
    let proving: ProvingKey<ToyMachine, Hashing>
    let traces: [Matrix?]

    init(
        heightLog2: Int = 3, questions: [UInt32] = [3, 77, 77],
        parameters: LowDegreeParameters = ParameterSet.test.parameters, identity: [UInt8] = [1, 2]
    ) throws {
        proving = ProvingKey(
            machine: try CheckedMachine(ToyMachine()), parameters: parameters, identity: identity,
            fixed: ToyMachine.fixed, workers: .serial)
        key = proving.verifying
        (traces, statement) = ToyMachine.traces(heightLog2: heightLog2, questions: questions)
        proof = ProofMaker(key: proving, workers: .serial).prove(traces, statement: statement)
    }

    /// The refusal of what this holds now, `nil` when it is accepted.
    func refusal() -> StarkError? {
        do {
            try ProofVerifier(key: key).verify(proof, statement: statement)
            return nil
        } catch {
            return error
        }
    }

    /// The refusal after a change.
    func refusal(_ change: (inout Self) -> Void) -> StarkError? {
        var copy = self
        change(&copy)
        return copy.refusal()
    }

    /// The proof of the same traces, or others, for a statement of its own.
    func proving(_ traces: [Matrix?], _ statement: Statement) -> Self {
        var copy = self
        copy.statement = statement
        copy.proof = ProofMaker(key: proving, workers: .serial)
            .prove(traces, statement: statement)
        return copy
    }
}
