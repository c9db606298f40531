import Foundation
import Network

/// Makes a package of a guest, a host program and tests.
enum NewCommand {
    static let command = CommandDescription(
        "new", "Makes a package for a guest program: guest, host program, tests",
        arguments: ["NAME"], options: [],
        examples: ["zklink new WordCount"]
    ) { session in
        let name = session.invocation.arguments[0]
        guard isModuleName(name) else {
            throw UsageError(
                "'\(name)' is no name for a module: letters and digits, the first a capital letter")
        }
        guard !FileManager.default.fileExists(atPath: name) else {
            throw InputError("\(name) exists already")
        }
        do {
            try ProjectTemplate.write(name: name, to: URL(fileURLWithPath: name))
        } catch {
            throw InputError("cannot make \(name): \(error.localizedDescription)")
        }
        session.console.show(
            ["package": .string(name)], text: "made \(name): see \(name)/README.md")
    }

    /// Other targets of the package have the names that are taken.
    private static func isModuleName(_ name: String) -> Bool {
        let letters = name.utf8
        guard let first = letters.first, 0x41...0x5a ~= first, letters.count <= 64 else {
            return false
        }
        let taken = ["Shared", "Host", "Program", "GuestRuntime", "CGuestRuntime", "Swift"]
        return !taken.contains(name)
            && letters.allSatisfy { byte in
                0x30...0x39 ~= byte || 0x41...0x5a ~= byte || 0x61...0x7a ~= byte
            }
    }
}

/// The files of a new package: the template's, and the runtime of guests as it is in Guests/.
private enum ProjectTemplate {
    /// Writes every file below a folder, with the package's name in place of NAME.
    static func write(name: String, to folder: URL) throws {
        for (path, bytes) in files {
            let file = folder.appendingPathComponent(path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            let text = String(decoding: bytes, as: UTF8.self)
            try Data(text.replacingOccurrences(of: "NAME", with: name).utf8).write(to: file)
        }
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755],
            ofItemAtPath: folder.appendingPathComponent("build.sh").path)
        try FileManager.default.createSymbolicLink(
            atPath: folder.appendingPathComponent("guest/Shared").path,
            withDestinationPath: "../Shared")
    }

    private static let files: [(path: String, bytes: [UInt8])] =
        [
            ("README.md", PackageResources.project_readme_txt),
            (".gitignore", PackageResources.project_ignore_txt),
            ("Package.swift", PackageResources.project_package_txt),
            ("build.sh", PackageResources.build_txt),
            ("Shared/Messages.swift", PackageResources.Messages_txt),
            ("Shared/Rule.swift", PackageResources.Rule_txt),
            ("Host/main.swift", PackageResources.Host_main_txt),
            ("Tests/SharedTests.swift", PackageResources.Tests_main_txt),
            ("guest/Package.swift", PackageResources.guest_package_txt),
            ("guest/Program/Program.swift", PackageResources.Guest_main_txt),
            ("guest/toolset.json", PackageResources.toolset_json),
            ("guest/guest.ld", PackageResources.guest_ld),
        ] + runtime

    private static let runtime: [(path: String, bytes: [UInt8])] = [
        ("guest/GuestRuntime/Guest.swift", PackageResources.Guest_swift),
        ("guest/GuestRuntime/Failure.swift", PackageResources.Failure_swift),
        ("guest/CGuestRuntime/include/host_call.h", PackageResources.host_call_h),
        ("guest/CGuestRuntime/start.S", PackageResources.start_S),
        ("guest/CGuestRuntime/atomics.c", PackageResources.atomics_c),
        ("guest/CGuestRuntime/bits.c", PackageResources.bits_c),
        ("guest/CGuestRuntime/console.c", PackageResources.console_c),
        ("guest/CGuestRuntime/decimal.c", PackageResources.decimal_c),
        ("guest/CGuestRuntime/division.c", PackageResources.division_c),
        ("guest/CGuestRuntime/float.c", PackageResources.float_c),
        ("guest/CGuestRuntime/float.h", PackageResources.float_h),
        ("guest/CGuestRuntime/heap.c", PackageResources.heap_c),
        ("guest/CGuestRuntime/host_call.c", PackageResources.host_call_c),
        ("guest/CGuestRuntime/memory.c", PackageResources.memory_c),
        ("guest/CGuestRuntime/number.h", PackageResources.number_h),
        ("guest/CGuestRuntime/random.c", PackageResources.random_c),
        ("guest/CGuestRuntime/rounding.c", PackageResources.rounding_c),
    ]
}
