// Poseidon2 over fr on one kind of values (Grassi, Khovratovich, Schofnegger, eprint 2023/323).
//
// The including file defines PERMUTATION(x) (names), VALUE (states side by side), LOAD(place) and
// STORE(place, value) of one of their elements, STEP(k) (where the k-th states begin), CONSTANT of
// an element to be added, FACTOR of one to multiply by, TIMES(factor, value), PRODUCT(a, b) and
// SQUARE(a) of settled values, ADD(a, b) without reduction, SETTLE of a sum of up to 81 settled
// values, CARRY of one of two, which may then be the value of TIMES and in the place of two in
// sums, and CONTEXT, a declaration of the `context` that these need, of CONTEXT_TYPE.

static VALUE PERMUTATION(fifth_power)(VALUE value, const CONTEXT_TYPE *context) {
    return PRODUCT(SQUARE(SQUARE(value)), value);
}

// The matrices circ(2, 1) and circ(2, 1, 1), and for width 16 that of 4 x 4 blocks (section 5.1).
static void PERMUTATION(external_layer)(
    VALUE *state, unsigned width, const CONTEXT_TYPE *context) {
    if (width < 4) {
        VALUE sum = ADD(state[0], state[1]);
        if (width == 3) sum = ADD(sum, state[2]);
        for (unsigned i = 0; i < width; i++) state[i] = SETTLE(ADD(state[i], sum));
        return;
    }
    VALUE sums[4];
    for (unsigned start = 0; start < width; start += 4) {
        VALUE *part = state + start;
        VALUE ab = ADD(part[0], part[1]), cd = ADD(part[2], part[3]);
        VALUE t2 = ADD(ADD(part[1], part[1]), cd), t3 = ADD(ADD(part[3], part[3]), ab);
        VALUE cd2 = ADD(cd, cd), ab2 = ADD(ab, ab);
        VALUE t4 = ADD(ADD(cd2, cd2), t3), t5 = ADD(ADD(ab2, ab2), t2);
        part[0] = ADD(t3, t5);
        part[1] = t5;
        part[2] = ADD(t2, t4);
        part[3] = t4;
        for (unsigned i = 0; i < 4; i++) sums[i] = start == 0 ? part[i] : ADD(sums[i], part[i]);
    }
    for (unsigned i = 0; i < width; i++) state[i] = SETTLE(ADD(state[i], sums[i % 4]));
}

static void PERMUTATION(full_round)(
    VALUE *state, unsigned width, const element *constants, const CONTEXT_TYPE *context) {
    for (unsigned i = 0; i < width; i++)
        state[i] = PERMUTATION(fifth_power)(
            SETTLE(ADD(state[i], CONSTANT(constants[i]))), context);
    PERMUTATION(external_layer)(state, width, context);
}

// Width 2 and 3 have the diagonal 1, ..., 1, 2 beside the matrix of ones.
static void PERMUTATION(narrow_partial_round)(
    VALUE *state, unsigned width, element constant, const CONTEXT_TYPE *context) {
    state[0] = PERMUTATION(fifth_power)(SETTLE(ADD(state[0], CONSTANT(constant))), context);
    VALUE sum = ADD(state[0], state[1]);
    if (width == 3) sum = ADD(sum, state[2]);
    state[width - 1] = ADD(state[width - 1], state[width - 1]);
    for (unsigned i = 0; i < width; i++) state[i] = SETTLE(ADD(state[i], sum));
}

// The three products of the S-box wait for each other; those by the diagonal fill the time.
static void PERMUTATION(partial_round)(
    VALUE *state, element constant, const VALUE *diagonal, const CONTEXT_TYPE *context) {
    VALUE scaled[16], sum = ADD(state[1], state[2]);
    for (unsigned i = 3; i < 16; i++) sum = ADD(sum, state[i]);
    VALUE value = SETTLE(ADD(state[0], CONSTANT(constant)));
    VALUE power = SQUARE(value);
    for (unsigned i = 1; i < 6; i++) scaled[i] = TIMES(diagonal[i], state[i]);
    power = SQUARE(power);
    for (unsigned i = 6; i < 11; i++) scaled[i] = TIMES(diagonal[i], state[i]);
    power = PRODUCT(power, value);
    for (unsigned i = 11; i < 16; i++) scaled[i] = TIMES(diagonal[i], state[i]);
    sum = SETTLE(ADD(sum, power));
    scaled[0] = TIMES(diagonal[0], power);
    for (unsigned i = 0; i < 16; i++) state[i] = CARRY(ADD(scaled[i], sum));
}

static void PERMUTATION(fr_poseidon2)(
    element *states, size_t count, const cbn254_poseidon2 *instance) {
    CONTEXT
    unsigned width = instance->width, rounds = instance->partial_rounds;
    VALUE state[16], diagonal[16];
    if (width > 3)
        for (unsigned i = 0; i < width; i++) diagonal[i] = FACTOR(instance->diagonal[i]);
    for (size_t k = 0; k < count; k++) {
        element *first = states + STEP(k);
        for (unsigned i = 0; i < width; i++) state[i] = LOAD(first + CBN254_LANES * i);
        PERMUTATION(external_layer)(state, width, context);
        for (unsigned round = 0; round < 4; round++)
            PERMUTATION(full_round)(state, width, instance->full + width * round, context);
        for (unsigned round = 0; round < rounds; round++)
            if (width > 3)
                PERMUTATION(partial_round)(state, instance->partial[round], diagonal, context);
            else
                PERMUTATION(narrow_partial_round)(
                    state, width, instance->partial[round], context);
        for (unsigned round = 4; round < 8; round++)
            PERMUTATION(full_round)(state, width, instance->full + width * round, context);
        for (unsigned i = 0; i < width; i++) STORE(first + CBN254_LANES * i, state[i]);
    }
}

#undef PERMUTATION
#undef VALUE
#undef LOAD
#undef STORE
#undef STEP
#undef CONSTANT
#undef FACTOR
#undef TIMES
#undef PRODUCT
#undef SQUARE
#undef ADD
#undef SETTLE
#undef CARRY
#undef CONTEXT
#undef CONTEXT_TYPE
