// Floating-point values as routines of the runtime pass them: as integers of the same size. In the
// calling convention without floating-point registers there is no difference, and a compiler that
// sees no floating point cannot turn a routine into a call of itself.
#ifndef GUEST_FLOAT_H
#define GUEST_FLOAT_H

#include "number.h"

typedef uint64_t binary64;
typedef uint32_t binary32;

static inline number of_double(binary64 bits)
{
    return unpack(bits, BINARY64);
}

static inline number of_float(binary32 bits)
{
    return unpack(bits, BINARY32);
}

static inline binary64 to_double(number value)
{
    return pack(value, BINARY64);
}

static inline binary32 to_float(number value)
{
    return (binary32)pack(value, BINARY32);
}

#endif
