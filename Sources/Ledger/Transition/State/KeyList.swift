import Bytes
import Ledger
import Signatures

/// What trading keys keep while they are used: everything but their nonces.
///
/// The words of a record as the state tree has them, where a witness has them or appended. Those of a
/// witness are in memory that outlives the list.
struct KeyList {
    /// Words of the key's bytes, before those of scopes and expiry.
    private static let scopesOffset = 10
    private static let expiryOffset = 11
    /// Words without those of the nonces.
    private static let wordCount = 13

    /// Words of other things too.
    private let given: UnsafeBufferPointer<UInt32>
    private var appended: [UInt32] = []

    /// A list to which all keys are appended.
    init() { given = UnsafeBufferPointer(start: nil, count: 0) }

    /// A list of the keys in some words, at places that the caller knows.
    init(_ words: UnsafeBufferPointer<UInt32>) { given = words }

    /// Appends a key and returns its place.
    mutating func append(_ record: KeyRecord) -> Int {
        let place = given.count + appended.count
        withUnsafeBytes(of: record.publicKey) { bytes in
            for index in 0..<Self.scopesOffset {
                let word = bytes.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self)
                appended.append(UInt32(littleEndian: word))
            }
        }
        appended.append(UInt32(record.scopes.rawValue))
        appended.append(record.expiry.low)
        appended.append(record.expiry.high)
        return place
    }

    /// A word of the key at a place.
    @inline(__always)
    private func word(_ offset: Int, of place: Int) -> UInt32 {
        let index = place &+ offset
        return index < given.count ? given[index] : appended[index &- given.count]
    }

    /// The operations that the key at a place may sign.
    @inline(__always)
    func scopes(of place: Int) -> Scopes {
        Scopes(rawValue: UInt8(truncatingIfNeeded: word(Self.scopesOffset, of: place)))
    }

    /// The last second at which the key at a place may sign; 0 for no end.
    @inline(__always)
    func expiry(of place: Int) -> UInt64 {
        UInt64(
            low: word(Self.expiryOffset, of: place), high: word(Self.expiryOffset + 1, of: place))
    }

    /// Calls a function with the words of the key at a place, 13 of which there are.
    @inline(__always)
    func withWords<Result>(
        of place: Int, _ body: (UnsafePointer<UInt32>) -> Result
    ) -> Result {
        if place < given.count, let start = given.baseAddress { return body(start + place) }
        let index = place - given.count
        precondition(index >= 0 && index + Self.wordCount <= appended.count)
        return appended.withUnsafeBufferPointer { words in
            guard let start = words.baseAddress else {
                preconditionFailure("no words of a key")
            }
            return body(start + index)
        }
    }

    /// The record of the key at a place with some nonces.
    func record(at place: Int, _ nonces: NonceWindow) -> KeyRecord {
        let publicKey = withWords(of: place) {
            Bytes40(copying: UnsafeRawBufferPointer(start: $0, count: 40))
        }
        return KeyRecord(
            publicKey: publicKey, scopes: scopes(of: place), expiry: expiry(of: place),
            nonces: nonces)
    }

    /// Writes the words of the record of the key at a place, without as many at the start, to where
    /// they are in memory, and returns the number of all.
    @inline(__always)
    func writeWords(
        of place: Int, _ nonces: NonceWindow, to memory: UnsafeMutableBufferPointer<UInt32>,
        from start: Int
    ) -> Int {
        withWords(of: place) { words in
            var index = start
            while index < Self.wordCount {
                memory[index] = words[index]
                index += 1
            }
        }
        memory[Self.wordCount] = nonces.base
        memory[Self.wordCount + 1] = nonces.bitmap.low
        memory[Self.wordCount + 2] = nonces.bitmap.high
        return Self.wordCount + 3
    }

    /// The nonces of a key whose words are exactly those in memory; `nil` when they are none.
    @inline(__always)
    static func nonces(of words: UnsafeBufferPointer<UInt32>) -> NonceWindow? {
        guard words.count == wordCount + 3, words[scopesOffset] <= 0xff else { return nil }
        return NonceWindow(
            base: words[wordCount],
            bitmap: UInt64(low: words[wordCount + 1], high: words[wordCount + 2]))
    }
}
