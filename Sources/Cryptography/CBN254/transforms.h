// Transforms over fr on one instruction set: butterflies of Cooley and Tukey with roots in
// bit-reversed order, so that a block has one root a layer; the inverse is Gentleman and Sande's.

INLINE void NAME(split)(element *low, element *high, element root) {
    element left = *low, right = NAME(fr_multiply)(*high, root);
    *low = cbn254_fr_add(left, right);
    *high = cbn254_fr_subtract(left, right);
}

INLINE void NAME(join)(element *low, element *high, element root) {
    element left = *low, right = *high;
    *low = cbn254_fr_add(left, right);
    *high = NAME(fr_multiply)(cbn254_fr_subtract(left, right), root);
}

// Two layers in one pass over memory.
static void NAME(fr_to_reversed_start)(
    element *block, size_t quarter, size_t first, size_t count, const element *roots,
    size_t index) {
    element outer = roots[index], low = roots[2 * index], high = roots[2 * index + 1];
    for (size_t i = first; i < first + count; i++) {
        element a = block[i], b = block[i + quarter], c = block[i + 2 * quarter],
                d = block[i + 3 * quarter];
        NAME(split)(&a, &c, outer);
        NAME(split)(&b, &d, outer);
        NAME(split)(&a, &b, low);
        NAME(split)(&c, &d, high);
        block[i] = a, block[i + quarter] = b, block[i + 2 * quarter] = c;
        block[i + 3 * quarter] = d;
    }
}

static void NAME(fr_from_reversed_end)(
    element *block, size_t quarter, size_t first, size_t count, const element *roots,
    size_t index) {
    element outer = roots[index], low = roots[2 * index], high = roots[2 * index + 1];
    for (size_t i = first; i < first + count; i++) {
        element a = block[i], b = block[i + quarter], c = block[i + 2 * quarter],
                d = block[i + 3 * quarter];
        NAME(join)(&a, &b, low);
        NAME(join)(&c, &d, high);
        NAME(join)(&a, &c, outer);
        NAME(join)(&b, &d, outer);
        block[i] = a, block[i + quarter] = b, block[i + 2 * quarter] = c;
        block[i + 3 * quarter] = d;
    }
}

// Depth first, so that small blocks stay in the cache.
static void NAME(fr_to_reversed)(
    element *block, unsigned log2, const element *roots, size_t index) {
    if (log2 == 0) return;
    if (log2 == 1) {
        NAME(split)(&block[0], &block[1], roots[index]);
        return;
    }
    size_t quarter = (size_t)1 << (log2 - 2);
    NAME(fr_to_reversed_start)(block, quarter, 0, quarter, roots, index);
    for (size_t part = 0; part < 4; part++)
        NAME(fr_to_reversed)(block + part * quarter, log2 - 2, roots, 4 * index + part);
}

static void NAME(fr_from_reversed)(
    element *block, unsigned log2, const element *roots, size_t index) {
    if (log2 == 0) return;
    if (log2 == 1) {
        NAME(join)(&block[0], &block[1], roots[index]);
        return;
    }
    size_t quarter = (size_t)1 << (log2 - 2);
    for (size_t part = 0; part < 4; part++)
        NAME(fr_from_reversed)(block + part * quarter, log2 - 2, roots, 4 * index + part);
    NAME(fr_from_reversed_end)(block, quarter, 0, quarter, roots, index);
}

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
