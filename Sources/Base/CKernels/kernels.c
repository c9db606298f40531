// Kernels are for provers. A guest only verifies, so nothing is built for a machine without an
// operating system.
#if __STDC_HOSTED__

#include <stdlib.h>
#include <string.h>

#if defined(__linux__)
#include <sys/mman.h>
#endif

#include "ckernels.h"

// Vectors are passed only between functions that are inlined, so how a call would pass them is
// of no concern.
#pragma clang diagnostic ignored "-Wpsabi"

#define MODULUS 0xffffffff00000001ull
#define EPSILON 0xffffffffull

#define FOURTH_ROOT (1ull << 48)

// OFFSET_LOW + OFFSET_HIGH * 2^32 = 2^30 * p, for halves of words above -2^62 (poseidon2.h).
#define OFFSET_LOW ((1ull << 62) + (1ull << 30))
#define OFFSET_HIGH ((1ull << 62) - (1ull << 31))

// WIDE: 512-bit registers with unsigned comparisons, else registers of four words. HIDE keeps the
// value of a register from the optimiser.
#define NAME(x) x##_portable
#define LANES 4
#define WIDE 0
#define HIDE(value)
#include "kernels.h"
#undef HIDE
#undef NAME

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#define NAME(x) x##_avx2
#define HIDE(value) __asm__("" : "+x"(value))
#include "kernels.h"
#undef HIDE
#undef WIDE
#undef LANES
#undef NAME
#pragma clang attribute pop

#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512dq,avx512vl,avx512bw"))), apply_to = function)
#define NAME(x) x##_avx512
#define LANES 8
#define WIDE 1
#define HIDE(value) __asm__("" : "+v"(value))
#include "kernels.h"
#undef HIDE
#undef WIDE
#undef LANES
#undef NAME
#pragma clang attribute pop

static int machine_level(void) {
    if (__builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")
        && __builtin_cpu_supports("avx512bw"))
        return CKERNELS_AVX512;
    return __builtin_cpu_supports("avx2") ? CKERNELS_AVX2 : CKERNELS_PORTABLE;
}

#define DISPATCH(kernel, ...) \
    switch (level) { \
    case CKERNELS_AVX512: kernel##_avx512(__VA_ARGS__); break; \
    case CKERNELS_AVX2: kernel##_avx2(__VA_ARGS__); break; \
    default: kernel##_portable(__VA_ARGS__); \
    }
#else
static int machine_level(void) { return CKERNELS_PORTABLE; }

#define DISPATCH(kernel, ...) \
    (void)level; \
    kernel##_portable(__VA_ARGS__)
#endif

int ckernels_best_level(void) {
    static const char *const names[] = {"portable", "avx2"};
    int best = machine_level();
    const char *limit = getenv("ZKLINK_VECTORS");
    for (int level = 0; limit && level < best && level < 2; level++)
        if (strcmp(limit, names[level]) == 0) return level;
    return best;
}

void ckernels_ntt_to_reversed(
    int level, uint64_t *strip, unsigned log2_rows, const uint64_t *roots) {
    DISPATCH(ntt_to_reversed, strip, log2_rows, roots);
}

void ckernels_ntt_from_reversed(
    int level, uint64_t *strip, unsigned log2_rows, const uint64_t *roots) {
    DISPATCH(ntt_from_reversed, strip, log2_rows, roots);
}

void ckernels_scale_rows(
    int level, uint64_t *target, const uint64_t *strip, const uint64_t *factors, size_t rows) {
    DISPATCH(scale_rows, target, strip, factors, rows);
}

void ckernels_multiply(
    int level, uint64_t *target, const uint64_t *left, const uint64_t *right, size_t count) {
    DISPATCH(multiply_all, target, left, right, count);
}

// Rows that lie far apart are fetched this many rows ahead: no processor foresees such strides.
#define ROWS_AHEAD 4
#define AHEAD(place, stride) (const void *)((uintptr_t)(place) + 8 * ROWS_AHEAD * (stride))

void ckernels_gather(
    uint64_t *strips, size_t distance, const uint64_t *source, size_t rows, size_t stride,
    size_t columns) {
    size_t whole = columns / 8, rest = columns % 8;
    for (size_t row = 0; row < rows; row++) {
        const uint64_t *place = source + row * stride;
        uint64_t *target = strips + 8 * row;
        for (size_t strip = 0; strip < whole; strip++, place += 8, target += distance) {
            __builtin_prefetch(AHEAD(place, stride));
            memcpy(target, place, 64);
        }
        for (size_t lane = 0; rest > 0 && lane < 8; lane++)
            target[lane] = lane < rest ? place[lane] : 0;
    }
}

void ckernels_gather_lists(
    uint64_t *strip, const uint64_t *source, size_t rows, size_t stride) {
    for (size_t row = 0; row < rows; row++)
        for (unsigned lane = 0; lane < 8; lane++)
            strip[8 * row + lane] = source[lane * stride + row];
}

void ckernels_scatter(
    uint64_t *target, const uint64_t *strips, size_t distance, size_t rows, size_t stride,
    size_t columns, const uint32_t *order) {
    size_t whole = columns / 8, rest = columns % 8;
    for (size_t row = 0; row < rows; row++) {
        uint64_t *place = target + row * stride;
        const uint64_t *source = strips + 8 * (order ? order[row] : row);
        for (size_t strip = 0; strip < whole; strip++, place += 8, source += distance) {
            __builtin_prefetch(AHEAD(place, stride), 1);
            memcpy(place, source, 64);
        }
        for (size_t lane = 0; lane < rest; lane++) place[lane] = source[lane];
    }
}

void ckernels_use_large_pages(void *memory, size_t bytes) {
#if defined(__linux__)
    const uintptr_t page = (uintptr_t)1 << 21;
    uintptr_t start = ((uintptr_t)memory + page - 1) & ~(page - 1);
    uintptr_t end = ((uintptr_t)memory + bytes) & ~(page - 1);
    // Advice alone: the kernel may refuse it, and then pages stay small.
    if (end > start) (void)madvise((void *)start, end - start, MADV_HUGEPAGE);
#else
    (void)memory, (void)bytes;
#endif
}

void ckernels_prepare_constants(uint64_t *prepared, const uint64_t *constants, size_t count) {
    for (size_t i = 0; i < count; i++) {
        prepared[2 * i] = (constants[i] & EPSILON) + OFFSET_LOW + EPSILON;
        prepared[2 * i + 1] = (constants[i] >> 32) + OFFSET_HIGH;
    }
}

void ckernels_poseidon2_width8(int level, uint64_t *state, ckernels_constants constants) {
    DISPATCH(permute8, state, constants);
}

void ckernels_poseidon2_width12(int level, uint64_t *state, ckernels_constants constants) {
    DISPATCH(permute12, state, constants);
}

void ckernels_poseidon2_compress(
    int level, uint64_t *digests, const uint64_t *pairs, ckernels_constants constants) {
    DISPATCH(compress, digests, pairs, constants);
}

void ckernels_poseidon2_hash(
    int level, uint64_t *digests, const uint64_t *input, size_t length, uint32_t tag,
    ckernels_constants constants) {
    DISPATCH(hash, digests, input, length, tag, constants);
}

void ckernels_run_rows(int level, const ckernels_run *run) { DISPATCH(run_rows, run); }

void ckernels_divide_cubic(
    int level, uint64_t *fractions, uint64_t *products, size_t count, size_t stride) {
    DISPATCH(divide_cubic, fractions, products, count, stride);
}

void ckernels_combine_columns(
    int level, uint64_t *lists, size_t stride, const uint64_t *words, size_t width, size_t rows,
    const uint64_t *factors) {
    DISPATCH(combine_columns, lists, stride, words, width, rows, factors);
}

void ckernels_combine_rows(
    int level, uint64_t *totals, const uint64_t *words, size_t width, size_t rows,
    const uint64_t *lists, size_t stride) {
    DISPATCH(combine_rows, totals, words, width, rows, lists, stride);
}

void ckernels_subtract_scaled_cubic(
    int level, uint64_t *target, const uint64_t *source, const uint64_t *factor, size_t stride) {
    DISPATCH(subtract_scaled_cubic, target, source, factor, stride);
}

size_t ckernels_poseidon2_grind(
    int level, const uint64_t *state, unsigned place, int again, uint64_t first, size_t count,
    uint64_t mask, ckernels_constants constants) {
    size_t found = count;
    DISPATCH(found = grind, state, place, again, first, count, mask, constants);
    return found;
}

#endif
