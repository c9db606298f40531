public import Bytes

/// A message and its signature, both as bytes of lists.
///
/// The message may be in two pieces, four bytes and some bytes of a list, so that an operation in
/// the data of a block, which its signature follows, need not be copied.
public struct SignedMessage: Sendable {
    private let prefix: UInt32?
    private let bytes: [UInt8]
    private let range: Range<Int>
    private let signature: [UInt8]
    private let signatureStart: Int

    /// The bytes of a signature.
    public static let signatureByteCount = 80

    /// A message of the given bytes.
    public init(_ bytes: [UInt8], signature: SchnorrSignature) {
        (prefix, self.bytes, range) = (nil, bytes, bytes.indices)
        (self.signature, signatureStart) = (signature.array, 0)
    }

    /// A message of an integer, most significant byte first, then a range of a list.
    ///
    /// The signature follows the range; both must be in the list.
    public init(prefix: UInt32, _ bytes: [UInt8], _ range: Range<Int>) {
        precondition(
            range.lowerBound >= 0
                && range.upperBound + Self.signatureByteCount <= bytes.count)
        (self.prefix, self.bytes, self.range) = (prefix, bytes, range)
        (signature, signatureStart) = (bytes, range.upperBound)
    }

    /// The number of bytes of the message.
    var byteCount: Int { range.count + (prefix == nil ? 0 : 4) }

    /// The number of words of the message, the last of which may be partial.
    var wordCount: Int { (byteCount + 3) / 4 }

    /// Calls `body` with four bytes of the message after the other, the first least significant;
    /// zeros follow the last.
    @inline(__always)
    func forEachWord(_ body: (UInt32) -> Void) {
        if let prefix { body(prefix.byteSwapped) }
        bytes.withUnsafeBytes { bytes in
            var start = range.lowerBound
            while start + 4 <= range.upperBound {
                body(
                    UInt32(
                        littleEndian: bytes.loadUnaligned(
                            fromByteOffset: start, as: UInt32.self)))
                start += 4
            }
            guard start < range.upperBound else { return }
            var word: UInt32 = 0
            for place in start..<range.upperBound {
                word |= UInt32(bytes[place]) << UInt32(8 * (place - start))
            }
            body(word)
        }
    }

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
