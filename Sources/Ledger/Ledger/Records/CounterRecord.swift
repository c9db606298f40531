public import Bytes

/// What is numbered in order of creation.
public enum LedgerCounter: UInt8, Hashable, Sendable {
    case accounts = 1
    case pools = 2
}

/// The number that the next thing of a kind gets.
public struct CounterRecord: FieldList, Hashable, Sendable {
    /// The next number.
    public var next: UInt32 = 0

    /// A counter at a number.
    public init(next: UInt32) { self.next = next }

    public init(unread: ()) {}

    /// The next number.
    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&next)
    }
}
