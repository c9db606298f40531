public import Constraints

/// The buses of the recursion machine.
public enum RecursionBus {
    /// Memory: (address, x0, x1, x2, x3) of a cell.
    ///
    /// Addresses and multiplicities are fixed columns. The one operation that writes an address
    /// sends its cell as often as it is read, each read receives it once: so all reads of an
    /// address see what was written, and no time is needed. The statement reads public cells.
    public static let memory = Bus(1)
    /// Tables: (table, number, x0, x1, x2, x3) of an entry.
    static let table = Bus(2)
}

extension ConstraintBuilder {
    /// Writes a cell, or reads it where the multiplicity is -1.
    ///
    /// Elements that are not given are zero.
    mutating func send(cell elements: [Value], at address: Value, multiplicity: Value) {
        send(cellTuple(elements, address), on: RecursionBus.memory, multiplicity: multiplicity)
    }

    /// Reads a cell, where the multiplicity is one.
    mutating func read(cell elements: [Value], at address: Value, multiplicity: Value) {
        receive(cellTuple(elements, address), on: RecursionBus.memory, multiplicity: multiplicity)
    }

    private func cellTuple(_ elements: [Value], _ address: Value) -> [Value] {
        [address] + elements + [Value](repeating: .zero, count: 4 - elements.count)
    }

    /// Main columns in this row.
    func this(_ columns: Range<Int>) -> [Value] { columns.map { this($0) } }

    /// Main columns in the next row.
    func next(_ columns: Range<Int>) -> [Value] { columns.map { next($0) } }

    /// Fixed columns.
    func fixed(_ columns: Range<Int>) -> [Value] { columns.map { fixed($0) } }
}

/// A value of the cubic extension in columns.
struct CubicColumns<Value: ConstraintValue> {
    /// The coefficients of 1, x and x^2.
    let coefficients: [Value]

    init(_ coefficients: [Value]) { self.coefficients = coefficients }

    /// An element of the base field.
    init(_ element: Value) { coefficients = [element, .zero, .zero] }

    static var zero: Self { Self(.zero) }

    static func + (left: Self, right: Self) -> Self {
        Self(zip(left.coefficients, right.coefficients).map { $0 + $1 })
    }

    static func - (left: Self, right: Self) -> Self {
        Self(zip(left.coefficients, right.coefficients).map { $0 - $1 })
    }

    /// The product modulo x^3 - 2.
    static func * (left: Self, right: Self) -> Self {
        let (a, b) = (left.coefficients, right.coefficients)
        let upper = a[1] * b[2] + a[2] * b[1]
        let top = a[2] * b[2]
        return Self([
            a[0] * b[0] + upper + upper,
            a[0] * b[1] + a[1] * b[0] + top + top,
            a[0] * b[2] + a[1] * b[1] + a[2] * b[0],
        ])
    }

    /// The product with a value of the base field.
    func scaled(by factor: Value) -> Self { Self(coefficients.map { $0 * factor }) }
}

extension ConstraintBuilder {
    /// Requires that a value of the extension is zero.
    mutating func require(_ name: StaticString, zero value: CubicColumns<Value>) {
        for coefficient in value.coefficients { require(name, zero: coefficient) }
    }
}
