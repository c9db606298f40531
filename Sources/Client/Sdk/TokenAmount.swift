public import Ledger

/// Decimal amounts of whole tokens such as `12.5`, without exponents or signs.
public enum TokenAmount {
    /// The decimals of layer-2 amounts.
    public static let decimals = 18

    /// Parses a decimal; `nil` for other texts, more than `decimals` places, or beyond 2^128 - 1.
    public static func parse(_ text: String, decimals: Int = decimals) -> Amount? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), (0...38).contains(decimals) else { return nil }
        let fraction = parts.count == 2 ? String(parts[1]) : ""
        guard parts.count == 1 || !fraction.isEmpty, fraction.count <= decimals else { return nil }
        let padding = String(repeating: "0", count: decimals - fraction.count)
        let digits = (parts[0] + fraction + padding).drop { $0 == "0" }
        guard isNumber(parts[0]), parts.count == 1 || isNumber(parts[1]) else { return nil }
        return Amount(decimal: digits.isEmpty ? "0" : String(digits))
    }

    /// The decimal of base units, without trailing zeros.
    public static func format(_ amount: Amount, decimals: Int = decimals) -> String {
        let digits = amount.decimal
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        let whole = padded.dropLast(decimals)
        var fraction = padded.suffix(decimals)
        while fraction.last == "0" { fraction = fraction.dropLast() }
        return fraction.isEmpty ? String(whole) : "\(whole).\(fraction)"
    }

    private static func isNumber(_ text: Substring) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }
}
