#if !hasFeature(Embedded)
    /// Keeps the description of a chip as expressions, in its order.
    struct DescriptionRecorder: ConstraintBuilder {
        /// A tuple on a bus.
        struct Transfer {
            let side: BusSide
            let bus: Bus
            let tuple: [SymbolicExpression]
            let multiplicity: SymbolicExpression
        }

        private(set) var constraints: [SymbolicExpression] = []
        private(set) var transfers: [Transfer] = []

        func this(_ column: Int) -> SymbolicExpression { SymbolicExpression(.this(column)) }
        func next(_ column: Int) -> SymbolicExpression { SymbolicExpression(.next(column)) }
        func fixed(_ column: Int) -> SymbolicExpression { SymbolicExpression(.fixed(column)) }
        func publicValue(_ index: Int) -> SymbolicExpression {
            SymbolicExpression(.publicValue(index))
        }
        var isFirst: SymbolicExpression { SymbolicExpression(.selector(.first)) }
        var isLast: SymbolicExpression { SymbolicExpression(.selector(.last)) }
        var isTransition: SymbolicExpression { SymbolicExpression(.selector(.transition)) }

        mutating func require(_ name: StaticString, zero value: SymbolicExpression) {
            constraints.append(value)
        }

        mutating func transfer(
            _ side: BusSide, _ tuple: [SymbolicExpression], on bus: Bus,
            multiplicity: SymbolicExpression
        ) {
            transfers.append(
                Transfer(side: side, bus: bus, tuple: tuple, multiplicity: multiplicity))
        }
    }
#endif
