/// One option of a command: `--name VALUE`, or `--name` alone for a switch.
struct OptionDescription: Sendable {
    /// The long name without dashes.
    let name: String
    /// The placeholder of the value in the help; `nil` for a switch.
    let value: String?
    /// A line for the help.
    let help: String
    /// Whether the option may be given several times.
    let isRepeatable: Bool

    init(
        _ name: String, _ value: String? = nil, _ help: String, isRepeatable: Bool = false
    ) {
        self.name = name
        self.value = value
        self.help = help
        self.isRepeatable = isRepeatable
    }
}

/// A command with its arguments and options, for the help and the parser.
struct CommandDescription: Sendable {
    /// The words of the command, such as `pool create`.
    let words: [String]
    /// A line for the list of commands.
    let summary: String
    /// The names of positional arguments, all required.
    let arguments: [String]
    /// The options besides the common ones.
    let options: [OptionDescription]
    /// Command lines to paste.
    let examples: [String]
    /// The action of the command.
    let run: @Sendable (inout Session) throws -> Void

    init(
        _ name: String, _ summary: String, arguments: [String] = [],
        options: [OptionDescription] = [], examples: [String],
        run: @escaping @Sendable (inout Session) throws -> Void
    ) {
        words = name.split(separator: " ").map(String.init)
        self.summary = summary
        self.arguments = arguments
        self.options = options
        self.examples = examples
        self.run = run
    }

    var name: String { words.joined(separator: " ") }

    /// The options of every command.
    static let common = [
        OptionDescription("config", "FILE", "JSON configuration (or ZKLINK_CONFIG)"),
        OptionDescription("json", nil, "print one JSON object and nothing else"),
        OptionDescription("quiet", nil, "no progress on standard error"),
        OptionDescription("help", nil, "show this help"),
    ]

    /// The options of commands that send an operation and may wait for it.
    static let waiting = [
        OptionDescription("wait", "STAGE", "sequenced (default), executed or paid"),
        OptionDescription("timeout", "SECONDS", "how long to wait (default 120)"),
    ]

    /// The option of commands that use a wallet.
    static let wallet = OptionDescription(
        "wallet", "FILE", "wallet file (default ~/.zklink/wallet.json)")

    /// The complete help of the command.
    var help: String {
        var lines = ["zklink \(usage)", "", summary, "", "Options:"]
        let all = options + Self.common
        let titles = all.map { "--\($0.name)" + ($0.value.map { " \($0)" } ?? "") }
        let width = (titles.map(\.count).max() ?? 0) + 2
        for (option, title) in zip(all, titles) {
            let padding = String(repeating: " ", count: width - title.count)
            lines.append("  \(title)\(padding)\(option.help)")
        }
        lines += ["", "Examples:"] + examples.map { "  \($0)" }
        return lines.joined(separator: "\n")
    }

    private var usage: String {
        ([name] + arguments + ["[options]"]).joined(separator: " ")
    }
}
