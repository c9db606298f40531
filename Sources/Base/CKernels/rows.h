// Straight-line programs over rows of tables, part of kernels.h: every register holds one value
// for each of 16 rows, so reading an instruction costs little beside carrying it out.

// A sum of products as words with weights 2^0, 2^32, 2^64, 2^96. Each product adds less than
// 3 * 2^32 to a word, so 2^28 products do not overflow.
typedef struct NAME(sum) { V words[4]; } NAME(sum);

// Adds (a1 * 2^32 + a0) * (b1 * 2^32 + b0); all parts are below 2^32.
INLINE void NAME(accumulate)(NAME(sum) *sum, V a0, V a1, V b0, V b1) {
    V low = a0 * b0, left = a1 * b0, right = a0 * b1, high = a1 * b1;
    sum->words[0] += low & EPSILON;
    sum->words[1] += (low >> 32) + (left & EPSILON) + (right & EPSILON);
    sum->words[2] += (left >> 32) + (right >> 32) + (high & EPSILON);
    sum->words[3] += high >> 32;
}

// 2^64 = 2^32 - 1 and 2^96 = -1. The words are below p.
INLINE V NAME(sum_residue)(const NAME(sum) *sum) {
    V middle = sum->words[1] + sum->words[2];
    V value = NAME(reduce)(middle >> 32, middle << 32);
    value = NAME(add)(value, sum->words[0]);
    return NAME(subtract)(NAME(subtract)(value, sum->words[2]), sum->words[3]);
}

// The product in the cubic extension by x^3 - 2.
INLINE void NAME(multiply_cubic)(V *product, const V *left, const V *right) {
    // right[0...2], then twice right[1] and right[2].
    V factors[5] = {
        right[0], right[1], right[2], NAME(add)(right[1], right[1]),
        NAME(add)(right[2], right[2])};
    // The factor for each coefficient of the left operand, for each coefficient of the product.
    static const unsigned char places[3][3] = {{0, 4, 3}, {1, 0, 4}, {2, 1, 0}};
    NAME(sum) sums[3] = {0};
    UNROLL
    for (unsigned i = 0; i < 3; i++) {
        V low = left[i] & EPSILON, high = left[i] >> 32;
        UNROLL
        for (unsigned k = 0; k < 3; k++) {
            V factor = factors[places[k][i]];
            NAME(accumulate)(&sums[k], low, high, factor & EPSILON, factor >> 32);
        }
    }
    UNROLL
    for (unsigned k = 0; k < 3; k++) product[k] = NAME(sum_residue)(&sums[k]);
}

#define EACH_VECTOR for (unsigned at = 0; at < CKERNELS_ROWS; at += 8)
#define L(part) NAME(load)(left + CKERNELS_ROWS * (part) + at)
#define R(part) NAME(load)(right + CKERNELS_ROWS * (part) + at)
#define SET(part, value) NAME(store)(target + CKERNELS_ROWS * (part) + at, value)

static void NAME(load_column)(
    uint64_t *target, ckernels_table table, const uint32_t *rows, size_t column) {
    const uint64_t *words = table.words + column;
    for (unsigned lane = 0; lane < CKERNELS_ROWS; lane++)
        target[lane] = words[rows[lane] * table.width];
}

// The constant at terms[0], three words, and for each of `count` pairs of terms a register times
// the three words of a constant.
static void NAME(dot)(
    uint64_t *target, const uint64_t *registers, const uint64_t *constants,
    const uint32_t *terms, size_t count) {
    EACH_VECTOR {
        NAME(sum) sums[3] = {0};
        for (size_t i = 0; i < count; i++) {
            V value = NAME(load)(registers + CKERNELS_ROWS * terms[1 + 2 * i] + at);
            const uint64_t *factor = constants + terms[2 + 2 * i];
            V low = value & EPSILON, high = value >> 32;
            UNROLL
            for (unsigned k = 0; k < 3; k++)
                NAME(accumulate)(
                    &sums[k], low, high, (V)(factor[k] & EPSILON), (V)(factor[k] >> 32));
        }
        UNROLL
        for (unsigned k = 0; k < 3; k++)
            SET(k, NAME(add)(NAME(sum_residue)(&sums[k]), (V)(constants[terms[0] + k])));
    }
}

static void NAME(step)(const ckernels_run *run, ckernels_instruction step, size_t start) {
    uint64_t *target = run->registers + CKERNELS_ROWS * step.target;
    const uint64_t *left = run->registers + CKERNELS_ROWS * step.left;
    const uint64_t *right = run->registers + CKERNELS_ROWS * step.right;
    const uint64_t *constant = run->constants + step.right;
    switch (step.operation) {
    case CKERNELS_HERE:
        NAME(load_column)(target, run->tables[step.left], run->here + start, step.right);
        break;
    case CKERNELS_NEXT:
        NAME(load_column)(target, run->tables[step.left], run->next + start, step.right);
        break;
    case CKERNELS_HERE_CUBIC:
        for (unsigned k = 0; k < 3; k++)
            NAME(load_column)(
                target + CKERNELS_ROWS * k, run->tables[step.left], run->here + start,
                step.right + k);
        break;
    case CKERNELS_NEXT_CUBIC:
        for (unsigned k = 0; k < 3; k++)
            NAME(load_column)(
                target + CKERNELS_ROWS * k, run->tables[step.left], run->next + start,
                step.right + k);
        break;
    case CKERNELS_LOCAL:
        left = run->locals + step.left * run->count + start;
        EACH_VECTOR SET(0, L(0));
        break;
    case CKERNELS_CONSTANT: EACH_VECTOR SET(0, (V)(*constant)); break;
    case CKERNELS_ADD: EACH_VECTOR SET(0, NAME(add)(L(0), R(0))); break;
    case CKERNELS_SUBTRACT: EACH_VECTOR SET(0, NAME(subtract)(L(0), R(0))); break;
    case CKERNELS_MULTIPLY: EACH_VECTOR SET(0, NAME(multiply)(L(0), R(0))); break;
    case CKERNELS_ADD_CONSTANT: EACH_VECTOR SET(0, NAME(add)(L(0), (V)(*constant))); break;
    case CKERNELS_FROM_CONSTANT:
        EACH_VECTOR SET(0, NAME(subtract)((V)(*constant), L(0)));
        break;
    case CKERNELS_TIMES_CONSTANT:
        EACH_VECTOR SET(0, NAME(multiply)(L(0), (V)(*constant)));
        break;
    case CKERNELS_DOT:
        NAME(dot)(
            target, run->registers, run->constants, run->terms + step.left, step.right);
        break;
    case CKERNELS_ADD_CUBIC:
        for (unsigned k = 0; k < 3; k++) EACH_VECTOR SET(k, NAME(add)(L(k), R(k)));
        break;
    case CKERNELS_SUBTRACT_CUBIC:
        for (unsigned k = 0; k < 3; k++) EACH_VECTOR SET(k, NAME(subtract)(L(k), R(k)));
        break;
    case CKERNELS_SCALE_CUBIC:
        for (unsigned k = 0; k < 3; k++) EACH_VECTOR SET(k, NAME(multiply)(L(k), R(0)));
        break;
    case CKERNELS_MULTIPLY_CUBIC:
        EACH_VECTOR {
            V a[3] = {L(0), L(1), L(2)}, b[3] = {R(0), R(1), R(2)}, product[3];
            NAME(multiply_cubic)(product, a, b);
            SET(0, product[0]);
            SET(1, product[1]);
            SET(2, product[2]);
        }
        break;
    case CKERNELS_STORE:
        target = run->output + step.target * run->count + start;
        EACH_VECTOR SET(0, L(0));
        break;
    }
}

static void NAME(run_rows)(const ckernels_run *run) {
    for (size_t start = 0; start < run->count; start += CKERNELS_ROWS)
        for (size_t i = 0; i < run->step_count; i++) NAME(step)(run, run->steps[i], start);
}

// The power to p - 2, 31 ones, a zero and 32 ones in binary; zero stays zero.
static V NAME(inverse)(V value) {
    V power = value, ones31 = value;
    for (unsigned bit = 1; bit < 32; bit++) {
        if (bit == 31) ones31 = power;
        power = NAME(multiply)(NAME(multiply)(power, power), value);
    }
    for (unsigned bit = 0; bit < 33; bit++) ones31 = NAME(multiply)(ones31, ones31);
    return NAME(multiply)(ones31, power);
}

// The adjugate of multiplication by the value over its norm; the value is not zero.
static void NAME(invert_cubic)(V *value) {
    V a = value[0], b = value[1], c = value[2];
    V bc = NAME(multiply)(b, c), cc = NAME(multiply)(c, c);
    V adjugate[3] = {
        NAME(subtract)(NAME(multiply)(a, a), NAME(add)(bc, bc)),
        NAME(subtract)(NAME(add)(cc, cc), NAME(multiply)(a, b)),
        NAME(subtract)(NAME(multiply)(b, b), NAME(multiply)(a, c))};
    V norm[3];
    NAME(multiply_cubic)(norm, value, adjugate);
    V inverse = NAME(inverse)(norm[0]);
    for (unsigned k = 0; k < 3; k++) value[k] = NAME(multiply)(adjugate[k], inverse);
}

// Divides by batches (Montgomery's trick): every lane for itself, over all of its fractions.
static void NAME(divide_cubic)(
    uint64_t *fractions, uint64_t *products, size_t count, size_t stride) {
    V product[3] = {(V)(1ull), (V)(0ull), (V)(0ull)};
    size_t place = 0;
    for (size_t i = 0; i < count; i++) {
        for (size_t at = 0; at < stride; at += 8, place += 24) {
            uint64_t *divisor = fractions + (6 * i + 3) * stride + at;
            V value[3];
            for (unsigned k = 0; k < 3; k++) {
                value[k] = NAME(load)(divisor + k * stride);
                NAME(store)(products + place + 8 * k, product[k]);
            }
            V zero = (V)((value[0] | value[1] | value[2]) == 0);
            value[0] += zero & 1;
            NAME(multiply_cubic)(product, product, value);
        }
    }
    NAME(invert_cubic)(product);
    for (size_t i = count; i-- > 0;) {
        for (size_t at = stride; at > 0;) {
            at -= 8, place -= 24;
            uint64_t *fraction = fractions + 6 * i * stride + at;
            V value[3], before[3], inverse[3], numerator[3];
            for (unsigned k = 0; k < 3; k++) {
                numerator[k] = NAME(load)(fraction + k * stride);
                value[k] = NAME(load)(fraction + (3 + k) * stride);
                before[k] = NAME(load)(products + place + 8 * k);
            }
            V zero = (V)((value[0] | value[1] | value[2]) == 0);
            value[0] += zero & 1;
            NAME(multiply_cubic)(inverse, product, before);
            NAME(multiply_cubic)(product, product, value);
            NAME(multiply_cubic)(numerator, numerator, inverse);
            for (unsigned k = 0; k < 3; k++)
                NAME(store)(fraction + k * stride, numerator[k] & ~zero);
        }
    }
}

// Columns of eight rows side by side: column c of row j in lane j. Rows past `rows` count as zero.
INLINE void NAME(load_block)(
    V *block, const uint64_t *words, size_t width, size_t rows, size_t columns) {
    uint64_t lanes[8][8] = {0};
    for (size_t row = 0; row < rows; row++)
        for (size_t column = 0; column < columns; column++)
            lanes[column][row] = words[row * width + column];
    for (size_t column = 0; column < columns; column++)
        block[column] = NAME(load)(lanes[column]);
}

#define LOW_HALVES(a, b) __builtin_shufflevector(a, b, 0, 8, 2, 10, 4, 12, 6, 14)
#define HIGH_HALVES(a, b) __builtin_shufflevector(a, b, 1, 9, 3, 11, 5, 13, 7, 15)
#define LOW_PAIRS(a, b) __builtin_shufflevector(a, b, 0, 1, 8, 9, 4, 5, 12, 13)
#define HIGH_PAIRS(a, b) __builtin_shufflevector(a, b, 2, 3, 10, 11, 6, 7, 14, 15)
#define LOW_FOURS(a, b) __builtin_shufflevector(a, b, 0, 1, 2, 3, 8, 9, 10, 11)
#define HIGH_FOURS(a, b) __builtin_shufflevector(a, b, 4, 5, 6, 7, 12, 13, 14, 15)

// As above for eight rows of at least eight columns: a transposition in three steps.
INLINE void NAME(load_full_block)(V *block, const uint64_t *words, size_t width) {
    V a[8], b[8];
    UNROLL
    for (unsigned i = 0; i < 8; i++) a[i] = NAME(load)(words + i * width);
    UNROLL
    for (unsigned i = 0; i < 8; i += 2) {
        b[i] = LOW_HALVES(a[i], a[i + 1]);
        b[i + 1] = HIGH_HALVES(a[i], a[i + 1]);
    }
    UNROLL
    for (unsigned i = 0; i < 8; i += 4) {
        UNROLL
        for (unsigned k = 0; k < 2; k++) {
            a[i + k] = LOW_PAIRS(b[i + k], b[i + k + 2]);
            a[i + k + 2] = HIGH_PAIRS(b[i + k], b[i + k + 2]);
        }
    }
    UNROLL
    for (unsigned k = 0; k < 4; k++) {
        block[k] = LOW_FOURS(a[k], a[k + 4]);
        block[k + 4] = HIGH_FOURS(a[k], a[k + 4]);
    }
}

#undef LOW_HALVES
#undef HIGH_HALVES
#undef LOW_PAIRS
#undef HIGH_PAIRS
#undef LOW_FOURS
#undef HIGH_FOURS

static void NAME(combine_columns)(
    uint64_t *lists, size_t stride, const uint64_t *words, size_t width, size_t rows,
    const uint64_t *factors) {
    for (size_t row = 0; row < rows; row += 8) {
        NAME(sum) sums[3] = {0};
        for (size_t column = 0; column < width; column += 8) {
            size_t columns = width - column < 8 ? width - column : 8;
            const uint64_t *place = words + row * width + column;
            V block[8];
            if (rows - row >= 8 && columns == 8)
                NAME(load_full_block)(block, place, width);
            else
                NAME(load_block)(block, place, width, rows - row < 8 ? rows - row : 8, columns);
            for (size_t i = 0; i < columns; i++) {
                const uint64_t *factor = factors + 3 * (column + i);
                V low = block[i] & EPSILON, high = block[i] >> 32;
                UNROLL
                for (unsigned k = 0; k < 3; k++)
                    NAME(accumulate)(
                        &sums[k], low, high, (V)(factor[k] & EPSILON), (V)(factor[k] >> 32));
            }
        }
        UNROLL
        for (unsigned k = 0; k < 3; k++)
            NAME(store)(lists + k * stride + row, NAME(sum_residue)(&sums[k]));
    }
}

static void NAME(combine_rows)(
    uint64_t *totals, const uint64_t *words, size_t width, size_t rows, const uint64_t *lists,
    size_t stride) {
    for (size_t column = 0; column < width; column += 8) {
        size_t columns = width - column < 8 ? width - column : 8;
        NAME(sum) sums[3] = {0};
        uint64_t lanes[8] = {0};
        for (size_t row = 0; row < rows; row++) {
            const uint64_t *place = words + row * width + column;
            if (columns < 8) {
                for (size_t i = 0; i < columns; i++) lanes[i] = place[i];
                place = lanes;
            }
            V value = NAME(load)(place);
            V low = value & EPSILON, high = value >> 32;
            UNROLL
            for (unsigned k = 0; k < 3; k++) {
                uint64_t weight = lists[k * stride + row];
                NAME(accumulate)(
                    &sums[k], low, high, (V)(weight & EPSILON), (V)(weight >> 32));
            }
        }
        for (unsigned k = 0; k < 3; k++) {
            V total = NAME(sum_residue)(&sums[k]);
            for (size_t i = 0; i < columns; i++) totals[3 * (column + i) + k] = total[i];
        }
    }
}

static void NAME(subtract_scaled_cubic)(
    uint64_t *target, const uint64_t *source, const uint64_t *factor, size_t stride) {
    V factors[3] = {(V)(factor[0]), (V)(factor[1]), (V)(factor[2])};
    for (size_t at = 0; at < stride; at += 8) {
        V value[3];
        for (unsigned k = 0; k < 3; k++) value[k] = NAME(load)(source + k * stride + at);
        NAME(multiply_cubic)(value, value, factors);
        for (unsigned k = 0; k < 3; k++) {
            uint64_t *place = target + k * stride + at;
            NAME(store)(place, NAME(subtract)(NAME(load)(place), value[k]));
        }
    }
}

#undef EACH_VECTOR
#undef L
#undef R
#undef SET
