import BlockProving
import Groth16Files
import ProofJobs
import Provers
import Wrap

/// The work of a prover: all kinds up to the last that it takes, as inputs are verified too.
enum ProverWorkSet {
    static let options =
        ProofLayers.options + [
            OptionDescription(
                "wrap-key", "FILE.zkey", "key of the wrap, as from 'wrap-key': for wrap")
        ]

    /// The kinds that a worker takes unless it names some: what the files that it has allow.
    static func kinds(_ session: Session) -> Set<JobKind> {
        var kinds: Set<JobKind> = [.chunk]
        if session.optional("join-keys") != nil { kinds.formUnion([.join, .compress, .last]) }
        if session.optional("wrap-key") != nil { kinds.insert(.wrap) }
        return kinds
    }

    /// The work of some kinds, with the keys that it takes.
    static func work(_ kinds: Set<JobKind>, _ session: Session) throws -> CombinedWork {
        // Read before keys are made, which takes seconds.
        let keys = kinds == [.chunk] ? nil : try ProofLayers.keys(session)
        let wrapKey =
            kinds.contains(.wrap) ? session.path(try session.required("wrap-key")) : nil
        ProcessCommands.say("preparing the program's key")
        let parts = try ProveBlockCommand.prover(session)
        var work: [any ProofWork] = [ChunkWork(parts)]
        guard let keys else { return CombinedWork(work) }
        let layers = try ProofLayers.layers(parts, keys, session)
        work.append(layers.joinWork)
        guard !kinds.isSubset(of: [.chunk, .join]) else { return CombinedWork(work) }
        ProcessCommands.say("preparing the key of the compression")
        let compressor = try ProofLayers.explaining { try layers.compressor() }
        work.append(layers.work(of: compressor))
        guard !kinds.isSubset(of: [.chunk, .join, .compress]) else { return CombinedWork(work) }
        ProcessCommands.say("preparing the key of the last layer")
        let layer = try layers.lastLayer(above: compressor)
        work.append(layers.work(of: layer, above: compressor))
        guard let wrapKey else { return CombinedWork(work) }
        return try Groth16Commands.convertingErrors {
            work.append(
                WrapWork(
                    try Wrap(layer), of: layer, key: try KeyFile.open(wrapKey),
                    workers: layers.workers))
            return CombinedWork(work)
        }
    }

    /// The checks of all kinds, with the verifying key of the wrap.
    static func check(_ session: Session) throws -> CombinedCheck {
        let keys = try ProofLayers.keys(session)
        let wrapKey = try ProofLayers.wrapVerifyingKey(session)
        ProcessCommands.say("preparing the program's key")
        let parts = try ProveBlockCommand.prover(session)
        let layers = try ProofLayers.layers(parts, keys, session)
        return try ProofLayers.explaining {
            try layers.check(wrapKey: wrapKey) { ProcessCommands.say("preparing \($0)") }
        }
    }
}
