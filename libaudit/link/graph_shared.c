/* SPDX-License-Identifier: MIT
 *
 * Vertices between the ends of lines that two lines of the network share: the lines meet there.
 * Lines that merely pass over each other share no vertex and are not joined. In: struct
 * graph_build after graph_contacts. Out: joined ids, stops.
 *
 * Algorithm: most vertices are used by one line only. A table of two bits per hash (seen, seen
 * again) discards those; the remaining candidates, in the order of lines, go through an open hash
 * table by place, to the millimetre.
 *
 * Cost: two passes over the vertices on all threads, 2 bits times 8 to 16 per vertex; the hash
 * table holds the candidates alone. */
#include "link/graph.h"

#include "base/parallel.h"
#include "base/shared.h"

#include <stdlib.h>

/* One vertex in an open table, found by its place to the millimetre. */
struct shared {
    uint32_t point; /* NO_ROW = free                       */
    uint32_t id;    /* NO_ROW = no other line was here yet */
};

/* The line of a point of flat.xy. */
static uint32_t line_of(const struct graph_build *b, uint32_t point)
{
    uint32_t low = 0, high = (uint32_t)b->flat.n;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (b->flat.point[middle] <= point)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* Hash of a place rounded to the millimetre. */
static uint64_t place_hash(const double *xy)
{
    uint64_t x = (uint64_t)(int64_t)floor(xy[0] * 1000 + 0.5);
    uint64_t y = (uint64_t)(int64_t)floor(xy[1] * 1000 + 0.5);
    uint64_t h = x * 0xff51afd7ed558ccdu ^ (y * 0xc4ceb9fe1a85ec53u + (x >> 29));
    return (h ^ h >> 32) * 0x9e3779b97f4a7c15u >> 20;
}

/* To the millimetre, as place_hash rounds. */
static bool same_place(const double *a, const double *b)
{
    return floor(a[0] * 1000 + 0.5) == floor(b[0] * 1000 + 0.5) &&
           floor(a[1] * 1000 + 0.5) == floor(b[1] * 1000 + 0.5);
}

/* The first line to use a vertex only leaves its mark; the second one makes it a stop of both. */
static MUST bool share_vertex(struct graph_build *b, struct shared *table, size_t mask, uint32_t line,
                         uint32_t point)
{
    const double *xy = b->flat.xy + 2 * (size_t)point;
    size_t i = place_hash(xy) & mask;
    for (; table[i].point != NO_ROW; i = (i + 1) & mask) {
        struct shared *other = &table[i];
        const double *there = b->flat.xy + 2 * (size_t)other->point;
        if (!same_place(xy, there))
            continue;
        uint32_t its = line_of(b, other->point);
        if (!graph_levels_meet(b, line, its))
            continue;
        if (its == line)
            return true;
        if (other->id == NO_ROW &&
            (!graph_new_id(b, &other->id) ||
             !graph_add_stop(b, its, other->id,
                             (float)graph_position(b, its, other->point, there[0], there[1]))))
            return false;
        return graph_add_stop(b, line, other->id,
                              (float)graph_position(b, line, point, xy[0], xy[1]));
    }
    table[i] = (struct shared){point, NO_ROW};
    return true;
}

/* A table of 2 bits per hash (seen, seen again) that discards vertices used by one line only. */
struct sieve {
    const struct graph_build *b;
    uint64_t *once, *again;
    size_t mask;  /* number of bits of each - 1 */
    size_t inner; /* vertices between ends      */
};

static inline bool has_bit(const uint64_t *bits, size_t i)
{
    return bits[i / 64] >> i % 64 & 1;
}

/* Sets the bits of the inner vertices of lines [first, last). Several threads share the table. */
static void sieve_lines(void *user, size_t chunk, size_t first, size_t last)
{
    const struct sieve *sieve = user;
    const struct shapes *flat = &sieve->b->flat;
    (void)chunk;
    for (size_t line = first; line < last; line++)
        for (uint32_t i = flat->point[line] + 1; i + 1 < flat->point[line + 1]; i++) {
            size_t hash = place_hash(flat->xy + 2 * (size_t)i) & sieve->mask;
            uint64_t bit = 1ull << hash % 64;
            if (shared_set_bits64(&sieve->once[hash / 64], bit) & bit)
                shared_set_bits64(&sieve->again[hash / 64], bit);
        }
}

/* Makes the table, of 8 to 16 bits per vertex, and fills it. */
static MUST bool sieve_begin(struct sieve *sieve, const struct graph_build *b)
{
    size_t size = 64;
    *sieve = (struct sieve){.b = b, .inner = b->flat.n_points - 2 * b->flat.n};
    while (size < 8 * sieve->inner)
        size *= 2;
    sieve->mask = size - 1;
    sieve->once = calloc(size / 64, sizeof(uint64_t));
    sieve->again = calloc(size / 64, sizeof(uint64_t));
    if (sieve->once == NULL || sieve->again == NULL)
        return false;
    parallel_rows(b->settings->threads, b->flat.n, sieve_lines, sieve);
    return true;
}

/* Vertices whose hash was seen again, by chunks of lines. */
struct sifted {
    const struct sieve *sieve;
    struct candidates {
        struct candidate {
            uint32_t line, point;
        } * items;
        size_t n, capacity;
        bool failed;
    } * chunks;
};

/* Lists the inner vertices of lines [first, last) whose hash was seen again. */
static void sift_lines(void *user, size_t chunk, size_t first, size_t last)
{
    const struct sifted *sifted = user;
    const struct sieve *sieve = sifted->sieve;
    const struct shapes *flat = &sieve->b->flat;
    struct candidates *out = &sifted->chunks[chunk];
    for (size_t line = first; line < last; line++)
        for (uint32_t i = flat->point[line] + 1; i + 1 < flat->point[line + 1]; i++) {
            struct candidate candidate = {(uint32_t)line, i};
            if (has_bit(sieve->again, place_hash(flat->xy + 2 * (size_t)i) & sieve->mask) &&
                !PUSH(out->items, out->n, out->capacity, candidate))
                out->failed = true;
        }
}

/* Puts the candidates through the hash table in the order of lines. */
static MUST bool share_all(struct graph_build *b, const struct candidates *chunks, size_t n_chunks)
{
    size_t n = 0, size = 16;
    bool good = true;
    for (size_t c = 0; c < n_chunks; c++) {
        n += chunks[c].n;
        good = good && !chunks[c].failed;
    }
    while (size < 2 * n)
        size *= 2;
    struct shared *table = good ? malloc(size * sizeof *table) : NULL;
    if (table == NULL)
        return false;
    for (size_t i = 0; i < size; i++)
        table[i].point = NO_ROW;
    for (size_t c = 0; c < n_chunks; c++)
        for (size_t i = 0; i < chunks[c].n && good; i++)
            good =
                share_vertex(b, table, size - 1, chunks[c].items[i].line, chunks[c].items[i].point);
    free(table);
    return good;
}

bool graph_shared(struct graph_build *b)
{
    size_t n_chunks = parallel_chunks(b->flat.n);
    struct sieve sieve;
    struct sifted sifted = {&sieve, calloc(n_chunks + 1, sizeof *sifted.chunks)};
    bool good = sieve_begin(&sieve, b) && sifted.chunks != NULL;
    if (good)
        parallel_rows(b->settings->threads, b->flat.n, sift_lines, &sifted);
    good = good && share_all(b, sifted.chunks, n_chunks);
    for (size_t c = 0; sifted.chunks != NULL && c < n_chunks; c++)
        free(sifted.chunks[c].items);
    free(sifted.chunks);
    free(sieve.once);
    free(sieve.again);
    return good;
}
