public import Ledger

/// Amounts of whole tokens as people write them: `12.5`, never with exponents or signs.
public enum TokenAmount {
    /// Layer-2 amounts have 18 decimals.
    public static let decimals = 18

    /// Parses `12.5` with at most `decimals` digits after the point; `nil` for anything else, and past 2^128 - 1.
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

    /// Writes base units as whole tokens without trailing zeros.
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
