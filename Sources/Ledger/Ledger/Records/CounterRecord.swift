public import Bytes

/// A kind of thing that is numbered in order of creation.
public enum LedgerCounter: UInt8, Hashable, Sendable {
    case accounts = 1
    case pools = 2
}

/// The next number of a kind of thing.
public struct CounterRecord: FieldList, Hashable, Sendable {
    public var next: UInt32 = 0

    public init(next: UInt32) { self.next = next }

    public init(placeholder: ()) {}

    /// The next number.
    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&next)
    }
}
