/// Sees a run instruction by instruction: the event trace.
///
/// The executor is specialised for each observer; with `NoObserver` no event is built at all.
public protocol ExecutionObserver {
    /// Whether events are built; a constant of the type.
    static var isActive: Bool { get }
    /// Called after each completed instruction other than ECALL.
    mutating func didExecute(_ event: InstructionEvent)
    /// Called after each completed ECALL.
    mutating func didCallHost(_ event: HostCallEvent)
}

/// Observes nothing, at no cost.
public struct NoObserver: ExecutionObserver {
    /// No events are built.
    public static var isActive: Bool { false }

    /// An observer of nothing.
    public init() {}

    /// Does nothing.
    public mutating func didExecute(_ event: InstructionEvent) {}

    /// Does nothing.
    public mutating func didCallHost(_ event: HostCallEvent) {}
}

/// What one completed instruction did.
public struct InstructionEvent: Equatable, Sendable {
    /// How many instructions of the run were completed before.
    public let cycle: UInt64
    /// The address of the instruction.
    public let pc: UInt32
    /// The address of the instruction after it.
    public let nextPC: UInt32
    /// The instruction.
    public let instruction: Instruction
    /// The first operand's register before; zero where the format has none.
    public let source1Value: UInt32
    /// The second operand's register before; zero where the format has none.
    public let source2Value: UInt32
    /// The destination before; zero for x0.
    public let destinationBefore: UInt32
    /// The destination after; zero for x0.
    public let destinationAfter: UInt32
    /// The address of the word that a load or store touched, a multiple of four; otherwise zero.
    public let memoryAddress: UInt32
    /// That word before.
    public let memoryBefore: UInt32
    /// That word after.
    public let memoryAfter: UInt32
}

/// What one completed host call did.
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

    /// How many instructions of the run were completed before.
    public let cycle: UInt64
    /// The address of the ECALL instruction.
    public let pc: UInt32
    /// Which call it was.
    public let call: HostCall
    /// Register a0.
    public let argument0: UInt32
    /// Register a1.
    public let argument1: UInt32
    /// The memory that the call touched; empty for exit and log.
    public let regions: [Region]
}
