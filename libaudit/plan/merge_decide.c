/* SPDX-License-Identifier: MIT
 *
 * Which of several values holds: see merge_parts.h. The rule (docs/merge.md): of surveys the latest day; of one day
 * that differ none; against a cell of the city a dated survey holds unless the city's own day is later or the same; an
 * undated one fills empty cells alone. Answers are a set: their order does not depend on that of the files. Cost: one
 * sort. */
#include "plan/merge_parts.h"

#include "mapping/limits.h"
#include "mapping/mapping.h"

#include <stdlib.h>
#include <string.h>

const char *const answer_states[ANSWER_STATE_COUNT] = {
#define STATE(name, word) word,
#define REASON(name, word)
#include "plan/merge_words.def"
#undef STATE
#undef REASON
};
const char *const answer_reasons[ANSWER_REASON_COUNT] = {
#define STATE(name, word)
#define REASON(name, word) word,
#include "plan/merge_words.def"
#undef STATE
#undef REASON
};

/* ---- what is meant -------------------------------------------------------------------------- */

/* A form's box that is ticked. */
static const char *plain_word(enum field_id field, const char *value)
{
    static const char *const forms[][2] = {{"true", "yes"}, {"1", "yes"}, {"false", "no"}, {"0", "no"}};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (fields[field].vocabulary == &vocabularies[VOCABULARY_yes_no] && strcmp(value, forms[i][0]) == 0)
            return forms[i][1];
    return value;
}

/* Words in small letters, a list with ';': forms of QGIS write {"tree","pole"}. False: too long. */
static bool tidy_words(enum field_id field, const char *value, char *out, size_t capacity)
{
    size_t n = 0;
    bool list = fields[field].type == VALUE_LIST;
    for (const char *c = value; *c != '\0'; c++) {
        char put = *c >= 'A' && *c <= 'Z' ? (char)(*c + 32) : *c;
        if (n + 1 >= capacity)
            return false;
        if (list && strchr("{}\" ", put) != NULL)
            continue;
        out[n++] = list && put == ',' ? ';' : put;
    }
    out[n] = '\0';
    return true;
}

void merge_understand(struct answer *a)
{
    char words[256];
    a->field = a->field_name != NULL ? field_find(a->field_name) : FIELD_NONE;
    if (a->field == F_marked) /* markings other than "no" */
        a->field = F_markings;
    a->meant = (struct field_value){.real = NAN};
    if (a->field == FIELD_NONE || (fields[a->field].flags & (FIELD_DERIVED | FIELD_ID))) {
        a->field = FIELD_NONE;
        return;
    }
    const char *text = a->none_found ? surveyed_none_word(a->field) : a->value;
    if (text == NULL)
        return;
    text = plain_word(a->field, text);
    bool worded = fields[a->field].type == VALUE_CLASS || fields[a->field].type == VALUE_LIST;
    if (worded && tidy_words(a->field, text, words, sizeof words))
        text = words;
    a->meant.known = mapping_parse_value(a->field, text, &a->meant.real, &a->meant.code) &&
                     (fields[a->field].type != VALUE_REAL || limits_accept(a->field, a->meant.real));
    a->meant.text = fields[a->field].type == VALUE_TEXT ? text : NULL;
}

/* ---- order ---------------------------------------------------------------------------------- */

static int compare_texts(const char *a, const char *b)
{
    return a == NULL || b == NULL ? (a != NULL) - (b != NULL) : strcmp(a, b);
}

/* The field of a feature. */
static int compare_places(const struct answer *a, const struct answer *b)
{
    int table = compare_texts(a->table, b->table);
    if (table != 0)
        return table;
    if (a->fid != b->fid)
        return a->fid < b->fid ? -1 : 1;
    if (a->side != b->side)
        return a->side < b->side ? -1 : 1;
    int id = compare_texts(a->rasif_id, b->rasif_id);
    if (id != 0)
        return id;
    return a->field != b->field ? (a->field < b->field ? -1 : 1) : 0;
}

int answer_compare(const struct answer *a, const struct answer *b)
{
    const char *const left[] = {a->day, a->field_name, a->value, a->surveyor, a->photo, a->remark};
    const char *const right[] = {b->day, b->field_name, b->value, b->surveyor, b->photo, b->remark};
    int order = compare_places(a, b);
    for (size_t i = 0; i < sizeof left / sizeof *left && order == 0; i++)
        order = compare_texts(left[i], right[i]);
    if (order == 0)
        order = (a->none_found > b->none_found) - (a->none_found < b->none_found);
    return order != 0 ? order : (a->no_access > b->no_access) - (a->no_access < b->no_access);
}

/* Of equal rows the replaced one comes first, then the one whose survey's name is first. */
static int compare_rows(const void *left, const void *right)
{
    const struct answer *a = left, *b = right;
    int order = answer_compare(a, b);
    if (order == 0 && a->replaced != b->replaced)
        return a->replaced ? -1 : 1;
    return order != 0 ? order : compare_texts(a->survey, b->survey);
}

static void drop_equals(struct merging *m)
{
    size_t n = 0;
    for (size_t i = 0; i < m->n_answers; i++)
        if (n == 0 || answer_compare(&m->answers[n - 1], &m->answers[i]) != 0)
            m->answers[n++] = m->answers[i];
    m->n_answers = n;
}

/* ---- one field of one feature --------------------------------------------------------------- */

static void set(struct answer *a, enum answer_state state, enum answer_reason reason)
{
    a->state = state;
    a->reason = reason;
}

/* Its day; NULL = undated. */
static const char *day_of(const struct answer *a)
{
    return a->day != NULL && date_valid(a->day) ? a->day : NULL;
}

/* Answers that nothing can be judged by. */
static bool set_aside(struct answer *a)
{
    if (a->replaced)
        set(a, ANSWER_REPLACED, WHY_WORKS);
    else if (a->row == SIZE_MAX)
        set(a, ANSWER_ORPHAN, WHY_NO_FEATURE);
    else if (a->field_name == NULL)
        set(a, ANSWER_KEPT, a->no_access ? WHY_NO_ACCESS : WHY_REMARK);
    else if (a->field == FIELD_NONE || !(fields[a->field].roles >> a->role & 1))
        set(a, ANSWER_KEPT, WHY_UNREADABLE);
    else if (!a->meant.known)
        set(a, ANSWER_KEPT, a->none_found ? WHY_NO_WORD : WHY_UNREADABLE);
    else
        return false;
    return true;
}

/* The day that the city's own row has; NULL = none. */
static const char *city_day(const struct merging *m, const struct answer *a)
{
    const struct store *store = &m->city.store;
    if (!(fields[F_surveyed_on].roles >> a->role & 1))
        return NULL;
    const char *day = store_text(store, F_surveyed_on, element_text(&store->tables[a->role], F_surveyed_on, a->row));
    return day != NULL && date_valid(day) ? day : NULL;
}

/* The value that holds among surveys, against what the city has. */
static void decide_against_city(const struct merging *m, struct answer *a, const struct field_value *city, bool assumed)
{
    const char *own = city_day(m, a), *day = day_of(a);
    int order = own != NULL && day != NULL ? strcmp(day, own) : 0;
    if (!city->known || assumed)
        set(a, ANSWER_USED, WHY_FILLS);
    else if (field_value_same(a->field, city, &a->meant))
        set(a, ANSWER_USED, WHY_CONFIRMS);
    else if (day == NULL)
        set(a, ANSWER_CONFLICT, WHY_UNDATED);
    else if (own == NULL)
        set(a, ANSWER_USED, WHY_CITY_UNDATED);
    else if (order > 0)
        set(a, ANSWER_USED, WHY_CITY_OLDER);
    else if (order < 0)
        set(a, ANSWER_OLDER, WHY_CITY_NEWER);
    else
        set(a, ANSWER_CONFLICT, WHY_CITY_SAME_DAY);
}

static bool is_candidate(const struct answer *a)
{
    return a->state == ANSWER_STATE_COUNT;
}

/* Among surveys the latest day: returns the answer that stands for it, NULL where answers of that day differ (they are
 * conflicts then), or where there is none. */
static struct answer *decide_among_surveys(struct answer *first, struct answer *last)
{
    const char *latest = NULL;
    struct answer *holds = NULL;
    bool differ = false;
    for (struct answer *a = first; a < last; a++)
        if (is_candidate(a) && compare_texts(day_of(a), latest) > 0)
            latest = day_of(a);
    for (struct answer *a = first; a < last; a++) {
        if (!is_candidate(a))
            continue;
        if (compare_texts(day_of(a), latest) < 0) {
            set(a, ANSWER_OLDER, WHY_LATER_SURVEY);
            continue;
        }
        differ = differ || (holds != NULL && !field_value_same(a->field, &holds->meant, &a->meant));
        holds = holds != NULL ? holds : a;
    }
    for (struct answer *a = first; a < last && differ; a++)
        if (is_candidate(a))
            set(a, ANSWER_CONFLICT, latest != NULL ? WHY_SAME_DAY : WHY_UNDATED);
    return differ ? NULL : holds;
}

static MUST bool decide_field(struct merging *m, struct answer *first, struct answer *last)
{
    bool any = false;
    for (struct answer *a = first; a < last; a++) {
        a->state = ANSWER_STATE_COUNT;
        a->original = NULL;
        any = !set_aside(a) || any;
    }
    if (first->row == SIZE_MAX || first->field == FIELD_NONE || !(fields[first->field].roles >> first->role & 1))
        return true;
    const struct elements *e = &m->city.store.tables[first->role];
    struct field_value city = field_value_of(&m->city.store, first->role, first->field, first->row);
    struct text shown = {0};
    if (first->field == F_status && element_is_proposal(&m->city.store, e, first->row))
        city.known = false;
    if (city.known)
        field_value_show(first->field, &city, &shown);
    const char *original = shown.data != NULL ? arena_strdup(&m->arena, shown.data) : NULL;
    bool failed = shown.failed || (shown.data != NULL && original == NULL);
    text_free(&shown);
    struct answer *holds = any ? decide_among_surveys(first, last) : NULL;
    if (holds != NULL)
        decide_against_city(m, holds, &city, element_origin(e, first->field, first->row) == ORIGIN_ASSUMED);
    for (struct answer *a = first; a < last; a++) {
        a->original = original;
        if (is_candidate(a)) /* says the same as the one that holds */
            set(a, holds->state, holds->reason);
    }
    return !failed;
}

bool merge_same_field(const struct answer *a, const struct answer *b)
{
    return a->row != SIZE_MAX && a->row == b->row && a->role == b->role && a->field != FIELD_NONE && a->field == b->field &&
           a->state == b->state;
}

/* ---- all ------------------------------------------------------------------------------------ */

static void count(struct merging *m)
{
    rasif_merge_counts *c = &m->counts;
    c->values = m->n_answers;
    c->proposals = m->n_proposals;
    for (size_t i = 0; i < m->n_answers; i++) {
        const struct answer *a = &m->answers[i];
        c->used += a->state == ANSWER_USED;
        c->other += a->state == ANSWER_USED && (a->reason == WHY_CITY_UNDATED || a->reason == WHY_CITY_OLDER);
        c->older += a->state == ANSWER_OLDER;
        c->conflicts += a->state == ANSWER_CONFLICT && (i == 0 || !merge_same_field(a - 1, a));
        c->orphans += a->state == ANSWER_ORPHAN;
        c->kept += a->state == ANSWER_KEPT || a->state == ANSWER_REPLACED;
    }
}

static int compare_proposals(const void *left, const void *right)
{
    const struct proposal *a = left, *b = right;
    const char *const of_a[] = {a->kind, a->role, a->table, a->rasif_id, a->day, a->said, a->none_found, a->surveyor, a->photo, a->remark};
    const char *const of_b[] = {b->kind, b->role, b->table, b->rasif_id, b->day, b->said, b->none_found, b->surveyor, b->photo, b->remark};
    int order = 0;
    for (size_t i = 0; i < sizeof of_a / sizeof *of_a && order == 0; i++)
        order = compare_texts(of_a[i], of_b[i]);
    if (order == 0)
        order = (a->fid > b->fid) - (a->fid < b->fid);
    if (order == 0)
        order = (a->length > b->length) - (a->length < b->length);
    return order != 0 || a->length == 0 ? order : memcmp(a->blob, b->blob, a->length);
}

static int compare_named_proposals(const void *left, const void *right)
{
    int order = compare_proposals(left, right);
    return order != 0 ? order : compare_texts(((const struct proposal *)left)->survey, ((const struct proposal *)right)->survey);
}

/* Each proposal once; `proposals_changed` where a file brought one that the city had not. */
static MUST bool settle_proposals(struct merging *m)
{
    size_t n = 0, n_before = m->n_proposals_before;
    struct proposal *before = malloc((n_before + 1) * sizeof *before);
    if (before == NULL)
        return false;
    if (n_before > 0)
        memcpy(before, m->proposals, n_before * sizeof *before);
    array_sort(m->proposals, m->n_proposals, sizeof *m->proposals, compare_named_proposals);
    for (size_t i = 0; i < m->n_proposals; i++)
        if (n == 0 || compare_proposals(&m->proposals[n - 1], &m->proposals[i]) != 0)
            m->proposals[n++] = m->proposals[i];
    m->n_proposals = n;
    m->proposals_changed = n != n_before;
    for (size_t i = 0; i < n && !m->proposals_changed; i++)
        m->proposals_changed = compare_named_proposals(&before[i], &m->proposals[i]) != 0;
    free(before);
    return true;
}

rasif_status merge_decide(struct merging *m, rasif_error *err)
{
    array_sort(m->answers, m->n_answers, sizeof *m->answers, compare_rows);
    drop_equals(m);
    for (size_t first = 0, last; first < m->n_answers; first = last) {
        for (last = first + 1; last < m->n_answers && compare_places(&m->answers[first], &m->answers[last]) == 0;)
            last++;
        if (!decide_field(m, &m->answers[first], &m->answers[last]))
            return fail_memory(err);
    }
    if (!settle_proposals(m))
        return fail_memory(err);
    count(m);
    return RASIF_OK;
}
