/* SPDX-License-Identifier: MIT
 *
 * The primitives of SQLite's file format (sqlite.org/fileformat2.html) that reading and writing share:
 * big-endian numbers, variable-length integers, the heads of b-tree pages, and how much of a long row
 * stands in its leaf. */
#ifndef RASIF_SQLITEFILE_FORMAT_H
#define RASIF_SQLITEFILE_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Of the file's head (section 1.3), in bytes from its start. */
#define HEAD_SIZE (size_t)100
enum {
    HEAD_PAGE_SIZE = 16, /* two bytes; 1 = 65536 */
    HEAD_VERSIONS = 18,  /* to write, to read: 2 in WAL mode */
    HEAD_RESERVED = 20,  /* bytes at the end of each page that hold no cells */
    HEAD_CHANGES = 24,   /* change counter, four bytes */
    HEAD_N_PAGES = 28,   /* four bytes; holds where HEAD_CHANGES equals HEAD_VALID_FOR */
    HEAD_VACUUM = 52,    /* four bytes; not 0 = pages move by themselves */
    HEAD_ENCODING = 56,  /* four bytes; 1 = UTF-8 */
    HEAD_VALID_FOR = 92,
};

/* Pages of a table's b-tree (section 1.6): one byte of kind, u16 first free block, u16 cells, u16
 * where cells begin, one byte of fragments, in interior pages u32 last child; then a u16 per cell. */
enum { PAGE_INTERIOR = 5, PAGE_LEAF = 13 };
enum { PAGE_N_CELLS = 3, PAGE_CELLS_BEGIN = 5, PAGE_LAST_CHILD = 8 };
#define LEAF_HEAD (size_t)8
#define INTERIOR_HEAD (size_t)12

static inline size_t get_u16(const unsigned char *at)
{
    return (size_t)at[0] << 8 | at[1];
}

static inline uint32_t get_u32(const unsigned char *at)
{
    return (uint32_t)get_u16(at) << 16 | (uint32_t)get_u16(at + 2);
}

static inline void put_u16(unsigned char *at, size_t value)
{
    at[0] = (unsigned char)(value >> 8);
    at[1] = (unsigned char)value;
}

static inline void put_u32(unsigned char *at, uint32_t value)
{
    put_u16(at, value >> 16);
    put_u16(at + 2, value & 65535);
}

/* A signed integer of `n` bytes, 1 to 8 (section 2.1). */
static inline int64_t get_signed(const unsigned char *at, size_t n)
{
    uint64_t value = at[0] >= 128 ? UINT64_MAX : 0;
    for (size_t i = 0; i < n; i++)
        value = value << 8 | at[i];
    return (int64_t)value;
}

/* Bytes that `value` takes as a variable-length integer, 1 to 9 (section 1.6). */
size_t varint_size(uint64_t value);
/* Writes it; returns its bytes. */
size_t varint_put(unsigned char *at, uint64_t value);
/* Reads one that ends before `end`; returns its bytes, 0 when it is cut off. */
size_t varint_get(const unsigned char *at, const unsigned char *end, uint64_t *out);

/* How many bytes of a row of `size` stand in its leaf, for pages with `usable` bytes: all of it, or so
 * many that the last overflow page is full (section 1.6). */
static inline size_t local_size(uint64_t size, size_t usable)
{
    size_t most = usable - 35, least = (usable - 12) * 32 / 255 - 23;
    if (size <= most)
        return (size_t)size;
    size_t local = least + (size_t)((size - least) % (usable - 4));
    return local <= most ? local : least;
}

/* Bytes of a value by its serial type (section 2.1). Types 10 and 11 mean nothing: 0. */
static inline uint64_t serial_size(uint64_t type)
{
    static const unsigned char sizes[] = {0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0};
    return type >= 12 ? (type - 12) / 2 : sizes[type];
}

/* Does a column of this declared type store numbers as REAL (sqlite.org/datatype3.html, 3.1)? */
bool stores_reals(const char *type);

#endif
