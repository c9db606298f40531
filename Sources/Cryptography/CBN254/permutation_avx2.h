// Poseidon2 of permutation.h, eight states at a time, by the products of product_avx2.h.

#pragma clang attribute push(TARGET_AVX2, apply_to = function)

// Eight elements that lie one after the other, settled.
INLINE digits digits_load(const element *first) {
    digits result;
    UNROLLED for (int k = 0; k < HALVES; k++) {
        __m256i row[4];
        for (int i = 0; i < 4; i++) {
            element half = fr_half(first[4 * k + i]);
            row[i] = _mm256_loadu_si256((const __m256i *)&half);
        }
        __m256i a = _mm256_unpacklo_epi64(row[0], row[1]);
        __m256i b = _mm256_unpackhi_epi64(row[0], row[1]);
        __m256i c = _mm256_unpacklo_epi64(row[2], row[3]);
        __m256i d = _mm256_unpackhi_epi64(row[2], row[3]);
        __m256i w0 = _mm256_permute2x128_si256(a, c, 0x20);
        __m256i w1 = _mm256_permute2x128_si256(b, d, 0x20);
        __m256i w2 = _mm256_permute2x128_si256(a, c, 0x31);
        __m256i w3 = _mm256_permute2x128_si256(b, d, 0x31);
        __m256i mask = all_lanes(DIGIT_MASK);
        result.digit[0][k] = w0 & mask;
        result.digit[1][k] = (_mm256_srli_epi64(w0, 51) | _mm256_slli_epi64(w1, 13)) & mask;
        result.digit[2][k] = (_mm256_srli_epi64(w1, 38) | _mm256_slli_epi64(w2, 26)) & mask;
        result.digit[3][k] = (_mm256_srli_epi64(w2, 25) | _mm256_slli_epi64(w3, 39)) & mask;
        result.digit[4][k] = _mm256_srli_epi64(w3, 12);
    }
    return digits_carry(result, DIGIT_HALF);
}

// A sum of up to 40 settled values, as canonical words.
INLINE void digits_store(element *first, digits value, const digits_field *field) {
    UNROLLED for (int i = 0; i < 5; i++)
        UNROLLED for (int k = 0; k < HALVES; k++) value.digit[i][k] += value.digit[i][k];
    value = digits_carry(digits_settle(value, field), 0);
    UNROLLED for (int k = 0; k < HALVES; k++) {
        __m256i is_negative = _mm256_cmpgt_epi64(_mm256_setzero_si256(), value.digit[4][k]);
        UNROLLED for (int i = 0; i < 5; i++) {
            __m256i digit = _mm256_mul_epi32(all_lanes(1), field->low[i])
                + _mm256_mul_epi32(all_lanes(1 << 20), field->high[i]);
            value.digit[i][k] += digit & is_negative;
        }
    }
    value = digits_carry(value, 0);
    UNROLLED for (int k = 0; k < HALVES; k++) {
        __m256i d[5];
        for (int i = 0; i < 5; i++) d[i] = value.digit[i][k];
        __m256i w0 = d[0] | _mm256_slli_epi64(d[1], 51);
        __m256i w1 = _mm256_srli_epi64(d[1], 13) | _mm256_slli_epi64(d[2], 38);
        __m256i w2 = _mm256_srli_epi64(d[2], 26) | _mm256_slli_epi64(d[3], 25);
        __m256i w3 = _mm256_srli_epi64(d[3], 39) | _mm256_slli_epi64(d[4], 12);
        __m256i a = _mm256_unpacklo_epi64(w0, w1), b = _mm256_unpackhi_epi64(w0, w1);
        __m256i c = _mm256_unpacklo_epi64(w2, w3), e = _mm256_unpackhi_epi64(w2, w3);
        __m256i *rows = (__m256i *)(first + 4 * k);
        _mm256_storeu_si256(rows, _mm256_permute2x128_si256(a, c, 0x20));
        _mm256_storeu_si256(rows + 1, _mm256_permute2x128_si256(b, e, 0x20));
        _mm256_storeu_si256(rows + 2, _mm256_permute2x128_si256(a, c, 0x31));
        _mm256_storeu_si256(rows + 3, _mm256_permute2x128_si256(b, e, 0x31));
    }
}

#define PERMUTATION(x) x##_avx2
#define VALUE digits
#define LOAD(place) digits_load(place)
#define STORE(place, value) digits_store(place, value, context)
#define STEP(k) (CBN254_LANES * width * (k))
#define CONSTANT(value) digits_broadcast(value)
#define FACTOR(value) digits_settle(digits_broadcast(value), context)
#define TIMES(factor, value) digits_multiply(factor, value, context)
#define PRODUCT(a, b) digits_multiply(a, b, context)
#define SQUARE(a) digits_square(a, context)
#define ADD(a, b) digits_add(a, b)
#define SETTLE(value) digits_settle(value, context)
#define CARRY(value) (value)
#define CONTEXT const digits_field field = digits_field_of_fr(), *context = &field;
#define CONTEXT_TYPE digits_field
#include "permutation.h"

#pragma clang attribute pop
