/// The texts of `zklink help`.
enum Help {
    /// The overview, or the help of the command or of the group of commands that the words name.
    static func text(for words: [String], _ commands: [CommandDescription]) -> String {
        if words == ["config"] { return ConfigurationHelp.text }
        if let command = commands.first(where: { $0.words == words }) { return command.help }
        let group = group(words, commands)
        return overview(group.isEmpty ? commands : group)
    }

    /// The commands that begin with these words, where the words are no command themselves.
    static func group(
        _ words: [String], _ commands: [CommandDescription]
    ) -> [CommandDescription] {
        guard !words.isEmpty, !commands.contains(where: { words.starts(with: $0.words) }) else {
            return []
        }
        return commands.filter { $0.words.starts(with: words) }
    }

    private static func overview(_ commands: [CommandDescription]) -> String {
        let width = (commands.map(\.name.count).max() ?? 0) + 2
        let lines = commands.map { command in
            "  \(command.name)\(String(repeating: " ", count: width - command.name.count))\(command.summary)"
        }
        return (["zklink COMMAND [options]", ""] + lines + ["", footer]).joined(separator: "\n")
    }

    private static let footer = """
        'zklink COMMAND --help' shows options and examples, 'zklink help config' the configuration files,
        'zklink --version' the version.
        Values come from flags, then ZKLINK_* variables, then --config FILE. Exit codes: 0 done, 1 refused,
        2 outcome unknown (look before sending again), 64 wrong usage, 65 wrong configuration or input.
        """
}
