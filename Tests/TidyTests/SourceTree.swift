import Foundation

/// The repository as text: its files, the targets of Package.swift, imports and functions.
struct SourceTree {
    struct Function {
        var line: Int
        var lineCount: Int
    }

    let root: URL
    let swiftSources: [String]
    /// `Sources/<Wing>/<Module>`.
    let moduleFolders: [String]

    init() {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let paths = FileManager.default.enumerator(atPath: root.path + "/Sources")
        let files = (paths?.compactMap { $0 as? String } ?? []).sorted()
        self.root = root
        swiftSources = files.filter { $0.hasSuffix(".swift") }.map { "Sources/" + $0 }
        moduleFolders = Set(
            swiftSources.map { $0.split(separator: "/").prefix(3).joined(separator: "/") }
        ).sorted()
    }

    /// Swift and C files of the program, its tests, benchmarks, guests and examples.
    var codeFiles: [String] {
        ["Sources", "Tests", "Benchmarks", "Guests", "Examples"].flatMap { folder in
            let paths = FileManager.default.enumerator(atPath: root.path + "/" + folder)
            return (paths?.compactMap { $0 as? String } ?? [])
                .filter {
                    !$0.contains(".build/") && ["swift", "h", "c"].contains($0.suffixAfterDot)
                }
                .map { folder + "/" + $0 }
        }
    }

    func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: root.appendingPathComponent(path).path)
    }

    func text(of path: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    func lines(of path: String) throws -> [Substring] {
        try text(of: path).split(separator: "\n", omittingEmptySubsequences: false)
    }

    func module(of path: String) -> String {
        String(path.split(separator: "/")[2])
    }

    func imports(of path: String) throws -> Set<String> {
        let pattern = /^(?:public |internal |package |private )?import (?:struct |func )?(\w+)/
        return Set(
            try lines(of: path).compactMap { try? pattern.firstMatch(in: $0) }.map {
                String($0.output.1)
            })
    }

    /// The targets of Package.swift in the file's order, each with the names that it may import.
    ///
    /// SwiftPM evaluates the manifest, in a scratch folder so that it does not wait for its own lock.
    func orderedTargets() throws -> [(name: String, dependencies: [String])] {
        let scratch = FileManager.default.temporaryDirectory
            .appendingPathComponent("zklink-manifest-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: scratch) }
        let process = Process()
        // SwiftPM leaves a folder and lock files where it finds its temporary folder.
        process.environment = ProcessInfo.processInfo.environment.merging(
            ["TMPDIR": scratch.path]
        ) { $1 }
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "swift", "package", "--package-path", root.path, "--scratch-path", scratch.path,
            "dump-package",
        ]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let json = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return try JSONDecoder().decode(Manifest.self, from: json).targets.map { target in
            (target.name, target.dependencies.compactMap(\.byName.first).compactMap(\.self))
        }
    }

    private struct Manifest: Decodable {
        struct Target: Decodable {
            var name: String
            var dependencies: [Dependency]
        }
        struct Dependency: Decodable {
            var byName: [String?]
        }
        var targets: [Target]
    }

    func targetDependencies() throws -> [String: Set<String>] {
        var result: [String: Set<String>] = [:]
        for (name, dependencies) in try orderedTargets() {
            result[name, default: []].formUnion(dependencies)
        }
        return result
    }

    /// Functions of several lines, found by indentation: a body ends at the first closing brace
    /// in the column of its `func`.
    func functions(of path: String) throws -> [Function] {
        let lines = try lines(of: path)
        let start = /^( *)(?:[a-z@()]+ )*(?:func |init[(<?])/
        var found: [Function] = []
        for (index, line) in lines.enumerated() {
            guard !line.hasSuffix("}"), let match = try? start.firstMatch(in: line) else {
                continue
            }
            let indentation = match.output.1
            // A requirement of a protocol has no body: its signature ends without a brace.
            let signatureEnd = lines[index...].firstIndex {
                !$0.hasSuffix("(") && !$0.hasSuffix(",") && !$0.hasPrefix(indentation + "    ")
            }
            guard let signatureEnd, lines[signatureEnd].hasSuffix("{") else { continue }
            let end = lines[index...].firstIndex { $0 == indentation + "}" }
            let isNested = lines[(index + 1)...].prefix((end ?? index) - index).contains {
                $0.hasPrefix(indentation + "func ")
            }
            guard let end, !isNested else { continue }
            found.append(Function(line: index + 1, lineCount: end - index + 1))
        }
        return found
    }
}

extension String {
    fileprivate var suffixAfterDot: String { String(split(separator: ".").last ?? "") }
}
