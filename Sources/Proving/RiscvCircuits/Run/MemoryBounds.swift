/// Bounds of a program's memory and of its image, as indices of words.
///
/// The image is the span from the first to the last word of segments with bytes; all other words
/// are zero at the start.
public struct MemoryBounds: Equatable, Sendable {
    /// The first word of memory.
    public let start: UInt32
    /// The first word of the image.
    public let imageStart: UInt32
    /// The first word after the image.
    public let imageEnd: UInt32
    /// The first word after the memory.
    public let end: UInt32

    /// Number of words of the whole address space, the greatest end.
    public static let limit: UInt32 = 1 << 30

    /// The given bounds; `nil` unless start <= image start < image end <= end <= 2^30.
    public init?(start: UInt32, imageStart: UInt32, imageEnd: UInt32, end: UInt32) {
        guard start <= imageStart, imageStart < imageEnd, imageEnd <= end, end <= Self.limit
        else { return nil }
        self.start = start
        self.imageStart = imageStart
        self.imageEnd = imageEnd
        self.end = end
    }
}
