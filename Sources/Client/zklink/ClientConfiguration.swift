import Network

/// The keys of the configuration file that all commands but the processes share.
enum ClientConfiguration {
    /// The options of the commands, in the spelling of JSON, and what they need besides.
    private static let keys: Set<String> = {
        let options = commands.flatMap { command in command.options.map { $0.name } }
        return Set((options + ["network", "node", "passphrase-file"]).map(Session.camelCase))
    }()

    /// Refuses an unknown key, so that a misspelt one is not silently ignored.
    ///
    /// Processes check the keys of their own files.
    static func check(_ json: JSON, of command: CommandDescription, _ path: String) throws {
        guard !ProcessCommands.all.contains(where: { $0.words == command.words }) else { return }
        try refuseUnknown(json, known: keys, in: path)
    }

    /// Refuses a key that is not in `known`; `place` names the file in the message.
    static func refuseUnknown(_ json: JSON, known: Set<String>, in place: String) throws {
        for member in json.objectValue?.members ?? [] where !known.contains(member.key) {
            throw InputError(
                "unknown key '\(member.key)' in \(place): 'zklink help config' lists them")
        }
    }
}
