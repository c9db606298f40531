public import TestSupport

/// Random straight-line code with loads, stores and short forward branches.
public enum RandomProgram {
    /// The words of a program from a generator.
    public static func words(_ generator: inout SeededGenerator) -> [UInt32] {
        var words = Assembly.set(31, Place.data)
        for register in UInt32(1)..<16 {
            words += Assembly.set(register, UInt32.random(in: 0...(.max), using: &generator))
        }
        for _ in 0..<300 { words.append(instruction(&generator)) }
        return words + Assembly.call(0)
    }

    /// A shorter program with host calls.
    ///
    /// It reads four words of input, permutes and compresses some of the data, and writes data and
    /// registers to the output.
    public static func writingWords(_ generator: inout SeededGenerator) -> [UInt32] {
        var words = Assembly.set(31, Place.data) + Assembly.call(1, Place.data + 256, 4)
        for register in UInt32(1)..<16 {
            words += Assembly.set(register, UInt32.random(in: 0...(.max), using: &generator))
        }
        for _ in 0..<100 { words.append(instruction(&generator)) }
        for register in UInt32(1)..<16 {
            words.append(Assembly.store(2, register, 31, 272 + 4 * Int32(register)))
        }
        words += productOperands + divisionOperands
        words += Assembly.call(4, Place.data) + Assembly.call(5, Place.data + 64, Place.data + 192)
        words += Assembly.call(6, Place.data + 128, Place.data + 160)
        words += Assembly.call(7, Place.data + 512, Place.data + 608)
        words += Assembly.call(8, Place.data + 660, Place.data + 756)
        words += Assembly.call(9, Place.data + 820)
        return words + Assembly.call(2, Place.data, writtenCount)
            + Assembly.call(2, Place.data + 608, 10) + Assembly.call(2, Place.data + 756, 16)
            + Assembly.call(2, Place.data + 820, 50) + Assembly.call(0)
    }

    /// Stores the generator, whose encoding is 4, as a key, and registers as both scalars.
    private static let productOperands: [UInt32] =
        Assembly.set(30, Place.data + 512) + [
            Assembly.addi(29, 0, 4), Assembly.store(2, 29, 30, 0),
        ] + (1..<15 as Range<UInt32>).map { Assembly.store(2, $0, 30, 36 + 4 * Int32($0)) }

    /// Stores registers as two factors, of which the first is below a divisor of 2^255 and a
    /// register.
    private static let divisionOperands: [UInt32] =
        Assembly.set(30, Place.data + 660)
        + (1..<16 as Range<UInt32>).map { Assembly.store(2, $0, 30, 4 * Int32($0) - 4) }
        + [
            Assembly.store(2, 0, 30, 28), Assembly.store(2, 15, 30, 64), Assembly.lui(29, 1 << 31),
            Assembly.store(2, 29, 30, 92),
        ]

    /// Words that `writingWords` writes to the output.
    public static let writtenCount: UInt32 = 84

    private static func instruction(_ generator: inout SeededGenerator) -> UInt32 {
        let rd = UInt32.random(in: 0..<16, using: &generator)
        let rs1 = UInt32.random(in: 0..<16, using: &generator)
        let rs2 = UInt32.random(in: 0..<16, using: &generator)
        let offset = Int32.random(in: 0..<63, using: &generator) * 4
        switch Int.random(in: 0..<8, using: &generator) {
        case 0: return Assembly.addi(rd, rs1, .random(in: -2048...2047, using: &generator))
        case 1: return Assembly.load(2, rd, 31, offset)
        case 2: return Assembly.store(2, rs2, 31, offset)
        case 3:
            let narrow = UInt32.random(in: 0..<2, using: &generator)
            return Assembly.store(narrow, rs2, 31, offset + 2)
        case 4:
            let narrow: [UInt32] = [0, 1, 4, 5]
            return Assembly.load(narrow[offset == 0 ? 0 : Int(offset) % 4], rd, 31, offset + 2)
        case 5:
            let branches: [UInt32] = [0, 1, 4, 5, 6, 7]
            let funct3 = branches[Int.random(in: 0..<6, using: &generator)]
            // Eight bytes forward: the next instruction is skipped.
            return rs2 << 20 | rs1 << 15 | funct3 << 12 | 8 << 7 | 0x63
        case 6:
            return Assembly.register(
                funct7: 1, funct3: .random(in: 0..<8, using: &generator), rd: rd, rs1: rs1,
                rs2: rs2)
        default:
            return Assembly.register(
                funct3: .random(in: 0..<8, using: &generator), rd: rd, rs1: rs1, rs2: rs2)
        }
    }
}
