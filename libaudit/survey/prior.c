/* SPDX-License-Identifier: MIT
 *
 * Draws for visits: see prior.h. Known rows are filed by squares; around an element the squares are looked at from
 * the inside out, until enough rows of its class are found for each value that is asked. Draws of several values are
 * independent of each other. */
#include "survey/prior.h"

#include "base/arena.h"
#include "survey/visit_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SQUARE_M 125.0
#define SQUARES 4 /* around that of the element: PRIOR_REACH_M */

struct known {
    uint32_t row, block; /* block: of `blocks` */
    uint8_t element, i;  /* i: row of the block */
    unsigned class;
    int64_t x, y; /* square */
    double xy[2];
    struct field_set fields; /* that are known */
};

struct prior {
    const struct elements *elements;
    enum role role;
    struct prior_classes classes;
    struct known *rows; /* heap */
    size_t n, capacity;
    struct known_rows *blocks; /* heap */
    size_t n_blocks, blocks_capacity;
};

struct prior *prior_new(const struct elements *elements, enum role role, const struct prior_classes *classes)
{
    struct prior *prior = calloc(1, sizeof *prior);
    if (prior != NULL)
        *prior = (struct prior){.elements = elements, .role = role, .classes = *classes};
    return prior;
}

void prior_free(struct prior *prior)
{
    if (prior == NULL)
        return;
    for (size_t b = 0; b < prior->n_blocks; b++)
        known_rows_free(&prior->blocks[b]);
    free(prior->blocks);
    free(prior->rows);
    free(prior);
}

/* ---- what is known ----------------------------------------------------------------------------- */

/* The first point of a row; false = it has none. */
static bool place_of(const struct elements *elements, size_t row, double xy[2])
{
    const struct shapes *shapes = &elements->shapes;
    uint32_t first = shapes->part[row];
    if (first == shapes->part[row + 1] || shapes->point[first] == shapes->point[first + 1])
        return false;
    memcpy(xy, shapes->xy + 2 * (size_t)shapes->point[first], 2 * sizeof *xy);
    return isfinite(xy[0]) && isfinite(xy[1]);
}

static int64_t square_of(double metres)
{
    return (int64_t)floor(metres / SQUARE_M);
}

/* Fields of the row that can be taken and need not be: their values are known, and prove something. */
static struct field_set known_fields(const struct visit_slice *visits, size_t i)
{
    struct look look = look_at(visits, i);
    const struct element_plan *asked = visits->slice->plan->asked;
    struct field_set known = {{0}};
    for (size_t k = 0; k < asked->n_used; k++)
        if (field_set_has(&visits->plan->takes, asked->used[k]) && !look_is_weak(&look, asked->used[k]))
            field_set_add(&known, asked->used[k]);
    return known;
}

bool prior_add(struct prior *prior, enum element element, const struct visit_slice *visits)
{
    bool copied = false;
    for (size_t i = 0; i < visits->slice->n; i++) {
        struct known known = {.row = visits->slice->row[i], .element = (uint8_t)element, .i = (uint8_t)i};
        known.fields = known_fields(visits, i);
        if (field_set_count(&known.fields) == 0 || !place_of(prior->elements, known.row, known.xy))
            continue;
        if (!copied) {
            struct known_rows block;
            if (!known_rows_copy(visits, &block) || !PUSH(prior->blocks, prior->n_blocks, prior->blocks_capacity, block)) {
                known_rows_free(&block);
                return false;
            }
        }
        copied = true;
        known.block = (uint32_t)prior->n_blocks - 1;
        known.class = prior->classes.of(prior->classes.user, prior->role, known.row);
        known.x = square_of(known.xy[0]);
        known.y = square_of(known.xy[1]);
        if (!PUSH(prior->rows, prior->n, prior->capacity, known))
            return false;
    }
    return true;
}

static int compare_squares(const struct known *a, uint8_t element, int64_t x, int64_t y)
{
    if (a->element != element)
        return a->element < element ? -1 : 1;
    if (a->x != x)
        return a->x < x ? -1 : 1;
    return a->y < y ? -1 : a->y > y;
}

static int compare_known(const void *a, const void *b)
{
    const struct known *left = a, *right = b;
    int order = compare_squares(left, right->element, right->x, right->y);
    return order != 0 ? order : left->row < right->row ? -1 : left->row > right->row;
}

void prior_finish(struct prior *prior)
{
    array_sort(prior->rows, prior->n, sizeof *prior->rows, compare_known);
}

/* ---- what is near ------------------------------------------------------------------------------ */

/* The best rows for one field: of the same class first, then the nearest. */
struct picks {
    size_t n, n_same; /* n_same: of the same class */
    struct pick {
        const struct known *known;
        bool other; /* class */
        double far;
    } best[PRIOR_DRAWS];
};

static bool pick_before(const struct pick *a, const struct pick *b)
{
    if (a->other != b->other)
        return b->other;
    return a->far < b->far || (a->far <= b->far && a->known->row < b->known->row);
}

static void pick(struct picks *picks, struct pick one)
{
    size_t at = picks->n;
    if (at == PRIOR_DRAWS && !pick_before(&one, &picks->best[at - 1]))
        return;
    picks->n_same += !one.other;
    if (at == PRIOR_DRAWS)
        picks->n_same -= !picks->best[--at].other;
    for (; at > 0 && pick_before(&one, &picks->best[at - 1]); at--)
        picks->best[at] = picks->best[at - 1];
    picks->best[at] = one;
    picks->n += picks->n < PRIOR_DRAWS;
}

struct looking {
    const struct prior *prior;
    uint8_t element;
    unsigned class;
    double xy[2];
    struct field_set ask;
    struct picks picks[FIELD_COUNT];
};

static void look_at_known(struct looking *looking, const struct known *known)
{
    double far = hypot(known->xy[0] - looking->xy[0], known->xy[1] - looking->xy[1]);
    for (size_t w = 0; w < FIELD_WORDS && far <= PRIOR_REACH_M; w++)
        for (uint64_t left = known->fields.bits[w] & looking->ask.bits[w]; left != 0; left &= left - 1)
            pick(&looking->picks[64 * w + rows_first(left)],
                 (struct pick){known, known->class != looking->class, far});
}

/* Rows of one square. */
static void look_at_square(struct looking *looking, int64_t x, int64_t y)
{
    const struct prior *prior = looking->prior;
    size_t low = 0, high = prior->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_squares(&prior->rows[middle], looking->element, x, y) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < prior->n && compare_squares(&prior->rows[low], looking->element, x, y) == 0; low++)
        look_at_known(looking, &prior->rows[low]);
}

/* Are enough rows of its class found for each value, all nearer than what was not looked at? */
static bool is_enough(const struct looking *looking, int64_t ring)
{
    for (size_t w = 0; w < FIELD_WORDS; w++)
        for (uint64_t left = looking->ask.bits[w]; left != 0; left &= left - 1) {
            const struct picks *picks = &looking->picks[64 * w + rows_first(left)];
            if (picks->n_same < PRIOR_DRAWS || picks->best[PRIOR_DRAWS - 1].far > (double)ring * SQUARE_M)
                return false;
        }
    return true;
}

static void look_around(struct looking *looking)
{
    int64_t x = square_of(looking->xy[0]), y = square_of(looking->xy[1]);
    for (int64_t ring = 0; ring <= SQUARES && (ring == 0 || !is_enough(looking, ring - 1)); ring++)
        for (int64_t dx = -ring; dx <= ring; dx++)
            for (int64_t dy = -ring; dy <= ring; dy += dx == -ring || dx == ring || ring == 0 ? 1 : 2 * ring)
                look_at_square(looking, x + dx, y + dy);
}

/* ---- draws ------------------------------------------------------------------------------------- */

/* Draw `number`: the rows of each field take turns. Returns whether any field is drawn. */
static bool draw(const struct looking *looking, size_t number, struct drawn drawn[FIELD_COUNT])
{
    bool any = false;
    for (size_t f = 0; f < FIELD_COUNT; f++) {
        const struct picks *picks = &looking->picks[f];
        drawn[f] = (struct drawn){NULL, 0};
        if (picks->n < PRIOR_LEAST)
            continue;
        const struct known *known = picks->best[number % picks->n].known;
        drawn[f] = (struct drawn){&looking->prior->blocks[known->block], known->i};
        any = true;
    }
    return any;
}

double prior_likely(const struct prior *prior, enum element element, const struct visit_slice *visits, size_t i,
                    const struct visit *visit)
{
    struct looking looking = {.prior = prior, .element = (uint8_t)element, .ask = visit->ask};
    struct drawn drawn[FIELD_COUNT];
    size_t row = visits->slice->row[i], settled = 0;
    if (!place_of(prior->elements, row, looking.xy))
        return (double)visit_settled(visit);
    looking.class = prior->classes.of(prior->classes.user, prior->role, row);
    look_around(&looking);
    for (size_t k = 0; k < PRIOR_DRAWS; k++) {
        struct visit one;
        if (!draw(&looking, k, drawn))
            return (double)visit_settled(visit);
        visit_judge_drawn(visits, i, &visit->ask, drawn, &one);
        settled += visit_settled(&one);
    }
    return (double)settled / PRIOR_DRAWS;
}
