/// Defects of a machine.
public enum MachineError: Error, Equatable {
    /// There is no chip.
    case noChips
    /// The degree limit is not 2^k + 1 for k from 1 to 8.
    case degreeLimit(Int)
    /// A chip has no main column.
    case noColumns(chip: Int)
    /// A chip that may be left out has fixed columns, whose commitment is always opened.
    case optionalFixedColumns(chip: Int)
    /// A chip that may be left out has public values, which no constraint would bind.
    case optionalPublicValues(chip: Int)
    /// A constraint has a degree above the limit; constraints count from 0 as described.
    case constraintDegree(chip: Int, constraint: Int, degree: Int)
    /// A tuple on a bus or its multiplicity has too high a degree.
    case transferDegree(chip: Int, transfer: Int, degree: Int)
    /// A transfer depends on a selector, whose value off the rows is not 0 or 1.
    case transferSelector(chip: Int, transfer: Int)
    /// Tuples of one bus differ in length.
    case tupleLength(chip: Int, bus: Bus, expected: Int, actual: Int)
    /// A bus has senders only.
    case noReceiver(Bus)
    /// A bus has receivers only.
    case noSender(Bus)
    /// A public bus has no transfer of any chip.
    case unusedPublicBus(Bus)
}
