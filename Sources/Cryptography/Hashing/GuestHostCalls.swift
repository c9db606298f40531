// Defined only for guests whose machine computes these hashes itself; the calls are those of
// `HostCall` in the module Riscv, and the guest runtime has their code. Without the flag the
// plain functions run everywhere; a test compares both.
#if GUEST_HOST_CALLS
    /// Replaces 8 elements x by P(x) + x.
    @_silgen_name("guest_poseidon2_width8")
    func guestPoseidon2Width8(_ state: UnsafeMutableRawPointer)

    /// Adds a block of 8 words to the first 8 of 12 elements and permutes them in place.
    @_silgen_name("guest_poseidon2_width12")
    func guestPoseidon2Width12(_ state: UnsafeMutableRawPointer, _ block: UnsafeRawPointer)

    /// Permutes 12 elements in place.
    @_silgen_name("guest_poseidon2_permute")
    func guestPoseidon2Permute(_ state: UnsafeMutableRawPointer)

    /// Compresses a block of 16 words into a state of 8 words.
    @_silgen_name("guest_sha256_compress")
    func guestSHA256Compress(_ state: UnsafeMutableRawPointer, _ block: UnsafeRawPointer)

    /// Permutes 25 lanes of Keccak-f[1600] in place.
    @_silgen_name("guest_keccak_permute")
    func guestKeccakPermute(_ state: UnsafeMutableRawPointer)
#endif
