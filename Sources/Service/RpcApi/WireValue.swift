public import Bytes
public import Ledger
public import Network

/// A value with one JSON form, described once for server, client and documents.
public protocol WireValue: Sendable {
    /// The type of the JSON form.
    static var schema: Schema { get }
    /// Reads the JSON form; throws `unexpectedValue` for any other.
    init(wire: JSON) throws(RpcApiError)
    /// The JSON form.
    var wire: JSON { get }
}

extension WireValue {
    static func unexpected(_ expected: String) -> RpcApiError {
        .unexpectedValue(path: "", expected: expected)
    }
}

/// An unsigned integer that is a JSON number on the wire, at most 2^53 - 1.
public protocol WireInteger: WireValue, FixedWidthInteger, UnsignedInteger {}

extension WireInteger {
    static var wireMaximum: UInt64 { UInt64(clamping: Self.max) & 0x1f_ffff_ffff_ffff }

    public static var schema: Schema { .integer(minimum: 0, maximum: wireMaximum) }

    public init(wire: JSON) throws(RpcApiError) {
        guard let value = wire.unsigned, value <= Self.wireMaximum else {
            throw Self.unexpected("a whole number in 0...\(Self.wireMaximum)")
        }
        self.init(value)
    }

    public var wire: JSON { .integer(UInt64(self)) }
}

extension UInt8: WireInteger {}
extension UInt16: WireInteger {}
extension UInt32: WireInteger {}
extension UInt64: WireInteger {}

extension Bool: WireValue {
    public static var schema: Schema { .boolean }

    public init(wire: JSON) throws(RpcApiError) {
        guard case .bool(let value) = wire else { throw Self.unexpected("true or false") }
        self = value
    }

    public var wire: JSON { .bool(self) }
}

extension String: WireValue {
    public static var schema: Schema { .text(pattern: nil, example: nil) }

    public init(wire: JSON) throws(RpcApiError) {
        guard case .string(let value) = wire else { throw Self.unexpected("a string") }
        self = value
    }

    public var wire: JSON { .string(self) }
}

extension Array: WireValue where Element: WireValue {
    public static var schema: Schema { .list(Element.schema) }

    public init(wire: JSON) throws(RpcApiError) {
        guard case .array(let elements) = wire else { throw Self.unexpected("a list") }
        var result: [Element] = []
        result.reserveCapacity(elements.count)
        for (index, element) in elements.enumerated() {
            do throws(RpcApiError) {
                result.append(try Element(wire: element))
            } catch {
                throw error.inside("[\(index)]")
            }
        }
        self = result
    }

    public var wire: JSON { .array(map(\.wire)) }
}

/// A word of a fixed vocabulary.
public protocol WireEnum: WireValue, RawRepresentable, CaseIterable where RawValue == String {}

extension WireEnum {
    public static var schema: Schema { .choice(allCases.map(\.rawValue)) }

    public init(wire: JSON) throws(RpcApiError) {
        guard case .string(let text) = wire, let value = Self(rawValue: text) else {
            throw Self.unexpected(
                "one of " + Self.allCases.map(\.rawValue).joined(separator: ", "))
        }
        self = value
    }

    public var wire: JSON { .string(rawValue) }
}

/// Bytes of any length: `0x` and lower-case hexadecimal.
public struct HexBytes: WireValue, Hashable {
    public let bytes: [UInt8]

    public init(_ bytes: [UInt8] = []) { self.bytes = bytes }

    public static var schema: Schema { .text(pattern: "^0x([0-9a-f]{2})*$", example: "0x00ff") }

    public init(wire: JSON) throws(RpcApiError) {
        guard case .string(let text) = wire, let bytes = decodeWireHex(text) else {
            throw Self.unexpected("0x and lower-case hexadecimal")
        }
        self.bytes = bytes
    }

    public var wire: JSON { .string("0x" + Hex.encode(bytes)) }
}

extension FixedBytes: WireValue {
    public static var schema: Schema {
        .text(pattern: "^0x[0-9a-f]{\(2 * count)}$", example: nil)
    }

    public init(wire: JSON) throws(RpcApiError) {
        guard case .string(let text) = wire, let bytes = decodeWireHex(text),
            let value = Self(bytes)
        else {
            throw Self.unexpected("0x and \(2 * count) lower-case hexadecimal digits")
        }
        self = value
    }

    public var wire: JSON { .string("0x" + hex) }
}

extension Amount: WireValue {
    public static var schema: Schema {
        .text(pattern: "^(0|[1-9][0-9]{0,38})$", example: "1000000000000000000")
    }

    public init(wire: JSON) throws(RpcApiError) {
        guard case .string(let text) = wire, let amount = Amount(decimal: text) else {
            throw Self.unexpected("a decimal string of base units below 2^128")
        }
        self = amount
    }

    public var wire: JSON { .string(decimal) }
}

/// The bytes of `0x` and lower-case digits; `nil` for any other text.
private func decodeWireHex(_ text: String) -> [UInt8]? {
    guard text.utf8.count >= 2, text.utf8.starts(with: [0x30, 0x78]),
        !text.utf8.contains(where: { $0 >= 0x41 && $0 <= 0x46 })
    else { return nil }
    return Hex.decode(text)
}
