// Names of canonical elements and definitions common to all instruction sets.

#define INLINE CBN254_INLINE

typedef cbn254_element element;
typedef cbn254_pair pair;

#define fp_modulus cbn254_fp_modulus
#define fr_modulus cbn254_fr_modulus

// -modulus^-1 modulo 2^64.
#define FP_FACTOR 0x87d20782e4866389
#define FR_FACTOR 0xc2e1f593efffffff

// 2^256 modulo the modulus.
static const element fp_one = {
    {0xd35d438dc58f0d9d, 0x0a78eb28f5c70b3d, 0x666ea36f7879462c, 0x0e0a77c19a07df2f}};
static const element fr_one = {
    {0xac96341c4ffffffb, 0x36fc76959f60cd29, 0x666ea36f7879462e, 0x0e0a77c19a07df2f}};

static const element fr_modulus_twice = {
    {0x87c3eb27e0000002, 0x5067d090f372e122, 0x70a08b6d0302b0ba, 0x60c89ce5c2634053}};

// left >= right.
INLINE element subtract_words(element left, element right) {
    element difference;
    unsigned long long borrow = 0;
    for (int i = 0; i < 4; i++)
        difference.word[i] = __builtin_subcll(left.word[i], right.word[i], borrow, &borrow);
    return difference;
}

INLINE int is_zero(element value) {
    return (value.word[0] | value.word[1] | value.word[2] | value.word[3]) == 0;
}

INLINE int is_equal(element left, element right) {
    return ((left.word[0] ^ right.word[0]) | (left.word[1] ^ right.word[1])
            | (left.word[2] ^ right.word[2]) | (left.word[3] ^ right.word[3])) == 0;
}

INLINE pair add_pairs(pair left, pair right) {
    return (pair){cbn254_fp_add(left.c0, right.c0), cbn254_fp_add(left.c1, right.c1)};
}

INLINE pair subtract_pairs(pair left, pair right) {
    return (pair){cbn254_fp_subtract(left.c0, right.c0), cbn254_fp_subtract(left.c1, right.c1)};
}
