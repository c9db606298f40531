public import Aggregation
import BlockAggregation
public import BlockProving
public import Groth16
import Hashing
public import Parallel
public import ProofJobs
public import Wrap

/// The programs above proofs of parts, with the keys of a list: what workers and verifiers of all
/// kinds of jobs are made of.
///
/// Keys of a program are its commitment, so each takes seconds and hundreds of megabytes to make.
public struct ProvingLayers: Sendable {
    /// The list of keys is of another build or program.
    public struct OtherKeys: Error {}

    /// Threads to use.
    public let workers: Workers
    private let parts: PartProver
    private let program: Digest
    private let programs: AggregationPrograms
    private let keys: Aggregation.KeyList

    /// The layers above a prover of parts, with the keys of a list.
    public init(_ parts: PartProver, keys: AggregationKeys, workers: Workers) {
        guard let program = Digest(parts.programDigest) else {
            preconditionFailure("digests of programs have canonical elements")
        }
        (self.parts, self.program, self.keys) = (parts, program, keys.list)
        self.workers = workers
        programs = AggregationPrograms(
            partsOf: parts.programKey, profiles: parts.profiles, keys: keys)
    }

    /// The checks of all kinds of jobs, with the verifying key of the wrap.
    ///
    /// Throws `OtherKeys`. `progress` gets what is made next.
    public func check(
        wrapKey: VerifyingKey, progress: (String) -> Void = { _ in }
    ) throws -> CombinedCheck {
        progress("the key of the compression")
        let compressor = try compressor()
        progress("the key of the last layer")
        let layer = try lastLayer(above: compressor)
        return CombinedCheck([
            ChunkCheck(parts.blockVerifier), joinWork.check, work(of: compressor).check,
            work(of: layer, above: compressor), WrapCheck(layer, key: wrapKey),
        ])
    }
}

extension ProvingLayers {
    /// The work of joins; its provers are made when they are needed.
    public var joinWork: JoinWork {
        JoinWork(
            program: program, worker: JoinWorker(programs, keys: keys, workers: workers),
            profiles: parts.profiles)
    }

    /// Makes the prover of the compression; throws `OtherKeys`.
    public func compressor() throws -> JoinProver {
        let prover = try programs.compressor(workers: workers)
        guard keys.index(of: prover.keyDigest) != nil else { throw OtherKeys() }
        return prover
    }

    /// The work of the compression.
    public func work(of compressor: JoinProver) -> CompressWork {
        CompressWork(
            compressor, program: program,
            check: CompressCheck(
                joins: programs.shape,
                verifier: AggregationVerifier(
                    shape: compressor.shape, keys: keys, workers: workers)))
    }

    /// Makes the prover of the last layer.
    public func lastLayer(above compressor: JoinProver) throws -> LastLayer {
        try LastLayer(above: compressor.shape, workers: workers)
    }

    /// The work of the last layer.
    public func work(of layer: LastLayer, above compressor: JoinProver) -> LastLayerWork {
        LastLayerWork(layer, above: compressor.shape, program: program, keys: keys)
    }
}
