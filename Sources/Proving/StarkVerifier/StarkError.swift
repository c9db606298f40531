public import FRI

/// Reasons to refuse a proof.
public enum StarkError: Error, Equatable {
    /// There are public values for more or fewer chips, or of one chip.
    case publicValueCount(chip: Int)
    /// The proof has heights of more or fewer chips.
    case heightCount(expected: Int, actual: Int)
    /// A chip that may not be left out has no rows.
    case missingChip(chip: Int)
    /// A chip has more rows than the limit, or another number than its fixed columns.
    case height(chip: Int, heightLog2: Int)
    /// The tables of a commitment, counted in the order of opening, pass a limit of commitments.
    case tableLimit(phase: Int)
    /// A message of the statement is on a bus that is not public.
    case messageBus(message: Int)
    /// A message of the statement is not as long as the tuples of its bus.
    case messageLength(message: Int, expected: Int, actual: Int)
    /// The fingerprint of a message is zero, so it has no inverse.
    case messageFingerprint(message: Int)
    /// A cap has a wrong size.
    case capCount(expected: Int, actual: Int)
    /// There are terminal sums of more or fewer chips than have rows and bus traffic.
    case terminalSumCount(expected: Int, actual: Int)
    /// The buses do not balance: terminal sums and messages do not add up to zero.
    case busImbalance
    /// There are openings of more or fewer chips than have rows.
    case openingCount(expected: Int, actual: Int)
    /// The opening of a chip does not have the widths of the chip.
    case openingWidth(chip: Int)
    /// The quotient does not have the parts of the machine, of three columns each.
    case quotientCount
    /// The blow-up is less than the number of parts of the machine's quotient.
    case blowup(atLeast: Int)
    /// The constraints of all chips, folded, do not hold at the point.
    case constraints
    /// The values at the point are not those of the committed columns.
    case fri(FRIError)
}
