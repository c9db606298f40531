// Kernels are for provers. A guest only verifies, so nothing is built for a machine without an
// operating system.
#if __STDC_HOSTED__

#include "ckernels.h"

// Vectors are passed only between functions that are inlined, so how a call would pass them is
// of no concern.
#pragma clang diagnostic ignored "-Wpsabi"

#define MODULUS 0xffffffff00000001ull
#define EPSILON 0xffffffffull

#define NAME(x) x##_portable
#include "kernels.h"
#undef NAME

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#define NAME(x) x##_avx2
#include "kernels.h"
#undef NAME
#pragma clang attribute pop

#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512dq,avx512vl,avx512bw"))), apply_to = function)
#define NAME(x) x##_avx512
#include "kernels.h"
#undef NAME
#pragma clang attribute pop

int ckernels_best_level(void) {
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
int ckernels_best_level(void) { return CKERNELS_PORTABLE; }

#define DISPATCH(kernel, ...) \
    (void)level; \
    kernel##_portable(__VA_ARGS__)
#endif

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

void ckernels_gather(
    uint64_t *strip, const uint64_t *source, size_t rows, size_t stride, unsigned lanes) {
    if (lanes == 8) {
        for (size_t row = 0; row < rows; row++)
            __builtin_memcpy(strip + 8 * row, source + row * stride, 64);
        return;
    }
    for (size_t row = 0; row < rows; row++)
        for (unsigned lane = 0; lane < 8; lane++)
            strip[8 * row + lane] = lane < lanes ? source[row * stride + lane] : 0;
}

void ckernels_gather_lists(
    uint64_t *strip, const uint64_t *source, size_t rows, size_t stride) {
    for (size_t row = 0; row < rows; row++)
        for (unsigned lane = 0; lane < 8; lane++)
            strip[8 * row + lane] = source[lane * stride + row];
}

void ckernels_scatter(
    uint64_t *target, const uint64_t *strip, size_t rows, size_t stride, unsigned lanes,
    const uint32_t *order) {
    for (size_t row = 0; row < rows; row++) {
        uint64_t *place = target + (order ? order[row] : row) * stride;
        if (lanes == 8)
            __builtin_memcpy(place, strip + 8 * row, 64);
        else
            for (unsigned lane = 0; lane < lanes; lane++) place[lane] = strip[8 * row + lane];
    }
}

void ckernels_poseidon2_width8(int level, uint64_t *state, ckernels_constants constants) {
    DISPATCH(permute8, (void *)state, constants);
}

void ckernels_poseidon2_width12(int level, uint64_t *state, ckernels_constants constants) {
    DISPATCH(permute12, (void *)state, constants);
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
