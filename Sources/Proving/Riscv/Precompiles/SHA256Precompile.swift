import Hashing

extension HostCall {
    /// Compresses the 16 message words at a1 into the SHA-256 state, 8 words, at a0.
    ///
    /// The words are numbers as in FIPS 180-4, section 6.2.2, not bytes in message order.
    public static let sha256Compress = HostCall(rawValue: 6)
}

/// The ticks at which a compression accesses memory.
public enum SHA256Ticks {
    /// The state before is read.
    public static let readState: UInt32 = 3
    /// The block is read.
    public static let readBlock: UInt32 = 4
    /// The state after is written.
    public static let write: UInt32 = 5
}

extension Precompile {
    /// The compression function; state and block may overlap, as both are read first.
    public static var sha256Compress: Precompile {
        Precompile(
            .sha256Compress,
            regions: [
                Region(.a0, wordCount: 8, .read, tick: SHA256Ticks.readState),
                Region(.a1, wordCount: 16, .read, tick: SHA256Ticks.readBlock),
                Region(.a0, wordCount: 8, .update, tick: SHA256Ticks.write),
            ]
        ) { words in
            var state = InlineArray<8, UInt32> { words[$0] }
            SHA256.compress(&state, InlineArray<16, UInt32> { words[8 + $0] })
            for index in 0..<8 { words[24 + index] = state[index] }
        }
    }
}
