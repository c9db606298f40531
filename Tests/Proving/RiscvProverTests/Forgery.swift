import Fields
import RiscvCircuits
import RiscvProver

/// A check of a row.
enum RowCheck: Hashable {
    /// A constraint of this name.
    case constraint(String)
    /// The lookup at this place among all transfers of the description.
    case lookup(Int)
}

/// A false row that one check alone refuses.
struct Forgery<Tested: Chip> {
    /// The check.
    let check: RowCheck
    /// The operation whose row it starts from.
    let operation: OperationRecord
    /// The cells that are changed.
    let cells: [(column: Tested.Column, value: Goldilocks)]
    /// Columns that are set afterwards so that a constraint, linear in them, holds.
    let solved: [(column: Tested.Column, constraint: String)]

    /// A row that the check alone refuses.
    init(
        _ check: RowCheck, _ operation: OperationRecord,
        _ cells: [(column: Tested.Column, value: Goldilocks)],
        solving solved: [(column: Tested.Column, constraint: String)] = []
    ) {
        self.check = check
        self.operation = operation
        self.cells = cells
        self.solved = solved
    }
}

extension Goldilocks {
    /// The quotient of two integers, either of them negative.
    static func ratio(_ numerator: Int64, _ denominator: Int64 = 1) -> Goldilocks {
        element(numerator) * element(denominator).inverseOrZero
    }

    private static func element(_ integer: Int64) -> Goldilocks {
        let size = Goldilocks(reducing: integer.magnitude)
        return integer < 0 ? -size : size
    }

    /// A column that `requireChoice` refuses and that counts rows several times: c (3 - c) / 2 = k
    /// for the least k above 1 that has a solution, c = (3 + sqrt(9 - 8 k)) / 2.
    static var forgedChoice: (column: Goldilocks, times: Int64) {
        for times in 2..<100 as Range<Int64> {
            if let root = element(9 - 8 * times).squareRoot {
                return ((Goldilocks(3) + root).halved, times)
            }
        }
        return (.zero, 0)
    }
}
