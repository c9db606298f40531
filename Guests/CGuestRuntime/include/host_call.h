// The host calls of the machine as functions. `HostCall` in the module Riscv specifies them.
#ifndef GUEST_HOST_CALL_H
#define GUEST_HOST_CALL_H

#include <stdint.h>

enum {
    GUEST_EXIT = 0,
    GUEST_READ_INPUT = 1,
    GUEST_WRITE_OUTPUT = 2,
    GUEST_DEBUG_LOG = 3,
    GUEST_POSEIDON2_WIDTH_8 = 4,
    GUEST_POSEIDON2_WIDTH_12 = 5,
    GUEST_SHA256_COMPRESS = 6,
    GUEST_ECGFP5_DOUBLE_SCALAR = 7,
    GUEST_PRODUCT_DIVISION = 8,
    GUEST_KECCAK_PERMUTE = 9,
};

/// Ends the run; zero means success.
_Noreturn void guest_exit(uint32_t code);

/// Ends the run in failure: an instruction that the machine does not have.
_Noreturn void guest_trap(void);

/// Fills `words` with the next `count` words of input; the run ends in failure if there are fewer.
void guest_read_input(uint32_t *words, uint32_t count);

/// Appends `count` words to the output.
void guest_write_output(const uint32_t *words, uint32_t count);

/// Sends the last, incomplete line of printed text to the log.
void guest_flush_log(void);

/// Appends bytes to the log, which is not part of the result.
void guest_debug_log(const uint8_t *bytes, uint32_t count);

/// Begins a region of the program whose cycles profiles count under the name.
void guest_begin_region(const uint8_t *name, uint32_t count);

/// Ends the innermost region.
void guest_end_region(void);

/// Fills 4 words with what an honest prover gives for floor(a b / d), where the 12 words of operands
/// are a, b and d, least significant first. Any words may come, so the caller checks them.
void guest_hint_quotient(const uint32_t *operands, uint32_t *quotient);

/// Permutes 8 Goldilocks elements in place.
void guest_poseidon2_width8(uint64_t *state);

/// Adds 8 words to the first 8 of 12 Goldilocks elements and permutes them in place.
void guest_poseidon2_width12(uint64_t *state, const uint32_t *block);

/// Permutes 12 Goldilocks elements in place.
void guest_poseidon2_permute(uint64_t *state);

/// Compresses 16 message words into the 8 words of a SHA-256 state.
void guest_sha256_compress(uint32_t *state, const uint32_t *block);

/// Writes the encoding of s G - e P on EcGFp5 to 10 words; the 24 words of operands are the encoding
/// of P (10), s (10) and e (4). The run ends in failure if P is no encoding but the neutral one.
void guest_ecgfp5_double_scalar(const uint32_t *operands, uint32_t *result);

/// Permutes the 25 lanes of a state of Keccak-f[1600] in place; lane (x, y) is at x + 5 y.
void guest_keccak_permute(uint64_t *state);

/// Writes floor(a b / m) and a b mod m, 8 words each; the 24 words of operands are a, b and m, least
/// significant first. The run ends in failure if m is zero or the quotient has more than 8 words.
void guest_divide_product(const uint32_t *operands, uint32_t *results);

#endif
