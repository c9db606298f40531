import BlockProofs
import Bytes
import FRI
import Foundation
import Ledger
import Network
import Parallel
import RiscvCircuits
import RiscvProver
import RpcApi
import Sdk
import Transition

/// Verifies the proof of a block.
enum VerifyBlockCommand {
    static let command = CommandDescription(
        "verify-block", "Verifies a proof of a block: exit status 0 only if it is valid",
        arguments: ["PROOF"],
        options: [
            OptionDescription(
                "program", "DIGEST|ELF", "the guest program of parts, by digest or as its file"),
            OptionDescription(
                "previous", "HASH", "hash of the header before (default: from the node)"),
            OptionDescription(
                "header", "HASH",
                "hash of the block's header (default: from the node; any with --previous)"),
            OptionDescription(
                "parameters", "NAME",
                "accept this parameter set alone (default: all but test, which proves nothing)"),
        ],
        examples: [
            "zklink verify-block block-16.proof --program build/guests/TransitionProgram.elf --config client.json",
            "zklink verify-block proof --program 0x\(String(repeating: "1d", count: 32)) --previous 0x\(String(repeating: "1d", count: 32)) --json",
        ]
    ) { session in
        let path = session.invocation.arguments[0]
        let wanted = try session.required("program")
        let set = try session.optional("parameters").map(ParameterName.parse)
        let previous = try hash(session, "previous")
        let header = try hash(session, "header")
        let bytes = try InputFile.bytes(path, limit: BlockProofLimits.blockByteCount)
        let proof = try BlockProofFile.decoding(path) { () throws(BlockProofError) in
            try BlockProof(decoding: bytes)
        }
        let hashes = try expected(session, proof, previous: previous, header: header)
        let verifier = BlockVerifier(
            programDigest: try digest(wanted, of: proof, set),
            parameters: set == .test ? .any : .secure, workers: .allProcessors)
        let started = Date()
        let block = try BlockProofFile.verifying { () throws(BlockProofError) in
            let block = try verifier.verify(proof, after: hashes.previous)
            if let header = hashes.header, block.header.hash != header {
                throw .header(expected: header, actual: block.header.hash)
            }
            return block
        }
        let report = try BlockVerificationReport(
            block, proof, verifier, byteCount: bytes.count,
            seconds: Date().timeIntervalSince(started))
        if let set, let other = report.parameterSets.first(where: { $0 != set }) {
            throw CommandFailure(
                "parameterSet", "a part is of parameter set \(other.name), not \(set.name)")
        }
        session.console.show(report.json, text: report.text)
    }

    private static func hash(_ session: Session, _ option: String) throws -> Bytes32? {
        guard let text = session.optional(option) else { return nil }
        guard let hash = Bytes32(hex: text) else {
            throw UsageError("'--\(option) \(text)' is not a hash: 64 hexadecimal digits")
        }
        return hash
    }

    /// The hashes of the headers before and of the block, from the options, else from the node.
    private static func expected(
        _ session: Session, _ proof: BlockProof, previous: Bytes32?, header: Bytes32?
    ) throws -> (previous: Bytes32, header: Bytes32?) {
        if let previous { return (previous, header) }
        guard proof.header.number > 0 else {
            throw InputError("the proof is of block 0, which has none", reason: "malformed")
        }
        let client = try Client(session)
        func nodeHash(_ number: UInt64) throws -> Bytes32 {
            try client.node.call(BlockMethod.self, BlockMethod.Parameters(.number(number)))
                .headerHash
        }
        let before =
            proof.header.number == 1
            ? LedgerState(genesis: try GenesisFile.genesis(session.readNetwork())).header.hash
            : try nodeHash(proof.header.number - 1)
        return (before, try header ?? nodeHash(proof.header.number))
    }

    /// The digest named by the user, or that of the named file for the parameters of the proof.
    private static func digest(
        _ wanted: String, of proof: BlockProof, _ set: ParameterSet?
    ) throws -> Bytes32 {
        if let digest = Bytes32(hex: wanted) { return digest }
        guard FileManager.default.fileExists(atPath: wanted) else {
            throw InputError("'\(wanted)' is neither a digest (64 hexadecimal digits) nor a file")
        }
        let program = try GuestFiles.program(wanted)
        let first = proof.runs.first.flatMap { try? RiscvProof($0).key.parameterSet }
        return try GuestFiles.prover(program, set ?? first ?? .chunk, workers: .allProcessors)
            .programDigest
    }
}

/// The report on a valid proof of a block.
struct BlockVerificationReport {
    /// The parameter set of each part.
    let parameterSets: [ParameterSet]
    private let block: ProvenBlock
    private let programDigest: Bytes32
    private let provableBits: Double
    private let byteCount: Int
    private let seconds: Double

    init(
        _ block: ProvenBlock, _ proof: BlockProof, _ verifier: BlockVerifier, byteCount: Int,
        seconds: Double
    ) throws {
        let inspections = try proof.runs.map { run in
            try ProofFile.convertingErrors { () throws(RiscvProofError) in
                try ProofInspection(run)
            }
        }
        self.block = block
        programDigest = verifier.programDigest
        parameterSets = inspections.map(\.proof.key.parameterSet)
        provableBits = inspections.map(\.provableBits).min() ?? 0
        self.byteCount = byteCount
        self.seconds = seconds
    }

    private var isForTestsOnly: Bool { parameterSets.contains { $0.isForTestsOnly } }

    var json: JSON {
        let header = block.header
        return [
            "valid": true, "block": .integer(header.number),
            "headerHash": .string("0x\(header.hash.hex)"),
            "header": .string("0x" + Hex.encode(header.encoded)),
            "previousHash": .string("0x\(header.previousHash.hex)"),
            "root": .string("0x\(header.newRoot.hex)"),
            "chains": .array(
                zip(header.chains, block.chainOperations).map { section, operations in
                    [
                        "chain": .integer(section.chain.rawValue),
                        "operations": .string("0x" + Hex.encode(ChainOperation.encode(operations))),
                    ]
                }),
            "program": .string("0x\(programDigest.hex)"), "parts": .integer(parameterSets.count),
            "forTestsOnly": .bool(isForTestsOnly),
            "securityBits": .number(Decimal.tenths(provableBits)),
            "proofBytes": .integer(byteCount),
            "seconds": .number(Decimal.text(seconds, places: 4)),
        ]
    }

    var text: String {
        let header = block.header
        let strength =
            isForTestsOnly
            ? "for tests only: it proves nothing"
            : "\(Decimal.tenths(provableBits)) provable bits a part"
        let operationCount = block.chainOperations.reduce(0) { $0 + $1.count }
        return [
            "valid: block \(header.number), header 0x\(header.hash.hex)",
            "after 0x\(header.previousHash.hex)",
            "state root 0x\(header.newRoot.hex), \(operationCount) operations for chains",
            "program 0x\(programDigest.hex)",
            "\(PartCount.text(parameterSets.count)), \(strength); verified in \(Decimal.text(seconds * 1e3, places: 1)) ms",
        ].joined(separator: "\n")
    }
}
