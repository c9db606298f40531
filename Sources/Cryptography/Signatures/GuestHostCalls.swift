// As in the module Hashing: only guests whose machine computes double-scalar products have it.
#if GUEST_HOST_CALLS
    /// Writes the encoding of s G - e P, 10 words, for 24 words of operands.
    @_silgen_name("guest_ecgfp5_double_scalar")
    func guestEcGFp5DoubleScalar(
        _ operands: UnsafeRawPointer, _ result: UnsafeMutableRawPointer)
#endif
