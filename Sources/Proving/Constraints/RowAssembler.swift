#if !hasFeature(Embedded)
    import CKernels
    import Fields

    /// Writes straight-line programs whose steps each define one value.
    ///
    /// Equal steps are emitted once and constants are folded. `assembled` assigns registers by the
    /// last use of each value.
    struct RowAssembler {
        /// A value of the base field.
        enum Base: Hashable {
            case constant(Goldilocks)
            case value(UInt32)
        }

        /// A value of the cubic extension in three registers.
        struct Cubic: Hashable {
            let value: UInt32
        }

        /// The tables that a program reads.
        enum Table: UInt32 {
            case main
            case fixed
            case bus
        }

        /// An instruction with values in place of registers.
        struct Step: Hashable {
            let operation: Int
            var left: UInt32 = 0
            var right: UInt32 = 0
        }

        /// A value, or one of the three coefficients of a cubic one, times a cubic constant.
        struct Term {
            let value: UInt32
            let part: UInt32
            let factor: CubicExtension
        }

        private(set) var steps: [Step] = []
        private(set) var constants: [Goldilocks] = []
        /// Terms of the dot products in their order.
        private(set) var dots: [(start: CubicExtension, terms: [Term])] = []
        private var known: [Step: UInt32] = [:]
        private var places: [Goldilocks: UInt32] = [:]

        mutating func make(_ operation: Int, _ left: UInt32, _ right: UInt32) -> UInt32 {
            let step = Step(operation: operation, left: left, right: right)
            if let value = known[step] { return value }
            let value = UInt32(steps.count)
            steps.append(step)
            known[step] = value
            return value
        }

        mutating func place(of constant: Goldilocks) -> UInt32 {
            if let place = places[constant] { return place }
            let place = UInt32(constants.count)
            constants.append(constant)
            places[constant] = place
            return place
        }
    }

    extension RowAssembler {
        mutating func column(_ table: Table, _ column: Int, isNext: Bool = false) -> Base {
            .value(
                make(
                    isNext ? CKERNELS_NEXT : CKERNELS_HERE, table.rawValue,
                    UInt32(column)))
        }

        mutating func local(_ list: Int) -> Base {
            .value(make(CKERNELS_LOCAL, UInt32(list), 0))
        }

        mutating func add(_ left: Base, _ right: Base) -> Base {
            switch (left, right) {
            case (.constant(let a), .constant(let b)): .constant(a + b)
            case (.constant(.zero), let value), (let value, .constant(.zero)): value
            case (.constant(let a), .value(let b)), (.value(let b), .constant(let a)):
                .value(make(CKERNELS_ADD_CONSTANT, b, place(of: a)))
            case (.value(let a), .value(let b)):
                .value(make(CKERNELS_ADD, min(a, b), max(a, b)))
            }
        }

        mutating func subtract(_ left: Base, _ right: Base) -> Base {
            switch (left, right) {
            case (.constant(let a), .constant(let b)): .constant(a - b)
            case (let value, .constant(.zero)): value
            case (.value(let a), .constant(let b)):
                .value(make(CKERNELS_ADD_CONSTANT, a, place(of: -b)))
            case (.constant(let a), .value(let b)):
                .value(make(CKERNELS_FROM_CONSTANT, b, place(of: a)))
            case (.value(let a), .value(let b)):
                .value(make(CKERNELS_SUBTRACT, a, b))
            }
        }

        mutating func multiply(_ left: Base, _ right: Base) -> Base {
            switch (left, right) {
            case (.constant(let a), .constant(let b)): .constant(a * b)
            case (.constant(.zero), _), (_, .constant(.zero)): .constant(.zero)
            case (.constant(.one), let value), (let value, .constant(.one)): value
            case (.constant(let a), .value(let b)), (.value(let b), .constant(let a)):
                .value(make(CKERNELS_TIMES_CONSTANT, b, place(of: a)))
            case (.value(let a), .value(let b)):
                .value(make(CKERNELS_MULTIPLY, min(a, b), max(a, b)))
            }
        }

        /// Constants can only be stored from a register.
        mutating func register(_ base: Base) -> UInt32 {
            switch base {
            case .constant(let constant):
                make(CKERNELS_CONSTANT, 0, place(of: constant))
            case .value(let value): value
            }
        }

        /// Three columns as the coefficients of a cubic value.
        mutating func cubic(_ table: Table, _ column: Int, isNext: Bool = false) -> Cubic {
            Cubic(
                value: make(
                    isNext ? CKERNELS_NEXT_CUBIC : CKERNELS_HERE_CUBIC, table.rawValue,
                    UInt32(column)))
        }

        mutating func add(_ left: Cubic, _ right: Cubic) -> Cubic {
            Cubic(value: make(CKERNELS_ADD_CUBIC, left.value, right.value))
        }

        mutating func subtract(_ left: Cubic, _ right: Cubic) -> Cubic {
            Cubic(value: make(CKERNELS_SUBTRACT_CUBIC, left.value, right.value))
        }

        mutating func multiply(_ left: Cubic, _ right: Cubic) -> Cubic {
            Cubic(value: make(CKERNELS_MULTIPLY_CUBIC, left.value, right.value))
        }

        mutating func scale(_ left: Cubic, _ right: Base) -> Cubic {
            Cubic(value: make(CKERNELS_SCALE_CUBIC, left.value, register(right)))
        }

        /// A sum of a constant and terms.
        mutating func dot(_ start: CubicExtension, _ terms: [Term]) -> Cubic {
            dots.append((start, terms))
            return Cubic(value: make(CKERNELS_DOT, UInt32(dots.count - 1), 0))
        }

        /// Writes a coefficient of a value into the next list of the output.
        ///
        /// In the step, the left operand is the value and the right one list and part; the part
        /// takes the two low bits.
        mutating func store(_ value: UInt32, part: UInt32 = 0, list: Int) {
            steps.append(
                Step(operation: CKERNELS_STORE, left: value, right: UInt32(list) << 2 | part))
        }
    }
#endif
