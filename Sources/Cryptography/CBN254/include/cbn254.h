// Kernels over the two prime fields of the curve BN254 and over its points.
//
//     p = 36 t^4 + 36 t^3 + 24 t^2 + 6 t + 1, coordinates: fp
//     r = 36 t^4 + 36 t^3 + 18 t^2 + 6 t + 1, scalars:     fr        t = 4965661367192848881
//
// An element is four words, least significant first: the canonical representative of x * 2^256 in
// [0, modulus) (Montgomery's form). An affine point is x then y; all words zero is infinity. These
// are the forms of the files of snarkjs and rapidsnark, so kernels read mapped files as they are.
//
// Nothing is allocated and nothing is kept between calls. Each kernel takes the instruction set to
// use; all of them give the same words, and the tests compare them with plain Swift.
#ifndef CBN254_H
#define CBN254_H

#include <stddef.h>
#include <stdint.h>

#define CBN254_PORTABLE 0
#define CBN254_ADX 1
// As above, with AVX2 and FMA for permutations.
#define CBN254_AVX2 2
// With AVX-512 IFMA for sums of points, transforms and permutations.
#define CBN254_IFMA 3

typedef struct {
    uint64_t word[4];
} cbn254_element;

// c0 + c1 i with i^2 = -1, over fp.
typedef struct {
    cbn254_element c0, c1;
} cbn254_pair;

// The best instruction set of this machine; every lower one works too. For measurements, with
// CBN254_WITHOUT_IFMA none above AVX2, with CBN254_WITHOUT_AVX2 none above ADX.
static inline int cbn254_best_level(void) {
#if defined(__x86_64__)
    if (!__builtin_cpu_supports("adx") || !__builtin_cpu_supports("bmi2"))
        return CBN254_PORTABLE;
#ifndef CBN254_WITHOUT_AVX2
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return CBN254_ADX;
#ifndef CBN254_WITHOUT_IFMA
    if (__builtin_cpu_supports("avx512ifma") && __builtin_cpu_supports("avx512dq")
        && __builtin_cpu_supports("avx512vl"))
        return CBN254_IFMA;
#endif
    return CBN254_AVX2;
#endif
    return CBN254_ADX;
#else
    return CBN254_PORTABLE;
#endif
}

// Sums and differences of canonical elements, inlined into their callers.
static const cbn254_element cbn254_fp_modulus = {
    {0x3c208c16d87cfd47, 0x97816a916871ca8d, 0xb85045b68181585d, 0x30644e72e131a029}};
static const cbn254_element cbn254_fr_modulus = {
    {0x43e1f593f0000001, 0x2833e84879b97091, 0xb85045b68181585d, 0x30644e72e131a029}};

#define CBN254_INLINE static inline __attribute__((always_inline))

// left + right < 2^255: no carry leaves the top word.
CBN254_INLINE cbn254_element cbn254_add_words(cbn254_element left, cbn254_element right) {
    cbn254_element sum;
    unsigned long long carry = 0;
    for (int i = 0; i < 4; i++)
        sum.word[i] = __builtin_addcll(left.word[i], right.word[i], carry, &carry);
    return sum;
}

// value < 2 * modulus.
CBN254_INLINE cbn254_element cbn254_reduce_once(cbn254_element value, cbn254_element modulus) {
    cbn254_element less;
    unsigned long long borrow = 0;
    for (int i = 0; i < 4; i++)
        less.word[i] = __builtin_subcll(value.word[i], modulus.word[i], borrow, &borrow);
    for (int i = 0; i < 4; i++) less.word[i] = borrow ? value.word[i] : less.word[i];
    return less;
}

CBN254_INLINE cbn254_element cbn254_subtract_modulo(
    cbn254_element left, cbn254_element right, cbn254_element modulus) {
    cbn254_element difference;
    unsigned long long borrow = 0, carry = 0;
    for (int i = 0; i < 4; i++)
        difference.word[i] = __builtin_subcll(left.word[i], right.word[i], borrow, &borrow);
    uint64_t mask = -(uint64_t)borrow;
    for (int i = 0; i < 4; i++)
        difference.word[i] =
            __builtin_addcll(difference.word[i], modulus.word[i] & mask, carry, &carry);
    return difference;
}

CBN254_INLINE cbn254_element cbn254_fp_add(cbn254_element left, cbn254_element right) {
    return cbn254_reduce_once(cbn254_add_words(left, right), cbn254_fp_modulus);
}

CBN254_INLINE cbn254_element cbn254_fp_subtract(cbn254_element left, cbn254_element right) {
    return cbn254_subtract_modulo(left, right, cbn254_fp_modulus);
}

CBN254_INLINE cbn254_element cbn254_fr_add(cbn254_element left, cbn254_element right) {
    return cbn254_reduce_once(cbn254_add_words(left, right), cbn254_fr_modulus);
}

CBN254_INLINE cbn254_element cbn254_fr_subtract(cbn254_element left, cbn254_element right) {
    return cbn254_subtract_modulo(left, right, cbn254_fr_modulus);
}

cbn254_element cbn254_fp_multiply(int level, cbn254_element left, cbn254_element right);
// value^(2^count) * factor.
cbn254_element cbn254_fp_square_times(
    int level, cbn254_element value, unsigned count, cbn254_element factor);
// value^(p - 2): the inverse, and zero for zero, in time that does not depend on the value.
cbn254_element cbn254_fp_invert(int level, cbn254_element value);

cbn254_element cbn254_fr_multiply(int level, cbn254_element left, cbn254_element right);
cbn254_element cbn254_fr_invert(int level, cbn254_element value);

cbn254_pair cbn254_fp2_multiply(int level, cbn254_pair left, cbn254_pair right);
cbn254_pair cbn254_fp2_square(int level, cbn254_pair value);

// Sums of runs of affine points, in place.
//
// points holds run_count runs one after the other, of lengths[i] points (8 words each on G1, 16 on
// G2); afterwards point i is the sum of run i, infinity for a run of none. Each round adds
// neighbours pairwise by the affine formulas with one inversion for CBN254_BATCH additions. Every
// exceptional case is treated. lengths is overwritten; scratch holds CBN254_SCRATCH_WORDS words.
#define CBN254_BATCH 1024
#define CBN254_LANES_BATCH 1024
#define CBN254_SCRATCH_WORDS (70 * CBN254_LANES_BATCH)
void cbn254_g1_sum_runs(
    int level, uint64_t *points, uint32_t *lengths, size_t run_count, uint64_t *scratch);
void cbn254_g2_sum_runs(
    int level, uint64_t *points, uint32_t *lengths, size_t run_count, uint64_t *scratch);

// Transforms over fr. roots[i] = w^(i with its bits reversed) for i below half the length of the
// longest transform, w a root of unity of that order. A block is a part of 2^log2 elements of a
// transform, and index is its number among the parts of that length.

// A block from natural to bit-reversed order.
void cbn254_fr_to_reversed(
    int level, cbn254_element *block, unsigned log2, const cbn254_element *roots, size_t index);
// The first two of those layers, for elements first ..< first + count of each quarter.
void cbn254_fr_to_reversed_start(
    int level, cbn254_element *block, size_t quarter, size_t first, size_t count,
    const cbn254_element *roots, size_t index);
// A block from bit-reversed to natural order, with the inverse roots, without division by 2^log2.
void cbn254_fr_from_reversed(
    int level, cbn254_element *block, unsigned log2, const cbn254_element *roots, size_t index);
// The last two of those layers.
void cbn254_fr_from_reversed_end(
    int level, cbn254_element *block, size_t quarter, size_t first, size_t count,
    const cbn254_element *roots, size_t index);

// target[i] = left[i] * right[i]; target may be an operand.
void cbn254_fr_multiply_all(
    int level, cbn254_element *target, const cbn254_element *left, const cbn254_element *right,
    size_t count);
// target[i] *= start * ratio^i.
void cbn254_fr_scale_by_powers(
    int level, cbn254_element *target, size_t count, cbn254_element start, cbn254_element ratio);

// Poseidon2 of width 2, 3 or 16 over fr. Constants in the order of their use; the diagonal of the
// internal matrix less one is read for width 16 only, as the others have 1, ..., 1, 2.
typedef struct {
    unsigned width, partial_rounds;
    const cbn254_element *full, *partial, *diagonal;
} cbn254_poseidon2;

// Permutes count times CBN254_LANES states. Each lot of them lies element by element: element i of
// state k at CBN254_LANES * i + k.
#define CBN254_LANES 8
void cbn254_fr_poseidon2(
    int level, cbn254_element *states, size_t count, const cbn254_poseidon2 *instance);

// Asks for the cache lines of a point that is read soon; any address is allowed.
CBN254_INLINE void cbn254_prefetch(const void *point, size_t byte_count) {
    __builtin_prefetch(point);
    __builtin_prefetch((const char *)point + byte_count - 1);
}

// Sets every byte to zero in a way that no optimiser leaves out.
void cbn254_wipe(void *bytes, size_t count);

#endif
