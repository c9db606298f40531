import Bytes
import Constraints
import RiscvCircuits

/// Errors of libraries as words: the name of the case and its values, without types of Swift.
///
/// `truncated(needed: 8, available: 3)` becomes "truncated: needed 8, available 3".
enum ErrorText {
    static func words(_ error: Any) -> String { text(of: error, label: nil) }

    private static func text(of value: Any, label: String?) -> String {
        if let text = value as? String { return text }
        if let bytes = value as? Bytes32 { return "0x\(bytes.hex)" }
        if let integer = value as? any BinaryInteger { return text(of: integer, label: label) }
        let mirror = Mirror(reflecting: value)
        guard mirror.displayStyle == .enum || mirror.displayStyle == .optional else {
            return "\(value)"
        }
        guard let payload = mirror.children.first else { return separated("\(value)") }
        let name = separated(payload.label ?? "")
        let values = members(payload.value).map { member -> String in
            let text = text(of: member.value, label: member.label)
            guard let label = member.label, !label.hasPrefix(".") else { return text }
            return "\(separated(label)) \(text)"
        }
        return name.isEmpty
            ? values.joined(separator: ", ") : "\(name): \(values.joined(separator: ", "))"
    }

    /// The members of a payload: those of a tuple, or the only one.
    private static func members(_ payload: Any) -> [Mirror.Child] {
        let mirror = Mirror(reflecting: payload)
        return mirror.displayStyle == .tuple ? Array(mirror.children) : [(nil, payload)]
    }

    /// Addresses and instruction words in hexadecimal, chips of the machine by name.
    private static func text(of integer: any BinaryInteger, label: String?) -> String {
        switch label {
        case "address", "pc", "target", "word": return "0x" + String(integer, radix: 16)
        case "chip":
            let chips = RiscvMachine().chips
            guard let index = Int(exactly: integer), chips.indices.contains(index) else { break }
            return chips[index].name.description
        default: break
        }
        return "\(integer)"
    }

    /// A name in camel case as separate words; abbreviations keep their capitals.
    static func separated(_ name: String) -> String {
        var words: [String] = []
        var previousIsUpper = false
        for character in name {
            if character.isUppercase, !previousIsUpper || words.isEmpty { words.append("") }
            if words.isEmpty { words.append("") }
            words[words.count - 1].append(character)
            previousIsUpper = character.isUppercase
        }
        return words.map { $0.allSatisfy(\.isUppercase) && $0.count > 1 ? $0 : $0.lowercased() }
            .joined(separator: " ")
    }
}
