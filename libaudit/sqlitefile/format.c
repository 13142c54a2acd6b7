/* SPDX-License-Identifier: MIT
 *
 * Numbers and sizes of SQLite's file format: see format.h; sqlite.org/fileformat2.html, sections
 * 1.6 and 2.1. */
#include "sqlitefile/format.h"

#include "base/os.h"

#include <string.h>

/* Seven bits a byte; the ninth byte holds eight. */
size_t varint_size(uint64_t value)
{
    size_t n = 1;
    while (n < 9 && value >= (uint64_t)1 << (7 * n))
        n++;
    return n;
}

/* Seven bits a byte, the highest first; a ninth byte holds eight. */
size_t varint_put(unsigned char *at, uint64_t value)
{
    size_t n = varint_size(value);
    size_t last = n;
    if (n == 9) {
        at[--last] = (unsigned char)value;
        value >>= 8;
    }
    for (size_t i = last; i-- > 0; value >>= 7)
        at[i] = (unsigned char)((value & 127) | (i + 1 < n ? 128 : 0));
    return n;
}

/* 0 when the bytes end before the number does. */
size_t varint_get(const unsigned char *at, const unsigned char *end, uint64_t *out)
{
    uint64_t value = 0;
    for (size_t i = 0; i < 9 && at + i < end; i++) {
        if (i == 8) {
            *out = value << 8 | at[i];
            return 9;
        }
        value = value << 7 | (at[i] & 127);
        if (at[i] < 128) {
            *out = value;
            return i + 1;
        }
    }
    return 0;
}

/* By the rules of column affinity (sqlite.org/datatype3.html, section 3.1). */
bool stores_reals(const char *type)
{
    static const char *const others[] = {"INT", "CHAR", "CLOB", "TEXT", "BLOB"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (os_contains(type, others[i]))
            return false;
    return os_contains(type, "REAL") || os_contains(type, "FLOA") || os_contains(type, "DOUB");
}
