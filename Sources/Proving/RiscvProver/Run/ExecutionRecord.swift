public import Riscv
import RiscvCircuits

/// Events of a run from which chips fill their traces.
public struct ExecutionRecord: Sendable {
    /// The instructions in the order of execution.
    public var cycles: [Cycle] = []
    /// The operations that other chips than the processor prove, in the order of execution.
    public var operations: [OperationRecord] = []
    /// The host calls of each kind in the order of execution.
    public var calls: [HostCall: [HostCallRecord]] = [:]
    /// The words of memory at the end.
    public var memory: MemoryState
    /// The registers at the end: value, and time of the last access.
    public var registers: [(value: UInt32, time: UInt32)] = Array(
        repeating: (0, 0), count: 32)

    /// An empty record of a run whose memory starts at a word.
    public init(firstWord: UInt64) {
        memory = MemoryState(firstWord: firstWord)
    }
}
