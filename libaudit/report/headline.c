/* SPDX-License-Identifier: MIT
 *
 * The first sentences of every report: see headline.h. In: areas, connected parts, reach, the
 * ranking of repairs, rule counts. Out: plain text; a sentence without content is left out.
 *
 * Each add_ function writes at most one sentence and decides itself whether there is one;
 * headline_write is the order. A sparse run (run_is_sparse) gets other sentences: means of a few
 * known streets would read as a verdict (decision 0301). Cost: three passes over the rules, and as
 * many over the kinds of destination. */
#include "report/headline.h"

#include "report/belongs.h"
#include "report/segment.h"
#include "report/summary.h"
#include "survey/outlook.h"

#include <stdio.h>
#include <string.h>

/* ---- figures -------------------------------------------------------------------------------- */

double share_known(const struct run *run)
{
    double sum = 0;
    for (size_t p = 0; p < run->plan->n_profiles; p++)
        sum += fmax(run->results->areas[p].mean.coverage, 0) / SCORE_UNIT;
    return run->plan->n_profiles > 0 ? sum / (double)run->plan->n_profiles : 0;
}

bool run_is_sparse(const struct run *run)
{
    return share_known(run) < SPARSE_BELOW;
}

/* > 0: profile `a` fares worse than `b`, by so many metres. Compared in turn: the longest known
 * connected part, the longest at best, blocked length, passable length; less than 0.5 m is a tie. A
 * sparse run has no use for the known network. */
static double worse_by(const struct run *run, size_t a, size_t b)
{
    const struct network_profile *left = &run->network->profiles[a], *right = &run->network->profiles[b];
    const struct area_score *here = &run->results->areas[a], *there = &run->results->areas[b];
    double by = right->known.longest_m - left->known.longest_m;
    if (!(run->network->length_m > 0) || run_is_sparse(run))
        by = 0;
    if (fabs(by) < 0.5)
        by = run->network->length_m > 0 ? right->best.longest_m - left->best.longest_m : 0;
    if (fabs(by) < 0.5)
        by = here->blocked_m - there->blocked_m;
    return fabs(by) < 0.5 ? there->passable_m - here->passable_m : by;
}

size_t worst_profile(const struct run *run)
{
    size_t worst = 0;
    for (size_t p = 1; p < run->plan->n_profiles; p++)
        if (worse_by(run, p, worst) > 0.5)
            worst = p;
    return worst;
}

/* ---- parts of sentences --------------------------------------------------------------------- */

/* What is being written; the next sentence goes to lines[n]. */
struct headline {
    const struct run *run;
    const struct sentences *sentences;
    const char *language;
    struct text *lines;
    size_t n;
};

/* The sentence "<family>.<name>"; `name` itself when the language has none, which a user's own word
 * for a destination may lack. */
static const char *head_word(const struct headline *h, const char *family, const char *name)
{
    char key[96];
    snprintf(key, sizeof key, "%s.%s", family, name);
    const char *text = sentence_text(h->sentences, h->language, key);
    return text != NULL ? text : name;
}

/* Takes the next line: called only once a sentence is certain. No run fills more than
 * MOST_HEADLINES. */
static struct text *next_line(struct headline *h)
{
    return &h->lines[h->n++];
}

/* "12" of a share, "<1" below one percent, never 100 of less than all: "100 %" would hide the last
 * barrier. */
static void percent(double share, char out[16])
{
    double whole = round(100 * share);
    if (share > 0 && share < 0.01)
        strcpy(out, "<1");
    else
        snprintf(out, 16, "%.0f", whole >= 100 && share < 1 ? 99 : whole);
}

/* "23 to repair, 9 to build, 9 where the street itself is too steep": causes with a count of 0 are
 * left out. */
static void add_causes(const struct headline *h, const size_t *counts, struct text *out)
{
    static const enum cause order[] = {CAUSE_DEFECT, CAUSE_MISSING, CAUSE_BEHAVIOUR, CAUSE_TERRAIN,
                                       CAUSE_UNKNOWN};
    size_t start = out->length;
    for (size_t i = 0; i < CAUSE_COUNT; i++) {
        char n[32];
        if (counts[order[i]] == 0)
            continue;
        number_format(n, (double)counts[order[i]]);
        text_add(out, out->length > start ? head_word(h, "list", "comma") : "");
        struct text key = {0};
        text_addf(&key, "headline.%s%s", cause_names[order[i]],
                  order[i] == CAUSE_UNKNOWN ? "_cause" : "");
        if (!key.failed)
            sentence(h->sentences, h->language, key.data, out, "n", n, NULL);
        text_free(&key);
    }
}

/* ---- where much is known -------------------------------------------------------------------- */

/* "Fares worst: Manual wheelchair user. The largest part of the walking network that is known to be
 * connected for them is 35 % of it; 57 % if everything unknown is passable." One figure where both
 * are the same. */
static void add_connected(struct headline *h, size_t p)
{
    const struct network *network = h->run->network;
    const struct network_profile *profile = &network->profiles[p];
    char known[16], best[16];
    percent(profile->known.longest_m / network->length_m, known);
    percent(profile->best.longest_m / network->length_m, best);
    sentence(h->sentences, h->language,
             strcmp(known, best) == 0 ? "headline.connected_same" : "headline.connected",
             next_line(h), "title", phrase_in(h->run->plan->profiles[p]->title, h->language), "known",
             known, "best", best, NULL);
}

/* Without a network: "Fares worst: Older person on foot. 0.7 of 5.7 km are blocked, ..." */
static void add_lengths(struct headline *h, size_t p)
{
    const struct area_score *area = &h->run->results->areas[p];
    bool metres = area->length_m < 1000;
    double unit_m = metres ? 1 : 1000;
    struct text values[4] = {{0}};
    text_one(&values[0], area->passable_m / unit_m);
    text_one(&values[1], area->blocked_m / unit_m);
    text_one(&values[2], area->unknown_m / unit_m);
    text_one(&values[3], area->length_m / unit_m);
    struct text *out = next_line(h);
    for (int i = 0; i < 4; i++)
        out->failed = out->failed || values[i].failed;
    if (!out->failed)
        sentence(h->sentences, h->language, "headline.lengths", out, "title",
                 phrase_in(h->run->plan->profiles[p]->title, h->language), "unit",
                 head_word(h, "unit", metres ? "m" : "km"), "passable", values[0].data, "blocked",
                 values[1].data, "unknown", values[2].data, "length", values[3].data, NULL);
    for (int i = 0; i < 4; i++)
        text_free(&values[i]);
}

/* Metres of streets for which the question has an answer, from reached to no way. */
static double length_asked(const struct reach_sum *sum)
{
    double metres = 0;
    for (int class = REACH_YES; class < REACH_CLASSES; class ++)
        metres += sum->metres[class];
    return metres;
}

/* Share of the streets, 0 to 1, from which barriers leave a user no way to a kind. Streets without
 * a way for a user who can use everything are subtracted: there the drawing has a gap. */
static double cut_off(const struct reach *reach, size_t p, size_t kind)
{
    double asked = length_asked(&reach->kinds[p][kind]);
    double none = reach->kinds[p][kind].metres[REACH_NONE] - reach->anyone_kinds[kind].metres[REACH_NONE];
    return asked > 0 ? fmax(none, 0) / asked : 0;
}

/* "school"; "seat" where seats stand for destinations; words for "destination" where the data have
 * no kind. */
static void add_kind_name(const struct headline *h, size_t kind, struct text *out)
{
    const struct destinations *d = &h->run->network->reach.destinations;
    text_add(out, d->role == ROLE_SEAT        ? head_word(h, "role", "seat")
                  : d->names[kind] != NULL ? head_word(h, "destination", d->names[kind])
                                           : head_word(h, "text", "no_kind"));
}

#define MOST_SHARES 3 /* groups of kinds in one sentence */

/* "Barriers leave them no way to mosque, community centre from 97 % of the streets; clinic, school
 * from 29 % of the streets." Kinds with the same share stand together, the largest share first;
 * kinds below half a percent are left out. */
static void add_cut_off(struct headline *h, size_t p)
{
    const struct reach *reach = &h->run->network->reach;
    struct text groups = {0};
    int last = 101;
    for (int n = 0; n < MOST_SHARES; n++) {
        int share = 0;
        struct text kinds = {0};
        char number[16];
        for (size_t k = 0; k < reach->destinations.n_kinds; k++) {
            int here = (int)lround(100 * cut_off(reach, p, k));
            share = here < last && here > share ? here : share;
        }
        if (share == 0)
            break;
        for (size_t k = 0; k < reach->destinations.n_kinds; k++) {
            if ((int)lround(100 * cut_off(reach, p, k)) != share)
                continue;
            text_add(&kinds, kinds.length > 0 ? head_word(h, "list", "comma") : "");
            add_kind_name(h, k, &kinds);
        }
        snprintf(number, sizeof number, "%d", share);
        text_add(&groups, groups.length > 0 ? head_word(h, "list", "semicolon") : "");
        groups.failed = groups.failed || kinds.failed;
        if (!kinds.failed)
            sentence(h->sentences, h->language, "headline.cut_off_kinds", &groups, "kinds",
                     kinds.data, "share", number, NULL);
        text_free(&kinds);
        last = share;
    }
    if (groups.length > 0)
        sentence(h->sentences, h->language, "headline.cut_off", next_line(h), "groups", groups.data,
                 NULL);
    text_free(&groups);
}

#define NOT_JOINED_FROM 0.9 /* of the streets: a judgement (docs/decisions/0301) */

/* "No drawn path joins most streets to: park, market." Counted for a user who can use everything,
 * so that barriers play no part. */
static void add_not_joined(struct headline *h)
{
    const struct reach *reach = &h->run->network->reach;
    struct text kinds = {0};
    for (size_t k = 0; k < reach->destinations.n_kinds; k++) {
        double asked = length_asked(&reach->anyone_kinds[k]);
        if (!(asked > 0) || reach->anyone_kinds[k].metres[REACH_NONE] < NOT_JOINED_FROM * asked)
            continue;
        text_add(&kinds, kinds.length > 0 ? head_word(h, "list", "comma") : "");
        add_kind_name(h, k, &kinds);
    }
    if (kinds.length > 0)
        sentence(h->sentences, h->language, "headline.not_joined", next_line(h), "kinds", kinds.data,
                 NULL);
    text_free(&kinds);
}

/* "Elements that stop them: 41 (23 to repair, 9 to build, 9 where the street itself is too
 * steep)." */
static void add_blocked(struct headline *h, size_t p)
{
    const struct repair_ranking *ranking = h->run->repairs;
    struct text causes = {0};
    char n[32];
    if (ranking->n_blocked[p] == 0)
        return;
    number_format(n, (double)ranking->n_blocked[p]);
    add_causes(h, ranking->n_by_cause[p], &causes);
    sentence(h->sentences, h->language, "headline.blocked", next_line(h), "n", n, "causes",
             causes.data != NULL ? causes.data : "", NULL);
    text_free(&causes);
}

/* "Unknown: 12 % of what matters to them."; nothing below 0.05 %. */
static void add_unknown(struct headline *h, size_t p)
{
    const struct score *mean = &h->run->results->areas[p].mean;
    char share[16];
    double unknown = 1 - fmax(mean->coverage, 0) / (double)SCORE_UNIT;
    if (!(unknown > 0.0005))
        return;
    percent(unknown, share);
    sentence(h->sentences, h->language, "headline.unknown", next_line(h), "share", share, NULL);
}

/* ---- where little is known ------------------------------------------------------------------ */

/* "Only 12 % of what matters to the users is known, so this report shows what to survey, ..." */
static void add_sparse(struct headline *h)
{
    char share[16];
    percent(share_known(h->run), share);
    sentence(h->sentences, h->language,
             share_known(h->run) < 0.005 ? "headline.nothing" : "headline.sparse", next_line(h), "share", share, NULL);
}

/* "Certain even so: elements that stop somebody: 12 (...); places where something is missing, as
 * stated in the data: 3." Gaps that are only not drawn prove nothing where little is known. */
static void add_certain(struct headline *h, size_t p)
{
    const struct repair_ranking *ranking = h->run->repairs;
    struct gap_sum sums[GAP_KIND_COUNT];
    struct text causes = {0};
    char n[32], missing[32];
    size_t stated = 0;
    gaps_sum(h->run->gaps, sums);
    for (int kind = 0; kind < GAP_KIND_COUNT; kind++)
        stated += sums[kind].n[GAP_STATED];
    if (ranking->n_blocked[p] + stated == 0)
        return;
    number_format(n, (double)ranking->n_blocked[p]);
    number_format(missing, (double)stated);
    add_causes(h, ranking->n_by_cause[p], &causes);
    sentence(h->sentences, h->language,
             stated == 0                  ? "headline.certain_blocked"
             : ranking->n_blocked[p] == 0 ? "headline.certain_missing"
                                          : "headline.certain",
             next_line(h), "n", n, "causes", causes.data != NULL ? causes.data : "", "missing",
             missing, NULL);
    text_free(&causes);
}

/* In one sentence. */
#define MOST_RULES_NAMED 3

/* "Checked most often: Clear width of the crossing: 45 of 46 pass; ...": the rules with most
 * outcomes that are known. Each turn picks the next one after the last; of equals the earlier rule
 * comes first. */
static void add_looked_at(struct headline *h)
{
    const struct run *run = h->run;
    struct text rules = {0};
    size_t last = SIZE_MAX, last_rule = SIZE_MAX;
    for (int i = 0; i < MOST_RULES_NAMED; i++) {
        size_t most = 0, rule = SIZE_MAX;
        for (size_t r = 0; r < run->rules->n_rules; r++) {
            const size_t *counts = run->results->counts[r].outcome;
            size_t n = counts[RASIF_PASS] + counts[RASIF_FAIL];
            bool later = n < last || (n == last && r > last_rule);
            if (later && n > most) {
                most = n;
                rule = r;
            }
        }
        if (most == 0)
            break;
        char passed[32], checked[32];
        number_format(passed, (double)run->results->counts[rule].outcome[RASIF_PASS]);
        number_format(checked, (double)most);
        text_add(&rules, rules.length > 0 ? head_word(h, "list", "semicolon") : "");
        sentence(h->sentences, h->language, "headline.rule", &rules, "rule",
                 phrase_in(run->rules->rules[rule].title, h->language), "passed", passed, "checked",
                 checked, NULL);
        last = most;
        last_rule = rule;
    }
    if (rules.length > 0)
        sentence(h->sentences, h->language, "headline.looked_at", next_line(h), "rules", rules.data,
                 NULL);
    text_free(&rules);
}

/* "Not given, so nothing is known about them: crossings, kerb ramps." Only of layers without which
 * little can be said. */
static void add_not_given(struct headline *h)
{
    static const enum role wanted[] = {ROLE_SIDEWALK, ROLE_CROSSING, ROLE_RAMP};
    struct text list = {0};
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        if (h->run->store->tables[wanted[i]].n > 0)
            continue;
        text_add(&list, list.length > 0 ? head_word(h, "list", "comma") : "");
        text_add(&list, head_word(h, "roles", roles[wanted[i]].name));
    }
    if (list.length > 0)
        sentence(h->sentences, h->language, "headline.not_given", next_line(h), "roles", list.data,
                 NULL);
    text_free(&list);
}

/* "Whether there is a sidewalk at all is unknown along 3.4 km of street sides."; nothing below 50
 * m, which would read as 0.0 km. */
static void add_sides(struct headline *h)
{
    double metres = unknown_sides(h->run->store);
    struct text km = {0};
    if (!(metres >= 50))
        return;
    text_one(&km, metres / 1000);
    if (!km.failed)
        sentence(h->sentences, h->language, "headline.sides", next_line(h), "length", km.data, NULL);
    text_free(&km);
}

/* The street along or on which the first walk begins; NULL = it has no name. */
static const char *start_of(const struct headline *h, const struct outlook *outlook)
{
    uint32_t street = h->run->belongs != NULL ? belongs_street(h->run->belongs, (enum role)outlook->role, outlook->row) : NO_ROW;
    return street != NO_ROW ? element_name(h->run, ROLE_STREET, street, h->language) : NULL;
}

/* "Three walks, 14.2 km and about 9 hours in all, would settle 640 of 1956 verdicts; the first begins in Haifa Street
 * (rasif survey)." Without anything drawn: what rasif draft is for. */
static void add_outlook(struct headline *h)
{
    const struct outlook *outlook = h->run->outlook;
    struct text walks = {0}, km = {0};
    char hours[32], settled[32], all[32];
    if (outlook == NULL)
        return;
    if (outlook->verdicts == 0) {
        size_t proposed = proposals_left(h->run);
        if (proposed > 0)
            sentence_count(h->sentences, h->language, "headline.proposed", proposed, next_line(h));
        else
            text_add(next_line(h), head_word(h, "headline", "draft"));
        return;
    }
    if (outlook->walks == 0 || outlook->settled == 0)
        return;
    const char *start = start_of(h, outlook);
    sentence_count(h->sentences, h->language, "headline.walks", outlook->walks, &walks);
    text_one(&km, outlook->length_m / 1000);
    number_format(hours, fmax(round(outlook->minutes / 60), 1));
    number_format(settled, (double)outlook->settled);
    number_format(all, (double)(outlook->verdicts - outlook->decided));
    if (!walks.failed && !km.failed)
        sentence(h->sentences, h->language, start != NULL ? "headline.outlook_from" : "headline.outlook", next_line(h),
                 "walks", walks.data, "km", km.data, "hours", hours, "settled", settled, "all", all, "start",
                 start != NULL ? start : "", NULL);
    text_free(&walks);
    text_free(&km);
}

/* ---- all of it ------------------------------------------------------------------------------ */

size_t headline_write(const struct run *run, const struct sentences *sentences, const char *language,
                      struct text lines[MOST_HEADLINES])
{
    struct headline h = {run, sentences, language, lines, 0};
    size_t p = worst_profile(run);
    memset(lines, 0, MOST_HEADLINES * sizeof *lines);
    if (run->plan->n_profiles == 0 || !(run->results->areas[p].length_m > 0)) {
        text_add(next_line(&h), head_word(&h, "text", "no_segments"));
        return h.n;
    }
    if (run_is_sparse(run)) {
        add_sparse(&h);
        add_outlook(&h);
        add_not_given(&h);
        add_certain(&h, p);
        add_looked_at(&h);
        add_sides(&h);
        return h.n;
    }
    if (run->network->length_m > 0)
        add_connected(&h, p);
    else
        add_lengths(&h, p);
    if (run->network->reach.destinations.n > 0) {
        add_cut_off(&h, p);
        add_not_joined(&h);
    }
    add_blocked(&h, p);
    add_unknown(&h, p);
    add_not_given(&h);
    return h.n;
}
