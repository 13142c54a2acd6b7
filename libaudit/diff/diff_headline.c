/* SPDX-License-Identifier: MIT
 *
 * The first sentences: which streets got better or worse and why, how much of the network is
 * connected for whom, who has a way to what. Only proved changes are called better or worse
 * (docs/diff.md#the-first-sentences). In: verdicts, causes, figures. Out: two texts. Cost: groups x
 * profiles, and one query per named street. */
#include "diff/diff_parts.h"

#include <string.h>

#define MOST_NAMED 2 /* streets that got worse, by name */

/* ---- words ---------------------------------------------------------------------------------- */

/* "460 m", "1.2 km". */
void diff_length(const struct page *page, double metres, struct text *out)
{
    if (metres < 999.5)
        text_fixed(out, metres, 0);
    else
        text_one(out, metres / 1000);
    text_addf(out, "\u00a0%s", word(page, metres < 999.5 ? "unit.m" : "unit.km"));
}

/* A text that nothing was added to has no data. */
const char *diff_data(const struct text *text)
{
    return text->data != NULL ? text->data : "";
}

/* A pattern with one or two lengths, numbers or names; the parts are freed. */
void diff_fill(const struct page *page, const char *key, struct text *out, struct text *a,
               struct text *b)
{
    sentence(page->sentences, page->language, key, out, "a", diff_data(a), "b", diff_data(b), NULL);
    out->failed = out->failed || a->failed || b->failed;
    text_free(a);
    text_free(b);
}

/* The plural form that the language has for n. */
void diff_count(const struct page *page, const char *key, size_t n, struct text *out)
{
    sentence_count(page->sentences, page->language, key, n, out);
}

/* Between two sentences, not before the first. */
void diff_blank(struct text *out)
{
    text_add(out, out->length > 0 ? " " : "");
}

/* ---- streets -------------------------------------------------------------------------------- */

/* A mixed verdict is better and worse at once. */
unsigned diff_users_with(const struct rasif_diff *diff, size_t group, enum verdict verdict)
{
    unsigned bits = 0;
    for (size_t p = 0; p < diff->n_profiles; p++) {
        enum verdict verdict_of_user = group_changes(diff, group)[p].verdict;
        if (verdict_of_user == verdict || verdict_of_user == VERDICT_MIXED)
            bits |= 1u << p;
    }
    return bits;
}

/* All profiles as bits. */
static unsigned all_users(const struct rasif_diff *diff)
{
    return (unsigned)((1ull << diff->n_profiles) - 1);
}

/* "For everybody" is only said where there are several users. */
bool diff_is_everybody(const struct rasif_diff *diff, unsigned users)
{
    return diff->n_profiles > 1 && users == all_users(diff);
}

/* Streets with the verdict for one profile, or for any profile when `profile` is none of them. */
void diff_tally(const struct rasif_diff *diff, size_t profile, enum verdict verdict,
                struct diff_tally *out)
{
    *out = (struct diff_tally){0};
    for (size_t g = 0; g < diff->n_groups; g++) {
        const struct diff_group *group = &diff->groups[g];
        unsigned users = group->role == diff->segments ? diff_users_with(diff, g, verdict) : 0;
        if (profile < diff->n_profiles ? !(users & 1u << profile) : users == 0)
            continue;
        out->n++;
        out->all += users == all_users(diff);
        out->metres += group_length(diff, group);
    }
}

/* Names are listed only as long as they are few; else their number. */
void diff_users(const struct page *page, const struct rasif_diff *diff, unsigned users, size_t most,
                struct text *out)
{
    size_t n = (size_t)__builtin_popcount(users), written = 0;
    if (n > most) {
        diff_count(page, "diff.kinds_of_user", n, out);
        return;
    }
    for (size_t p = 0; p < diff->n_profiles; p++)
        if (users & 1u << p)
            text_addf(out, "%s%s", written++ > 0 ? word(page, "list.semicolon") : "",
                      diff->profiles[p].title);
}

/* The worst new finding on the street; nothing when the first cause is not a new finding: causes
 * are sorted by that. */
static rasif_status write_worst_cause(const struct page *page, const struct rasif_diff *diff,
                                      size_t group, struct text *out, rasif_error *err)
{
    size_t n;
    const struct diff_cause *cause = causes_of(diff, (uint32_t)group, &n);
    struct arena arena = {0};
    struct finding_text finding;
    if (n == 0 || cause->item == NO_ROW || diff->items[cause->item].kind != KIND_NEW)
        return RASIF_OK;
    rasif_status status =
        diff_finding_text(diff, &diff->items[cause->item], AFTER, &arena, &finding, err);
    if (status == RASIF_OK) {
        const char *message = phrase_in(finding.message, page->language);
        sentence(page->sentences, page->language, "diff.head.cause", out, "what",
                 message != NULL ? message : diff->rules[diff->items[cause->item].rule].id, NULL);
    }
    arena_free(&arena);
    return status;
}

/* The street's own name, without the streets at its ends. */
const char *diff_street_name(const struct page *page, const struct rasif_diff *diff, size_t group)
{
    const struct diff_group *g = &diff->groups[group];
    int s = group_when(g);
    const struct diff_feature *f = &diff->audits[s].features[g->members[s][0]];
    return f->street != NULL ? f->street : f->name != NULL ? f->name : word(page, "diff.unnamed");
}

/* "Lydda Street for everybody (clear width ...); ..." At most MOST_NAMED streets, the worst first;
 * `all` counts the others, too. */
static rasif_status write_worse_streets(const struct page *page, const struct rasif_diff *diff,
                                        size_t all, struct text *out, rasif_error *err)
{
    size_t named = 0;
    for (size_t i = 0; i < diff->n_changed && named < MOST_NAMED; i++) {
        size_t g = diff->changed[i];
        unsigned users = diff_users_with(diff, g, VERDICT_WORSE);
        struct text who = {0}, cause = {0};
        if (users == 0)
            continue;
        text_add(out, named++ > 0 ? word(page, "list.semicolon") : "");
        diff_users(page, diff, users, 2, &who);
        rasif_status status = write_worst_cause(page, diff, g, &cause, err);
        sentence(page->sentences, page->language,
                 diff_is_everybody(diff, users) ? "diff.head.street_everybody" : "diff.head.street",
                 out, "street", diff_street_name(page, diff, g), "who", diff_data(&who), "cause",
                 diff_data(&cause), NULL);
        out->failed = out->failed || who.failed || cause.failed;
        text_free(&who);
        text_free(&cause);
        TRY(status);
    }
    if (all > named)
        diff_count(page, "diff.head.more", all - named, out);
    return RASIF_OK;
}

/* How many streets, how long, and for how many of them it holds for everybody. */
static void write_better(const struct page *page, const struct rasif_diff *diff,
                         const struct diff_tally *better, struct text *out)
{
    bool streets = diff->segments == ROLE_STREET;
    struct text length = {0}, all = {0};
    if (better->n == 0) {
        text_add(out,
                 word(page, streets ? "diff.head.none_better" : "diff.head.none_better_walks"));
        return;
    }
    diff_count(page, streets ? "diff.head.better" : "diff.head.better_walks", better->n, out);
    diff_length(page, better->metres, &length);
    text_addf(&all, "%zu", better->all);
    diff_fill(page,
              diff->n_profiles == 1 || better->all == 0 ? "diff.head.extent"
              : better->all == better->n                ? "diff.head.extent_everybody"
                                                        : "diff.head.extent_all",
              out, &length, &all);
}

/* The first of the worse streets are named with their worst cause; the others are a number. */
static rasif_status write_worse(const struct page *page, const struct rasif_diff *diff,
                                const struct diff_tally *worse, struct text *out, rasif_error *err)
{
    bool streets = diff->segments == ROLE_STREET;
    struct text named = {0}, none = {0};
    diff_blank(out);
    if (worse->n == 0) {
        text_add(out, word(page, streets ? "diff.head.none_worse" : "diff.head.none_worse_walks"));
        return RASIF_OK;
    }
    diff_count(page, streets ? "diff.head.worse" : "diff.head.worse_walks", worse->n, out);
    rasif_status status = write_worse_streets(page, diff, worse->n, &named, err);
    diff_fill(page, "diff.head.named", out, &named, &none);
    return status;
}

/* When nothing got better or worse, the sentence says what is only known better or worse. */
static rasif_status write_street_sentences(const struct page *page, const struct rasif_diff *diff,
                                           struct text *out, rasif_error *err)
{
    struct diff_tally better, worse, known, unknown;
    diff_tally(diff, SIZE_MAX, VERDICT_BETTER, &better);
    diff_tally(diff, SIZE_MAX, VERDICT_WORSE, &worse);
    if (diff_is_empty(diff)) {
        text_add(out, word(page, "diff.nothing"));
        return RASIF_OK;
    }
    if (!diff_streets_judged(diff)) {
        text_add(out, word(page, "diff.head.not_compared"));
        return RASIF_OK;
    }
    if (better.n + worse.n > 0) {
        write_better(page, diff, &better, out);
        return write_worse(page, diff, &worse, out, err);
    }
    struct text k = {0}, u = {0};
    diff_tally(diff, SIZE_MAX, VERDICT_KNOWN, &known);
    diff_tally(diff, SIZE_MAX, VERDICT_UNKNOWN, &unknown);
    text_addf(&k, "%zu", known.n);
    text_addf(&u, "%zu", unknown.n);
    diff_fill(page,
              diff->segments == ROLE_STREET ? "diff.head.only_known" : "diff.head.only_known_walks",
              out, &k, &u);
    return RASIF_OK;
}

/* Is any street's score comparable for any profile? */
bool diff_streets_judged(const struct rasif_diff *diff)
{
    for (size_t g = 0; g < diff->n_groups; g++)
        for (size_t p = 0; p < diff->n_profiles && diff->groups[g].role == diff->segments; p++)
            if (group_changes(diff, g)[p].verdict != VERDICT_NONE)
                return true;
    return false;
}

/* ---- together ------------------------------------------------------------------------------- */

/* `first` is about streets, `second` about network and destinations; `second` may stay empty. */
rasif_status diff_headline(const struct page *page, const struct rasif_diff *diff,
                           struct text *first, struct text *second, rasif_error *err)
{
    TRY(write_street_sentences(page, diff, first, err));
    diff_second(page, diff, second);
    return first->failed || second->failed ? fail_memory(err) : RASIF_OK;
}
