import Constraints
import Fields
import Polynomials
import RiscvCircuits

/// A machine of one chip, whose buses need not balance.
struct SingleChip<Tested: Chip>: Machine {
    var chips: [ChipShape] { [Tested.shape] }

    func describe<Builder: ConstraintBuilder>(chip: Int, to builder: inout Builder) {
        Tested.describe(to: &builder)
    }

    /// The names of constraints that fail anywhere in the trace.
    static func failures(
        _ trace: Matrix, fixed: Matrix? = nil, publicValues: [Goldilocks] = []
    ) -> [String] {
        faults(trace, fixed: fixed, publicValues: publicValues).compactMap {
            if case .constraint(_, _, let name) = $0 { name } else { nil }
        }
    }

    /// The tuples that do not cancel: all traffic of the chip.
    static func traffic(
        _ trace: Matrix, fixed: Matrix? = nil, publicValues: [Goldilocks] = []
    ) -> [(bus: UInt32, tuple: [UInt64])] {
        faults(trace, fixed: fixed, publicValues: publicValues).compactMap {
            if case .imbalance(let bus, let tuple) = $0 { (bus, tuple) } else { nil }
        }
    }

    private static func faults(
        _ trace: Matrix, fixed: Matrix?, publicValues: [Goldilocks]
    ) -> [RowChecker.Fault] {
        RowChecker.faults(
            SingleChip(), main: [trace], fixed: [fixed],
            statement: Statement(publicValues: [publicValues]))
    }
}
