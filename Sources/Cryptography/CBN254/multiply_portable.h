// Montgomery's product, word by word (Koc, Acar, Kaliski 1996, CIOS), without the carry word that
// a modulus below 2^254 never sets.
//
// The result before the last subtraction, which `montgomery_lazy` gives, is below
// left * right / 2^256 + modulus. So both may be below 2 * modulus, or one below 5 * modulus and
// the other canonical: 5 * modulus < 2^256, and then it is below 2 * modulus.
INLINE element NAME(montgomery_lazy)(
    const element *left, const element *right, const element *modulus, uint64_t factor) {
    uint64_t t[4] = {0, 0, 0, 0};
    for (int i = 0; i < 4; i++) {
        uint64_t scale = right->word[i];
        unsigned __int128 sum = (unsigned __int128)left->word[0] * scale + t[0];
        uint64_t carry = (uint64_t)(sum >> 64);
        uint64_t quotient = (uint64_t)sum * factor;
        unsigned __int128 cut = (unsigned __int128)quotient * modulus->word[0] + (uint64_t)sum;
        for (int j = 1; j < 4; j++) {
            sum = (unsigned __int128)left->word[j] * scale + t[j] + carry;
            carry = (uint64_t)(sum >> 64);
            cut = (unsigned __int128)quotient * modulus->word[j] + (uint64_t)sum
                + (uint64_t)(cut >> 64);
            t[j - 1] = (uint64_t)cut;
        }
        t[3] = carry + (uint64_t)(cut >> 64);
    }
    return (element){{t[0], t[1], t[2], t[3]}};
}

INLINE element NAME(montgomery)(
    const element *left, const element *right, const element *modulus, uint64_t factor) {
    return cbn254_reduce_once(
        NAME(montgomery_lazy)(left, right, modulus, factor), *modulus);
}
