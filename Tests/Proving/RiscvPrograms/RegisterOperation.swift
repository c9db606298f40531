/// A computing instruction of two registers with its definition in wide signed integers.
public struct RegisterOperation: Sendable, CustomStringConvertible {
    /// The mnemonic.
    public let description: String
    /// The fields of the encoding.
    public let funct7: UInt32
    /// The fields of the encoding.
    public let funct3: UInt32
    private let definition: @Sendable (_ left: Int64, _ right: Int64) -> Int64

    private init(
        _ name: String, _ funct7: UInt32, _ funct3: UInt32,
        _ definition: @escaping @Sendable (Int64, Int64) -> Int64
    ) {
        description = name
        self.funct7 = funct7
        self.funct3 = funct3
        self.definition = definition
    }

    /// Definition of the result.
    public func result(_ left: UInt32, _ right: UInt32) -> UInt32 {
        UInt32(truncatingIfNeeded: definition(Int64(left), Int64(right)))
    }

    /// The word of the instruction.
    public func word(rd: UInt32, rs1: UInt32, rs2: UInt32) -> UInt32 {
        Assembly.register(funct7: funct7, funct3: funct3, rd: rd, rs1: rs1, rs2: rs2)
    }

    /// The operands arrive as unsigned values; `signed` gives the signed reading.
    private static func signed(_ value: Int64) -> Int64 {
        value >= 1 << 31 ? value - 1 << 32 : value
    }

    /// All of RV32IM.
    public static let all: [RegisterOperation] = [
        RegisterOperation("add", 0, 0) { $0 + $1 },
        RegisterOperation("sub", 32, 0) { $0 - $1 },
        RegisterOperation("sll", 0, 1) { $0 << ($1 % 32) },
        RegisterOperation("slt", 0, 2) { signed($0) < signed($1) ? 1 : 0 },
        RegisterOperation("sltu", 0, 3) { $0 < $1 ? 1 : 0 },
        RegisterOperation("xor", 0, 4) { $0 ^ $1 },
        RegisterOperation("srl", 0, 5) { $0 >> ($1 % 32) },
        RegisterOperation("sra", 32, 5) { signed($0) >> ($1 % 32) },
        RegisterOperation("or", 0, 6) { $0 | $1 },
        RegisterOperation("and", 0, 7) { $0 & $1 },
        RegisterOperation("mul", 1, 0) { $0.multipliedReportingOverflow(by: $1).partialValue },
        RegisterOperation("mulh", 1, 1) { (signed($0) * signed($1)) >> 32 },
        RegisterOperation("mulhsu", 1, 2) { Int64((Int128(signed($0)) * Int128($1)) >> 32) },
        RegisterOperation("mulhu", 1, 3) { Int64((Int128($0) * Int128($1)) >> 32) },
        RegisterOperation("div", 1, 4) { $1 == 0 ? -1 : signed($0) / signed($1) },
        RegisterOperation("divu", 1, 5) { $1 == 0 ? -1 : $0 / $1 },
        RegisterOperation("rem", 1, 6) { $1 == 0 ? $0 : signed($0) % signed($1) },
        RegisterOperation("remu", 1, 7) { $1 == 0 ? $0 : $0 % $1 },
    ]
}
