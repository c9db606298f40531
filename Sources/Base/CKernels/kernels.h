// One source of all kernels, included once for each instruction set: NAME gives each function the
// suffix of its set, and a pragma around the inclusion sets the target. The vectors are those of
// the compiler, so the code is plain arithmetic on 8 lanes.

#include <stddef.h>
#include <stdint.h>

#define UNROLL _Pragma("clang loop unroll(full)")
#define INLINE static inline __attribute__((always_inline))

// Aligned as a word: callers own the memory.
typedef uint64_t NAME(lanes) __attribute__((ext_vector_type(8), aligned(8)));
#define V NAME(lanes)

INLINE V NAME(add)(V a, V b) {
    // a - (p - b): a borrow means that the true sum is below p.
    V complement = MODULUS - b;
    V difference = a - complement;
    return difference + ((V)(a < complement) & MODULUS);
}

INLINE V NAME(subtract)(V a, V b) {
    V difference = a - b;
    return difference + ((V)(a < b) & MODULUS);
}

// A word of the residue of high * 2^64 + low; 2^64 = 2^32 - 1 and 2^96 = -1.
INLINE V NAME(reduce_loosely)(V high, V low) {
    V top = high >> 32;
    V lower = low - top;
    lower -= (V)(low < top) & EPSILON;
    V middle = (high << 32) - (high & EPSILON);
    V sum = lower + middle;
    sum += (V)(sum < middle) & EPSILON;
    return sum;
}

// The canonical integer of a residue.
INLINE V NAME(canonical)(V sum) {
    // sum - p wraps to something larger exactly when sum < p.
    return __builtin_elementwise_min(sum, sum - MODULUS);
}

INLINE V NAME(reduce)(V high, V low) { return NAME(canonical)(NAME(reduce_loosely)(high, low)); }

// A word of the product's residue; factors are any words.
INLINE V NAME(multiply_loosely)(V a, V b) {
    V a0 = a & EPSILON, a1 = a >> 32, b0 = b & EPSILON, b1 = b >> 32;
    V low = a0 * b0;
    V middle = a1 * b0 + (low >> 32);
    V cross = a0 * b1 + (middle & EPSILON);
    V high = a1 * b1 + (middle >> 32) + (cross >> 32);
    return NAME(reduce_loosely)(high, (cross << 32) | (low & EPSILON));
}

INLINE V NAME(multiply)(V a, V b) { return NAME(canonical)(NAME(multiply_loosely)(a, b)); }

INLINE V NAME(load)(const uint64_t *source) { return *(const V *)source; }
INLINE void NAME(store)(uint64_t *target, V value) { *(V *)target = value; }

#include "words.h"
#include "transforms.h"
#include "poseidon2.h"

static void NAME(compress)(
    uint64_t *digests, const uint64_t *pairs, ckernels_constants constants) {
    V state[8];
    for (unsigned i = 0; i < 8; i++)
        for (unsigned lane = 0; lane < 8; lane++) state[i][lane] = pairs[8 * lane + i];
    V input[4] = {state[0], state[1], state[2], state[3]};
    NAME(permute8)((uint64_t *)state, constants);
    for (unsigned i = 0; i < 4; i++) {
        V output = NAME(add)(state[i], input[i]);
        for (unsigned lane = 0; lane < 8; lane++) digests[4 * lane + i] = output[lane];
    }
}

static void NAME(hash)(
    uint64_t *digests, const uint64_t *input, size_t length, uint32_t tag,
    ckernels_constants constants) {
    V state[12] = {0};
    state[8] = (V)((uint64_t)tag);
    state[9] = (V)((uint64_t)length);
    size_t start = 0;
    do {
        size_t count = length - start < 8 ? length - start : 8;
        for (size_t i = 0; i < count; i++)
            state[i] = NAME(add)(state[i], NAME(load)(input + 8 * (start + i)));
        NAME(permute12)((uint64_t *)state, constants);
        start += 8;
    } while (start < length);
    for (unsigned i = 0; i < 4; i++)
        for (unsigned lane = 0; lane < 8; lane++) digests[4 * lane + i] = state[i][lane];
}

// The first of `count` nonces, from `first` on, that makes element 7 end in zeros under the mask;
// `count` if there is none.
static size_t NAME(grind)(
    const uint64_t *start, unsigned place, int again, uint64_t first, size_t count,
    uint64_t mask, ckernels_constants constants) {
    const V steps = {0, 1, 2, 3, 4, 5, 6, 7};
    for (size_t done = 0; done < count; done += 8) {
        V state[12];
        for (unsigned i = 0; i < 12; i++) state[i] = (V)(start[i]);
        state[place] = NAME(add)(state[place], (V)(first + done) + steps);
        NAME(permute12)((uint64_t *)state, constants);
        if (again) {
            state[9] = NAME(add)(state[9], (V)(1ull));
            NAME(permute12)((uint64_t *)state, constants);
        }
        V rest = state[7] & mask;
        for (unsigned lane = 0; lane < 8 && done + lane < count; lane++)
            if (rest[lane] == 0) return done + lane;
    }
    return count;
}

#include "rows.h"

#undef V
#undef W
#undef BIAS
#undef BELOW
#undef GROUPS
#undef INLINE
#undef UNROLL
