import Commitments
public import Constraints
public import FRI
public import Fields
import Parallel
public import Polynomials
public import StarkProver
public import StarkVerifier

/// A proof about the fixture machine with everything that a proof can have, its key and statement.
public struct FixtureProof<Hashing: ProofHashing> {
    /// Machine and parameters.
    public var key: StarkKey<FixtureMachine, Hashing>
    /// Statement of the proof.
    public var statement: Statement
    /// The proof.
    public var proof: StarkProof<Hashing.Tree>
    /// The key with its tables.
    public let proving: ProvingKey<FixtureMachine, Hashing>
    /// Traces of the chips.
    public let traces: [Matrix?]

    /// A proof of 2^`heightLog2` steps and of answers to questions.
    public init(
        heightLog2: Int = 3, questions: [UInt32] = [3, 77, 77],
        parameters: FRIParameters = ParameterSet.test.parameters,
        identity: [Goldilocks] = [Goldilocks(1), Goldilocks(2)]
    ) throws {
        proving = ProvingKey(
            machine: try CheckedMachine(FixtureMachine()), parameters: parameters,
            identity: identity,
            fixed: FixtureMachine.fixed, workers: .serial)
        key = proving.verifying
        (traces, statement) = FixtureMachine.traces(heightLog2: heightLog2, questions: questions)
        proof = Prover(key: proving, workers: .serial).prove(traces, statement: statement)
    }

    /// The error for the present proof and statement, `nil` when accepted.
    public func refusal() -> StarkError? {
        do {
            try Verifier(key: key).verify(proof, statement: statement)
            return nil
        } catch {
            return error
        }
    }

    /// The error after a change, `nil` when accepted.
    public func refusal(_ change: (inout FixtureProof) -> Void) -> StarkError? {
        var copy = self
        change(&copy)
        return copy.refusal()
    }

    /// The proof of the same traces, or others, for another statement.
    public func proving(_ traces: [Matrix?], _ statement: Statement) -> Self {
        var copy = self
        copy.statement = statement
        copy.proof = Prover(key: proving, workers: .serial)
            .prove(traces, statement: statement)
        return copy
    }
}
