// Montgomery's product, word by word (Koc, Acar, Kaliski 1996, CIOS), without the carry word that
// a modulus below 2^254 never sets.
//
// left may be any element below 2 * modulus, right as well: the result before the last subtraction
// is below left * right / 2^256 + modulus < 2 * modulus, because 4 * modulus < 2^256.
INLINE element NAME(montgomery)(
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
    return cbn254_reduce_once((element){{t[0], t[1], t[2], t[3]}}, *modulus);
}
