public import BN254
import Commitments
public import Constraints
import FRI
import Fields
public import R1CS
public import StarkVerifier
public import WrapHashing

/// The verifier of proofs of one key and shape as a circuit over the scalars of BN254.
///
/// The circuit has one public input, the words of `PublicDigest`. Key, heights and all other values
/// of the statement are constants of the circuit. It is satisfied by the values of proofs that the
/// verifier accepts, but for a part below 2^-50 of them: where a challenge is among the scalars
/// that `digits` leaves out, or zeta is a row of a table.
public struct LastProofCircuit<Chips: Machine>: Sendable {
    /// Machine, fixed columns and parameters.
    public let key: StarkKey<Chips, ScalarHashing>
    /// The logarithm of the number of rows of each chip.
    public let heightsLog2: [Int?]
    /// Public values and messages, of which the words of the digest do not count.
    public let statement: Statement
    /// The public values that are the input.
    public let digest: PublicDigest
    private let shape: ProofShape

    /// The circuit for a key, heights and a statement; throws on heights that the key does not
    /// allow, and on values and messages of another form than the machine's.
    public init(
        key: StarkKey<Chips, ScalarHashing>, heightsLog2: [Int?], statement: Statement,
        digest: PublicDigest
    ) throws(StarkError) {
        shape = try ProofShape(key: key, heightsLog2: heightsLog2)
        let layouts = key.checked.layouts
        guard statement.publicValues.count == layouts.count else {
            throw .publicValueCount(chip: statement.publicValues.count)
        }
        for (chip, values) in statement.publicValues.enumerated()
        where values.count != layouts[chip].shape.publicCount {
            throw .publicValueCount(chip: chip)
        }
        for word in digest.words
        where statement.publicValues.element(word.chip)?.element(word.index) == nil {
            throw .publicValueCount(chip: word.chip)
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
        self.key = key
        self.heightsLog2 = heightsLog2
        self.statement = statement
        self.digest = digest
    }

    /// The constraints, which are the same for all proofs.
    public func record() throws(R1CSError) -> CircuitBuilder.Recording {
        try CircuitBuilder.record { describe(&$0, .empty, statement) }
    }

    /// The constraints as noted while the values of a proof are computed, for tests: the same.
    package func record(
        _ proof: StarkProof<ScalarTree>, statement: Statement
    ) throws(R1CSError) -> CircuitBuilder.Recording {
        try CircuitBuilder.record { describe(&$0, witness(proof), statement) }
    }

    /// The values of all variables for a proof of a statement; throws the first constraint that
    /// they violate where the proof is none.
    ///
    /// Of the statement only the words of the digest are read. Never traps, whatever the proof.
    public func assign(
        _ proof: StarkProof<ScalarTree>, statement: Statement
    ) throws(R1CSError) -> [Fr] {
        try CircuitBuilder.assign { describe(&$0, witness(proof), statement) }
    }

    /// The values of a prover who gives false values to some variables, for tests.
    package func assign(
        _ proof: StarkProof<ScalarTree>, statement: Statement, lies: [Int: Fr]
    ) -> [Fr] {
        CircuitBuilder.assign({ describe(&$0, witness(proof), statement) }, lies: lies)
    }

    private func witness(_ proof: StarkProof<ScalarTree>) -> ProofWitness {
        ProofWitness(proof, shape: shape.fri(key.parameters))
    }
}

extension LastProofCircuit {
    /// The circuit: public input, proof, and the equations of the verifier.
    private func describe(
        _ builder: inout CircuitBuilder, _ witness: ProofWitness, _ statement: Statement
    ) {
        let input = builder.publicInput(digest.input(of: statement) ?? .zero)
        let graph = CircuitGraph(builder)
        let reader = ProofReading(
            graph: graph, witness: witness, checked: key.checked, shape: shape)
        let verification = StarkVerification<Chips, CircuitVerifierBuilder>(
            machine: key.checked, description: key.description(heightsLog2: heightsLog2),
            shape: shape, shift: FRIVerifier<ScalarHashing>(parameters: key.parameters).shift,
            statement: StatementValues(
                identity: key.identity.map { CircuitElement(constant: $0) },
                fixedCap: key.fixedCap.map { .constant($0) },
                publicValues: publicValues(graph, input, statement),
                messages: self.statement.messages.map { message in
                    StatementValues<CircuitVerifierBuilder>.Message(
                        message.side, on: message.bus,
                        message.tuple.map { CircuitElement(constant: $0) })
                }))
        var reading = CircuitVerifierBuilder(graph, witness)
        // Requirements hold while they are noted; those on constants alone were checked before.
        do {
            try verification.verify(reader.proof(shape.fri(key.parameters)), builder: &reading)
        } catch {
            graph.builder.require(Signal.one == .zero)
        }
        builder = graph.builder
    }

    /// Constants, and for the words of the digest variables of their lengths, which the input
    /// determines: x is the sum of 2^e w over all words.
    private func publicValues(
        _ graph: CircuitGraph, _ input: Signal, _ statement: Statement
    ) -> [[CircuitElement]] {
        var values = self.statement.publicValues.map { $0.map { CircuitElement(constant: $0) } }
        var sum = Signal.zero
        for word in digest.words {
            let value = statement.publicValues.element(word.chip)?.element(word.index) ?? .zero
            let signal = graph.builder.hint(Fr(value.value))
            graph.builder.requireRange(signal, bitCount: word.bitCount)
            sum = Fr(1 << UInt64(word.bitCount)) * sum + signal
            let maximum = Integer256((1 << UInt64(word.bitCount)) - 1)
            values[word.chip][word.index] = graph.element(
                GoldilocksSignal(signal: signal, maximum: maximum))
        }
        graph.builder.require(input == sum)
        return values
    }
}
