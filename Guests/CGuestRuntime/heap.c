// The heap: addresses only grow, nothing is ever returned. A run is short and its memory is
// bounded by the machine, so the allocator that costs least cycles is the right one.
#include <stddef.h>
#include <stdint.h>

int posix_memalign(void **result, size_t alignment, size_t count);
void free(void *pointer);

// From the linker script: the first byte behind the data.
extern uint8_t guest_heap_start[];

static uintptr_t heap_top;

int posix_memalign(void **result, size_t alignment, size_t count)
{
    if (heap_top == 0)
        heap_top = (uintptr_t)guest_heap_start;
    uintptr_t start = (heap_top + alignment - 1) & ~(uintptr_t)(alignment - 1);
    uintptr_t end;
    // Memory behind that of the machine ends the run at its first use; only a sum that wraps
    // could come back to addresses in use.
    if (start < heap_top || __builtin_add_overflow(start, count, &end))
        return 12;
    heap_top = end;
    *result = (void *)start;
    return 0;
}

void free(void *pointer)
{
    (void)pointer;
}
