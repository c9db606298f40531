import Fields
import Transcripts

/// The sponge of `Poseidon2Sponge` in a recording.
///
/// It has no recorder before the first value that is not a constant; blocks before it are noted.
struct RecordingSponge: DuplexSponge {
    private enum State {
        case constant(tag: UInt32, blocks: [[Goldilocks]])
        case cells(ProgramRecorder, [VerifierProgram.Address])
    }

    private var state: State

    static var rate: Int { Poseidon2Sponge.rate }

    typealias Cubic = RecordedCubic

    init(tag: UInt32) { state = .constant(tag: tag, blocks: []) }

    mutating func absorb(_ block: [RecordedElement]) {
        switch state {
        case .cells(let recorder, let cells):
            state = .cells(recorder, Self.permute(cells, block, recorder))
        case .constant(let tag, let blocks):
            guard let recorder = block.compactMap(\.recorder).first else {
                let constants = block.compactMap(\.constant)
                state = .constant(tag: tag, blocks: blocks + [constants])
                return
            }
            var cells = [
                recorder.zero, recorder.zero,
                recorder.constant(VerifierProgram.Cell(Goldilocks(tag))),
            ]
            for earlier in blocks {
                cells = Self.permute(
                    cells, earlier.map { RecordedElement(constant: $0) }, recorder)
            }
            state = .cells(recorder, Self.permute(cells, block, recorder))
        }
    }

    func output(_ index: Int) -> RecordedElement {
        guard case .cells(let recorder, let cells) = state else {
            preconditionFailure("a challenge is drawn after values")
        }
        return RecordedElement(
            VerifierProgram.Element(cells[index / 4], index % 4), recorder)
    }

    static func absorb(cap: [RecordedNode], into transcript: inout Transcript<Self>) {
        for node in cap { transcript.absorb(node.elements) }
    }

    private static func permute(
        _ cells: [VerifierProgram.Address], _ block: [RecordedElement],
        _ recorder: ProgramRecorder
    ) -> [VerifierProgram.Address] {
        let elements = block.map { $0.element(in: recorder) }
        let result = recorder.newAddresses(3)
        recorder.append(.permute(state: cells, elements: elements, to: result))
        return result
    }
}
