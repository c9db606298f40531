// swift-tools-version: 6.2
import PackageDescription

// One package, targets in layer order: a target imports only from the targets above it.
// Sources/, Tests/ and Benchmarks/ have one folder a wing; docs/layout.md says what each module is
// for, and TidyTests compares every import with this list.

/// Settings of every Swift target.
///
/// Release builds optimise across modules: generic field and polynomial code runs 14 times slower
/// without it (house style, rule 8). They are compiled as for tests: the transition runs 1.6 times as
/// many swaps a second, what is measured is what is tested, and neither is compiled again after the
/// other.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
    .unsafeFlags(
        ["-cross-module-optimization", "-enable-testing"], .when(configuration: .release)),
]

func named(_ names: [String]) -> [Target.Dependency] { names.map { .byName(name: $0) } }

func module(_ path: String, _ dependencies: [String] = []) -> Target {
    let name = String(path.split(separator: "/")[1])
    return .target(
        name: name, dependencies: named(dependencies), path: "Sources/" + path,
        exclude: ["README.md"], swiftSettings: strict)
}

/// C that is worth nothing unoptimised, so debug builds optimise it too.
func kernels(_ path: String) -> Target {
    .target(
        name: String(path.split(separator: "/")[1]), path: "Sources/" + path,
        exclude: ["README.md"], cSettings: [.unsafeFlags(["-O3"])])
}

func system(_ name: String, package: String, debian: String) -> Target {
    .systemLibrary(
        name: name, path: "Sources/Base/" + name, pkgConfig: package,
        providers: [.apt([debian])])
}

func program(
    _ name: String, _ path: String, _ dependencies: [String], resources: [Resource] = []
) -> Target {
    .executableTarget(
        name: name, dependencies: named(dependencies), path: path,
        exclude: path.hasPrefix("Sources/") ? ["README.md"] : [], resources: resources,
        swiftSettings: strict)
}

/// What several test targets and tools share.
func support(_ path: String, _ dependencies: [String]) -> Target {
    .target(
        name: String(path.split(separator: "/").last ?? ""), dependencies: named(dependencies),
        path: "Tests/" + path, swiftSettings: strict)
}

/// The tests of a module, which may import all that the module may.
func tests(_ module: Target, _ more: [String] = []) -> Target {
    let path = (module.path ?? "").replacing("Sources/", with: "Tests/")
    return .testTarget(
        name: module.name + "Tests",
        dependencies: module.dependencies + named([module.name, "TestSupport"] + more),
        path: path + "Tests", swiftSettings: strict)
}

let hashes = ["Bytes", "Fields", "Hashing"]
let keys = hashes + ["Signatures", "WalletSignatures"]
let commitments = hashes + ["Parallel", "CKernels", "Polynomials", "Commitments", "Transcripts"]
let starks = commitments + ["FRI", "Constraints", "StarkVerifier"]
let groth16 = ["Parallel", "CBN254", "BN254", "R1CS", "Groth16", "Groth16Files"]
let ledger = keys + ["Ledger", "StateTree", "Transition"]
let chains = ledger + ["Settlement", "Network", "EthereumSettlement"]
let service = chains + ["Parallel", "Scheduling", "Storage", "RpcApi"]
let node = ["Sequencing", "Settling", "ProofPipeline", "Simulation", "NodeApi", "Node"]
/// The proofs of blocks, from parts to what contracts verify, and the queue of their jobs.
let proofs = [
    "FRI", "Riscv", "RiscvCircuits", "Aggregation", "BN254", "Groth16", "Wrap", "BlockProofs",
    "BlockProving", "BlockAggregation", "ProofJobs", "ProofStores", "Provers",
]

let base = [
    module("Base/Bytes"),
    module("Base/Parallel"),
    module("Base/Scheduling"),
    kernels("Base/CKernels"),
    system("CSystemLMDB", package: "lmdb", debian: "liblmdb-dev"),
    system("CSystemCurl", package: "libcurl", debian: "libcurl4-openssl-dev"),
    system("CSystemCrypto", package: "libcrypto", debian: "libssl-dev"),
    system("CSystemWebSockets", package: "libwebsockets", debian: "libwebsockets-dev"),
    system("CSystemSecp256k1", package: "libsecp256k1", debian: "libsecp256k1-dev"),
    system("CSystemPostgres", package: "libpq", debian: "libpq-dev"),
]
let cryptography = [
    module("Cryptography/Fields", ["Bytes"]),
    module("Cryptography/Hashing", ["Bytes", "Fields"]),
    module("Cryptography/Signatures", hashes),
    module("Cryptography/WalletSignatures", hashes + ["CSystemSecp256k1"]),
    kernels("Cryptography/CBN254"),
    module("Cryptography/BN254", ["Bytes", "Fields", "Parallel", "CBN254"]),
]
let proving = [
    module("Proving/Polynomials", ["Fields", "Parallel", "CKernels"]),
    module("Proving/Commitments", hashes + ["Parallel", "CKernels", "Polynomials"]),
    module("Proving/Transcripts", hashes + ["CKernels"]),
    module("Proving/FRI", commitments),
    module("Proving/Constraints", hashes + ["Polynomials", "CKernels"]),
    module("Proving/R1CS", ["Bytes", "Fields", "Hashing", "BN254"]),
    module("Proving/Groth16", hashes + ["Parallel", "BN254", "R1CS"]),
    module("Proving/Groth16Files", ["Bytes", "Parallel", "BN254", "R1CS", "Groth16"]),
    module("Proving/Ceremony", hashes + groth16),
    module("Proving/StarkVerifier", commitments + ["FRI", "Constraints"]),
    module("Proving/StarkProver", starks),
    module("Proving/Recursion", starks),
    module("Proving/WrapHashing", commitments + ["FRI", "BN254"]),
    module("Proving/WrapCircuit", starks + ["BN254", "R1CS", "WrapHashing"]),
    module("Proving/RecursionCircuits", hashes + ["Constraints"]),
    module(
        "Proving/RecursionProver", starks + ["StarkProver", "Recursion", "RecursionCircuits"]),
    module("Proving/Riscv", hashes),
    module("Proving/RiscvCircuits", starks + ["Signatures", "Riscv"]),
    module(
        "Proving/RiscvProver", starks + ["Signatures", "StarkProver", "Riscv", "RiscvCircuits"]),
    module(
        "Proving/Aggregation",
        starks + ["Recursion", "RecursionCircuits", "RecursionProver", "Riscv", "RiscvCircuits"]),
    module(
        "Proving/Wrap",
        starks + groth16.filter { !starks.contains($0) }
            + [
                "Recursion", "RecursionCircuits", "RecursionProver", "Aggregation", "WrapHashing",
                "WrapCircuit",
            ]),
]
let state = [
    module("Ledger/Ledger", hashes + ["Signatures"]),
    module("Ledger/StateTree", hashes),
    module("Ledger/Transition", hashes + ["Signatures", "Ledger", "StateTree"]),
]
let blockProofs = [
    module(
        "Ledger/BlockProofs",
        ledger + ["Parallel", "StarkVerifier", "Riscv", "RiscvCircuits"]),
    module(
        "Ledger/BlockProving",
        ledger + [
            "Parallel", "FRI", "StarkVerifier", "StarkProver", "Riscv", "RiscvCircuits",
            "RiscvProver", "BlockProofs",
        ]),
    module(
        "Ledger/BlockAggregation",
        ["Bytes", "Hashing", "Parallel", "Commitments", "FRI", "Constraints", "StarkVerifier"]
            + ["RiscvCircuits", "Aggregation", "Ledger", "Transition", "BlockProofs"]),
]
let settlement = [
    module("Settlement/Settlement", ["Bytes", "Ledger", "Transition"]),
    module("Service/Network", ["Bytes", "Scheduling", "CSystemCurl", "CSystemWebSockets"]),
    module("Settlement/EthereumSettlement", ledger + ["Settlement", "Network"]),
]
let services = [
    module("Service/Storage", ["Bytes", "Hashing", "Scheduling", "CSystemLMDB"]),
    module("Service/ProofJobs", ["Bytes", "Hashing"]),
    module(
        "Service/ProofStores",
        ["Bytes", "Hashing", "Scheduling", "Storage", "CSystemPostgres", "ProofJobs"]),
    module(
        "Service/Provers",
        [
            "Bytes", "Hashing", "Parallel", "Scheduling", "FRI", "RiscvCircuits", "RiscvProver",
            "Aggregation", "Groth16", "Wrap", "BlockProofs", "BlockProving", "BlockAggregation",
            "Network", "Storage", "ProofJobs", "ProofStores",
        ]),
    module("Service/Sequencing", ledger + ["Scheduling", "Storage"]),
    module("Service/Settling", ledger + ["Scheduling", "Storage", "Settlement", "Sequencing"]),
    module(
        "Service/Simulation",
        hashes + ["Ledger", "Transition", "Scheduling", "Storage", "Settlement"]),
    module("Service/RpcApi", ["Bytes", "Ledger", "Transition", "Network"]),
    module("Client/Sdk", chains + ["RpcApi", "Scheduling"]),
    module(
        "Client/WalletFiles",
        ["Bytes", "Hashing", "Network", "WalletSignatures", "Sdk", "CSystemCrypto"]),
    module(
        "Service/ProofPipeline",
        ledger + proofs + [
            "Parallel", "Scheduling", "Storage", "Settlement", "Network", "Sequencing", "Settling",
        ]),
    module("Service/NodeApi", service + ["Sequencing", "Settling"]),
    module("Service/Node", service + ["Sequencing", "Settling", "ProofPipeline", "NodeApi"]),
    module("Service/Oracle", service),
    module("Service/Broker", service + ["Sdk"]),
]
let modules = base + cryptography + proving + state + blockProofs + settlement + services
let programs = [
    program(
        "zklink", "Sources/Client/zklink",
        starks + ["StarkProver", "Riscv", "RiscvCircuits", "RiscvProver"]
            + [
                "Aggregation", "BlockProofs", "BlockProving", "BlockAggregation", "BN254", "R1CS",
                "Groth16", "Groth16Files", "Wrap",
                "Ceremony", "Sdk", "WalletFiles",
                "Oracle", "Broker", "ProofJobs", "ProofStores", "Provers",
            ]
            + node
            + service.filter { !starks.contains($0) },
        // The files of a new package for a guest program: `zklink new`.
        resources: [.embedInCode("Template")])
]
let benchmarks = [
    program("core-benchmarks", "Benchmarks/Cryptography/CoreBenchmarks", ledger),
    program(
        "riscv-benchmark", "Benchmarks/Proving/RiscvBenchmark", ["Riscv", "RiscvCircuits"]),
    program(
        "proving-benchmark", "Benchmarks/Proving/ProvingBenchmark",
        starks + [
            "StarkProver", "Recursion", "RecursionCircuits", "RecursionProver", "Riscv",
            "RiscvCircuits", "RiscvProver",
        ]),
    program(
        "groth16-benchmark", "Benchmarks/Proving/Groth16Benchmark",
        ["Bytes", "Fields"] + groth16),
    program(
        "wrap-benchmark", "Benchmarks/Proving/WrapBenchmark",
        starks + groth16.filter { !starks.contains($0) }
            + [
                "RecursionCircuits", "Riscv", "RiscvCircuits", "RiscvProver", "RiscvPrograms",
                "Aggregation", "WrapHashing", "Wrap",
            ]),
    .target(
        name: "BenchmarkMarket", dependencies: named(ledger),
        path: "Benchmarks/Ledger/BenchmarkMarket", swiftSettings: strict),
    program(
        "transition-benchmark", "Benchmarks/Ledger/TransitionBenchmark",
        ledger + ["BenchmarkMarket"]),
    program(
        "block-benchmark", "Benchmarks/Ledger/BlockBenchmark",
        ledger + [
            "BenchmarkMarket", "Parallel", "Polynomials", "Constraints", "FRI", "Riscv",
            "RiscvCircuits", "RiscvProver", "BlockProofs", "BlockProving", "RecursionCircuits",
            "Aggregation", "BlockAggregation",
        ]),
    program("node-benchmark", "Benchmarks/Service/NodeBenchmark", service + node),
]
let supports = [
    support("TestSupport", hashes),
    support("Proving/RiscvPrograms", ["Riscv", "TestSupport"]),
    support("Proving/ProofFixtures", starks + ["StarkProver", "TestSupport"]),
    support(
        "Proving/AggregationFixtures",
        starks + ["Riscv", "RiscvCircuits", "RiscvProver", "RiscvPrograms", "Aggregation"]),
    support("Service/NodeFixtures", hashes + ["Signatures", "Ledger", "StateTree", "Transition"]),
    support(
        "Ledger/TransitionScenarios",
        ["Bytes", "Signatures", "Ledger", "Transition", "TestSupport"]),
    support("Ledger/BlockFixtures", ["Bytes", "Hashing", "Signatures", "Ledger", "Transition"]),
    support(
        "Ledger/PartFixtures",
        [
            "Parallel", "FRI", "Riscv", "RiscvCircuits", "RiscvProver", "Ledger", "Transition",
            "BlockProofs", "BlockProving", "BlockFixtures", "TestSupport",
        ]),
]
let tools = [
    program(
        "hostile-proofs", "Tests/Proving/HostileProofs", starks + ["ProofFixtures", "TestSupport"]),
    program(
        "forged-wrap", "Tests/Proving/ForgedWrap",
        starks + groth16.filter { !starks.contains($0) }
            + [
                "Recursion", "RecursionCircuits", "RecursionProver", "Riscv", "RiscvCircuits",
                "RiscvProver", "Aggregation", "BlockAggregation", "WrapHashing", "Wrap",
            ]),
    program("transition-trace", "Tests/Ledger/TransitionTrace", ledger + ["TransitionScenarios"]),
    program("load-generator", "Tests/Service/LoadGenerator", ledger + ["TestSupport"]),
]
/// What the tests of a module need beside the module's own dependencies.
let needed = [
    "StarkProver": ["ProofFixtures"],
    "WrapHashing": ["Constraints", "StarkVerifier", "StarkProver", "ProofFixtures"],
    "WrapCircuit": ["StarkProver", "ProofFixtures"],
    "Recursion": [
        "ProofFixtures", "StarkProver", "Riscv", "RiscvCircuits", "RiscvProver", "RiscvPrograms",
    ],
    "RecursionProver": ["ProofFixtures"],
    "Aggregation": ["StarkProver", "RiscvProver", "RiscvPrograms", "AggregationFixtures"],
    "Wrap": ["ProofFixtures", "RiscvCircuits", "AggregationFixtures"],
    "Riscv": ["RiscvPrograms", "RiscvCircuits", "Signatures"],
    "RiscvProver": ["RiscvPrograms"],
    "Transition": ["TransitionScenarios", "Riscv", "RiscvCircuits"],
    "BlockProofs": ["BlockFixtures"],
    "BlockProving": ["BlockFixtures", "PartFixtures", "TransitionScenarios"],
    "BlockAggregation": ["BlockProving", "BlockFixtures", "PartFixtures", "Riscv"],
    "Sequencing": ["NodeFixtures"],
    "Settling": ["NodeFixtures"],
    "ProofPipeline": [
        "NodeFixtures", "Simulation", "BlockFixtures", "PartFixtures", "R1CS",
    ],
    "Node": ["NodeFixtures", "Simulation", "ProofJobs", "ProofStores", "Provers", "Wrap"],
    "Storage": ["Simulation"],
    "Provers": [
        "Simulation", "BlockFixtures", "PartFixtures", "AggregationFixtures", "Riscv", "Ledger",
        "Transition", "Groth16Files", "R1CS",
    ],
    "Oracle": ["Simulation"],
    "Broker": ["Simulation"],
    "Sdk": ["Simulation"],
]
/// What is tested through a module above it, or has nothing to test.
let untested = [
    "Bytes", "CKernels", "CBN254", "StarkVerifier", "RecursionCircuits", "RiscvCircuits",
    "NodeApi", "Simulation", "ProofStores",
]
let suites =
    modules.filter { $0.type == .regular && !untested.contains($0.name) }
    .map { tests($0, needed[$0.name] ?? []) }
    + [.testTarget(name: "TidyTests", path: "Tests/TidyTests", swiftSettings: strict)]

let package = Package(
    name: "ZkLink",
    products: [
        .library(name: "GuestModules", targets: hashes + ["Signatures"] + state.map(\.name)),
        .library(name: "VerifierModules", targets: starks + ["Riscv", "RiscvCircuits"]),
        .executable(name: "zklink", targets: ["zklink"]),
    ],
    targets: modules + programs + supports + benchmarks + tools + suites
)
