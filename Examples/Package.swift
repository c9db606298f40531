// swift-tools-version: 6.2
import PackageDescription

// Programs for the RV32IMC machine as other authors write them. Each is a folder with one entry; it
// may import `GuestRuntime` and the modules of `GuestModules`. A copy of this package with two
// changed paths is a start.

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

/// A program of one folder, in which other files may lie.
func guest(_ name: String, besides files: [String] = []) -> Target {
    .executableTarget(
        name: name,
        dependencies: [
            .product(name: "GuestRuntime", package: "Guests"),
            .product(name: "GuestModules", package: "ZkLink"),
        ],
        path: name, exclude: ["README.md"] + files, swiftSettings: strict)
}

let package = Package(
    name: "Examples",
    dependencies: [
        .package(name: "ZkLink", path: ".."),
        .package(name: "Guests", path: "../Guests"),
    ],
    targets: [
        guest("Fibonacci", besides: ["input"]),
        guest("MerklePath", besides: ["inputs.py"]),
        guest("TokenLedger", besides: ["inputs.py"]),
    ]
)
