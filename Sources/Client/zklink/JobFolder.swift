import BlockProofs
import BlockProving
import Foundation
import ProofJobs
import ProofStores
import Storage

/// A folder of `prove-block --jobs-only` as the source of a queue: jobs go in, proofs come out.
///
/// It is locked, so that a queue has one process.
struct JobFolder {
    let path: String
    private let lock: WorkFolder

    init(path: String) throws {
        self.path = path
        guard FileManager.default.fileExists(atPath: path) else {
            throw InputError("there is no folder \(path)")
        }
        lock = try BlockProofFile.proving { () throws(BlockProvingError) in
            try WorkFolder(path: path)
        }
    }

    /// The store of a queue in a folder.
    static func store(_ path: String) throws(JobError) -> LMDBStore {
        do throws(StorageError) {
            return try LMDBStore(path: path)
        } catch {
            throw .unavailable(cause: "\(path): \(ErrorText.words(error))")
        }
    }

    /// Adds the jobs of the folder and returns how many there are.
    func addJobs(to store: EmbeddedJobStore) throws -> Int {
        var jobs: [ProofJob] = []
        while FileManager.default.fileExists(atPath: file(BlockWork.jobName(jobs.count))) {
            let file = file(BlockWork.jobName(jobs.count))
            let bytes = try InputFile.bytes(file, limit: BlockProofLimits.jobByteCount)
            let part = try BlockProofFile.decoding(file) { () throws(BlockProofError) in
                try PartJob(decoding: bytes)
            }
            jobs.append(
                try QueueAccess.asking { () throws(JobError) in
                    try ProofJob(
                        kind: .chunk, blocks: part.blockNumber...part.blockNumber,
                        index: part.index, payload: bytes)
                })
        }
        guard !jobs.isEmpty else {
            throw InputError(
                "\(path) has no jobs: 'zklink prove-block NUMBER --jobs-only --work \(path)'")
        }
        try QueueAccess.asking { () throws(JobError) in try store.add(jobs) }
        return jobs.count
    }

    /// Writes the proofs of parts, and the wrap, that have no file yet; returns whether all jobs of a
    /// kind are there and finished.
    func takeResults(from store: EmbeddedJobStore, through last: JobKind) throws -> Bool {
        let records = store.snapshot().records
        for record in records where record.resultDigest != nil {
            let name: String
            switch record.kind {
            case .chunk: name = file(BlockWork.partName(Int(record.index)))
            case .wrap: name = file("wrap")
            case .join, .compress, .last: continue
            }
            guard !FileManager.default.fileExists(atPath: name),
                let result = try QueueAccess.asking({ () throws(JobError) in
                    try store.result(record.id)
                })
            else { continue }
            try OutputFile(name).write(result)
            ProcessCommands.say("\(record.title) is proven")
        }
        let awaited = records.filter { $0.kind == last }
        return !awaited.isEmpty && awaited.allSatisfy { $0.resultDigest != nil }
    }

    private func file(_ name: String) -> String { path + "/" + name }
}
