// Decimal text to floating point, correctly rounded: what Swift's Double("2.5") and Float("2.5")
// call. Large integers as in Knuth, The Art of Computer Programming, volume 2, section 4.4,
// method 2a; the division by a power of five is exact but for a sticky bit.
#include "float.h"

#include <stddef.h>

const char *_swift_stdlib_strtod_clocale(const char *text, binary64 *result);
const char *_swift_stdlib_strtof_clocale(const char *text, binary32 *result);

enum {
    // More digits than any number halfway between two doubles has; what follows is sticky.
    MOST_DIGITS = 800,
    // Exponents of ten beyond which every number is infinite or zero, whatever its digits.
    MOST_EXPONENT = 2000,
    // Words for MOST_DIGITS digits times 2^64 5^MOST_EXPONENT.
    MOST_WORDS = 256,
    FIVE_TO_13 = 1220703125
};

typedef struct {
    uint32_t word[MOST_WORDS];
    int count;
} integer;

static void multiply_add(integer *value, uint32_t factor, uint32_t summand)
{
    uint64_t carry = summand;
    for (int i = 0; i < value->count; i += 1) {
        carry += (uint64_t)value->word[i] * factor;
        value->word[i] = (uint32_t)carry;
        carry >>= 32;
    }
    if (carry != 0 && value->count < MOST_WORDS)
        value->word[value->count++] = (uint32_t)carry;
}

// Divides and returns the remainder, by digits of 16 bits, each one division of the machine.
static uint32_t divide_small(integer *value, uint16_t divisor)
{
    uint32_t rest = 0;
    for (int i = value->count - 1; i >= 0; i -= 1) {
        uint32_t high = rest << 16 | value->word[i] >> 16;
        uint32_t low = (high % divisor) << 16 | (value->word[i] & 0xffff);
        value->word[i] = high / divisor << 16 | low / divisor;
        rest = low % divisor;
    }
    while (value->count > 0 && value->word[value->count - 1] == 0)
        value->count -= 1;
    return rest;
}

static void shift_left_words(integer *value, int words)
{
    for (int i = value->count - 1; i >= 0; i -= 1)
        value->word[i + words] = value->word[i];
    for (int i = 0; i < words; i += 1)
        value->word[i] = 0;
    value->count += words;
}

// The number integer * 2^exponent, its lowest bits sticky.
static number top_bits(const integer *value, int32_t exponent, int isInexact)
{
    uint64_t top = 0;
    int index = value->count - 1;
    for (int i = 0; i < 2; i += 1, index -= 1)
        top = top << 32 | (index >= 0 ? value->word[index] : 0);
    int shift = leading_zeros(top);
    uint32_t next = index >= 0 ? value->word[index] : 0;
    uint64_t significand = top << shift | (shift > 0 ? next >> (32 - shift) : 0);
    isInexact |= shift > 0 ? (next << shift) != 0 : next != 0;
    for (index -= 1; index >= 0; index -= 1)
        isInexact |= value->word[index] != 0;
    return (number){
        FINITE, 0, exponent + 32 * value->count - 1 - shift, significand | (isInexact != 0)};
}

// digits * 10^exponent
static number scaled(integer *digits, int32_t exponent, int isInexact)
{
    if (digits->count == 0)
        return number_of_kind(ZERO, 0);
    if (exponent > MOST_EXPONENT)
        return number_of_kind(INFINITE, 0);
    if (exponent < -MOST_EXPONENT)
        return number_of_kind(ZERO, 0);
    int32_t binary = exponent;
    if (exponent < 0) {
        // 5^n < 2^(7 n / 3), and 96 bits remain above it.
        int words = (int)(-exponent * 7 / 96) + 3;
        shift_left_words(digits, words);
        binary -= 32 * words;
        int32_t fives = -exponent;
        for (; fives >= 6; fives -= 6)
            isInexact |= divide_small(digits, 15625) != 0;
        for (; fives > 0; fives -= 1)
            isInexact |= divide_small(digits, 5) != 0;
    } else {
        int32_t fives = exponent;
        for (; fives >= 13; fives -= 13)
            multiply_add(digits, FIVE_TO_13, 0);
        for (; fives > 0; fives -= 1)
            multiply_add(digits, 5, 0);
    }
    return top_bits(digits, binary, isInexact);
}

static int is_digit(char c)
{
    return c >= '0' && c <= '9';
}

// Compares with a word in lower case, whatever the case of the text.
static const char *after_word(const char *text, const char *word)
{
    for (; *word; word += 1, text += 1)
        if ((*text | 0x20) != *word)
            return NULL;
    return text;
}

// Reads an exponent `e[+-]digits`, if there is one.
static const char *read_exponent(const char *text, int32_t *exponent)
{
    if ((*text | 0x20) != 'e')
        return text;
    const char *at = text + 1;
    int isNegative = *at == '-';
    if (*at == '-' || *at == '+')
        at += 1;
    if (!is_digit(*at))
        return text;
    int32_t value = 0;
    for (; is_digit(*at); at += 1)
        if (value < 1000000)
            value = value * 10 + (*at - '0');
    *exponent += isNegative ? -value : value;
    return at;
}

static const char *read_digits(const char *text, number *result)
{
    integer digits;
    digits.count = 0;
    int digitCount = 0, isInexact = 0, sawDigit = 0, sawPoint = 0;
    int32_t exponent = 0;
    for (;; text += 1) {
        if (*text == '.' && !sawPoint) {
            sawPoint = 1;
            continue;
        }
        if (!is_digit(*text))
            break;
        sawDigit = 1;
        uint32_t digit = (uint32_t)(*text - '0');
        if (digitCount < MOST_DIGITS) {
            if (digits.count > 0 || digit != 0)
                digitCount += 1;
            multiply_add(&digits, 10, digit);
            exponent -= sawPoint;
        } else {
            isInexact |= digit != 0;
            exponent += !sawPoint;
        }
    }
    if (!sawDigit)
        return NULL;
    text = read_exponent(text, &exponent);
    *result = scaled(&digits, exponent, isInexact);
    return text;
}

// The number at the start of the text and what follows it; NULL if there is none. Hexadecimal
// numbers and NaN payloads are not read.
static const char *read_number(const char *text, number *result)
{
    uint32_t sign = *text == '-';
    if (*text == '-' || *text == '+')
        text += 1;
    const char *end = after_word(text, "infinity");
    if (end == NULL)
        end = after_word(text, "inf");
    if (end != NULL) {
        *result = number_of_kind(INFINITE, sign);
        return end;
    }
    end = after_word(text, "nan");
    if (end != NULL) {
        *result = number_of_kind(NOT_A_NUMBER, 0);
        return end;
    }
    end = read_digits(text, result);
    result->sign = sign;
    return end;
}

const char *_swift_stdlib_strtod_clocale(const char *text, binary64 *result)
{
    number value = number_of_kind(ZERO, 0);
    const char *end = read_number(text, &value);
    *result = to_double(value);
    return end;
}

const char *_swift_stdlib_strtof_clocale(const char *text, binary32 *result)
{
    number value = number_of_kind(ZERO, 0);
    const char *end = read_number(text, &value);
    *result = to_float(value);
    return end;
}
