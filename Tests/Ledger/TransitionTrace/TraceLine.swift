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
        return object([
            ("seed", "\(seed)"),
            ("network", "\(genesis.network.rawValue)"),
            ("chains", list(genesis.chains.map(chain))),
            ("feeOwner", hex(genesis.feeOwner.encoded)),
            ("genesis", hex(run.blocks.first?.closed.previous.encoded ?? [])),
            ("blocks", list(run.blocks.map(block))),
            ("records", list(records)),
        ])
    }

    private func chain(_ chain: GenesisChain) -> String {
        list([
            "\(chain.chain.rawValue)", "\(chain.family.rawValue)", hex(chain.reference.array),
        ])
    }

    private func block(_ block: ScenarioRun.Block) -> String {
        object([
            ("number", "\(block.closed.number)"),
            ("timestamp", "\(block.closed.timestamp)"),
            ("steps", list(block.steps.map(step))),
            ("data", hex(block.closed.encoded.data)),
            ("authorizations", hex(block.closed.encoded.authorizations)),
            (
                "operations",
                list(block.closed.chains.map { hex(ChainOperation.encode($0.operations)) })
            ),
            ("header", hex(block.header.encoded)),
        ])
    }

    private func step(_ step: ScenarioRun.Step) -> String {
        let bytes: [UInt8] =
            switch step.operation {
            case .priority(let chain, let operation): [chain.rawValue] + operation.encoded
            case .signed(let operation): [0] + operation.encoded
            }
        return list([hex(bytes), "\(step.code)", hex(step.receipt?.encoded ?? [])])
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
