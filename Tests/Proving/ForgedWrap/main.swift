import Aggregation
import BlockAggregation
import Bytes
import FRI
import Foundation
import Groth16
import Groth16Files
import Hashing
import Parallel
import Recursion
import RecursionCircuits
import RecursionProver
import Riscv
import RiscvCircuits
import RiscvProver
import StarkVerifier
import Wrap

// Makes a proof that contracts must refuse, although its wrap, its last layer and its compression
// are honest: what is compressed is a proof of a program that verifies nothing and says that blocks
// lead from one header to another. The program's key is in a list of the forger.
//
//     forged-wrap PROGRAM.elf JOINS.txt WRAP.zkey BEFORE AFTER OUT
//
// BEFORE and AFTER are header hashes. Writes the 256 bytes of the proof, and prints the root of the
// forger's list.

struct Usage: Error {}

/// The program that says anything: its only operation reads the public data.
func lyingProof(
    _ statement: AggregationStatement, _ prover: RecursionProver<Poseidon2Hashing>
) -> JoinedProof {
    let advice = ProgramAdvice(
        proofs: [], cells: [VerifierProgram.Cell(digest: statement.digest)])
    let (_, proof) = prover.prove(advice, run: ProgramRun(prover.program, advice))
    return JoinedProof(
        statement: statement, fixedCap: prover.verifyingKey.fixedCap, proof: proof)
}

let arguments = Array(CommandLine.arguments.dropFirst())
guard arguments.count == 6,
    let before = Hex.decode(arguments[3]).flatMap({ Bytes32($0) }),
    let after = Hex.decode(arguments[4]).flatMap({ Bytes32($0) })
else { throw Usage() }
let workers = Workers.allProcessors
let elf = try Data(contentsOf: URL(fileURLWithPath: arguments[0]))
let text = try String(contentsOfFile: arguments[1], encoding: .utf8)
guard let known = AggregationKeys(text: text) else { throw Usage() }
let parts = try RunProver<RiscvMachine>(
    Program(elf: Array(elf)), parameterSet: .chunk, workers: workers)
guard let program = Digest(parts.programDigest) else { throw Usage() }
let programs = AggregationPrograms(partsOf: parts.key, keys: known)

// A key for a program without operations that refuse anything, in the shape of honest joins.
let lying = try RecursionProver<Poseidon2Hashing>(
    ProgramRecorder(publicCells: [.cell(0)]).program(), degree: programs.shape.degree,
    parameters: programs.shape.parameters, heightLog2: programs.shape.heightLog2,
    workers: workers)
let lyingKey = try programs.shape.digest(fixedCap: lying.verifyingKey.fixedCap)
let compressor = try programs.compressor(workers: workers)
guard let keys = KeyList([lyingKey, compressor.keyDigest]) else { throw Usage() }
let lie = lyingProof(
    AggregationStatement(program: program, keyRoot: keys.root, before: before, after: after),
    lying)

// From here on everything is as for a proof of blocks.
let compressed = try compressor.prove([.recursion(lie)], program: program, keys: keys)
let layer = try LastLayer(above: compressor.shape, workers: workers)
let last = try layer.prove(compressed, program: program, keys: keys)
let key = try KeyFile.open(arguments[2])
let wrapped = try Wrap(layer).prove(last, key: key, workers: workers)
try wrapped.verify(key.verifyingKey)
try Data(wrapped.proof.ethereumBytes).write(to: URL(fileURLWithPath: arguments[5]))
print(keys.root.bytes.hex)
