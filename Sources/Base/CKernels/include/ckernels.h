// Vector kernels over the Goldilocks field, p = 2^64 - 2^32 + 1.
//
// Every word is a canonical integer in [0, p), on the way in and out. A "strip" is an array of rows
// of 8 words, one for each lane. Nothing is allocated and nothing is kept between calls, so any
// number of threads may call. Each kernel takes the instruction set to use; all of them give the
// same words, and a test compares them with plain Swift.
#ifndef CKERNELS_H
#define CKERNELS_H

#include <stddef.h>
#include <stdint.h>

#define CKERNELS_PORTABLE 0
#define CKERNELS_AVX2 1
#define CKERNELS_AVX512 2

// The best instruction set of this machine; every lower one works too. The environment variable
// ZKLINK_VECTORS, "portable" or "avx2", lowers it; any other value leaves it.
int ckernels_best_level(void);

// Transforms the 8 columns of a strip of 2^log2_rows rows; natural to bit-reversed order.
// roots holds the powers w^0 ... w^(3 * rows / 4 - 1) of a root of unity w of order rows.
void ckernels_ntt_to_reversed(
    int level, uint64_t *strip, unsigned log2_rows, const uint64_t *roots);

// As above, bit-reversed to natural order.
void ckernels_ntt_from_reversed(
    int level, uint64_t *strip, unsigned log2_rows, const uint64_t *roots);

// target[row] = strip[row] * factors[row] in all lanes; target may be strip.
void ckernels_scale_rows(
    int level, uint64_t *target, const uint64_t *strip, const uint64_t *factors, size_t rows);

// target[i] = left[i] * right[i]; target may be one of the operands. count is a multiple of 8.
void ckernels_multiply(
    int level, uint64_t *target, const uint64_t *left, const uint64_t *right, size_t count);

// Fills strips, which begin `distance` words apart, from `columns` neighbouring words of each of
// `rows` rows that lie `stride` words apart: eight words to a strip; the lanes of the last that are
// left over become zero.
void ckernels_gather(
    uint64_t *strips, size_t distance, const uint64_t *source, size_t rows, size_t stride,
    size_t columns);

// Fills a strip from 8 lists of `rows` words that start `stride` words apart, one for each lane.
void ckernels_gather_lists(
    uint64_t *strip, const uint64_t *source, size_t rows, size_t stride);

// The reverse of ckernels_gather: row i of the target is row order[i] of the strips, or row i when
// order is null.
void ckernels_scatter(
    uint64_t *target, const uint64_t *strips, size_t distance, size_t rows, size_t stride,
    size_t columns, const uint32_t *order);

// Asks for pages of 2 MiB where they fit into memory that nothing was written to yet.
void ckernels_use_large_pages(void *memory, size_t bytes);

// Round constants of one width as ckernels_prepare_constants makes them: 8 rows for the full
// rounds, 22 for the partial rounds.
typedef struct {
    const uint64_t *external;
    const uint64_t *internal;
} ckernels_constants;

// Two words for each constant.
void ckernels_prepare_constants(uint64_t *prepared, const uint64_t *constants, size_t count);

// Poseidon2 permutations of width 8 and 12 on eight states at once; element i of the state in
// lane j is state[8 * i + j].
void ckernels_poseidon2_width8(int level, uint64_t *state, ckernels_constants constants);
void ckernels_poseidon2_width12(int level, uint64_t *state, ckernels_constants constants);

// Eight digests of four words, each the compression of eight words of input.
void ckernels_poseidon2_compress(
    int level, uint64_t *digests, const uint64_t *pairs, ckernels_constants constants);

// Eight sponges of width 12 and rate 8 over `length` words each; word i of lane j is
// input[8 * i + j]. Capacity [tag, length, 0, 0]; digest j is digests[4 * j ...].
void ckernels_poseidon2_hash(
    int level, uint64_t *digests, const uint64_t *input, size_t length, uint32_t tag,
    ckernels_constants constants);

// Tries `count` nonces from `first` on, all canonical: each is added to element `place` of a state
// of width 12, which is permuted, and if `again` once more after one is added to element 9. Gives
// the index of the first after which element 7 is zero under the mask, or `count`.
size_t ckernels_poseidon2_grind(
    int level, const uint64_t *state, unsigned place, int again, uint64_t first, size_t count,
    uint64_t mask, ckernels_constants constants);

// Programs over rows. A register holds one value for each of CKERNELS_ROWS rows; a cubic value has
// three registers in a row.
#define CKERNELS_ROWS 16

enum {
    // target = column `right` of table `left` in this row, or in the next.
    CKERNELS_HERE,
    CKERNELS_NEXT,
    // As above, columns `right` and the two after it as a cubic value.
    CKERNELS_HERE_CUBIC,
    CKERNELS_NEXT_CUBIC,
    // target = list `left` of the locals.
    CKERNELS_LOCAL,
    // target = constant `right`.
    CKERNELS_CONSTANT,
    // target = left with right.
    CKERNELS_ADD,
    CKERNELS_SUBTRACT,
    CKERNELS_MULTIPLY,
    // target = left + constant, constant - left, left * constant; the constant is `right`.
    CKERNELS_ADD_CONSTANT,
    CKERNELS_FROM_CONSTANT,
    CKERNELS_TIMES_CONSTANT,
    // target, cubic = a cubic constant and registers times cubic constants: from terms[left] on
    // the place of the first constant, then `right` pairs of a register and the place of a constant.
    CKERNELS_DOT,
    // target = left with right, all cubic; SCALE has a right that is not.
    CKERNELS_ADD_CUBIC,
    CKERNELS_SUBTRACT_CUBIC,
    CKERNELS_SCALE_CUBIC,
    CKERNELS_MULTIPLY_CUBIC,
    // list `target` of the output = left.
    CKERNELS_STORE,
};

typedef struct {
    uint32_t operation, target, left, right;
} ckernels_instruction;

// Rows of `width` words.
typedef struct {
    const uint64_t *words;
    size_t width;
} ckernels_table;

typedef struct {
    const ckernels_instruction *steps;
    size_t step_count;
    const uint32_t *terms;
    const uint64_t *constants;
    const ckernels_table *tables;
    // The rows of the tables, and the next rows; `count` is a multiple of CKERNELS_ROWS.
    const uint32_t *here, *next;
    size_t count;
    // Lists of `count` words.
    const uint64_t *locals;
    uint64_t *output;
    // Memory for as many registers as the program names.
    uint64_t *registers;
} ckernels_run;

// Runs a program on all of its rows. Nothing is checked: a program must stay within its tables,
// lists and registers.
void ckernels_run_rows(int level, const ckernels_run *run);

// Fractions of cubic values: `count` times six lists of `stride` words, three of the numerator and
// three of the denominator. The quotients replace the numerators; x / 0 becomes 0. `products` is
// memory for 3 * count * stride words; stride is a multiple of 8.
void ckernels_divide_cubic(
    int level, uint64_t *fractions, uint64_t *products, size_t count, size_t stride);

// For each row of a table of `width` columns the sum of its elements times cubic factors, three
// words to a column. Lists, as below, have room for `rows` rounded up to a multiple of 8.
void ckernels_combine_columns(
    int level, uint64_t *lists, size_t stride, const uint64_t *words, size_t width, size_t rows,
    const uint64_t *factors);

// For each column the sum of its elements times the cubic value of each row: three words to a
// column. At most 2^28 rows.
void ckernels_combine_rows(
    int level, uint64_t *totals, const uint64_t *words, size_t width, size_t rows,
    const uint64_t *lists, size_t stride);

// target -= factor * source, cubic values in three lists of `stride` words, a multiple of 8.
void ckernels_subtract_scaled_cubic(
    int level, uint64_t *target, const uint64_t *source, const uint64_t *factor, size_t stride);

#endif
