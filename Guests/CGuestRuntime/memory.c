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

// Eight words a turn, then as many words as are left by one jump: most copies are of 20 to 100 bytes.
static void copy_words(word *target, const word *source, size_t count)
{
    for (; count >= 8; count -= 8, target += 8, source += 8) {
        word a = source[0], b = source[1], c = source[2], d = source[3];
        word e = source[4], f = source[5], g = source[6], h = source[7];
        target[0] = a, target[1] = b, target[2] = c, target[3] = d;
        target[4] = e, target[5] = f, target[6] = g, target[7] = h;
    }
    switch (count) {
    case 7: target[6] = source[6]; // fall through
    case 6: target[5] = source[5]; // fall through
    case 5: target[4] = source[4]; // fall through
    case 4: target[3] = source[3]; // fall through
    case 3: target[2] = source[2]; // fall through
    case 2: target[1] = source[1]; // fall through
    case 1: target[0] = source[0]; // fall through
    default: break;
    }
}

void *memcpy(void *restrict to, const void *restrict from, size_t count)
{
    uint8_t *target = to;
    const uint8_t *source = from;
    if (both_aligned(to, from)) {
        size_t bytes = count & ~(size_t)3;
        copy_words(to, from, count >> 2);
        target += bytes, source += bytes;
        count &= 3;
    }
    for (; count > 0; count -= 1)
        *target++ = *source++;
    return to;
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

void *memset(void *to, int value, size_t count)
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

int memcmp(const void *left, const void *right, size_t count)
{
    const uint8_t *a = left, *b = right;
    for (; count > 0; count -= 1, a += 1, b += 1)
        if (*a != *b)
            return *a < *b ? -1 : 1;
    return 0;
}
