/* SPDX-License-Identifier: MIT
 *
 * Small stores for tests of linking, measuring and scoring: rows written as coordinates in metres,
 *   "0 0, 100 0"  a line    "50 3"  a point    "AREA 0 0, 9 0, 9 2, 0 0"  a polygon
 *   "0 0, 9 0 | 20 0, 30 0"  a line of two parts
 * then columns set cell by cell. A mistake in a test aborts it. Includes cmocka itself, after our
 * headers: its macro `fail` would break base/status.h. */
#ifndef RASIF_TEST_SMALL_STORE_H
#define RASIF_TEST_SMALL_STORE_H

#include "geo/line.h"
#include "link/graph.h"
#include "link/link.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Options as an audit of native data has them. */
static inline struct settings small_options(void)
{
    return (struct settings){.junction_m = 12,
                                 .match_distance_m = 18,
                                 .match_angle_deg = 30,
                                 .sidewalk_absent = true,
                                 .ramp_absent = true,
                                 .threads = 1};
}

static inline void *small_alloc(void *pointer)
{
    if (pointer == NULL)
        abort();
    return pointer;
}

/* Tables without rows, one source per role. */
static inline void small_begin(struct store *store)
{
    *store = (struct store){.n_sources = ROLE_COUNT, .preset = "native"};
    store->sources = small_alloc(ARENA_ARRAY(&store->arena, ROLE_COUNT, struct source));
    for (int r = 0; r < ROLE_COUNT; r++) {
        struct elements *e = &store->tables[r];
        store->sources[r] = (struct source){.path = "small.gpkg",
                                            .table = roles[r].plural,
                                            .output = roles[r].plural,
                                            .preset = "native",
                                            .roles = 1u << r};
        e->role = (enum role)r;
        e->shapes.kind = small_alloc(calloc(1, 1));
        e->shapes.part = small_alloc(calloc(1, sizeof(uint32_t)));
        e->shapes.point = small_alloc(calloc(1, sizeof(uint32_t)));
        e->shapes.xy = small_alloc(calloc(2, sizeof(double)));
    }
}

static inline void small_point(struct shapes *shapes, double x, double y)
{
    size_t size = 2 * (shapes->n_points + 1) * sizeof(double);
    shapes->xy = small_alloc(realloc(shapes->xy, size));
    shapes->xy[2 * shapes->n_points] = x;
    shapes->xy[2 * shapes->n_points + 1] = y;
    shapes->n_points++;
}

static inline void small_end_part(struct shapes *shapes, bool exterior)
{
    shapes->n_parts++;
    shapes->point = small_alloc(realloc(shapes->point, (shapes->n_parts + 1) * sizeof(uint32_t)));
    shapes->point[shapes->n_parts] = (uint32_t)shapes->n_points;
    shapes->exterior = small_alloc(realloc(shapes->exterior, shapes->n_parts));
    shapes->exterior[shapes->n_parts - 1] = exterior;
}

/* Parses one row; false at the end of the text of a part that is followed by another. */
static inline void small_shape(struct shapes *shapes, const char *text)
{
    bool area = strncmp(text, "AREA ", 5) == 0;
    size_t before = shapes->n_points;
    const char *at = area ? text + 5 : text;
    for (char *rest; *at != '\0'; at = rest) {
        double x = strtod(at, &rest), y = strtod(rest, &rest);
        small_point(shapes, x, y);
        rest += strspn(rest, " ");
        if (*rest == '|')
            small_end_part(shapes, area);
        rest += strspn(rest, ",| ");
    }
    small_end_part(shapes, area);
    shapes->kind = small_alloc(realloc(shapes->kind, shapes->n + 1));
    shapes->kind[shapes->n] = area                            ? SHAPE_POLYGON
                              : shapes->n_points - before > 1 ? SHAPE_LINE
                                                              : SHAPE_POINT;
    shapes->n++;
    shapes->part = small_alloc(realloc(shapes->part, (shapes->n + 1) * sizeof(uint32_t)));
    shapes->part[shapes->n] = (uint32_t)shapes->n_parts;
}

/* All rows of a role at once; FIDs are 1, 2, 3... */
static inline void small_rows(struct store *store, enum role role, size_t n,
                              const char *const *texts)
{
    struct elements *e = &store->tables[role];
    e->supplied = true;
    e->n = n;
    e->fid = small_alloc(calloc(n + 1, sizeof *e->fid));
    e->hash = small_alloc(ARENA_ARRAY(&store->arena, n, uint64_t));
    e->twin = small_alloc(ARENA_ARRAY(&store->arena, n, uint32_t));
    e->scope = small_alloc(ARENA_ARRAY(&store->arena, n, uint8_t));
    e->length_m = small_alloc(ARENA_ARRAY(&store->arena, n, double));
    e->segments = small_alloc(ARENA_NEW(&store->arena, struct segment));
    e->segments[0] = (struct segment){.source = role, .first = 0, .n = n};
    e->n_segments = 1;
    for (size_t row = 0; row < n; row++) {
        small_shape(&e->shapes, texts[row]);
        e->fid[row] = (int64_t)row + 1;
        e->hash[row] = row + 1;
        e->length_m[row] = 0;
        for (uint32_t part = e->shapes.part[row]; part < e->shapes.part[row + 1]; part++)
            e->length_m[row] += line_length(e->shapes.xy + 2 * (size_t)e->shapes.point[part],
                                            e->shapes.point[part + 1] - e->shapes.point[part]);
        if (e->shapes.kind[row] == SHAPE_POINT)
            e->length_m[row] = NAN;
    }
}

#define SMALL_ROWS(store, role, ...)                                                               \
    small_rows((store), (role), sizeof((const char *[]){__VA_ARGS__}) / sizeof(const char *),      \
               (const char *[]){__VA_ARGS__})

/* A row with computed coordinates; good until eight more are made. */
__attribute__((format(printf, 1, 2))) static inline const char *
small_text(const char *format, ...)
{
    static char texts[8][160];
    static unsigned next;
    char *text = texts[next++ % 8];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof texts[0], format, args);
    va_end(args);
    return text;
}

/* The field, in all tables that can have it. */
static inline void small_want(struct wanted *wanted, enum field_id field)
{
    for (int role = 0; role < ROLE_COUNT; role++)
        wanted->field[role][field] = (fields[field].roles & (1u << role)) != 0;
}
static inline void small_want_all(struct wanted *wanted)
{
    for (int field = 0; field < FIELD_COUNT; field++)
        small_want(wanted, (enum field_id)field);
}
static inline struct column *small_column(struct store *store, enum role role, enum field_id field)
{
    return small_alloc(elements_add(&store->tables[role], &store->arena, field));
}

static inline void small_real(struct store *store, enum role role, size_t row, enum field_id field,
                              double value)
{
    column_set_real(small_column(store, role, field), row, value);
}

/* A word of a class, the members of a list, or a text. */
static inline void small_word(struct store *store, enum role role, size_t row, enum field_id field,
                              const char *word)
{
    struct column *column = small_column(store, role, field);
    uint8_t code = 0;
    if (fields[field].type == VALUE_TEXT) {
        column->text[row] = pool_add(store_pool(store, field), word, strlen(word), NULL);
        return;
    }
    code = vocabulary_code(fields[field].vocabulary, word, strlen(word));
    if (code == 0)
        abort();
    if (fields[field].type == VALUE_LIST)
        column->list[row] |= 1u << code;
    else
        column->code[row] = code;
}

/* Everything that link/ does, in the order of audit.c. */
static inline void small_link(struct store *store, const struct settings *options)
{
    rasif_error err = {RASIF_OK, ""};
    struct settings graph = {
        .snap_m = 0.5, .junction_m = options->junction_m, .threads = options->threads};
    if (link_streets(store, options->threads, &err) != RASIF_OK ||
        link_crossings(store, options, &err) != RASIF_OK ||
        link_cover(store, options, &err) != RASIF_OK ||
        link_segments(store, 1, &err) != RASIF_OK || link_graph(store, &graph, &err) != RASIF_OK)
        fail_msg("%s", err.message);
}

/* How often a diagnostic was made. */
static inline size_t small_diagnosed(const struct store *store, enum diagnostic_id id)
{
    size_t n = 0;
    for (size_t i = 0; i < store->diagnostics.n; i++)
        if (store->diagnostics.items[i].id == id)
            n += store->diagnostics.items[i].count;
    return n;
}

/* The pieces of one side of a street as text: "0-20 absent, 20-70 w1, 70-88 absent" with the
 * covering rows counted from 1 (w sidewalk, f footway, t steps), metres to two decimals. */
static inline const char *small_side(const struct store *store, size_t street, uint8_t side)
{
    static const char *const states[] = {"", "absent", "unknown", "na", "junction"};
    static char texts[4][1024];
    static unsigned next;
    char *text = texts[next++ % 4], *end = text + sizeof texts[0], *at = text;
    *at = '\0';
    for (uint32_t i = store->streets.first_piece[street];
         i < store->streets.first_piece[street + 1]; i++) {
        const struct piece *piece = &store->pieces[i];
        if (piece->side != side)
            continue;
        at += snprintf(at, (size_t)(end - at), "%s%.4g-%.4g %s", at == text ? "" : ", ",
                       piece_from_m(store, piece) + 0.0, piece->to_m, states[piece->state]);
        for (const struct cover *first = piece_cover(store, piece), *cover = first; cover != NULL;
             cover = cover_next(cover)) {
            at += snprintf(at, (size_t)(end - at), "%s%c%u", cover != first ? "+" : "",
                           roles[cover->role].letter, cover->row + 1);
        }
    }
    return text;
}

#define assert_left(store, street, expected)                                                       \
    assert_string_equal(small_side((store), (street), SIDE_LEFT), (expected))
#define assert_right(store, street, expected)                                                      \
    assert_string_equal(small_side((store), (street), SIDE_RIGHT), (expected))

/* A repeatable source of numbers: [0, 1). */
static inline double small_random(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (double)(*state >> 11) / 9007199254740992.0;
}

#endif
