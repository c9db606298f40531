// 64-bit and 128-bit division, which RV32IM lacks and compilers call.
//
// Schoolbook division with digits of 16 bits, so that each digit of the quotient is one divu:
// Knuth, The Art of Computer Programming, volume 2, section 4.3.1, algorithm D. The step names
// below are his. Division by zero gives all ones and leaves the dividend, as in RISC-V; Swift
// traps before it gets here.
#include <stdint.h>

enum { MOST_DIGITS = 8 };

// A 128-bit integer as the calling convention passes it: in memory, by reference.
typedef struct {
    uint32_t word[4];
} wide;

uint64_t __udivdi3(uint64_t dividend, uint64_t divisor);
uint64_t __umoddi3(uint64_t dividend, uint64_t divisor);
int64_t __divdi3(int64_t dividend, int64_t divisor);
int64_t __moddi3(int64_t dividend, int64_t divisor);
wide __udivti3(wide dividend, wide divisor);
wide __umodti3(wide dividend, wide divisor);
wide __divti3(wide dividend, wide divisor);
wide __modti3(wide dividend, wide divisor);

static int digit_count(const uint16_t *digits, int count)
{
    while (count > 0 && digits[count - 1] == 0)
        count -= 1;
    return count;
}

// A divisor of one digit: exercise 4.3.1-16.
static void divide_by_digit(uint16_t *u, int m, uint32_t divisor, uint16_t *quotient)
{
    uint32_t rest = 0;
    for (int j = m - 1; j >= 0; j -= 1) {
        uint32_t value = rest << 16 | u[j];
        quotient[j] = (uint16_t)(value / divisor);
        rest = value % divisor;
        u[j] = 0;
    }
    u[0] = (uint16_t)rest;
}

// D4 to D6: subtracts digit * v from u at position j; one too many is added back.
static uint32_t subtract_multiple(uint16_t *u, const uint16_t *v, int n, uint32_t digit)
{
    uint32_t carry = 0;
    for (int i = 0; i < n; i += 1) {
        uint32_t product = digit * v[i] + carry;
        uint32_t low = product & 0xffff;
        carry = (product >> 16) + (u[i] < low);
        u[i] = (uint16_t)(u[i] - low);
    }
    uint32_t borrow = u[n] < carry;
    u[n] = (uint16_t)(u[n] - carry);
    if (!borrow)
        return digit;
    carry = 0;
    for (int i = 0; i < n; i += 1) {
        uint32_t sum = (uint32_t)u[i] + v[i] + carry;
        u[i] = (uint16_t)sum;
        carry = sum >> 16;
    }
    u[n] = (uint16_t)(u[n] + carry);
    return digit - 1;
}

// Divides u, `count` digits and one free above them, by v; u becomes the remainder.
static void divide(uint16_t *u, uint16_t *v, uint16_t *quotient, int count)
{
    int m = digit_count(u, count), n = digit_count(v, count);
    for (int j = 0; j < count; j += 1)
        quotient[j] = n == 0 ? 0xffff : 0;
    if (n == 0 || m < n)
        return;
    if (n == 1) {
        divide_by_digit(u, m, v[0], quotient);
        return;
    }
    // D1: the top digit of the divisor gets its highest bit.
    int shift = 0;
    while ((v[n - 1] << shift & 0x8000) == 0)
        shift += 1;
    u[m] = 0;
    if (shift > 0) {
        for (int i = n - 1; i >= 0; i -= 1)
            v[i] = (uint16_t)(v[i] << shift | (i > 0 ? v[i - 1] >> (16 - shift) : 0));
        for (int i = m; i >= 0; i -= 1)
            u[i] = (uint16_t)(u[i] << shift | (i > 0 ? u[i - 1] >> (16 - shift) : 0));
    }
    for (int j = m - n; j >= 0; j -= 1) {
        // D3: the digit from the top two, too large by two at most, corrected by the third.
        uint32_t top = (uint32_t)u[j + n] << 16 | u[j + n - 1];
        uint32_t digit = top / v[n - 1], rest = top % v[n - 1];
        while (digit > 0xffff || digit * v[n - 2] > (rest << 16 | u[j + n - 2])) {
            digit -= 1;
            rest += v[n - 1];
            if (rest > 0xffff)
                break;
        }
        quotient[j] = (uint16_t)subtract_multiple(u + j, v, n, digit);
    }
    // D8: the remainder is moved back.
    for (int i = 0; shift > 0 && i < n; i += 1)
        u[i] = (uint16_t)(u[i] >> shift | u[i + 1] << (16 - shift));
}

// One step of D3 for a divisor of two digits, `high` and `low`: the next digit of the quotient of
// `rest`, which is below the divisor, and `digit`; `rest` becomes the remainder.
static uint32_t quotient_digit(uint32_t *rest, uint32_t digit, uint32_t high, uint32_t low)
{
    uint32_t quotient = *rest / high, left = *rest % high;
    while (quotient > 0xffff || quotient * low > (left << 16 | digit)) {
        quotient -= 1;
        left += high;
        if (left > 0xffff)
            break;
    }
    *rest = (*rest << 16 | digit) - quotient * (high << 16 | low);
    return quotient;
}

// A divisor of one word: a divu for the upper word, then two digits of 16 bits for the lower one.
static uint64_t divide_by_word(uint64_t dividend, uint32_t divisor, uint64_t *remainder)
{
    uint32_t upper = (uint32_t)(dividend >> 32), lower = (uint32_t)dividend;
    if (upper == 0) {
        *remainder = lower % divisor;
        return lower / divisor;
    }
    uint64_t quotient = (uint64_t)(upper / divisor) << 32;
    uint32_t rest = upper % divisor;
    int shift = 0;
    while ((int32_t)(divisor << shift) >= 0)
        shift += 1;
    uint32_t scaled = divisor << shift;
    // The rest is below the divisor, so no bit is lost.
    if (shift > 0)
        rest = rest << shift | lower >> (32 - shift);
    lower <<= shift;
    uint32_t first = quotient_digit(&rest, lower >> 16, scaled >> 16, scaled & 0xffff);
    uint32_t second = quotient_digit(&rest, lower & 0xffff, scaled >> 16, scaled & 0xffff);
    *remainder = rest >> shift;
    return quotient | first << 16 | second;
}

static uint64_t divide64(uint64_t dividend, uint64_t divisor, uint64_t *remainder)
{
    if (divisor >> 32 == 0 && divisor != 0)
        return divide_by_word(dividend, (uint32_t)divisor, remainder);
    uint16_t u[5], v[4], q[4];
    for (int i = 0; i < 4; i += 1) {
        u[i] = (uint16_t)(dividend >> 16 * i);
        v[i] = (uint16_t)(divisor >> 16 * i);
    }
    divide(u, v, q, 4);
    uint64_t quotient = 0, rest = 0;
    for (int i = 3; i >= 0; i -= 1) {
        quotient = quotient << 16 | q[i];
        rest = rest << 16 | u[i];
    }
    *remainder = rest;
    return quotient;
}

uint64_t __udivdi3(uint64_t dividend, uint64_t divisor)
{
    uint64_t remainder;
    return divide64(dividend, divisor, &remainder);
}

uint64_t __umoddi3(uint64_t dividend, uint64_t divisor)
{
    uint64_t remainder;
    divide64(dividend, divisor, &remainder);
    return remainder;
}

static uint64_t magnitude(int64_t value)
{
    return value < 0 ? -(uint64_t)value : (uint64_t)value;
}

int64_t __divdi3(int64_t dividend, int64_t divisor)
{
    uint64_t quotient = __udivdi3(magnitude(dividend), magnitude(divisor));
    return (int64_t)((dividend < 0) != (divisor < 0) ? -quotient : quotient);
}

int64_t __moddi3(int64_t dividend, int64_t divisor)
{
    uint64_t remainder = __umoddi3(magnitude(dividend), magnitude(divisor));
    return (int64_t)(dividend < 0 ? -remainder : remainder);
}

static wide divide128(wide dividend, wide divisor, wide *remainder)
{
    uint16_t u[MOST_DIGITS + 1], v[MOST_DIGITS], q[MOST_DIGITS];
    for (int i = 0; i < MOST_DIGITS; i += 1) {
        u[i] = (uint16_t)(dividend.word[i / 2] >> 16 * (i % 2));
        v[i] = (uint16_t)(divisor.word[i / 2] >> 16 * (i % 2));
    }
    divide(u, v, q, MOST_DIGITS);
    wide quotient;
    for (int i = 0; i < 4; i += 1) {
        quotient.word[i] = (uint32_t)q[2 * i + 1] << 16 | q[2 * i];
        remainder->word[i] = (uint32_t)u[2 * i + 1] << 16 | u[2 * i];
    }
    return quotient;
}

static int is_negative(wide value)
{
    return value.word[3] >> 31 != 0;
}

static wide negated_if(wide value, int negate)
{
    uint32_t carry = 1;
    for (int i = 0; negate && i < 4; i += 1) {
        value.word[i] = ~value.word[i] + carry;
        carry = carry && value.word[i] == 0;
    }
    return value;
}

wide __udivti3(wide dividend, wide divisor)
{
    wide remainder;
    return divide128(dividend, divisor, &remainder);
}

wide __umodti3(wide dividend, wide divisor)
{
    wide remainder;
    divide128(dividend, divisor, &remainder);
    return remainder;
}

wide __divti3(wide dividend, wide divisor)
{
    int isNegative = is_negative(dividend) != is_negative(divisor);
    wide left = negated_if(dividend, is_negative(dividend));
    return negated_if(
        __udivti3(left, negated_if(divisor, is_negative(divisor))), isNegative);
}

wide __modti3(wide dividend, wide divisor)
{
    wide left = negated_if(dividend, is_negative(dividend));
    wide right = negated_if(divisor, is_negative(divisor));
    return negated_if(__umodti3(left, right), is_negative(dividend));
}
