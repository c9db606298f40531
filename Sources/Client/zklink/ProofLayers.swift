import Aggregation
import BlockAggregation
import BlockProving
import Hashing
import Parallel
import Provers
import Wrap

/// The programs above proofs of parts, with the keys of a list.
struct ProofLayers {
    let workers: Workers
    private let program: Digest
    private let programs: AggregationPrograms
    private let keys: KeyList

    static let options = [
        OptionDescription(
            "join-keys", "FILE",
            "keys of the programs that join, as from 'join-keys': for join, compress, last, wrap")
    ]

    /// The keys of `--join-keys`.
    static func keys(_ session: Session) throws -> AggregationKeys {
        let path = session.path(try session.required("join-keys"))
        let text = String(decoding: try InputFile.bytes(path, limit: 1 << 16), as: UTF8.self)
        guard let keys = AggregationKeys(text: text) else {
            throw InputError("\(path) is no list of keys: make it with 'zklink join-keys'")
        }
        return keys
    }

    /// The programs with some keys for a prover of parts.
    init(_ parts: PartProver, _ keys: AggregationKeys, _ session: Session) throws {
        guard let program = Digest(parts.programDigest) else {
            preconditionFailure("digests of programs have canonical elements")
        }
        self.program = program
        self.keys = keys.list
        workers = Workers(
            count: try session.integer(
                "threads", in: 1...1024, default: Workers.allProcessors.count))
        programs = AggregationPrograms(
            partsOf: parts.programKey, profiles: parts.profiles, keys: keys)
    }

    var joinWork: JoinWork {
        JoinWork(
            program: program, worker: JoinWorker(programs, keys: keys, workers: workers))
    }

    /// The prover of the compression; throws where the list is of another build.
    func compressor() throws -> JoinProver {
        let prover = try programs.compressor(workers: workers)
        guard keys.index(of: prover.keyDigest) != nil else {
            throw InputError(
                "the list of --join-keys is of another build or program: write it again with 'zklink join-keys'"
            )
        }
        return prover
    }

    func work(of compressor: JoinProver) -> CompressWork {
        CompressWork(
            compressor, program: program,
            check: CompressCheck(
                joins: programs.shape,
                verifier: AggregationVerifier(
                    shape: compressor.shape, keys: keys, workers: workers)))
    }

    func lastLayer(above compressor: JoinProver) throws -> LastLayer {
        try LastLayer(above: compressor.shape, workers: workers)
    }

    func work(of layer: LastLayer, above compressor: JoinProver) -> LastLayerWork {
        LastLayerWork(layer, above: compressor.shape, program: program, keys: keys)
    }
}
