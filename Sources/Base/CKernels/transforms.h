// Transforms of eight columns, part of kernels.h: radix 4, rows of eight words.
//
// The fourth root of unity w^(rows / 4) is 2^48 or -2^48. If it is the latter, rows 1 and 3 of a
// butterfly change places on the side on which it multiplies their difference.

#define EACH_PART for (size_t part = 0; part < 8; part += LANES)

typedef struct NAME(four) { uint64_t *rows[4]; } NAME(four);

// Rows of a butterfly from the place of the first, `step` rows apart.
INLINE NAME(four) NAME(rows_from)(uint64_t *first, size_t step) {
    return (NAME(four)){{first, first + 8 * step, first + 16 * step, first + 24 * step}};
}

// x[1] and x[3] in exchange when the fourth root is -2^48.
INLINE NAME(four) NAME(turned)(NAME(four) x, int negative) {
    return negative ? (NAME(four)){{x.rows[0], x.rows[3], x.rows[2], x.rows[1]}} : x;
}

// The factor of a row: w^j, w^2j and w^3j.
typedef struct NAME(factors) { W root, square, cube; } NAME(factors);

INLINE NAME(factors) NAME(factors_at)(const uint64_t *roots, size_t exponent) {
    return (NAME(factors)){
        (W)(roots[exponent]), (W)(roots[2 * exponent]), (W)(roots[3 * exponent])};
}

INLINE W NAME(times)(W word, W factor) { return NAME(reduced)(NAME(product)(word, factor)); }

// target = [x0 + x1 + x2 + x3, (x0 - x1 + x2 - x3) w^2j, (x0 - x2 + i (x1 - x3)) w^j,
// (x0 - x2 - i (x1 - x3)) w^3j]; without factors for j = 0.
INLINE void NAME(part_four)(
    NAME(four) target, NAME(four) source, size_t part, const NAME(factors) *factors) {
    W x[4];
    UNROLL
    for (int i = 0; i < 4; i++) x[i] = NAME(read_biased)(source.rows[i] + part);
    W y0 = NAME(plus)(x[0], x[2], BIAS), y1 = NAME(plus)(x[1], x[3], BIAS);
    W y2 = NAME(minus)(x[0], x[2], BIAS);
    W y3 = NAME(times_fourth_root)(NAME(minus)(x[1], x[3], 0));
    W z0 = NAME(plus)(y0, y1, 0), z1 = NAME(minus)(y0, y1, 0);
    W z2 = NAME(plus)(y2, y3, 0), z3 = NAME(minus)(y2, y3, 0);
    if (factors) {
        z1 = NAME(times)(z1, factors->square) ^ BIAS;
        z2 = NAME(times)(z2, factors->root) ^ BIAS;
        z3 = NAME(times)(z3, factors->cube) ^ BIAS;
    }
    NAME(write)(target.rows[0] + part, z0);
    NAME(write)(target.rows[1] + part, z1);
    NAME(write)(target.rows[2] + part, z2);
    NAME(write)(target.rows[3] + part, z3);
}

// The mirror image: factors first.
INLINE void NAME(join_four)(
    NAME(four) target, NAME(four) source, size_t part, const NAME(factors) *factors) {
    W x0 = NAME(read_biased)(source.rows[0] + part), x1, x2, x3;
    if (factors) {
        x1 = NAME(times)(NAME(read)(source.rows[1] + part), factors->square);
        x2 = NAME(times)(NAME(read)(source.rows[2] + part), factors->root);
        x3 = NAME(times)(NAME(read)(source.rows[3] + part), factors->cube);
    } else {
        x1 = NAME(read_biased)(source.rows[1] + part);
        x2 = NAME(read_biased)(source.rows[2] + part);
        x3 = NAME(read_biased)(source.rows[3] + part);
    }
    W y0 = NAME(plus)(x0, x1, BIAS), y1 = NAME(minus)(x0, x1, BIAS);
    W y2 = NAME(plus)(x2, x3, BIAS);
    W y3 = NAME(times_fourth_root)(NAME(minus)(x2, x3, 0));
    NAME(write)(target.rows[0] + part, NAME(plus)(y0, y2, 0));
    NAME(write)(target.rows[1] + part, NAME(plus)(y1, y3, 0));
    NAME(write)(target.rows[2] + part, NAME(minus)(y0, y2, 0));
    NAME(write)(target.rows[3] + part, NAME(minus)(y1, y3, 0));
}

// Sums and differences of neighbours.
INLINE void NAME(radix_two)(uint64_t *strip, size_t rows) {
    for (uint64_t *row = strip; row < strip + 8 * rows; row += 16) {
        EACH_PART {
            W x0 = NAME(read_biased)(row + part), x1 = NAME(read_biased)(row + 8 + part);
            NAME(write)(row + part, NAME(plus)(x0, x1, 0));
            NAME(write)(row + 8 + part, NAME(minus)(x0, x1, 0));
        }
    }
}

// Decimation in frequency, two levels at a time where possible.
static void NAME(ntt_to_reversed)(uint64_t *strip, unsigned log2_rows, const uint64_t *roots) {
    size_t rows = (size_t)1 << log2_rows;
    size_t block = rows;
    if (rows < 2) return;
    int negative = rows >= 4 && roots[rows / 4] != FOURTH_ROOT;
    for (size_t step = 1; block >= 4; block /= 4, step *= 4) {
        size_t quarter = block / 4;
        for (size_t start = 0; start < rows; start += block) {
            NAME(four) first = NAME(rows_from)(strip + 8 * start, quarter);
            EACH_PART NAME(part_four)(first, NAME(turned)(first, negative), part, 0);
            for (size_t j = 1; j < quarter; j++) {
                NAME(four) place = NAME(rows_from)(strip + 8 * (start + j), quarter);
                NAME(factors) factors = NAME(factors_at)(roots, j * step);
                EACH_PART NAME(part_four)(place, NAME(turned)(place, negative), part, &factors);
            }
        }
    }
    if (block == 2) NAME(radix_two)(strip, rows);
}

// Decimation in time: the mirror image.
static void NAME(ntt_from_reversed)(uint64_t *strip, unsigned log2_rows, const uint64_t *roots) {
    size_t rows = (size_t)1 << log2_rows;
    size_t quarter = 1 + (log2_rows & 1);
    if (rows < 2) return;
    int negative = rows >= 4 && roots[rows / 4] != FOURTH_ROOT;
    if (quarter == 2) NAME(radix_two)(strip, rows);
    for (; quarter < rows; quarter *= 4) {
        size_t step = rows / (4 * quarter);
        for (size_t start = 0; start < rows; start += 4 * quarter) {
            NAME(four) first = NAME(rows_from)(strip + 8 * start, quarter);
            EACH_PART NAME(join_four)(NAME(turned)(first, negative), first, part, 0);
            for (size_t j = 1; j < quarter; j++) {
                NAME(four) place = NAME(rows_from)(strip + 8 * (start + j), quarter);
                NAME(factors) factors = NAME(factors_at)(roots, j * step);
                EACH_PART NAME(join_four)(NAME(turned)(place, negative), place, part, &factors);
            }
        }
    }
}

static void NAME(scale_rows)(
    uint64_t *target, const uint64_t *strip, const uint64_t *factors, size_t rows) {
    for (size_t row = 0; row < rows; row++) {
        W factor = (W)(factors[row]);
        EACH_PART {
            W scaled = NAME(times)(NAME(read)(strip + 8 * row + part), factor);
            NAME(write)(target + 8 * row + part, scaled ^ BIAS);
        }
    }
}

static void NAME(multiply_all)(
    uint64_t *target, const uint64_t *left, const uint64_t *right, size_t count) {
    for (size_t i = 0; i < count; i += LANES) {
        W product = NAME(times)(NAME(read)(left + i), NAME(read)(right + i));
        NAME(write)(target + i, product ^ BIAS);
    }
}

#undef EACH_PART
