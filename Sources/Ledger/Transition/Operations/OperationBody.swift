public import Bytes

/// The body of an operation: its code, its name and its fields.
public protocol OperationBody: FieldList, Hashable, Sendable {
    /// The code in the encoding.
    static var opcode: UInt8 { get }
    /// The name in interfaces.
    static var name: StaticString { get }
    /// The code of this operation: that of its type, but for an `UnreadOperation`.
    var code: UInt8 { get }
}

extension OperationBody {
    public var code: UInt8 { Self.opcode }
}

/// An operation on the wire: `opcode u8 | body length u16 | body`.
enum OperationFrame {
    /// Bytes before the body.
    static let headByteCount = 3

    /// Reads code and length, and returns a reader of the body alone.
    static func open(
        _ reader: inout ByteReader
    ) throws(DecodingError) -> (opcode: UInt8, body: ByteReader) {
        let opcode: UInt8 = try reader.read()
        let count: UInt16 = try reader.read()
        return (opcode, try reader.readPart(Int(count)))
    }

    /// Writes code and length.
    static func begin(_ writer: inout ByteWriter, opcode: UInt8, bodyByteCount: Int) {
        writer.append(opcode)
        writer.append(UInt16(bodyByteCount))
    }
}
