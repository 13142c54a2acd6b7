/* SPDX-License-Identifier: MIT
 *
 * A cause in words: where on the street, what is wrong there, and what the value is now. In: rows
 * of audit_findings and of the elements, read when they are shown. Cost: two queries per cause. */
#include "diff/diff.h"
#include "report/label.h"
#include "report/precision.h"

#include <stdio.h>
#include <string.h>

#define MOST_VALUES 4 /* of an element that changed without a finding */

/* What the functions of this file share: the language asked for, and the rows read for one
 * cause. */
struct cause_writer {
    const struct rasif_diff *diff;
    const char *language;
    struct arena arena; /* of the rows that are read */
};

/* The text of a name in a family of sentences ("side", "left"); the name itself where the language
 * has none. */
static const char *cause_word(const struct cause_writer *t, const char *family, const char *name)
{
    char key[96];
    snprintf(key, sizeof key, "%.30s.%.60s", family, name);
    const char *text = sentence_text(t->diff->sentences, t->language, key);
    return text != NULL ? text : name;
}

/* ---- where ---------------------------------------------------------------------------------- */

/* "Sidewalk 44, left side"; nothing for the street itself. */
static void write_cause_place(const struct cause_writer *t, const struct diff_cause *cause,
                              struct text *out)
{
    const struct diff_group *group = &t->diff->groups[cause->group];
    int s = group_when(group);
    if (cause->item != NO_ROW)
        s = item_when(&t->diff->items[cause->item]);
    const struct diff_audit *audit = &t->diff->audits[s];
    uint32_t feature = group->members[s][0];
    if (cause->item != NO_ROW)
        feature = audit->findings[t->diff->items[cause->item].finding[s]].feature;
    if (group->role == t->diff->segments)
        return;
    const struct label_parts parts = {
        .role = group->role, .number = audit->features[feature].fid, .length_m = NAN};
    label_write(t->diff->sentences, t->language, &parts, out);
    if (cause->side != '\0')
        text_addf(out, "%s%s", cause_word(t, "list", "comma"),
                  cause_word(t, "side", cause->side == 'l' ? "left" : "right"));
}

/* ---- values --------------------------------------------------------------------------------- */

/* "1.8 m", "paving stones", "pole, bin". Words of a list are translated one by one. */
static void write_value(const struct cause_writer *t, const struct cell *cell, enum field_id field,
                        struct text *out)
{
    const struct field *f = field < FIELD_COUNT ? &fields[field] : NULL;
    if (cell->type == CELL_REAL || cell->type == CELL_INT) {
        text_fixed(out, cell->type == CELL_REAL ? cell->real : (double)cell->integer,
                   f != NULL ? measure_decimals(field) : 2);
    } else if (cell->type == CELL_TEXT) {
        for (size_t at = 0, n = 0; at < cell->length; at += n + 1) {
            char word[64] = "";
            for (n = 0; at + n < cell->length && cell->bytes[at + n] != ';';)
                n++;
            memcpy(word, cell->bytes + at, n < sizeof word ? n : sizeof word - 1);
            text_add(out, at > 0 ? cause_word(t, "list", "comma") : "");
            text_add(out, f != NULL && f->type != VALUE_REAL ? cause_word(t, "value", word) : word);
        }
    }
    const char *unit = f != NULL ? sentence_unit(t->diff->sentences, t->language, f->unit) : "";
    if (unit[0] != '\0' && (cell->type == CELL_REAL || cell->type == CELL_INT))
        text_addf(out, " %s", unit);
}

/* Is a measure understood from its value alone? Lists and counts are not. */
static bool is_clear_alone(enum field_id field)
{
    return field < FIELD_COUNT &&
           (fields[field].type == VALUE_CLASS ||
            (fields[field].type == VALUE_REAL && unit_symbol(fields[field].unit)[0] != '\0'));
}

/* What the measure of a thing is in file `s`, if the thing is one feature in both files. */
static rasif_status write_value_of(struct cause_writer *t, const struct diff_group *group, int s,
                                   const char *measure, struct text *out, rasif_error *err)
{
    struct result_rows row;
    if (group->n[BEFORE] != 1 || group->n[AFTER] != 1 || !is_clear_alone(field_find(measure)))
        return RASIF_OK;
    TRY(diff_row_of(t->diff, s, group->members[s][0], &t->arena, &row, err));
    const struct cell *cell = diff_value_of(t->diff, s, group->role, &row, measure);
    if (cell != NULL && diff_is_value(cell))
        write_value(t, cell, field_find(measure), out);
    return RASIF_OK;
}

/* ---- a finding ------------------------------------------------------------------------------ */

/* A fixed finding is shown with the value that fixed it, a new one with the value before. */
static rasif_status write_finding_cause(struct cause_writer *t, const struct diff_cause *cause,
                                        struct text *out, rasif_error *err)
{
    const struct diff_item *item = &t->diff->items[cause->item];
    const struct diff_rule *rule = &t->diff->rules[item->rule];
    struct finding_text finding;
    struct text other = {0};
    int s = item_when(item);
    char key[48];
    TRY(diff_finding_text(t->diff, item, s, &t->arena, &finding, err));
    if (item->kind == KIND_FIXED || item->kind == KIND_NEW)
        TRY(write_value_of(t, &t->diff->groups[item->group], !s, rule->measure, &other, err));
    const char *message = phrase_in(finding.message, t->language);
    bool valued = other.length > 0 && t->diff->groups[item->group].role != t->diff->segments;
    snprintf(key, sizeof key, "diff.cause.%s%s", kind_names[item->kind], valued ? "_value" : "");
    sentence(t->diff->sentences, t->language, key, out, "what",
             message != NULL ? message : rule->id, "value", valued ? other.data : "", NULL);
    out->failed = out->failed || other.failed;
    text_free(&other);
    return RASIF_OK;
}

/* ---- an element without a finding ----------------------------------------------------------- */

/* Values are printed with two decimals, so smaller differences are none. */
static bool cells_equal(const struct cell *a, const struct cell *b)
{
    if (a->type == CELL_TEXT || b->type == CELL_TEXT)
        return a->type == b->type && a->length == b->length &&
               memcmp(a->bytes, b->bytes, a->length) == 0;
    double x = a->type == CELL_REAL ? a->real : (double)a->integer;
    double y = b->type == CELL_REAL ? b->real : (double)b->integer;
    return fabs(x - y) < 0.005;
}

/* "smoothness: bad before, good now": values that exist in both files and differ. */
static rasif_status write_changed_values(struct cause_writer *t, const struct diff_group *group,
                                         struct text *out, rasif_error *err)
{
    struct result_rows rows[AUDITS];
    size_t n = 0;
    for (int s = 0; s < AUDITS; s++)
        TRY(diff_row_of(t->diff, s, group->members[s][0], &t->arena, &rows[s], err));
    for (int f = 0; f < FIELD_COUNT && n < MOST_VALUES; f++) {
        const struct cell *cells[AUDITS];
        struct text values[AUDITS] = {{0}};
        if (!(fields[f].roles & 1u << group->role) || fields[f].type == VALUE_TEXT)
            continue;
        for (int s = 0; s < AUDITS; s++)
            cells[s] = diff_value_of(t->diff, s, group->role, &rows[s], fields[f].name);
        if (cells[0] == NULL || cells[1] == NULL || !diff_is_value(cells[0]) ||
            !diff_is_value(cells[1]) || cells_equal(cells[0], cells[1]))
            continue;
        for (int s = 0; s < AUDITS; s++)
            write_value(t, cells[s], (enum field_id)f, &values[s]);
        text_add(out, n++ > 0 ? cause_word(t, "list", "semicolon") : "");
        sentence(t->diff->sentences, t->language, "diff.cause.changed", out, "field",
                 cause_word(t, "field", fields[f].name), "before",
                 values[BEFORE].data != NULL ? values[BEFORE].data : "", "after",
                 values[AFTER].data != NULL ? values[AFTER].data : "", NULL);
        text_free(&values[BEFORE]);
        text_free(&values[AFTER]);
    }
    return RASIF_OK;
}

/* An element without a changed value is named by its verdict: "added", "better". */
static rasif_status write_element_cause(struct cause_writer *t, const struct diff_cause *cause,
                                        struct text *out, rasif_error *err)
{
    const struct diff_group *group = &t->diff->groups[cause->group];
    size_t start = out->length;
    if (group->n[BEFORE] == 1 && group->n[AFTER] == 1 && group->verdict < VERDICT_ADDED)
        TRY(write_changed_values(t, group, out, err));
    if (out->length == start)
        text_add(out, cause_word(t, "diff.element", verdict_names[group->verdict]));
    return RASIF_OK;
}

/* Appends one clause; the place comes first, so that a list of causes can be scanned. Rows that it
 * reads are freed before it returns. */
rasif_status diff_cause_text(const struct rasif_diff *diff, const struct diff_cause *cause,
                             const char *language, struct text *out, rasif_error *err)
{
    struct cause_writer writer = {.diff = diff, .language = language};
    struct text where = {0}, what = {0};
    write_cause_place(&writer, cause, &where);
    rasif_status status = cause->item != NO_ROW ? write_finding_cause(&writer, cause, &what, err)
                                                : write_element_cause(&writer, cause, &what, err);
    if (where.length > 0)
        sentence(diff->sentences, language, "diff.cause_at", out, "where", where.data, "what",
                 what.data != NULL ? what.data : "", NULL);
    else
        text_add(out, what.data != NULL ? what.data : "");
    out->failed = out->failed || where.failed || what.failed;
    text_free(&where);
    text_free(&what);
    arena_free(&writer.arena);
    return status;
}
