import Foundation
import Network

/// One run of a command: the sources of its values and its output.
struct Session {
    let invocation: Invocation
    let console: Console
    /// The wallet of the command.
    let wallet = SessionWallet()
    private let environment: [String: String]
    private let configuration: JSON
    /// The folder to which paths in the configuration are relative.
    let configurationFolder: URL

    init(_ invocation: Invocation, environment: [String: String]) throws {
        self.invocation = invocation
        self.environment = environment
        console = Console(
            isJSON: invocation.has("json"), showsProgress: !invocation.has("quiet"))
        let path = invocation.value("config") ?? environment["ZKLINK_CONFIG"]
        guard let path else {
            configuration = .object(JSONObject())
            configurationFolder = URL(fileURLWithPath: ".")
            return
        }
        configuration = try Self.readJSON(path)
        try ClientConfiguration.check(configuration, of: invocation.command, path)
        configurationFolder = URL(fileURLWithPath: path).deletingLastPathComponent()
    }

    /// The configuration file as a whole.
    var file: JSON { configuration }

    /// A value from the flags, then `ZKLINK_NAME`, then the configuration file.
    func optional(_ name: String) -> String? {
        if let value = invocation.value(name) { return value }
        let variable = "ZKLINK_" + name.uppercased().replacingOccurrences(of: "-", with: "_")
        if let value = environment[variable] { return value }
        guard let value = configuration[Self.camelCase(name)] else { return nil }
        return value.stringValue ?? value.numberText
    }

    /// All values of an option that may be given several times; a variable or the file gives one.
    func all(_ name: String) -> [String] {
        let given = invocation.all(name)
        return given.isEmpty ? optional(name).map { [$0] } ?? [] : given
    }

    /// The value of `optional`; throws `UsageError` when there is none.
    func required(_ name: String) throws -> String {
        if let value = optional(name) { return value }
        throw UsageError(
            "'\(invocation.command.name)' needs --\(name). See 'zklink \(invocation.command.name) --help'"
        )
    }

    /// Whether a switch is on.
    func has(_ name: String) -> Bool { invocation.has(name) }

    /// An integer in a range.
    func integer(_ name: String, in range: ClosedRange<Int>, default fallback: Int) throws -> Int {
        guard let text = optional(name) else { return fallback }
        guard let value = Int(text), range.contains(value) else {
            throw UsageError(
                "'--\(name) \(text)' is not a whole number from \(range.lowerBound) to \(range.upperBound)"
            )
        }
        return value
    }

    /// A path in the configuration file, relative to that file.
    func path(_ text: String) -> String {
        let expanded = expandingHome(text)
        guard !expanded.hasPrefix("/") else { return expanded }
        return configurationFolder.appendingPathComponent(expanded).path
    }

    /// The path of the wallet file.
    var walletPath: String {
        expandingHome(optional("wallet") ?? "~/.zklink/wallet.json")
    }

    /// Expands `~` as a shell does: the variable first, then the user's entry in the system.
    private func expandingHome(_ text: String) -> String {
        guard text.hasPrefix("~/"), let home = environment["HOME"], !home.isEmpty else {
            return (text as NSString).expandingTildeInPath
        }
        return home + text.dropFirst()
    }

    /// Parses a JSON file; throws `InputError` with its path.
    static func readJSON(_ path: String) throws -> JSON {
        let bytes = try InputFile.bytes(path, limit: InputFile.textLimit)
        do {
            return try JSON(parsing: bytes)
        } catch {
            throw InputError("\(path) is not valid JSON: \(ErrorText.words(error))")
        }
    }

    /// The key of an option in a configuration file.
    static func camelCase(_ name: String) -> String {
        let parts = name.split(separator: "-")
        return parts.dropFirst().reduce(String(parts.first ?? "")) { $0 + $1.capitalized }
    }
}

/// A file or a value is invalid; the message says which and what is expected.
struct InputError: Error {
    /// A word for programs.
    let reason: String
    let message: String

    init(_ message: String, reason: String = "input") {
        (self.reason, self.message) = (reason, message)
    }
}
