// Transforms over fr on one kind of values: butterflies of Cooley and Tukey with roots in
// bit-reversed order, so that a block has one root a layer; the inverse is Gentleman and Sande's.
//
// The including file defines TRANSFORM(x) (names), VALUE (COLUMNS elements side by side), LOAD,
// STORE, ROOT (an element as a factor), ADD, SUBTRACT, TIMES(root, value), CONTEXT (a declaration
// that these need), TAIL(x, arguments) (x for what is left of a range) and SMALL(x) (x for blocks
// below 2^SMALLEST).

#define SPLIT(low, high, root) \
    do { \
        VALUE left = low, right = TIMES(root, high); \
        low = ADD(left, right); \
        high = SUBTRACT(left, right); \
    } while (0)

#define JOIN(low, high, root) \
    do { \
        VALUE left = low, right = high; \
        low = ADD(left, right); \
        high = TIMES(root, SUBTRACT(left, right)); \
    } while (0)

// Two layers in one pass over memory.
static void TRANSFORM(fr_to_reversed_start)(
    element *block, size_t quarter, size_t first, size_t count, const element *roots,
    size_t index) {
    CONTEXT
    VALUE outer = ROOT(roots[index]);
    VALUE low = ROOT(roots[2 * index]), high = ROOT(roots[2 * index + 1]);
    size_t i = first, end = first + count;
    for (; i + COLUMNS <= end; i += COLUMNS) {
        VALUE part[4];
        for (int k = 0; k < 4; k++) part[k] = LOAD(block + i + k * quarter);
        SPLIT(part[0], part[2], outer);
        SPLIT(part[1], part[3], outer);
        SPLIT(part[0], part[1], low);
        SPLIT(part[2], part[3], high);
        for (int k = 0; k < 4; k++) STORE(block + i + k * quarter, part[k]);
    }
    TAIL(fr_to_reversed_start, block, quarter, i, end - i, roots, index);
}

static void TRANSFORM(fr_from_reversed_end)(
    element *block, size_t quarter, size_t first, size_t count, const element *roots,
    size_t index) {
    CONTEXT
    VALUE outer = ROOT(roots[index]);
    VALUE low = ROOT(roots[2 * index]), high = ROOT(roots[2 * index + 1]);
    size_t i = first, end = first + count;
    for (; i + COLUMNS <= end; i += COLUMNS) {
        VALUE part[4];
        for (int k = 0; k < 4; k++) part[k] = LOAD(block + i + k * quarter);
        JOIN(part[0], part[1], low);
        JOIN(part[2], part[3], high);
        JOIN(part[0], part[2], outer);
        JOIN(part[1], part[3], outer);
        for (int k = 0; k < 4; k++) STORE(block + i + k * quarter, part[k]);
    }
    TAIL(fr_from_reversed_end, block, quarter, i, end - i, roots, index);
}

// Depth first, so that small blocks stay in the cache.
static void TRANSFORM(fr_to_reversed)(
    element *block, unsigned log2, const element *roots, size_t index) {
    if (log2 < SMALLEST) {
        SMALL(fr_to_reversed)(block, log2, roots, index);
        return;
    }
    size_t quarter = (size_t)1 << (log2 - 2);
    TRANSFORM(fr_to_reversed_start)(block, quarter, 0, quarter, roots, index);
    for (size_t part = 0; part < 4; part++)
        TRANSFORM(fr_to_reversed)(block + part * quarter, log2 - 2, roots, 4 * index + part);
}

static void TRANSFORM(fr_from_reversed)(
    element *block, unsigned log2, const element *roots, size_t index) {
    if (log2 < SMALLEST) {
        SMALL(fr_from_reversed)(block, log2, roots, index);
        return;
    }
    size_t quarter = (size_t)1 << (log2 - 2);
    for (size_t part = 0; part < 4; part++)
        TRANSFORM(fr_from_reversed)(block + part * quarter, log2 - 2, roots, 4 * index + part);
    TRANSFORM(fr_from_reversed_end)(block, quarter, 0, quarter, roots, index);
}

#undef TRANSFORM
#undef VALUE
#undef COLUMNS
#undef SMALLEST
#undef LOAD
#undef STORE
#undef ROOT
#undef ADD
#undef SUBTRACT
#undef TIMES
#undef CONTEXT
#undef TAIL
#undef SMALL
#undef SPLIT
#undef JOIN
