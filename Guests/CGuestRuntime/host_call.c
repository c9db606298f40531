// Each host call: number in a7, arguments in a0 and a1. The memory clobber makes the compiler
// write what the call reads and read again what it writes.
#include "host_call.h"

static inline void host_call(uint32_t number, uintptr_t first, uintptr_t second)
{
    register uintptr_t a0 __asm__("a0") = first;
    register uintptr_t a1 __asm__("a1") = second;
    register uint32_t a7 __asm__("a7") = number;
    __asm__ volatile("ecall" : : "r"(a0), "r"(a1), "r"(a7) : "memory");
}

// Only programs that print have it.
__attribute__((weak)) void guest_flush_log(void);

_Noreturn void guest_exit(uint32_t code)
{
    if (guest_flush_log)
        guest_flush_log();
    host_call(GUEST_EXIT, code, 0);
    __builtin_trap();
}

_Noreturn void guest_trap(void)
{
    if (guest_flush_log)
        guest_flush_log();
    __builtin_trap();
}

void guest_read_input(uint32_t *words, uint32_t count)
{
    host_call(GUEST_READ_INPUT, (uintptr_t)words, count);
}

void guest_write_output(const uint32_t *words, uint32_t count)
{
    host_call(GUEST_WRITE_OUTPUT, (uintptr_t)words, count);
}

void guest_debug_log(const uint8_t *bytes, uint32_t count)
{
    host_call(GUEST_DEBUG_LOG, (uintptr_t)bytes, count);
}

// The bits of a log call that mark a region, or ask for a quotient of three numbers of four words.
enum { REGION_MARK = 1u << 31, QUOTIENT_MARK = 1u << 30, QUOTIENT_BYTES = 48 };

void guest_begin_region(const uint8_t *name, uint32_t count)
{
    host_call(GUEST_DEBUG_LOG, (uintptr_t)name, count | REGION_MARK);
}

void guest_end_region(void)
{
    host_call(GUEST_DEBUG_LOG, 0, REGION_MARK);
}

void guest_hint_quotient(const uint32_t *operands, uint32_t *quotient)
{
    host_call(GUEST_DEBUG_LOG, (uintptr_t)operands, QUOTIENT_MARK | QUOTIENT_BYTES);
    host_call(GUEST_READ_INPUT, (uintptr_t)quotient, 4);
}

void guest_poseidon2_width8(uint64_t *state)
{
    host_call(GUEST_POSEIDON2_WIDTH_8, (uintptr_t)state, 0);
}

void guest_poseidon2_width12(uint64_t *state, const uint32_t *block)
{
    host_call(GUEST_POSEIDON2_WIDTH_12, (uintptr_t)state, (uintptr_t)block);
}

void guest_poseidon2_permute(uint64_t *state)
{
    static const uint32_t zeros[8];
    guest_poseidon2_width12(state, zeros);
}

void guest_sha256_compress(uint32_t *state, const uint32_t *block)
{
    host_call(GUEST_SHA256_COMPRESS, (uintptr_t)state, (uintptr_t)block);
}

void guest_ecgfp5_double_scalar(const uint32_t *operands, uint32_t *result)
{
    host_call(GUEST_ECGFP5_DOUBLE_SCALAR, (uintptr_t)operands, (uintptr_t)result);
}

void guest_keccak_permute(uint64_t *state)
{
    host_call(GUEST_KECCAK_PERMUTE, (uintptr_t)state, 0);
}

void guest_divide_product(const uint32_t *operands, uint32_t *results)
{
    host_call(GUEST_PRODUCT_DIVISION, (uintptr_t)operands, (uintptr_t)results);
}
