/// Commands for guest programs.
enum GuestCommands {
    static let all = [
        ExecuteCommand.command, ProveCommand.command, VerifyCommand.command,
        InspectCommand.command, SecurityCommand.command,
    ]
}
