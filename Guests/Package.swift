// swift-tools-version: 6.2
import PackageDescription

// Programs for the RV32IMC machine, each an ELF file. scripts/guests.sh builds them:
// the target triple and the flags of the machine come from toolset.json, the linker script from here,
// wherever a build starts.
// Examples/ is a package like those of other authors, which takes the runtime from here.

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

/// A program of one folder; it may use every module of the products.
func guest(_ name: String, products: [String] = ["GuestModules"]) -> Target {
    .executableTarget(
        name: name,
        dependencies: ["GuestRuntime"] + products.map { .product(name: $0, package: "ZkLink") },
        path: name, swiftSettings: strict)
}

let package = Package(
    name: "Guests",
    products: [.library(name: "GuestRuntime", targets: ["GuestRuntime"])],
    dependencies: [.package(name: "ZkLink", path: "..")],
    targets: [
        .target(name: "CGuestRuntime", path: "CGuestRuntime"),
        .target(
            name: "GuestRuntime", dependencies: ["CGuestRuntime"], path: "GuestRuntime",
            swiftSettings: strict,
            linkerSettings: [
                .unsafeFlags(["-Xlinker", "-T", "-Xlinker", "\(Context.packageDirectory)/guest.ld"])
            ]),
        guest("OrdinarySwift", products: []),
        guest("RuntimeCheck"),
        guest("TransitionProgram"),
        guest("VerifierCheck", products: ["VerifierModules"]),
    ]
)
