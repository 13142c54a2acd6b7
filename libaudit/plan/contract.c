/* SPDX-License-Identifier: MIT
 *
 * Contracts the network: see contract.h. In: the graph, connected parts of every profile, sites. Each
 * part of a profile that some site touches becomes one part of the choice; so does the blocked element
 * itself, by the line, with its own length. A link joins a blocked line to each part at its stops and
 * needs the works that its user needs at the site. Where blocked lines meet at a node that nothing
 * passable touches, the node is a part without length, so that each of them can be opened by itself. A new
 * line is a part with links to the part of every line that it meets, which need the works of both.
 *
 * Cost: stops of the network, per profile. */
#include "plan/contract.h"

#include "base/union_find.h"

#include <stdlib.h>
#include <string.h>

struct contraction {
    const struct judged *judged;
    const struct network *network;
    const struct works *works;
    const struct after *after;
    const struct new_lines *lines;
    const struct built *built;
    const float *line_m;
    bool best;
    struct contracted *out;
    /* Of the profile at hand. */
    size_t profile;
    unsigned weight;
    uint32_t *part_of;  /* [islands + 1] the part of an island; 0 = the goal; NO_PART = not touched yet */
    double *island_m;   /* [islands + 1] */
    uint32_t *at_node;  /* [n_nodes] the part that lies there; NO_PART = none */
    uint32_t *waiting;  /* [n_nodes] 1 + the only blocked line seen there; 0 = none */
    uint32_t *own;      /* [n_lines] the part of a line that can be opened; 0 = of none */
    uint32_t *new_own;  /* [built.n] of new lines; 0 = of none */
    bool failed;
};

/* ---- parts and links ------------------------------------------------------------------------ */

static uint32_t add_part(struct contraction *c, double length_m)
{
    struct contracted *out = c->out;
    int64_t gain = (int64_t)llround(length_m * GAIN_UNIT) * c->weight;
    if (!PUSH(out->gain, out->n_gain, out->gain_capacity, gain) ||
        !PUSH(out->profile, out->n_profile, out->profile_capacity, (uint8_t)c->profile))
        c->failed = true;
    return (uint32_t)(out->n_gain - 1);
}

/* The works of a site for the profile at hand. */
static MUST bool add_works(struct contraction *c, const struct site *site)
{
    struct contracted *out = c->out;
    bool good = true;
    for (uint32_t i = 0; good && i < site->n_needs; i++) {
        const struct site_need *need = &c->works->needs[site->first_need + i];
        if (need->users >> c->profile & 1)
            good = PUSH(out->work, out->n_named, out->work_capacity, need->work);
    }
    return good;
}

/* Needs the works of one site, or of two. */
static void add_link(struct contraction *c, uint32_t a, uint32_t b, const struct site *site, const struct site *other)
{
    struct contracted *out = c->out;
    bool good = PUSH(out->ends, out->n_ends, out->ends_capacity, a) && PUSH(out->ends, out->n_ends, out->ends_capacity, b);
    good = good && add_works(c, site) && (other == NULL || add_works(c, other));
    good = good && PUSH(out->first, out->n_first, out->first_capacity, (uint32_t)out->n_named);
    c->failed = c->failed || !good;
}

/* ---- connected parts ------------------------------------------------------------------------ */

/* Number of the island of a line on the network at hand; 0 = it is not walked there. */
static uint32_t island_of(const struct contraction *c, uint32_t line)
{
    const struct network_profile *profile = &c->network->profiles[c->profile];
    switch (network_passable(c->judged->store, c->judged->results, c->profile, line)) {
    case PASSABLE_YES:
        return c->best ? profile->best_of[profile->line[line] - 1] : profile->line[line];
    case PASSABLE_UNKNOWN:
        return c->best ? profile->line[line] : 0;
    default:
        return 0;
    }
}

static size_t islands(const struct contraction *c)
{
    const struct network_profile *profile = &c->network->profiles[c->profile];
    return c->best ? profile->best.n : profile->known.n;
}

/* Kinds of destinations on each island, as bits. `kinds` [islands + 1] is zero. Returns all kinds that
 * lie on any island. */
static uint64_t kinds_on_islands(const struct contraction *c, uint64_t *kinds)
{
    const struct destinations *destinations = &c->network->reach.destinations;
    uint64_t all = 0;
    for (size_t i = 0; i < destinations->n; i++) {
        const struct destination *item = &destinations->items[i];
        kinds[island_of(c, item->line)] |= UINT64_C(1) << item->kind;
        all |= UINT64_C(1) << item->kind;
    }
    kinds[0] = 0;
    return all;
}

/* Makes the goal of the profile part 0. Islands are numbered by length: without an island that has all
 * kinds of destinations the first one is the goal. */
static void find_goal(struct contraction *c)
{
    size_t n = islands(c);
    uint64_t *kinds = calloc(n + 1, sizeof *kinds);
    if (kinds == NULL) {
        c->failed = true;
        return;
    }
    uint64_t all = kinds_on_islands(c, kinds);
    bool any = false;
    for (size_t i = 1; i <= n; i++)
        if (all != 0 && kinds[i] == all) {
            c->part_of[i] = 0;
            any = true;
        }
    if (!any && n > 0)
        c->part_of[1] = 0;
    for (size_t i = 1; i <= n; i++)
        c->out->joined_m[c->profile] += c->part_of[i] == 0 ? c->island_m[i] : 0;
    free(kinds);
}

/* The part of an island, made when it is first touched. */
static uint32_t part_of_island(struct contraction *c, uint32_t island)
{
    if (c->part_of[island] == NO_PART)
        c->part_of[island] = add_part(c, c->island_m[island]);
    return c->part_of[island];
}

/* ---- blocked lines -------------------------------------------------------------------------- */

/* Does the profile need a work there that would stop someone else? */
static bool is_harmful(const struct contraction *c, const struct site *site)
{
    for (uint32_t i = 0; i < site->n_needs; i++) {
        const struct site_need *need = &c->works->needs[site->first_need + i];
        if ((need->users >> c->profile & 1) && c->works->items[need->work].harms != 0)
            return true;
    }
    return false;
}

/* The site that opens a line for the profile on the network at hand; NULL = none does. */
static const struct site *opens(const struct contraction *c, uint32_t line)
{
    uint32_t number = c->works->site_of[line];
    if (number == NO_ROW || !(c->works->sites[number].blocked >> c->profile & 1))
        return NULL;
    enum passable then = after_passable(c->after, c->profile, line);
    if (is_harmful(c, &c->works->sites[number]))
        return NULL;
    return then == PASSABLE_YES || (c->best && then == PASSABLE_UNKNOWN) ? &c->works->sites[number] : NULL;
}

/* Islands at nodes, and how long each island is. */
static void read_islands(struct contraction *c)
{
    const struct graph *graph = &c->judged->store->graph;
    for (uint32_t line = 0; line < graph->n_lines; line++) {
        uint32_t island = island_of(c, line);
        c->out->length_m[c->profile] += (double)c->line_m[line];
        c->island_m[island] += (double)c->line_m[line];
        for (uint32_t s = graph->first_stop[line]; island != 0 && s < graph->first_stop[line + 1]; s++)
            c->at_node[graph->stop_node[s]] = island; /* parts replace islands in touch_islands */
    }
}

/* Nodes of the lines that can be opened get parts; where two of these meet alone, one without length. */
static void touch_nodes(struct contraction *c)
{
    const struct graph *graph = &c->judged->store->graph;
    for (uint32_t line = 0; line < graph->n_lines && !c->failed; line++) {
        if (opens(c, line) == NULL)
            continue;
        for (uint32_t s = graph->first_stop[line]; s < graph->first_stop[line + 1]; s++) {
            uint32_t node = graph->stop_node[s];
            if (c->waiting[node] == NO_PART)
                continue; /* it has its part */
            if (c->at_node[node] != 0)
                c->at_node[node] = part_of_island(c, c->at_node[node]);
            else if (c->waiting[node] == 0 || c->waiting[node] == line + 1) {
                c->waiting[node] = line + 1;
                continue;
            } else
                c->at_node[node] = add_part(c, 0);
            c->waiting[node] = NO_PART;
        }
    }
}

/* Did an earlier stop of the line meet this part? Lines have few stops. */
static bool met_before(const struct contraction *c, uint32_t line, uint32_t stop)
{
    const struct graph *graph = &c->judged->store->graph;
    uint32_t part = c->at_node[graph->stop_node[stop]];
    for (uint32_t s = graph->first_stop[line]; s < stop; s++)
        if (c->waiting[graph->stop_node[s]] == NO_PART && c->at_node[graph->stop_node[s]] == part)
            return true;
    return false;
}

static void link_lines(struct contraction *c)
{
    const struct graph *graph = &c->judged->store->graph;
    for (uint32_t line = 0; line < graph->n_lines && !c->failed; line++) {
        const struct site *site = opens(c, line);
        uint32_t own = site != NULL ? add_part(c, (double)c->line_m[line]) : 0;
        c->own[line] = own;
        for (uint32_t s = graph->first_stop[line]; site != NULL && s < graph->first_stop[line + 1]; s++)
            if (c->waiting[graph->stop_node[s]] == NO_PART && !met_before(c, line, s))
                add_link(c, own, c->at_node[graph->stop_node[s]], site, NULL);
    }
}

/* ---- new lines ------------------------------------------------------------------------------ */

/* Is it a new line that the profile can pass on the network at hand? */
static bool builds(const struct contraction *c, const struct site *site)
{
    enum passable then = site->new_line != NO_NEW_LINE ? built_passable(c->built, c->profile, site->new_line) : PASSABLE_NO;
    return then == PASSABLE_YES || (c->best && then == PASSABLE_UNKNOWN);
}

/* What one new line meets. Of two new lines that meet the later one makes the link. */
static void link_contacts(struct contraction *c, const struct site *site, const struct site *const *site_of)
{
    const struct built *built = c->built;
    uint32_t self = site->new_line;
    for (uint32_t i = built->first_contact[self]; i < built->first_contact[self + 1] && !c->failed; i++) {
        const struct built_contact *contact = &built->contacts[i];
        if (contact->is_new) {
            if (contact->line < self && c->new_own[contact->line] != 0)
                add_link(c, c->new_own[self], c->new_own[contact->line], site, site_of[contact->line]);
            continue;
        }
        uint32_t island = island_of(c, contact->line);
        const struct site *other = island == 0 ? opens(c, contact->line) : NULL;
        if (island != 0)
            add_link(c, c->new_own[self], part_of_island(c, island), site, NULL);
        else if (other != NULL)
            add_link(c, c->new_own[self], c->own[contact->line], site, other);
    }
}

static void link_new_lines(struct contraction *c)
{
    const struct works *works = c->works;
    const struct site **site_of = calloc(c->built->n + 1, sizeof *site_of); /* by new line */
    c->failed = c->failed || site_of == NULL;
    memset(c->new_own, 0, c->built->n * sizeof *c->new_own);
    for (size_t i = 0; i < works->n_sites && !c->failed; i++)
        if (builds(c, &works->sites[i]))
            site_of[works->sites[i].new_line] = &works->sites[i];
    for (size_t i = 0; i < c->built->n && !c->failed; i++)
        if (site_of[i] != NULL) {
            c->new_own[i] = add_part(c, (double)(float)c->lines->items[i].length_m);
            link_contacts(c, site_of[i], site_of);
        }
    free(site_of);
}

/* Where each line ended. */
static void keep_parts(struct contraction *c)
{
    const size_t lines = c->judged->store->graph.n_lines;
    uint32_t *part = c->out->line_part + c->profile * c->out->n_lines;
    for (uint32_t line = 0; line < lines; line++) {
        uint32_t island = island_of(c, line);
        part[line] = island != 0 ? c->part_of[island] : c->own[line] != 0 ? c->own[line] : NO_PART;
    }
    for (size_t i = 0; i < c->built->n; i++)
        part[lines + i] = c->new_own[i] != 0 ? c->new_own[i] : NO_PART;
}

/* ---- profiles ------------------------------------------------------------------------------- */

static void contract_profile(struct contraction *c)
{
    size_t n = islands(c), nodes = c->judged->store->graph.n_nodes;
    c->part_of = malloc((n + 1) * sizeof *c->part_of);
    c->island_m = calloc(n + 1, sizeof *c->island_m);
    c->failed = c->failed || c->part_of == NULL || c->island_m == NULL;
    if (!c->failed) {
        memset(c->part_of, 0xff, (n + 1) * sizeof *c->part_of);
        memset(c->at_node, 0, nodes * sizeof *c->at_node);
        memset(c->waiting, 0, nodes * sizeof *c->waiting);
        read_islands(c);
        find_goal(c);
        touch_nodes(c);
        link_lines(c);
        if (c->built->n > 0)
            link_new_lines(c);
        if (!c->failed)
            keep_parts(c);
    }
    free(c->part_of);
    free(c->island_m);
}

rasif_status contract(const struct judged *judged, const struct network *network, const struct works *works,
                      const struct after *after, const struct new_lines *lines, const struct built *built,
                      const float *line_m, const unsigned *weight, bool best, struct contracted *out,
                      rasif_error *err)
{
    size_t nodes = judged->store->graph.n_nodes;
    struct contraction c = {.judged = judged, .network = network, .works = works, .after = after,
                            .lines = lines, .built = built, .line_m = line_m, .best = best, .out = out, .weight = 1};
    c.at_node = malloc((nodes + 1) * sizeof *c.at_node);
    c.waiting = malloc((nodes + 1) * sizeof *c.waiting);
    c.own = calloc(judged->store->graph.n_lines + 1, sizeof *c.own);
    c.new_own = calloc(built->n + 1, sizeof *c.new_own);
    out->n_lines = judged->store->graph.n_lines + built->n;
    out->line_part = malloc((judged->plan->n_profiles * out->n_lines + 1) * sizeof *out->line_part);
    c.failed = c.at_node == NULL || c.waiting == NULL || c.own == NULL || c.new_own == NULL || out->line_part == NULL;
    c.failed = c.failed || !PUSH(out->first, out->n_first, out->first_capacity, 0);
    if (!c.failed)
        add_part(&c, 0); /* part 0, the goal of all */
    for (c.profile = 0; c.profile < judged->plan->n_profiles && !c.failed; c.profile++) {
        c.weight = weight[c.profile];
        contract_profile(&c);
    }
    free(c.at_node);
    free(c.waiting);
    free(c.own);
    free(c.new_own);
    out->n_links = out->n_first > 0 ? out->n_first - 1 : 0;
    out->input = (struct choice_input){.n_works = works->n, .n_parts = out->n_gain, .gain = out->gain,
                                       .n_links = out->n_links, .ends = out->ends, .first = out->first,
                                       .work = out->work};
    return c.failed ? fail_memory(err) : RASIF_OK;
}

void contracted_free(struct contracted *contracted)
{
    free(contracted->gain);
    free(contracted->profile);
    free(contracted->line_part);
    free(contracted->ends);
    free(contracted->first);
    free(contracted->work);
    *contracted = (struct contracted){.n_links = 0};
}

/* ---- a set of works ------------------------------------------------------------------------- */

static bool is_open(const struct contracted *contracted, size_t link, const uint8_t *chosen)
{
    for (uint32_t i = contracted->first[link]; i < contracted->first[link + 1]; i++)
        if (!chosen[contracted->work[i]])
            return false;
    return true;
}

uint8_t *contracted_marks(const struct contracted *contracted, const uint8_t *chosen)
{
    size_t n = contracted->n_gain;
    uint32_t *joined = malloc((n + 1) * sizeof *joined);
    uint8_t *marks = calloc(n + 1, 1);
    if (joined == NULL || marks == NULL) {
        free(joined);
        free(marks);
        return NULL;
    }
    for (size_t i = 0; i < n; i++)
        joined[i] = (uint32_t)i;
    for (size_t link = 0; link < contracted->n_links && chosen != NULL; link++)
        if (is_open(contracted, link, chosen))
            union_join(joined, contracted->ends[2 * link], contracted->ends[2 * link + 1]);
    uint32_t goal = union_root(joined, 0);
    for (size_t i = 0; i < n; i++)
        marks[i] = union_root(joined, (uint32_t)i) == goal;
    free(joined);
    return marks;
}

bool contracted_joined(const struct contracted *contracted, size_t n_profiles, const uint8_t *chosen,
                       const unsigned *weight, double joined_m[MOST_PROFILES])
{
    uint8_t *marks = contracted_marks(contracted, chosen);
    for (size_t p = 0; p < n_profiles; p++)
        joined_m[p] = contracted->joined_m[p];
    for (size_t i = 1; marks != NULL && i < contracted->n_gain; i++)
        if (marks[i])
            joined_m[contracted->profile[i]] +=
                (double)contracted->gain[i] / (GAIN_UNIT * weight[contracted->profile[i]]);
    free(marks);
    return marks != NULL;
}
