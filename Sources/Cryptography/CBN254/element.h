// Sums and differences of canonical elements; the same code for every instruction set.

#define INLINE static inline __attribute__((always_inline))

typedef cbn254_element element;
typedef cbn254_pair pair;

#define FP_MODULUS {0x3c208c16d87cfd47, 0x97816a916871ca8d, 0xb85045b68181585d, 0x30644e72e131a029}
#define FR_MODULUS {0x43e1f593f0000001, 0x2833e84879b97091, 0xb85045b68181585d, 0x30644e72e131a029}

// -modulus^-1 modulo 2^64.
#define FP_FACTOR 0x87d20782e4866389
#define FR_FACTOR 0xc2e1f593efffffff

static const element fp_modulus = {FP_MODULUS};
static const element fr_modulus = {FR_MODULUS};
// 2^256 modulo the modulus.
static const element fp_one = {
    {0xd35d438dc58f0d9d, 0x0a78eb28f5c70b3d, 0x666ea36f7879462c, 0x0e0a77c19a07df2f}};
static const element fr_one = {
    {0xac96341c4ffffffb, 0x36fc76959f60cd29, 0x666ea36f7879462e, 0x0e0a77c19a07df2f}};

INLINE int is_zero(const element *value) {
    return (value->word[0] | value->word[1] | value->word[2] | value->word[3]) == 0;
}

INLINE int is_equal(const element *left, const element *right) {
    return ((left->word[0] ^ right->word[0]) | (left->word[1] ^ right->word[1])
            | (left->word[2] ^ right->word[2]) | (left->word[3] ^ right->word[3])) == 0;
}

// left + right < 2^255: no carry leaves the top word.
INLINE element add_words(const element *left, const element *right) {
    element sum;
    unsigned long long carry = 0;
    for (int i = 0; i < 4; i++)
        sum.word[i] = __builtin_addcll(left->word[i], right->word[i], carry, &carry);
    return sum;
}

// value < 2 * modulus.
INLINE element reduce_once(element value, const element *modulus) {
    element less;
    unsigned long long borrow = 0;
    for (int i = 0; i < 4; i++)
        less.word[i] = __builtin_subcll(value.word[i], modulus->word[i], borrow, &borrow);
    for (int i = 0; i < 4; i++) less.word[i] = borrow ? value.word[i] : less.word[i];
    return less;
}

INLINE element add_modulo(const element *left, const element *right, const element *modulus) {
    return reduce_once(add_words(left, right), modulus);
}

INLINE element subtract_modulo(const element *left, const element *right, const element *modulus) {
    element difference;
    unsigned long long borrow = 0, carry = 0;
    for (int i = 0; i < 4; i++)
        difference.word[i] = __builtin_subcll(left->word[i], right->word[i], borrow, &borrow);
    uint64_t mask = -(uint64_t)borrow;
    for (int i = 0; i < 4; i++)
        difference.word[i] =
            __builtin_addcll(difference.word[i], modulus->word[i] & mask, carry, &carry);
    return difference;
}
