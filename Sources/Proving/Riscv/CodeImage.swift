/// The span of the executable segments as parcels and decoded instructions.
///
/// Code is decoded at every address at which the machine may execute: at words, or at parcels if it
/// has compressed instructions. So a jump into another instruction runs what the bytes there say, as
/// RISC-V prescribes, and neither data within the code nor padding needs to be told from code.
struct CodeImage {
    let address: UInt32
    private(set) var parcels: [UInt16]
    private(set) var instructions: [Instruction]

    /// Decodes the segments; an instruction must lie within their bytes.
    init(_ segments: [Program.Segment], isCompressed: Bool) throws(ProgramError) {
        let occupied = segments.filter { !$0.bytes.isEmpty }
        guard let first = occupied.map({ $0.address }).min() else { throw .noCode }
        let end = occupied.map { Int($0.address) + $0.bytes.count }.max() ?? 0
        let alignment: UInt32 = isCompressed ? 2 : 4
        for segment in occupied where segment.address % alignment != 0 {
            throw .inconsistent(.codeAlignment)
        }
        let byteCount = end - Int(first)
        guard byteCount <= ProgramLimits.codeByteCount else {
            throw .limitExceeded(
                .codeSize, limit: ProgramLimits.codeByteCount, actual: byteCount)
        }
        address = first
        let count = byteCount / 2
        parcels = Array(repeating: 0, count: count)
        instructions = Array(repeating: Instruction(.outside), count: count + 1)
        var isCode = [Bool](repeating: false, count: count + 1)
        for segment in occupied {
            let start = Int(segment.address - first) / 2
            for index in 0..<segment.bytes.count / 2 {
                parcels[start + index] =
                    UInt16(segment.bytes[2 * index]) | UInt16(segment.bytes[2 * index + 1]) << 8
                isCode[start + index] = true
            }
        }
        for index in stride(from: 0, to: count, by: isCompressed ? 1 : 2) where isCode[index] {
            if isCompressed, parcels[index] & 3 != 3 {
                instructions[index] = Instruction(parcel: parcels[index])
            } else if isCode[index + 1] {
                instructions[index] = Instruction(
                    word: UInt32(parcels[index]) | UInt32(parcels[index + 1]) << 16)
            }
        }
    }
}
