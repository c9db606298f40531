import Fields
import Transcripts

/// The sponge of `Poseidon2Sponge` in a recording.
///
/// It has no recorder before the first value that is not a constant; blocks before it are noted.
struct RecordingSponge: DuplexSponge {
    private enum State {
        case constant(tag: UInt32, blocks: [[RecordedElement]])
        /// After an operation, with two cells of output.
        case permuted(ProgramRecorder, operation: Int, outputs: [VerifierProgram.Address])
    }

    private var state: State

    static var rate: Int { Poseidon2Sponge.rate }

    typealias Cubic = RecordedCubic

    init(tag: UInt32) { state = .constant(tag: tag, blocks: []) }

    mutating func absorb(_ block: [RecordedElement]) {
        switch state {
        case .permuted(let recorder, let operation, _):
            permute(.previous, block, after: operation, recorder)
        case .constant(let tag, let blocks):
            guard let recorder = block.lazy.compactMap(\.recorder).first else {
                state = .constant(tag: tag, blocks: blocks + [block])
                return
            }
            let all = blocks + [block]
            permute(.tag(tag), all[0], after: nil, recorder)
            for later in all.dropFirst() { absorb(later) }
        }
    }

    private mutating func permute(
        _ start: VerifierProgram.Permutation.Start, _ block: [RecordedElement], after last: Int?,
        _ recorder: ProgramRecorder
    ) {
        let (number, outputs) = recorder.permute(
            start, block.map { $0.cell(in: recorder) }, length: block.count + 1, after: last)
        state = .permuted(recorder, operation: number, outputs: outputs)
    }

    func output(_ index: Int) -> RecordedElement {
        guard case .permuted(let recorder, _, let outputs) = state else {
            preconditionFailure("a challenge is drawn after values")
        }
        return RecordedElement(
            cell: recorder.element(index % 4, of: outputs[index / 4]), recorder)
    }

    static func absorb(cap: [RecordedNode], into transcript: inout Transcript<Self>) {
        for node in cap { transcript.absorb(node.elements) }
    }
}
