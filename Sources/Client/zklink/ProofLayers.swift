import Aggregation
import BlockProving
import Foundation
import Groth16
import Groth16Files
import Parallel
import Provers

/// The programs above proofs of parts, as options name them.
enum ProofLayers {
    static let options = [
        OptionDescription(
            "join-keys", "FILE",
            "keys of the programs that join, as from 'join-keys': for join, compress, last, wrap")
    ]

    /// The keys of `--join-keys`.
    static func keys(_ session: Session) throws -> AggregationKeys {
        let path = session.path(try session.required("join-keys"))
        let text = String(decoding: try InputFile.bytes(path, limit: 1 << 16), as: UTF8.self)
        guard let keys = AggregationKeys(text: text) else {
            throw InputError("\(path) is no list of keys: make it with 'zklink join-keys'")
        }
        return keys
    }

    /// The key of `--wrap-verifying-key`.
    static func wrapVerifyingKey(_ session: Session) throws -> VerifyingKey {
        let path = session.path(try session.required("wrap-verifying-key"))
        return try Groth16Commands.convertingErrors {
            try JSONFiles.verifyingKey(Data(try InputFile.bytes(path, limit: 1 << 16)))
        }
    }

    /// The layers with some keys above a prover of parts.
    static func layers(
        _ parts: PartProver, _ keys: AggregationKeys, _ session: Session
    ) throws -> ProvingLayers {
        let threads = try session.integer(
            "threads", in: 1...1024, default: Workers.allProcessors.count)
        return ProvingLayers(parts, keys: keys, workers: Workers(count: threads))
    }

    /// Runs a step with a list of other keys as words.
    static func explaining<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch is ProvingLayers.OtherKeys {
            throw InputError(
                "the list of --join-keys is of another build or program: write it again with 'zklink join-keys'"
            )
        }
    }
}
