import FRI
import Node
import Parallel
import ProofJobs
import ProofPipeline

/// The keys of a node's configuration file that say how its blocks are proven.
enum NodeProving {
    static let keys: Set<String> = [
        "program", "joinKeys", "wrapVerifyingKey", "proverListen", "proverTokenFile",
        "proverPostgres", "proofAlarmSeconds", "proofWaitSeconds",
    ]

    /// How blocks are proven; `nil` where the file says nothing of it.
    static func configuration(_ file: ConfigurationFile) throws -> ProvingConfiguration? {
        let session = file.session
        let needed = ["program", "join-keys", "wrap-verifying-key"]
        let missing = needed.filter { session.optional($0) == nil }
        let listen = session.optional("prover-listen")
        let postgres = session.optional("prover-postgres")
        guard missing.count < needed.count || listen != nil || postgres != nil else {
            return nil
        }
        guard missing.isEmpty else {
            throw InputError(
                "a node that has blocks proven needs program, joinKeys and wrapVerifyingKey: "
                    + "\(missing.map(Session.camelCase).joined(separator: ", ")) is missing")
        }
        guard listen != nil || postgres != nil else {
            throw InputError(
                "a node that has blocks proven needs proverListen or proverPostgres, for workers")
        }
        var proving = ProvingConfiguration(
            ProvenKeys(
                program: try GuestFiles.program(session.path(session.required("program"))),
                joins: try ProofLayers.keys(session),
                wrap: try ProofLayers.wrapVerifyingKey(session)))
        if listen != nil {
            let (address, port) = try file.listen("prover-listen")
            proving.listener = ProvingConfiguration.Listener(
                address: address, port: port,
                token: try QueueAccess.token(session, option: "prover-token-file"))
        }
        if let postgres { proving.queue = .postgres(postgres) }
        proving.alarmMilliseconds =
            1_000
            * UInt64(
                try session.integer("proof-alarm-seconds", in: 1...604_800, default: 600))
        proving.policy.waitMilliseconds =
            1_000
            * UInt64(try session.integer("proof-wait-seconds", in: 0...86_400, default: 60))
        return proving
    }
}
