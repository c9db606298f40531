/// A parsed command line: the command, its arguments and its options.
struct Invocation {
    let command: CommandDescription
    private(set) var arguments: [String] = []
    private var values: [String: [String]] = [:]
    private var switches: Set<String> = []

    /// Parses the words after the program's name; throws `UsageError` with advice.
    init(parsing words: [String], commands: [CommandDescription]) throws {
        guard let command = Self.command(for: words, in: commands) else {
            let given = words.prefix { !$0.hasPrefix("-") }.joined(separator: " ")
            let group = Help.group(given.split(separator: " ").map(String.init), commands)
            guard group.isEmpty else {
                let names = group.map(\.name).joined(separator: ", ")
                throw UsageError("'\(given)' needs another word: \(names)")
            }
            throw UsageError(
                "unknown command '\(given)'. 'zklink help' lists the commands"
                    + Self.suggestion(given, commands.map(\.name)))
        }
        self.command = command
        let known = command.options + CommandDescription.common
        var rest = words.dropFirst(command.words.count)
        while let word = rest.popFirst() {
            guard word.hasPrefix("--") else {
                arguments.append(word)
                continue
            }
            let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1).map(String.init)
            let name = parts.first ?? ""
            guard let option = known.first(where: { $0.name == name }) else {
                throw UsageError(
                    "unknown option '--\(name)' of '\(command.name)'"
                        + Self.suggestion(name, known.map(\.name)))
            }
            guard option.isRepeatable || values[name] == nil, !switches.contains(name) else {
                throw UsageError("'--\(name)' is given twice")
            }
            if option.value == nil {
                guard parts.count == 1 else { throw UsageError("'--\(name)' takes no value") }
                switches.insert(name)
            } else if parts.count == 2 {
                values[name, default: []].append(parts[1])
            } else if let value = rest.popFirst() {
                values[name, default: []].append(value)
            } else {
                throw UsageError("'--\(name)' needs a value: \(option.value ?? "")")
            }
        }
        try checkArgumentCount()
    }

    /// The value of an option given on the command line.
    func value(_ name: String) -> String? { values[name]?.last }

    /// All values of an option that may be given several times, in order.
    func all(_ name: String) -> [String] { values[name] ?? [] }

    /// Whether a switch was given.
    func has(_ name: String) -> Bool { switches.contains(name) }

    private func checkArgumentCount() throws {
        guard !switches.contains("help"), arguments.count != command.arguments.count else { return }
        let wanted =
            command.arguments.isEmpty ? "no arguments" : command.arguments.joined(separator: " ")
        throw UsageError(
            "'\(command.name)' takes \(wanted), got \(arguments.count). See 'zklink \(command.name) --help'"
        )
    }

    /// The command whose words are the longest prefix of the words typed.
    private static func command(
        for words: [String], in commands: [CommandDescription]
    ) -> CommandDescription? {
        commands.filter { words.starts(with: $0.words) }.max { $0.words.count < $1.words.count }
    }

    private static func suggestion(_ given: String, _ names: [String]) -> String {
        let nearest = names.min { distance($0, given) < distance($1, given) }
        guard let nearest, distance(nearest, given) <= 3, !given.isEmpty else { return "" }
        return ". Did you mean '\(nearest)'?"
    }

    /// The Levenshtein distance, by the row-by-row algorithm of Wagner and Fischer (1974).
    private static func distance(_ left: String, _ right: String) -> Int {
        let right = Array(right)
        var row = Array(0...right.count)
        for (index, character) in left.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in right.indices {
                let substitution = diagonal + (right[column] == character ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(substitution, row[column] + 1, diagonal + 1)
            }
        }
        return row[right.count]
    }
}

/// A command line that cannot be carried out; the message gives advice.
struct UsageError: Error {
    let message: String

    init(_ message: String) { self.message = message }
}
