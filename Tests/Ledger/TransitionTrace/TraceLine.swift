import Bytes
import Ledger
import Transition
import TransitionScenarios

/// One history as a line of JSON.
struct TraceLine {
    let seed: UInt64
    let run: ScenarioRun

    var json: String {
        let genesis = run.genesis
        let owner = [genesis.feeOwner.family.rawValue] + genesis.feeOwner.address.array
        return object([
            ("seed", "\(seed)"),
            ("network", "\(genesis.network.rawValue)"),
            ("chains", list(genesis.chains.map { "\($0.rawValue)" })),
            ("feeOwner", hex(owner)),
            ("genesis", hex(run.blocks.first?.closed.previous.encoded ?? [])),
            ("blocks", list(run.blocks.map(block))),
            ("records", list(records)),
        ])
    }

    private func block(_ block: ScenarioRun.Block) -> String {
        object([
            ("number", "\(block.closed.number)"),
            ("timestamp", "\(block.closed.timestamp)"),
            ("steps", list(block.steps.map(step))),
            ("data", hex(block.closed.data)),
            ("payouts", list(block.closed.chains.map { hex(Payout.encode($0.payouts)) })),
            ("header", hex(block.header.encoded)),
        ])
    }

    private func step(_ step: ScenarioRun.Step) -> String {
        var writer = ByteWriter(capacity: step.operation.byteCount)
        step.operation.encode(to: &writer)
        return list([hex(writer.bytes), "\(step.code)"])
    }

    /// Keys and values as words, ordered by key.
    private var records: [String] {
        let sorted = run.state.records.map { ($0.key.words, $0.value.words) }
            .sorted { $0.0.lexicographicallyPrecedes($1.0) }
        return sorted.map { list([words($0.0), words($0.1)]) }
    }

    private func words(_ words: [UInt32]) -> String { list(words.map { "\($0)" }) }

    private func hex(_ bytes: [UInt8]) -> String { "\"" + Hex.encode(bytes) + "\"" }

    private func list(_ items: [String]) -> String {
        "[" + items.joined(separator: ",") + "]"
    }

    private func object(_ members: [(String, String)]) -> String {
        "{" + members.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}"
    }
}
