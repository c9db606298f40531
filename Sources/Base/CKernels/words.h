// Arithmetic on one register of words, part of kernels.h: LANES words side by side.
//
// AVX2 compares signed integers only, so there a canonical integer w is kept in registers as
// w + BIAS, BIAS = 2^63, whose signed order is that of w. AVX-512 compares unsigned ones: BIAS = 0.
// "Biased" below means this form; a "word" is any integer below 2^64 of a residue, canonical or
// not. Sums are modulo 2^64, where 2 * BIAS = 0.

typedef uint64_t NAME(words) __attribute__((ext_vector_type(LANES), aligned(8)));
#define W NAME(words)

#if WIDE
#define BIAS 0ull
#define BELOW(a, b) ((W)((a) < (b)))
#else
#define BIAS 0x8000000000000000ull
typedef int64_t NAME(signed_words) __attribute__((ext_vector_type(LANES), aligned(8)));
typedef int32_t NAME(signed_halves) __attribute__((ext_vector_type(2 * LANES), aligned(8)));
typedef uint32_t NAME(whole_halves) __attribute__((ext_vector_type(2 * LANES), aligned(8)));
#define BELOW(a, b) ((W)((NAME(signed_words))(a) < (NAME(signed_words))(b)))
#endif

INLINE W NAME(read)(const uint64_t *source) { return *(const W *)source; }
INLINE void NAME(write)(uint64_t *target, W value) { *(W *)target = value; }
INLINE W NAME(read_biased)(const uint64_t *source) { return NAME(read)(source) ^ BIAS; }

// a + b or a + b - p, biased operands; `bias` is that of the result, 0 or BIAS.
INLINE W NAME(plus)(W a, W b, uint64_t bias) {
    // a + b < p exactly if a < p - b.
    W small = BELOW(a, MODULUS - b);
    return a + b + (small ? (W)(bias) : (W)(bias - MODULUS));
}

// As above, a - b or a - b + p.
INLINE W NAME(minus)(W a, W b, uint64_t bias) {
    W borrow = BELOW(a, b);
    return a - b + (borrow ? (W)(bias + MODULUS) : (W)(bias));
}

// EPSILON where a < b. Words are biased, and their upper halves differ if a < b: AVX2 compares
// halves in fewer steps.
INLINE W NAME(wrapped)(W a, W b) {
#if WIDE
    return BELOW(a, b) & EPSILON;
#else
    return (W)((NAME(signed_halves))a < (NAME(signed_halves))b) >> 32;
#endif
}

// The lower halves times 2^32 - 1 by one product: the compiler would take more steps if it saw the
// factor.
INLINE W NAME(times_epsilon)(W value) {
    W epsilon = (W)(EPSILON);
    HIDE(epsilon);
    return (value & EPSILON) * (epsilon & EPSILON);
}

// The biased word of low + middle * 2^64 + top * 2^96 for top < 2^32; only the lower half of
// `middle` counts. 2^64 = 2^32 - 1 and 2^96 = -1.
//
// low - top wraps only if low < 2^32, to at least 2^64 - 2^32; the product is at most
// 2^64 - 2^33 + 1. So a word that wraps has another upper half, and correcting it by 2^64 =
// EPSILON does not wrap again.
INLINE W NAME(fold)(W low, W middle, W top) {
    W start = low ^ BIAS;
    W lower = start - top;
    lower -= NAME(wrapped)(start, lower);
    W sum = lower + NAME(times_epsilon)(middle);
    return sum + NAME(wrapped)(sum, lower);
}

// A product as (low & EPSILON) + (cross & EPSILON) * 2^32 + high * 2^64; factors are any words. No
// sum overflows, as (2^32 - 1)^2 + 2 * (2^32 - 1) < 2^64.
typedef struct NAME(wide) { W low, cross, high; } NAME(wide);

INLINE NAME(wide) NAME(wide_product)(W a, W b) {
    W a0 = a & EPSILON, a1 = a >> 32, b0 = b & EPSILON, b1 = b >> 32;
    W low = a0 * b0;
    W middle = a1 * b0 + (low >> 32);
    W cross = a0 * b1 + (middle & EPSILON);
    W high = a1 * b1 + (middle >> 32) + (cross >> 32);
    return (NAME(wide)){low, cross, high};
}

// The biased word of a product.
INLINE W NAME(product)(W a, W b) {
    NAME(wide) p = NAME(wide_product)(a, b);
    return NAME(fold)((p.cross << 32) | (p.low & EPSILON), p.high, p.high >> 32);
}

// As above, a * a = low + cross * 2^33 + high * 2^64.
INLINE W NAME(square)(W a) {
    W a0 = a & EPSILON, a1 = a >> 32;
    W low = a0 * a0, cross = a0 * a1;
    W high = a1 * a1 + ((cross + (low >> 33)) >> 31);
    return NAME(fold)(low + (cross << 33), high, high >> 32);
}

// The biased canonical integer of a biased word.
INLINE W NAME(reduced)(W word) {
    W canonical = BELOW(word, (W)(MODULUS ^ BIAS));
    return word + (canonical ? (W)(0ull) : (W)(EPSILON));
}

// Biased, from any word: 2^48 is a fourth root of unity, as 2^96 = -1.
INLINE W NAME(times_fourth_root)(W word) {
    return NAME(reduced)(NAME(fold)(word << 48, word >> 16, word >> 48));
}
