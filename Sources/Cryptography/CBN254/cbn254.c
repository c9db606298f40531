#include "cbn254.h"

#include "element.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define NAME(x) x##_portable
#include "multiply_portable.h"
#include "kernels.h"
#undef NAME

#if defined(__x86_64__)
#include "lanes.h"

#define NAME(x) x##_adx
#define WITH_LANES 1
#include "multiply_adx.h"
#include "kernels.h"
#undef WITH_LANES
#undef NAME
#include "transforms_ifma.h"
#include "permutation_ifma.h"
#include "digits_avx2.h"
#include "product_avx2.h"
#include "permutation_avx2.h"

#define DISPATCH(kernel, ...) \
    (level >= CBN254_ADX ? kernel##_adx(__VA_ARGS__) : kernel##_portable(__VA_ARGS__))
// For kernels that exist with IFMA as well.
#define DISPATCH_LANES(lanes_kernel, kernel, ...) \
    (level == CBN254_IFMA ? lanes_kernel(__VA_ARGS__) : DISPATCH(kernel, __VA_ARGS__))
#else
#define DISPATCH(kernel, ...) ((void)level, kernel##_portable(__VA_ARGS__))
#define DISPATCH_LANES(lanes_kernel, kernel, ...) DISPATCH(kernel, __VA_ARGS__)
#endif

element cbn254_fp_multiply(int level, element left, element right) {
    return DISPATCH(fp_multiply, left, right);
}

element cbn254_fp_square_times(int level, element value, unsigned count, element factor) {
    for (unsigned i = 0; i < count; i++) value = DISPATCH(fp_multiply, value, value);
    return DISPATCH(fp_multiply, value, factor);
}

element cbn254_fp_invert(int level, element value) { return DISPATCH(fp_invert, value); }

element cbn254_fr_multiply(int level, element left, element right) {
    return DISPATCH(fr_multiply, left, right);
}

element cbn254_fr_invert(int level, element value) { return DISPATCH(fr_invert, value); }

pair cbn254_fp2_multiply(int level, pair left, pair right) {
    return DISPATCH(fp2_multiply, left, right);
}

pair cbn254_fp2_square(int level, pair value) { return DISPATCH(fp2_square, value); }

void cbn254_g1_sum_runs(
    int level, uint64_t *points, uint32_t *lengths, size_t run_count, uint64_t *scratch) {
    DISPATCH_LANES(g1_lanes_sum_runs_adx, g1_sum_runs, points, lengths, run_count, scratch);
}

void cbn254_g2_sum_runs(
    int level, uint64_t *points, uint32_t *lengths, size_t run_count, uint64_t *scratch) {
    DISPATCH_LANES(g2_lanes_sum_runs_adx, g2_sum_runs, points, lengths, run_count, scratch);
}

void cbn254_fr_to_reversed(
    int level, element *block, unsigned log2, const element *roots, size_t index) {
    DISPATCH_LANES(fr_to_reversed_ifma, fr_to_reversed, block, log2, roots, index);
}

void cbn254_fr_to_reversed_start(
    int level, element *block, size_t quarter, size_t first, size_t count, const element *roots,
    size_t index) {
    DISPATCH_LANES(
        fr_to_reversed_start_ifma, fr_to_reversed_start, block, quarter, first, count, roots,
        index);
}

void cbn254_fr_from_reversed(
    int level, element *block, unsigned log2, const element *roots, size_t index) {
    DISPATCH_LANES(fr_from_reversed_ifma, fr_from_reversed, block, log2, roots, index);
}

void cbn254_fr_from_reversed_end(
    int level, element *block, size_t quarter, size_t first, size_t count, const element *roots,
    size_t index) {
    DISPATCH_LANES(
        fr_from_reversed_end_ifma, fr_from_reversed_end, block, quarter, first, count, roots,
        index);
}

void cbn254_fr_multiply_all(
    int level, element *target, const element *left, const element *right, size_t count) {
    DISPATCH(fr_multiply_all, target, left, right, count);
}

void cbn254_fr_scale_by_powers(
    int level, element *target, size_t count, element start, element ratio) {
    DISPATCH(fr_scale_by_powers, target, count, start, ratio);
}

void cbn254_fr_poseidon2(
    int level, element *states, size_t count, const cbn254_poseidon2 *instance) {
#if defined(__x86_64__)
    if (level == CBN254_IFMA) {
        fr_poseidon2_ifma(states, count, instance);
        return;
    }
    if (level == CBN254_AVX2) {
        fr_poseidon2_avx2(states, count, instance);
        return;
    }
#endif
    DISPATCH(fr_poseidon2, states, CBN254_LANES * count, instance);
}

void cbn254_wipe(void *bytes, size_t count) {
    __builtin_memset(bytes, 0, count);
    __asm__ volatile("" : : "r"(bytes) : "memory");
}
