public import BN254

/// Builds a circuit and its assignment from one source: a function that takes inputs, allocates
/// variables and requires equations.
///
/// `record` runs it for the constraints, `assign` for the values. What it allocates and requires
/// must not depend on values; `record` cannot see that, the tests of each circuit do.
public struct CircuitBuilder {
    /// The purpose of a run.
    private let isRecording: Bool
    private var a = SparseMatrix()
    private var b = SparseMatrix()
    private var c = SparseMatrix()
    private var values: [Fr] = [.one]
    private var publicCount = 0
    private var constraintCount = 0
    private var violation: R1CSError?
    /// The gadget in which each variable was allocated.
    private var homes: [UInt32] = [0]
    private var uses: [VariableUse] = [VariableUse()]
    private var tree = GadgetTree()
    /// Values that a cheating prover gives to variables instead of those that the circuit computes.
    private let lies: [Int: Fr]

    /// The use of a variable in constraints.
    private struct VariableUse {
        var constraints: UInt32 = 0
        var lastConstraint = -1
        /// Whether some constraint multiplies it with something that is no constant.
        var isMultiplied = false
    }

    private init(isRecording: Bool, lies: [Int: Fr] = [:]) {
        self.isRecording = isRecording
        self.lies = lies
    }

    /// A recorded circuit.
    public struct Recording: Sendable {
        public let system: ConstraintSystem
        public let gadgets: GadgetTree
    }

    /// Runs a circuit for its constraints, with any inputs.
    public static func record(
        _ circuit: (inout CircuitBuilder) -> Void
    ) throws(R1CSError) -> Recording {
        var builder = CircuitBuilder(isRecording: true)
        circuit(&builder)
        try builder.checkSize()
        try builder.checkUses()
        let system = ConstraintSystem(
            a: builder.a, b: builder.b, c: builder.c, publicCount: builder.publicCount,
            variableCount: builder.values.count)
        return Recording(system: system, gadgets: builder.tree)
    }

    /// Runs a circuit for the values of all its variables.
    public static func assign(
        _ circuit: (inout CircuitBuilder) -> Void
    ) throws(R1CSError) -> [Fr] {
        var builder = CircuitBuilder(isRecording: false)
        circuit(&builder)
        try builder.checkSize()
        if let violation = builder.violation { throw violation }
        return builder.values
    }

    /// The values of a prover that gives false values to some variables.
    ///
    /// The circuit computes the others from the false ones. They need not satisfy the
    /// circuit; tests check which constraints they violate.
    package static func assign(
        _ circuit: (inout CircuitBuilder) -> Void, lies: [Int: Fr]
    ) -> [Fr] {
        var builder = CircuitBuilder(isRecording: false, lies: lies)
        circuit(&builder)
        return builder.values
    }
}

extension CircuitBuilder {
    /// The next public input; all of them come before the first private variable.
    public mutating func publicInput(_ value: Fr) -> Signal {
        precondition(publicCount == values.count - 1, "public inputs come first")
        publicCount += 1
        return allocate(value)
    }

    /// A private variable with a value that no constraint binds yet.
    public mutating func hint(_ value: Fr) -> Signal { allocate(value) }

    /// A variable that equals a product: one constraint, none if a factor is constant.
    public mutating func variable(_ product: Product) -> Signal {
        if product.left.isConstant { return product.left.value * product.right }
        if product.right.isConstant { return product.right.value * product.left }
        let result = allocate(product.value)
        require(product == result)
        return result
    }

    /// Requires an equation: one constraint.
    public mutating func require(_ equation: Equation) {
        let product = equation.product
        if violation == nil, product.value != equation.result.value {
            violation = .unsatisfied(
                constraint: constraintCount, gadget: tree.path(tree.current))
        }
        constraintCount += 1
        guard isRecording else { return }
        tree.count()
        let (left, right) = (product.left.combination, product.right.combination)
        let isProduct = !left.isConstant && !right.isConstant
        note(left, isMultiplied: isProduct)
        note(right, isMultiplied: isProduct)
        note(equation.result.combination, isMultiplied: false)
        a.append(left)
        b.append(right)
        c.append(equation.result.combination)
    }

    /// Runs a part of the circuit whose constraints are counted under a name.
    public mutating func gadget<Result>(
        _ name: String, _ body: (inout CircuitBuilder) -> Result
    ) -> Result {
        enter(name)
        defer { leave() }
        return body(&self)
    }

    /// Counts what follows under a name, for circuits that hold their builder themselves.
    package mutating func enter(_ name: String) { tree.enter(name) }

    /// Ends the part that was entered last.
    package mutating func leave() { tree.leave() }

    private mutating func allocate(_ honest: Fr) -> Signal {
        let value = lies[values.count] ?? honest
        values.append(value)
        guard isRecording else {
            return Signal(combination: .zero, value: value)
        }
        homes.append(UInt32(tree.current))
        uses.append(VariableUse())
        let variable = LinearCombination(variable: UInt32(values.count - 1))
        return Signal(combination: variable, value: value)
    }

    private mutating func note(_ combination: LinearCombination, isMultiplied: Bool) {
        for term in combination.terms where term.variable != 0 {
            let index = Int(term.variable)
            if uses[index].lastConstraint != constraintCount {
                uses[index].lastConstraint = constraintCount
                uses[index].constraints += 1
            }
            if isMultiplied { uses[index].isMultiplied = true }
        }
    }

    private func checkSize() throws(R1CSError) {
        guard values.count <= R1CSLimits.count, constraintCount <= R1CSLimits.count else {
            throw .tooLarge(limit: R1CSLimits.count)
        }
    }

    private func checkUses() throws(R1CSError) {
        for index in uses.indices.dropFirst() {
            let gadget = tree.path(Int(homes[index]))
            if uses[index].constraints == 0 { throw .unused(variable: index, gadget: gadget) }
            if index > publicCount, uses[index].constraints == 1, !uses[index].isMultiplied {
                throw .unconstrained(variable: index, gadget: gadget)
            }
        }
    }
}
