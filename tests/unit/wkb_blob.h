/* SPDX-License-Identifier: MIT
 *
 * Geometry blobs put together byte by byte, for tests; include after <cmocka.h>. */
#ifndef RASIF_TEST_WKB_BLOB_H
#define RASIF_TEST_WKB_BLOB_H

/* ---- a blob in the making ----------------------------------------------------------------- */

struct blob {
    unsigned char bytes[4096];
    size_t n;
    bool big; /* big endian from here on */
};

static void put8(struct blob *b, unsigned value)
{
    b->bytes[b->n++] = (unsigned char)value;
}

static void put_bits(struct blob *b, uint64_t bits, int size)
{
    for (int i = 0; i < size; i++)
        put8(b, (unsigned)(bits >> 8 * (b->big ? size - 1 - i : i) & 0xff));
}

static void put32(struct blob *b, uint32_t value)
{
    put_bits(b, value, 4);
}

static void put(struct blob *b, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    put_bits(b, bits, 8);
}

/* "GP", version, flags (byte order added), srs_id; then `envelope` doubles 1, 2, 3 ... */
static struct blob header(bool big, unsigned flags, int32_t srs_id, int envelope)
{
    struct blob b = {.big = big};
    put8(&b, 'G');
    put8(&b, 'P');
    put8(&b, 0);
    put8(&b, flags | (big ? 0 : 1));
    put32(&b, (uint32_t)srs_id);
    for (int i = 0; i < envelope; i++)
        put(&b, i % 2 == 0 ? 10 : 20);
    return b;
}

static void head(struct blob *b, uint32_t type)
{
    put8(b, b->big ? 0 : 1);
    put32(b, type);
}

/* n points (first + i, 10 * (first + i)) with `more` further ordinates of 7777. */
static void points(struct blob *b, int first, int n, int more)
{
    for (int i = first; i < first + n; i++) {
        put(b, i);
        put(b, 10.0 * i);
        for (int k = 0; k < more; k++)
            put(b, 7777);
    }
}

static void line(struct blob *b, uint32_t type, int first, int n, int more)
{
    head(b, type);
    put32(b, (uint32_t)n);
    points(b, first, n, more);
}

static enum wkb_status append(struct shapes *shapes, const struct blob *b)
{
    /* A copy of the exact size, so that the sanitizer sees a byte read too many. */
    unsigned char *exact = malloc(b->n + 1);
    assert_non_null(exact);
    memcpy(exact, b->bytes, b->n);
    unsigned char *fitted = realloc(exact, b->n > 0 ? b->n : 1);
    int32_t srs_id = 0;
    bool grown = false;
    enum wkb_status status = wkb_append(shapes, fitted, b->n, &srs_id, &grown);
    assert_true(grown);
    free(fitted);
    return status;
}

static void expect_points(const struct shapes *shapes, size_t part, int first, int n)
{
    assert_int_equal(shapes->point[part + 1] - shapes->point[part], n);
    for (int i = 0; i < n; i++) {
        const double *xy = shapes->xy + 2 * (shapes->point[part] + (size_t)i);
        assert_true(xy[0] == first + i && xy[1] == 10.0 * (first + i));
    }
}

/* ---- good geometries ---------------------------------------------------------------------- */

#endif
