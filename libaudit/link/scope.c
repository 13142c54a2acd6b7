/* SPDX-License-Identifier: MIT
 *
 * What is there on the day of the audit: features with validity dates that do not hold it are
 * carried, not judged. In: valid_from, valid_to. Out: scope. */
#include "link/link.h"

#include <string.h>

/* ISO dates compare as text, also when only the year or month is given: "2026" covers all of it. */
static bool before(const char *date, const char *day)
{
    size_t n = strlen(date) < 10 ? strlen(date) : 10;
    return strncmp(date, day, n) < 0;
}

static bool after(const char *date, const char *day)
{
    size_t n = strlen(date) < 10 ? strlen(date) : 10;
    return strncmp(date, day, n) > 0;
}

void link_dates(struct store *store, const char *as_of)
{
    static const enum role dated[] = {ROLE_SIDEWALK, ROLE_FOOTWAY};
    for (size_t i = 0; i < sizeof dated / sizeof dated[0]; i++) {
        struct elements *e = &store->tables[dated[i]];
        for (size_t row = 0; row < e->n; row++) {
            const char *from = pool_text(&store->pool, element_text(e, F_valid_from, row));
            const char *to = pool_text(&store->pool, element_text(e, F_valid_to, row));
            bool there = (from == NULL || !after(from, as_of)) && (to == NULL || !before(to, as_of));
            if (e->scope[row] == SCOPE_YES && !there)
                e->scope[row] = SCOPE_DATE;
        }
    }
}
