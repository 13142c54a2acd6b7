/* SPDX-License-Identifier: MIT
 *
 * The list of what differs: see merge_parts.h. A paragraph for each state, a line for each field of a feature, in the
 * order of survey_values. */
#include "plan/merge_parts.h"

#include <stdio.h>
#include <string.h>

struct telling {
    const struct merging *m;
    const char *language;
    struct text out;
};

static const char *word(const struct telling *t, const char *key)
{
    const char *text = sentence_text(t->m->sentences, t->language, key);
    return text != NULL ? text : key;
}

/* "0.9 (2026-05-01, Ana, east.gpkg)" */
static void add_said(const struct telling *t, const struct answer *a, struct text *out)
{
    text_add(out, a->none_found ? word(t, "merge.none_found") : a->value != NULL ? a->value : word(t, "merge.nothing"));
    text_addf(out, " (%s", a->day != NULL ? a->day : word(t, "merge.undated"));
    if (a->surveyor != NULL)
        text_addf(out, ", %s", a->surveyor);
    if (a->survey != NULL)
        text_addf(out, ", %s", a->survey);
    text_add(out, ")");
}

/* "sidewalks 12", "streets 3 left" */
static void add_place(const struct telling *t, const struct answer *a, struct text *out)
{
    text_addf(out, "%s %lld", a->table != NULL ? a->table : a->rasif_id != NULL ? a->rasif_id : "?", (long long)a->fid);
    if (a->side != 0)
        text_addf(out, " %s", word(t, a->side == SIDE_LEFT ? "merge.left" : "merge.right"));
    if (a->field_name != NULL)
        text_addf(out, " %s", a->field_name);
}

/* One field with all that is said of it: returns how many answers that were. */
static size_t add_line(struct telling *t, const struct answer *a, size_t most)
{
    struct text place = {0}, said = {0};
    char reason[64];
    size_t n = 0;
    add_place(t, a, &place);
    do {
        text_add(&said, n > 0 ? "; " : "");
        add_said(t, &a[n++], &said);
    } while (n < most && merge_same_field(a, &a[n]));
    if (a->remark != NULL && a->field_name == NULL)
        text_addf(&said, ": %s", a->remark);
    snprintf(reason, sizeof reason, "merge.reason.%s", answer_reasons[a->reason]);
    text_add(&t->out, "  ");
    sentence(t->m->sentences, t->language, "merge.line", &t->out, "place", place.data != NULL ? place.data : "", "city",
             a->original != NULL ? a->original : word(t, "merge.nothing"), "survey", said.data != NULL ? said.data : "",
             "reason", word(t, reason), NULL);
    text_add(&t->out, "\n");
    t->out.failed = t->out.failed || place.failed || said.failed;
    text_free(&place);
    text_free(&said);
    return n;
}

/* Is the answer listed? Values that fill empty cells or confirm the city's are as expected. */
static bool is_listed(const struct answer *a, enum answer_state state)
{
    return a->state == state && (state != ANSWER_USED || a->reason == WHY_CITY_UNDATED || a->reason == WHY_CITY_OLDER);
}

static void add_title(struct telling *t, const char *key, size_t n)
{
    char number[24];
    snprintf(number, sizeof number, "%zu", n);
    text_add(&t->out, t->out.length > 0 ? "\n" : "");
    sentence(t->m->sentences, t->language, key, &t->out, "n", number, NULL);
    text_add(&t->out, "\n");
}

static void add_paragraph(struct telling *t, enum answer_state state, const char *key)
{
    const struct merging *m = t->m;
    size_t n = 0;
    for (size_t i = 0; i < m->n_answers; i++)
        n += is_listed(&m->answers[i], state) && (i == 0 || !merge_same_field(&m->answers[i - 1], &m->answers[i]));
    if (n == 0)
        return;
    add_title(t, key, n);
    for (size_t i = 0; i < m->n_answers;)
        i += is_listed(&m->answers[i], state) ? add_line(t, &m->answers[i], m->n_answers - i) : 1;
}

static void add_proposals(struct telling *t)
{
    const struct merging *m = t->m;
    if (m->n_proposals == 0)
        return;
    add_title(t, "merge.proposals", m->n_proposals);
    for (size_t i = 0; i < m->n_proposals; i++) {
        const struct proposal *p = &m->proposals[i];
        char key[32];
        snprintf(key, sizeof key, "merge.%s", p->kind != NULL ? p->kind : "new");
        text_addf(&t->out, "  %s", word(t, key));
        if (p->role != NULL)
            text_addf(&t->out, ", %s", p->role);
        if (p->table != NULL)
            text_addf(&t->out, ", %s %lld", p->table, (long long)p->fid);
        if (p->said != NULL)
            text_addf(&t->out, ": %s", p->said);
        text_addf(&t->out, " (%s%s%s%s%s)\n", p->day != NULL ? p->day : word(t, "merge.undated"),
                  p->surveyor != NULL ? ", " : "", p->surveyor != NULL ? p->surveyor : "", p->survey != NULL ? ", " : "",
                  p->survey != NULL ? p->survey : "");
    }
}

rasif_status merge_tell(const struct merging *m, rasif_sink sink, void *user, rasif_error *err)
{
    struct telling t = {.m = m, .language = m->options->language != NULL ? m->options->language : languages[0].code};
    add_paragraph(&t, ANSWER_CONFLICT, "merge.conflict");
    add_paragraph(&t, ANSWER_USED, "merge.differs");
    add_paragraph(&t, ANSWER_OLDER, "merge.older");
    add_paragraph(&t, ANSWER_ORPHAN, "merge.orphans");
    add_paragraph(&t, ANSWER_KEPT, "merge.kept");
    add_paragraph(&t, ANSWER_REPLACED, "merge.replaced");
    add_proposals(&t);
    if (t.out.data != NULL)
        text_plain(&t.out, 0, true);
    rasif_status status = t.out.failed ? fail_memory(err) : RASIF_OK;
    if (status == RASIF_OK && t.out.length > 0 && sink(user, t.out.data, t.out.length) != 0)
        status = fail(err, RASIF_E_OUTPUT, "the list of differences could not be written");
    text_free(&t.out);
    return status;
}
