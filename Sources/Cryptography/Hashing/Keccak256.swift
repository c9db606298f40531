public import Bytes

/// Keccak-256 as Ethereum uses it: Keccak[512] with padding byte 0x01, not SHA3-256.
///
/// The Keccak reference, version 3.0: permutation in section 1.2, sponge in section 1.1.
public enum Keccak256 {
    /// Bytes absorbed for each permutation.
    private static let rate = 136

    /// The hash of a byte string.
    public static func hash(_ bytes: [UInt8]) -> Bytes32 {
        var state = InlineArray<25, UInt64>(repeating: 0)
        var position = 0
        for byte in bytes {
            state[position >> 3] ^= UInt64(byte) << UInt64(8 * (position & 7))
            position += 1
            if position == rate {
                permute(&state)
                position = 0
            }
        }
        state[position >> 3] ^= 1 << UInt64(8 * (position & 7))
        state[(rate - 1) >> 3] ^= 0x80 << UInt64(8 * ((rate - 1) & 7))
        permute(&state)
        let final = state
        return Bytes32 { index in
            UInt8(truncatingIfNeeded: final[index >> 3] >> UInt64(8 * (index & 7)))
        }
    }

    /// Keccak-f[1600]; lane (x, y) has index x + 5y.
    public static func permute(_ lanes: inout InlineArray<25, UInt64>) {
        #if GUEST_HOST_CALLS
            withUnsafeMutablePointer(to: &lanes) { guestKeccakPermute($0) }
        #else
            permutePlainly(&lanes)
        #endif
    }

    /// The same in plain code, on hosts and in guests.
    public static func permutePlainly(_ lanes: inout InlineArray<25, UInt64>) {
        for round in 0..<24 {
            // theta
            var parity = InlineArray<5, UInt64>(repeating: 0)
            for x in 0..<5 {
                parity[x] = lanes[x] ^ lanes[x + 5] ^ lanes[x + 10] ^ lanes[x + 15] ^ lanes[x + 20]
            }
            for x in 0..<5 {
                let next = parity[x == 4 ? 0 : x + 1]
                let change = parity[x == 0 ? 4 : x - 1] ^ (next << 1 | next >> 63)
                for y in 0..<5 { lanes[x + 5 * y] ^= change }
            }
            // rho and pi: each lane moves to the next place of one cycle, rotated
            var moving = lanes[1]
            for step in 0..<24 {
                let target = Int(cycle[step])
                let count = UInt64(rotations[step])
                let displaced = lanes[target]
                lanes[target] = moving << count | moving >> (64 &- count)
                moving = displaced
            }
            // chi
            for row in stride(from: 0, to: 25, by: 5) {
                let (first, second) = (lanes[row], lanes[row + 1])
                for x in 0..<3 { lanes[row + x] ^= ~lanes[row + x + 1] & lanes[row + x + 2] }
                lanes[row + 3] ^= ~lanes[row + 4] & first
                lanes[row + 4] ^= ~first & second
            }
            // iota
            lanes[0] ^= roundConstants[round]
        }
    }

    /// The indices of lane (1, 0) under repeated pi.
    private static let cycle: InlineArray<24, UInt8> = [
        10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1,
    ]

    /// Rotations along the cycle: the triangular numbers modulo 64.
    private static let rotations: InlineArray<24, UInt8> = [
        1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44,
    ]

    /// Output of the linear feedback register x^8 + x^6 + x^5 + x^4 + 1, spread over the lane.
    public static let roundConstants: InlineArray<24, UInt64> = [
        0x0000_0000_0000_0001, 0x0000_0000_0000_8082, 0x8000_0000_0000_808a,
        0x8000_0000_8000_8000, 0x0000_0000_0000_808b, 0x0000_0000_8000_0001,
        0x8000_0000_8000_8081, 0x8000_0000_0000_8009, 0x0000_0000_0000_008a,
        0x0000_0000_0000_0088, 0x0000_0000_8000_8009, 0x0000_0000_8000_000a,
        0x0000_0000_8000_808b, 0x8000_0000_0000_008b, 0x8000_0000_0000_8089,
        0x8000_0000_0000_8003, 0x8000_0000_0000_8002, 0x8000_0000_0000_0080,
        0x0000_0000_0000_800a, 0x8000_0000_8000_000a, 0x8000_0000_8000_8081,
        0x8000_0000_0000_8080, 0x0000_0000_8000_0001, 0x8000_0000_8000_8008,
    ]
}
