// Poseidon2 of permutation.h, eight states at a time. Settled values are below 2 r.

#pragma clang attribute push(TARGET_IFMA, apply_to = function)

// floor(2^60 / (top limb of r + 1)), below 2^15.
#define FR_TOP_RECIPROCAL 0x54a4

// A sum below 2^8 r less a multiple of r, below 1.02 r.
//
// The quotient is that of the top limbs without their 8 low bits, by the reciprocal above. Before it
// is rounded down it is at most the true one, and by less than 2^-6 below it: 2^8 times the 2^-14 of
// the reciprocal, and less than 2^-36 for bits left out.
INLINE lanes lanes_settle(lanes value, const lanes_field *field) {
    __m512i zero = _mm512_setzero_si512();
    value = lanes_carry(value);
    __m512i quotient = _mm512_madd52hi_epu64(
        zero, _mm512_srli_epi64(value.limb[4], 8), _mm512_set1_epi64(FR_TOP_RECIPROCAL));
    for (int i = 0; i < 5; i++)
        value.limb[i] -= _mm512_madd52lo_epu64(zero, quotient, field->modulus.limb[i]);
    for (int i = 0; i < 4; i++)
        value.limb[i + 1] -= _mm512_madd52hi_epu64(zero, quotient, field->modulus.limb[i]);
    return lanes_carry(value);
}

INLINE lanes lanes_add_limbs(lanes left, lanes right) {
    for (int i = 0; i < 5; i++) left.limb[i] += right.limb[i];
    return left;
}

#define PERMUTATION(x) x##_ifma
#define VALUE lanes
#define LOAD(place) lanes_load(place)
#define STORE(place, value) lanes_store(place, lanes_reduce_once(value, context))
#define STEP(k) (CBN254_LANES * width * (k))
#define CONSTANT(value) lanes_broadcast(value)
#define FACTOR(value) lanes_times_16(lanes_broadcast(value))
#define TIMES(factor, value) lanes_times_lazy(factor, value, context)
#define PRODUCT(a, b) lanes_multiply_lazy(a, b, context)
#define SQUARE(a) PRODUCT(a, a)
#define ADD(a, b) lanes_add_limbs(a, b)
#define SETTLE(value) lanes_settle(value, context)
#define CARRY(value) lanes_carry(value)
#define CONTEXT const lanes_field field = lanes_field_of(fr_modulus, FR_FACTOR), *context = &field;
#define CONTEXT_TYPE lanes_field
#include "permutation.h"

#pragma clang attribute pop
