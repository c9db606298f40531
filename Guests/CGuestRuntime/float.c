// Floating-point arithmetic, which RV32IM lacks and compilers call: the routines of "The GCC
// low-level runtime library", section "Routines for floating point emulation", with the rounding
// and special values of IEEE 754-2019 (to nearest, ties to even). There are no flags.
#include "float.h"

// Sum of finite numbers, the first of which has the larger exponent.
static number sum(number a, number b)
{
    // One bit for the carry; the lowest of a significand is free.
    uint64_t first = a.significand >> 1;
    uint64_t second = shifted_right(b.significand >> 1, (uint32_t)(a.exponent - b.exponent));
    if (a.sign == b.sign)
        return normalised(a.sign, a.exponent + 1, first + second);
    if (first == second)
        return number_of_kind(ZERO, 0);
    if (first < second)
        return normalised(b.sign, a.exponent + 1, second - first);
    return normalised(a.sign, a.exponent + 1, first - second);
}

static number add(number a, number b)
{
    if (a.kind == NOT_A_NUMBER || b.kind == NOT_A_NUMBER)
        return number_of_kind(NOT_A_NUMBER, 0);
    if (a.kind == INFINITE)
        return b.kind == INFINITE && a.sign != b.sign ? number_of_kind(NOT_A_NUMBER, 0) : a;
    if (b.kind == INFINITE)
        return b;
    if (a.kind == ZERO)
        return b.kind == ZERO ? number_of_kind(ZERO, a.sign & b.sign) : b;
    if (b.kind == ZERO)
        return a;
    return a.exponent < b.exponent ? sum(b, a) : sum(a, b);
}

static number negated(number value)
{
    value.sign ^= 1;
    return value;
}

// The upper word of the product, with a sticky lowest bit.
static uint64_t high_product(uint64_t a, uint64_t b)
{
    uint32_t a0 = (uint32_t)a, a1 = (uint32_t)(a >> 32);
    uint32_t b0 = (uint32_t)b, b1 = (uint32_t)(b >> 32);
    uint64_t low = (uint64_t)a0 * b0, left = (uint64_t)a1 * b0, right = (uint64_t)a0 * b1;
    uint64_t middle = (low >> 32) + (uint32_t)left + (uint32_t)right;
    uint64_t high = (uint64_t)a1 * b1 + (left >> 32) + (right >> 32) + (middle >> 32);
    return high | (((uint32_t)middle | (uint32_t)low) != 0);
}

static number multiply(number a, number b)
{
    uint32_t sign = a.sign ^ b.sign;
    if (a.kind == NOT_A_NUMBER || b.kind == NOT_A_NUMBER)
        return number_of_kind(NOT_A_NUMBER, 0);
    if (a.kind == INFINITE || b.kind == INFINITE)
        return number_of_kind(a.kind == ZERO || b.kind == ZERO ? NOT_A_NUMBER : INFINITE, sign);
    if (a.kind == ZERO || b.kind == ZERO)
        return number_of_kind(ZERO, sign);
    return normalised(
        sign, a.exponent + b.exponent + 1, high_product(a.significand, b.significand));
}

// The quotient to `bits` bits, by restoring division, and a sticky one.
static number divide(number a, number b, int bits)
{
    uint32_t sign = a.sign ^ b.sign;
    if (a.kind == NOT_A_NUMBER || b.kind == NOT_A_NUMBER)
        return number_of_kind(NOT_A_NUMBER, 0);
    if (a.kind == INFINITE)
        return number_of_kind(b.kind == INFINITE ? NOT_A_NUMBER : INFINITE, sign);
    if (b.kind == INFINITE)
        return number_of_kind(ZERO, sign);
    if (b.kind == ZERO)
        return number_of_kind(a.kind == ZERO ? NOT_A_NUMBER : INFINITE, sign);
    if (a.kind == ZERO)
        return number_of_kind(ZERO, sign);
    // Halves, so that twice a remainder is still a word.
    uint64_t rest = a.significand >> 1, divisor = b.significand >> 1, quotient = 0;
    for (int i = 0; i < bits; i += 1) {
        quotient <<= 1;
        if (rest >= divisor) {
            rest -= divisor;
            quotient |= 1;
        }
        rest <<= 1;
    }
    // The first bit is that of 2^0.
    quotient = quotient << (64 - bits) | (rest != 0);
    return normalised(sign, a.exponent - b.exponent, quotient);
}

// The square root, digit by digit: Ercegovac and Lang, Digital Arithmetic, section 6.1.
static number square_root(number a)
{
    if (a.kind == ZERO || a.kind == NOT_A_NUMBER || (a.kind == INFINITE && a.sign == 0))
        return a;
    if (a.sign != 0)
        return number_of_kind(NOT_A_NUMBER, 0);
    // a = rest / 2^61 * 2^exponent of even exponent, so that the root is in [1, 2).
    int odd = a.exponent & 1;
    uint64_t rest = a.significand >> (2 - odd), twice = 0, root = 0;
    for (uint64_t digit = (uint64_t)1 << 61; digit > 1 << 5; digit >>= 1) {
        uint64_t trial = twice + digit;
        if (trial <= rest) {
            twice = trial + digit;
            rest -= trial;
            root += digit;
        }
        rest <<= 1;
    }
    return normalised(0, (a.exponent - odd) / 2 + 2, root | (rest != 0));
}

binary64 __adddf3(binary64 a, binary64 b) { return to_double(add(of_double(a), of_double(b))); }
binary64 __subdf3(binary64 a, binary64 b)
{
    return to_double(add(of_double(a), negated(of_double(b))));
}
binary64 __muldf3(binary64 a, binary64 b)
{
    return to_double(multiply(of_double(a), of_double(b)));
}
binary64 __divdf3(binary64 a, binary64 b)
{
    return to_double(divide(of_double(a), of_double(b), 56));
}
binary64 sqrt(binary64 a) { return to_double(square_root(of_double(a))); }

binary32 __addsf3(binary32 a, binary32 b) { return to_float(add(of_float(a), of_float(b))); }
binary32 __subsf3(binary32 a, binary32 b)
{
    return to_float(add(of_float(a), negated(of_float(b))));
}
binary32 __mulsf3(binary32 a, binary32 b) { return to_float(multiply(of_float(a), of_float(b))); }
binary32 __divsf3(binary32 a, binary32 b) { return to_float(divide(of_float(a), of_float(b), 27)); }
binary32 sqrtf(binary32 a) { return to_float(square_root(of_float(a))); }

binary64 __extendsfdf2(binary32 a) { return to_double(of_float(a)); }
binary32 __truncdfsf2(binary64 a) { return to_float(of_double(a)); }

// Less, equal, greater: -1, 0, 1; `unordered` for a NaN.
static int compare(number a, number b, int unordered)
{
    if (a.kind == NOT_A_NUMBER || b.kind == NOT_A_NUMBER)
        return unordered;
    if (a.kind == ZERO && b.kind == ZERO)
        return 0;
    int negative = a.sign ? -1 : 1;
    if (a.kind == ZERO)
        return b.sign ? 1 : -1;
    if (b.kind == ZERO || a.sign != b.sign)
        return negative;
    if (a.kind != b.kind)
        return a.kind == INFINITE ? negative : -negative;
    if (a.kind == INFINITE)
        return 0;
    if (a.exponent != b.exponent)
        return a.exponent < b.exponent ? -negative : negative;
    if (a.significand == b.significand)
        return 0;
    return a.significand < b.significand ? -negative : negative;
}

int __eqdf2(binary64 a, binary64 b) { return compare(of_double(a), of_double(b), 1); }
int __nedf2(binary64 a, binary64 b) { return compare(of_double(a), of_double(b), 1); }
int __ltdf2(binary64 a, binary64 b) { return compare(of_double(a), of_double(b), 1); }
int __ledf2(binary64 a, binary64 b) { return compare(of_double(a), of_double(b), 1); }
int __gtdf2(binary64 a, binary64 b) { return compare(of_double(a), of_double(b), -1); }
int __gedf2(binary64 a, binary64 b) { return compare(of_double(a), of_double(b), -1); }
int __unorddf2(binary64 a, binary64 b) { return compare(of_double(a), of_double(b), 2) == 2; }

int __eqsf2(binary32 a, binary32 b) { return compare(of_float(a), of_float(b), 1); }
int __nesf2(binary32 a, binary32 b) { return compare(of_float(a), of_float(b), 1); }
int __ltsf2(binary32 a, binary32 b) { return compare(of_float(a), of_float(b), 1); }
int __lesf2(binary32 a, binary32 b) { return compare(of_float(a), of_float(b), 1); }
int __gtsf2(binary32 a, binary32 b) { return compare(of_float(a), of_float(b), -1); }
int __gesf2(binary32 a, binary32 b) { return compare(of_float(a), of_float(b), -1); }
int __unordsf2(binary32 a, binary32 b) { return compare(of_float(a), of_float(b), 2) == 2; }

// The integer part of |value|, the largest word if it is no word; 0 for a NaN.
static uint64_t integer_part(number value)
{
    if (value.kind == INFINITE || (value.kind == FINITE && value.exponent > 63))
        return ~(uint64_t)0;
    if (value.kind != FINITE || value.exponent < 0)
        return 0;
    return value.significand >> (63 - value.exponent);
}

// Towards zero; the nearest limit for what does not fit.
static uint64_t to_unsigned(number value, uint64_t limit)
{
    uint64_t magnitude = integer_part(value);
    if (value.sign)
        return 0;
    return magnitude > limit ? limit : magnitude;
}

static int64_t to_signed(number value, uint64_t limit)
{
    uint64_t magnitude = integer_part(value);
    if (value.sign)
        return magnitude > limit ? -(int64_t)limit - 1 : -(int64_t)magnitude;
    return (int64_t)(magnitude > limit ? limit : magnitude);
}

int32_t __fixdfsi(binary64 a) { return (int32_t)to_signed(of_double(a), INT32_MAX); }
int64_t __fixdfdi(binary64 a) { return to_signed(of_double(a), INT64_MAX); }
uint32_t __fixunsdfsi(binary64 a) { return (uint32_t)to_unsigned(of_double(a), UINT32_MAX); }
uint64_t __fixunsdfdi(binary64 a) { return to_unsigned(of_double(a), UINT64_MAX); }
int32_t __fixsfsi(binary32 a) { return (int32_t)to_signed(of_float(a), INT32_MAX); }
int64_t __fixsfdi(binary32 a) { return to_signed(of_float(a), INT64_MAX); }
uint32_t __fixunssfsi(binary32 a) { return (uint32_t)to_unsigned(of_float(a), UINT32_MAX); }
uint64_t __fixunssfdi(binary32 a) { return to_unsigned(of_float(a), UINT64_MAX); }

static number of_signed(int64_t value)
{
    return value < 0 ? normalised(1, 63, -(uint64_t)value) : normalised(0, 63, (uint64_t)value);
}

binary64 __floatsidf(int32_t a) { return to_double(of_signed(a)); }
binary64 __floatdidf(int64_t a) { return to_double(of_signed(a)); }
binary64 __floatunsidf(uint32_t a) { return to_double(normalised(0, 63, a)); }
binary64 __floatundidf(uint64_t a) { return to_double(normalised(0, 63, a)); }
binary32 __floatsisf(int32_t a) { return to_float(of_signed(a)); }
binary32 __floatdisf(int64_t a) { return to_float(of_signed(a)); }
binary32 __floatunsisf(uint32_t a) { return to_float(normalised(0, 63, a)); }
binary32 __floatundisf(uint64_t a) { return to_float(normalised(0, 63, a)); }
