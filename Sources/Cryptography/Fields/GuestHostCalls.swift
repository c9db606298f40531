// As in the module Hashing: only guests whose machine divides products have it.
#if GUEST_HOST_CALLS
    /// Writes quotient and remainder of a product, 16 words, for 24 words of operands.
    @_silgen_name("guest_divide_product")
    func guestDivideProduct(_ operands: UnsafeRawPointer, _ results: UnsafeMutableRawPointer)
#endif
