/// A reader, writer or counter of the fields that a value lists, in the order of the list.
public protocol FieldVisitor {
    /// The error of a visit: `DecodingError` for a reader, `Never` for a writer.
    associatedtype Failure: Error

    /// Visits an unsigned integer of fixed width.
    mutating func visit<Value: FixedWidthInteger & UnsignedInteger>(
        _ value: inout Value
    ) throws(Failure)

    /// Visits an integer of 128 bits as its two words.
    mutating func visit(low: inout UInt64, high: inout UInt64) throws(Failure)

    /// Visits bytes of fixed length.
    mutating func visit<let count: Int>(_ bytes: inout FixedBytes<count>) throws(Failure)

    /// Visits a limit: a field that decides whether something is done, not what is done.
    ///
    /// Encodings without limits leave it out, and their readers set it to `permissive`, with which
    /// whatever was done is done again.
    mutating func visit<Value: FieldList>(limit: inout Value, permissive: Value) throws(Failure)

    /// The failure for a value that its type does not allow; only readers call it.
    func failure(_ error: DecodingError) -> Failure
}

/// A value whose canonical encoding is its fields, one after the other.
///
/// One list of fields gives reading, writing and length. Embedded Swift has no key paths, hence a
/// visitor.
public protocol FieldList {
    /// A placeholder whose fields a reader overwrites.
    init(placeholder: ())

    /// Visits every field in the order of the encoding.
    mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure)
}

extension FieldVisitor {
    /// Visits the two words as one integer.
    public mutating func visit(low: inout UInt64, high: inout UInt64) throws(Failure) {
        var value = UInt128(high) << 64 | UInt128(low)
        try visit(&value)
        (low, high) = (UInt64(truncatingIfNeeded: value), UInt64(truncatingIfNeeded: value >> 64))
    }

    /// Visits a limit as any other value.
    public mutating func visit<Value: FieldList>(
        limit: inout Value, permissive: Value
    ) throws(Failure) {
        try visit(&limit)
    }

    /// Visits the fields of a nested value.
    public mutating func visit<Value: FieldList>(_ value: inout Value) throws(Failure) {
        try value.visitFields(&self)
    }

    /// Visits a flag as one byte; a reader refuses bytes above 1 with `invalidValue(name)`.
    public mutating func visit(flag: inout Bool, _ name: StaticString) throws(Failure) {
        var byte: UInt8 = flag ? 1 : 0
        try visit(&byte)
        guard byte <= 1 else { throw failure(.invalidValue(field: name)) }
        flag = byte == 1
    }

    /// Visits a code of a closed list; a reader refuses unknown codes with `invalidValue(name)`.
    public mutating func visit<Code: RawRepresentable>(
        code: inout Code, _ name: StaticString
    ) throws(Failure) where Code.RawValue == UInt8 {
        var raw = code.rawValue
        try visit(&raw)
        guard let known = Code(rawValue: raw) else { throw failure(.invalidValue(field: name)) }
        code = known
    }
}

extension FieldList {
    /// Reads the fields from hostile bytes; ranges are checked as far as the value's list does.
    public init(from reader: inout ByteReader) throws(DecodingError) {
        self.init(placeholder: ())
        try visitFields(&reader)
    }

    /// Reads a value whose encoding fills `bytes`.
    public init(decoding bytes: [UInt8]) throws(DecodingError) {
        var reader = ByteReader(bytes)
        try self.init(from: &reader)
        try reader.finish()
    }

    /// Appends the encoding.
    public func encode(to writer: inout ByteWriter) {
        var value = self
        value.visitFields(&writer)
    }

    /// The canonical encoding.
    public var encoded: [UInt8] {
        var writer = ByteWriter(capacity: byteCount)
        encode(to: &writer)
        return writer.bytes
    }

    /// The number of bytes of the encoding.
    public var byteCount: Int {
        var value = self
        var counter = ByteCounter()
        value.visitFields(&counter)
        return counter.count
    }
}

extension ByteReader: FieldVisitor {
    /// Reads an integer, most significant byte first.
    public mutating func visit<Value: FixedWidthInteger & UnsignedInteger>(
        _ value: inout Value
    ) throws(DecodingError) {
        value = try read()
    }

    /// Reads as many bytes as the type has.
    public mutating func visit<let count: Int>(
        _ bytes: inout FixedBytes<count>
    ) throws(DecodingError) {
        bytes = try read()
    }

    /// Returns `error` itself.
    public func failure(_ error: DecodingError) -> DecodingError { error }
}

extension ByteWriter: FieldVisitor {
    /// Appends an integer, most significant byte first.
    public mutating func visit<Value: FixedWidthInteger & UnsignedInteger>(_ value: inout Value) {
        append(value)
    }

    /// Appends the bytes.
    public mutating func visit<let count: Int>(_ bytes: inout FixedBytes<count>) { append(bytes) }

    /// Unreachable: a value in memory is one that its type allows.
    public func failure(_ error: DecodingError) -> Never {
        preconditionFailure("a value outside its type was written")
    }
}

/// Counts the bytes of an encoding without writing it.
public struct ByteCounter: FieldVisitor, Sendable {
    /// The number of bytes so far.
    public private(set) var count = 0

    /// A counter at 0.
    public init() {}

    /// Counts an integer.
    public mutating func visit<Value: FixedWidthInteger & UnsignedInteger>(_ value: inout Value) {
        count += Value.bitWidth / 8
    }

    /// Counts the bytes.
    public mutating func visit<let length: Int>(_ bytes: inout FixedBytes<length>) {
        count += length
    }

    /// Unreachable: a value in memory is one that its type allows.
    public func failure(_ error: DecodingError) -> Never {
        preconditionFailure("a value outside its type was measured")
    }
}
