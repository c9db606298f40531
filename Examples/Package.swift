// swift-tools-version: 6.2
import PackageDescription

// Programs for the RV32IM machine as somebody else would write them. Each is a folder with one
// entry; what it may import is `GuestRuntime` and the modules of `GuestModules`. Copy this package
// and change the two paths to begin your own.

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

/// A program of one folder, which also holds what explains it.
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
