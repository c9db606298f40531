/// One run of a program: registers, memory, input and output.
///
/// The code that runs is the program's, decoded when it was loaded. Stores to the addresses of code
/// affect loads, never the code that runs, as RISC-V without Zifencei allows.
public struct Executor: ~Copyable {
    /// The program that runs.
    public let program: Program
    /// The bounds of the run.
    public let limits: ExecutionLimits
    /// The precompiles that the program may call.
    public let precompiles: [Precompile]
    /// The address of the next instruction.
    public private(set) var pc: UInt32
    /// Number of completed instructions.
    public private(set) var cycleCount: UInt64 = 0
    /// The words that the program has written.
    public internal(set) var output = WordStream()
    /// The bytes that the program has logged.
    public internal(set) var log = [UInt8]()
    /// Number of words of the input that the program has read.
    public internal(set) var inputPosition = 0
    /// Words that the program asked for, which are read before the input goes on.
    var hints: [UInt32] = []

    let input: [UInt32]
    var memory: Memory
    private let registers: UnsafeMutablePointer<UInt32>

    /// An executor at the program's entry with its segments loaded and all registers zero.
    public init(
        _ program: Program, input: WordStream = WordStream(),
        limits: ExecutionLimits = ExecutionLimits(), precompiles: [Precompile] = []
    ) throws(ProgramError) {
        let address = program.memoryAddress
        let available = min(limits.memoryByteCount, (1 << 32) - Int(address))
        for segment in program.segments {
            let end = Int(segment.address - address) + segment.memoryByteCount
            guard end <= available else {
                throw .memoryTooSmall(needed: end, limit: available)
            }
        }
        self.program = program
        self.limits = limits
        self.precompiles = precompiles
        self.input = input.words
        pc = program.entry
        registers = .allocate(capacity: 33)
        registers.initialize(repeating: 0, count: 33)
        memory = Memory(address: address, byteCount: available)
        for segment in program.segments {
            let isReady = memory.makeReady(
                address: segment.address, byteCount: UInt32(segment.bytes.count))
            precondition(isReady, "the sizes were checked above")
            memory.copy(segment.bytes, to: segment.address)
        }
    }

    deinit {
        registers.deallocate()
    }

    /// Runs until the program ends, traps or has used up the cycles of the limits.
    public mutating func run() -> Outcome {
        var observer = NoObserver()
        return run(observer: &observer)
    }

    /// Runs until the program ends, traps or has completed `cycleBound` cycles in all.
    ///
    /// The next call resumes a run that stopped at the bound. The cycle limit of `limits` applies
    /// as well.
    public mutating func run<Observer: ExecutionObserver>(
        observer: inout Observer, cycleBound: UInt64 = .max
    ) -> Outcome {
        let bound = min(cycleBound, limits.cycleCount)
        while true {
            let (stop, stopAddress) =
                program.hasCompressedCode
                ? runCore(MixedLength.self, observer: &observer, bound: bound)
                : runCore(WordLength.self, observer: &observer, bound: bound)
            switch stop {
            case .none: return .cycleLimitReached
            case .hostCall:
                switch callHost(observer: &observer) {
                case .done: finishHostCall()
                case .exit(let code):
                    finishHostCall()
                    return .exited(code: code)
                case .refused(let refusal): return .trapped(.hostCall(pc: pc, refusal))
                }
            case .memory:
                guard let trap = resolveAccess(stopAddress) else { continue }
                return .trapped(trap)
            case .illegal:
                return .trapped(.illegalInstruction(pc: pc, word: program.encoding(at: pc)))
            case .breakpoint: return .trapped(.breakpoint(pc: pc))
            case .outsideCode: return .trapped(.outsideCode(pc: stopAddress))
            case .misalignedJump:
                return .trapped(.misalignedJump(pc: pc, target: stopAddress))
            }
        }
    }

    private mutating func finishHostCall() {
        cycleCount += 1
        pc &+= 4
    }
}

extension Executor {
    /// Register x0 to x31; the index is taken modulo 32.
    public func register(_ index: UInt8) -> UInt32 { registers[Int(index & 31)] }

    /// Sets a register before or between runs; x0 stays zero.
    public mutating func setRegister(_ index: UInt8, to value: UInt32) {
        if index & 31 != 0 { registers[Int(index & 31)] = value }
    }

    /// The bytes of a region, or `nil` if it is not inside the memory.
    public mutating func memoryBytes(at address: UInt32, count: Int) -> [UInt8]? {
        guard let size = UInt32(exactly: count),
            memory.makeReady(address: address, byteCount: size)
        else {
            return nil
        }
        return memory.bytes(at: address, count: count)
    }
}

extension Executor {
    /// Handles an access that the core refused; `nil` when the instruction can be tried again.
    private mutating func resolveAccess(_ address: UInt32) -> Trap? {
        let instruction = program.instructions[program.parcelIndex(of: pc)]
        let byteCount = UInt32(instruction.opcode.accessByteCount)
        guard byteCount > 0, address % byteCount == 0 else {
            return .misalignedAccess(pc: pc, address: address)
        }
        guard memory.makeReady(address: address, byteCount: byteCount) else {
            return .outsideMemory(pc: pc, address: address)
        }
        return nil
    }

    /// Executes until the core stops or the bound is reached.
    private mutating func runCore<Observer: ExecutionObserver, Length: InstructionLength>(
        _ length: Length.Type, observer: inout Observer, bound: UInt64
    ) -> (stop: CoreStop, address: UInt32) {
        let budget = bound - min(bound, cycleCount)
        var remaining = budget
        let core = program.instructions.withUnsafeBufferPointer { code in
            var core: Core<Length> = makeCore(code)
            while remaining != 0 {
                let instruction = code[Int(core.index)]
                if Observer.isActive {
                    let before = EventStart(core, instruction)
                    guard core.step(instruction) else { break }
                    let cycle = cycleCount + (budget - remaining)
                    observer.didExecute(before.event(core, instruction, cycle: cycle))
                } else {
                    guard core.step(instruction) else { break }
                }
                remaining &-= 1
            }
            return core
        }
        cycleCount += budget - remaining
        pc = core.pc
        return (core.stop, core.stopAddress)
    }

    private func makeCore<Length>(_ code: UnsafeBufferPointer<Instruction>) -> Core<Length> {
        guard let start = code.baseAddress else {
            preconditionFailure("a program has at least one instruction")
        }
        return Core(
            code: start, codeCount: UInt32(program.parcels.count),
            codeAddress: program.codeAddress, registers: registers, memory: memory.start,
            memoryAddress: memory.address,
            memoryReady: memory.readyByteCount, index: UInt32(program.parcelIndex(of: pc)))
    }
}

/// State before an instruction that its event needs.
private struct EventStart {
    let pc: UInt32
    let source1: UInt32
    let source2: UInt32
    let destination: UInt32
    let memoryAddress: UInt32
    let memoryWord: UInt32

    @inline(__always)
    init<Length>(_ core: Core<Length>, _ instruction: Instruction) {
        pc = core.pc
        source1 = core.registers[Int(instruction.source1)]
        source2 = core.registers[Int(instruction.source2)]
        destination = core.registers[Int(instruction.destination)]
        let address = (source1 &+ instruction.immediate) & ~3
        if instruction.opcode.isLoad || instruction.opcode.isStore,
            address &- core.memoryAddress < core.memoryReady
        {
            memoryAddress = address
            memoryWord = core.word(at: address)
        } else {
            memoryAddress = 0
            memoryWord = 0
        }
    }

    @inline(__always)
    func event<Length>(
        _ core: Core<Length>, _ instruction: Instruction, cycle: UInt64
    ) -> InstructionEvent {
        InstructionEvent(
            cycle: cycle, pc: pc, nextPC: core.pc, instruction: instruction,
            source1Value: source1, source2Value: source2, destinationBefore: destination,
            destinationAfter: core.registers[Int(instruction.destination)],
            memoryAddress: memoryAddress, memoryBefore: memoryWord,
            memoryAfter: instruction.opcode.isStore ? core.word(at: memoryAddress) : memoryWord)
    }
}

extension Core {
    /// The word at an address inside the ready memory, a multiple of four.
    @inline(__always)
    fileprivate func word(at address: UInt32) -> UInt32 {
        let offset = Int(address &- memoryAddress)
        return UInt32(littleEndian: memory.load(fromByteOffset: offset, as: UInt32.self))
    }
}
