// Transforms of butterflies.h eight columns at a time; blocks below 2^5 elements with ADX.

#pragma clang attribute push(TARGET_IFMA, apply_to = function)

// A factor is 16 times the root, because products reduce by 2^260.
#define TRANSFORM(x) x##_ifma
#define VALUE lanes
#define COLUMNS 8
#define SMALLEST 5
#define LOAD(place) lanes_load(place)
#define STORE(place, value) lanes_store(place, value)
#define ROOT(root) lanes_times_16(lanes_broadcast(root))
#define ADD(a, b) lanes_add(a, b, field)
#define SUBTRACT(a, b) lanes_subtract(a, b, field)
#define TIMES(root, value) lanes_multiply_16(root, value, field)
#define CONTEXT const lanes_field all = lanes_field_of(fr_modulus, FR_FACTOR), *field = &all;
#define TAIL(x, ...) x##_adx(__VA_ARGS__)
#define SMALL(x) x##_adx
#include "butterflies.h"

#pragma clang attribute pop
