/// Commands that run until they are told to stop.
enum ProcessCommands {
    static let all: [CommandDescription] = []
}
