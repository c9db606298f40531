// Eight elements of fr side by side with AVX2 for Poseidon2: five signed digits to the base 2^51,
// each two vectors of four lanes.
//
// Elements are in Montgomery's form to 2^255 here, the halves of those stored, and signed. A value
// is settled when its digits are of absolute value up to 2^50 and it is of absolute value below r,
// which is below 0.38 * 2^255.

#define TARGET_AVX2 __attribute__((target("adx,bmi2,avx2,fma")))

#pragma clang attribute push(TARGET_AVX2, apply_to = function)

// Two vectors at a time, so that the instructions of one fill the waits of the other.
#define HALVES 2
#define DIGIT_BITS 51
#define DIGIT_MASK ((1ULL << DIGIT_BITS) - 1)
#define DIGIT_HALF (1ULL << (DIGIT_BITS - 1))
// A multiple of 2^51 that makes sums positive, as AVX2 has no shift with sign, and what it carries.
#define BIAS (1ULL << 61)
#define BIAS_CARRY (BIAS >> DIGIT_BITS)

// The middle of [2^52, 2^53]: its bits plus those of an integer are those of the sum.
#define LOW 0x1.8p52
#define LOW_BITS 0x4338000000000000ULL

#define UNROLLED _Pragma("clang loop unroll(full)")

// Digit i of lanes 4 k ..< 4 k + 4 is digit[i][k].
typedef struct {
    __m256i digit[5][HALVES];
} digits;

typedef struct {
    __m256d digit[5][HALVES];
} double_digits;

typedef struct {
    // r by settled digits, and -r^-1 modulo 2^51 as one of them.
    double_digits modulus;
    __m256d factor;
    // The digits of r as low + 2^20 high, |low| <= 2^26, |high| <= 2^30, and 2^224 / r.
    __m256i low[5], high[5];
    __m256d reciprocal;
} digits_field;

INLINE __m256i all_lanes(uint64_t value) { return _mm256_set1_epi64x((long long)value); }

// The element divided by two, below r.
INLINE element fr_half(element value) {
    uint64_t mask = -(value.word[0] & 1);
    element modulus = fr_modulus;
    for (int i = 0; i < 4; i++) modulus.word[i] &= mask;
    value = cbn254_add_words(value, modulus);
    for (int i = 0; i < 3; i++) value.word[i] = value.word[i] >> 1 | value.word[i + 1] << 63;
    value.word[3] >>= 1;
    return value;
}

// The digits of value < 2 r, settled but for the top one.
INLINE void signed_digits(element value, int64_t digit[5]) {
    const uint64_t *w = value.word;
    digit[0] = (int64_t)(w[0] & DIGIT_MASK);
    digit[1] = (int64_t)((w[0] >> 51 | w[1] << 13) & DIGIT_MASK);
    digit[2] = (int64_t)((w[1] >> 38 | w[2] << 26) & DIGIT_MASK);
    digit[3] = (int64_t)((w[2] >> 25 | w[3] << 39) & DIGIT_MASK);
    digit[4] = (int64_t)(w[3] >> 12);
    for (int i = 0; i < 4; i++) {
        int64_t carry = (digit[i] + (int64_t)DIGIT_HALF) >> DIGIT_BITS;
        digit[i] -= carry * (1LL << DIGIT_BITS);
        digit[i + 1] += carry;
    }
}

// Settled.
INLINE digits digits_broadcast(element value) {
    int64_t digit[5];
    signed_digits(fr_half(value), digit);
    digits result;
    for (int i = 0; i < 5; i++)
        for (int k = 0; k < HALVES; k++) result.digit[i][k] = all_lanes((uint64_t)digit[i]);
    return result;
}

static digits_field digits_field_of_fr(void) {
    digits_field field;
    int64_t digit[5], factor[5];
    signed_digits(fr_modulus, digit);
    signed_digits((element){{FR_FACTOR & DIGIT_MASK, 0, 0, 0}}, factor);
    for (int i = 0; i < 5; i++) {
        for (int k = 0; k < HALVES; k++)
            field.modulus.digit[i][k] = _mm256_set1_pd((double)digit[i]);
        int64_t high = (digit[i] + (1 << 26)) >> 27;
        field.low[i] = all_lanes((uint64_t)(digit[i] - high * (1 << 27)));
        field.high[i] = all_lanes((uint64_t)(high * (1 << 7)));
    }
    field.factor = _mm256_set1_pd((double)factor[0]);
    field.reciprocal = _mm256_set1_pd(0x1p32 / (double)fr_modulus.word[3]);
    return field;
}

// Moves carries up from digits of absolute value below 2^60; all but the top one are then in
// [-half, 2^51 - half).
INLINE digits digits_carry(digits value, uint64_t half) {
    UNROLLED for (int i = 0; i < 4; i++)
        UNROLLED for (int k = 0; k < HALVES; k++) {
            __m256i biased = value.digit[i][k] + all_lanes(BIAS + half);
            value.digit[i + 1][k] +=
                _mm256_srli_epi64(biased, DIGIT_BITS) - all_lanes(BIAS_CARRY);
            value.digit[i][k] = (biased & all_lanes(DIGIT_MASK)) - all_lanes(half);
        }
    return value;
}

// A sum of up to 81 settled values less the nearest multiple of r: settled, below 0.51 r.
//
// Digits are below 81 * 2^50 < 2^57, the sum is below 81 r. The quotient is taken from the top
// digit alone without its 20 low bits: what is left out is below 2^224 + 2^210 < 1.01 * 2^-29 r. So
// before it is rounded it is off by less than 2^-28, and its absolute value is at most 82.
INLINE digits digits_settle(digits value, const digits_field *field) {
    UNROLLED for (int k = 0; k < HALVES; k++) {
        __m256i top = _mm256_srli_epi64(value.digit[4][k] + all_lanes(1ULL << 58), 20);
        top |= _mm256_castpd_si256(_mm256_set1_pd(0x1p52));
        __m256d multiple = _mm256_castsi256_pd(top) - _mm256_set1_pd(0x1p52 + 0x1p38);
        // The low words of the bits are the nearest integer.
        __m256i quotient = _mm256_castpd_si256(
            _mm256_fmadd_pd(multiple, field->reciprocal, _mm256_set1_pd(LOW)));
        __m256i shifted = _mm256_slli_epi64(quotient, 20);
        UNROLLED for (int i = 0; i < 5; i++)
            value.digit[i][k] -= _mm256_mul_epi32(quotient, field->low[i])
                + _mm256_mul_epi32(shifted, field->high[i]);
    }
    return digits_carry(value, DIGIT_HALF);
}

INLINE digits digits_add(digits left, digits right) {
    UNROLLED for (int i = 0; i < 5; i++)
        UNROLLED for (int k = 0; k < HALVES; k++) left.digit[i][k] += right.digit[i][k];
    return left;
}

#pragma clang attribute pop
