// Montgomery's product with MULX and the two carry chains of ADCX and ADOX, which compilers do not
// make. Bounds as in multiply_portable.h. In each step the low halves of four products join the
// overflow chain while the words move through the carry chain.
// Rows t = left * right[0], and t += left * right[i].
#define FIRST_ROW \
    "xorl %k[lo], %k[lo]\n\t" \
    "movq %[y0], %%rdx\n\t" \
    "mulxq %[x0], %[t0], %[t1]\n\t" \
    "mulxq %[x1], %[lo], %[t2]\n\t" \
    "adoxq %[lo], %[t1]\n\t" \
    "mulxq %[x2], %[lo], %[t3]\n\t" \
    "adoxq %[lo], %[t2]\n\t" \
    "mulxq %[x3], %[lo], %[top]\n\t" \
    "adoxq %[lo], %[t3]\n\t" \
    "movl $0, %k[lo]\n\t" \
    "adoxq %[lo], %[top]\n\t"
#define NEXT_ROW(y) \
    "xorl %k[lo], %k[lo]\n\t" \
    "movq %[" y "], %%rdx\n\t" \
    "mulxq %[x0], %[lo], %[top]\n\t" \
    "adoxq %[lo], %[t0]\n\t" \
    "adcxq %[top], %[t1]\n\t" \
    "mulxq %[x1], %[lo], %[top]\n\t" \
    "adoxq %[lo], %[t1]\n\t" \
    "adcxq %[top], %[t2]\n\t" \
    "mulxq %[x2], %[lo], %[top]\n\t" \
    "adoxq %[lo], %[t2]\n\t" \
    "adcxq %[top], %[t3]\n\t" \
    "mulxq %[x3], %[lo], %[top]\n\t" \
    "adoxq %[lo], %[t3]\n\t" \
    "movl $0, %k[lo]\n\t" \
    "adcxq %[lo], %[top]\n\t" \
    "adoxq %[lo], %[top]\n\t"
// t = (t + quotient * modulus) / 2^64, where the quotient makes the lowest word zero.
#define REDUCE_ROW \
    "movq %[factor], %%rdx\n\t" \
    "imulq %[t0], %%rdx\n\t" \
    "xorl %k[lo], %k[lo]\n\t" \
    "mulxq %[q0], %[lo], %[hi]\n\t" \
    "adcxq %[t0], %[lo]\n\t" \
    "movq %[hi], %[t0]\n\t" \
    "adcxq %[t1], %[t0]\n\t" \
    "mulxq %[q1], %[lo], %[t1]\n\t" \
    "adoxq %[lo], %[t0]\n\t" \
    "adcxq %[t2], %[t1]\n\t" \
    "mulxq %[q2], %[lo], %[t2]\n\t" \
    "adoxq %[lo], %[t1]\n\t" \
    "adcxq %[t3], %[t2]\n\t" \
    "mulxq %[q3], %[lo], %[t3]\n\t" \
    "adoxq %[lo], %[t2]\n\t" \
    "movl $0, %k[lo]\n\t" \
    "adcxq %[lo], %[t3]\n\t" \
    "adoxq %[top], %[t3]\n\t"

INLINE element NAME(montgomery)(
    const element *left, const element *right, const element *modulus, uint64_t factor) {
    uint64_t x0 = left->word[0], x1 = left->word[1], x2 = left->word[2], x3 = left->word[3];
    uint64_t t0, t1, t2, t3, top, lo, hi;
    __asm__(
        FIRST_ROW REDUCE_ROW NEXT_ROW("y1") REDUCE_ROW NEXT_ROW("y2") REDUCE_ROW
            NEXT_ROW("y3") REDUCE_ROW
        "movq %[t0], %[x0]\n\t"
        "subq %[q0], %[x0]\n\t"
        "movq %[t1], %[x1]\n\t"
        "sbbq %[q1], %[x1]\n\t"
        "movq %[t2], %[x2]\n\t"
        "sbbq %[q2], %[x2]\n\t"
        "movq %[t3], %[x3]\n\t"
        "sbbq %[q3], %[x3]\n\t"
        "cmovcq %[t0], %[x0]\n\t"
        "cmovcq %[t1], %[x1]\n\t"
        "cmovcq %[t2], %[x2]\n\t"
        "cmovcq %[t3], %[x3]\n\t"
        : [x0] "+&r"(x0), [x1] "+&r"(x1), [x2] "+&r"(x2), [x3] "+&r"(x3), [t0] "=&r"(t0),
          [t1] "=&r"(t1), [t2] "=&r"(t2), [t3] "=&r"(t3), [top] "=&r"(top), [lo] "=&r"(lo),
          [hi] "=&r"(hi)
        : [y0] "m"(right->word[0]), [y1] "m"(right->word[1]), [y2] "m"(right->word[2]),
          [y3] "m"(right->word[3]), [q0] "m"(modulus->word[0]), [q1] "m"(modulus->word[1]),
          [q2] "m"(modulus->word[2]), [q3] "m"(modulus->word[3]), [factor] "i"(factor)
        : "rdx", "cc");
    return (element){{x0, x1, x2, x3}};
}

// The product below left * right / 2^256 + modulus, without the last subtraction.
INLINE element NAME(montgomery_lazy)(
    const element *left, const element *right, const element *modulus, uint64_t factor) {
    const uint64_t x0 = left->word[0], x1 = left->word[1], x2 = left->word[2], x3 = left->word[3];
    uint64_t t0, t1, t2, t3, top, lo, hi;
    __asm__(
        FIRST_ROW REDUCE_ROW NEXT_ROW("y1") REDUCE_ROW NEXT_ROW("y2") REDUCE_ROW
            NEXT_ROW("y3") REDUCE_ROW
        : [t0] "=&r"(t0), [t1] "=&r"(t1), [t2] "=&r"(t2), [t3] "=&r"(t3), [top] "=&r"(top),
          [lo] "=&r"(lo), [hi] "=&r"(hi)
        : [x0] "r"(x0), [x1] "r"(x1), [x2] "r"(x2), [x3] "r"(x3), [y0] "m"(right->word[0]),
          [y1] "m"(right->word[1]), [y2] "m"(right->word[2]), [y3] "m"(right->word[3]),
          [q0] "m"(modulus->word[0]), [q1] "m"(modulus->word[1]), [q2] "m"(modulus->word[2]),
          [q3] "m"(modulus->word[3]), [factor] "i"(factor)
        : "rdx", "cc");
    return (element){{t0, t1, t2, t3}};
}
