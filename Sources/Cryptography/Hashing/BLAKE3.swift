public import Bytes

/// BLAKE3 in its plain hash mode with 32 bytes of output.
///
/// O'Connor, Aumasson, Neves, Wilcox-O'Hearn, "BLAKE3: one function, fast everywhere", 2020,
/// section 2.
public enum BLAKE3 {
    private static let chunkByteCount = 1024
    private static let blockByteCount = 64

    /// The hash of a byte string.
    public static func hash(_ bytes: [UInt8]) -> Bytes32 {
        // Chaining values of complete subtrees, the largest first; their chunk counts are the
        // bits of the number of chunks before the last.
        var subtrees = [Words8]()
        let lastChunk = bytes.isEmpty ? 0 : (bytes.count - 1) / chunkByteCount
        for chunk in 0..<lastChunk {
            var value = lastBlock(of: bytes, chunk: chunk).chainingValue
            var chunksSoFar = chunk + 1
            while chunksSoFar & 1 == 0, let left = subtrees.popLast() {
                value = Node.parent(left, value).chainingValue
                chunksSoFar >>= 1
            }
            subtrees.append(value)
        }
        var node = lastBlock(of: bytes, chunk: lastChunk)
        while let left = subtrees.popLast() {
            node = Node.parent(left, node.chainingValue)
        }
        node.flags |= Flag.root
        let words = node.chainingValue
        return Bytes32 { index in
            UInt8(truncatingIfNeeded: words[index >> 2] >> UInt32(8 * (index & 3)))
        }
    }

    /// The last block of a chunk with the chaining value of those before it (section 2.4).
    private static func lastBlock(of bytes: [UInt8], chunk: Int) -> Node {
        let end = min(bytes.count, (chunk + 1) * chunkByteCount)
        var start = chunk * chunkByteCount
        var node = Node(value: initial, counter: UInt64(chunk), flags: Flag.chunkStart)
        while end - start > blockByteCount {
            node.load(bytes, start..<start + blockByteCount)
            node = Node(value: node.chainingValue, counter: UInt64(chunk), flags: 0)
            start += blockByteCount
        }
        node.load(bytes, start..<end)
        node.flags |= Flag.chunkEnd
        return node
    }
}

extension BLAKE3 {
    fileprivate typealias Words8 = InlineArray<8, UInt32>

    fileprivate enum Flag {
        static let chunkStart: UInt32 = 1
        static let chunkEnd: UInt32 = 2
        static let parent: UInt32 = 4
        static let root: UInt32 = 8
    }

    fileprivate static var initial: Words8 {
        [
            0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a,
            0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
        ]
    }

    /// The indices of the next round's message words (table 2).
    fileprivate static let permutation: InlineArray<16, UInt8> = [
        2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8,
    ]

    /// The input of one compression.
    fileprivate struct Node {
        var value: Words8
        var block = InlineArray<16, UInt32>(repeating: 0)
        var counter: UInt64
        var blockByteCount: UInt32 = 0
        var flags: UInt32

        init(value: Words8, counter: UInt64, flags: UInt32) {
            self.value = value
            self.counter = counter
            self.flags = flags
        }

        static func parent(_ left: Words8, _ right: Words8) -> Node {
            var node = Node(value: initial, counter: 0, flags: Flag.parent)
            node.block = InlineArray { $0 < 8 ? left[$0] : right[$0 - 8] }
            node.blockByteCount = 64
            return node
        }

        mutating func load(_ bytes: [UInt8], _ range: Range<Int>) {
            for (place, index) in range.enumerated() {
                block[place >> 2] |= UInt32(bytes[index]) << UInt32(8 * (place & 3))
            }
            blockByteCount = UInt32(range.count)
        }

        /// The compression function, cut to its first eight words (section 2.2).
        var chainingValue: Words8 {
            var message = block
            var state = InlineArray<16, UInt32> { $0 < 8 ? value[$0] : initial[$0 & 3] }
            state[12] = UInt32(truncatingIfNeeded: counter)
            state[13] = UInt32(truncatingIfNeeded: counter >> 32)
            state[14] = blockByteCount
            state[15] = flags
            for round in 0..<7 {
                if round > 0 {
                    let last = message
                    message = InlineArray { last[Int(permutation[$0])] }
                }
                for column in 0..<4 {
                    mix(&state, column, column + 4, column + 8, column + 12, message, 2 * column)
                }
                for shift in 0..<4 {
                    mix(
                        &state, shift, 4 + (shift + 1) & 3, 8 + (shift + 2) & 3,
                        12 + (shift + 3) & 3, message, 8 + 2 * shift)
                }
            }
            return InlineArray { state[$0] ^ state[$0 + 8] }
        }

        private func mix(
            _ state: inout InlineArray<16, UInt32>, _ a: Int, _ b: Int, _ c: Int, _ d: Int,
            _ message: InlineArray<16, UInt32>, _ word: Int
        ) {
            func rotate(_ value: UInt32, _ count: UInt32) -> UInt32 {
                value >> count | value << (32 &- count)
            }
            state[a] = state[a] &+ state[b] &+ message[word]
            state[d] = rotate(state[d] ^ state[a], 16)
            state[c] = state[c] &+ state[d]
            state[b] = rotate(state[b] ^ state[c], 12)
            state[a] = state[a] &+ state[b] &+ message[word + 1]
            state[d] = rotate(state[d] ^ state[a], 8)
            state[c] = state[c] &+ state[d]
            state[b] = rotate(state[b] ^ state[c], 7)
        }
    }
}
