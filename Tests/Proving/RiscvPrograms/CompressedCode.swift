public import Riscv
public import TestSupport

/// Encoding of instructions as words and parcels, the reverse of decoding.
extension Instruction {
    /// The word of an instruction that some parcel expands to, 0 for any other.
    public var word: UInt32 {
        let (rd, rs1, rs2) = (UInt32(destination), UInt32(source1), UInt32(source2))
        let value = Int32(bitPattern: immediate)
        func withRegisters(_ funct7: UInt32, _ funct3: UInt32) -> UInt32 {
            Assembly.register(funct7: funct7, funct3: funct3, rd: rd, rs1: rs1, rs2: rs2)
        }
        func withImmediate(_ funct3: UInt32, _ field: UInt32) -> UInt32 {
            field << 20 | rs1 << 15 | funct3 << 12 | rd << 7 | 0x13
        }
        switch opcode {
        case .addi: return Assembly.addi(rd, rs1, value)
        case .andi: return withImmediate(7, immediate)
        case .slli: return withImmediate(1, immediate)
        case .srli: return withImmediate(5, immediate)
        case .srai: return withImmediate(5, immediate | 0x400)
        case .lui: return Assembly.lui(rd, immediate)
        case .lw: return Assembly.load(2, rd, rs1, value)
        case .sw: return Assembly.store(2, rs2, rs1, value)
        case .jal: return Assembly.jal(rd, by: value)
        case .jalr: return Assembly.jalr(rd, rs1, value)
        case .beq: return Assembly.branch(0, rs1, rs2, by: value)
        case .bne: return Assembly.branch(1, rs1, rs2, by: value)
        case .add: return withRegisters(0, 0)
        case .sub: return withRegisters(32, 0)
        case .xor: return withRegisters(0, 4)
        case .or: return withRegisters(0, 6)
        case .and: return withRegisters(0, 7)
        case .ebreak: return Assembly.ebreak
        default: return 0
        }
    }
}

extension Assembly {
    /// A branch with `funct3` by an even offset in -4096..<4096.
    public static func branch(
        _ funct3: UInt32, _ rs1: UInt32, _ rs2: UInt32, by offset: Int32
    ) -> UInt32 {
        let bits = UInt32(bitPattern: offset)
        return (bits >> 12 & 1) << 31 | (bits >> 5 & 0x3f) << 25 | rs2 << 20 | rs1 << 15
            | funct3 << 12 | (bits >> 1 & 0xf) << 8 | (bits >> 11 & 1) << 7 | 0x63
    }

    /// The two parcels of a word.
    public static func parcels(_ word: UInt32) -> [UInt16] {
        [UInt16(truncatingIfNeeded: word), UInt16(truncatingIfNeeded: word >> 16)]
    }

    /// The parcels of words.
    public static func parcels(_ words: [UInt32]) -> [UInt16] { words.flatMap { parcels($0) } }

    /// The first parcel that expands to the word, `nil` if there is none.
    public static func parcel(expandingTo word: UInt32) -> UInt16? { compressed[word] }

    private static let compressed: [UInt32: UInt16] = Dictionary(
        (0...UInt16.max).filter { $0 & 3 != 3 }.map { (Instruction(parcel: $0).word, $0) }
            .filter { $0.0 != 0 },
        uniquingKeysWith: { first, _ in first })
}

/// Random code with compressed instructions, and the same code without.
public struct CompressedProgram: Sendable {
    /// The code, compressed at random where it can be.
    public private(set) var parcels: [UInt16] = []
    /// The same instructions as words.
    public private(set) var words: [UInt32] = []
    /// The number of compressed instructions.
    public private(set) var compressedCount = 0

    /// Registers that hold the address of the data: the bases of C.LW, C.SW, C.LWSP and C.SWSP.
    private static let bases: Set<UInt8> = [2, 8]

    /// Straight-line code with loads, stores and branches over one instruction.
    ///
    /// It ends with a call of exit; x0 to x15 are used.
    public init(_ generator: inout SeededGenerator, count: Int = 200) {
        for base in Self.bases.sorted() { appendAll(Assembly.set(UInt32(base), Place.data)) }
        for register in UInt32(3)..<16 where !Self.bases.contains(UInt8(register)) {
            appendAll(Assembly.set(register, .random(in: 0...(.max), using: &generator)))
        }
        for _ in 0..<count {
            let instruction = Self.instruction(&generator)
            if Int.random(in: 0..<6, using: &generator) == 0 {
                appendBranch(over: instruction, &generator)
            } else {
                append(instruction, isShort: Bool.random(using: &generator))
            }
        }
        appendAll(Assembly.call(2, Place.data, 64) + Assembly.call(0))
    }

    /// A random computing instruction, load or store that some parcel expands to.
    private static func instruction(_ generator: inout SeededGenerator) -> Instruction {
        let computing: [Opcode] = [
            .addi, .andi, .slli, .srli, .srai, .lui, .add, .sub, .xor, .or, .and, .lw, .sw,
        ]
        while true {
            let parcel = UInt16.random(in: 0...(.max), using: &generator)
            let instruction = Instruction(parcel: parcel)
            guard parcel & 3 != 3, computing.contains(instruction.opcode),
                instruction.destination < 16, !bases.contains(instruction.destination)
            else { continue }
            let isAccess = instruction.opcode == .lw || instruction.opcode == .sw
            if !isAccess || bases.contains(instruction.source1) { return instruction }
        }
    }

    private mutating func append(_ instruction: Instruction, isShort: Bool) {
        words.append(instruction.word)
        if isShort, let parcel = Assembly.parcel(expandingTo: instruction.word) {
            parcels.append(parcel)
            compressedCount += 1
        } else {
            parcels += Assembly.parcels(instruction.word)
        }
    }

    /// A jump, or a branch on whether a register is zero, over one instruction.
    private mutating func appendBranch(
        over instruction: Instruction, _ generator: inout SeededGenerator
    ) {
        let (isShort, isSkippedShort) = (
            Bool.random(using: &generator), Bool.random(using: &generator)
        )
        let kind = UInt32.random(in: 0..<3, using: &generator)
        let register = UInt32.random(in: 8..<16, using: &generator)
        func word(_ offset: Int32) -> UInt32 {
            kind == 2
                ? Assembly.jal(0, by: offset) : Assembly.branch(kind, register, 0, by: offset)
        }
        let skipped = isSkippedShort ? 2 : 4 as Int32
        words.append(word(8))
        if isShort, let parcel = Assembly.parcel(expandingTo: word(2 + skipped)) {
            parcels.append(parcel)
            compressedCount += 1
        } else {
            parcels += Assembly.parcels(word(4 + skipped))
        }
        append(instruction, isShort: isSkippedShort)
    }

    private mutating func appendAll(_ more: [UInt32]) {
        words += more
        parcels += Assembly.parcels(more)
    }
}
