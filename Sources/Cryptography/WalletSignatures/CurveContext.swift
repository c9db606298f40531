import CSystemSecp256k1

/// The library's precomputed context, made once; it is immutable and may be used from any thread.
enum CurveContext {
    nonisolated(unsafe) static let shared = secp256k1_context_create(
        UInt32(SECP256K1_CONTEXT_SIGN) | UInt32(SECP256K1_CONTEXT_VERIFY))
}
