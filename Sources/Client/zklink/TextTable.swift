/// Columns of text: the first flush left, the others flush right.
enum TextTable {
    /// The rows as lines; a row may be shorter than others.
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

/// Numbers with a fixed number of places, as the locale does not matter.
enum Decimal {
    /// A number cut to tenths, towards less.
    static func tenths(_ value: Double) -> String { text(value.isFinite ? value : 0, places: 1) }

    /// A number cut to so many places, towards less.
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
