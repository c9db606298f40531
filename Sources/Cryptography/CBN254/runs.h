// Sums of runs of affine points over one coordinate field, on one instruction set.
//
// The including file defines GROUP(x), COORD (the type of a coordinate) and the operations ADD,
// SUBTRACT, MULTIPLY, SQUARE, INVERT, ZERO(value) and EQUAL on it, with COORD_ONE.
//
// Additions of one batch: the denominators are multiplied up, inverted at once and divided out
// again (Montgomery's trick; Cohen 1993, 10.3.4), then
//     slope = (y2 - y1) / (x2 - x1), or 3 x^2 / 2 y for equal points,
//     x3 = slope^2 - x1 - x2,  y3 = slope (x1 - x3) - y1.

typedef struct {
    COORD x, y;
} GROUP(point);

// Kinds of additions. Opposite points add up to infinity, and no point has y = 0, as the group has
// odd order, so y alone identifies infinity.
enum GROUP(kind) { GROUP(add), GROUP(double), GROUP(left), GROUP(right), GROUP(cancel) };

typedef struct {
    const GROUP(point) *left;
    GROUP(point) *target;
    COORD denominator, prefix;
    enum GROUP(kind) kind;
} GROUP(addition);

_Static_assert(
    sizeof(GROUP(addition)) * CBN254_BATCH <= CBN254_SCRATCH_WORDS * 8, "scratch too small");

INLINE enum GROUP(kind) GROUP(classify)(const GROUP(point) *left, const GROUP(point) *right) {
    if (__builtin_expect(ZERO(left->y), 0)) return GROUP(right);
    if (__builtin_expect(ZERO(right->y), 0)) return GROUP(left);
    if (__builtin_expect(EQUAL(left->x, right->x), 0))
        return EQUAL(left->y, right->y) ? GROUP(double) : GROUP(cancel);
    return GROUP(add);
}

// Queues left[0] + left[1] and multiplies its denominator into the product.
INLINE void GROUP(queue)(GROUP(addition) *next, COORD *product) {
    const GROUP(point) *left = next->left, *right = next->left + 1;
    next->kind = GROUP(classify)(left, right);
    next->prefix = *product;
    if (__builtin_expect(next->kind == GROUP(add), 1))
        next->denominator = SUBTRACT(right->x, left->x);
    else
        next->denominator =
            next->kind == GROUP(double) ? ADD(left->y, left->y) : COORD_ONE;
    *product = MULTIPLY(*product, next->denominator);
}

INLINE void GROUP(finish)(const GROUP(addition) *next) {
    GROUP(point) left = next->left[0], right = next->left[1];
    COORD numerator;
    switch (next->kind) {
    case GROUP(left): *next->target = left; return;
    case GROUP(right): *next->target = right; return;
    case GROUP(cancel): __builtin_memset(next->target, 0, sizeof(GROUP(point))); return;
    case GROUP(double): {
        COORD square = SQUARE(left.x), twice = ADD(square, square);
        numerator = ADD(twice, square);
        break;
    }
    default: numerator = SUBTRACT(right.y, left.y);
    }
    COORD slope = MULTIPLY(numerator, next->denominator);
    COORD square = SQUARE(slope), rest = SUBTRACT(square, left.x);
    GROUP(point) sum;
    sum.x = SUBTRACT(rest, right.x);
    rest = SUBTRACT(left.x, sum.x);
    rest = MULTIPLY(slope, rest);
    sum.y = SUBTRACT(rest, left.y);
    *next->target = sum;
}

// A target is never after its operands, and targets ascend: writing in order is safe.
static void GROUP(flush)(GROUP(addition) *batch, size_t count, COORD product) {
    COORD inverse = INVERT(product);
    for (size_t i = count; i-- > 0;) {
        COORD denominator = batch[i].denominator;
        batch[i].denominator = MULTIPLY(inverse, batch[i].prefix);
        inverse = MULTIPLY(inverse, denominator);
    }
    for (size_t i = 0; i < count; i++) GROUP(finish)(&batch[i]);
}

// A last point without a partner moves along. It may move only once all points between are read, so
// it is queued as well, as an addition of kind left.
INLINE void GROUP(queue_single)(GROUP(addition) *next, COORD product) {
    next->kind = GROUP(left);
    next->denominator = COORD_ONE;
    next->prefix = product;
}

// Adds neighbours once in every run; returns whether some run is still longer than one.
static int GROUP(round)(
    GROUP(point) *points, uint32_t *lengths, size_t run_count, GROUP(addition) *batch) {
    GROUP(point) *source = points, *target = points;
    COORD product = COORD_ONE;
    size_t count = 0;
    int is_longer = 0;
    for (size_t run = 0; run < run_count; run++) {
        uint32_t length = lengths[run];
        for (uint32_t i = 0; i < length; i += 2) {
            GROUP(addition) *next = &batch[count++];
            next->left = source + i;
            next->target = target++;
            if (i + 1 < length)
                GROUP(queue)(next, &product);
            else
                GROUP(queue_single)(next, product);
            if (count == CBN254_BATCH) {
                GROUP(flush)(batch, count, product);
                count = 0;
                product = COORD_ONE;
            }
        }
        source += length;
        lengths[run] = length - length / 2;
        is_longer |= lengths[run] > 1;
    }
    GROUP(flush)(batch, count, product);
    return is_longer;
}

// Writes the sum of run i to index i; runs of none get infinity.
static void GROUP(spread)(GROUP(point) *points, const uint32_t *lengths, size_t run_count) {
    size_t sums = 0;
    for (size_t run = 0; run < run_count; run++) sums += lengths[run];
    // From the end, so that no sum is overwritten.
    for (size_t run = run_count; run-- > 0;) {
        if (lengths[run] == 1)
            points[run] = points[--sums];
        else
            __builtin_memset(&points[run], 0, sizeof(GROUP(point)));
    }
}

static void GROUP(sum_runs)(
    uint64_t *words, uint32_t *lengths, size_t run_count, uint64_t *scratch) {
    GROUP(point) *points = (GROUP(point) *)words;
    while (GROUP(round)(points, lengths, run_count, (GROUP(addition) *)scratch)) {}
    GROUP(spread)(points, lengths, run_count);
}
