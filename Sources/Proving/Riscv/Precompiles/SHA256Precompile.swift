import Hashing

extension HostCall {
    /// Compresses the 16 message words at a1 into the SHA-256 state, 8 words, at a0.
    ///
    /// The words are numbers as in FIPS 180-4, section 6.2.2, not bytes in message order.
    public static let sha256Compress = HostCall(rawValue: 6)
}

extension Precompile {
    /// The compression function; the block is read before the state is updated.
    public static var sha256Compress: Precompile {
        Precompile(
            .sha256Compress,
            regions: [
                Region(.a0, wordCount: 8, .update, tick: HostTick.write),
                Region(.a1, wordCount: 16, .read, tick: HostTick.read),
            ]
        ) { words in
            var state = InlineArray<8, UInt32> { words[$0] }
            SHA256.compress(&state, InlineArray<16, UInt32> { words[8 + $0] })
            for index in 0..<8 { words[index] = state[index] }
        }
    }
}
