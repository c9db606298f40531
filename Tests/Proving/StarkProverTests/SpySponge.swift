import Commitments
import FRI
import Fields
import Hashing
import Synchronization
import Transcripts

/// A sponge of rate one that records inputs and the order of outputs.
struct SpySponge: TranscriptSponge {
    /// Events of all sponges since the last read.
    static let notes = Mutex<[Event]>([])

    enum Event: Equatable {
        case begin(UInt32)
        case element(Goldilocks)
        case challenge
    }

    private var sponge: Poseidon2Sponge

    static let rate = 1

    init(tag: UInt32) {
        sponge = Poseidon2Sponge(tag: tag)
        Self.notes.withLock { $0.append(.begin(tag)) }
    }

    mutating func absorb(_ block: [Goldilocks]) {
        let event = block.first.map { Event.element($0) } ?? .challenge
        Self.notes.withLock { $0.append(event) }
        sponge.absorb(block)
    }

    func output(_ index: Int) -> Goldilocks { sponge.output(index) }

    static func absorb(cap: [Digest], into transcript: inout Transcript<Self>) {
        for node in cap { transcript.absorb((0..<4).map { node[$0] }) }
    }
}

/// Trees as usual, and a transcript under observation.
enum SpyHashing: ProofHashing {
    typealias Tree = Poseidon2Tree
    typealias Sponge = SpySponge
    static var number: UInt32 { 99 }
}
