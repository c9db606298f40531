/// An observer of a run, instruction by instruction.
///
/// The executor is specialised for each observer; with `NoObserver` no event is built at all.
public protocol ExecutionObserver {
    /// Whether the executor builds events; a constant of the type.
    static var isActive: Bool { get }
    /// Receives each completed instruction other than ECALL.
    mutating func didExecute(_ event: InstructionEvent)
    /// Receives each completed ECALL.
    mutating func didCallHost(_ event: HostCallEvent)
    /// Receives the marks of regions, with the number of instructions completed before.
    mutating func didMark(_ mark: RegionMark, cycle: UInt64)
}

/// A mark of a region of a program: a log call with `HostCall.regionMark`.
public enum RegionMark: Equatable, Sendable {
    /// A region begins.
    case begin(name: String)
    /// The innermost region ends.
    case end
}

extension ExecutionObserver {
    /// Ignores the mark.
    public mutating func didMark(_ mark: RegionMark, cycle: UInt64) {}
}

/// An observer that ignores everything, at no cost.
public struct NoObserver: ExecutionObserver {
    /// Always false.
    public static var isActive: Bool { false }

    /// An observer that ignores everything.
    public init() {}

    /// Does nothing.
    public mutating func didExecute(_ event: InstructionEvent) {}

    /// Does nothing.
    public mutating func didCallHost(_ event: HostCallEvent) {}
}

/// Effect of one completed instruction.
public struct InstructionEvent: Equatable, Sendable {
    /// Number of instructions completed before.
    public let cycle: UInt64
    /// The address of the instruction.
    public let pc: UInt32
    /// The address of the following instruction of the run.
    public let nextPC: UInt32
    /// The instruction.
    public let instruction: Instruction
    /// Value of the first operand's register before; zero where the format has none.
    public let source1Value: UInt32
    /// Value of the second operand's register before; zero where the format has none.
    public let source2Value: UInt32
    /// Value of the destination before; zero for x0.
    public let destinationBefore: UInt32
    /// Value of the destination after; zero for x0.
    public let destinationAfter: UInt32
    /// The address of the word that a load or store accessed, a multiple of four; otherwise zero.
    public let memoryAddress: UInt32
    /// Value of that word before.
    public let memoryBefore: UInt32
    /// Value of that word after.
    public let memoryAfter: UInt32
}

/// Effect of one completed host call.
public struct HostCallEvent: Equatable, Sendable {
    /// A run of memory words that a host call read or wrote.
    public struct Region: Equatable, Sendable {
        /// The address of the first word.
        public let address: UInt32
        /// The tick of the instruction at which the words are accessed.
        public let tick: UInt32
        /// The words before the call.
        public let before: [UInt32]
        /// The words after the call; the same where the call only reads.
        public let after: [UInt32]
    }

    /// Number of instructions completed before.
    public let cycle: UInt64
    /// The address of the ECALL instruction.
    public let pc: UInt32
    /// Number of the call.
    public let call: HostCall
    /// Register a0.
    public let argument0: UInt32
    /// Register a1.
    public let argument1: UInt32
    /// The memory that the call accessed; empty for exit and log.
    public let regions: [Region]
}
