/// Visits fields by calls of another visitor.
///
/// For values that a guest program meets rarely: the code of a reader or writer, inlined at each field
/// of each of them, would double a table of every part's proof (`docs/design/0006-lean-guest.md`).
/// It has the other visitor by value, moved in and out: through a pointer, the compiler has been seen to
/// keep a field of the other visitor in a register across the calls.
public struct OutlinedVisitor<Base: FieldVisitor>: FieldVisitor {
    private var base: Base

    private init(_ base: consuming Base) { self.base = base }

    private consuming func end() -> Base { base }

    /// Visits the fields of a value by calls of a visitor.
    @inline(never)
    public static func visit<Value: FieldList>(
        _ value: inout Value, by base: inout Base
    ) throws(Base.Failure) {
        try visiting(&base) { visitor throws(Base.Failure) in
            try value.visitFields(&visitor)
        }
    }

    /// Calls a function with a visitor in place of another.
    public static func visiting<Output>(
        _ base: inout Base, _ body: (inout OutlinedVisitor) throws(Base.Failure) -> Output
    ) throws(Base.Failure) -> Output {
        var visitor = OutlinedVisitor(consume base)
        defer { base = visitor.end() }
        return try body(&visitor)
    }

    /// Visits an integer.
    @inline(never)
    public mutating func visit<Value: FixedWidthInteger & UnsignedInteger>(
        _ value: inout Value
    ) throws(Base.Failure) {
        try base.visit(&value)
    }

    /// Visits an integer of 128 bits.
    @inline(never)
    public mutating func visit(low: inout UInt64, high: inout UInt64) throws(Base.Failure) {
        try base.visit(low: &low, high: &high)
    }

    /// Visits bytes.
    @inline(never)
    public mutating func visit<let count: Int>(
        _ bytes: inout FixedBytes<count>
    ) throws(Base.Failure) {
        try base.visit(&bytes)
    }

    /// Visits a limit.
    @inline(never)
    public mutating func visit<Value: FieldList>(
        limit: inout Value, permissive: Value
    ) throws(Base.Failure) {
        try base.visit(limit: &limit, permissive: permissive)
    }

    /// That of the other visitor.
    public func failure(_ error: DecodingError) -> Base.Failure { base.failure(error) }
}
