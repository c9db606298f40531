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
    /// The address of `instructions[0]`, even; a multiple of four without compressed code.
    public let codeAddress: UInt32
    /// Whether an instruction may start at any multiple of two, and be compressed.
    public let hasCompressedCode: Bool
    /// The code in parcels of 16 bits, gaps between executable segments as zero.
    public let parcels: [UInt16]
    /// The instruction that starts at each parcel, and one more `outside` behind the last.
    ///
    /// `outside` in gaps, where an instruction would reach over the end of the code, and between the
    /// words of a program without compressed code.
    public let instructions: [Instruction]
    /// The memory at the start, by address, without overlaps; the code is part of it.
    public let segments: [Segment]
    /// The names of addresses.
    public let symbols: SymbolTable

    /// A program of one run of code without compressed instructions, and further data.
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
            symbols: symbols, hasCompressedCode: false)
    }

    /// A program of one run of code that may be compressed, in parcels, and further data.
    public init(
        parcels: [UInt16], at address: UInt32, entry: UInt32? = nil, data: [Segment] = [],
        symbols: SymbolTable = SymbolTable()
    ) throws(ProgramError) {
        var bytes = [UInt8]()
        bytes.reserveCapacity(parcels.count * 2)
        for parcel in parcels {
            bytes += [UInt8(truncatingIfNeeded: parcel), UInt8(truncatingIfNeeded: parcel >> 8)]
        }
        try self.init(
            code: [Segment(address: address, bytes: bytes)], data: data, entry: entry ?? address,
            symbols: symbols, hasCompressedCode: true)
    }

    /// A program of executable segments and further data.
    init(
        code: [Segment], data: [Segment], entry: UInt32, symbols: SymbolTable,
        hasCompressedCode: Bool
    ) throws(ProgramError) {
        let segments = (code + data).sorted { $0.address < $1.address }
        try Program.check(segments)
        let image = try CodeImage(code, isCompressed: hasCompressedCode)
        let index = Int(entry &- image.address) / 2
        guard entry % 2 == 0, index < image.parcels.count,
            image.instructions[index].opcode != .outside
        else {
            throw .invalidEntry(entry)
        }
        self.entry = entry
        codeAddress = image.address
        self.hasCompressedCode = hasCompressedCode
        parcels = image.parcels
        instructions = image.instructions
        self.segments = segments
        self.symbols = symbols
    }

    /// The lowest address that the machine has memory for: the start of the first segment's page.
    public var memoryAddress: UInt32 { (segments.first?.address ?? 0) & ~0xfff }

    /// Bytes between the first and the last instruction, gaps included.
    public var codeByteCount: Int { 2 * parcels.count }

    /// Number of addresses at which an instruction can start.
    public var instructionCount: Int {
        instructions.reduce(0) { $1.opcode == .outside ? $0 : $0 + 1 }
    }

    /// The index of an address in `parcels`; out of range for one outside of the code.
    @inline(__always)
    public func parcelIndex(of address: UInt32) -> Int { Int((address &- codeAddress) / 2) }

    /// The encoding of the instruction at an address of the code: 16 bits if it is compressed.
    func encoding(at address: UInt32) -> UInt32 {
        let index = parcelIndex(of: address)
        let low = UInt32(parcels[index])
        if instructions[index].isCompressed { return low }
        return low | UInt32(parcels[index + 1]) << 16
    }

    private static func check(_ segments: [Segment]) throws(ProgramError) {
        var end = 0
        for segment in segments {
            guard Int(segment.address) >= end else { throw .inconsistent(.segmentOverlap) }
            end = Int(segment.address) + segment.memoryByteCount
            guard end <= 1 << 32 else { throw .inconsistent(.segmentSize) }
        }
    }
}
