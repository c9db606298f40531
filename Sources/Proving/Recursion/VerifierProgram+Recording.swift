import Commitments
public import Constraints
public import FRI
import Fields
public import StarkVerifier

/// The side and the bus of a message of a statement, without its tuple.
public struct MessageForm: Sendable, Equatable {
    /// Side on which the tuple counts.
    public let side: BusSide
    /// The bus.
    public let bus: Bus

    /// The form of messages on a side of a bus.
    public init(_ side: BusSide, on bus: Bus) {
        self.side = side
        self.bus = bus
    }
}

extension VerifierProgram {
    /// Records the verifier of proofs with the given heights and messages.
    ///
    /// Identity and fixed columns of the key, public values and messages are advice, so one program
    /// serves all keys of a machine with these fixed heights and parameters, and identities of one
    /// length. Throws on heights that the key does not allow, or messages on a bus that is not
    /// public.
    public init<Chips: Machine>(
        key: StarkKey<Chips, Poseidon2Hashing>, heightsLog2: [Int?], messages: [MessageForm]
    ) throws(StarkError) {
        let recorder = ProgramRecorder()
        let statement = try recorder.statement(key: key, messages: messages, proof: 0)
        try recorder.verify(key: key, heightsLog2: heightsLog2, statement, proof: 0)
        self = recorder.program()
    }
}

/// The cells of a statement about a proof: identity and fixed columns of the key, public values of
/// each chip, messages.
public struct RecordedStatement: Sendable {
    /// A message, each element of its tuple a cell of its own.
    public struct Message: Sendable {
        /// Side and bus.
        public let form: MessageForm
        /// The tuple.
        public let tuple: [VerifierProgram.Address]

        /// A message of the given cells.
        public init(_ form: MessageForm, _ tuple: [VerifierProgram.Address]) {
            self.form = form
            self.tuple = tuple
        }
    }

    /// The elements of the identity, each a cell of its own.
    public var identity: [VerifierProgram.Address]
    /// The nodes of the commitment to the fixed columns.
    public var fixedCap: [VerifierProgram.Address]
    /// The public values of each chip, each a cell of its own.
    public var publicValues: [[VerifierProgram.Address]]
    /// The messages.
    public var messages: [Message]

    /// A statement of the given cells.
    public init(
        identity: [VerifierProgram.Address], fixedCap: [VerifierProgram.Address],
        publicValues: [[VerifierProgram.Address]], messages: [Message]
    ) {
        self.identity = identity
        self.fixedCap = fixedCap
        self.publicValues = publicValues
        self.messages = messages
    }
}

extension ProgramRecorder {
    /// A statement of advice about a proof.
    public func statement<Chips: Machine>(
        key: StarkKey<Chips, Poseidon2Hashing>, messages: [MessageForm], proof: Int
    ) throws(StarkError) -> RecordedStatement {
        var recorded = [RecordedStatement.Message]()
        for (number, message) in messages.enumerated() {
            guard let length = key.checked.publicTupleLength(of: message.bus) else {
                throw .messageBus(message: number)
            }
            let tuple = (0..<length).map { advice(.value(.message(number, $0), proof: proof)) }
            recorded.append(RecordedStatement.Message(message, tuple))
        }
        return RecordedStatement(
            identity: key.identity.indices.map { advice(.value(.identity($0), proof: proof)) },
            fixedCap: key.fixedCap.indices.map { advice(.value(.fixedCap($0), proof: proof)) },
            publicValues: key.checked.layouts.enumerated().map { chip, layout in
                (0..<layout.shape.publicCount).map {
                    advice(.value(.publicValue(chip: chip, $0), proof: proof))
                }
            },
            messages: recorded)
    }

    /// Records the verification of a proof with the given heights and statement.
    ///
    /// Of the key only machine, parameters and fixed heights count.
    public func verify<Chips: Machine>(
        key: StarkKey<Chips, Poseidon2Hashing>, heightsLog2: [Int?],
        _ statement: RecordedStatement, proof: Int
    ) throws(StarkError) {
        let shape = try ProofShape(key: key, heightsLog2: heightsLog2)
        let reader = ProofReading(recorder: self, checked: key.checked, shape: shape, number: proof)
        let verification = StarkVerification<Chips, RecordingBuilder>(
            machine: key.checked, description: key.description(heightsLog2: heightsLog2),
            shape: shape, shift: FRIVerifier<Poseidon2Hashing>(parameters: key.parameters).shift,
            statement: values(statement))
        var builder = RecordingBuilder(self, proof: proof)
        try verification.verify(reader.proof(shape.fri(key.parameters)), builder: &builder)
    }

    private func values(_ statement: RecordedStatement) -> StatementValues<RecordingBuilder> {
        func elements(_ cells: [Address]) -> [RecordedElement] {
            cells.map { RecordedElement(cell: $0, self) }
        }
        return StatementValues(
            identity: elements(statement.identity),
            fixedCap: statement.fixedCap.map { RecordedNode(recorder: self, address: $0) },
            publicValues: statement.publicValues.map(elements),
            messages: statement.messages.map {
                StatementValues<RecordingBuilder>.Message(
                    $0.form.side, on: $0.form.bus, elements($0.tuple))
            })
    }
}

/// Names the values of a proof, in their fixed form.
private struct ProofReading<Chips: Machine> {
    let recorder: ProgramRecorder
    let checked: CheckedMachine<Chips>
    let shape: ProofShape
    /// The number of the proof.
    let number: Int

    private func element(_ value: VerifierProgram.ProofValue) -> RecordedElement {
        RecordedElement(cell: recorder.advice(.value(value, proof: number)), recorder)
    }

    private func cubic(_ value: VerifierProgram.ProofValue) -> RecordedCubic {
        RecordedCubic(cell: recorder.advice(.value(value, proof: number)), recorder)
    }

    private func cap(
        _ count: Int, _ value: (Int) -> VerifierProgram.ProofValue
    ) -> [RecordedNode] {
        (0..<count).map {
            RecordedNode(
                recorder: recorder, address: recorder.advice(.value(value($0), proof: number)))
        }
    }

    private func cap(
        _ phase: ProofShape.Phase, _ value: (Int) -> VerifierProgram.ProofValue
    ) -> [RecordedNode] {
        cap(shape.commitment(phase)?.capCount ?? 0, value)
    }

    func proof(_ fri: FRIShape) -> ProofValues<RecordingBuilder> {
        ProofValues(
            mainCap: cap(.main) { .mainCap($0) }, busCap: cap(.bus) { .busCap($0) },
            terminalSums: shape.busChips.indices.map { cubic(.terminalSum($0)) },
            quotientCap: cap(.quotient) { .quotientCap($0) },
            openings: shape.chips.indices.map { openedColumns($0) },
            quotient: (0..<shape.quotientPartCount).map { part in
                (0..<3).map { cubic(.quotient(part: part, $0)) }
            },
            fri: FRIValues(
                batchingNonce: element(.batchingNonce),
                layerCaps: fri.layers.enumerated().map { layer, shape in
                    cap(shape.capCount) { .layerCap(layer: layer, $0) }
                },
                finalPolynomial: (0..<fri.finalCount).map { cubic(.finalCoefficient($0)) },
                nonce: element(.nonce)))
    }

    private func openedColumns(_ number: Int) -> OpenedColumns<RecordedCubic> {
        let layout = checked.layouts[shape.chips[number]]
        func columns(_ kind: VerifierProgram.Columns, _ count: Int) -> [RecordedCubic] {
            (0..<count).map { cubic(.column(chip: number, kind, $0)) }
        }
        var opened = OpenedColumns<RecordedCubic>()
        opened.fixed = columns(.fixed, layout.shape.fixedWidth)
        opened.main = columns(.main, layout.shape.mainWidth)
        opened.mainNext = columns(.mainNext, layout.nextMainColumns.count)
        opened.bus = columns(.bus, layout.busWidth)
        opened.busNext = columns(.busNext, layout.nextBusColumns.count)
        return opened
    }
}
