import Bytes
import Foundation
import Ledger
import Network
import Node
import RpcApi
import Settling
import Signatures
import Simulation
import Synchronization

// Signed transfers over WebSocket against a node in this process, on a real disk: an answer counts
// when it has arrived, and it leaves the node only when it is durable.
// Usage: node-benchmark [operations] [in flight]; one JSON object on standard output.

let arguments = CommandLine.arguments.dropFirst().compactMap { Int($0) }
let operationCount = max(64, arguments.first ?? 40_000)
let inFlightLimit = max(1, arguments.dropFirst().first ?? 64)
let report = try NodeBenchmark(
    operationCount: operationCount, inFlightLimit: inFlightLimit
).run()
print(report.text)
