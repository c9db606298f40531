// Products of the digits of digits_avx2.h with the fused multiply-add of doubles.
//
// The halves of a product of digits follow Emmart, Zheng, Weems, "Faster Modular Exponentiation
// Using Double Precision Floating Point Arithmetic on the GPU", ARITH 2018, with signed digits.
// Doubles in [2^103, 2^104] are multiples of 2^51, and HIGH = 3 * 2^102 is the middle. For integers
// a, b with |a b| <= 2^102
//
//     high = fma(a, b, HIGH)         = HIGH + h 2^51
//     low  = fma(a, b, HIGH - high)  = a b - h 2^51
//
// where h is a b / 2^51 rounded to nearest, ties to even. The difference is exact, a multiple of
// 2^51 up to 2^102, and low is an integer with |low| <= 2^50, so exact as well. The bits of high are
// those of HIGH plus h; the bits of LOW + low, for LOW = 3 * 2^51, those of LOW plus low. So bits
// are added as integers, and those of the constants subtracted once a column.
//
// Two products with |a b|, |c d| <= 2^101 share a high half: fma(c, d, high) rounds
// HIGH + a b - low + c d, and |a b - low + c d| <= 2^102, since |a b| is 2^101 or at most
// 2^101 - 2^50 for |a| <= 2^51, |b| <= 2^50. |low + low'| <= 2^51 is still in the range of LOW.
//
// A column is the sum of at most ten low halves, the high halves of the column below, at most
// 8 * 2^50, and a carry: below 2^55.

#pragma clang attribute push(TARGET_AVX2, apply_to = function)

#define HIGH 0x1.8p103
#define HIGH_BITS 0x4668000000000000ULL

// Exact for integers of absolute value up to 2^51.
INLINE double_digits to_doubles(const digits *value) {
    double_digits result;
    UNROLLED for (int i = 0; i < 5; i++)
        UNROLLED for (int k = 0; k < HALVES; k++)
            result.digit[i][k] =
                _mm256_castsi256_pd(value->digit[i][k] + all_lanes(LOW_BITS))
                - _mm256_set1_pd(LOW);
    return result;
}

// Columns of a product: sums of bits, and what is to be added for the constants in them.
typedef struct {
    __m256i sum[10][HALVES];
    uint64_t offset[10];
} digit_columns;

// Adds left[i] * right[column - i] for i in first ... last by pairs, middle[i] instead of right[i]
// where both are the same digit.
INLINE void add_column(
    digit_columns *t, int column, int first, int last, const double_digits *left,
    const double_digits *right, const double_digits *middle) {
    const __m256d start = _mm256_set1_pd(HIGH), both = _mm256_set1_pd(HIGH + LOW);
    UNROLLED for (int n = 0; n < 5; n += 2) {
        int i = first + n, j = column - i;
        if (i > last) continue;
        UNROLLED for (int k = 0; k < HALVES; k++) {
            __m256d a = left->digit[i][k], b = (i == j ? middle : right)->digit[j][k];
            __m256d high = _mm256_fmadd_pd(a, b, start);
            __m256d low = _mm256_fmadd_pd(a, b, both - high);
            if (i < last) {
                __m256d c = left->digit[i + 1][k];
                __m256d d = (i + 1 == j - 1 ? middle : right)->digit[j - 1][k];
                __m256d next = _mm256_fmadd_pd(c, d, high);
                low += _mm256_fmadd_pd(c, d, high - next);
                high = next;
            }
            t->sum[column][k] += _mm256_castpd_si256(low);
            t->sum[column + 1][k] += _mm256_castpd_si256(high);
            // In this order: with all products first, compilers keep most of them in memory.
            __asm__ volatile("" : "+x"(t->sum[column][k]), "+x"(t->sum[column + 1][k]));
        }
        t->offset[column] -= LOW_BITS;
        t->offset[column + 1] -= HIGH_BITS;
    }
}

// The digit of a column plus 2^50, in [0, 2^51); moves up the rest and BIAS_CARRY.
INLINE __m256i take_digit(digit_columns *t, int column, int k) {
    __m256i value = t->sum[column][k] + all_lanes(t->offset[column] + BIAS + DIGIT_HALF);
    t->sum[column + 1][k] += _mm256_srli_epi64(value, DIGIT_BITS);
    return value & all_lanes(DIGIT_MASK);
}

// Adds the multiple of r that makes a column, d + c 2^51 with d in [-2^50, 2^50), divisible by
// 2^51.
//
// The quotient is the low half of d times the factor. The low half of quotient times the lowest
// digit m of r is then -d modulo 2^51 and between -2^50 and 2^50, so -d, and the column carries c;
// it is not computed. For d = -2^50 it might be -2^50 as well. But the factor is -1 modulo 2^28, so
// d times it is 2^50 + (an even number) 2^51, rounded to that even number as HIGH / 2^51 is even:
// the quotient is 2^50. And m is 1 modulo 2^28, so quotient times m is of the same kind, with 2^50
// as its low half.
INLINE void reduce_column(
    digit_columns *t, int column, __m256d *quotient, const digits_field *field) {
    const __m256d start = _mm256_set1_pd(HIGH);
    UNROLLED for (int k = 0; k < HALVES; k++) {
        __m256i bits = take_digit(t, column, k) | _mm256_castpd_si256(_mm256_set1_pd(0x1p52));
        __m256d digit = _mm256_castsi256_pd(bits) - _mm256_set1_pd(0x1p52 + DIGIT_HALF);
        __m256d high = _mm256_fmadd_pd(digit, field->factor, start);
        quotient[k] = _mm256_fmadd_pd(digit, field->factor, start - high);
        t->sum[column + 1][k] += _mm256_castpd_si256(
            _mm256_fmadd_pd(quotient[k], field->modulus.digit[0][k], start));
    }
    t->offset[column + 1] -= BIAS_CARRY + HIGH_BITS;
}

// left * right / 2^255 modulo r, with settled digits; for a square, right is the double of left.
//
// Digits of one factor are up to 2^50 and of the other up to 2^51. With |left| < r, |right| < r or
// |left| < 0.51 r, |right| < 2 r the product is below 0.39 r + r / 2 (1 + 2^-50), so settled: each
// of the five quotients is up to 2^50, all together up to 2^254 (1 + 2^-50).
INLINE void product_columns(
    digits *result, const double_digits *left, const double_digits *right, int is_square,
    const digits_field *field) {
    digit_columns t;
    double_digits quotient;
    UNROLLED for (int i = 0; i < 10; i++) {
        t.offset[i] = 0;
        UNROLLED for (int k = 0; k < HALVES; k++) t.sum[i][k] = _mm256_setzero_si256();
    }
    UNROLLED for (int column = 0; column < 9; column++) {
        int first = column < 4 ? 0 : column - 4, last = column < 4 ? column : 4;
        add_column(
            &t, column, first, is_square ? column / 2 : last, left, right,
            is_square ? left : right);
        add_column(
            &t, column, first, column < 5 ? column - 1 : 4, &quotient, &field->modulus,
            &field->modulus);
        if (column < 5) reduce_column(&t, column, quotient.digit[column], field);
    }
    UNROLLED for (int i = 0; i < 4; i++) {
        UNROLLED for (int k = 0; k < HALVES; k++)
            result->digit[i][k] = take_digit(&t, 5 + i, k) - all_lanes(DIGIT_HALF);
        t.offset[6 + i] -= BIAS_CARRY;
    }
    UNROLLED for (int k = 0; k < HALVES; k++)
        result->digit[4][k] = t.sum[9][k] + all_lanes(t.offset[9]);
}

// A call, as rounds with all products inlined leave the instruction cache.
static __attribute__((noinline)) void digits_multiply_into(
    digits *result, const digits *left, const digits *right, const digits_field *field) {
    double_digits a = to_doubles(left), b = to_doubles(right);
    product_columns(result, &a, &b, 0, field);
}

static __attribute__((noinline)) void digits_square_into(
    digits *result, const digits *value, const digits_field *field) {
    double_digits factor = to_doubles(value), twice;
    UNROLLED for (int i = 0; i < 5; i++)
        UNROLLED for (int k = 0; k < HALVES; k++)
            twice.digit[i][k] = factor.digit[i][k] + factor.digit[i][k];
    product_columns(result, &factor, &twice, 1, field);
}

INLINE digits digits_multiply(digits left, digits right, const digits_field *field) {
    digits result;
    digits_multiply_into(&result, &left, &right, field);
    return result;
}

INLINE digits digits_square(digits value, const digits_field *field) {
    digits result;
    digits_square_into(&result, &value, field);
    return result;
}

#pragma clang attribute pop
