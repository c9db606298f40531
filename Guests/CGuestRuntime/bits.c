// Bit counts of the compilers' support library: RV32IM has no such instructions, and objects that
// GCC made call these functions. A value of zero, where counting zeros is undefined, has all bits
// zero.
#include <stdint.h>

int __clzsi2(uint32_t value);
int __clzdi2(uint64_t value);
int __ctzsi2(uint32_t value);
int __ctzdi2(uint64_t value);
int __popcountsi2(uint32_t value);
int __popcountdi2(uint64_t value);

// Halves the range in which the highest bit is; Warren, Hacker's Delight, section 5-3.
int __clzsi2(uint32_t value)
{
    int zeros = 32;
    for (int half = 16; half > 0; half >>= 1) {
        if (value >> half) {
            zeros -= half;
            value >>= half;
        }
    }
    return zeros - (int)value;
}

int __clzdi2(uint64_t value)
{
    uint32_t high = (uint32_t)(value >> 32);
    return high ? __clzsi2(high) : 32 + __clzsi2((uint32_t)value);
}

// The bits below the lowest one are those of ~x & (x - 1).
int __ctzsi2(uint32_t value) { return 32 - __clzsi2(~value & (value - 1)); }

int __ctzdi2(uint64_t value)
{
    uint32_t low = (uint32_t)value;
    return low ? __ctzsi2(low) : 32 + __ctzsi2((uint32_t)(value >> 32));
}

// Sums of 2, 4 and 8 bits side by side; section 5-1.
int __popcountsi2(uint32_t value)
{
    value -= (value >> 1) & 0x55555555;
    value = (value & 0x33333333) + ((value >> 2) & 0x33333333);
    value = (value + (value >> 4)) & 0x0f0f0f0f;
    return (int)((value * 0x01010101) >> 24);
}

int __popcountdi2(uint64_t value)
{
    return __popcountsi2((uint32_t)value) + __popcountsi2((uint32_t)(value >> 32));
}
