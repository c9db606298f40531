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

    /// Bytes 4 `index` to 4 `index` + 3 of the message, the first least significant; zeros after
    /// the last.
    func word(_ index: Int) -> UInt32 {
        if index == 0, let prefix { return prefix.byteSwapped }
        let start = range.lowerBound + 4 * (prefix == nil ? index : index - 1)
        if start + 4 <= range.upperBound {
            return bytes.withUnsafeBytes {
                UInt32(littleEndian: $0.loadUnaligned(fromByteOffset: start, as: UInt32.self))
            }
        }
        var word: UInt32 = 0
        for place in start..<range.upperBound {
            word |= UInt32(bytes[place]) << UInt32(8 * (place - start))
        }
        return word
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
