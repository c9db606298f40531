// The Poseidon2 permutations, part of kernels.h: GROUPS registers of LANES states make eight
// states.
//
// Linear layers work on halves: two 64-bit integers stand for low + high * 2^32. They may be
// negative or longer than 32 bits, so sums need neither carries nor reductions; only the S-box
// needs a word, which `join` makes.
//
// SHORT_OFFSET_LOW + SHORT_OFFSET_HIGH * 2^32 = 2^10 * p makes halves above -2^42 positive.
#define SHORT_OFFSET_LOW ((1ull << 42) + (1ull << 10))
#define SHORT_OFFSET_HIGH ((1ull << 42) - (1ull << 11))

#define GROUPS (8 / LANES)

typedef struct NAME(halves) { W low, high; } NAME(halves);
typedef struct NAME(state) { W low[12], high[12]; } NAME(state);

// The canonical integer of low + high * 2^32 - EPSILON, both in [0, 2^63).
//
// It is u + t - EPSILON, where u = high * 2^32 modulo 2^64 and t = low + (high / 2^32) * EPSILON
// < 2^64 - 2^32. If u + t wraps, what is left is the value less p; it is then less than u by at
// least 2^32, so that the upper halves tell.
INLINE W NAME(join)(W low, W high) {
    W upper = high << 32;
    W sum = upper + (low + NAME(times_epsilon)(high >> 32));
#if WIDE
    W whole = (W)(sum >= upper) & EPSILON;
#else
    W whole = (W)((NAME(whole_halves))sum >= (NAME(whole_halves))upper) >> 32;
#endif
    return sum - whole;
}

// Halves of x^7: low in (-2^33, 2^32), high in [0, 2^33).
INLINE NAME(halves) NAME(seventh_power)(W x) {
    W square = NAME(square)(x) ^ BIAS;
    W cube = NAME(product)(square, x) ^ BIAS;
    W fourth = NAME(square)(square) ^ BIAS;
    NAME(wide) seventh = NAME(wide_product)(fourth, cube);
    // 2^64 = 2^32 - 1 and 2^96 = -1, without a carry.
    W middle = seventh.high & EPSILON;
    return (NAME(halves)){
        (seventh.low & EPSILON) - middle - (seventh.high >> 32),
        (seventh.cross & EPSILON) + middle};
}

// The S-box after a constant; the constants are prepared: OFFSET is in them, and EPSILON.
INLINE NAME(halves) NAME(sbox)(const NAME(state) *state, unsigned i, const uint64_t *constant) {
    return NAME(seventh_power)(
        NAME(join)(state->low[i] + constant[0], state->high[i] + constant[1]));
}

// circ(2, 3, 1, 1) on each four elements, then to every element the sum at its place in all fours.
// Halves grow by the factor 28 at most: 7 in a four, once more for each of three fours.
INLINE void NAME(mix)(W *state, unsigned width) {
    W sums[4];
    UNROLL
    for (unsigned start = 0; start < width; start += 4) {
        W *x = state + start;
        W x01 = x[0] + x[1], x23 = x[2] + x[3], all = x01 + x23;
        W all1 = all + x[1], all3 = all + x[3];
        x[3] = all3 + (x[0] + x[0]);
        x[0] = all1 + x01;
        x[1] = all1 + (x[2] + x[2]);
        x[2] = all3 + x23;
        UNROLL
        for (unsigned i = 0; i < 4; i++) sums[i] = start ? sums[i] + x[i] : x[i];
    }
    UNROLL
    for (unsigned i = 0; i < width; i++) state[i] += sums[i & 3];
}

INLINE void NAME(external_layer)(NAME(state) *state, unsigned width) {
    NAME(mix)(state->low, width);
    NAME(mix)(state->high, width);
}

INLINE void NAME(full_round)(NAME(state) *state, unsigned width, const uint64_t *constants) {
    UNROLL
    for (unsigned i = 0; i < width; i++) {
        NAME(halves) power = NAME(sbox)(state, i, constants + 2 * i);
        state->low[i] = power.low;
        state->high[i] = power.high;
    }
    NAME(external_layer)(state, width);
}

// Halves above -2^62, below 2^62: after it low in (-2^31, 2^32), high in [0, 2^33).
INLINE NAME(halves) NAME(settled)(W low, W high) {
    low += OFFSET_LOW;
    high += OFFSET_HIGH;
    W top = high >> 32;
    return (NAME(halves)){
        (low & EPSILON) - top, (high & EPSILON) + top + (low >> 32)};
}

// An element of the diagonal is factor / 2^shift.
typedef struct NAME(weight) { int factor; unsigned shift; } NAME(weight);

static const NAME(weight) NAME(diagonal8)[8] = {
    {-2, 0}, {1, 0}, {2, 0}, {1, 1}, {3, 0}, {-1, 1}, {-3, 0}, {-4, 0}};
static const NAME(weight) NAME(diagonal12)[12] = {
    {-2, 0}, {1, 0}, {2, 0}, {1, 1}, {3, 0}, {4, 0}, {-1, 1}, {-3, 0}, {-4, 0},
    {1, 2}, {-1, 2}, {1, 3}};

// x / 2^shift for halves in [0, 2^63): the bits shifted out of the upper half go to the lower one,
// and those of the lower, c, count 2^-shift c = (2^(32 - shift) - 2^(64 - shift)) c.
INLINE NAME(halves) NAME(divided)(NAME(halves) x, unsigned shift) {
    if (shift == 0) return x;
    W lower = (x.low << (64 - shift)) >> 32, upper = (x.high << (64 - shift)) >> 32;
    return (NAME(halves)){(x.low >> shift) + lower + upper, (x.high >> shift) - lower};
}

INLINE W NAME(plus_multiple)(W sum, W x, int factor) {
    int size = factor < 0 ? -factor : factor;
    W multiple = size == 1 ? x : size == 2 ? x + x : size == 3 ? (x << 1) + x : x << 2;
    return factor < 0 ? sum - multiple : sum + multiple;
}

// Elements become the sum of all plus themselves times the diagonal. Halves with a whole weight grow
// from M to 4 M + 2^33 at most. Those with a fraction begin below 2^42 + 2^38 and stay in
// [0, 2^44): with -1/2 they become at least 2^42 - 2^31 - (2^41 + 2^37 + 2^33) > 0 and at most
// 2^42 + 2^34, with 1/2 at most 2^42 + 2^34 and half of what they were.
INLINE void NAME(internal_layer)(
    NAME(state) *state, unsigned width, NAME(halves) first, const NAME(weight) *diagonal) {
    W low = state->low[1], high = state->high[1];
    UNROLL
    for (unsigned i = 2; i < width; i++) {
        low += state->low[i];
        high += state->high[i];
    }
    NAME(halves) sum = NAME(settled)(low + first.low, high + first.high);
    // The sum less twice the first element, as the next S-box waits for it.
    state->low[0] = low - first.low;
    state->high[0] = high - first.high;
    NAME(halves) raised = {sum.low + SHORT_OFFSET_LOW, sum.high + SHORT_OFFSET_HIGH};
    UNROLL
    for (unsigned i = 1; i < width; i++) {
        NAME(halves) x = {state->low[i], state->high[i]};
        unsigned shift = diagonal[i].shift;
        NAME(halves) all = shift ? raised : sum;
        x = NAME(divided)(x, shift);
        state->low[i] = NAME(plus_multiple)(all.low, x.low, diagonal[i].factor);
        state->high[i] = NAME(plus_multiple)(all.high, x.high, diagonal[i].factor);
    }
}

// Before the partial rounds: makes elements positive that will be divided.
INLINE void NAME(raise_fractions)(
    NAME(state) *state, unsigned width, const NAME(weight) *diagonal) {
    UNROLL
    for (unsigned i = 1; i < width; i++) {
        if (diagonal[i].shift == 0) continue;
        state->low[i] += SHORT_OFFSET_LOW;
        state->high[i] += SHORT_OFFSET_HIGH;
    }
}

// Half way through the partial rounds: shortens elements that have grown by the factor 4^11.
INLINE void NAME(settle_multiples)(
    NAME(state) *state, unsigned width, const NAME(weight) *diagonal) {
    UNROLL
    for (unsigned i = 1; i < width; i++) {
        if (diagonal[i].shift != 0) continue;
        NAME(halves) x = NAME(settled)(state->low[i], state->high[i]);
        state->low[i] = x.low;
        state->high[i] = x.high;
    }
}

// Partial rounds, group by group in turn, as each round of one state waits for the one before.
//
// Halves are below 28 * 2^33 < 2^37.9 in the beginning, with weight 4 so below 2^60 after 11
// rounds, sums of them below 2^61; after settling and 11 more rounds below 2^56.
INLINE void NAME(partial_rounds)(
    NAME(state) *states, unsigned width, const uint64_t *constants,
    const NAME(weight) *diagonal) {
    for (unsigned group = 0; group < GROUPS; group++)
        NAME(raise_fractions)(&states[group], width, diagonal);
    for (unsigned round = 0; round < 22; round++) {
        for (unsigned group = 0; group < GROUPS; group++) {
            NAME(state) *state = &states[group];
            if (round == 11) NAME(settle_multiples)(state, width, diagonal);
            NAME(halves) first = NAME(sbox)(state, 0, constants + 2 * round);
            NAME(internal_layer)(state, width, first, diagonal);
        }
    }
}

// The permutation of eight states: element i of lane j is words[8 * i + j].
INLINE void NAME(permute)(
    uint64_t *words, unsigned width, ckernels_constants constants,
    const NAME(weight) *diagonal) {
    NAME(state) states[GROUPS];
    for (unsigned group = 0; group < GROUPS; group++) {
        NAME(state) *state = &states[group];
        UNROLL
        for (unsigned i = 0; i < width; i++) {
            W word = NAME(read)(words + 8 * i + LANES * group);
            state->low[i] = word & EPSILON;
            state->high[i] = word >> 32;
        }
        NAME(external_layer)(state, width);
        for (unsigned round = 0; round < 4; round++)
            NAME(full_round)(state, width, constants.external + 2 * width * round);
    }
    NAME(partial_rounds)(states, width, constants.internal, diagonal);
    for (unsigned group = 0; group < GROUPS; group++) {
        NAME(state) *state = &states[group];
        for (unsigned round = 4; round < 8; round++)
            NAME(full_round)(state, width, constants.external + 2 * width * round);
        UNROLL
        for (unsigned i = 0; i < width; i++) {
            W word = NAME(join)(
                state->low[i] + (OFFSET_LOW + EPSILON), state->high[i] + OFFSET_HIGH);
            NAME(write)(words + 8 * i + LANES * group, word);
        }
    }
}

static __attribute__((noinline)) void NAME(permute8)(
    uint64_t *words, ckernels_constants constants) {
    NAME(permute)(words, 8, constants, NAME(diagonal8));
}

static __attribute__((noinline)) void NAME(permute12)(
    uint64_t *words, ckernels_constants constants) {
    NAME(permute)(words, 12, constants, NAME(diagonal12));
}
