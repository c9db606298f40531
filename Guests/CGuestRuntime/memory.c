// The memory functions that compilers call. They are in C because the Swift compiler would turn
// the loops into calls of themselves; -fno-builtin keeps the C compiler from it.
#include <stddef.h>
#include <stdint.h>

void *memcpy(void *restrict to, const void *restrict from, size_t count);
void *memmove(void *to, const void *from, size_t count);
void *memset(void *to, int value, size_t count);
int memcmp(const void *left, const void *right, size_t count);

typedef uint32_t __attribute__((may_alias)) word;

static int both_aligned(const void *left, const void *right)
{
    return (((uintptr_t)left | (uintptr_t)right) & 3) == 0;
}

// The copy of what the jump below cannot: bytes that are not aligned, and more than 64 words.
// Where only the source is not aligned, each word is made of two: both have bytes of the source.
static void __attribute__((used)) *copy_any(void *to, const void *from, size_t count)
{
    uint8_t *target = to;
    const uint8_t *source = from;
    if (count >= 16) {
        for (; ((uintptr_t)target & 3) != 0; count -= 1)
            *target++ = *source++;
        uint32_t shift = 8 * ((uintptr_t)source & 3);
        if (shift == 0) {
            for (; count >= 32; count -= 32, target += 32, source += 32) {
                word *t = (word *)target;
                const word *s = (const word *)source;
                word a = s[0], b = s[1], c = s[2], d = s[3], e = s[4], f = s[5], g = s[6], h = s[7];
                t[0] = a, t[1] = b, t[2] = c, t[3] = d, t[4] = e, t[5] = f, t[6] = g, t[7] = h;
            }
            for (; count >= 4; count -= 4, target += 4, source += 4)
                *(word *)target = *(const word *)source;
        } else {
            const word *next = (const word *)(source - shift / 8);
            word low = *next++;
            for (; count >= 4; count -= 4, target += 4, source += 4) {
                word high = *next++;
                *(word *)target = low >> shift | high << (32 - shift);
                low = high;
            }
        }
    }
    for (; count > 0; count -= 1)
        *target++ = *source++;
    return to;
}

// Most copies are of 20 to 150 bytes, aligned: a jump into 64 loads and stores, of 8 bytes of code
// for each word, so that n words take 12 + 2 n instructions. Bytes after the last word come first.
__attribute__((naked)) void *memcpy(void *restrict to, const void *restrict from, size_t count)
{
    __asm__(".option push\n"
            ".option norvc\n"
            "    or a3, a0, a1\n"
            "    andi a3, a3, 3\n"
            "    bnez a3, 4f\n"
            "    andi a3, a2, 3\n"
            "    bnez a3, 2f\n"
            "1:  li a4, 256\n"
            "    bltu a4, a2, 4f\n"
            "    slli a4, a2, 1\n"
            "5:  auipc a5, %pcrel_hi(6f)\n"
            "    sub a5, a5, a4\n"
            "    jalr zero, %pcrel_lo(5b)(a5)\n"
            "2:  sub a2, a2, a3\n"
            "    add a4, a1, a2\n"
            "    add a5, a0, a2\n"
            "3:  lbu a6, 0(a4)\n"
            "    sb a6, 0(a5)\n"
            "    addi a4, a4, 1\n"
            "    addi a5, a5, 1\n"
            "    addi a3, a3, -1\n"
            "    bnez a3, 3b\n"
            "    j 1b\n"
            "4:  tail copy_any\n"
            ".set offset, 252\n"
            ".rept 64\n"
            "    lw a3, offset(a1)\n"
            "    sw a3, offset(a0)\n"
            ".set offset, offset - 4\n"
            ".endr\n"
            "6:  ret\n"
            ".option pop\n");
}

void *memmove(void *to, const void *from, size_t count)
{
    uint8_t *target = to;
    const uint8_t *source = from;
    // Upwards is safe unless the target starts inside the source.
    if ((uintptr_t)to - (uintptr_t)from >= count)
        return memcpy(to, from, count);
    target += count;
    source += count;
    if (both_aligned(target, source)) {
        for (; count >= 4; count -= 4) {
            target -= 4, source -= 4;
            *(word *)target = *(const word *)source;
        }
    }
    for (; count > 0; count -= 1)
        *--target = *--source;
    return to;
}

// The fill of what the jump below cannot.
static void __attribute__((used)) *fill_any(void *to, int value, size_t count)
{
    uint8_t *target = to;
    uint32_t byte = (uint8_t)value;
    uint32_t filled = byte * 0x01010101u;
    for (; count > 0 && ((uintptr_t)target & 3) != 0; count -= 1)
        *target++ = (uint8_t)byte;
    for (; count >= 16; count -= 16, target += 16) {
        ((word *)target)[0] = filled, ((word *)target)[1] = filled;
        ((word *)target)[2] = filled, ((word *)target)[3] = filled;
    }
    for (; count >= 4; count -= 4, target += 4)
        *(word *)target = filled;
    for (; count > 0; count -= 1)
        *target++ = (uint8_t)byte;
    return to;
}

// As memcpy: n words, 64 at most, take 9 + n instructions, or 12 + n if they are not zero.
__attribute__((naked)) void *memset(void *to, int value, size_t count)
{
    __asm__(".option push\n"
            ".option norvc\n"
            "    or a3, a0, a2\n"
            "    andi a3, a3, 3\n"
            "    bnez a3, 2f\n"
            "    li a4, 256\n"
            "    bltu a4, a2, 2f\n"
            "    beqz a1, 1f\n"
            "    andi a1, a1, 255\n"
            "    li a3, 0x01010101\n"
            "    mul a1, a1, a3\n"
            "1:  auipc a5, %pcrel_hi(3f)\n"
            "    sub a5, a5, a2\n"
            "    jalr zero, %pcrel_lo(1b)(a5)\n"
            "2:  tail fill_any\n"
            ".set offset, 252\n"
            ".rept 64\n"
            "    sw a1, offset(a0)\n"
            ".set offset, offset - 4\n"
            ".endr\n"
            "3:  ret\n"
            ".option pop\n");
}

int memcmp(const void *left, const void *right, size_t count)
{
    const uint8_t *a = left, *b = right;
    for (; count > 0; count -= 1, a += 1, b += 1)
        if (*a != *b)
            return *a < *b ? -1 : 1;
    return 0;
}
