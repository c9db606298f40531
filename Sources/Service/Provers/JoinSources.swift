import Aggregation
import BlockAggregation
import BlockProofs
import Bytes
import ProofJobs
import RiscvCircuits

/// What a join job reads: proofs of consecutive parts, or two joined proofs.
///
/// Only the form of the proofs is read; the join verifies them.
enum JoinSources {
    /// Proofs of the parts' runs, with the plan of the one join that they take.
    case parts(runs: [[UInt8]], JoinTree)
    /// The digest before the first joined proof and that after the second.
    case joined(before: Bytes32, after: Bytes32)

    init(
        _ inputs: [[UInt8]], shape: RecursionShape, profiles: [HeightProfile]
    ) throws(WorkFailure) {
        guard (1...2).contains(inputs.count) else {
            throw WorkFailure("a join has one or two inputs, not \(inputs.count)")
        }
        self = try WorkFailure.explaining {
            if let runs = try? inputs.map({ try PartProof(decoding: $0).run }) {
                return .parts(runs: runs, try JoinTree(parts: runs, profiles: profiles))
            }
            guard inputs.count == 2 else {
                throw WorkFailure("a joined proof alone is not joined again")
            }
            let statements = try inputs.map {
                try JoinedProof(decoding: $0, shape: shape).statement
            }
            return .joined(before: statements[0].before, after: statements[1].after)
        }
    }

    /// The digest before the first proof and that after the last.
    var ends: (before: Bytes32, after: Bytes32) {
        switch self {
        case .parts(_, let tree): (tree.runs[0].before, tree.runs[tree.runs.count - 1].after)
        case .joined(let before, let after): (before, after)
        }
    }
}

extension WorkFailure {
    /// Runs a step with its errors as words.
    static func explaining<Value>(_ body: () throws -> Value) throws(WorkFailure) -> Value {
        do {
            return try body()
        } catch {
            throw (error as? WorkFailure) ?? WorkFailure("\(error)")
        }
    }

    /// Throws unless a result says what its job asks for.
    static func require(
        _ actual: AggregationStatement, is expected: AggregationStatement
    ) throws(WorkFailure) {
        guard actual == expected else { throw WorkFailure("the proof says something else") }
    }
}
