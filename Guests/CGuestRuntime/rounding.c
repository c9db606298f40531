// Rounding to integers and remainders: the functions of C's <math.h> that Swift's floating-point
// types call (ISO C, sections 7.12.9 and 7.12.10).
#include "float.h"

typedef enum { DOWN, UP, TO_ZERO, TO_NEAREST_AWAY, TO_NEAREST_EVEN } rounding;

binary64 floor(binary64 value);
binary64 ceil(binary64 value);
binary64 trunc(binary64 value);
binary64 round(binary64 value);
binary64 rint(binary64 value);
binary64 nearbyint(binary64 value);
binary64 roundeven(binary64 value);
binary64 fmod(binary64 dividend, binary64 divisor);
binary32 floorf(binary32 value);
binary32 ceilf(binary32 value);
binary32 truncf(binary32 value);
binary32 roundf(binary32 value);
binary32 rintf(binary32 value);
binary32 nearbyintf(binary32 value);
binary32 roundevenf(binary32 value);
binary32 fmodf(binary32 dividend, binary32 divisor);

static number rounded(number value, rounding mode)
{
    if (value.kind != FINITE || value.exponent >= 63)
        return value;
    // whole + rest / 2^64 is the magnitude
    uint64_t whole = value.exponent < 0 ? 0 : value.significand >> (63 - value.exponent);
    uint64_t rest = value.exponent < 0
        ? shifted_right(value.significand, (uint32_t)(-1 - value.exponent))
        : value.significand << 1 << value.exponent;
    uint64_t half = (uint64_t)1 << 63;
    int grows = 0;
    switch (mode) {
    case DOWN: grows = value.sign && rest != 0; break;
    case UP: grows = !value.sign && rest != 0; break;
    case TO_ZERO: break;
    case TO_NEAREST_AWAY: grows = rest >= half; break;
    case TO_NEAREST_EVEN: grows = rest > half || (rest == half && (whole & 1)); break;
    }
    return normalised(value.sign, 63, whole + (uint64_t)grows);
}

binary64 floor(binary64 a) { return to_double(rounded(of_double(a), DOWN)); }
binary64 ceil(binary64 a) { return to_double(rounded(of_double(a), UP)); }
binary64 trunc(binary64 a) { return to_double(rounded(of_double(a), TO_ZERO)); }
binary64 round(binary64 a) { return to_double(rounded(of_double(a), TO_NEAREST_AWAY)); }
binary64 rint(binary64 a) { return to_double(rounded(of_double(a), TO_NEAREST_EVEN)); }
binary64 nearbyint(binary64 a) { return rint(a); }
binary64 roundeven(binary64 a) { return rint(a); }
binary32 floorf(binary32 a) { return to_float(rounded(of_float(a), DOWN)); }
binary32 ceilf(binary32 a) { return to_float(rounded(of_float(a), UP)); }
binary32 truncf(binary32 a) { return to_float(rounded(of_float(a), TO_ZERO)); }
binary32 roundf(binary32 a) { return to_float(rounded(of_float(a), TO_NEAREST_AWAY)); }
binary32 rintf(binary32 a) { return to_float(rounded(of_float(a), TO_NEAREST_EVEN)); }
binary32 nearbyintf(binary32 a) { return rintf(a); }
binary32 roundevenf(binary32 a) { return rintf(a); }

// The remainder with the sign of the dividend, bit by bit; it is exact.
static number remainder_of(number a, number b)
{
    if (a.kind == NOT_A_NUMBER || b.kind == NOT_A_NUMBER || a.kind == INFINITE || b.kind == ZERO)
        return number_of_kind(NOT_A_NUMBER, 0);
    if (a.kind == ZERO || b.kind == INFINITE || a.exponent < b.exponent)
        return a;
    // Halves, so that twice a remainder is still a word.
    uint64_t rest = a.significand >> 1, divisor = b.significand >> 1;
    for (int32_t exponent = a.exponent;; exponent -= 1) {
        if (rest >= divisor)
            rest -= divisor;
        if (exponent == b.exponent)
            break;
        rest <<= 1;
    }
    return normalised(a.sign, b.exponent + 1, rest);
}

binary64 fmod(binary64 a, binary64 b)
{
    return to_double(remainder_of(of_double(a), of_double(b)));
}
binary32 fmodf(binary32 a, binary32 b) { return to_float(remainder_of(of_float(a), of_float(b))); }
