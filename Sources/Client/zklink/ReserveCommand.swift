import Ledger
import Network
import RpcApi
import Sdk

/// The command that shows reserves and how to fill those that are short.
enum ReserveCommand {
    static let reserves = CommandDescription(
        "reserves",
        "Shows what each chain can pay, which chains run short and what moves fill them",
        examples: ["zklink reserves"]
    ) { session in
        let client = try Client(session)
        let reserves = try client.node.call(ReservesMethod.self).reserves
        let report = ReserveReport(try client.node.call(TokensMethod.self).tokens, reserves)
        session.console.show(
            .object([
                "reserves": .array(reserves.map(\.wire)),
                "moves": .array(report.moves.map(Self.wire)),
            ]), text: text(reserves, report, client.figures))
    }

    private static func wire(_ move: ReserveReport.Move) -> JSON {
        .object([
            "token": .integer(move.token.rawValue), "from": .integer(move.source.rawValue),
            "to": .integer(move.destination.rawValue), "amount": .string(move.amount.decimal),
        ])
    }

    private static func text(
        _ reserves: [ReserveInfo], _ report: ReserveReport, _ figures: FigureText
    ) -> String {
        let table = TextTable.text(
            [["chain", "reserve", "target", "short"]]
                + reserves.map { reserve in
                    let row = report.rows.first {
                        $0.chain == reserve.chain && $0.token == reserve.token
                    }
                    let isTargeted = row.map { !$0.target.isZero } ?? false
                    return [
                        figures.name(reserve.chain), figures.text(reserve.amount, reserve.token),
                        row.flatMap { isTargeted ? TokenAmount.format($0.target) : nil } ?? "-",
                        row.flatMap { isTargeted ? TokenAmount.format($0.shortage) : nil } ?? "-",
                    ]
                })
        let moves = report.moves.map { move in
            "  move \(figures.text(move.amount, move.token)) from \(figures.name(move.source)) to "
                + figures.name(move.destination)
        }
        return ([table] + moves).joined(separator: "\n")
    }
}
