public import Aggregation
public import BlockProofs
import Bytes
import Commitments
import Constraints
import FRI
public import RiscvCircuits
import StarkVerifier
import Transition

extension JoinTree.Run {
    /// A part that is to be proven in a profile: what its job says.
    ///
    /// - Parameter profile: The index of the profile, of which the last is the largest.
    public init(_ job: PartJob, profile: Int) {
        self.init(shape: profile, before: job.start.digest, after: job.endDigest)
    }

    /// A part as its proof claims it; nothing is verified.
    ///
    /// - Parameters:
    ///   - run: The encoded proof of the run, a `RiscvProof`.
    ///   - index: The place of the part, which errors name.
    init(
        claimedBy run: [UInt8], index: Int, profiles: [HeightProfile]
    ) throws(BlockProofError) {
        let heightsLog2: [Int?]
        let proof: RiscvProof
        do throws(RiscvProofError) {
            proof = try RiscvProof(run)
            heightsLog2 = try proof.heightsLog2()
        } catch {
            throw .part(index: index, error)
        }
        guard let profile = profiles.firstIndex(where: { $0.matches(heightsLog2) }) else {
            throw .part(index: index, .profile(heightsLog2: heightsLog2))
        }
        guard let output = PartOutput(words: proof.result.output) else {
            throw .output(part: index)
        }
        self.init(shape: profile, before: output.startDigest, after: output.endDigest)
    }
}

extension JoinTree {
    /// The plan of joins of consecutive parts, of one block or of several, from their proofs.
    ///
    /// The proofs are read and not verified: the joins verify them.
    ///
    /// - Parameters:
    ///   - runs: The encoded proofs of the parts' runs, in order.
    ///   - profiles: The shapes of parts, the largest last.
    public init(
        parts runs: [[UInt8]], profiles: [HeightProfile] = RiscvMachine.profiles
    ) throws(BlockProofError) {
        var parts = [Run]()
        for (index, run) in runs.enumerated() {
            parts.append(try Run(claimedBy: run, index: index, profiles: profiles))
        }
        do throws(Defect) {
            try self.init(parts, shapeCount: profiles.count)
        } catch {
            throw BlockProofError(error)
        }
    }
}

extension BlockProofError {
    /// Why parts have no plan.
    fileprivate init(_ defect: JoinTree.Defect) {
        switch defect {
        case .noRuns: self = .noParts
        case .runLimit(let limit, let actual):
            self = .decoding(.limitExceeded(limit: limit, actual: actual))
        case .shape(let run): self = .output(part: run)
        case .gap(let run, let expected, let actual):
            self = .gap(part: run, expected: expected, actual: actual)
        }
    }
}

extension RiscvProof {
    /// The heights of the chips of the machine.
    fileprivate func heightsLog2() throws(RiscvProofError) -> [Int?] {
        let machine: CheckedMachine<RiscvMachine>
        do {
            machine = try RiscvMachine.checked()
        } catch {
            throw .machine(error)
        }
        do {
            return try ProofReader(key: key.starkKey(for: machine)).read(machineProof).heightsLog2
        } catch {
            throw .proofDecoding(error)
        }
    }
}
