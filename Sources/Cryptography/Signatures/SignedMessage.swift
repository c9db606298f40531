public import Bytes
import Hashing

/// A message, as words, and its signature, in memory that is only there during a call.
///
/// The words are laid out in blocks as the sponge of the challenge absorbs them.
public struct SignedMessage {
    /// The words of the first block before those of the message: two zeros, to which the end of the
    /// key is added, and the number of bytes.
    private static let headCount = 3
    /// The bytes of a signature.
    public static let signatureByteCount = 80

    private let blocks: UnsafePointer<UInt32>
    private let wordCount: Int
    private let signature: UnsafeRawPointer

    /// Calls a function with a message and its signature.
    ///
    /// - Parameters:
    ///   - capacity: Words of the message, at most.
    ///   - start: The index in `signature` at which the signature begins; the list has all of it.
    ///   - byteCount: The bytes of the message; four for each word unless given.
    ///   - write: Writes the words to the start of memory and returns their number.
    @inline(__always)
    public static func withWords<Result>(
        capacity: Int, signature: [UInt8], at start: Int, byteCount: Int? = nil,
        _ write: (UnsafeMutableBufferPointer<UInt32>) -> Int,
        _ body: (SignedMessage) -> Result
    ) -> Result {
        precondition(start >= 0 && start + signatureByteCount <= signature.count)
        let blockCapacity = (headCount + capacity + Poseidon2.rate - 1) / Poseidon2.rate
        return withUnsafeTemporaryAllocation(
            of: UInt32.self, capacity: Poseidon2.rate * blockCapacity
        ) { memory in
            let count = write(UnsafeMutableBufferPointer(rebasing: memory[headCount...]))
            (memory[0], memory[1]) = (0, 0)
            memory[2] = UInt32(truncatingIfNeeded: byteCount ?? 4 &* count)
            var end = headCount + count
            while end % Poseidon2.rate != 0 {
                memory[end] = 0
                end += 1
            }
            return signature.withUnsafeBytes { bytes in
                guard let words = memory.baseAddress, let signature = bytes.baseAddress else {
                    preconditionFailure("a message without memory")
                }
                return body(
                    SignedMessage(
                        blocks: words, wordCount: count, signature: signature + start))
            }
        }
    }

    /// Calls a function with a message of bytes, four to a word with the first least significant.
    public static func withBytes<Result>(
        _ bytes: [UInt8], signature: SchnorrSignature, _ body: (SignedMessage) -> Result
    ) -> Result {
        withWords(
            capacity: (bytes.count + 3) / 4, signature: signature.array, at: 0,
            byteCount: bytes.count,
            { memory in
                let count = (bytes.count + 3) / 4
                for index in 0..<count { memory[index] = 0 }
                for (place, byte) in bytes.enumerated() {
                    memory[place / 4] |= UInt32(byte) << UInt32(8 * (place % 4))
                }
                return count
            }, body)
    }

    /// The elements that the sponge absorbs after nonce and key: the number of bytes and the words.
    var elementCount: Int { wordCount &+ 1 }

    /// Calls a function with each block of words.
    @inline(__always)
    func forEachBlock(_ body: (UnsafePointer<UInt32>) -> Void) {
        var block = blocks
        let end = blocks + Self.headCount + wordCount
        while block < end {
            body(block)
            block += Poseidon2.rate
        }
    }

    #if GUEST_HOST_CALLS
        /// Copies the words of the signature's point, ten, and of its scalar, ten.
        func copySignature(
            nonce: UnsafeMutablePointer<UInt32>, scalar: UnsafeMutablePointer<UInt32>
        ) {
            UnsafeMutableRawPointer(nonce).copyMemory(from: signature, byteCount: 40)
            UnsafeMutableRawPointer(scalar).copyMemory(from: signature + 40, byteCount: 40)
        }
    #endif

    /// Bytes 8 `index` to 8 `index` + 7 of the signature, the first least significant.
    func signatureWord(_ index: Int) -> UInt64 {
        precondition(index >= 0 && index < Self.signatureByteCount / 8)
        return UInt64(
            littleEndian: signature.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self))
    }
}
