// Text that Swift's print writes, and the messages of failed checks: lines to the log of the
// machine, each with one host call.
#include "host_call.h"

enum { LINE_BYTES = 256 };

static uint8_t line[LINE_BYTES];
static uint32_t line_count;

int putchar(int character);

void guest_flush_log(void)
{
    uint32_t count = line_count;
    line_count = 0;
    if (count > 0)
        guest_debug_log(line, count);
}

int putchar(int character)
{
    line[line_count++] = (uint8_t)character;
    if (character == '\n' || line_count == LINE_BYTES)
        guest_flush_log();
    return (uint8_t)character;
}
