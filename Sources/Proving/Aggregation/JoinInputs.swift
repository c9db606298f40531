import Bytes
import Commitments
import Constraints
import Fields
package import Hashing
package import Recursion
import RecursionCircuits
import Riscv
import RiscvCircuits
import StarkVerifier

/// The advice of a join: proofs with what they say, and where their keys are.
package struct JoinInputs {
    /// A proof with what the join reads beside it.
    struct Child {
        let proof: ProofAdvice
        let before: Bytes32
        let after: Bytes32
        /// The index of the key in the list, 0 for a proof of a run.
        var keyIndex = 0
        /// The siblings of the key, none for a proof of a run.
        var keyPath: [Digest] = []
    }

    /// What the join says.
    package let statement: AggregationStatement
    let children: [Child]

    /// Proofs in the order of their boundaries.
    init(_ children: [Child], program: Digest, keyRoot: Digest) {
        self.children = children
        statement = AggregationStatement(
            program: program, keyRoot: keyRoot, before: children[0].before,
            after: children[children.count - 1].after)
    }

    /// Proofs for a program; throws where they do not fit.
    package init(
        _ join: JoinProgram, _ proofs: [JoinProver.Child], program: Digest, keys: KeyList
    ) throws {
        guard proofs.count == join.children.count else {
            throw JoinProver.Refusal.childCount(
                expected: join.children.count, actual: proofs.count)
        }
        var children = [Child]()
        for (number, (proof, kind)) in zip(proofs, join.children).enumerated() {
            switch (proof, kind) {
            case (.run(let run), .run): children.append(try Self.child(run, number))
            case (.recursion(let joined), .recursion(let shape)):
                children.append(try Self.child(joined, number, shape, keys))
            default: throw JoinProver.Refusal.childKind(child: number)
            }
            guard number == 0 || children[number - 1].after == children[number].before else {
                throw JoinProver.Refusal.boundary(child: number)
            }
        }
        self.init(children, program: program, keyRoot: keys.root)
    }

    /// A proof of a run, whose output must be the frame of two digests.
    static func child(_ run: RiscvProof, _ number: Int) throws -> Child {
        let words = run.result.output
        guard words.count == AggregationStatement.outputWordCount,
            words[0] == AggregationStatement.outputLength
        else { throw JoinProver.Refusal.output(child: number) }
        func digest(_ first: Int) -> Bytes32 {
            Bytes32 { UInt8(truncatingIfNeeded: words[first + $0 / 4] >> UInt32(8 * ($0 % 4))) }
        }
        let key = run.key.starkKey(for: try RiscvMachine.checked())
        let proof = try ProofAdvice(
            key: key, statement: RiscvMachine.statement(run.claim),
            proof: ProofReader(key: key).read(run.machineProof))
        return Child(proof: proof, before: digest(1), after: digest(9))
    }

    /// A proof of a recursion program, whose key must be in the list.
    static func child(
        _ joined: JoinedProof, _ number: Int, _ shape: RecursionShape, _ keys: KeyList
    ) throws -> Child {
        let digest = try shape.digest(fixedCap: joined.fixedCap)
        guard let index = keys.index(of: digest), let path = keys.path(of: index) else {
            throw JoinProver.Refusal.unknownKey(child: number)
        }
        return Child(
            proof: try joined.advice(shape), before: joined.statement.before,
            after: joined.statement.after, keyIndex: index, keyPath: path)
    }

    /// The values that the join reads.
    package var advice: ProgramAdvice {
        let indices = (0..<2).map { $0 < children.count ? children[$0].keyIndex : 0 }
        let boundaries = [children[0].before] + children.map(\.after)
        return ProgramAdvice(
            proofs: children.map(\.proof),
            cells: [statement.program, statement.keyRoot, statement.digest].map {
                VerifierProgram.Cell(digest: $0)
            } + indices.map { VerifierProgram.Cell(Goldilocks(UInt32($0))) }
                + boundaries.flatMap { AggregationStatement.cells($0) },
            paths: children.map(\.keyPath))
    }
}

extension JoinedProof {
    /// The statement as the machine's verifier takes it.
    var starkStatement: Statement {
        RecursionMachine.statement(publicCells: [Poseidon2Tree.elements(of: statement.digest)])
    }

    /// The values of the proof for a join.
    func advice(_ shape: RecursionShape) throws -> ProofAdvice {
        try ProofAdvice(
            key: shape.key(fixedCap: fixedCap), statement: starkStatement, proof: proof)
    }
}
