import Foundation
import ProofJobs
import ProofStores
import Provers

/// The way to a queue of proving jobs: a node, or a database.
enum QueueAccess {
    case node(url: String, token: String)
    case postgres(String)

    static let options = [
        OptionDescription("node", "URL", "the node's service for provers"),
        OptionDescription("token-file", "FILE", "with --node: a file with the access token"),
        OptionDescription(
            "postgres", "CONNECTION", "or a PostgreSQL database (keywords or URL of libpq)"),
    ]

    init(_ session: Session) throws {
        let postgres = session.optional("postgres")
        // A node in the configuration file may be the network's.
        let node =
            session.invocation.value("node") ?? (postgres == nil ? session.optional("node") : nil)
        switch (node, postgres) {
        case (let url?, nil): self = .node(url: url, token: try Self.token(session))
        case (nil, let information?): self = .postgres(information)
        case (nil, nil):
            throw UsageError(
                "'\(session.invocation.command.name)' needs --node URL or --postgres CONNECTION")
        case (_?, _?): throw UsageError("--node and --postgres exclude each other")
        }
    }

    /// The token in the file of an option, without white space around it.
    static func token(_ session: Session, option: String = "token-file") throws -> String {
        let path = session.path(try session.required(option))
        let bytes = try InputFile.bytes(path, limit: 4_096)
        let token = String(decoding: bytes, as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        guard token.utf8.count >= 16, token.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
            throw InputError(
                "\(path) holds no token: 16 visible characters or more, as from 'openssl rand -hex 32'"
            )
        }
        return token
    }

    /// The queue; `check` verifies results on their way into a database.
    func source(check: any ResultCheck) throws -> any JobSource {
        switch self {
        case .node(let url, let token): return RemoteJobSource(url: url, token: token)
        case .postgres(let information):
            return try Self.asking { () throws(JobError) in
                try PostgresJobStore(information, check: check)
            }
        }
    }

    /// Runs a call with refusals as errors of commands.
    static func asking<Value>(_ body: () throws(JobError) -> Value) throws -> Value {
        do throws(JobError) {
            return try body()
        } catch {
            switch error {
            case .unavailable(let cause):
                throw CommandFailure("unavailable", "the queue does not answer: \(cause)")
            case .unauthorized:
                throw CommandFailure("unauthorized", "the queue refuses the token of --token-file")
            default:
                throw CommandFailure("queue", "the queue refuses it: \(ErrorText.words(error))")
            }
        }
    }
}
