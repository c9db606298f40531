import Bytes
import Ledger
import Signatures

/// Public keys decoded in this block: decoding costs about half a verification on hosts.
///
/// Guests keep none: their machine decodes. There a signature under a key that is no point, which
/// is a rejection on hosts, ends the run; neither can be part of a block.
struct KeyCache {
    #if GUEST_HOST_CALLS
        /// Whether the message's signature verifies under the encoded key of ten words.
        func verify(_ message: SignedMessage, key: UnsafePointer<UInt32>) -> Bool {
            SchnorrPublicKey.verify(message, keyCheckedByMachine: key)
        }
    #else
        /// Direct-mapped by the key's first byte.
        private var keys = [SchnorrPublicKey?](repeating: nil, count: 256)

        /// Whether the message's signature verifies under the encoded key of ten words.
        mutating func verify(_ message: SignedMessage, key: UnsafePointer<UInt32>) -> Bool {
            let encoded = Bytes40(copying: UnsafeRawBufferPointer(start: key, count: 40))
            return decoded(encoded)?.verify(message) ?? false
        }

        private mutating func decoded(_ key: Bytes40) -> SchnorrPublicKey? {
            let place = Int(key[0])
            if let cached = keys[place], cached.encoded == key { return cached }
            guard let decoded = SchnorrPublicKey(encoded: key) else { return nil }
            keys[place] = decoded
            return decoded
        }
    #endif
}
