public import Bytes

/// A message, as words, and its signature, as bytes of a list.
public struct SignedMessage: Sendable {
    private let words: [UInt32]
    private let signature: [UInt8]
    private let signatureStart: Int
    /// The number of bytes of the message.
    let byteCount: Int

    /// The bytes of a signature.
    public static let signatureByteCount = 80

    /// A message of the given bytes.
    public init(_ bytes: [UInt8], signature: SchnorrSignature) {
        var words = [UInt32](repeating: 0, count: (bytes.count + 3) / 4)
        for (place, byte) in bytes.enumerated() {
            words[place / 4] |= UInt32(byte) << UInt32(8 * (place % 4))
        }
        (self.words, byteCount) = (words, bytes.count)
        (self.signature, signatureStart) = (signature.array, 0)
    }

    /// A message of whole words, four bytes each with the first least significant.
    ///
    /// Its signature begins at an index of a list, which has all of it.
    public init(words: [UInt32], signature: [UInt8], at start: Int) {
        precondition(start >= 0 && start + Self.signatureByteCount <= signature.count)
        (self.words, byteCount) = (words, 4 &* words.count)
        (self.signature, signatureStart) = (signature, start)
    }

    /// The number of words of the message, the last of which may be partial.
    var wordCount: Int { words.count }

    /// Calls `body` with each word; zeros follow the last byte.
    @inline(__always)
    func forEachWord(_ body: (UInt32) -> Void) {
        words.withUnsafeBufferPointer { words in
            for word in words { body(word) }
        }
    }

    #if GUEST_HOST_CALLS
        /// Copies the words of the signature's point, ten, and of its scalar, ten.
        func copySignature(
            nonce: UnsafeMutablePointer<UInt32>, scalar: UnsafeMutablePointer<UInt32>
        ) {
            signature.withUnsafeBytes { bytes in
                guard let start = bytes.baseAddress else { return }
                UnsafeMutableRawPointer(nonce).copyMemory(
                    from: start + signatureStart, byteCount: 40)
                UnsafeMutableRawPointer(scalar).copyMemory(
                    from: start + signatureStart + 40, byteCount: 40)
            }
        }
    #endif

    /// Bytes 8 `index` to 8 `index` + 7 of the signature, the first least significant.
    func signatureWord(_ index: Int) -> UInt64 {
        precondition(index >= 0 && index < Self.signatureByteCount / 8)
        return signature.withUnsafeBytes {
            UInt64(
                littleEndian: $0.loadUnaligned(
                    fromByteOffset: signatureStart + 8 * index, as: UInt64.self))
        }
    }
}
