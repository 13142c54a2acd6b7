/* SPDX-License-Identifier: MIT
 *
 * From findings to works: see works.h. In: repairs of the network, findings, kinds of works. Each
 * finding that stops a user, or fails a requirement, names a measure, and at most one kind of work mends that measure on that
 * kind of element; where none does, or the ground is as steep, the user can't be helped at that site.
 *
 * A kerb ramp may serve two crossings: its work is one, and both sites need it. Cost: findings of
 * blocked elements, and one sort. */
#include "plan/works.h"

#include "plan/remedy.h"

#include <stdlib.h>

/* A work as one site asks for it, before equal ones are merged. */
struct asked {
    struct work work;
    uint32_t site;
};

struct collector {
    const struct judged *judged;
    const struct work_kinds *kinds;
    const struct remedies *remedies;
    struct works *out;
    struct asked *asked; /* heap */
    size_t n_asked, capacity;
    uint16_t answered; /* bits: blocked users of the site at hand for whom a finding was seen */
    bool required;     /* requirements that fail are looked at, too */
    bool failed;
};

enum element work_element(const struct judged *judged, const struct work *work)
{
    return work->place != NO_PLACE ? ELEMENT_RAMP
                                   : row_element(judged->store, (enum role)work->role, work->row);
}

/* ---- one finding ---------------------------------------------------------------------------- */

/* Of a crossing: the place whose kerb the finding is about. */
static uint8_t place_of(const struct judged *judged, const struct finding *finding)
{
    if (finding->role != ROLE_CROSSING || finding->place == 0)
        return NO_PLACE;
    bool ramp = finding_element(judged->store, judged->plan, finding) == ELEMENT_RAMP ||
                judged->plan->rules->rules[finding->rule].measure == F_ends_without_ramp;
    return ramp ? (uint8_t)(finding->place - 1) : NO_PLACE;
}

/* The kind that mends it; NULL = none does. A kerb of a crossing that no ramp is drawn at gets a new
 * ramp. A slope that is the ground's own has a cause of its own. */
static const struct work_kind *kind_of(const struct collector *c, const struct finding *finding, uint8_t place)
{
    const struct judged *judged = c->judged;
    const struct rule *rule = &judged->plan->rules->rules[finding->rule];
    enum element element = finding_element(judged->store, judged->plan, finding);
    enum cause cause = rule->terrain == FIELD_NONE
                           ? rule->cause
                           : terrain_cause(&judged->store->tables[finding->role], rule, finding->row);
    if (place != NO_PLACE)
        return work_kind_of(c->kinds, ELEMENT_CROSSING, F_ends_without_ramp);
    if (rule->terrain != FIELD_NONE && cause != CAUSE_DEFECT)
        return NULL; /* as steep as the street, or the street's grade is not known */
    if (no_work_of(c->kinds, element, rule->measure, cause) != NULL)
        return NULL;
    return work_kind_of(c->kinds, element, rule->measure);
}

static void ask(struct collector *c, struct work work)
{
    struct asked asked = {.site = (uint32_t)(c->out->n_sites - 1), .work = work};
    c->failed = c->failed || !PUSH(c->asked, c->n_asked, c->capacity, asked);
}

/* Does a work of this kind change anything at the row? */
static bool changes(const struct collector *c, const struct work_kind *kind, const struct work *work)
{
    struct remedy remedy;
    for (size_t i = 0; i < kind->n_mends; i++)
        if (remedy_of_work(c->judged, c->remedies, kind, work, kind->mends[i], &remedy))
            return true;
    return false;
}

/* A crossing in parts is judged by the worst of their values, under its first part: the work is done at this one and
 * at each part that needs it. */
static void ask_for_parts(struct collector *c, const struct work_kind *kind, struct work work)
{
    const struct store *store = c->judged->store;
    const struct crossing_line *line =
        work.role == ROLE_CROSSING ? crossing_line_of(store, crossing_first(store, work.row)) : NULL;
    ask(c, work);
    for (uint32_t i = 0; line != NULL && i < line->n_parts; i++) {
        uint32_t part = store->crossings.parts[line->first_part + i];
        bool first = part == work.row;
        struct work other = work;
        other.row = part;
        if (!first && changes(c, kind, &other))
            ask(c, other);
    }
}

/* A raised kerb that is drawn where a ramp is missing becomes the ramp. */
static void ask_for_ramp(struct collector *c, struct work work)
{
    const struct crossing_facts *facts = &c->judged->store->crossings;
    const struct crossing_place *place = &facts->places[facts->first_place[work.row] + work.place];
    if (place->state != END_ABSENT || place->n_ramps == 0) {
        ask(c, work);
        return;
    }
    work.role = ROLE_RAMP;
    work.place = NO_PLACE;
    for (uint32_t i = place->first_ramp; i < place->first_ramp + place->n_ramps; i++) {
        work.row = facts->ramps[i];
        ask(c, work);
    }
}

/* Users whom a thing on the line stops there: of a thing with an opening by that, else by its kind. */
static uint16_t stopped_by(const struct judged *judged, const struct barrier *barrier)
{
    const struct elements *things = &judged->store->tables[barrier->by_role];
    enum element element = row_element(judged->store, (enum role)barrier->role, barrier->row);
    double opening = element_real(things, F_opening_m, barrier->by_row);
    if (!isnan(opening))
        return remedy_stops(judged->plan, element, F_barrier_width_m, opening, 0);
    return remedy_stops(judged->plan, element, F_barriers, NAN, 1u << barrier->kind);
}

/* First of the barriers on a row: they are sorted by role and row. */
static size_t first_barrier(const struct barriers *barriers, enum role role, uint32_t row)
{
    size_t low = 0, high = barriers->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct barrier *item = &barriers->items[middle];
        if (item->role < role || (item->role == role && item->row < row))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Each thing that stops one of the users is a work, which serves all lines that it stands on. Returns the users
 * whom no thing stops. */
static uint16_t ask_for_clearing(struct collector *c, struct work work)
{
    const struct barriers *barriers = &c->judged->store->barriers;
    const struct work line = work;
    uint16_t left = line.users;
    for (size_t i = first_barrier(barriers, (enum role)line.role, line.row);
         i < barriers->n && barriers->items[i].role == line.role && barriers->items[i].row == line.row; i++) {
        work.role = barriers->items[i].by_role;
        work.row = barriers->items[i].by_row;
        work.users = line.users & stopped_by(c->judged, &barriers->items[i]);
        left &= (uint16_t)~work.users;
        if (work.users != 0 || work.required)
            ask(c, work);
    }
    return left;
}

/* These users can't be helped at the site at hand; the first such finding says why. */
static void give_up(struct collector *c, uint16_t users, size_t finding)
{
    struct site *site = &c->out->sites[c->out->n_sites - 1];
    site->hopeless |= users;
    if (users != 0 && site->finding == SIZE_MAX)
        site->finding = finding;
}

/* One work for one finding: for these users, or because it is `required`. */
static void answer(struct collector *c, size_t at, uint16_t users, bool required)
{
    const struct finding *finding = &c->judged->results->findings[at];
    uint8_t place = place_of(c->judged, finding);
    const struct work_kind *kind = kind_of(c, finding, place);
    if (kind == NULL) {
        give_up(c, users, at);
        return;
    }
    const struct work work = {.role = finding->role,
                              .row = finding->row,
                              .place = place,
                              .kind = (uint16_t)(kind - c->kinds->kinds),
                              .users = users,
                              .required = required,
                              .new_line = NO_NEW_LINE,
                              .finding = at};
    if (place != NO_PLACE)
        ask_for_ramp(c, work);
    else if (work_clears(kind))
        give_up(c, ask_for_clearing(c, work), at);
    else
        ask_for_parts(c, kind, work);
}

/* A blocker_fn: a finding that stops users of the site at hand. */
static void add_blocker(void *user, size_t at)
{
    struct collector *c = user;
    uint16_t users = c->judged->results->findings[at].blocks & c->out->sites[c->out->n_sites - 1].blocked;
    c->answered |= users;
    answer(c, at, users, false);
}

/* A blocker_fn: a finding that fails a requirement. */
static void add_failure(void *user, size_t at)
{
    answer(user, at, 0, true);
}

/* ---- sites ---------------------------------------------------------------------------------- */

/* Profiles that line `line` stops, as bits. */
static uint16_t blocked_for(const struct judged *judged, uint32_t line)
{
    uint16_t users = 0;
    for (size_t p = 0; p < judged->plan->n_profiles; p++)
        users |= (uint16_t)((network_passable(judged->store, judged->results, p, line) == PASSABLE_NO) << p);
    return users;
}

static void note_failure(void *user, size_t at)
{
    (void)at;
    *(bool *)user = true;
}

/* Does the element of a line fail a requirement that is looked at? */
static bool fails(const struct collector *c, uint32_t line)
{
    const struct graph *graph = &c->judged->store->graph;
    bool found = false;
    if (c->required)
        failures_each(c->judged, (enum role)graph->role[line], graph->row[line], note_failure, &found);
    return found;
}

/* The site of a line that needs works: that of its element, which is the last one where the line is
 * a further line of it, or that of the first part of its crossing. NO_ROW = a new one. */
static uint32_t site_there(const struct collector *c, uint32_t line)
{
    const struct graph *graph = &c->judged->store->graph;
    uint32_t first = network_repair_of(c->judged->store, line);
    if (first < line)
        return c->out->site_of[first];
    bool goes_on = line > 0 && graph->role[line - 1] == graph->role[line] && graph->row[line - 1] == graph->row[line];
    return goes_on ? c->out->site_of[line - 1] : NO_ROW;
}

/* Works from `first` on are those of the last site: leaves out users who can't be helped there, and
 * works that help no one. */
static void drop_hopeless(struct collector *c, size_t first)
{
    size_t kept = first;
    uint16_t hopeless = c->out->sites[c->out->n_sites - 1].hopeless;
    for (size_t i = first; i < c->n_asked; i++) {
        c->asked[i].work.users &= (uint16_t)~hopeless;
        if (c->asked[i].work.users != 0)
            c->asked[kept++] = c->asked[i];
    }
    c->n_asked = kept;
}

/* Users whom no finding explains can't be helped: nothing is known that would open the way. */
static void add_site(struct collector *c, uint32_t line, uint16_t users)
{
    const struct graph *graph = &c->judged->store->graph;
    struct works *out = c->out;
    struct site site = {.role = graph->role[line], .row = graph->row[line], .blocked = users, .new_line = NO_NEW_LINE,
                        .finding = SIZE_MAX};
    if (!PUSH(out->sites, out->n_sites, out->site_capacity, site)) {
        c->failed = true;
        return;
    }
    c->answered = 0;
    size_t first = c->n_asked;
    blockers_each(c->judged, (enum role)site.role, site.row, users, add_blocker, c);
    out->sites[out->n_sites - 1].hopeless |= (uint16_t)(users & ~c->answered);
    drop_hopeless(c, first);
    if (c->required)
        failures_each(c->judged, (enum role)site.role, site.row, add_failure, c);
}

static void find_sites(struct collector *c)
{
    const struct graph *graph = &c->judged->store->graph;
    for (uint32_t line = 0; line < graph->n_lines && !c->failed; line++) {
        uint16_t users = blocked_for(c->judged, line);
        bool needed = users != 0 || fails(c, line);
        uint32_t site = needed ? site_there(c, line) : NO_ROW;
        if (needed && site == NO_ROW) {
            add_site(c, line, users);
            site = (uint32_t)(c->out->n_sites - 1);
        }
        c->out->site_of[line] = site;
    }
}

/* ---- equal works are one -------------------------------------------------------------------- */

static int compare_numbers(uint64_t a, uint64_t b)
{
    return a < b ? -1 : a > b;
}

/* Are both the same work? 0 = yes. */
static int compare_works(const struct work *a, const struct work *b)
{
    uint32_t left = (uint32_t)a->place << 16 | a->kind, right = (uint32_t)b->place << 16 | b->kind;
    if (a->role != b->role)
        return a->role < b->role ? -1 : 1;
    return a->row != b->row ? compare_numbers(a->row, b->row) : compare_numbers(left, right);
}

/* By work, then site, then finding: a full order. */
static int compare_asked(const void *a, const void *b)
{
    const struct asked *left = a, *right = b;
    int order = compare_works(&left->work, &right->work);
    order = order != 0 ? order : compare_numbers(left->site, right->site);
    return order != 0 ? order : compare_numbers(left->work.finding, right->work.finding);
}

static void add_asker(uint16_t *users, bool *required, const struct work *work)
{
    *users |= work->users;
    *required = *required || work->required;
}

/* Makes the list of works, and puts the number of each into asked[].work.site. */
static void merge_works(struct collector *c)
{
    struct works *out = c->out;
    array_sort(c->asked, c->n_asked, sizeof *c->asked, compare_asked);
    for (size_t i = 0; i < c->n_asked && !c->failed; i++) {
        struct work work = c->asked[i].work;
        work.site = c->asked[i].site;
        if (out->n == 0 || compare_works(&out->items[out->n - 1], &work) != 0)
            c->failed = !PUSH(out->items, out->n, out->capacity, work);
        else
            add_asker(&out->items[out->n - 1].users, &out->items[out->n - 1].required, &work);
        c->asked[i].work.site = (uint32_t)(out->n - 1);
    }
}

static int compare_needs(const void *a, const void *b)
{
    const struct asked *left = a, *right = b;
    return left->site != right->site ? compare_numbers(left->site, right->site)
                                     : compare_numbers(left->work.site, right->work.site);
}

/* What each site needs, by work. */
static void list_needs(struct collector *c)
{
    struct works *out = c->out;
    array_sort(c->asked, c->n_asked, sizeof *c->asked, compare_needs);
    for (size_t i = 0; i < c->n_asked && !c->failed; i++) {
        struct site *site = &out->sites[c->asked[i].site];
        struct site_need need = {c->asked[i].work.site, c->asked[i].work.users, c->asked[i].work.required};
        if (site->n_needs == 0)
            site->first_need = (uint32_t)out->n_needs;
        if (site->n_needs > 0 && out->needs[out->n_needs - 1].work == need.work) {
            struct site_need *last = &out->needs[out->n_needs - 1];
            add_asker(&last->users, &last->required, &c->asked[i].work);
            continue;
        }
        c->failed = !PUSH(out->needs, out->n_needs, out->need_capacity, need);
        site->n_needs++;
    }
}

rasif_status works_find(const struct judged *judged, const struct work_kinds *kinds, const struct remedies *remedies,
                        bool required, struct works *out, rasif_error *err)
{
    struct collector c = {.judged = judged, .kinds = kinds, .remedies = remedies, .required = required, .out = out};
    out->site_of = malloc((judged->store->graph.n_lines + 1) * sizeof *out->site_of);
    c.failed = out->site_of == NULL;
    if (!c.failed)
        find_sites(&c);
    if (!c.failed && c.n_asked > 0)
        merge_works(&c);
    if (!c.failed && c.n_asked > 0)
        list_needs(&c);
    out->n_mending = out->n;
    free(c.asked);
    return c.failed ? fail_memory(err) : RASIF_OK;
}

void works_free(struct works *works)
{
    free(works->items);
    free(works->sites);
    free(works->needs);
    free(works->site_of);
    *works = (struct works){.n = 0};
}
