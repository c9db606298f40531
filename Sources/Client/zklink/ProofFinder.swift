import Aggregation
import Bytes
import Groth16
import Hashing
import Ledger
import Settlement
import Settling
import Wrap

/// The range of a chain's blocks that a proof is about.
struct ProofFinder {
    private let chain: any SettlementChain
    private let progress: ChainProgress
    private let program: ProvenProgram

    /// A finder of ranges that the contract takes at its present progress.
    init(_ chain: any SettlementChain, _ progress: ChainProgress, _ program: ProvenProgram) {
        (self.chain, self.progress, self.program) = (chain, progress, program)
    }

    /// The wrapped proof of a file; without one, what a contract in mode `unproven` takes.
    func find(_ path: String?) throws -> RangeProof {
        guard progress.proven < progress.committed else {
            throw ChainSettlement.nothing("every committed block is proven")
        }
        guard let path else {
            let request = ProofRequest(
                program: program, proven: progress.proven, committed: progress.committed,
                headerHash: { [chain] in (try? chain.headerHash(number: $0)) ?? nil })
            guard let proof = UnprovenBlocks().proof(for: request) else {
                throw ChainSettlement.missing("the header of a committed block")
            }
            return proof
        }
        return try range(of: wrapped(path), path)
    }

    private func wrapped(_ path: String) throws -> WrappedProof {
        let bytes = try InputFile.bytes(path, limit: WrappedProof.byteCount)
        do throws(WrappedProof.Failure) {
            return try WrappedProof(decoding: bytes)
        } catch {
            throw InputError("\(path) holds no wrapped proof: \(ErrorText.words(error))")
        }
    }

    private func range(of proof: WrappedProof, _ path: String) throws -> RangeProof {
        let statement = proof.statement
        guard statement.program.bytes == program.id else {
            throw InputError("\(path) is about another program than the chain's contract proves")
        }
        guard statement.keyRoot.bytes == program.keyRoot else {
            throw InputError("\(path) was made under another list of keys than the contract's")
        }
        guard let start = try block(with: statement.before, in: 0...progress.proven),
            let last = try block(
                with: statement.after, in: progress.proven + 1...progress.committed)
        else {
            throw InputError(
                "\(path) does not prove blocks from \(progress.proven) or before to one after it that the chain has: see 'zklink chain state'"
            )
        }
        return RangeProof(start: start, last: last, bytes: proof.proof.ethereumBytes)
    }

    /// The last block of a range with a header hash.
    private func block(
        with hash: Bytes32, in numbers: ClosedRange<UInt64>
    ) throws(SettlementError) -> UInt64? {
        for number in numbers.reversed() where try chain.headerHash(number: number) == hash {
            return number
        }
        return nil
    }
}
