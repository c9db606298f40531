public import Bytes

/// SHA-256 (FIPS 180-4), in one call or piece by piece.
public struct SHA256: Sendable {
    /// The chaining value: the initial one before the first block.
    public private(set) var state: InlineArray<8, UInt32> = [
        0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a,
        0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
    ]
    private var block = InlineArray<16, UInt32>(repeating: 0)
    /// The number of bytes absorbed.
    public private(set) var inputByteCount: UInt64 = 0

    /// A hasher without input.
    public init() {}

    /// The hash of a byte string.
    public static func hash(_ bytes: [UInt8]) -> Bytes32 {
        var hasher = SHA256()
        hasher.update(bytes)
        return hasher.finalize()
    }

    /// Absorbs bytes.
    public mutating func update(_ bytes: [UInt8]) {
        var index = 0
        while index < bytes.count, inputByteCount & 63 != 0 {
            append(bytes[index])
            index += 1
        }
        let blockCount = (bytes.count &- index) &>> 6
        if blockCount > 0 {
            bytes.withUnsafeBytes { bytes in
                guard let start = bytes.baseAddress else { return }
                absorb(blockCount, from: start + index)
            }
            inputByteCount &+= UInt64(blockCount &<< 6)
            index &+= blockCount &<< 6
        }
        while index < bytes.count {
            append(bytes[index])
            index += 1
        }
    }

    /// Compresses blocks that begin at an address.
    private mutating func absorb(_ blockCount: Int, from start: UnsafeRawPointer) {
        var start = start
        for _ in 0..<blockCount {
            for word in 0..<16 {
                block[word] = UInt32(
                    bigEndian: start.loadUnaligned(fromByteOffset: 4 &* word, as: UInt32.self))
            }
            Self.compress(&state, &block)
            start += 64
        }
    }

    /// Absorbs fixed-size bytes.
    public mutating func update<let count: Int>(_ bytes: FixedBytes<count>) {
        for index in 0..<count { append(bytes[index]) }
    }

    /// Absorbs a byte.
    public mutating func update(_ byte: UInt8) {
        append(byte)
    }

    /// The hash of all bytes absorbed.
    public consuming func finalize() -> Bytes32 {
        pad()
        for index in 0..<8 { state[index] = state[index].bigEndian }
        return withUnsafeBytes(of: &state) { Bytes32(copying: $0) }
    }

    /// Absorbs a bit 1, zeros and the number of bits before them, to the end of a block.
    private mutating func pad() {
        let bitCount = inputByteCount << 3
        append(0x80)
        while inputByteCount & 3 != 0 { append(0) }
        var word = Int(inputByteCount & 63) / 4
        if word == 15 {
            block[15] = 0
            Self.compress(&state, &block)
            word = 0
        }
        while word < 14 {
            block[word] = 0
            word += 1
        }
        block[14] = bitCount.high
        block[15] = bitCount.low
        Self.compress(&state, &block)
    }

    private mutating func append(_ byte: UInt8) {
        let position = Int(inputByteCount & 63)
        block[position >> 2] = block[position >> 2] << 8 | UInt32(byte)
        inputByteCount &+= 1
        if position == 63 { Self.compress(&state, &block) }
    }
}

extension SHA256: FieldList {
    /// A placeholder for a reader to overwrite.
    public init(placeholder: ()) { self.init() }

    /// A computation that is not finished: chaining value (8 words), byte count u64, and the last
    /// `byte count mod 64` bytes.
    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        for index in 0..<8 { try visitor.visit(&state[index]) }
        var total = inputByteCount
        try visitor.visit(&total)
        let pending = Int(total & 63)
        var tail = InlineArray<64, UInt8> { pendingByte($0) }
        for index in 0..<pending { try visitor.visit(&tail[index]) }
        inputByteCount = total &- UInt64(pending)
        for index in 0..<pending { append(tail[index]) }
    }

    /// The byte at an index of the block being filled; 0 beyond the bytes absorbed.
    private func pendingByte(_ place: Int) -> UInt8 {
        let filled = Int(inputByteCount & 63)
        guard place < filled else { return 0 }
        // A word that is being filled holds its bytes lowest.
        let inWord = min(4, filled - (place & ~3))
        let shift = UInt32(8 * (inWord - 1 - (place & 3)))
        return UInt8(truncatingIfNeeded: block[place >> 2] >> shift)
    }
}

extension SHA256 {
    /// Mixes one block of sixteen big-endian words into the state (section 6.2.2).
    public static func compress(
        _ state: inout InlineArray<8, UInt32>, _ block: InlineArray<16, UInt32>
    ) {
        var block = block
        compress(&state, &block)
    }

    /// The same; the block stays as it is, and is not copied for the machine's call.
    private static func compress(
        _ state: inout InlineArray<8, UInt32>, _ block: inout InlineArray<16, UInt32>
    ) {
        #if GUEST_HOST_CALLS
            withUnsafeMutablePointer(to: &state) { state in
                withUnsafeMutablePointer(to: &block) { guestSHA256Compress(state, $0) }
            }
        #else
            plainCompress(&state, block)
        #endif
    }

    private static func plainCompress(
        _ state: inout InlineArray<8, UInt32>, _ block: InlineArray<16, UInt32>
    ) {
        var schedule = block
        var (a, b, c, d) = (state[0], state[1], state[2], state[3])
        var (e, f, g, h) = (state[4], state[5], state[6], state[7])
        for round in 0..<64 {
            if round >= 16 {
                let early = schedule[(round + 1) & 15]
                let late = schedule[(round + 14) & 15]
                let sigma0 = rotate(early, 7) ^ rotate(early, 18) ^ (early >> 3)
                let sigma1 = rotate(late, 17) ^ rotate(late, 19) ^ (late >> 10)
                schedule[round & 15] =
                    schedule[round & 15] &+ sigma0 &+ schedule[(round + 9) & 15] &+ sigma1
            }
            let sum1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
            let choice = g ^ (e & (f ^ g))
            let first = h &+ sum1 &+ choice &+ roundConstants[round] &+ schedule[round & 15]
            let sum0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
            let majority = (a & b) | (c & (a | b))
            (h, g, f, e) = (g, f, e, d &+ first)
            (d, c, b, a) = (c, b, a, first &+ sum0 &+ majority)
        }
        state[0] &+= a
        state[1] &+= b
        state[2] &+= c
        state[3] &+= d
        state[4] &+= e
        state[5] &+= f
        state[6] &+= g
        state[7] &+= h
    }

    private static func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 {
        word >> count | word << (32 &- count)
    }

    /// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
    public static let roundConstants: InlineArray<64, UInt32> = [
        0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1,
        0x923f_82a4, 0xab1c_5ed5, 0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3,
        0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174, 0xe49b_69c1, 0xefbe_4786,
        0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
        0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147,
        0x06ca_6351, 0x1429_2967, 0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13,
        0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85, 0xa2bf_e8a1, 0xa81a_664b,
        0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
        0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a,
        0x5b9c_ca4f, 0x682e_6ff3, 0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208,
        0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
    ]
}
