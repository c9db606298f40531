/// Commands for guest programs.
enum GuestCommands {
    static let all = [
        NewCommand.command, ExecuteCommand.command, ProveCommand.command, VerifyCommand.command,
        ProveBlockCommand.command, ProvePartCommand.command, VerifyBlockCommand.command,
        RebuildStateCommand.command, JoinKeysCommand.command, WrapKeyCommand.command,
        InspectCommand.command, SecurityCommand.command, DescribeCommand.command,
    ]
}
