// Sums of runs as in runs.h, eight additions at a time. The including file defines, beside those of
// runs.h, LANES (eight coordinates), LANES_MEMORY (the same in memory) with LANES_SET,
// LANES_GET, LANES_LOAD and LANES_STORE, LANES_STORE_POINTS, LANES_BROADCAST, LANES_MULTIPLY,
// LANES_SUBTRACT and LANES_CANONICAL. Products may be below twice the modulus; a difference whose
// second operand is canonical is then below it too, and sums of points are made canonical.
//
// Additions k, k + 16, k + 32 ... share a lane of one of two chains, so that a batch has sixteen
// products of denominators, which are inverted together, and one chain computes while the other
// waits for its last product. The targets of a batch lie one after the other.

#pragma clang attribute push(TARGET_IFMA, apply_to = function)

typedef struct {
    // Operands are copied when they are queued, so targets may lie over them.
    struct {
        LANES_MEMORY x1, y1, x2, denominator, numerator;
        LANES prefix;
        uint8_t is_known[8];
    } group[CBN254_LANES_BATCH / 8];
    // Result of an exceptional addition.
    GROUP(point) known[CBN254_LANES_BATCH];
} GROUP(lanes_batch);

_Static_assert(
    sizeof(GROUP(lanes_batch)) + 64 <= CBN254_SCRATCH_WORDS * 8, "scratch too small");

// The lane of an exceptional addition computes an unused value.
INLINE void GROUP(lanes_know)(GROUP(lanes_batch) *batch, size_t i, GROUP(point) point) {
    batch->known[i] = point;
    batch->group[i / 8].is_known[i % 8] = 1;
    LANES_SET(&batch->group[i / 8].denominator, i % 8, COORD_ONE);
}

INLINE void GROUP(lanes_queue)(GROUP(lanes_batch) *batch, size_t i, const GROUP(point) *left) {
    const GROUP(point) *right = left + 1;
    __typeof__(&batch->group[0]) group = &batch->group[i / 8];
    COORD denominator, numerator;
    switch (GROUP(classify)(left, right)) {
    case GROUP(add):
        denominator = SUBTRACT(right->x, left->x);
        numerator = SUBTRACT(right->y, left->y);
        break;
    case GROUP(double): {
        COORD square = SQUARE(left->x), twice = ADD(square, square);
        denominator = ADD(left->y, left->y);
        numerator = ADD(twice, square);
        break;
    }
    case GROUP(left): GROUP(lanes_know)(batch, i, *left); return;
    case GROUP(right): GROUP(lanes_know)(batch, i, *right); return;
    default: {
        GROUP(point) infinity;
        __builtin_memset(&infinity, 0, sizeof(infinity));
        GROUP(lanes_know)(batch, i, infinity);
        return;
    }
    }
    group->is_known[i % 8] = 0;
    LANES_SET(&group->x1, i % 8, left->x);
    LANES_SET(&group->y1, i % 8, left->y);
    LANES_SET(&group->x2, i % 8, right->x);
    LANES_SET(&group->denominator, i % 8, denominator);
    LANES_SET(&group->numerator, i % 8, numerator);
}

// The inverses of the products of both chains, for one inversion.
static void GROUP(lanes_invert)(LANES product[2]) {
    COORD prefixes[16], running = COORD_ONE;
    LANES_MEMORY values[2];
    for (int chain = 0; chain < 2; chain++) LANES_STORE(&values[chain], product[chain]);
    for (int i = 0; i < 16; i++) {
        prefixes[i] = running;
        running = MULTIPLY(running, LANES_GET(&values[i / 8], i % 8));
    }
    running = INVERT(running);
    for (int i = 15; i >= 0; i--) {
        COORD value = LANES_GET(&values[i / 8], i % 8);
        LANES_SET(&values[i / 8], i % 8, MULTIPLY(running, prefixes[i]));
        running = MULTIPLY(running, value);
    }
    for (int chain = 0; chain < 2; chain++) product[chain] = LANES_LOAD(&values[chain]);
}

// Ends the eight additions of a group with the inverses of their denominators.
INLINE void GROUP(lanes_finish)(
    GROUP(lanes_batch) *batch, size_t i, size_t count, GROUP(point) *target, LANES inverse,
    const lanes_field *field) {
    __typeof__(&batch->group[0]) group = &batch->group[i];
    LANES slope = LANES_MULTIPLY(LANES_LOAD(&group->numerator), inverse);
    LANES x1 = LANES_LOAD(&group->x1);
    LANES x3 = LANES_SUBTRACT(LANES_MULTIPLY(slope, slope), x1);
    x3 = LANES_CANONICAL(LANES_SUBTRACT(x3, LANES_LOAD(&group->x2)));
    LANES y3 = LANES_MULTIPLY(slope, LANES_SUBTRACT(x1, x3));
    y3 = LANES_CANONICAL(LANES_SUBTRACT(y3, LANES_LOAD(&group->y1)));
    if (8 * i >= count) return;
    GROUP(point) last[8];
    size_t used = count - 8 * i < 8 ? count - 8 * i : 8;
    GROUP(point) *sums = used < 8 ? last : target + 8 * i;
    LANES_STORE_POINTS((uint64_t *)sums, x3, y3);
    for (size_t lane = 0; lane < used; lane++)
        if (__builtin_expect(group->is_known[lane], 0)) sums[lane] = batch->known[8 * i + lane];
    if (used < 8) __builtin_memcpy(target + 8 * i, last, used * sizeof(GROUP(point)));
}

static void GROUP(lanes_flush)(
    GROUP(lanes_batch) *batch, size_t count, GROUP(point) *target, const lanes_field *field) {
    GROUP(point) infinity;
    __builtin_memset(&infinity, 0, sizeof(infinity));
    size_t groups = (count + 15) / 16 * 2;
    for (size_t i = count; i < 8 * groups; i++) GROUP(lanes_know)(batch, i, infinity);
    LANES product[2] = {LANES_BROADCAST(COORD_ONE), LANES_BROADCAST(COORD_ONE)};
    for (size_t i = 0; i < groups; i++) {
        LANES *chain = &product[i % 2];
        batch->group[i].prefix = *chain;
        *chain = LANES_MULTIPLY(*chain, LANES_LOAD(&batch->group[i].denominator));
    }
    GROUP(lanes_invert)(product);
    // All operands of the batch are copies, so the order of the sums is free.
    for (size_t i = groups; i-- > 0;) {
        LANES *chain = &product[i % 2];
        LANES inverse = LANES_MULTIPLY(*chain, batch->group[i].prefix);
        *chain = LANES_MULTIPLY(*chain, LANES_LOAD(&batch->group[i].denominator));
        GROUP(lanes_finish)(batch, i, count, target, inverse, field);
    }
}

static int GROUP(lanes_round)(
    GROUP(point) *points, uint32_t *lengths, size_t run_count, GROUP(lanes_batch) *batch,
    const lanes_field *field) {
    GROUP(point) *source = points, *target = points;
    size_t count = 0;
    int is_longer = 0;
    for (size_t run = 0; run < run_count; run++) {
        uint32_t length = lengths[run];
        for (uint32_t i = 0; i < length; i += 2) {
            if (i + 1 < length)
                GROUP(lanes_queue)(batch, count, source + i);
            else
                GROUP(lanes_know)(batch, count, source[i]);
            if (++count == CBN254_LANES_BATCH) {
                GROUP(lanes_flush)(batch, count, target, field);
                target += count;
                count = 0;
            }
        }
        source += length;
        lengths[run] = length - length / 2;
        is_longer |= lengths[run] > 1;
    }
    if (count > 0) GROUP(lanes_flush)(batch, count, target, field);
    return is_longer;
}

static void GROUP(lanes_sum_runs)(
    uint64_t *words, uint32_t *lengths, size_t run_count, uint64_t *scratch) {
    GROUP(point) *points = (GROUP(point) *)words;
    const lanes_field all = lanes_field_of(fp_modulus, FP_FACTOR), *field = &all;
    // The scratch area has room to begin at a multiple of 64 bytes.
    GROUP(lanes_batch) *batch =
        (GROUP(lanes_batch) *)(((uintptr_t)scratch + 63) & ~(uintptr_t)63);
    while (GROUP(lanes_round)(points, lengths, run_count, batch, field)) {}
    GROUP(spread)(points, lengths, run_count);
}

#pragma clang attribute pop
