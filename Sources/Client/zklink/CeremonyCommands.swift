import BN254
import Bytes
import Ceremony
import Foundation
import Groth16Files
import Network
import Parallel
import Sdk

/// Commands of a Groth16 ceremony.
enum CeremonyCommands {
    static let all = [begin, contribute, verify, beacon, export]

    private static let circuit = OptionDescription(
        "circuit", "FILE.r1cs", "the circuit that the key is for")
    private static let powers = OptionDescription(
        "powers", "FILE.ptau", "powers of tau, prepared for phase 2")
    private static let powersHash = OptionDescription(
        "powers-hash", "HEX", "BLAKE2b hash that the powers must have, as published")

    static let begin = CommandDescription(
        "ceremony begin", "Makes the first key of a circuit from powers of tau",
        arguments: ["FOLDER"],
        options: [
            circuit, powers, powersHash,
            OptionDescription(
                "local-powers", "LOG2",
                "generate powers here instead, for 2^LOG2 rows: the key is for development"),
        ],
        examples: [
            "zklink ceremony begin ceremony --circuit wrap.r1cs --powers powersOfTau28_hez_final_22.ptau --powers-hash 0d64f63d...",
            "zklink ceremony begin trial --circuit wrap.r1cs --local-powers 10",
        ]
    ) { session in
        let folder = session.invocation.arguments[0]
        let circuit = try session.required("circuit")
        try CeremonyReport.convertingErrors {
            let powers = try powersFile(session, folder, creating: true)
            let progress = CeremonyProgress(session.console, "first key")
            let ceremony = try CeremonyFolder(
                creating: folder, circuit: circuit, powers: powers, workers: .allProcessors,
                progress: progress.show)
            progress.finish()
            CeremonyReport(ceremony.transcript).show(session.console, title: "ceremony begun")
        }
    }

    static let contribute = CommandDescription(
        "ceremony contribute", "Adds a secret factor from the system's randomness and your input",
        arguments: ["FOLDER"],
        options: [OptionDescription("name", "NAME", "your name in the transcript")],
        examples: ["zklink ceremony contribute ceremony --name alice"]
    ) { session in
        let name = try session.required("name")
        try CeremonyReport.convertingErrors {
            var ceremony = try open(session)
            var entropy = try typedEntropy(session.console)
            defer { entropy.withUnsafeMutableBytes { $0.wipe() } }
            let progress = CeremonyProgress(session.console, "next key")
            try ceremony.contribute(name: name, entropy: entropy, progress: progress.show)
            progress.finish()
            CeremonyReport(ceremony.transcript).show(
                session.console,
                title: "\(name) contributed; publish the hash: \(ceremony.transcript.hash.hex)")
        }
    }

    static let beacon = CommandDescription(
        "ceremony beacon", "Ends a ceremony with a public value that nobody could foresee",
        arguments: ["FOLDER"],
        options: [
            OptionDescription("value", "HEX", "the value, such as a later block's hash"),
            OptionDescription(
                "iterations", "LOG2", "logarithm of the number of hashes (default 20, at most 32)"),
        ],
        examples: [
            "zklink ceremony beacon ceremony --value 00000000000000000001a7c5... --iterations 20"
        ]
    ) { session in
        let text = try session.required("value")
        guard let value = Hex.decode(text),
            (1...Contribution.maximumBeaconLength).contains(value.count)
        else { throw InputError("'--value \(text)' is not 1 to 255 bytes in hexadecimal") }
        let iterations = try session.integer(
            "iterations", in: 0...Contribution.maximumIterationsLog2, default: 20)
        try CeremonyReport.convertingErrors {
            var ceremony = try open(session)
            let progress = CeremonyProgress(session.console, "last key")
            try ceremony.applyBeacon(value, iterationsLog2: iterations, progress: progress.show)
            progress.finish()
            CeremonyReport(ceremony.transcript).show(session.console, title: "beacon applied")
        }
    }

    static let verify = CommandDescription(
        "ceremony verify", "Verifies a whole ceremony: powers, first key, every step, last key",
        arguments: ["FOLDER"], options: [circuit, powers, powersHash],
        examples: [
            "zklink ceremony verify ceremony --circuit wrap.r1cs --powers powersOfTau28_hez_final_22.ptau --powers-hash 0d64f63d..."
        ]
    ) { session in
        let circuit = try session.required("circuit")
        try CeremonyReport.convertingErrors {
            let ceremony = try open(session)
            try verify(ceremony, circuit, session)
            CeremonyReport(ceremony.transcript).show(
                session.console, title: "the ceremony is valid")
        }
    }

    static let export = CommandDescription(
        "ceremony export", "Verifies a ceremony and writes its keys and the verifiers of chains",
        arguments: ["FOLDER"],
        options: [
            OptionDescription("out", "FOLDER", "folder for the files"), circuit, powers, powersHash,
            OptionDescription(
                "network", "FILE", "network of the key; only local ones take a development key"),
        ],
        examples: [
            "zklink ceremony export ceremony --circuit wrap.r1cs --powers powersOfTau28_hez_final_22.ptau --out keys"
        ]
    ) { session in
        let (out, circuit) = (try session.required("out"), try session.required("circuit"))
        try CeremonyReport.convertingErrors {
            let ceremony = try open(session)
            try refuseDevelopmentKey(ceremony, session)
            try verify(ceremony, circuit, session)
            _ = try ceremony.export(to: out)
            CeremonyReport(ceremony.transcript).show(
                session.console, title: "keys and verifiers are in \(out)")
        }
    }

    private static func open(_ session: Session) throws -> CeremonyFolder {
        try CeremonyFolder(
            opening: session.invocation.arguments[0], workers: .allProcessors)
    }

    private static func verify(
        _ ceremony: CeremonyFolder, _ circuit: String, _ session: Session
    ) throws {
        let powers = try powersFile(
            session, session.invocation.arguments[0], creating: false)
        let progress = CeremonyProgress(session.console, "first key, to compare")
        defer { progress.finish() }
        try ceremony.verify(circuit: circuit, powers: powers, progress: progress.show)
    }

    /// The powers of the options, or those of the folder, which `begin` can generate.
    private static func powersFile(
        _ session: Session, _ folder: String, creating: Bool
    ) throws -> PowersFile {
        var expected: FixedBytes<64>?
        if let text = session.optional("powers-hash") {
            expected = FixedBytes(hex: text)
            guard expected != nil else {
                throw InputError("'--powers-hash \(text)' is not 128 hexadecimal digits")
            }
        }
        if creating, session.optional("local-powers") != nil {
            guard session.optional("powers") == nil else {
                throw UsageError("'ceremony begin' takes --powers or --local-powers, not both")
            }
            return try CeremonyFolder.makeLocalPowers(
                in: folder, log2: try session.integer("local-powers", in: 1...20, default: 1),
                workers: .allProcessors)
        }
        let path =
            creating
            ? try session.required("powers")
            : session.optional("powers") ?? CeremonyFolder.localPowersPath(in: folder)
        return try PowersFile(path, expecting: expected)
    }

    /// Throws for a development key and a network with a chain that is not local.
    private static func refuseDevelopmentKey(
        _ ceremony: CeremonyFolder, _ session: Session
    ) throws {
        guard session.optional("network") != nil, ceremony.transcript.isDevelopment else { return }
        let network = try Client.networkFile(session)
        guard let chain = network.chains.first(where: { !isLocal($0.evmChainID) }) else { return }
        throw CommandFailure(
            "developmentKey",
            "one party could know the secrets of this key: it is for development and not for a network on chain \(chain.name)"
        )
    }

    private static func isLocal(_ chain: UInt64) -> Bool {
        Int(exactly: chain).map(VyperVerifier.localChains.contains) ?? false
    }

    /// Entropy: a line from a terminal, or all of standard input up to the limit.
    private static func typedEntropy(_ console: Console) throws -> [UInt8] {
        let limit = 1 << 16
        if isatty(0) == 1 {
            console.prompt("Type at random for a while, then press Enter: ")
            return Array((readLine() ?? "").utf8)
        }
        let data = try FileHandle.standardInput.read(upToCount: limit) ?? Data()
        return Array(data)
    }
}
