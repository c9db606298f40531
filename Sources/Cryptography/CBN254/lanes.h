// Eight elements of fp or fr side by side with AVX-512 IFMA: five limbs of 52 bits, a vector each.
//
// Between functions limbs are normalised and elements canonical, in the same Montgomery form as
// elsewhere. Products reduce by 2^260 (Gueron, Krasnov, "Accelerating Big Integer Arithmetic Using
// Intel IFMA Extensions", 2016), so one factor is multiplied by 16 first.

#define TARGET_IFMA \
    __attribute__((target("adx,bmi2,avx512f,avx512dq,avx512vl,avx512ifma")))

#pragma clang attribute push(TARGET_IFMA, apply_to = function)

typedef struct {
    __m512i limb[5];
} lanes;

typedef struct {
    lanes modulus;
    // -modulus^-1 modulo 2^52.
    __m512i factor;
} lanes_field;

#define LIMB_MASK _mm512_set1_epi64(0xfffffffffffff)

INLINE lanes lanes_split(__m512i w0, __m512i w1, __m512i w2, __m512i w3) {
    __m512i mask = LIMB_MASK;
    lanes result;
    result.limb[0] = w0 & mask;
    result.limb[1] = (_mm512_srli_epi64(w0, 52) | _mm512_slli_epi64(w1, 12)) & mask;
    result.limb[2] = (_mm512_srli_epi64(w1, 40) | _mm512_slli_epi64(w2, 24)) & mask;
    result.limb[3] = (_mm512_srli_epi64(w2, 28) | _mm512_slli_epi64(w3, 36)) & mask;
    result.limb[4] = _mm512_srli_epi64(w3, 16);
    return result;
}

INLINE void lanes_join(lanes value, __m512i word[4]) {
    word[0] = value.limb[0] | _mm512_slli_epi64(value.limb[1], 52);
    word[1] = _mm512_srli_epi64(value.limb[1], 12) | _mm512_slli_epi64(value.limb[2], 40);
    word[2] = _mm512_srli_epi64(value.limb[2], 24) | _mm512_slli_epi64(value.limb[3], 28);
    word[3] = _mm512_srli_epi64(value.limb[3], 36) | _mm512_slli_epi64(value.limb[4], 16);
}

// Eight elements that lie one after the other. Lane k holds element k, but for the order 0, 2, 1,
// 3, 4, 6, 5, 7 that the transposition leaves; loads and stores have it in common.
INLINE lanes lanes_load(const element *first) {
    const __m512i *rows = (const __m512i *)first;
    __m512i a = _mm512_loadu_si512(rows), b = _mm512_loadu_si512(rows + 1);
    __m512i c = _mm512_loadu_si512(rows + 2), d = _mm512_loadu_si512(rows + 3);
    __m512i even1 = _mm512_unpacklo_epi64(a, b), odd1 = _mm512_unpackhi_epi64(a, b);
    __m512i even2 = _mm512_unpacklo_epi64(c, d), odd2 = _mm512_unpackhi_epi64(c, d);
    return lanes_split(
        _mm512_shuffle_i64x2(even1, even2, 0x88), _mm512_shuffle_i64x2(odd1, odd2, 0x88),
        _mm512_shuffle_i64x2(even1, even2, 0xdd), _mm512_shuffle_i64x2(odd1, odd2, 0xdd));
}

// Vector k holds elements 2 k and 2 k + 1.
INLINE void lanes_rows(lanes value, __m512i row[4]) {
    __m512i word[4];
    lanes_join(value, word);
    __m512i low1 = _mm512_unpacklo_epi64(word[0], word[1]);
    __m512i low2 = _mm512_unpackhi_epi64(word[0], word[1]);
    __m512i high1 = _mm512_unpacklo_epi64(word[2], word[3]);
    __m512i high2 = _mm512_unpackhi_epi64(word[2], word[3]);
    __m512i first = _mm512_set_epi64(11, 10, 3, 2, 9, 8, 1, 0);
    __m512i second = _mm512_set_epi64(15, 14, 7, 6, 13, 12, 5, 4);
    row[0] = _mm512_permutex2var_epi64(low1, first, high1);
    row[1] = _mm512_permutex2var_epi64(low2, first, high2);
    row[2] = _mm512_permutex2var_epi64(low1, second, high1);
    row[3] = _mm512_permutex2var_epi64(low2, second, high2);
}

INLINE void lanes_store(element *first, lanes value) {
    __m512i row[4];
    lanes_rows(value, row);
    for (int i = 0; i < 4; i++) _mm512_storeu_si512((__m512i *)first + i, row[i]);
}

// Eight affine points of G1.
INLINE void lanes_store_points(uint64_t *words, lanes x, lanes y) {
    __m512i xs[4], ys[4];
    lanes_rows(x, xs);
    lanes_rows(y, ys);
    for (int i = 0; i < 4; i++) {
        _mm512_storeu_si512(words + 16 * i, _mm512_shuffle_i64x2(xs[i], ys[i], 0x44));
        _mm512_storeu_si512(words + 16 * i + 8, _mm512_shuffle_i64x2(xs[i], ys[i], 0xee));
    }
}

INLINE lanes lanes_broadcast(element value) {
    return lanes_split(
        _mm512_set1_epi64((long long)value.word[0]), _mm512_set1_epi64((long long)value.word[1]),
        _mm512_set1_epi64((long long)value.word[2]), _mm512_set1_epi64((long long)value.word[3]));
}

INLINE lanes_field lanes_field_of(element modulus, uint64_t factor) {
    // The factor modulo 2^64 is also right modulo 2^52.
    return (lanes_field){
        lanes_broadcast(modulus), _mm512_set1_epi64((long long)(factor & 0xfffffffffffff))};
}

// Moves carries up; they may be negative.
INLINE lanes lanes_carry(lanes value) {
    for (int i = 0; i < 4; i++) {
        value.limb[i + 1] += _mm512_srai_epi64(value.limb[i], 52);
        value.limb[i] &= LIMB_MASK;
    }
    return value;
}

// value < 2 * modulus.
INLINE lanes lanes_reduce_once(lanes value, const lanes_field *field) {
    lanes less;
    for (int i = 0; i < 5; i++) less.limb[i] = value.limb[i] - field->modulus.limb[i];
    less = lanes_carry(less);
    __mmask8 is_less = _mm512_movepi64_mask(less.limb[4]);
    for (int i = 0; i < 5; i++)
        less.limb[i] = _mm512_mask_mov_epi64(less.limb[i], is_less, value.limb[i]);
    return less;
}

INLINE lanes lanes_add(lanes left, lanes right, const lanes_field *field) {
    for (int i = 0; i < 5; i++) left.limb[i] += right.limb[i];
    return lanes_reduce_once(lanes_carry(left), field);
}

INLINE lanes lanes_subtract(lanes left, lanes right, const lanes_field *field) {
    for (int i = 0; i < 5; i++) left.limb[i] -= right.limb[i];
    left = lanes_carry(left);
    __mmask8 is_negative = _mm512_movepi64_mask(left.limb[4]);
    for (int i = 0; i < 5; i++)
        left.limb[i] = _mm512_mask_add_epi64(
            left.limb[i], is_negative, left.limb[i], field->modulus.limb[i]);
    return lanes_carry(left);
}

// 16 * value < 2^258 as limbs.
INLINE lanes lanes_times_16(lanes value) {
    lanes result;
    result.limb[0] = _mm512_slli_epi64(value.limb[0], 4) & LIMB_MASK;
    for (int i = 1; i < 5; i++)
        result.limb[i] = (_mm512_slli_epi64(value.limb[i], 4)
                          | _mm512_srli_epi64(value.limb[i - 1], 48)) & LIMB_MASK;
    return result;
}

// left is 16 times an element. The result is below left * right / 2^260 + modulus, which is below
// 2 * modulus for right < 5 * modulus; an accumulator takes 20 products of 52 bits.
INLINE lanes lanes_times_lazy(lanes left, lanes right, const lanes_field *field) {
    __m512i t[10], zero = _mm512_setzero_si512();
    for (int i = 0; i < 10; i++) t[i] = zero;
#pragma clang loop unroll(full)
    for (int i = 0; i < 5; i++) {
        // Limbs stay where they are: moved down, they would be in memory.
        for (int j = 0; j < 5; j++)
            t[i + j] = _mm512_madd52lo_epu64(t[i + j], left.limb[j], right.limb[i]);
        __m512i quotient = _mm512_madd52lo_epu64(zero, t[i], field->factor);
        for (int j = 0; j < 5; j++)
            t[i + j + 1] = _mm512_madd52hi_epu64(t[i + j + 1], left.limb[j], right.limb[i]);
        for (int j = 0; j < 5; j++)
            t[i + j] = _mm512_madd52lo_epu64(t[i + j], quotient, field->modulus.limb[j]);
        for (int j = 0; j < 5; j++)
            t[i + j + 1] =
                _mm512_madd52hi_epu64(t[i + j + 1], quotient, field->modulus.limb[j]);
        t[i + 1] += _mm512_srli_epi64(t[i], 52);
    }
    lanes result = {{t[5], t[6], t[7], t[8], t[9]}};
    return lanes_carry(result);
}

INLINE lanes lanes_multiply_16(lanes left, lanes right, const lanes_field *field) {
    return lanes_reduce_once(lanes_times_lazy(left, right, field), field);
}

// Below 5 * modulus.
INLINE lanes lanes_sum(lanes left, lanes right) {
    for (int i = 0; i < 5; i++) left.limb[i] += right.limb[i];
    return lanes_carry(left);
}

// left + twice - right for right < twice, the double of the modulus.
INLINE lanes lanes_difference(lanes left, lanes right, const lanes_field *twice) {
    for (int i = 0; i < 5; i++) left.limb[i] += twice->modulus.limb[i] - right.limb[i];
    return lanes_carry(left);
}

// Both below 2 * modulus, as is the result: 64 * modulus < 0.8 * 2^260.
INLINE lanes lanes_multiply_lazy(lanes left, lanes right, const lanes_field *field) {
    return lanes_times_lazy(lanes_times_16(left), right, field);
}

INLINE lanes lanes_multiply(lanes left, lanes right, const lanes_field *field) {
    return lanes_multiply_16(lanes_times_16(left), right, field);
}

// Eight elements of fp, and of fp2, in memory.
typedef struct {
    element value[8];
} lanes_memory;

typedef struct {
    element c0[8], c1[8];
} lanes_memory_pair;

INLINE void lanes_memory_set(lanes_memory *memory, int lane, element value) {
    memory->value[lane] = value;
}

INLINE element lanes_memory_get(const lanes_memory *memory, int lane) {
    return memory->value[lane];
}

INLINE void lanes_memory_pair_set(lanes_memory_pair *memory, int lane, pair value) {
    memory->c0[lane] = value.c0;
    memory->c1[lane] = value.c1;
}

INLINE pair lanes_memory_pair_get(const lanes_memory_pair *memory, int lane) {
    return (pair){memory->c0[lane], memory->c1[lane]};
}

INLINE lanes lanes_memory_load(const lanes_memory *memory) { return lanes_load(memory->value); }

INLINE void lanes_memory_store(lanes_memory *memory, lanes value) {
    lanes_store(memory->value, value);
}

// Eight elements of fp2.
typedef struct {
    lanes c0, c1;
} lanes_pair;

// A call, as the loops over groups with all products inlined leave the instruction cache.
static __attribute__((noinline)) void lanes_pair_multiply_into(
    lanes_pair *product, const lanes_pair *a, const lanes_pair *b, const lanes_field *field) {
    lanes low = lanes_multiply(a->c0, b->c0, field), high = lanes_multiply(a->c1, b->c1, field);
    lanes cross = lanes_multiply(
        lanes_add(a->c0, a->c1, field), lanes_add(b->c0, b->c1, field), field);
    cross = lanes_subtract(cross, low, field);
    product->c0 = lanes_subtract(low, high, field);
    product->c1 = lanes_subtract(cross, high, field);
}

INLINE lanes_pair lanes_pair_multiply(lanes_pair a, lanes_pair b, const lanes_field *field) {
    lanes_pair product;
    lanes_pair_multiply_into(&product, &a, &b, field);
    return product;
}

INLINE lanes_pair lanes_pair_subtract(lanes_pair a, lanes_pair b, const lanes_field *field) {
    return (lanes_pair){
        lanes_subtract(a.c0, b.c0, field), lanes_subtract(a.c1, b.c1, field)};
}

INLINE lanes_pair lanes_pair_load(const lanes_memory_pair *memory) {
    return (lanes_pair){lanes_load(memory->c0), lanes_load(memory->c1)};
}

INLINE void lanes_pair_store(lanes_memory_pair *memory, lanes_pair value) {
    lanes_store(memory->c0, value.c0);
    lanes_store(memory->c1, value.c1);
}

// Eight affine points of G2.
INLINE void lanes_pair_store_points(uint64_t *words, lanes_pair x, lanes_pair y) {
    __m512i row[4][4];
    lanes_rows(x.c0, row[0]);
    lanes_rows(x.c1, row[1]);
    lanes_rows(y.c0, row[2]);
    lanes_rows(y.c1, row[3]);
    for (int i = 0; i < 4; i++)
        for (int half = 0; half < 2; half++) {
            uint64_t *point = words + 16 * (2 * i + half);
            for (int k = 0; k < 4; k += 2)
                _mm512_storeu_si512(
                    point + 4 * k,
                    half ? _mm512_shuffle_i64x2(row[k][i], row[k + 1][i], 0xee)
                         : _mm512_shuffle_i64x2(row[k][i], row[k + 1][i], 0x44));
        }
}

INLINE lanes_pair lanes_pair_broadcast(pair value) {
    return (lanes_pair){lanes_broadcast(value.c0), lanes_broadcast(value.c1)};
}

#pragma clang attribute pop
