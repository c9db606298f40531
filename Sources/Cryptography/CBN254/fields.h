// Products in fp, fr and fp2, and inverses, on one instruction set.

INLINE element NAME(fp_multiply)(element left, element right) {
    return NAME(montgomery)(&left, &right, &fp_modulus, FP_FACTOR);
}

INLINE element NAME(fr_multiply)(element left, element right) {
    return NAME(montgomery)(&left, &right, &fr_modulus, FR_FACTOR);
}

// (a0 + a1 i)(b0 + b1 i) with three products (Karatsuba); the sums need no reduction.
INLINE pair NAME(fp2_multiply)(pair a, pair b) {
    element low = NAME(fp_multiply)(a.c0, b.c0), high = NAME(fp_multiply)(a.c1, b.c1);
    element cross = NAME(fp_multiply)(cbn254_add_words(a.c0, a.c1), cbn254_add_words(b.c0, b.c1));
    cross = cbn254_fp_subtract(cross, low);
    return (pair){cbn254_fp_subtract(low, high), cbn254_fp_subtract(cross, high)};
}

// (a0 + a1)(a0 - a1) + 2 a0 a1 i.
INLINE pair NAME(fp2_square)(pair a) {
    element difference = cbn254_fp_subtract(a.c0, a.c1);
    return (pair){
        NAME(fp_multiply)(cbn254_add_words(a.c0, a.c1), difference),
        NAME(fp_multiply)(cbn254_add_words(a.c0, a.c0), a.c1)};
}

// value^exponent, four bits at a time.
INLINE element NAME(power)(
    element value, const uint64_t exponent[4], element one, const element *modulus,
    uint64_t factor) {
    element powers[16];
    powers[0] = one;
    for (int i = 1; i < 16; i++)
        powers[i] = NAME(montgomery)(&powers[i - 1], &value, modulus, factor);
    element result = one;
    for (int digit = 63; digit >= 0; digit--) {
        for (int i = 0; i < 4; i++)
            result = NAME(montgomery)(&result, &result, modulus, factor);
        const element *power = &powers[exponent[digit / 16] >> (4 * (digit % 16)) & 15];
        result = NAME(montgomery)(&result, power, modulus, factor);
    }
    return result;
}

static element NAME(fp_invert)(element value) {
    element exponent = fp_modulus;
    exponent.word[0] -= 2;
    return NAME(power)(value, exponent.word, fp_one, &fp_modulus, FP_FACTOR);
}

static element NAME(fr_invert)(element value) {
    element exponent = fr_modulus;
    exponent.word[0] -= 2;
    return NAME(power)(value, exponent.word, fr_one, &fr_modulus, FR_FACTOR);
}

// 1 / (c0 + c1 i) = (c0 - c1 i) / (c0^2 + c1^2).
static pair NAME(fp2_invert)(pair value) {
    element zero = {{0, 0, 0, 0}};
    element left = NAME(fp_multiply)(value.c0, value.c0);
    element right = NAME(fp_multiply)(value.c1, value.c1);
    element inverse = NAME(fp_invert)(cbn254_fp_add(left, right));
    element minus = cbn254_fp_subtract(zero, value.c1);
    return (pair){NAME(fp_multiply)(value.c0, inverse), NAME(fp_multiply)(minus, inverse)};
}
