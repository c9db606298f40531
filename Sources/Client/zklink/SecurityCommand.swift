import FRI
import Network
import RiscvCircuits
import RiscvProver
import StarkVerifier

/// The table of provable bits by round.
enum SecurityCommand {
    /// The heights of the longest chip in the table.
    static let rowsLog2 = 16...22

    static let command = CommandDescription(
        "security", "Provable bits of security of proofs, round by round",
        options: [
            OptionDescription(
                "parameters", "NAME", "one parameter set (default: all; \(ParameterName.list))")
        ],
        examples: ["zklink security", "zklink security --parameters chunk --json"]
    ) { session in
        var sets = ParameterSet.allCases
        if let name = session.optional("parameters") { sets = [try ParameterName.parse(name)] }
        let tables = try sets.map { set in
            (set: set, rows: try rowsLog2.map { try SecurityRow(rowsLog2: $0, set: set) })
        }
        let result: JSON = [
            "machine": "RV32IMC", "hashBits": .integer(hashBits), "meaning": .string(meaning),
            "parameterSets": .array(tables.map { json($0.set, $0.rows) }),
        ]
        session.console.show(
            result,
            text: ([meaning] + tables.map { text($0.set, $0.rows) }).joined(separator: "\n\n"))
    }

    /// The bits of a collision of four Goldilocks elements: 128.
    private static let hashBits = Int(ProofInspection.hashBits)

    private static let meaning = """
        Provable bits of the RV32IMC machine for each round of the protocol, without conjectures about
        codes (eprint 2025/2055 up to the Johnson bound, eprint 2020/654 for unique decoding). Assumed:
        Fiat-Shamir with Poseidon2 as a random oracle, whose collisions bound every figure at
        \(hashBits) bits. All chips are counted with the same number of rows, more than a run has;
        'zklink inspect PROOF' counts the rows of one proof. The weakest round decides.
        """

    private static func json(_ set: ParameterSet, _ rows: [SecurityRow]) -> JSON {
        let parameters = set.parameters
        return [
            "name": .string(set.name), "forTestsOnly": .bool(set.isForTestsOnly),
            "blowup": .integer(1 << parameters.blowupLog2),
            "queries": .integer(parameters.queryCount),
            "grindingBits": .integer(parameters.grindingBits),
            "batchingGrindingBits": .integer(parameters.batchingGrindingBits),
            "rows": .array(rows.map(\.json)),
        ]
    }

    private static func text(_ set: ParameterSet, _ rows: [SecurityRow]) -> String {
        let parameters = set.parameters
        let label =
            set.isForTestsOnly ? ": for tests only, such a proof proves nothing" : ""
        let title =
            "\(set.name)\(label)\nblow-up \(1 << parameters.blowupLog2), "
            + "\(parameters.queryCount) queries, grinding \(parameters.grindingBits) bits before "
            + "queries and \(parameters.batchingGrindingBits) before batching"
        let johnson = rows.map { $0.cells($0.johnson) + ["\($0.multiplicity)"] }
        let unique = rows.map { $0.cells($0.uniqueDecoding) }
        return [
            title, "", "up to the Johnson bound",
            TextTable.text([SecurityRow.titles + ["multiplicity"]] + johnson), "",
            "unique decoding", TextTable.text([SecurityRow.titles] + unique),
        ].joined(separator: "\n")
    }
}

/// One line of the table, for one height.
private struct SecurityRow {
    let rowsLog2: Int
    let johnson: SecurityEstimate
    let multiplicity: Int
    let uniqueDecoding: SecurityEstimate

    init(rowsLog2: Int, set: ParameterSet) throws {
        self.rowsLog2 = rowsLog2
        (johnson, multiplicity, uniqueDecoding) = try RiscvMachine.security(
            rowsLog2: rowsLog2, parameters: set.parameters)
    }

    static let titles =
        ["rows"] + SecurityEstimate.Round.allCases.map(\.title) + ["bits", "limited by"]

    func cells(_ estimate: SecurityEstimate) -> [String] {
        ["2^\(rowsLog2)"]
            + SecurityEstimate.Round.allCases.map { Decimal.tenths(estimate.bits(of: $0)) }
            + [Decimal.tenths(estimate.bits), estimate.weakestRound.title]
    }

    var json: JSON {
        [
            "rowsLog2": .integer(rowsLog2),
            "johnson": Self.json(johnson, multiplicity: multiplicity),
            "uniqueDecoding": Self.json(uniqueDecoding, multiplicity: nil),
        ]
    }

    private static func json(_ estimate: SecurityEstimate, multiplicity: Int?) -> JSON {
        var members = JSONObject()
        for round in SecurityEstimate.Round.allCases {
            members[round.rawValue] = .number(Decimal.tenths(estimate.bits(of: round)))
        }
        members["bits"] = .number(Decimal.tenths(estimate.bits))
        members["limitedBy"] = .string(estimate.weakestRound.rawValue)
        if let multiplicity { members["multiplicity"] = .integer(multiplicity) }
        return .object(members)
    }
}

extension SecurityEstimate.Round {
    /// The name in the table.
    var title: String { self == .outOfDomain ? "out of domain" : rawValue }
}
