// Atomic operations that reference counting calls. The machine has one hart and no interrupts,
// so plain loads and stores are atomic. The names are reserved in C, hence the labels.
#include <stdint.h>

uint32_t guest_atomic_load(const uint32_t *from, int order) __asm__("__atomic_load_4");
void guest_atomic_store(uint32_t *to, uint32_t value, int order) __asm__("__atomic_store_4");
uint32_t guest_atomic_exchange(uint32_t *to, uint32_t value, int order)
    __asm__("__atomic_exchange_4");
uint32_t guest_atomic_add(uint32_t *to, uint32_t value, int order) __asm__("__atomic_fetch_add_4");
uint32_t guest_atomic_subtract(uint32_t *to, uint32_t value, int order)
    __asm__("__atomic_fetch_sub_4");
int guest_atomic_compare_exchange(
    uint32_t *to, uint32_t *expected, uint32_t value, int success, int failure)
    __asm__("__atomic_compare_exchange_4");

uint32_t guest_atomic_load(const uint32_t *from, int order)
{
    (void)order;
    return *from;
}

void guest_atomic_store(uint32_t *to, uint32_t value, int order)
{
    (void)order;
    *to = value;
}

uint32_t guest_atomic_exchange(uint32_t *to, uint32_t value, int order)
{
    uint32_t old = *to;
    (void)order;
    *to = value;
    return old;
}

uint32_t guest_atomic_add(uint32_t *to, uint32_t value, int order)
{
    uint32_t old = *to;
    (void)order;
    *to = old + value;
    return old;
}

uint32_t guest_atomic_subtract(uint32_t *to, uint32_t value, int order)
{
    uint32_t old = *to;
    (void)order;
    *to = old - value;
    return old;
}

int guest_atomic_compare_exchange(
    uint32_t *to, uint32_t *expected, uint32_t value, int success, int failure)
{
    uint32_t old = *to;
    (void)success;
    (void)failure;
    if (old != *expected) {
        *expected = old;
        return 0;
    }
    *to = value;
    return 1;
}
