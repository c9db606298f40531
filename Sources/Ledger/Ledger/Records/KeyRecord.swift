public import Bytes

/// A trading key and the nonces that it has used.
public struct KeyRecord: Hashable, Sendable {
    /// The encoded public key, which need not be a valid point.
    public var publicKey: Bytes40
    /// The operations that the key may sign.
    public var scopes: Scopes
    /// The last second at which it may sign, since 1970; 0 for no end.
    public var expiry: UInt64
    public var nonces: NonceWindow

    public init(publicKey: Bytes40, scopes: Scopes, expiry: UInt64, nonces: NonceWindow) {
        (self.publicKey, self.scopes) = (publicKey, scopes)
        (self.expiry, self.nonces) = (expiry, nonces)
    }
}

extension KeyRecord: FieldList {
    /// A key without scopes.
    public init(placeholder: ()) {
        self.init(publicKey: Bytes40(), scopes: [], expiry: 0, nonces: NonceWindow())
    }

    /// Public key, scopes, expiry, nonces.
    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&publicKey)
        try visitor.visit(&scopes)
        try visitor.visit(&expiry)
        try visitor.visit(&nonces)
    }
}

// A guest reads and writes one key for each signed operation, so not by a visitor.
extension KeyRecord {
    /// Words of a record.
    private static let wordCount = 16

    /// The record whose words are exactly those in memory; `nil` when they are none.
    public init?(words: UnsafeBufferPointer<UInt32>) {
        guard words.count == Self.wordCount, words[10] <= 0xff, let start = words.baseAddress,
            let nonces = NonceWindow(
                base: words[13], bitmap: UInt64(low: words[14], high: words[15]))
        else { return nil }
        publicKey = Bytes40(copying: UnsafeRawBufferPointer(start: start, count: 40))
        scopes = Scopes(rawValue: UInt8(truncatingIfNeeded: words[10]))
        expiry = UInt64(low: words[11], high: words[12])
        self.nonces = nonces
    }

    /// Writes the words of the record at an address to `memory` and returns how many.
    public static func writeWords(
        of record: UnsafePointer<KeyRecord>, to memory: UnsafeMutableBufferPointer<UInt32>
    ) -> Int {
        precondition(memory.count >= wordCount)
        // The public key is the first property.
        UnsafeMutableRawBufferPointer(memory).copyMemory(
            from: UnsafeRawBufferPointer(start: record, count: 40))
        memory[10] = UInt32(record.pointee.scopes.rawValue)
        (memory[11], memory[12]) = (record.pointee.expiry.low, record.pointee.expiry.high)
        memory[13] = record.pointee.nonces.base
        let bitmap = record.pointee.nonces.bitmap
        (memory[14], memory[15]) = (bitmap.low, bitmap.high)
        return wordCount
    }
}
