import Bytes
import Network
import ProofJobs
import ProofStores

/// The methods of the queue's interface: names and members, for server and client.
///
/// What is small travels as JSON-RPC at `/`; jobs, results and records are binary bodies at paths of
/// their own.
enum QueueMethod: String, CaseIterable {
    case lease = "prover_lease"
    case heartbeat = "prover_heartbeat"
    case fail = "prover_fail"
    case release = "prover_release"
    case refuse = "prover_refuse"
    case retry = "prover_retry"

    /// The path of an encoded job, followed by its id.
    static let jobPath = "/job/"
    /// The path of a result, followed by the id of its job.
    static let resultPath = "/result/"
    /// The path of all records.
    static let recordsPath = "/records"
}

extension QueueMethod {
    /// Does a call; throws `NetworkError` for parameters that do not fit.
    func call(_ params: JSON, _ source: any JobSource) throws -> JSON {
        switch self {
        case .lease:
            var kinds: Set<JobKind> = []
            for name in try params.array("kinds") {
                guard let kind = name.stringValue.flatMap({ JobKind(rawValue: $0) }) else {
                    throw NetworkError.wrongType(member: "kinds", expected: "kinds of jobs")
                }
                kinds.insert(kind)
            }
            return try source.lease(kinds, to: params.string("worker"))?.wire ?? .null
        case .heartbeat: try source.heartbeat(JobLease(wire: params))
        case .fail: try source.fail(JobLease(wire: params), reason: params.string("reason"))
        case .release: try source.release(JobLease(wire: params))
        case .refuse:
            try source.refuse(
                params.id("job"), digest: params.id("digest"), reason: params.string("reason"))
        case .retry: try source.retry(params.id("job"))
        }
        return true
    }
}

extension JSON {
    /// The 32 bytes of a member.
    func id(_ key: String) throws(NetworkError) -> Bytes32 {
        guard let id = Hex.decode(try string(key)).flatMap({ Bytes32($0) }) else {
            throw .wrongType(member: key, expected: "32 bytes in hexadecimal")
        }
        return id
    }
}

extension JobLease {
    var wire: JSON {
        ["job": .string(job.hex), "number": .decimal(number), "worker": .string(worker)]
    }

    init(wire: JSON) throws(NetworkError) {
        self.init(
            job: try wire.id("job"), number: try wire.decimal("number"),
            worker: try wire.string("worker"))
    }
}

extension LeasedJob {
    var wire: JSON {
        var members = lease.wire.objectValue ?? JSONObject()
        members["milliseconds"] = .decimal(milliseconds)
        return .object(members)
    }

    init(wire: JSON) throws(NetworkError) {
        self.init(
            lease: try JobLease(wire: wire), milliseconds: try wire.decimal("milliseconds"))
    }
}

/// A snapshot as bytes: the time, then each record with its length before it.
extension QueueSnapshot {
    var encoded: [UInt8] {
        var writer = ByteWriter(capacity: 8 + 512 * records.count)
        writer.append(nowMilliseconds)
        for record in records {
            let bytes = record.encoded
            writer.append(UInt32(truncatingIfNeeded: bytes.count))
            writer.append(bytes)
        }
        return writer.bytes
    }

    init(decoding bytes: [UInt8]) throws(JobError) {
        let now: UInt64
        var encodings: [[UInt8]] = []
        do throws(DecodingError) {
            var reader = ByteReader(bytes)
            now = try reader.read()
            while reader.remaining > 0 {
                encodings.append(try reader.readBytes(Int(try reader.read(UInt32.self))))
            }
        } catch {
            throw .malformed(error)
        }
        var records: [JobRecord] = []
        for encoding in encodings { records.append(try JobRecord(decoding: encoding)) }
        self.init(records: records, nowMilliseconds: now)
    }
}
