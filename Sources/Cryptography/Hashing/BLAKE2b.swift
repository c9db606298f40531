public import Bytes

/// BLAKE2b without key, with an output of 1 to 64 bytes (RFC 7693).
///
/// Published powers-of-tau files are identified by it, and `b2sum` prints it for any file.
public struct BLAKE2b: Sendable {
    private var state: InlineArray<8, UInt64> = initial
    private var block = InlineArray<16, UInt64>(repeating: 0)
    private var blockByteCount = 0
    private var compressedByteCount: UInt64 = 0
    private let outputByteCount: Int

    private static let blockSize = 128
    private static let initial: InlineArray<8, UInt64> = [
        0x6a09_e667_f3bc_c908, 0xbb67_ae85_84ca_a73b, 0x3c6e_f372_fe94_f82b,
        0xa54f_f53a_5f1d_36f1, 0x510e_527f_ade6_82d1, 0x9b05_688c_2b3e_6c1f,
        0x1f83_d9ab_fb41_bd6b, 0x5be0_cd19_137e_2179,
    ]

    /// A hasher without input.
    public init(outputByteCount: Int = 64) {
        precondition((1...64).contains(outputByteCount))
        self.outputByteCount = outputByteCount
        state[0] ^= 0x0101_0000 ^ UInt64(outputByteCount)
    }

    /// The hash, of 64 bytes, of a file or a text.
    public static func hash(_ bytes: UnsafeRawBufferPointer) -> FixedBytes<64> {
        var hasher = BLAKE2b()
        hasher.update(bytes)
        let output = hasher.finalize()
        return FixedBytes { output[$0] }
    }

    /// Absorbs bytes.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        var start = 0
        while start < bytes.count {
            // A full block waits, as the last one is compressed in another way.
            if blockByteCount == Self.blockSize { compress(isLast: false) }
            guard blockByteCount == 0, bytes.count - start >= Self.blockSize else {
                append(bytes[start])
                start += 1
                continue
            }
            for word in 0..<16 {
                block[word] = UInt64(
                    littleEndian: bytes.loadUnaligned(
                        fromByteOffset: start + 8 * word, as: UInt64.self))
            }
            blockByteCount = Self.blockSize
            start += Self.blockSize
        }
    }

    /// Absorbs bytes.
    public mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// The hash of all absorbed bytes.
    public consuming func finalize() -> [UInt8] {
        compress(isLast: true)
        return (0..<outputByteCount).map {
            UInt8(truncatingIfNeeded: state[$0 / 8] >> UInt64(8 * ($0 % 8)))
        }
    }

    private mutating func append(_ byte: UInt8) {
        block[blockByteCount / 8] |= UInt64(byte) << UInt64(8 * (blockByteCount % 8))
        blockByteCount += 1
    }

    /// Computes the function F of section 3.2 and clears the block.
    private mutating func compress(isLast: Bool) {
        compressedByteCount += UInt64(blockByteCount)
        var work = InlineArray<16, UInt64>(repeating: 0)
        for index in 0..<8 {
            work[index] = state[index]
            work[index + 8] = Self.initial[index]
        }
        work[12] ^= compressedByteCount
        if isLast { work[14] = ~work[14] }
        for round in 0..<12 {
            let order = Self.orders[round % 10]
            Self.mix(&work, 0, 4, 8, 12, block[order[0]], block[order[1]])
            Self.mix(&work, 1, 5, 9, 13, block[order[2]], block[order[3]])
            Self.mix(&work, 2, 6, 10, 14, block[order[4]], block[order[5]])
            Self.mix(&work, 3, 7, 11, 15, block[order[6]], block[order[7]])
            Self.mix(&work, 0, 5, 10, 15, block[order[8]], block[order[9]])
            Self.mix(&work, 1, 6, 11, 12, block[order[10]], block[order[11]])
            Self.mix(&work, 2, 7, 8, 13, block[order[12]], block[order[13]])
            Self.mix(&work, 3, 4, 9, 14, block[order[14]], block[order[15]])
        }
        for index in 0..<8 { state[index] ^= work[index] ^ work[index + 8] }
        block = InlineArray(repeating: 0)
        blockByteCount = 0
    }

    /// Computes the function G of section 3.1.
    @inline(__always)
    private static func mix(
        _ v: inout InlineArray<16, UInt64>, _ a: Int, _ b: Int, _ c: Int, _ d: Int,
        _ x: UInt64, _ y: UInt64
    ) {
        func rotated(_ value: UInt64, _ count: UInt64) -> UInt64 {
            value >> count | value << (64 - count)
        }
        v[a] = v[a] &+ v[b] &+ x
        v[d] = rotated(v[d] ^ v[a], 32)
        v[c] = v[c] &+ v[d]
        v[b] = rotated(v[b] ^ v[c], 24)
        v[a] = v[a] &+ v[b] &+ y
        v[d] = rotated(v[d] ^ v[a], 16)
        v[c] = v[c] &+ v[d]
        v[b] = rotated(v[b] ^ v[c], 63)
    }

    /// The word order of each round (section 2.7).
    private static let orders: InlineArray<10, InlineArray<16, Int>> = [
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
        [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
        [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4],
        [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
        [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13],
        [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
        [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11],
        [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
        [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5],
        [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0],
    ]
}
