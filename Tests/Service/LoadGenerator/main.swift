import Bytes
import Foundation

// load-generator SEED ACCOUNTS TRANSFERS QUEUE_FILE TRANSFERS_FILE
// Writes the queue of a simulated chain that funds accounts with trading keys, and transfers
// between them, signed beforehand, one JSON object a line. The same seed gives the same files.

let arguments = Array(CommandLine.arguments.dropFirst())
guard arguments.count == 5, let seed = UInt64(arguments[0]),
    let accountCount = UInt32(arguments[1]), let transferCount = Int(arguments[2]),
    accountCount >= 2, accountCount <= 10_000, transferCount >= 0
else {
    print("usage: load-generator SEED ACCOUNTS TRANSFERS QUEUE_FILE TRANSFERS_FILE")
    throw LoadError.usage
}
let load = Load(seed: seed, accountCount: accountCount)
try load.queue.write(toFile: arguments[3], atomically: true, encoding: .utf8)
try load.transfers(count: transferCount)
    .write(toFile: arguments[4], atomically: true, encoding: .utf8)
print("\(accountCount) accounts, \(transferCount) transfers, seed \(seed)")

/// Reasons why the program ends without files.
enum LoadError: Error {
    /// The arguments are not two numbers, two counts and two paths.
    case usage
}
