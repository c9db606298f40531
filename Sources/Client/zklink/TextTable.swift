/// A table of text: the first column is aligned left, the others right.
enum TextTable {
    /// The lines of the rows, which may differ in length.
    static func text(_ rows: [[String]]) -> String {
        let columnCount = rows.map(\.count).max() ?? 0
        let widths = (0..<columnCount).map { column in
            rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        return rows.map { row in
            let cells = row.enumerated().map { column, cell in
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                return column == 0 ? cell + padding : padding + cell
            }
            return "  " + cells.joined(separator: "  ")
        }.joined(separator: "\n")
    }
}

/// Decimal numbers with a fixed number of places, in no locale.
enum Decimal {
    /// The number truncated to tenths.
    static func tenths(_ value: Double) -> String { text(value.isFinite ? value : 0, places: 1) }

    /// The number truncated to `places`.
    static func text(_ value: Double, places: Int) -> String {
        let scale = (0..<places).reduce(1.0) { product, _ in product * 10 }
        let scaled = Int64((abs(value) * scale + (value < 0 ? 0.999_999 : 0)).rounded(.down))
        let digits = String(scaled)
        let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
        let sign = value < 0 && scaled > 0 ? "-" : ""
        guard places > 0 else { return sign + padded }
        return sign + padded.dropLast(places) + "." + padded.suffix(places)
    }
}
