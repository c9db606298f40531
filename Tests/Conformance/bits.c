// Calls each counting function on the 64-bit values of the input and on their lower halves.
#include "host_call.h"

int __clzsi2(uint32_t value);
int __clzdi2(uint64_t value);
int __ctzsi2(uint32_t value);
int __ctzdi2(uint64_t value);
int __popcountsi2(uint32_t value);
int __popcountdi2(uint64_t value);

int main(void)
{
    uint32_t bytes;
    guest_read_input(&bytes, 1);
    for (uint32_t done = 0; done < bytes; done += 8) {
        uint64_t value;
        guest_read_input((uint32_t *)&value, 2);
        uint32_t low = (uint32_t)value;
        uint32_t counts[] = {
            __clzsi2(low), __clzdi2(value), __ctzsi2(low),
            __ctzdi2(value), __popcountsi2(low), __popcountdi2(value),
        };
        guest_write_output(counts, 6);
    }
    return 0;
}
