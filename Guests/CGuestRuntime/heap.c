// The heap: addresses only grow, nothing is ever returned. A run is short and its memory is
// bounded by the machine, so the allocator that costs least cycles is the right one.
#include <stddef.h>
#include <stdint.h>

int posix_memalign(void **result, size_t alignment, size_t count);
void *aligned_alloc(size_t alignment, size_t count);
void *malloc(size_t count);
void *calloc(size_t count, size_t size);
void *realloc(void *pointer, size_t count);
void free(void *pointer);

// From the linker script: the first byte behind the data.
extern uint8_t guest_heap_start[];

// The end of the memory of every proof: 2^30 bytes from the first page on, which guest.ld places.
static const uintptr_t MEMORY_END = 0x10000 + (1u << 30);

static uintptr_t heap_top;

int posix_memalign(void **result, size_t alignment, size_t count)
{
    if (heap_top == 0)
        heap_top = (uintptr_t)guest_heap_start;
    uintptr_t start = (heap_top + alignment - 1) & ~(uintptr_t)(alignment - 1);
    uintptr_t end;
    if (start < heap_top || __builtin_add_overflow(start, count, &end) || end > MEMORY_END)
        return 12;
    heap_top = end;
    *result = (void *)start;
    return 0;
}

void *aligned_alloc(size_t alignment, size_t count)
{
    void *result;
    return posix_memalign(&result, alignment, count) == 0 ? result : NULL;
}

void *malloc(size_t count)
{
    return aligned_alloc(16, count);
}

// Memory is zero before its first use, and nothing is used twice.
void *calloc(size_t count, size_t size)
{
    size_t bytes;
    return __builtin_mul_overflow(count, size, &bytes) ? NULL : malloc(bytes);
}

// Blocks have no sizes, so this copies as much as the new block takes: what lies behind a smaller
// one is below the heap's top and therefore memory.
void *realloc(void *pointer, size_t count)
{
    uint8_t *result = malloc(count);
    const uint8_t *source = pointer;
    for (size_t i = 0; result && source && i < count; i += 1)
        result[i] = source[i];
    return result;
}

void free(void *pointer)
{
    (void)pointer;
}
