import Bytes
import Ledger
import Network
import Transition

/// Rebuilds the state from the published data of all blocks.
enum RebuildStateCommand {
    static let command = CommandDescription(
        "rebuild-state", "Rebuilds the state after a block from published data alone",
        arguments: ["NUMBER"],
        options: [
            OptionDescription(
                "data", "FILE",
                "data of a block, for each from 1 to NUMBER in order (default: from the node)",
                isRepeatable: true),
            OptionDescription(
                "out", "FILE",
                "file for the records: a line of JSON with the words of key and value"
            ),
        ],
        examples: [
            "zklink rebuild-state 16 --out state.json --config client.json",
            "zklink rebuild-state 1 --data block-1 --config client.json --json",
        ]
    ) { session in
        let number = try BlockSource.number(session)
        let source = try BlockSource(session, number: number)
        let expected = try source.headerHash()
        let out = try session.optional("out").map { try OutputFile($0) }
        let state = try source.state(after: number)
        let header = state.header
        if let expected, header.hash != expected {
            throw CommandFailure(
                "header",
                "the data give header 0x\(header.hash.hex), but the node says 0x\(expected.hex)")
        }
        try out?.write(lines(of: state))
        let console = try session.console.leavingRoom(for: [out].compactMap { $0 })
        console.show(
            [
                "block": .integer(number), "headerHash": .string("0x\(header.hash.hex)"),
                "root": .string("0x\(header.newRoot.hex)"),
                "records": .integer(state.records.count),
                "comparedWithNode": .bool(expected != nil),
            ],
            text: """
                block \(number): \(state.records.count) records, root 0x\(header.newRoot.hex)
                header 0x\(header.hash.hex), \(expected == nil ? "not compared: compare it with a chain" : "as the node says")
                """)
    }

    /// The records in the order of their keys.
    private static func lines(of state: LedgerState) -> [UInt8] {
        let sorted = state.records.map { (key: $0.key.words, value: $0.value.words) }
            .sorted { $0.key.lexicographicallyPrecedes($1.key) }
        var text = ""
        for record in sorted { text += "[\(record.key),\(record.value)]\n" }
        return Array(text.replacing(" ", with: "").utf8)
    }
}
