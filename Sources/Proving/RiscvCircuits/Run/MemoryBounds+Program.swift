public import Riscv

extension MemoryBounds {
    /// Bytes of memory from the program's first page, less where the address space ends.
    public static let byteCount = 1 << 30

    /// The bounds of a program.
    public init(_ program: Program) {
        let occupied = program.segments.filter { !$0.bytes.isEmpty }
        let first = occupied.first?.address ?? program.codeAddress
        let last = occupied.last.map { UInt64($0.address) + UInt64($0.bytes.count) } ?? 0
        start = program.memoryAddress / 4
        imageStart = first / 4
        imageEnd = UInt32((last + 3) / 4)
        let end = min(start + UInt32(Self.byteCount / 4), Self.limit)
        self.end = max(end, imageEnd)
    }

    /// The words of the image.
    public func image(of program: Program) -> [UInt32] {
        var words = [UInt32](repeating: 0, count: Int(imageEnd - imageStart))
        for segment in program.segments {
            let start = Int(segment.address) - 4 * Int(imageStart)
            for (offset, byte) in segment.bytes.enumerated() {
                let place = start + offset
                words[place / 4] |= UInt32(byte) << UInt32(place % 4 * 8)
            }
        }
        return words
    }
}
