/* SPDX-License-Identifier: MIT
 *
 * Conflicts in words: see conflict.h. In: the conflicts of a run, rules, needs, the standard in force. The
 * figures are those of the judgement; here they are only rounded for show. */
#include "report/conflict.h"

#include "report/belongs.h"
#include "report/finding_place.h"
#include "report/law.h"
#include "report/precision.h"
#include "report/table/plan_cells.h"

#include <stdio.h>
#include <string.h>

static const struct conflict_user *users_of(const struct run *run, const struct conflict_side *side)
{
    return run->conflicts->users + side->first;
}

static const char *word_in(const struct run *run, const char *language, const char *key)
{
    const char *words = sentence_text(run->sentences, language, key);
    return words != NULL ? words : key;
}

/* The declaration; NULL for works and limits. */
static const struct conflict_kind *kind_of(const struct run *run, const struct conflict *conflict)
{
    return conflict->sort == CONFLICT_ELEMENT ? &run->conflicts->kinds->kinds[conflict->which] : NULL;
}

static const struct work *work_of(const struct run *run, const struct conflict *conflict)
{
    return &run->works->works.items[conflict->which];
}

/* ---- where and what --------------------------------------------------------------------------- */

void conflict_point(const struct run *run, const struct conflict *conflict, double xy[2])
{
    struct finding finding = {.role = conflict->role, .row = conflict->row, .place = (uint16_t)(1 + conflict->place)};
    struct finding_facts facts = {.place = conflict->place};
    xy[0] = xy[1] = NAN;
    if (conflict->sort == CONFLICT_LIMITS)
        return;
    if (conflict->sort == CONFLICT_WORK) {
        work_point(run, run->works, work_of(run, conflict), xy);
        return;
    }
    element_point(run, (enum role)conflict->role, conflict->row, facts.xy);
    if (conflict->place != NO_PLACE)
        finding_place(run, &finding, &facts);
    memcpy(xy, facts.xy, sizeof facts.xy);
}

const char *conflict_id(const struct run *run, const struct conflict *conflict)
{
    const struct conflict_kind *kind = kind_of(run, conflict);
    if (kind != NULL)
        return kind->id;
    return conflict->sort == CONFLICT_WORK ? run->works->kinds->kinds[work_of(run, conflict)->kind].id
                                           : run->rules->rules[conflict->hurts.rule].id;
}

const char *conflict_title(const struct run *run, const struct conflict *conflict, const char *language)
{
    const struct conflict_kind *kind = kind_of(run, conflict);
    if (kind != NULL)
        return phrase_in(kind->title, language);
    return conflict->sort == CONFLICT_WORK
               ? phrase_in(run->works->kinds->kinds[work_of(run, conflict)->kind].title, language)
               : phrase_in(run->rules->rules[conflict->hurts.rule].title, language);
}

const char *conflict_both(const struct run *run, const struct conflict *conflict, const char *language)
{
    const struct conflict_kind *kind = kind_of(run, conflict);
    if (kind != NULL)
        return phrase_in(kind->both, language);
    return word_in(run, language, conflict->sort == CONFLICT_WORK ? "conflict.both_work" : "conflict.both_limits");
}

const char *conflict_source(const struct run *run, const struct conflict *conflict, const char *language)
{
    const struct conflict_kind *kind = kind_of(run, conflict);
    const char *source = kind != NULL ? phrase_in(kind->source, language) : "";
    return source[0] != '\0' ? source : NULL;
}

/* ---- figures ----------------------------------------------------------------------------------- */

void conflict_codes(const struct run *run, const struct conflict_side *side, bool blocked, struct text *out)
{
    const struct conflict_user *users = users_of(run, side);
    size_t start = out->length;
    for (size_t i = 0; i < side->n; i++)
        if (users[i].blocked || !blocked)
            text_addf(out, "%s%s", out->length > start ? "," : "", run->plan->profiles[users[i].profile]->code);
}

/* "wcm=1; frm=0.9" with `is` and `parted` between; of a user without a figure the code alone; `stopped` behind those
 * who are. */
static void add_figures(const struct run *run, const struct conflict_side *side, const char *is, const char *parted,
                        const char *stopped, struct text *out)
{
    const struct conflict_user *users = users_of(run, side);
    for (size_t i = 0; i < side->n; i++) {
        text_addf(out, "%s%s", i > 0 ? parted : "", run->plan->profiles[users[i].profile]->code);
        if (!isnan(users[i].u)) {
            text_add(out, is);
            text_fixed(out, users[i].u, 2);
        }
        text_add(out, users[i].blocked ? stopped : "");
    }
}

void conflict_figures(const struct run *run, const struct conflict_side *side, struct text *out)
{
    add_figures(run, side, "=", "; ", "", out);
}

const struct need *conflict_need(const struct run *run, const struct conflict *conflict, const struct conflict_side *side)
{
    const struct conflict_user *users = users_of(run, side);
    if (side->n == 0 || users[0].need == UINT16_MAX)
        return NULL;
    return run->plan->elements[conflict->element].needs[users[0].profile][users[0].need].need;
}

/* The words of a class mask; in a language where one is given, else as files have them. */
static void add_words(const struct run *run, enum field_id field, uint32_t mask, const char *language,
                      struct text *out)
{
    size_t start = out->length;
    for (unsigned code = 1; code < 32; code++) {
        const char *name = mask >> code & 1 ? vocabulary_word(fields[field].vocabulary, code) : NULL;
        char key[64];
        if (name == NULL)
            continue;
        snprintf(key, sizeof key, "value.%s", name);
        const char *words = language != NULL ? sentence_text(run->sentences, language, key) : NULL;
        if (out->length > start)
            text_add(out, language != NULL ? word_in(run, language, "list.comma") : ";");
        text_add(out, words != NULL ? words : name);
    }
}

static void add_number(const struct run *run, enum field_id field, double number, const char *language, struct text *out)
{
    text_fixed(out, number, 6);
    if (language != NULL && unit_symbol(fields[field].unit)[0] != '\0')
        text_addf(out, " %s", sentence_unit(run->sentences, language, fields[field].unit));
}

static uint32_t adequate_classes(const struct need *need)
{
    uint32_t mask = 0;
    for (unsigned code = 1; code < 32; code++)
        mask |= need->u_of_code[code] >= CONFLICT_WELL ? 1u << code : 0;
    return mask;
}

/* Then the words would say nothing. */
static bool all_are_adequate(const struct need *need)
{
    for (unsigned code = 1; code < 32; code++)
        if (need->u_of_code[code] < CONFLICT_WELL)
            return false;
    return need->is_class;
}

static void add_adequate(const struct run *run, enum field_id field, const struct need *need, const char *language,
                         struct text *out)
{
    struct text limit = {0};
    if (need->is_class) {
        add_words(run, field, adequate_classes(need), language, out);
        return;
    }
    add_number(run, field, shown_limit(field, conflict_mark(need)), language, &limit);
    if (language == NULL)
        text_add(out, limit.data != NULL ? limit.data : "");
    else
        sentence(run->sentences, language, need->more_is_better ? "law.at_least" : "law.at_most", out, "limit",
                 limit.data != NULL ? limit.data : "", NULL);
    text_free(&limit);
}

static void add_value(const struct run *run, const struct conflict_side *side, double limit, const char *language,
                      struct text *out)
{
    enum field_id field = (enum field_id)side->measure;
    if (side->mask != 0)
        add_words(run, field, side->mask, language, out);
    else if (!isnan(side->real))
        add_number(run, field, shown_value(field, side->real, limit), language, out);
}

void conflict_value(const struct conflict_side *side, struct text *out)
{
    add_value(NULL, side, NAN, NULL, out);
}

void conflict_adequate(const struct run *run, const struct conflict *conflict, const struct conflict_side *side,
                       struct text *out)
{
    const struct need *need = conflict_need(run, conflict, side);
    if (need != NULL)
        add_adequate(run, (enum field_id)side->measure, need, NULL, out);
    else if (side->n == 0 && side->requirement != UINT16_MAX)
        text_add(out, run->plan->standard->requirements[side->requirement].require.text);
}

/* ---- lines and sentences ------------------------------------------------------------------------ */

static void add_field(const struct run *run, const struct conflict_side *side, const char *language, struct text *out)
{
    char key[64];
    snprintf(key, sizeof key, "field.%s", fields[side->measure].name);
    text_add(out, word_in(run, language, key));
}

/* "kerb: flush; adequate: none, flush, lowered; PROWAG 2023 R304.5.4" */
static void add_what(const struct run *run, const struct conflict *conflict, const struct conflict_side *side,
                     const char *language, struct text *out)
{
    const struct law law = {run->rules, run->plan->standard, run->sentences, language};
    const struct need *need = conflict_need(run, conflict, side);
    const char *colon = word_in(run, language, "list.colon"), *semicolon = word_in(run, language, "list.semicolon");
    if (side->rule == UINT16_MAX) {
        text_add(out, word_in(run, language, "conflict.elsewhere"));
        return;
    }
    add_field(run, side, language, out);
    if (conflict->sort == CONFLICT_WORK && side->mask == 0 && isnan(side->real))
        text_addf(out, "%s%s", colon, word_in(run, language, "conflict.unknown"));
    if (side->n == 0 && side->requirement != UINT16_MAX) {
        text_add(out, colon);
        law_limit(&law, &run->plan->standard->requirements[side->requirement], out);
    } else if (side->mask != 0 || !isnan(side->real)) {
        text_add(out, colon);
        add_value(run, side, need != NULL && !need->is_class ? conflict_mark(need) : NAN, language, out);
    }
    if (need != NULL && !all_are_adequate(need)) {
        text_addf(out, "%s%s%s", semicolon, word_in(run, language, "conflict.adequate"), colon);
        add_adequate(run, (enum field_id)side->measure, need, language, out);
    }
    if (side->requirement != UINT16_MAX) {
        text_add(out, semicolon);
        law_clause(&law, &run->plan->standard->requirements[side->requirement], out);
    }
}

void conflict_side_line(const struct run *run, const struct conflict *conflict, const struct conflict_side *side,
                        const char *language, struct text *out)
{
    if (side->n > 0) {
        add_figures(run, side, " ", word_in(run, language, "list.comma"), "!", out);
        text_add(out, word_in(run, language, "list.colon"));
    }
    add_what(run, conflict, side, language, out);
}

/* "a manual wheelchair user and a person with a walking frame"; `blocked` = those stopped only; the standard where
 * there is none. */
static void add_people(const struct run *run, const struct conflict_side *side, bool blocked, const char *language,
                       struct text *out)
{
    const struct conflict_user *users = users_of(run, side);
    const struct profile *named[MOST_PROFILES];
    size_t n = 0;
    for (size_t i = 0; i < side->n; i++)
        if (users[i].blocked || !blocked)
            named[n++] = run->plan->profiles[users[i].profile];
    for (size_t i = 0; i < n; i++) {
        char key[16];
        snprintf(key, sizeof key, "user.%s", named[i]->code);
        const char *words = sentence_text(run->sentences, language, key);
        text_add(out, i == 0 ? "" : word_in(run, language, i + 1 == n ? "list.and" : "list.comma"));
        text_add(out, words != NULL ? words : phrase_in(named[i]->title, language));
    }
    if (side->n == 0)
        text_add(out, phrase_in(run->plan->standard->title, language));
}

static void add_sentence(const struct run *run, const struct conflict *conflict, const struct conflict_side *side,
                         const char *key, const char *language, struct text *out)
{
    struct text people = {0}, what = {0};
    add_people(run, side, false, language, &people);
    add_what(run, conflict, side, language, &what);
    sentence(run->sentences, language, key, out, "users", people.data != NULL ? people.data : "", "what",
             what.data != NULL ? what.data : "", NULL);
    text_free(&people);
    text_free(&what);
}

void conflict_message(const struct run *run, const struct conflict *conflict, const char *language, struct text *out)
{
    struct text stopped = {0};
    add_sentence(run, conflict, &conflict->helps, conflict->helps.n > 0 ? "conflict.good" : "conflict.asked", language, out);
    text_add(out, " ");
    add_sentence(run, conflict, &conflict->hurts, "conflict.bad", language, out);
    add_people(run, &conflict->hurts, true, language, &stopped);
    if (stopped.length > 0) {
        text_add(out, " ");
        sentence(run->sentences, language, "conflict.stopped", out, "users", stopped.data, NULL);
    }
    out->failed = out->failed || stopped.failed;
    text_free(&stopped);
}
