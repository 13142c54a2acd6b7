/* SPDX-License-Identifier: MIT
 *
 * Who may walk where on the day of the audit: features that are closed, forbidden or private are
 * carried, not judged (scoring.md, what is judged). In: foot, foot_conditional, opening_hours,
 * status, valid_from, valid_to. Out: scope. */
#include "base/dates.h"
#include "link/link.h"

#include <string.h>

/* ISO dates compare as text, also when only the year or month is given: "2026" covers all of it. */
static bool before(const char *date, const char *day)
{
    size_t n = strlen(date) < 10 ? strlen(date) : 10;
    return strncmp(date, day, n) < 0;
}

/* Does the date lie after the day? A year or month alone covers all of its days. */
static bool after(const char *date, const char *day)
{
    size_t n = strlen(date) < 10 ? strlen(date) : 10;
    return strncmp(date, day, n) > 0;
}

/* `text` has `length` bytes and no end mark; `words` ends with NULL. */
static bool is_one_of(const char *text, size_t length, const char *const *words)
{
    for (; *words != NULL; words++)
        if (strlen(*words) == length && strncmp(*words, text, length) == 0)
            return true;
    return false;
}

/* The table whose scope is set, and the day of the audit, "YYYY-MM-DD". */
struct scoping {
    struct store *store;
    struct elements *e;
    const char *as_of;
};

/* NULL where the cell is null. */
static const char *text_at(const struct scoping *s, enum field_id field, size_t row)
{
    return pool_text(&s->store->pool, element_text(s->e, field, row));
}

/* Diagnoses a condition that can't be read; it counts as absent. */
static void say_unread(const struct scoping *s, enum field_id field, size_t row, const char *text)
{
    diagnose(&s->store->diagnostics, D_condition_not_read,
             s->store->sources[element_source(s->e, row)].table, fields[field].name, text,
             &s->e->fid[row]);
}

/* The value of a conditional access restriction on the day; 0 = none applies. */
static unsigned foot_that_day(const struct scoping *s, size_t row)
{
    static const char *const no[] = {"no", NULL};
    static const char *const yes[] = {"yes",       "designated", "permissive",
                                      "customers", "official",   "destination", NULL};
    static const char *const private[] = {"private",   "permit",    "residents",
                                          "employees", "military", NULL};
    const char *text = text_at(s, F_foot_conditional, row);
    size_t length;
    bool unread;
    if (text == NULL)
        return 0;
    const char *value = dates_conditional(text, s->as_of, &length, &unread);
    if (unread)
        say_unread(s, F_foot_conditional, row, text);
    if (value == NULL)
        return 0;
    return is_one_of(value, length, no)        ? FOOT_NO
           : is_one_of(value, length, yes)     ? FOOT_YES
           : is_one_of(value, length, private) ? FOOT_PRIVATE
                                               : 0;
}

/* Is the row open on the day, by its opening hours and dates? */
static bool is_open(const struct scoping *s, size_t row)
{
    const char *from = text_at(s, F_valid_from, row), *to = text_at(s, F_valid_to, row);
    const char *hours = text_at(s, F_opening_hours, row);
    enum dates_open open = hours != NULL ? dates_opening(hours, s->as_of) : DATES_OPEN;
    if (open == DATES_UNREAD)
        say_unread(s, F_opening_hours, row, hours);
    return open != DATES_CLOSED && (from == NULL || !after(from, s->as_of)) &&
           (to == NULL || !before(to, s->as_of));
}

/* The first reason that takes the row out: its status, its dates, then who may walk there. */
static enum scope row_scope(const struct scoping *s, size_t row)
{
    unsigned status = element_code(s->e, F_status, row);
    if (status > STATUS_IN_USE && !element_is_proposal(s->store, s->e, row))
        return SCOPE_NOT_WALKED;
    unsigned that_day = foot_that_day(s, row);
    unsigned foot = that_day != 0 ? that_day : element_code(s->e, F_foot, row);
    if (!is_open(s, row) || that_day == FOOT_NO)
        return SCOPE_DATE;
    return foot == FOOT_NO        ? SCOPE_FOOT_NO
           : foot == FOOT_PRIVATE ? SCOPE_PRIVATE
                                  : SCOPE_YES;
}

/* Has the table any column that can take a row out of scope? Most have none. */
static bool any_said(const struct elements *e)
{
    static const enum field_id read[] = {F_foot,   F_foot_conditional, F_opening_hours,
                                         F_status, F_valid_from,       F_valid_to};
    bool any = false;
    for (size_t i = 0; i < sizeof read / sizeof read[0]; i++)
        any = any || elements_column(e, read[i]) != NULL;
    return any;
}

/* Implied sidewalks follow their street, and a street out of scope by its class keeps that
 * reason. */
void link_scope(struct store *store, const char *as_of)
{
    for (int role = ROLE_STREET; role <= ROLE_STEPS; role++) {
        struct scoping s = {store, &store->tables[role], as_of};
        if (!any_said(s.e))
            continue;
        for (size_t row = 0; row < s.e->n; row++) {
            bool judged = s.e->scope[row] == SCOPE_YES && element_street(s.e, row) == NO_ROW &&
                          (role != ROLE_STREET ||
                           street_class_scope(element_code(s.e, F_class, row)) == SCOPE_YES);
            if (judged)
                s.e->scope[row] = (uint8_t)row_scope(&s, row);
        }
    }
}
