/// Reason why the inner loop stopped.
enum CoreStop {
    case none, illegal, outsideCode, misalignedJump, memory, hostCall, breakpoint
}

/// The executor's inner state: plain pointers and integers, without reference counting.
///
/// The pointers belong to `Executor`, which outlives every core. Each instruction is one line of
/// `step`; rare cases (host calls, traps, memory not yet zeroed) only record why the loop stopped
/// and leave the state as before the instruction; `Executor` handles them.
///
/// Additions wrap because the registers of RV32 do; offsets are compared before use.
struct Core<Length: InstructionLength> {
    let code: UnsafePointer<Instruction>
    /// Number of parcels of the code.
    let codeCount: UInt32
    let codeAddress: UInt32
    /// 33 registers: x0 to x31 and the slot for results with destination x0.
    let registers: UnsafeMutablePointer<UInt32>
    let memory: UnsafeMutableRawPointer
    let memoryAddress: UInt32
    /// Number of bytes of memory that are ready for use.
    let memoryReady: UInt32
    /// The index of the next instruction's first parcel.
    var index: UInt32
    var stop = CoreStop.none
    /// The address or target of the stop.
    var stopAddress: UInt32 = 0

    /// The address of the next instruction.
    @inline(__always)
    var pc: UInt32 { codeAddress &+ index << 1 }

    /// Executes one instruction; `false` when it stopped instead.
    @inline(__always)
    mutating func step(_ i: Instruction) -> Bool {
        let a = registers[Int(i.source1)]
        let b = registers[Int(Length.source2(i))]
        let c = i.immediate
        switch i.opcode {
        case .lui: return set(i, c)
        case .auipc: return set(i, pc &+ c)
        case .jal: return jump(i, to: pc &+ c)
        case .jalr: return jump(i, to: (a &+ c) & ~1)
        case .beq: return branch(i, if: a == b)
        case .bne: return branch(i, if: a != b)
        case .blt: return branch(i, if: a.signed < b.signed)
        case .bge: return branch(i, if: a.signed >= b.signed)
        case .bltu: return branch(i, if: a < b)
        case .bgeu: return branch(i, if: a >= b)
        case .lb: return load(Int8.self, i, a &+ c)
        case .lh: return load(Int16.self, i, a &+ c)
        case .lw: return load(UInt32.self, i, a &+ c)
        case .lbu: return load(UInt8.self, i, a &+ c)
        case .lhu: return load(UInt16.self, i, a &+ c)
        case .sb: return store(UInt8(truncatingIfNeeded: b), i, at: a &+ c)
        case .sh: return store(UInt16(truncatingIfNeeded: b), i, at: a &+ c)
        case .sw: return store(b, i, at: a &+ c)
        case .addi: return set(i, a &+ c)
        case .slti: return set(i, a.signed < c.signed ? 1 : 0)
        case .sltiu: return set(i, a < c ? 1 : 0)
        case .xori: return set(i, a ^ c)
        case .ori: return set(i, a | c)
        case .andi: return set(i, a & c)
        case .slli: return set(i, a &<< c)
        case .srli: return set(i, a &>> c)
        case .srai: return set(i, (a.signed &>> c.signed).unsigned)
        case .add: return set(i, a &+ b)
        case .sub: return set(i, a &- b)
        case .sll: return set(i, a &<< b)
        case .slt: return set(i, a.signed < b.signed ? 1 : 0)
        case .sltu: return set(i, a < b ? 1 : 0)
        case .xor: return set(i, a ^ b)
        case .srl: return set(i, a &>> b)
        case .sra: return set(i, (a.signed &>> b.signed).unsigned)
        case .or: return set(i, a | b)
        case .and: return set(i, a & b)
        case .mul: return set(i, a &* b)
        case .mulh: return set(i, (a.wideSigned &* b.wideSigned).highWord)
        case .mulhsu: return set(i, (a.wideSigned &* Int64(b)).highWord)
        case .mulhu: return set(i, (Int64(a) &* Int64(b)).highWord)
        case .div: return set(i, a.dividedSigned(by: b))
        case .divu: return set(i, b == 0 ? ~0 : a / b)
        case .rem: return set(i, a.remainderSigned(by: b))
        case .remu: return set(i, b == 0 ? a : a % b)
        case .fence: return set(i, 0)
        case .ecall: return halt(.hostCall, 0)
        case .ebreak: return halt(.breakpoint, 0)
        case .illegal: return halt(.illegal, 0)
        case .outside: return halt(.outsideCode, pc)
        }
    }
}

extension Core {
    @inline(__always)
    private mutating func set(_ instruction: Instruction, _ value: UInt32) -> Bool {
        registers[Int(instruction.destinationSlot)] = value
        index &+= Length.parcelCount(instruction)
        return true
    }

    @inline(__always)
    private mutating func halt(_ reason: CoreStop, _ address: UInt32) -> Bool {
        stop = reason
        stopAddress = address
        return false
    }

    /// Sets the next instruction; refuses a target outside the code or between instructions.
    ///
    /// Offsets of jumps and branches are even, and JALR clears the lowest bit.
    @inline(__always)
    private mutating func go(to target: UInt32) -> Bool {
        let next = (target &- codeAddress) >> 1
        let isAligned = target & Length.alignmentMask == 0
        guard next < codeCount, isAligned else {
            return halt(isAligned ? .outsideCode : .misalignedJump, target)
        }
        index = next
        return true
    }

    @inline(__always)
    private mutating func jump(_ instruction: Instruction, to target: UInt32) -> Bool {
        let link = pc &+ Length.parcelCount(instruction) << 1
        guard go(to: target) else { return false }
        registers[Int(instruction.destinationSlot)] = link
        return true
    }

    @inline(__always)
    private mutating func branch(_ instruction: Instruction, if taken: Bool) -> Bool {
        if taken { return go(to: pc &+ instruction.immediate) }
        index &+= Length.parcelCount(instruction)
        return true
    }

    @inline(__always)
    private mutating func load<Value: FixedWidthInteger>(
        _ type: Value.Type, _ instruction: Instruction, _ address: UInt32
    ) -> Bool {
        let offset = address &- memoryAddress
        guard offset < memoryReady, offset % UInt32(Value.bitWidth / 8) == 0 else {
            return halt(.memory, address)
        }
        let value = Value(littleEndian: memory.load(fromByteOffset: Int(offset), as: type))
        return set(instruction, UInt32(truncatingIfNeeded: value))
    }

    @inline(__always)
    private mutating func store<Value: FixedWidthInteger>(
        _ value: Value, _ instruction: Instruction, at address: UInt32
    ) -> Bool {
        let offset = address &- memoryAddress
        guard offset < memoryReady, offset % UInt32(Value.bitWidth / 8) == 0 else {
            return halt(.memory, address)
        }
        memory.storeBytes(of: value.littleEndian, toByteOffset: Int(offset), as: Value.self)
        index &+= Length.parcelCount(instruction)
        return true
    }
}

/// Arithmetic of the M extension; the manual's table "Semantics for division by zero and
/// division overflow" gives the exceptional cases.
extension UInt32 {
    @inline(__always)
    fileprivate var signed: Int32 { Int32(bitPattern: self) }

    @inline(__always)
    fileprivate var wideSigned: Int64 { Int64(signed) }

    @inline(__always)
    fileprivate func dividedSigned(by divisor: UInt32) -> UInt32 {
        if divisor == 0 { return ~0 }
        if self == 0x8000_0000, divisor == ~0 { return self }
        return (signed / divisor.signed).unsigned
    }

    @inline(__always)
    fileprivate func remainderSigned(by divisor: UInt32) -> UInt32 {
        if divisor == 0 { return self }
        if divisor == ~0 { return 0 }
        return (signed % divisor.signed).unsigned
    }
}

extension Int32 {
    @inline(__always)
    fileprivate var unsigned: UInt32 { UInt32(bitPattern: self) }
}

extension Int64 {
    /// The upper half of a product computed modulo 2^64.
    @inline(__always)
    fileprivate var highWord: UInt32 { UInt32(truncatingIfNeeded: self >> 32) }
}
