// The bytes that Swift's SystemRandomNumberGenerator and the seed of Hasher take. A proof of a run
// must not depend on chance, so they are the same in every run: SplitMix64 (Steele, Lea, Flood,
// "Fast splittable pseudorandom number generators", OOPSLA 2014, figure 17) from 0. They are no
// secret and no chance: a program that needs either reads it as input.
#include <stddef.h>
#include <stdint.h>

void arc4random_buf(void *buffer, size_t count);

static uint64_t state;

static uint64_t next(void)
{
    uint64_t value = state += 0x9e3779b97f4a7c15;
    value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9;
    value = (value ^ value >> 27) * 0x94d049bb133111eb;
    return value ^ value >> 31;
}

void arc4random_buf(void *buffer, size_t count)
{
    uint8_t *target = buffer;
    for (uint64_t value = 0; count > 0; count -= 1, value >>= 8) {
        if (((uintptr_t)target - (uintptr_t)buffer) % 8 == 0)
            value = next();
        *target++ = (uint8_t)value;
    }
}
