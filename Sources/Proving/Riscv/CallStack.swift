/// The calls that a run is in, by the jumps that it makes.
///
/// Calls and returns are told apart by their registers, as the manual prescribes for a return-address
/// stack (volume I, "Unconditional Jumps", table "Return-address stack prediction hints"), so
/// programs need no frame pointers. A tail call takes the place of its caller.
public struct CallStack: ExecutionObserver {
    /// Always true.
    public static var isActive: Bool { true }

    /// The address of the instruction that follows the last completed one.
    public private(set) var pc: UInt32
    /// The address of each call that has not returned, the outermost first.
    public private(set) var calls: [UInt32] = []
    private var returns: [UInt32] = []

    /// The most calls that are kept; deeper ones are not seen.
    public static let depthLimit = 1 << 16

    /// The empty stack at the entry of a program.
    public init(_ program: Program) { pc = program.entry }

    /// Follows a jump.
    public mutating func didExecute(_ event: InstructionEvent) {
        pc = event.nextPC
        let instruction = event.instruction
        let isRegisterJump = instruction.opcode == .jalr
        guard isRegisterJump || instruction.opcode == .jal else { return }
        let links = Self.isLink(instruction.destination)
        let comesBack = isRegisterJump && Self.isLink(instruction.source1)
        if comesBack, !links || instruction.destination != instruction.source1 {
            leave(to: event.nextPC)
        }
        guard links, calls.count < Self.depthLimit else { return }
        calls.append(event.pc)
        returns.append(event.pc &+ 2 &* instruction.parcelCount)
    }

    /// Follows a host call, which does not jump.
    public mutating func didCallHost(_ event: HostCallEvent) { pc = event.pc &+ 4 }

    /// Leaves the calls down to the one that returns to an address, if there is one.
    private mutating func leave(to address: UInt32) {
        guard let depth = returns.lastIndex(of: address) else { return }
        returns.removeSubrange(depth...)
        calls.removeSubrange(depth...)
    }

    private static func isLink(_ register: UInt8) -> Bool { register == 1 || register == 5 }
}

/// The place of a trap in a program.
public struct TrapPlace: Equatable, Sendable {
    /// A function on the way to the trap.
    public struct Frame: Equatable, Sendable {
        /// The address of the trap, or of the call to the frame above.
        public let address: UInt32
        /// The function, `nil` where the file names none.
        public let function: Symbol?
    }

    /// The frames, the innermost first.
    public let frames: [Frame]
}

extension Program {
    /// Runs the program to its trap once more and finds the place.
    ///
    /// Runs are deterministic, so only a run that trapped is paid for twice.
    public func trapPlace(
        input: WordStream, limits: ExecutionLimits = ExecutionLimits(),
        precompiles: [Precompile] = []
    ) throws(ProgramError) -> TrapPlace {
        var stack = CallStack(self)
        _ = try execute(
            input: input, limits: limits, precompiles: precompiles, observer: &stack)
        return TrapPlace(
            frames: ([stack.pc] + stack.calls.reversed()).map {
                TrapPlace.Frame(address: $0, function: symbols.function(containing: $0))
            })
    }
}
