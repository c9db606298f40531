// The interpreter of Lua as a guest: runs the script that it reads, proves the text it returns.
//
// The libraries that need files, clocks or an environment are left out. C library: picolibc.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <time.h>

#include "host_call.h"
#include "lauxlib.h"
#include "lua.h"
#include "lualib.h"

enum { SCRIPT_LIMIT = 1 << 16, RESULT_LIMIT = 1 << 12 };

static int put(char character, FILE *file)
{
    return (putchar)((unsigned char)character);
}

static FILE console = FDEV_SETUP_STREAM(put, NULL, NULL, _FDEV_SETUP_WRITE);
FILE *const stdin = &console;
FILE *const stdout = &console;
FILE *const stderr = &console;

static const luaL_Reg libraries[] = {
    {LUA_GNAME, luaopen_base},
    {LUA_COLIBNAME, luaopen_coroutine},
    {LUA_TABLIBNAME, luaopen_table},
    {LUA_STRLIBNAME, luaopen_string},
    {LUA_MATHLIBNAME, luaopen_math},
    {LUA_UTF8LIBNAME, luaopen_utf8},
};

static char script[SCRIPT_LIMIT];

int main(void)
{
    uint32_t length;
    guest_read_input(&length, 1);
    if (length > SCRIPT_LIMIT) return 2;
    guest_read_input((uint32_t *)script, (length + 3) / 4);

    lua_State *state = luaL_newstate();
    for (size_t index = 0; index < sizeof libraries / sizeof *libraries; index++) {
        luaL_requiref(state, libraries[index].name, libraries[index].func, 1);
        lua_pop(state, 1);
    }
    if (luaL_loadbuffer(state, script, length, "script") || lua_pcall(state, 0, 1, 0)) {
        printf("%s\n", lua_tostring(state, -1));
        return 1;
    }
    size_t size;
    const char *result = lua_tolstring(state, -1, &size);
    static uint32_t words[1 + RESULT_LIMIT / 4];
    if (!result || size > RESULT_LIMIT) return 3;
    words[0] = size;
    memcpy(words + 1, result, size);
    guest_write_output(words, 1 + (size + 3) / 4);
    return 0;
}

// What picolibc asks of a system: there are no files, no clock and no processes.

int open(const char *path, int flags, ...) { return -1; }
int close(int file) { return -1; }
ssize_t read(int file, void *bytes, size_t count) { return -1; }
ssize_t write(int file, const void *bytes, size_t count) { return -1; }
off_t lseek(int file, off_t offset, int origin) { return -1; }
time_t time(time_t *seconds) { return 0; }
clock_t clock(void) { return 0; }
void abort(void) { guest_trap(); }
void _exit(int code) { guest_exit(code); }
