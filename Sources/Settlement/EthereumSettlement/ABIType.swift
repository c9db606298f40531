/// The ABI types of the contracts' functions and events, each with a limit where it has a length.
///
/// Source: Contract ABI Specification of Solidity, sections "Types" and "Formal Specification of
/// the Encoding"; Vyper follows it.
public indirect enum ABIType: Hashable, Sendable {
    /// An unsigned integer of 8 to 256 bits.
    case uint(bits: Int)
    /// Thirty-two raw bytes.
    case bytes32
    /// An address.
    case address
    /// A Boolean.
    case bool
    /// Bytes of any length up to a limit.
    case bytes(limit: Int)
    /// UTF-8 text of any length up to a limit.
    case string(limit: Int)
    /// A list of up to `limit` elements.
    case array(of: ABIType, limit: Int)
    /// A struct of fields of one word each.
    case words([ABIType])

    /// The name in the signature of a function or event.
    public var name: String {
        switch self {
        case .uint(let bits): "uint\(bits)"
        case .bytes32: "bytes32"
        case .address: "address"
        case .bool: "bool"
        case .bytes: "bytes"
        case .string: "string"
        case .array(let element, _): element.name + "[]"
        case .words(let fields): "(" + fields.map(\.name).joined(separator: ",") + ")"
        }
    }

    /// Whether the head has an offset in place of the value.
    var isDynamic: Bool {
        switch self {
        case .uint, .bytes32, .address, .bool, .words: false
        case .bytes, .string, .array: true
        }
    }

    /// Bytes in the head.
    var headByteCount: Int {
        if case .words(let fields) = self { 32 * fields.count } else { 32 }
    }
}
