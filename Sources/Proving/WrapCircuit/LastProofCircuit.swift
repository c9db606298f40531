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
/// The circuit has one public input, the hash of some values of the statement (`PublicPreimage`).
/// Key, heights and all other values of the statement are constants of the circuit. It is satisfied
/// by the values of proofs that the verifier accepts, but for a part below 2^-50 of them: where a
/// challenge is among the scalars that `digits` leaves out, or zeta is a row of a table.
public struct LastProofCircuit<Chips: Machine>: Sendable {
    /// Machine, fixed columns and parameters.
    public let key: StarkKey<Chips, ScalarHashing>
    /// The logarithm of the number of rows of each chip.
    public let heightsLog2: [Int?]
    /// Public values and messages, of which those in the preimage do not count.
    public let statement: Statement
    /// The values whose hash is the input.
    public let preimage: PublicPreimage
    private let shape: ProofShape

    /// The circuit for a key, heights and a statement; throws on heights that the key does not
    /// allow, and on values and messages of another form than the machine's.
    public init(
        key: StarkKey<Chips, ScalarHashing>, heightsLog2: [Int?], statement: Statement,
        preimage: PublicPreimage
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
        for (index, message) in statement.messages.enumerated() {
            guard let expected = key.checked.publicTupleLength(of: message.bus) else {
                throw .messageBus(message: index)
            }
            guard message.tuple.count == expected else {
                throw .messageLength(
                    message: index, expected: expected, actual: message.tuple.count)
            }
        }
        for part in preimage.parts where statement.value(part.place) == nil {
            switch part.place {
            case .publicValue(let chip, _): throw .publicValueCount(chip: chip)
            case .message(let message, let index):
                throw .messageLength(
                    message: message, expected: index + 1,
                    actual: statement.messages.element(message)?.tuple.count ?? 0)
            }
        }
        self.key = key
        self.heightsLog2 = heightsLog2
        self.statement = statement
        self.preimage = preimage
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
    /// Of the statement only what is in the preimage is read. Never traps, whatever the proof.
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
        let input = builder.publicInput(preimage.input(of: statement) ?? .zero)
        let graph = CircuitGraph(builder)
        let values = statementValues(graph, input, statement)
        let reader = ProofReading(
            graph: graph, witness: witness, checked: key.checked, shape: shape)
        let verification = StarkVerification<Chips, CircuitVerifierBuilder>(
            machine: key.checked, description: key.description(heightsLog2: heightsLog2),
            shape: shape, shift: FRIVerifier<ScalarHashing>(parameters: key.parameters).shift,
            statement: values)
        var reading = CircuitVerifierBuilder(graph, witness)
        // Requirements hold while they are noted; those on constants alone were checked before.
        do {
            try verification.verify(reader.proof(shape.fri(key.parameters)), builder: &reading)
        } catch {
            graph.builder.require(Signal.one == .zero)
        }
        builder = graph.builder
    }

    /// Constants, and variables for the values in the preimage, whose hash is the input.
    private func statementValues(
        _ graph: CircuitGraph, _ input: Signal, _ statement: Statement
    ) -> StatementValues<CircuitVerifierBuilder> {
        var publicValues = self.statement.publicValues.map {
            $0.map { CircuitElement(constant: $0) }
        }
        var tuples = self.statement.messages.map { $0.tuple.map { CircuitElement(constant: $0) } }
        var bits: [Bit] = []
        for part in preimage.parts {
            let value = statement.value(part.place) ?? .zero
            let (element, bytes) = variable(value, part.form, graph)
            bits += bytes
            switch part.place {
            case .publicValue(let chip, let index): publicValues[chip][index] = element
            case .message(let message, let index): tuples[message][index] = element
            }
        }
        // x is the sum of 2^i b_i over the lowest bits of the hash.
        let hash = graph.builder.sha256(bits).reversed().prefix(PublicPreimage.inputBitCount)
        var (sum, weight) = (Signal.zero, Fr.one)
        for bit in hash {
            sum += weight * bit.signal
            weight = weight.doubled
        }
        graph.builder.require(input == sum)
        return StatementValues(
            identity: key.identity.map { CircuitElement(constant: $0) },
            fixedCap: key.fixedCap.map { .constant($0) }, publicValues: publicValues,
            messages: zip(self.statement.messages, tuples).map {
                StatementValues<CircuitVerifierBuilder>.Message($0.side, on: $0.bus, $1)
            })
    }

    /// A variable of the length of a form, and its bits in the order of the bytes.
    ///
    /// An element from p on has other bytes than its canonical integer, so another hash, and the
    /// same class: who knows the hash of canonical integers is not deceived.
    private func variable(
        _ value: Goldilocks, _ form: PublicPreimage.Form, _ graph: CircuitGraph
    ) -> (CircuitElement, [Bit]) {
        let signal = graph.builder.hint(Fr(value.value))
        let bits = graph.builder.bits(signal, count: form.bitCount)
        let maximum = Integer256(form == .element ? UInt64.max : UInt64(UInt32.max))
        return (
            graph.element(GoldilocksSignal(signal: signal, maximum: maximum)),
            form.bitOrder.map { bits[$0] }
        )
    }
}
