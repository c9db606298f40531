// Floating-point numbers apart: sign, exponent and significand, whatever their format.
//
// A finite number that is not zero is significand / 2^63 * 2^exponent with the highest bit of the
// significand set. Formats have at most 53 bits, so at least 11 bits below them are free for what
// an operation leaves behind the last place; the lowest is "sticky": set if anything is lost.
#ifndef GUEST_NUMBER_H
#define GUEST_NUMBER_H

#include <stdint.h>

typedef enum { ZERO, FINITE, INFINITE, NOT_A_NUMBER } number_kind;

typedef struct {
    number_kind kind;
    uint32_t sign;
    int32_t exponent;
    uint64_t significand;
} number;

// A binary interchange format of IEEE 754: bits of the significand with the implicit one, and of
// the exponent.
typedef struct {
    int precision;
    int exponent_bits;
} number_format;

static const number_format BINARY32 = {24, 8}, BINARY64 = {53, 11};

static inline number number_of_kind(number_kind kind, uint32_t sign)
{
    return (number){kind, sign, 0, 0};
}

static inline int leading_zeros(uint64_t value)
{
    uint32_t high = (uint32_t)(value >> 32);
    return high ? __builtin_clz(high) : 32 + __builtin_clz((uint32_t)value);
}

// The finite number significand / 2^63 * 2^exponent of any significand.
static inline number normalised(uint32_t sign, int32_t exponent, uint64_t significand)
{
    if (significand == 0)
        return number_of_kind(ZERO, sign);
    int shift = leading_zeros(significand);
    return (number){FINITE, sign, exponent - shift, significand << shift};
}

// The value over 2^count, with a sticky lowest bit.
static inline uint64_t shifted_right(uint64_t value, uint32_t count)
{
    if (count == 0)
        return value;
    if (count > 63)
        return value != 0;
    return value >> count | ((value << (64 - count)) != 0);
}

static inline number unpack(uint64_t bits, number_format format)
{
    int places = format.precision - 1;
    uint32_t largest = (1u << format.exponent_bits) - 1;
    uint32_t exponent = (uint32_t)(bits >> places) & largest;
    uint32_t sign = (uint32_t)(bits >> (places + format.exponent_bits)) & 1;
    uint64_t fraction = bits & (((uint64_t)1 << places) - 1);
    int32_t bias = (int32_t)(largest >> 1);
    if (exponent == largest)
        return number_of_kind(fraction ? NOT_A_NUMBER : INFINITE, sign);
    if (exponent == 0)
        return normalised(sign, 1 - bias, fraction << (63 - places));
    uint64_t one = (uint64_t)1 << places;
    return (number){
        FINITE, sign, (int32_t)exponent - bias, (one | fraction) << (63 - places)};
}

// The nearest number of the format, the even one of two (IEEE 754-2019, section 4.3.1). The NaN is
// the positive quiet one with no payload, as RISC-V has it.
static inline uint64_t pack(number value, number_format format)
{
    int places = format.precision - 1;
    uint32_t largest = (1u << format.exponent_bits) - 1;
    uint64_t infinity = (uint64_t)largest << places;
    uint64_t sign = (uint64_t)value.sign << (places + format.exponent_bits);
    if (value.kind == NOT_A_NUMBER)
        return infinity | (uint64_t)1 << (places - 1);
    if (value.kind == INFINITE)
        return sign | infinity;
    if (value.kind == ZERO)
        return sign;
    int32_t exponent = value.exponent + (int32_t)(largest >> 1);
    uint64_t significand = value.significand;
    if (exponent >= (int32_t)largest)
        return sign | infinity;
    if (exponent < 1) {
        significand = shifted_right(significand, (uint32_t)(1 - exponent));
        exponent = 1;
    }
    int dropped = 64 - format.precision;
    uint64_t rest = significand & (((uint64_t)1 << dropped) - 1);
    uint64_t half = (uint64_t)1 << (dropped - 1);
    significand >>= dropped;
    significand += rest > half || (rest == half && (significand & 1));
    // The implicit one, if it is there, adds one to the exponent, and so does a carry.
    return sign | (((uint64_t)(exponent - 1) << places) + significand);
}

#endif
