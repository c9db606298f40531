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
#define TIMES(root, value) lanes_times_lazy(root, value, field)
#define SUM(a, b) lanes_sum(a, b)
#define DIFFERENCE(a, b) lanes_difference(a, b, &twice)
#define BELOW_2P(value) lanes_reduce_once(value, &twice)
#define CANONICAL(value) lanes_reduce_once(value, field)
#define CONTEXT \
    const lanes_field all = lanes_field_of(fr_modulus, FR_FACTOR), *field = &all; \
    const lanes_field twice = lanes_field_of(fr_modulus_twice, 0);
#define TAIL(x, ...) x##_adx(__VA_ARGS__)
#define SMALL(x) x##_adx
#include "butterflies.h"

#pragma clang attribute pop
