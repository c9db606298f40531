/// Which words a program has memory for, and which of them its file gives: indices of words.
///
/// The image is the span from the first to the last word of segments with bytes; all other words
/// are zero at the start.
public struct MemoryBounds: Equatable, Sendable {
    /// The first word of memory.
    public let start: UInt32
    /// The first word of the image.
    public let imageStart: UInt32
    /// The word behind the image.
    public let imageEnd: UInt32
    /// The word behind the memory.
    public let end: UInt32

    /// Words of the whole address space, the greatest end.
    public static let limit: UInt32 = 1 << 30

    /// The given bounds, or `nil` unless start <= image start < image end <= end <= 2^30.
    public init?(start: UInt32, imageStart: UInt32, imageEnd: UInt32, end: UInt32) {
        guard start <= imageStart, imageStart < imageEnd, imageEnd <= end, end <= Self.limit
        else { return nil }
        self.start = start
        self.imageStart = imageStart
        self.imageEnd = imageEnd
        self.end = end
    }
}

#if !hasFeature(Embedded)
    public import Riscv

    extension MemoryBounds {
        /// Bytes of memory from the program's first page on, less where the address space ends.
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
        func image(of program: Program) -> [UInt32] {
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
#endif
