public import Bytes

/// Up to `capacity <= 255` elements, stored in place: hops of a route, tokens of a pool.
public struct BoundedList<let capacity: Int, Element: FieldList & Hashable & Sendable>: Sendable {
    private var elements: InlineArray<capacity, Element>
    private var length: UInt8 = 0

    /// The number of elements, in `0...capacity`.
    public var count: Int { Int(length) }

    /// An empty list.
    public init() { elements = InlineArray(repeating: Element(placeholder: ())) }

    /// The given elements; `nil` when there are more than `capacity`.
    public init?(_ elements: [Element]) {
        guard elements.count <= capacity else { return nil }
        self.init()
        for element in elements { append(element) }
    }

    /// Appends an element; the list must not be full.
    public mutating func append(_ element: Element) {
        precondition(count < capacity)
        elements[count] = element
        length += 1
    }

    /// The element at an index in `0..<count`.
    public subscript(index: Int) -> Element {
        // A read of one element: what gives the list's elements away as a value copies all of them on
        // riscv32.
        @inline(__always)
        _read {
            precondition(index >= 0 && index < count)
            yield elements[index]
        }
        set {
            precondition(index >= 0 && index < count)
            elements[index] = newValue
        }
    }

    /// The valid indices.
    public var indices: Range<Int> { 0..<count }

    /// The elements as an array.
    public var array: [Element] { indices.map { elements[$0] } }
}

extension BoundedList {
    /// Visits a count and that many elements; a count out of range is `invalidValue(name)`.
    public mutating func visit<Visitor: FieldVisitor>(
        _ visitor: inout Visitor, count range: ClosedRange<Int>, _ name: StaticString
    ) throws(Visitor.Failure) {
        try visitCount(&visitor, range, name)
        try visitElements(&visitor)
    }

    /// Visits a count and that many limits.
    public mutating func visit<Visitor: FieldVisitor>(
        limits visitor: inout Visitor, permissive: Element, count range: ClosedRange<Int>,
        _ name: StaticString
    ) throws(Visitor.Failure) {
        try visitCount(&visitor, range, name)
        for index in 0..<count {
            try visitor.visit(limit: &elements[index], permissive: permissive)
        }
    }

    /// Visits the count alone; a reader then has that many elements to read.
    mutating func visitCount<Visitor: FieldVisitor>(
        _ visitor: inout Visitor, _ range: ClosedRange<Int>, _ name: StaticString
    ) throws(Visitor.Failure) {
        precondition(range.upperBound <= capacity)
        var length = length
        try visitor.visit(&length)
        guard range.contains(Int(length)) else {
            throw visitor.failure(.invalidValue(field: name))
        }
        self.length = length
    }

    mutating func visitElements<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        for index in 0..<count { try visitor.visit(&elements[index]) }
    }
}

extension BoundedList: Hashable {
    /// Whether both have the same elements.
    public static func == (left: Self, right: Self) -> Bool {
        guard left.count == right.count else { return false }
        let (leftElements, rightElements) = (left.elements.span, right.elements.span)
        for index in 0..<left.count where leftElements[index] != rightElements[index] {
            return false
        }
        return true
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(count)
        for index in 0..<count { hasher.combine(elements[index]) }
    }
}
