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
    /// Identity and fixed columns of the key are advice, so one program serves all keys of a machine
    /// with these fixed heights and parameters, and identities of one length. Throws on heights that
    /// the key does not allow, or messages on a bus that is not public.
    public init<Chips: Machine>(
        key: StarkKey<Chips, Poseidon2Hashing>, heightsLog2: [Int?], messages: [MessageForm]
    ) throws(StarkError) {
        let shape = try ProofShape(key: key, heightsLog2: heightsLog2)
        for (index, message) in messages.enumerated() {
            guard key.checked.publicTupleLength(of: message.bus) != nil else {
                throw .messageBus(message: index)
            }
        }
        let recorder = ProgramRecorder()
        let reader = AdviceReader(recorder: recorder, checked: key.checked, shape: shape)
        let verification = StarkVerification<Chips, RecordingBuilder>(
            machine: key.checked, description: key.description(heightsLog2: heightsLog2),
            shape: shape, shift: FRIVerifier<Poseidon2Hashing>(parameters: key.parameters).shift,
            statement: reader.statement(
                identityByteCount: key.identity.count, messages: messages))
        var builder = RecordingBuilder(recorder)
        try verification.verify(reader.proof(shape.fri(key.parameters)), builder: &builder)
        self = recorder.program
    }
}

/// Names the values of statement and proof, in their fixed form.
private struct AdviceReader<Chips: Machine> {
    let recorder: ProgramRecorder
    let checked: CheckedMachine<Chips>
    let shape: ProofShape

    private func element(_ advice: VerifierProgram.Advice) -> RecordedElement {
        RecordedElement(cell: recorder.advice(advice), recorder)
    }

    private func cubic(_ advice: VerifierProgram.Advice) -> RecordedCubic {
        RecordedCubic(cell: recorder.advice(advice), recorder)
    }

    private func cap(
        _ count: Int, _ advice: (Int) -> VerifierProgram.Advice
    ) -> [RecordedNode] {
        (0..<count).map { RecordedNode(recorder: recorder, address: recorder.advice(advice($0))) }
    }

    private func cap(
        _ phase: ProofShape.Phase, _ advice: (Int) -> VerifierProgram.Advice
    ) -> [RecordedNode] {
        cap(shape.commitment(phase)?.capCount ?? 0, advice)
    }

    func statement(
        identityByteCount: Int, messages: [MessageForm]
    ) -> StatementValues<RecordingBuilder> {
        StatementValues(
            identity: (0..<(identityByteCount + 6) / 7).map { element(.identity($0)) },
            identityByteCount: identityByteCount,
            fixedCap: cap(.fixed) { .fixedCap($0) },
            publicValues: checked.layouts.enumerated().map { chip, layout in
                (0..<layout.shape.publicCount).map { element(.publicValue(chip: chip, $0)) }
            },
            messages: messages.enumerated().map { number, message in
                let length = checked.publicTupleLength(of: message.bus) ?? 0
                return StatementValues<RecordingBuilder>.Message(
                    message.side, on: message.bus,
                    (0..<length).map { element(.message(number, $0)) })
            })
    }

    func proof(_ fri: FRIShape) -> ProofValues<RecordingBuilder> {
        ProofValues(
            mainCap: cap(.main) { .mainCap($0) }, busCap: cap(.bus) { .busCap($0) },
            terminalSums: shape.busChips.indices.map { cubic(.terminalSum($0)) },
            quotientCap: cap(.quotient) { .quotientCap($0) },
            openings: shape.chips.indices.map { openedColumns($0) },
            quotient: (0..<2).map { part in
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
