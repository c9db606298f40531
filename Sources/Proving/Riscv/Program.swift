/// A program: its code decoded once, its memory at the start, its entry and its symbols.
public struct Program: Equatable, Sendable {
    /// A run of memory at the start; what `bytes` does not fill is zero.
    public struct Segment: Equatable, Sendable {
        /// The first address.
        public let address: UInt32
        /// The bytes from the first address on.
        public let bytes: [UInt8]
        /// Bytes that the segment occupies, at least `bytes.count`.
        public let memoryByteCount: Int

        /// A segment from its parts; it is at least as long as its bytes.
        public init(address: UInt32, bytes: [UInt8], memoryByteCount: Int = 0) {
            self.address = address
            self.bytes = bytes
            self.memoryByteCount = max(memoryByteCount, bytes.count)
        }
    }

    /// The address of the first instruction to run.
    public let entry: UInt32
    /// The address of `instructions[0]`, a multiple of four.
    public let codeAddress: UInt32
    /// The code words, gaps between executable segments as zero.
    public let codeWords: [UInt32]
    /// The decoded code words, gaps as `outside`, and one more `outside` behind the last.
    public let instructions: [Instruction]
    /// The memory at the start, by address, without overlaps; the code is part of it.
    public let segments: [Segment]
    /// The names of addresses.
    public let symbols: SymbolTable

    /// A program of one run of code and further data.
    public init(
        code: [UInt32], at address: UInt32, entry: UInt32? = nil, data: [Segment] = [],
        symbols: SymbolTable = SymbolTable()
    ) throws(ProgramError) {
        var bytes = [UInt8]()
        bytes.reserveCapacity(code.count * 4)
        for word in code {
            for shift in [0, 8, 16, 24] as [UInt32] {
                bytes.append(UInt8(truncatingIfNeeded: word >> shift))
            }
        }
        try self.init(
            code: [Segment(address: address, bytes: bytes)], data: data, entry: entry ?? address,
            symbols: symbols)
    }

    /// A program of executable segments and further data.
    init(
        code: [Segment], data: [Segment], entry: UInt32, symbols: SymbolTable
    ) throws(ProgramError) {
        let segments = (code + data).sorted { $0.address < $1.address }
        try Program.check(segments)
        let image = try CodeImage(code)
        let offset = entry &- image.address
        guard entry % 4 == 0, offset / 4 < image.words.count, entry >= image.address,
            image.instructions[Int(offset / 4)].opcode != .outside
        else {
            throw .invalidEntry(entry)
        }
        self.entry = entry
        codeAddress = image.address
        codeWords = image.words
        instructions = image.instructions
        self.segments = segments
        self.symbols = symbols
    }

    /// The lowest address that the machine has memory for: the start of the first segment's page.
    public var memoryAddress: UInt32 { (segments.first?.address ?? 0) & ~0xfff }

    private static func check(_ segments: [Segment]) throws(ProgramError) {
        var end = 0
        for segment in segments {
            guard Int(segment.address) >= end else { throw .inconsistent(.segmentOverlap) }
            end = Int(segment.address) + segment.memoryByteCount
            guard end <= 1 << 32 else { throw .inconsistent(.segmentSize) }
        }
    }
}

/// The span of the executable segments as words and decoded instructions.
private struct CodeImage {
    var address: UInt32
    var words: [UInt32]
    var instructions: [Instruction]

    init(_ segments: [Program.Segment]) throws(ProgramError) {
        let occupied = segments.filter { !$0.bytes.isEmpty }
        guard let first = occupied.map({ $0.address }).min() else { throw .noCode }
        let end = occupied.map { Int($0.address) + $0.bytes.count }.max() ?? 0
        guard first % 4 == 0 else { throw .inconsistent(.codeAlignment) }
        let count = (end - Int(first) + 3) / 4
        guard count <= ProgramLimits.codeWordCount else {
            throw .limitExceeded(.codeSize, limit: ProgramLimits.codeWordCount, actual: count)
        }
        address = first
        words = Array(repeating: 0, count: count)
        instructions = Array(repeating: Instruction(.outside), count: count + 1)
        for segment in occupied {
            guard segment.address % 4 == 0 else { throw .inconsistent(.codeAlignment) }
            let start = Int(segment.address - first)
            for (offset, byte) in segment.bytes.enumerated() {
                words[(start + offset) / 4] |= UInt32(byte) << UInt32(offset % 4 * 8)
            }
            for index in start / 4..<(start + segment.bytes.count + 3) / 4 {
                instructions[index] = Instruction(word: words[index])
            }
        }
    }
}
