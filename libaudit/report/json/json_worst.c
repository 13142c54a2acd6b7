/* SPDX-License-Identifier: MIT
 *
 * The member "worst" of the JSON report: the segments (sidewalks where there are no streets) of the
 * text report's list, worst first. */
#include "report/precision.h"
#include "report/segment.h"
#include "report/summary.h"
#include "report/table/tables.h"
#include "report/text/text_parts.h"

/* `end` is what follows, ", " mostly; a NULL value becomes null. */
static void add_string(struct text *out, const char *key, const char *value, const char *end)
{
    text_addf(out, "\"%s\": ", key);
    text_json(out, value);
    text_add(out, end);
}

/* "name": "Beersheba Street", "from_street": "Haifa Street", "to_street": null, */
static void add_names(const struct run *run, const char *language, size_t segment, struct text *out)
{
    struct segment_names names;
    segment_names(run, segment, language, &names);
    add_string(out, "name", names.name, ", ");
    add_string(out, "from_street", names.from, ", ");
    add_string(out, "to_street", names.to, ", ");
}

/* Names, "rasif_id": "g37274538f1c2312a", "feature": "streets:30". Sidewalks that stand for
 * segments have no streets at their ends, so these members are null. */
static void add_where(const struct run *run, const char *language, enum role role, size_t row,
                      struct text *out)
{
    const struct elements *e = &run->store->tables[role];
    struct text feature = {0};
    char id[32];
    if (role == ROLE_STREET) {
        segment_feature(run, row, &feature);
        segment_rasif_id(run, row, id);
        add_names(run, language, row, out);
    } else {
        element_rasif_id(e, row, id);
        text_addf(&feature, "%s:%lld", run->store->sources[element_source(e, row)].output,
                  (long long)e->fid[row]);
        add_string(out, "name", element_name(run, role, row, language), ", ");
        add_string(out, "from_street", NULL, ", ");
        add_string(out, "to_street", NULL, ", ");
    }
    add_string(out, "rasif_id", id, ", ");
    add_string(out, "feature", feature.data, ", ");
    out->failed = out->failed || feature.failed;
    text_free(&feature);
}

/* "length_m": 90.9, "class": "blocked", "blocked_for": ["wheelchair_manual"]: the worst class over
 * all profiles, and ids of profiles that can't pass. */
static void add_verdict(const struct run *run, enum role role, size_t row, struct text *out)
{
    enum score_class worst = SCORE_CLASS_NONE;
    const char *before = "";
    for (size_t p = 0; p < run->plan->n_profiles; p++) {
        enum score_class class = (enum score_class)unit_score(run, role, p, row)->class;
        worst = class > worst ? class : worst;
    }
    text_add(out, "\"length_m\": ");
    text_number(out, shown_metres(unit_length_m(run, role, row)));
    text_add(out, ", ");
    add_string(out, "class", score_class_names[worst], ", \"blocked_for\": [");
    for (size_t p = 0; p < run->plan->n_profiles; p++)
        if (unit_score(run, role, p, row)->passable == PASSABLE_NO) {
            text_add(out, before);
            text_json(out, run->plan->profiles[p]->id);
            before = ", ";
        }
    text_add(out, "]");
}

/* At most MOST_WORST items, as the text report lists them. Names are in the report's language. */
void json_worst(const struct run *run, struct text *out)
{
    enum role role = segment_role(run);
    const char *language = run->language != NULL ? run->language : languages[LANGUAGE_FIRST].code;
    size_t rows[MOST_WORST], n = worst_rows(run, rows);
    text_add(out, "\"worst\": [");
    for (size_t i = 0; i < n; i++) {
        text_add(out, i > 0 ? ",\n    {" : "\n    {");
        add_where(run, language, role, rows[i], out);
        add_verdict(run, role, rows[i], out);
        text_add(out, "}");
    }
    text_add(out, n > 0 ? "\n  ]" : "]");
}
