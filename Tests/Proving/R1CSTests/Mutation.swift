import BN254
import R1CS
import TestSupport
import Testing

/// A circuit under test, with its values.
struct Mutation {
    let system: ConstraintSystem
    let assignment: [Fr]

    /// Records and assigns, and expects the same shape from both and a satisfied system.
    init(_ circuit: (inout CircuitBuilder) -> Void) throws {
        system = try CircuitBuilder.record(circuit).system
        assignment = try CircuitBuilder.assign(circuit)
        #expect(try system.firstViolation(assignment) == nil)
    }

    /// The private variables for which another value is accepted, all others unchanged.
    func accepted() throws -> [Int] {
        var source = SeededGenerator(seed: 1)
        var found: [Int] = []
        for index in (1 + system.publicCount)..<assignment.count {
            let value = assignment[index]
            let others = [
                value + .one, value - .one, .zero, .one, -value, value + value,
                value + Fr(18_446_744_069_414_584_321), .random(&source),
            ]
            for other in others where other != value {
                var mutated = assignment
                mutated[index] = other
                if try system.firstViolation(mutated) == nil {
                    found.append(index)
                    break
                }
            }
        }
        return found
    }
}
