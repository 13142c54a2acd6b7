/* SPDX-License-Identifier: MIT
 *
 * The first sentences of an explanation: the verdict, for whom, and the part that decides. In:
 * verdicts of the feature, reasons. Out: a line per sentence, the worst verdict first.
 *
 * Users with one verdict and one reason are a group and share a sentence (join). At most
 * MOST_PROFILES squared comparisons of texts. The decision is docs/decisions/0310. */
#include "report/explain/explain_reason.h"

#include <math.h>
#include <string.h>

#define MOST_UNKNOWN 2 /* groups of unknown verdict that keep a sentence each; more share one */

enum verdict { VERDICT_BLOCKED, VERDICT_POOR, VERDICT_UNKNOWN, VERDICT_FAIR, VERDICT_GOOD, VERDICT_NONE };
static const char *const verdict_names[] = {"blocked", "poor", "unknown", "fair", "good", "none"};

/* By rasif_CODE_passable, and by class of what is passable: A and B good, C fair, D and E poor.
 * VERDICT_NONE = no need of the user applies. */
static enum verdict verdict_of(const struct explanation *e, size_t p)
{
    const char *passable = passable_of(&e->feature, 0, e->profiles[p].code);
    const struct cell *class = profile_cell(&e->feature, 0, e->profiles[p].code, "class");
    if (strcmp(passable, "no") == 0)
        return VERDICT_BLOCKED;
    if (strcmp(passable, "unknown") == 0)
        return VERDICT_UNKNOWN;
    if (strcmp(passable, "yes") != 0 || class->type != CELL_TEXT)
        return VERDICT_NONE;
    return strchr("AB", class->bytes[0]) != NULL   ? VERDICT_GOOD
           : strchr("DE", class->bytes[0]) != NULL ? VERDICT_POOR
                                                   : VERDICT_FAIR;
}

/* Good verdicts, and users without needs here, have no reason: `out` stays empty. */
static void reason_of(const struct explanation *e, size_t p, enum verdict verdict, struct reason *out)
{
    bool street = e->has_sides;
    out->limit = NAN;
    if (verdict == VERDICT_BLOCKED)
        (street ? reason_street_blocked : reason_blocked)(e, p, out);
    else if (verdict == VERDICT_UNKNOWN)
        street ? reason_street_unknown(e, p, out) : reason_unknown(e, &p, 1, out);
    else if (verdict == VERDICT_POOR || verdict == VERDICT_FAIR)
        (street ? reason_street_poor : reason_poor)(e, p, out);
}

static const char *bytes_of(const struct text *text)
{
    return text->data != NULL ? text->data : "";
}

/* Limits are not compared: users with other limits share the sentence, which then names none. */
static bool same_reason(const struct reason *a, const struct reason *b)
{
    return strcmp(bytes_of(&a->part), bytes_of(&b->part)) == 0 &&
           strcmp(bytes_of(&a->words), bytes_of(&b->words)) == 0;
}

/* "a manual wheelchair user" from the texts user.CODE, which built-in profiles have; others are
 * named by their title. */
static void add_user(const struct explanation *e, size_t p, struct text *out)
{
    char key[40] = "user.";
    strncat(key, e->profiles[p].code, 24);
    const char *words = sentence_text(e->page.sentences, e->page.language, key);
    text_add(out, words != NULL ? words : e->profiles[p].title);
}

struct group {
    enum verdict verdict;
    size_t members[MOST_PROFILES], n;
    struct reason reason;
    bool same_limit; /* all members have the limit of `reason` */
};

/* "a, b and c"; "every user of this audit" when the group holds all that were chosen. */
static void add_users(const struct explanation *e, const struct group *group, size_t n_asked,
                      struct text *out)
{
    if (group->n == n_asked && n_asked > 1) {
        text_add(out, word(&e->page, "verdict.every_user"));
        return;
    }
    for (size_t i = 0; i < group->n; i++) {
        text_add(out, i == 0                ? ""
                      : i + 1 == group->n ? word(&e->page, "list.and")
                                          : word(&e->page, "list.comma"));
        add_user(e, group->members[i], out);
    }
}

/* "; their limit is 12 %", where the reason has one that holds for all members. */
static void add_limit(const struct explanation *e, const struct group *group, struct text *out)
{
    struct text limit = {0};
    if (!group->same_limit || isnan(group->reason.limit))
        return;
    text_fixed(&limit, group->reason.limit, 2);
    if (unit_symbol(group->reason.unit)[0] != '\0')
        text_addf(&limit, " %s", sentence_unit(e->page.sentences, e->page.language, group->reason.unit));
    sentence(e->page.sentences, e->page.language, "verdict.limit", out, "limit", bytes_of(&limit), NULL);
    text_free(&limit);
}

/* "Blocked for {users}, because of {part}: {why}." The key is the verdict and an ending for what
 * the reason has: "verdict.blocked_part", "verdict.blocked_street", "verdict.poor_bare" without
 * a reason. A reason of only a part stands in the place of {why}. */
static void add_sentence(struct explanation *e, const struct group *group, size_t n_asked)
{
    const struct reason *reason = &group->reason;
    struct text users = {0}, words = {0}, line = {0};
    char key[64] = "verdict.", more[32];
    bool street = e->has_sides && group->verdict == VERDICT_BLOCKED;
    strcat(key, verdict_names[group->verdict]);
    strcat(key, street ? reason->part.length > 0 ? "_segment" : "_street"
                : reason->words.length > 0       ? reason->part.length > 0 ? "_part" : ""
                : reason->part.length > 0        ? ""
                                                 : "_bare");
    add_users(e, group, n_asked, &users);
    text_add(&words, bytes_of(reason->words.length > 0 ? &reason->words : &reason->part));
    add_limit(e, group, &words);
    number_format(more, (double)reason->more);
    if (reason->more > 0)
        sentence(e->page.sentences, e->page.language, "verdict.more", &words, "n", more, NULL);
    sentence(e->page.sentences, e->page.language, key, &line, "users", bytes_of(&users), "part",
             bytes_of(&reason->part), "why", bytes_of(&words), NULL);
    e->page.out->failed = e->page.out->failed || line.failed || users.failed || words.failed;
    if (!e->page.out->failed)
        add_hanging(&e->page, "", 0, &line);
    text_free(&users);
    text_free(&words);
    text_free(&line);
}

/* Adds user p to the group with this verdict and reason, else to a new one, which keeps
 * `reason`; otherwise frees it. */
static void join(struct group *groups, size_t *n_groups, size_t p, enum verdict verdict,
                 struct reason *reason)
{
    size_t g = 0;
    while (g < *n_groups &&
           (groups[g].verdict != verdict || !same_reason(&groups[g].reason, reason)))
        g++;
    if (g == *n_groups) {
        groups[(*n_groups)++] = (struct group){verdict, {p}, 1, *reason, true};
        return;
    }
    double limit = groups[g].reason.limit;
    groups[g].same_limit = groups[g].same_limit && (limit == reason->limit ||
                                                    (isnan(limit) && isnan(reason->limit)));
    groups[g].members[groups[g].n++] = p;
    reason_free(reason);
}

/* Users with an unknown verdict often lack different values: from MOST_UNKNOWN + 1 groups on
 * they become one, whose sentence names the values of all. Streets keep their groups, because
 * their reasons are stretches of a side, not values. */
static void gather_unknown(struct explanation *e, struct group *groups, size_t *n_groups)
{
    size_t n = 0, left = 0, members = 0;
    for (size_t g = 0; g < *n_groups; g++)
        n += groups[g].verdict == VERDICT_UNKNOWN;
    if (n <= MOST_UNKNOWN || e->has_sides)
        return;
    struct group all = {.verdict = VERDICT_UNKNOWN, .same_limit = true};
    for (size_t g = 0; g < *n_groups; g++) {
        if (groups[g].verdict != VERDICT_UNKNOWN) {
            groups[left++] = groups[g];
            continue;
        }
        for (size_t i = 0; i < groups[g].n; i++)
            all.members[members++] = groups[g].members[i];
        reason_free(&groups[g].reason);
    }
    all.n = members;
    reason_unknown(e, all.members, all.n, &all.reason);
    groups[left++] = all;
    *n_groups = left;
}

/* Sentences in the order of enum verdict; within one verdict in that of the profiles. */
void explain_verdict(struct explanation *e)
{
    struct group groups[MOST_PROFILES];
    size_t n_groups = 0, n_asked = 0;
    for (size_t p = 0; p < e->n_profiles; p++) {
        struct reason reason = {.limit = NAN};
        if (!e->profiles[p].asked)
            continue;
        enum verdict verdict = verdict_of(e, p);
        reason_of(e, p, verdict, &reason);
        join(groups, &n_groups, p, verdict, &reason);
        n_asked++;
    }
    gather_unknown(e, groups, &n_groups);
    for (enum verdict verdict = VERDICT_BLOCKED; verdict <= VERDICT_NONE; verdict++)
        for (size_t g = 0; g < n_groups; g++)
            if (groups[g].verdict == verdict)
                add_sentence(e, &groups[g], n_asked);
    for (size_t g = 0; g < n_groups; g++)
        reason_free(&groups[g].reason);
}
