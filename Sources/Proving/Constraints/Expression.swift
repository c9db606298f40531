import Fields

/// An expression in the columns of a chip: a node of a graph.
///
/// Operands are numbers of other nodes.
enum Expression: Equatable, Sendable {
    case constant(Goldilocks)
    case this(Int)
    case next(Int)
    case fixed(Int)
    case publicValue(Int)
    case selector(Selector)
    case sum(Int, Int)
    case difference(Int, Int)
    case product(Int, Int)

    /// Selectors of rows, in the order of the local lists of a `RowProgram`.
    enum Selector: Int, Sendable {
        case first
        case last
        case transition
    }

    /// Numbers of the operands, the left one first.
    var operands: (left: Int, right: Int)? {
        switch self {
        case .sum(let left, let right), .difference(let left, let right),
            .product(let left, let right):
            (left, right)
        default: nil
        }
    }

    /// The same operation on other operands.
    func replacingOperands(_ left: Int, _ right: Int) -> Expression {
        switch self {
        case .sum: .sum(left, right)
        case .difference: .difference(left, right)
        case .product: .product(left, right)
        default: self
        }
    }

    /// Kind in the bits from 56, then two numbers of 28 bits.
    ///
    /// The word of a constant holds its kind alone; the value follows it in
    /// `ChipDescription.encoding`.
    var word: UInt64 {
        switch self {
        case .constant: Self.word(1, 0, 0)
        case .this(let column): Self.word(2, column, 0)
        case .next(let column): Self.word(3, column, 0)
        case .fixed(let column): Self.word(4, column, 0)
        case .publicValue(let index): Self.word(5, index, 0)
        case .selector(let selector): Self.word(6, selector.rawValue, 0)
        case .sum(let left, let right): Self.word(7, left, right)
        case .difference(let left, let right): Self.word(8, left, right)
        case .product(let left, let right): Self.word(9, left, right)
        }
    }

    private static func word(_ kind: UInt64, _ left: Int, _ right: Int) -> UInt64 {
        precondition(left >= 0 && left < 1 << 28 && right >= 0 && right < 1 << 28)
        return kind << 56 | UInt64(left) << 28 | UInt64(right)
    }
}
