/* SPDX-License-Identifier: MIT
 *
 * Memory that runs out at random: with RASIF_FAIL_ALLOC=N:SEED one in N allocations of the program
 * this is linked into (-Wl,--wrap=malloc,...), and of SQLite, gives NULL. The same seed gives the
 * same failures. */
#include "failing_alloc.h"

#include <sqlite3.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned long one_in;
static _Thread_local uint64_t state;
static uint64_t seed;
static sqlite3_mem_methods usual;
static atomic_ulong n_asked, n_failed;

/* xorshift64: enough to spread failures. */
static int fails(void)
{
    if (one_in == 0)
        return 0;
    state = state != 0 ? state : seed;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    n_asked++;
    n_failed += state % one_in == 0;
    return state % one_in == 0;
}

static void *failing_malloc(int n)
{
    return fails() ? NULL : usual.xMalloc(n);
}

static void *failing_realloc(void *old, int n)
{
    return fails() ? NULL : usual.xRealloc(old, n);
}

static void tell(void)
{
    fprintf(stderr, "%lu of %lu allocations failed\n", (unsigned long)n_failed,
            (unsigned long)n_asked);
}

/* Before main, and before SQLite is used. */
__attribute__((constructor)) static void begin(void)
{
    const char *text = getenv("RASIF_FAIL_ALLOC");
    char *colon = NULL;
    if (text == NULL)
        return;
    unsigned long n = strtoul(text, &colon, 10);
    seed = 0x9E3779B97F4A7C15u * (1 + strtoul(*colon == ':' ? colon + 1 : colon, NULL, 10));
    sqlite3_config(SQLITE_CONFIG_GETMALLOC, &usual);
    sqlite3_mem_methods failing = usual;
    failing.xMalloc = failing_malloc;
    failing.xRealloc = failing_realloc;
    sqlite3_config(SQLITE_CONFIG_MALLOC, &failing);
    sqlite3_initialize();
    one_in = n;
    atexit(tell);
}

unsigned long failing_alloc_pause(void)
{
    unsigned long was = one_in;
    one_in = 0;
    return was;
}

void failing_alloc_resume(unsigned long was)
{
    one_in = was;
}

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *old, size_t n);
char *__real_strdup(const char *text);
char *__real_strndup(const char *text, size_t n);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *old, size_t n);
char *__wrap_strdup(const char *text);
char *__wrap_strndup(const char *text, size_t n);

void *__wrap_malloc(size_t n)
{
    return fails() ? NULL : __real_malloc(n);
}

void *__wrap_calloc(size_t n, size_t size)
{
    return fails() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *old, size_t n)
{
    return fails() ? NULL : __real_realloc(old, n);
}

char *__wrap_strdup(const char *text)
{
    return fails() ? NULL : __real_strdup(text);
}

char *__wrap_strndup(const char *text, size_t n)
{
    return fails() ? NULL : __real_strndup(text, n);
}
