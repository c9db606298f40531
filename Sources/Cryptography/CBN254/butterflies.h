// Transforms over fr on one kind of values: butterflies of Cooley and Tukey with roots in
// bit-reversed order, so that a block has one root a layer; the inverse is Gentleman and Sande's.
//
// Sums are reduced late (Harvey, "Faster arithmetic for number-theoretic transforms", 2014): with
// p < 2^254 a word of 256 bits holds 5 p, and a product by a canonical root is below 2 p for any
// factor below 5 p. Between passes elements are below 4 p on the way to reversed order and below
// 2 p on the way back; what leaves a function of cbn254.h is canonical. The block of index 0 has
// the roots 1, 1 and i in its two layers and needs a quarter of the products.
//
// The including file defines TRANSFORM(x) (names), VALUE (COLUMNS elements side by side), LOAD,
// STORE, ROOT (an element as a factor), TIMES(root, value) (below 2 p), SUM (without reduction),
// DIFFERENCE(a, b) (a + 2 p - b), BELOW_2P(value) of one below 4 p, CANONICAL(value) of one below
// 2 p, CONTEXT (a declaration that these need), TAIL(x, arguments) (x for what is left of a range)
// and SMALL(x) (x for blocks below 2^SMALLEST).

// The first two layers of a column of four, each below 4 p.
#define SPLIT_FOUR(part, is_first) \
    do { \
        VALUE a = BELOW_2P(part[0]), b = BELOW_2P(part[1]); \
        VALUE c = is_first ? BELOW_2P(part[2]) : TIMES(outer, part[2]); \
        VALUE d = is_first ? BELOW_2P(part[3]) : TIMES(outer, part[3]); \
        VALUE sum = SUM(b, d), difference = DIFFERENCE(b, d); \
        b = BELOW_2P(SUM(a, c)); \
        a = BELOW_2P(DIFFERENCE(a, c)); \
        c = is_first ? BELOW_2P(sum) : TIMES(low, sum); \
        d = TIMES(high, difference); \
        part[0] = SUM(b, c); \
        part[1] = DIFFERENCE(b, c); \
        part[2] = SUM(a, d); \
        part[3] = DIFFERENCE(a, d); \
    } while (0)

// The last two layers the other way, each below 2 p.
#define JOIN_FOUR(part, is_first) \
    do { \
        VALUE a = BELOW_2P(SUM(part[0], part[1])), b = DIFFERENCE(part[0], part[1]); \
        VALUE c = BELOW_2P(SUM(part[2], part[3])), d = DIFFERENCE(part[2], part[3]); \
        b = is_first ? BELOW_2P(b) : TIMES(low, b); \
        d = TIMES(high, d); \
        part[0] = BELOW_2P(SUM(a, c)); \
        part[1] = BELOW_2P(SUM(b, d)); \
        a = DIFFERENCE(a, c); \
        b = DIFFERENCE(b, d); \
        part[2] = is_first ? BELOW_2P(a) : TIMES(outer, a); \
        part[3] = is_first ? BELOW_2P(b) : TIMES(outer, b); \
    } while (0)

// Two layers in one pass over memory: STEP of every column of elements first ..< first + count.
#define PASS(STEP, is_first, FINISH) \
    for (; i + COLUMNS <= end; i += COLUMNS) { \
        VALUE part[4]; \
        for (int k = 0; k < 4; k++) part[k] = LOAD(block + i + k * quarter); \
        STEP(part, is_first); \
        for (int k = 0; k < 4; k++) STORE(block + i + k * quarter, FINISH(part[k])); \
    }

#define ROOTS \
    CONTEXT \
    VALUE outer = ROOT(roots[index]); \
    VALUE low = ROOT(roots[2 * index]), high = ROOT(roots[2 * index + 1]); \
    size_t i = first, end = first + count;

#define AS_IT_IS(value) (value)
#define FINISHED(value) CANONICAL(BELOW_2P(value))

static void TRANSFORM(split)(
    element *block, size_t quarter, size_t first, size_t count, const element *roots,
    size_t index) {
    ROOTS
    if (index == 0)
        PASS(SPLIT_FOUR, 1, AS_IT_IS)
    else
        PASS(SPLIT_FOUR, 0, AS_IT_IS)
    TAIL(split, block, quarter, i, end - i, roots, index);
}

static void TRANSFORM(fr_to_reversed_start)(
    element *block, size_t quarter, size_t first, size_t count, const element *roots,
    size_t index) {
    ROOTS
    if (index == 0)
        PASS(SPLIT_FOUR, 1, FINISHED)
    else
        PASS(SPLIT_FOUR, 0, FINISHED)
    TAIL(fr_to_reversed_start, block, quarter, i, end - i, roots, index);
}

static void TRANSFORM(join)(
    element *block, size_t quarter, size_t first, size_t count, const element *roots,
    size_t index) {
    ROOTS
    if (index == 0)
        PASS(JOIN_FOUR, 1, AS_IT_IS)
    else
        PASS(JOIN_FOUR, 0, AS_IT_IS)
    TAIL(join, block, quarter, i, end - i, roots, index);
}

static void TRANSFORM(fr_from_reversed_end)(
    element *block, size_t quarter, size_t first, size_t count, const element *roots,
    size_t index) {
    ROOTS
    if (index == 0)
        PASS(JOIN_FOUR, 1, CANONICAL)
    else
        PASS(JOIN_FOUR, 0, CANONICAL)
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
    if (quarter == 1) {
        TRANSFORM(fr_to_reversed_start)(block, 1, 0, 1, roots, index);
        return;
    }
    TRANSFORM(split)(block, quarter, 0, quarter, roots, index);
    for (size_t part = 0; part < 4; part++)
        TRANSFORM(fr_to_reversed)(block + part * quarter, log2 - 2, roots, 4 * index + part);
}

// As fr_from_reversed, with elements below 2 p afterwards.
static void TRANSFORM(join_all)(
    element *block, unsigned log2, const element *roots, size_t index) {
    if (log2 < SMALLEST) {
        SMALL(fr_from_reversed)(block, log2, roots, index);
        return;
    }
    size_t quarter = (size_t)1 << (log2 - 2);
    if (quarter > 1)
        for (size_t part = 0; part < 4; part++)
            TRANSFORM(join_all)(block + part * quarter, log2 - 2, roots, 4 * index + part);
    TRANSFORM(join)(block, quarter, 0, quarter, roots, index);
}

static void TRANSFORM(fr_from_reversed)(
    element *block, unsigned log2, const element *roots, size_t index) {
    if (log2 < SMALLEST) {
        SMALL(fr_from_reversed)(block, log2, roots, index);
        return;
    }
    size_t quarter = (size_t)1 << (log2 - 2);
    if (quarter > 1)
        for (size_t part = 0; part < 4; part++)
            TRANSFORM(join_all)(block + part * quarter, log2 - 2, roots, 4 * index + part);
    TRANSFORM(fr_from_reversed_end)(block, quarter, 0, quarter, roots, index);
}

#undef TRANSFORM
#undef VALUE
#undef COLUMNS
#undef SMALLEST
#undef LOAD
#undef STORE
#undef ROOT
#undef TIMES
#undef SUM
#undef DIFFERENCE
#undef BELOW_2P
#undef CANONICAL
#undef CONTEXT
#undef TAIL
#undef SMALL
#undef SPLIT_FOUR
#undef JOIN_FOUR
#undef PASS
#undef ROOTS
#undef AS_IT_IS
#undef FINISHED
