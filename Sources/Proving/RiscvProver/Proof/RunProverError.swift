public import Constraints
public import Riscv
public import RiscvCircuits
public import StarkVerifier

/// Reasons why a run cannot be proven.
public enum RunProverError: Error, Equatable {
    /// The machine cannot load the program.
    case program(ProgramError)
    /// The program has no key: its table or its image is too long.
    case key(ProgramKeyError)
    /// The chips of this build are not a valid machine.
    case machine(MachineError)
    /// The run ended in a trap, which has no proof.
    case trapped(Trap)
    /// The run had not ended after so many instructions.
    case cycleLimit(UInt64)
    /// A chip would have too many rows.
    case rowLimit(chip: String, limitLog2: Int, actualLog2: Int)
    /// The run needs more rows than the profiles allow.
    case noProfile
    /// The proof has no encoding.
    case encoding(ProofEncodingError)
}
