// swift-tools-version: 6.2
import PackageDescription

// One package, targets in layer order: a target imports only from the lines above it.
// docs/layout.md says what each module is for; TidyTests compares imports with this list.

/// Settings of every Swift target.
///
/// Release builds optimise across modules: generic field and polynomial code runs 14 times slower
/// without it (house style, rule 8).
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
    .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
]

func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, exclude: ["README.md"], swiftSettings: strict)
}

func program(_ name: String, _ dependencies: [Target.Dependency], path: String? = nil) -> Target {
    .executableTarget(
        name: name, dependencies: dependencies, path: path,
        exclude: path == nil ? ["README.md"] : [], swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(
        name: name + "Tests", dependencies: dependencies + ["TestSupport"], swiftSettings: strict)
}

/// C that is worth nothing unoptimised, so debug builds optimise it too.
func kernels(_ name: String) -> Target {
    .target(name: name, exclude: ["README.md"], cSettings: [.unsafeFlags(["-O3"])])
}

func system(_ name: String, package: String, debian: String) -> Target {
    .systemLibrary(name: name, pkgConfig: package, providers: [.apt([debian])])
}

let package = Package(
    name: "ZkLink",
    products: [
        .library(
            name: "GuestModules",
            targets: [
                "Bytes", "Fields", "Hashing", "Signatures", "Ledger", "StateTree", "Transition",
            ]),
        .executable(name: "zklink", targets: ["zklink"]),
    ],
    targets: [
        // Layer 0
        module("Bytes"),
        module("Parallel"),
        kernels("CKernels"),
        system("CSystemLMDB", package: "lmdb", debian: "liblmdb-dev"),
        system("CSystemCurl", package: "libcurl", debian: "libcurl4-openssl-dev"),
        system("CSystemWebSockets", package: "libwebsockets", debian: "libwebsockets-dev"),
        system("CSystemSecp256k1", package: "libsecp256k1", debian: "libsecp256k1-dev"),
        // Layer 1
        module("Fields", ["Bytes"]),
        module("Hashing", ["Bytes", "Fields"]),
        module("Signatures", ["Bytes", "Fields", "Hashing"]),
        module("WalletSignatures", ["Bytes", "Hashing", "CSystemSecp256k1"]),
        // Layer 2
        module("Polynomials", ["Fields", "Parallel", "CKernels"]),
        module(
            "Commitments",
            ["Bytes", "Fields", "Hashing", "Polynomials", "Parallel", "CKernels"]),
        module("Transcripts", ["Bytes", "Fields", "Hashing", "CKernels"]),
        module("Ledger", ["Bytes", "Fields", "Hashing", "Signatures"]),
        // Layer 3
        module(
            "LowDegree",
            [
                "Bytes", "Fields", "Hashing", "Polynomials", "Commitments", "Transcripts",
                "Parallel",
                "CKernels",
            ]),
        module("Constraints", ["Fields", "Polynomials", "CKernels"]),
        module("Riscv", ["Bytes", "Fields", "Hashing"]),
        module("StateTree", ["Bytes", "Fields", "Hashing"]),
        // Layer 4
        module(
            "StarkVerifier",
            [
                "Bytes", "Fields", "Polynomials", "Commitments", "Transcripts", "LowDegree",
                "Constraints", "Parallel",
            ]),
        module(
            "StarkProver",
            [
                "Fields", "Polynomials", "Commitments", "Transcripts", "LowDegree", "Constraints",
                "StarkVerifier", "Parallel",
            ]),
        module(
            "RiscvCircuits",
            [
                "Bytes", "Fields", "Hashing", "Parallel", "Polynomials", "Commitments",
                "Transcripts", "LowDegree", "Constraints", "Riscv", "StarkVerifier", "StarkProver",
            ]),
        module("Transition", ["Bytes", "Fields", "Hashing", "Signatures", "Ledger", "StateTree"]),
        // Layer 5
        module("Settlement", ["Bytes", "Ledger", "Transition"]),
        // Layer 6
        module("Storage", ["Bytes", "Hashing", "CSystemLMDB"]),
        module("Network", ["Bytes", "CSystemCurl", "CSystemWebSockets"]),
        module("RpcApi", ["Bytes", "Ledger", "Transition", "Network"]),
        // Layer 7
        module(
            "EthereumSettlement",
            [
                "Bytes", "Hashing", "WalletSignatures", "Ledger", "Transition", "Settlement",
                "Network",
            ]),
        module(
            "Sdk",
            [
                "Bytes", "Hashing", "Signatures", "WalletSignatures", "Ledger", "Transition",
                "RpcApi", "Network", "Settlement", "EthereumSettlement",
            ]),
        // Layer 8
        module(
            "Node",
            [
                "Bytes", "Fields", "Hashing", "Signatures", "WalletSignatures", "Ledger",
                "StateTree", "Transition", "Settlement", "Storage", "Network", "RpcApi",
                "EthereumSettlement", "Parallel",
            ]),
        module(
            "Oracle",
            [
                "Bytes", "Hashing", "WalletSignatures", "Ledger", "StateTree", "Transition",
                "Settlement", "Storage", "Network", "RpcApi", "EthereumSettlement",
            ]),
        module(
            "Broker",
            [
                "Bytes", "Hashing", "WalletSignatures", "Ledger", "Transition", "Settlement",
                "Storage", "Network", "RpcApi", "EthereumSettlement", "Sdk",
            ]),
        // Layer 9
        program(
            "zklink",
            [
                "Bytes", "Hashing", "Signatures", "WalletSignatures", "Parallel", "LowDegree",
                "Constraints", "StarkVerifier", "StarkProver", "RiscvCircuits", "Ledger",
                "Transition", "Riscv", "Settlement", "Storage", "Network", "RpcApi",
                "EthereumSettlement", "Sdk",
                "Node", "Oracle", "Broker",
            ]),
        // Benchmarks
        .executableTarget(
            name: "core-benchmarks",
            dependencies: ["Bytes", "Fields", "Hashing", "Signatures", "StateTree"],
            path: "Benchmarks/CoreBenchmarks",
            swiftSettings: strict),
        .executableTarget(
            name: "riscv-benchmark",
            dependencies: ["Riscv"],
            path: "Benchmarks/RiscvBenchmark",
            swiftSettings: strict),
        program(
            "node-benchmark",
            ["Bytes", "Signatures", "Ledger", "Network", "RpcApi", "Node"],
            path: "Benchmarks/NodeBenchmark"),
        .executableTarget(
            name: "proving-benchmark",
            dependencies: [
                "Fields", "Hashing", "Parallel", "Polynomials", "Commitments", "Riscv",
                "Transcripts", "LowDegree", "Constraints", "StarkVerifier", "StarkProver",
                "RiscvCircuits",
            ],
            path: "Benchmarks/ProvingBenchmark",
            swiftSettings: strict),
        // Test support and tests
        .target(
            name: "TestSupport",
            dependencies: ["Bytes", "Fields", "Hashing"],
            path: "Tests/TestSupport",
            swiftSettings: strict),
        .target(
            name: "TransitionScenarios",
            dependencies: ["Bytes", "Ledger", "Transition", "TestSupport"],
            path: "Tests/TransitionScenarios",
            swiftSettings: strict),
        .target(
            name: "RiscvPrograms",
            dependencies: ["Riscv", "TestSupport"],
            path: "Tests/RiscvPrograms",
            swiftSettings: strict),
        .target(
            name: "ProofScenes",
            dependencies: [
                "Commitments", "Constraints", "Fields", "LowDegree", "Parallel", "Polynomials",
                "StarkProver", "StarkVerifier",
            ],
            path: "Tests/ProofScenes",
            swiftSettings: strict),
        program(
            "hostile-proofs",
            [
                "Commitments", "Constraints", "Fields", "LowDegree", "ProofScenes",
                "StarkVerifier", "TestSupport",
            ],
            path: "Tests/Tools/HostileProofs"),
        program(
            "transition-trace",
            ["Bytes", "Hashing", "Ledger", "Transition", "TransitionScenarios"],
            path: "Tests/Tools/TransitionTrace"),
        program(
            "load-generator", ["Bytes", "Hashing", "Signatures", "Ledger", "TestSupport"],
            path: "Tests/Tools/LoadGenerator"),
        program(
            "transition-benchmark",
            ["Bytes", "Hashing", "Signatures", "Ledger", "Transition"],
            path: "Benchmarks/TransitionBenchmark"),
        tests("Bytes", ["Bytes"]),
        tests("Fields", ["Bytes", "Fields"]),
        tests("Hashing", ["Bytes", "Fields", "Hashing"]),
        tests("Signatures", ["Bytes", "Fields", "Hashing", "Signatures"]),
        tests("WalletSignatures", ["Bytes", "Hashing", "WalletSignatures"]),
        tests("Ledger", ["Bytes", "Fields", "Hashing", "Signatures", "Ledger"]),
        tests("Parallel", ["Parallel"]),
        tests("Polynomials", ["Fields", "Parallel", "CKernels", "Polynomials"]),
        tests(
            "Commitments",
            [
                "Bytes", "Fields", "Hashing", "Parallel", "Polynomials", "Commitments", "CKernels",
            ]),
        tests(
            "LowDegree",
            ["Fields", "Parallel", "Polynomials", "Commitments", "Transcripts", "LowDegree"]),
        tests("Transcripts", ["Fields", "Transcripts"]),
        tests("Constraints", ["Fields", "Polynomials", "Constraints"]),
        tests(
            "RiscvCircuits",
            [
                "Bytes", "Fields", "Hashing", "Parallel", "Polynomials", "LowDegree",
                "Constraints", "Riscv",
                "StarkVerifier", "StarkProver", "RiscvCircuits", "RiscvPrograms",
            ]),
        tests(
            "StarkProver",
            [
                "Fields", "Polynomials", "Commitments", "LowDegree", "Constraints", "StarkVerifier",
                "StarkProver", "Parallel", "ProofScenes", "Transcripts",
            ]),
        tests("Riscv", ["Bytes", "Fields", "Hashing", "Riscv", "RiscvPrograms"]),
        tests("StateTree", ["Bytes", "Fields", "Hashing", "StateTree"]),
        tests(
            "Transition",
            [
                "Bytes", "Fields", "Hashing", "Signatures", "Ledger", "StateTree", "Transition",
                "TransitionScenarios", "Riscv",
            ]),
        tests("Settlement", ["Bytes", "Ledger", "Settlement"]),
        tests("Storage", ["Bytes", "Hashing", "Storage"]),
        tests("Network", ["Bytes", "Network"]),
        tests("RpcApi", ["Bytes", "Ledger", "Transition", "Network", "RpcApi"]),
        tests(
            "EthereumSettlement",
            [
                "Bytes", "Hashing", "WalletSignatures", "Ledger", "Transition", "Settlement",
                "Network", "EthereumSettlement",
            ]),
        tests(
            "Node",
            [
                "Bytes", "Fields", "Hashing", "Signatures", "WalletSignatures", "Ledger",
                "StateTree", "Transition", "Settlement", "Storage", "Network", "RpcApi",
                "EthereumSettlement", "Node",
            ]),
        tests(
            "Oracle",
            [
                "Bytes", "Hashing", "WalletSignatures", "Ledger", "Transition", "Settlement",
                "Storage", "Network", "RpcApi", "EthereumSettlement", "Oracle",
            ]),
        tests(
            "Broker",
            [
                "Bytes", "Hashing", "WalletSignatures", "Ledger", "Transition", "Settlement",
                "Storage", "Network", "RpcApi", "EthereumSettlement", "Sdk", "Broker",
            ]),
        tests(
            "Sdk",
            [
                "Bytes", "Hashing", "Signatures", "WalletSignatures", "Ledger", "Transition",
                "RpcApi", "Network", "Sdk",
            ]),
        tests("Tidy", []),
    ]
)
