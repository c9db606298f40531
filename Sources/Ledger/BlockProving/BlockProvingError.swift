public import BlockProofs
public import RiscvProver
public import Transition

/// Reasons why a block cannot be proven.
public enum BlockProvingError: Error, Equatable {
    /// The block's data do not follow from the state.
    case transition(TransitionError)
    /// A run of the guest program cannot be proven.
    case run(RunProverError)
    /// The guest program refuses a part that this host executed: the program is another.
    case refusedByProgram(part: Int, exitCode: UInt32)
    /// The guest program ends a part elsewhere than this host: the program is another.
    case disagreement(part: Int)
    /// An operation needs more rows alone than the largest shape has.
    case operationTooLarge(index: Int)
    /// The job is for another program.
    case otherProgram
    /// A finished proof is refused.
    case proof(BlockProofError)
    /// A file of the folder cannot be read or written: the system's call and its number of the error.
    case file(call: String, name: String, code: Int32)
    /// Another process works in the folder.
    case folderInUse
}
