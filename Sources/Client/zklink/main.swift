import Foundation
import Node
import RpcApi
import Sdk
import Settlement

/// All commands, in the order of the help.
let commands =
    WalletCommands.all + [FaucetCommand.command] + ChainCommands.all + SettlementCommands.all
    + LedgerCommands.all
    + Queries.all
    + ProcessCommands.all + GuestCommands.all + QueueCommands.all + Groth16Commands.all
    + CeremonyCommands.all

func run(_ words: [String]) -> Int32 {
    if words.isEmpty || words == ["--help"] || words.first == "help" {
        print(Help.text(for: Array(words.dropFirst()), commands))
        return 0
    }
    if words.last == "--help", !Help.group(words.dropLast(), commands).isEmpty {
        print(Help.text(for: words.dropLast(), commands))
        return 0
    }
    if words == ["--version"] || words == ["version"] {
        print("zklink \(NodeConfiguration.version)")
        return 0
    }
    let isJSON = words.contains("--json")
    let console = Console(isJSON: isJSON, showsProgress: true)
    do {
        let invocation = try Invocation(parsing: words, commands: commands)
        if invocation.has("help") {
            print(invocation.command.help)
            return 0
        }
        var session = try Session(invocation, environment: ProcessInfo.processInfo.environment)
        try invocation.command.run(&session)
        return 0
    } catch {
        let outcome = ExitOutcome(error)
        console.fail(
            code: outcome.code, reason: outcome.reason, message: outcome.message,
            result: outcome.result)
        return outcome.status
    }
}

exit(run(Array(CommandLine.arguments.dropFirst())))
