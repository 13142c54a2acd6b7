/* SPDX-License-Identifier: MIT
 *
 * Works that build new lines: see works_add_new in works.h. A line that no one could pass gets no work. Cost: a search for each line. */
#include "base/text.h"
#include "plan/built.h"

/* The finding that speaks of the gap; SIZE_MAX = no rule asks for it. */
static size_t finding_of(const struct results *results, const struct gap *gap)
{
    const struct finding wanted = {.role = ROLE_STREET, .row = gap->finding_row,
                                   .rule = gap->finding_rule, .place = gap->finding_place};
    return gap->finding_rule != UINT16_MAX ? finding_find(results, results->n_findings, &wanted) : SIZE_MAX;
}

/* Those who may pass it, as bits. */
static uint16_t users_of(const struct built *built, size_t n_profiles, size_t line)
{
    uint16_t users = 0;
    for (size_t p = 0; p < n_profiles; p++)
        users |= (uint16_t)((built_passable(built, p, line) >= PASSABLE_UNKNOWN) << p);
    return users;
}

static MUST bool add_new(const struct work_kind *kind, const struct work_kinds *kinds, const struct new_line *line,
                         uint32_t number, uint16_t all, uint16_t users, size_t finding, struct works *out)
{
    const struct work work = {.row = line->street, .role = ROLE_STREET, .place = NO_PLACE,
                              .kind = (uint16_t)(kind - kinds->kinds), .users = users, .site = (uint32_t)out->n_sites,
                              .new_line = number, .finding = finding};
    const struct site site = {.row = line->street, .role = ROLE_STREET, .blocked = all,
                              .hopeless = (uint16_t)(all & ~users), .first_need = (uint32_t)out->n_needs, .n_needs = 1,
                              .new_line = number, .finding = SIZE_MAX};
    const struct site_need need = {.work = (uint32_t)out->n, .users = users};
    return PUSH(out->items, out->n, out->capacity, work) && PUSH(out->sites, out->n_sites, out->site_capacity, site) &&
           PUSH(out->needs, out->n_needs, out->need_capacity, need);
}

rasif_status works_add_new(const struct judged *judged, const struct work_kinds *kinds, const struct gaps *gaps,
                           const struct new_lines *lines, const struct built *built, struct works *works,
                           rasif_error *err)
{
    const size_t n_profiles = judged->plan->n_profiles;
    const uint16_t all = (uint16_t)((1u << n_profiles) - 1);
    for (size_t i = 0; i < lines->n; i++) {
        const struct new_line *line = &lines->items[i];
        const struct gap *gap = &gaps->items[line->gap];
        const struct work_kind *kind = work_kind_building(kinds, role_element((enum role)line->role));
        uint16_t users = users_of(built, n_profiles, i);
        if (kind != NULL && users != 0 &&
            !add_new(kind, kinds, line, (uint32_t)i, all, users, finding_of(judged->results, gap), works))
            return fail_memory(err);
    }
    return RASIF_OK;
}

void new_line_name(const struct gaps *gaps, const struct new_line *line, struct text *out)
{
    const struct gap *gap = &gaps->items[line->gap];
    text_addf(out, ":%s%.0f", gap->side == SIDE_LEFT ? "left-" : gap->side == SIDE_RIGHT ? "right-" : "", gap->from_m);
}
