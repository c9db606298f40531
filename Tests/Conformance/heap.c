// Allocates blocks of the sizes of the input, one after the other; writes whether each was given.
#include "host_call.h"

void *malloc(__SIZE_TYPE__ count);
void *calloc(__SIZE_TYPE__ count, __SIZE_TYPE__ size);

int main(void)
{
    uint32_t bytes, size;
    guest_read_input(&bytes, 1);
    for (uint32_t done = 0; done < bytes; done += 4) {
        guest_read_input(&size, 1);
        uint32_t given = malloc(size) != 0;
        guest_write_output(&given, 1);
    }
    uint32_t overflows = calloc(1u << 30, 8) != 0;
    guest_write_output(&overflows, 1);
    return 0;
}
