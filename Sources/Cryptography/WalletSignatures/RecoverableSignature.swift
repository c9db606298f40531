public import Bytes
import CSystemSecp256k1
import Hashing

/// An ECDSA signature over secp256k1 that recovers to its signer (SEC 1, section 4.1.6).
public struct RecoverableSignature: Hashable, Sendable {
    /// The x coordinate of the nonce point modulo the order, big-endian.
    public let r: Bytes32
    /// The scalar s, at most half the order (EIP-2), big-endian.
    public let s: Bytes32
    /// Parity of the nonce point's y, 0 or 1.
    public let recoveryID: UInt8

    /// A signature of its parts; `nil` unless `recoveryID` is 0 or 1.
    public init?(r: Bytes32, s: Bytes32, recoveryID: UInt8) {
        guard recoveryID <= 1 else { return nil }
        (self.r, self.s, self.recoveryID) = (r, s, recoveryID)
    }

    /// The signature of 65 bytes `r || s || v` with v 27 or 28; `nil` otherwise.
    public init?(encoded: [UInt8]) {
        guard encoded.count == 65, let r = Bytes32(encoded[0..<32]),
            let s = Bytes32(encoded[32..<64]), encoded[64] >= 27
        else { return nil }
        self.init(r: r, s: s, recoveryID: encoded[64] - 27)
    }

    /// The 65 bytes `r || s || v` with v 27 or 28.
    public var encoded: [UInt8] { r.array + s.array + [27 + recoveryID] }

    /// The signer's address for a digest; `nil` for values out of range, high s or no such key.
    public func recoverAddress(digest: Bytes32) -> Bytes20? {
        guard s <= Self.halfOrder else { return nil }
        var parsed = secp256k1_ecdsa_recoverable_signature()
        var key = secp256k1_pubkey()
        guard let context = CurveContext.shared,
            secp256k1_ecdsa_recoverable_signature_parse_compact(
                context, &parsed, r.array + s.array, Int32(recoveryID)) == 1,
            secp256k1_ecdsa_recover(context, &key, &parsed, digest.array) == 1
        else { return nil }
        return key.address
    }

    /// (n - 1) / 2 of secp256k1.
    private static let halfOrder = Bytes32 {
        [
            0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
            0xff, 0xff, 0x5d, 0x57, 0x6e, 0x73, 0x57, 0xa4, 0x50, 0x1d, 0xdf, 0xe9, 0x2f, 0x46,
            0x68, 0x1b, 0x20, 0xa0,
        ][$0]
    }
}

extension secp256k1_pubkey {
    /// The last 20 bytes of the Keccak-256 hash of the uncompressed point (Yellow Paper, F).
    var address: Bytes20? {
        var point = [UInt8](repeating: 0, count: 65)
        var count = point.count
        guard let context = CurveContext.shared,
            withUnsafePointer(
                to: self,
                {
                    secp256k1_ec_pubkey_serialize(
                        context, &point, &count, $0, UInt32(SECP256K1_EC_UNCOMPRESSED))
                }) == 1, count == 65
        else { return nil }
        let hash = Keccak256.hash(Array(point[1...]))
        return Bytes20 { hash[$0 + 12] }
    }
}
