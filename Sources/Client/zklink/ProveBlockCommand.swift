import BlockProofs
import BlockProving
import Bytes
import FRI
import Foundation
import Ledger
import Network
import Parallel
import Transition

/// Proves a block, part by part.
enum ProveBlockCommand {
    /// The options of the commands that prove parts.
    static let options = [
        OptionDescription("program", "PROGRAM.elf", "the guest program of parts"),
        OptionDescription(
            "parameters", "NAME", "parameter set: \(ParameterName.list) (default chunk)"),
        OptionDescription("threads", "N", "threads (default one for each processor)"),
    ]

    static let command = CommandDescription(
        "prove-block", "Proves a block in parts; run it again to go on after an interruption",
        arguments: ["NUMBER"],
        options: [
            OptionDescription("out", "PROOF", "file for the proof of the block"),
            OptionDescription(
                "work", "FOLDER", "jobs and finished parts (default: PROOF.work)"),
            OptionDescription(
                "data", "FILE",
                "data of a block, for each from 1 to NUMBER in order (default: from the node)",
                isRepeatable: true),
            OptionDescription(
                "authorizations", "FILE",
                "with --data: the signatures of the block's signed operations"),
            OptionDescription(
                "jobs-only", nil, "write the jobs for workers elsewhere and prove nothing"),
        ] + options,
        examples: [
            "zklink prove-block 16 --program build/guests/TransitionProgram.elf --out block-16.proof --config client.json",
            "zklink prove-block 1 --data block-1 --program build/guests/TransitionProgram.elf --out block-1.proof --config client.json",
            "zklink prove-block 16 --jobs-only --work jobs --program build/guests/TransitionProgram.elf --config client.json",
        ]
    ) { session in
        let number = try BlockSource.number(session)
        let jobsOnly = session.has("jobs-only")
        let out = jobsOnly ? nil : try OutputFile(session.required("out"))
        let path = try workPath(session, out)
        let source = try BlockSource(session, number: number)
        let started = Date()
        let prover = try prover(session)
        let work = BlockWork(
            try BlockProofFile.proving { () throws(BlockProvingError) in
                try WorkFolder(path: path)
            }, prover: prover)
        let plan = try plan(session, work, prover, source)
        guard let out else {
            let report = PlanReport(plan, path: path)
            session.console.show(report.json, text: report.text)
            return
        }
        let progress = BlockProgress(console: session.console, partCount: plan.parts.count)
        defer { progress.finish() }
        let proof = try BlockProofFile.proving { () throws(BlockProvingError) in
            try work.complete(plan, observer: progress.observe)
        }
        progress.finish()
        let bytes = proof.encoded
        try out.write(bytes)
        let report = BlockProofReport(
            plan, byteCount: bytes.count, seconds: Date().timeIntervalSince(started),
            path: out.path)
        let console = try session.console.leavingRoom(for: [out])
        console.show(report.json, text: report.text)
    }

    /// The folder of `--work`; that beside the proof without it.
    private static func workPath(_ session: Session, _ out: OutputFile?) throws -> String {
        if let path = session.optional("work") { return path }
        guard let out, !out.isStandardOutput else {
            throw UsageError("'prove-block' needs --work FOLDER when no file gets the proof")
        }
        return out.path + ".work"
    }

    /// The prover of `--program`.
    static func prover(_ session: Session) throws -> PartProver {
        let set = try ParameterName.parse(session.optional("parameters") ?? "chunk")
        let threads = try session.integer(
            "threads", in: 1...1024, default: Workers.allProcessors.count)
        let program = try GuestFiles.program(session.required("program"))
        return try BlockProofFile.proving { () throws(BlockProvingError) in
            try PartProver(program, parameterSet: set, workers: Workers(count: threads))
        }
    }

    /// The plan of an earlier run, or a new one.
    private static func plan(
        _ session: Session, _ work: BlockWork, _ prover: PartProver, _ source: BlockSource
    ) throws -> BlockPlan {
        let hash = try source.headerHash()
        if let hash, let plan = try stored(work, prover, hash) { return plan }
        let (data, state) = try source.block()
        let console = session.console
        let cut = try BlockProofFile.proving { () throws(BlockProvingError) in
            try PartCutter(prover).cut(data, over: state) { count in
                console.progress(
                    "cutting: \(count) of \(data.operations.count) operations are in parts")
            }
        }
        console.endProgress()
        if let hash, cut.header.hash != hash {
            throw CommandFailure(
                "header",
                "the data give header 0x\(cut.header.hash.hex), but the node says 0x\(hash.hex)")
        }
        if let plan = try stored(work, prover, cut.header.hash) { return plan }
        return try BlockProofFile.proving { () throws(BlockProvingError) in
            try work.store(cut)
        }
    }

    private static func stored(
        _ work: BlockWork, _ prover: PartProver, _ hash: Bytes32
    ) throws -> BlockPlan? {
        try BlockProofFile.proving { () throws(BlockProvingError) in
            try work.plan(for: BlockPlan.Purpose(prover, headerHash: hash))
        }
    }
}

/// Proves one part of a block from its job.
enum ProvePartCommand {
    static let command = CommandDescription(
        "prove-part", "Proves one part of a block from its job, for a worker elsewhere",
        arguments: ["JOB"],
        options: [
            OptionDescription(
                "out", "PART", "file for the proof of the part; put it into the folder as part-N")
        ] + ProveBlockCommand.options,
        examples: [
            "zklink prove-part jobs/job-3 --program build/guests/TransitionProgram.elf --out jobs/part-3"
        ]
    ) { session in
        let out = try OutputFile(session.required("out"))
        let path = session.invocation.arguments[0]
        let bytes = try InputFile.bytes(path, limit: BlockProofLimits.jobByteCount)
        let job = try BlockProofFile.decoding(path) { () throws(BlockProofError) in
            try PartJob(decoding: bytes)
        }
        let progress = ProvingProgress(console: session.console)
        defer { progress.finish() }
        let prover = try ProveBlockCommand.prover(session)
        let proof = try BlockProofFile.proving { () throws(BlockProvingError) in
            try prover.prove(job, progress: progress.observe)
        }
        let seconds = progress.seconds
        progress.finish()
        let encoded = proof.encoded
        try out.write(encoded)
        let result: JSON = [
            "part": .string(out.path), "block": .integer(job.blockNumber),
            "index": .integer(job.index), "program": .string("0x\(job.programDigest.hex)"),
            "proofBytes": .integer(encoded.count),
            "seconds": .number(Decimal.text(seconds, places: 3)),
        ]
        try session.console.leavingRoom(for: [out]).show(
            result,
            text: "part \(job.index) of block \(job.blockNumber) proven in "
                + "\(Decimal.text(seconds, places: 2)) s\n\(out.path): \(encoded.count) bytes")
    }
}
