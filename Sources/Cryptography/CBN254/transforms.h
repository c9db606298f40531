// Transforms and products of lists over fr on one instruction set, an element at a time.

INLINE element NAME(fr_times)(element root, element value) {
    return NAME(montgomery_lazy)(&value, &root, &fr_modulus, FR_FACTOR);
}

// One layer, or none; elements below 4 p.
static void NAME(small_fr_to_reversed)(
    element *block, unsigned log2, const element *roots, size_t index) {
    element low = cbn254_reduce_once(block[0], fr_modulus_twice);
    if (log2 == 0) {
        block[0] = cbn254_reduce_once(low, fr_modulus);
        return;
    }
    low = cbn254_reduce_once(low, fr_modulus);
    element high = NAME(fr_multiply)(block[1], roots[index]);
    block[0] = cbn254_fr_add(low, high);
    block[1] = cbn254_fr_subtract(low, high);
}

static void NAME(small_fr_from_reversed)(
    element *block, unsigned log2, const element *roots, size_t index) {
    if (log2 == 0) return;
    element low = block[0], high = block[1];
    block[0] = cbn254_fr_add(low, high);
    block[1] = NAME(fr_multiply)(cbn254_fr_subtract(low, high), roots[index]);
}

#define TRANSFORM(x) NAME(x)
#define VALUE element
#define COLUMNS 1
#define SMALLEST 2
#define LOAD(place) (*(place))
#define STORE(place, value) (*(place) = (value))
#define ROOT(root) (root)
#define TIMES(root, value) NAME(fr_times)(root, value)
#define SUM(a, b) cbn254_add_words(a, b)
#define DIFFERENCE(a, b) subtract_words(cbn254_add_words(a, fr_modulus_twice), b)
#define BELOW_2P(value) cbn254_reduce_once(value, fr_modulus_twice)
#define CANONICAL(value) cbn254_reduce_once(value, fr_modulus)
#define CONTEXT
#define TAIL(x, ...)
#define SMALL(x) NAME(small_##x)
#include "butterflies.h"

static void NAME(fr_multiply_all)(
    element *target, const element *left, const element *right, size_t count) {
    for (size_t i = 0; i < count; i++) target[i] = NAME(fr_multiply)(left[i], right[i]);
}

static void NAME(fr_scale_by_powers)(
    element *target, size_t count, element start, element ratio) {
    for (size_t i = 0; i < count; i++) {
        target[i] = NAME(fr_multiply)(target[i], start);
        start = NAME(fr_multiply)(start, ratio);
    }
}
