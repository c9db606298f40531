#if !hasFeature(Embedded)
    public import Fields

    /// An expression in the columns of a chip: the node of a graph, shared where the description
    /// shares a value.
    ///
    /// A class, because a node that is used often must be found to be the same.
    public final class SymbolicExpression: ConstraintValue {
        /// What a node is.
        enum Kind: Sendable {
            case constant(Goldilocks)
            case this(Int)
            case next(Int)
            case fixed(Int)
            case publicValue(Int)
            case selector(Selector)
            case sum(SymbolicExpression, SymbolicExpression)
            case difference(SymbolicExpression, SymbolicExpression)
            case product(SymbolicExpression, SymbolicExpression)
        }

        /// Values that tell rows apart, in the order of the local lists of a program.
        enum Selector: Int, Sendable {
            case first
            case last
            case transition
        }

        let kind: Kind

        init(_ kind: Kind) {
            self.kind = kind
        }

        /// A constant.
        public init(constant: Goldilocks) {
            kind = .constant(constant)
        }

        /// The sum.
        public static func + (
            left: SymbolicExpression, right: SymbolicExpression
        ) -> SymbolicExpression {
            SymbolicExpression(.sum(left, right))
        }

        /// The difference.
        public static func - (
            left: SymbolicExpression, right: SymbolicExpression
        ) -> SymbolicExpression {
            SymbolicExpression(.difference(left, right))
        }

        /// The product.
        public static func * (
            left: SymbolicExpression, right: SymbolicExpression
        ) -> SymbolicExpression {
            SymbolicExpression(.product(left, right))
        }

        /// Zero less the value.
        public static prefix func - (value: SymbolicExpression) -> SymbolicExpression {
            SymbolicExpression(.difference(SymbolicExpression(.constant(.zero)), value))
        }
    }
#endif
