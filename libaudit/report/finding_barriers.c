/* SPDX-License-Identifier: MIT
 *
 * The obstacles and kerbs behind a finding about barriers. In: store.barriers, sorted by role and
 * row of the element on whose line they stand, so that bisection finds those of one row. */
#include "report/report.h"

#include "link/barriers.h"

#include <string.h>

/* ": stile (points:3)"; of the second and later ones ", bollard (points:7)". */
static void add_name(const struct run *run, const struct barrier *barrier, const char *language,
                     bool first, struct text *out)
{
    const struct elements *e = &run->store->tables[barrier->by_role];
    const char *kind = vocabulary_word(fields[F_barrier].vocabulary, barrier->kind);
    struct text key = {0}, fid = {0};
    text_addf(&key, "value.%s", kind);
    text_addf(&fid, "%lld", (long long)e->fid[barrier->by_row]);
    const char *word = key.failed ? NULL : sentence_text(run->sentences, language, key.data);
    text_add(out, sentence_text(run->sentences, language, first ? "list.colon" : "list.comma"));
    if (!fid.failed)
        sentence(run->sentences, language, "finding.barrier", out, "kind", word != NULL ? word : kind,
                 "layer", run->store->sources[element_source(e, barrier->by_row)].table, "fid",
                 fid.data, NULL);
    text_free(&key);
    text_free(&fid);
}

/* The first barrier of a row that is walked, or of one after it. */
static size_t first_of(const struct barriers *all, uint8_t role, uint32_t row)
{
    size_t low = 0, high = all->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct barrier *b = &all->items[middle];
        if (b->role < role || (b->role == role && b->row < row))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* A barrier with a known opening counts for the measure barrier_width_m, every other one for
 * barriers. A kind that leaves no room counts for barriers whatever its opening. */
void finding_add_barriers(const struct run *run, const struct finding *finding, const char *language,
                          struct text *out)
{
    const struct barriers *all = &run->store->barriers;
    enum field_id measure = run->rules->rules[finding->rule].measure;
    bool first = true;
    if (measure != F_barriers && measure != F_barrier_width_m)
        return;
    for (size_t i = first_of(all, finding->role, finding->row);
         i < all->n && all->items[i].role == finding->role && all->items[i].row == finding->row; i++) {
        const struct barrier *b = &all->items[i];
        double opening_m = element_real(&run->store->tables[b->by_role], F_opening_m, b->by_row);
        bool by_opening = !isnan(opening_m) && barrier_leaves_room(b->kind);
        if (measure == F_barriers ? by_opening : isnan(opening_m))
            continue;
        add_name(run, &all->items[i], language, first, out);
        first = false;
    }
}
