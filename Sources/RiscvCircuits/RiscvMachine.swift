public import Constraints

/// The whole RV32IM machine: every chip, in the order of proofs.
public struct RiscvMachine: Machine {
    /// The chips; raw values count from 0.
    public enum Part: Int, CaseIterable, Sendable {
        case processor, tables
    }

    /// The machine.
    public init() {}

    /// The sizes of all chips.
    public var chips: [ChipShape] {
        Part.allCases.map { part in
            switch part {
            case .processor: ProcessorChip.shape
            case .tables: TableChip.shape
            }
        }
    }

    /// Describes one chip.
    public func describe<Builder: ConstraintBuilder>(chip: Int, to builder: inout Builder) {
        switch Part(rawValue: chip) {
        case .processor: ProcessorChip.describe(to: &builder)
        case .tables: TableChip.describe(to: &builder)
        case nil: break
        }
    }
}
