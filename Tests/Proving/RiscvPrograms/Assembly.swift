public import Riscv

/// Encodings of the instructions that tests assemble by hand.
public enum Assembly {
    /// Does nothing: `addi x0, x0, 0`.
    public static let nop: UInt32 = 0x0000_0013
    /// Calls the host.
    public static let ecall: UInt32 = 0x0000_0073
    /// Breaks.
    public static let ebreak: UInt32 = 0x0010_0073

    /// An instruction of two source registers: `opcode rd, rs1, rs2`.
    public static func register(
        funct7: UInt32 = 0, funct3: UInt32, rd: UInt32, rs1: UInt32, rs2: UInt32
    ) -> UInt32 {
        funct7 << 25 | rs2 << 20 | rs1 << 15 | funct3 << 12 | rd << 7 | 0x33
    }

    /// `addi rd, rs1, value` for values in -2048...2047.
    public static func addi(_ rd: UInt32, _ rs1: UInt32, _ value: Int32) -> UInt32 {
        UInt32(bitPattern: value) << 20 | rs1 << 15 | rd << 7 | 0x13
    }

    /// `lui rd, value`, where the low twelve bits of the value are zero.
    public static func lui(_ rd: UInt32, _ value: UInt32) -> UInt32 { value | rd << 7 | 0x37 }

    /// The two instructions that set a register to any value.
    public static func set(_ rd: UInt32, _ value: UInt32) -> [UInt32] {
        let low = Int32(bitPattern: value << 20) >> 20
        return [lui(rd, value &- UInt32(bitPattern: low)), addi(rd, rd, low)]
    }

    /// A load with `funct3` from `offset(rs1)`.
    public static func load(_ funct3: UInt32, _ rd: UInt32, _ rs1: UInt32, _ offset: Int32)
        -> UInt32
    {
        UInt32(bitPattern: offset) << 20 | rs1 << 15 | funct3 << 12 | rd << 7 | 0x03
    }

    /// A store with `funct3` to `offset(rs1)`.
    public static func store(_ funct3: UInt32, _ rs2: UInt32, _ rs1: UInt32, _ offset: Int32)
        -> UInt32
    {
        let immediate = UInt32(bitPattern: offset)
        return (immediate >> 5 & 0x7f) << 25 | rs2 << 20 | rs1 << 15 | funct3 << 12
            | (immediate & 0x1f) << 7 | 0x23
    }

    /// `jalr rd, offset(rs1)`.
    public static func jalr(_ rd: UInt32, _ rs1: UInt32, _ offset: Int32) -> UInt32 {
        UInt32(bitPattern: offset) << 20 | rs1 << 15 | rd << 7 | 0x67
    }

    /// `jal rd` by an even offset.
    public static func jal(_ rd: UInt32, by offset: Int32) -> UInt32 {
        let bits = UInt32(bitPattern: offset)
        return (bits >> 20 & 1) << 31 | (bits >> 1 & 0x3ff) << 21 | (bits >> 11 & 1) << 20
            | (bits >> 12 & 0xff) << 12 | rd << 7 | 0x6f
    }

    /// Sets a7, a0 and a1, then calls the host.
    public static func call(_ number: UInt32, _ first: UInt32 = 0, _ second: UInt32 = 0) -> [UInt32]
    {
        set(17, number) + set(10, first) + set(11, second) + [ecall]
    }
}

/// Addresses of code and data in tests.
public enum Place {
    /// The address of the code.
    public static let code: UInt32 = 0x1_0000
    /// The address of the data.
    public static let data: UInt32 = 0x2_0000
}

extension Program {
    /// A program of the words at `Place.code`, with optional data at `Place.data`.
    public init(words: [UInt32], data: [UInt8] = []) throws {
        try self.init(
            code: words, at: Place.code,
            data: data.isEmpty ? [] : [Segment(address: Place.data, bytes: data)])
    }
}

/// Limits with little memory, so that a test costs little.
public let smallLimits = ExecutionLimits(memoryByteCount: 1 << 18, cycleCount: 1 << 20)

/// Edge values of 32-bit arithmetic.
public let edgeOperands: [UInt32] = [
    0, 1, 2, 3, 31, 32, 33, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x1_0000,
    0x7fff_ffff, 0x8000_0000, 0x8000_0001, 0xffff_0000, 0xffff_8000, 0xffff_ff80, 0xffff_fffe,
    0xffff_ffff,
]
