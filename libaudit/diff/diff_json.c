/* SPDX-License-Identifier: MIT
 *
 * The comparison as JSON (docs/diff.md lists the members): conditions, users, every segment whose
 * score changed, every finding that changed. Keys in fixed order, null where there is no value.
 * Scores are rounded to four places, as in the files. Cost: one query per finding that changed. */
#include "diff/diff_parts.h"

#include <string.h>

/* "key": "value", then `after`; NULL becomes null. `after` is the separator or the closing
 * bracket. */
static void member_text(struct text *out, const char *key, const char *value, const char *after)
{
    text_addf(out, "\"%s\": ", key);
    text_json(out, value);
    text_add(out, after);
}

/* "key": 1.5, then `after`; NaN becomes null. Numbers are printed with the fewest digits that read
 * back the same. */
static void member_number(struct text *out, const char *key, double value, const char *after)
{
    text_addf(out, "\"%s\": ", key);
    text_number(out, value);
    text_add(out, after);
}

/* Comma and line break before all items of a list but the first; `*first` is cleared. */
static void begin_item(struct text *out, bool *first)
{
    text_add(out, *first ? "\n    " : ",\n    ");
    *first = false;
}

/* Two members: "conditions" lists what differs, each with its sentence in the report's language;
 * "compared" says what of the audits was compared at all. A program must read the second before it
 * trusts a change. */
static void write_conditions(const struct rasif_diff *diff, struct text *out)
{
    bool first = true;
    text_add(out, "  \"conditions\": [");
    for (size_t i = 0; i < diff->n_notes; i++) {
        const struct diff_note *note = &diff->notes[i];
        struct text words = {0};
        begin_item(out, &first);
        text_add(out, "{");
        member_text(out, "key", note->key, ", ");
        text_addf(out, "\"limits\": %s, ", note->limits ? "true" : "false");
        member_text(out, "what", note->what, ", ");
        member_text(out, "before", note->before, ", ");
        member_text(out, "after", note->after, ", ");
        member_text(out, "message", note_sentence(diff, note, diff->language, &words), "}");
        out->failed = out->failed || words.failed;
        text_free(&words);
    }
    text_addf(
        out,
        "%s],\n  \"compared\": {\"requirements\": %s, \"street_scores\": %s, \"network\": %s, "
        "\"reach\": %s, \"gaps\": %s},\n",
        first ? "" : "\n  ", diff->same_standard ? "true" : "false",
        diff->streets_comparable ? "true" : "false",
        diff->figures.network_comparable && diff->figures.has_network[BEFORE] &&
                diff->figures.has_network[AFTER]
            ? "true"
            : "false",
        diff->figures.reach_comparable ? "true" : "false",
        diff->figures.has_gaps[BEFORE] && diff->figures.has_gaps[AFTER] ? "true" : "false");
}

/* The whole area for one profile in one file; lengths to 0.1 m. Without a summary in the file every
 * member is null. */
static void write_area(const struct rasif_diff *diff, int when, size_t profile, struct text *out)
{
    struct diff_area area;
    diff_area(diff, when, profile, &area);
    text_addf(out, "\"%s\": {", when == BEFORE ? "before" : "after");
    member_number(out, "mean_score", area.score, ", ");
    member_number(out, "low", area.low, ", ");
    member_number(out, "high", area.high, ", ");
    member_number(out, "coverage", area.coverage, ", ");
    member_number(out, "length_m", round(area.length_m * 10) / 10, ", ");
    member_number(out, "passable_m", round(area.passable_m * 10) / 10, ", ");
    member_number(out, "blocked_m", round(area.blocked_m * 10) / 10, ", ");
    member_number(out, "unknown_m", round(area.unknown_m * 10) / 10, "}, ");
}

/* One object per common profile: both areas, figures with their trends, and how many segments have
 * which verdict. The last member is named by what is counted, streets or sidewalks. */
static void write_profiles(const struct rasif_diff *diff, struct text *out)
{
    bool first = true;
    text_add(out, "  \"profiles\": [");
    for (size_t p = 0; p < diff->n_profiles; p++) {
        begin_item(out, &first);
        text_add(out, "{");
        member_text(out, "id", diff->profiles[p].id, ", ");
        member_text(out, "code", diff->profiles[p].code, ", ");
        member_text(out, "title", diff->profiles[p].title, ", ");
        write_area(diff, BEFORE, p, out);
        write_area(diff, AFTER, p, out);
        diff_json_profile(diff, p, out);
        text_addf(out, "\"%s\": {", roles[diff->segments].plural);
        for (int v = VERDICT_NONE; v < VERDICTS; v++)
            text_addf(out, "%s\"%s\": %zu", v > 0 ? ", " : "", verdict_names[v],
                      diff->verdicts[p][v]);
        text_add(out, "}}");
    }
    text_add(out, first ? "],\n" : "\n  ],\n");
}

/* ---- features ----------------------------------------------------------------------------- */

/* Table, FID and id of every feature of a group in one file; an empty list where the file lacks the
 * group. */
static void write_members(const struct rasif_diff *diff, const struct diff_group *group, int s,
                          struct text *out)
{
    const struct diff_audit *audit = &diff->audits[s];
    text_addf(out, "\"%s\": [", s == BEFORE ? "before" : "after");
    for (size_t i = 0; i < group->n[s]; i++) {
        const struct diff_feature *f = &audit->features[group->members[s][i]];
        text_add(out, i > 0 ? ", {" : "{");
        member_text(out, "table", result_table(audit->file, f->table), ", ");
        text_addf(out, "\"fid\": %lld, ", (long long)f->fid);
        member_text(out, "rasif_id", f->id, "}");
    }
    text_add(out, "], ");
}

/* Both scores and the verdict of one group for one profile. A missing score is null and never 0. */
static void write_scores(const struct diff_change *change, struct text *out)
{
    static const char *const names[] = {"score", "low", "high", "coverage"};
    for (int s = 0; s < AUDITS; s++) {
        const struct diff_score *at = &change->at[s];
        const double values[] = {at->score, at->low, at->high, at->coverage};
        text_addf(out, "\"%s\": {", s == BEFORE ? "before" : "after");
        for (size_t i = 0; i < 4; i++)
            member_number(out, names[i], round(values[i] * 10000) / 10000, ", ");
        member_text(out, "passable",
                    at->passable == 'y'   ? "yes"
                    : at->passable == 'n' ? "no"
                    : at->passable == 'u' ? "unknown"
                                          : NULL,
                    "}, ");
    }
    member_text(out, "verdict", verdict_names[change->verdict], "}");
}

/* Causes in the report's language; of streets, or of sidewalks where there are no streets. The same
 * clauses as in the other reports. */
static rasif_status write_cause_texts(const struct rasif_diff *diff, size_t g, struct text *out,
                                      rasif_error *err)
{
    size_t n;
    const struct diff_cause *causes = causes_of(diff, (uint32_t)g, &n);
    text_add(out, "\"causes\": [");
    for (size_t i = 0; i < n; i++) {
        struct text line = {0};
        TRY(diff_cause_text(diff, &causes[i], diff->language, &line, err));
        text_add(out, i > 0 ? ", " : "");
        text_json(out, line.data != NULL ? line.data : "");
        out->failed = out->failed || line.failed;
        text_free(&line);
    }
    text_add(out, "], ");
    return RASIF_OK;
}

/* One thing that changed: its role, name, verdict, members in both files, and scores per profile.
 * Only streets have causes. */
static rasif_status write_group(const struct rasif_diff *diff, size_t g, struct text *out,
                                rasif_error *err)
{
    const struct diff_group *group = &diff->groups[g];
    const struct diff_change *changes = group_changes(diff, g);
    int s = group_when(group);
    text_add(out, "{");
    member_text(out, "role", roles[group->role].name, ", ");
    member_text(out, "name", diff->audits[s].features[group->members[s][0]].name, ", ");
    member_text(out, "kind", verdict_names[group->verdict], ", ");
    member_text(out, "geometry", geometry_change_names[group->geometry], ", ");
    write_members(diff, group, BEFORE, out);
    write_members(diff, group, AFTER, out);
    if (group->role == diff->segments)
        TRY(write_cause_texts(diff, g, out, err));
    text_addf(out, "\"findings_changed\": %zu, \"profiles\": {", group->changes);
    for (size_t p = 0; p < diff->n_profiles; p++) {
        text_addf(out, "%s\"%s\": {", p > 0 ? ", " : "", diff->profiles[p].code);
        write_scores(&changes[p], out);
    }
    text_add(out, "}}");
    return RASIF_OK;
}

/* Only groups that changed: unchanged ones would be most of a city. In the order of the second
 * file, then what is gone. */
static rasif_status write_features(const struct rasif_diff *diff, struct text *out,
                                   rasif_error *err)
{
    bool first = true;
    text_add(out, "  \"features\": [");
    for (size_t g = 0; g < diff->n_groups; g++)
        if (group_changed(diff, g)) {
            begin_item(out, &first);
            TRY(write_group(diff, g, out, err));
        }
    text_add(out, first ? "],\n" : "\n  ],\n");
    return RASIF_OK;
}

/* ---- findings ----------------------------------------------------------------------------- */

/* One finding that changed, with the text of the latest file that has it. "before" and "after" are
 * outcomes, null where the thing is not in that file. */
static rasif_status write_item(const struct rasif_diff *diff, const struct diff_item *item,
                               struct text *out, rasif_error *err)
{
    static const char *const outcomes[] = {"not-applicable", "pass", "unknown", "fail"};
    struct arena arena = {0};
    struct finding_text finding;
    struct text blocks = {0};
    int s = item_when(item);
    const struct diff_feature *f = item_feature(diff, item);
    rasif_status status = diff_finding_text(diff, item, s, &arena, &finding, err);
    if (status == RASIF_OK) {
        item_blocks(diff, item, s, &blocks);
        text_add(out, "{");
        member_text(out, "kind", kind_names[item->kind], ", ");
        member_text(out, "rule", diff->rules[item->rule].id, ", ");
        member_text(out, "severity", item_severity(diff, item), ", ");
        member_text(out, "blocks", blocks.data != NULL ? blocks.data : "", ", ");
        for (int t = 0; t < AUDITS; t++) {
            bool none = diff->groups[item->group].n[t] == 0;
            member_text(out, t == BEFORE ? "before" : "after",
                        none ? NULL : outcomes[item->outcome[t]], ", ");
        }
        member_text(out, "table", result_table(diff->audits[s].file, f->table), ", ");
        text_addf(out, "\"fid\": %lld, ", (long long)f->fid);
        member_text(out, "rasif_id", f->id, ", ");
        member_text(out, "clause", finding.clause, ", ");
        member_text(out, "value", finding.value, ", ");
        member_text(out, "unit", finding.unit, ", ");
        member_number(out, "limit", finding.limit, ", ");
        member_text(out, "message", phrase_in(finding.message, diff->language), "}");
    }
    out->failed = out->failed || blocks.failed;
    text_free(&blocks);
    arena_free(&arena);
    return status;
}

/* Counts cover all kinds, the list leaves out unchanged findings: they are in both files already.
 * Kinds follow each other, the worst finding of each first. */
static rasif_status write_findings(const struct rasif_diff *diff, struct text *out,
                                   rasif_error *err)
{
    struct arena arena = {0};
    rasif_status status = RASIF_OK;
    bool first = true;
    text_add(out, "  \"counts\": {");
    for (size_t k = 0; k < KINDS; k++)
        text_addf(out, "\"%s\": %zu, ", kind_names[k], diff->counts[k]);
    text_addf(out, "\"not_compared\": %zu},\n  \"findings\": [", diff->skipped);
    for (size_t k = 0; k < KINDS && status == RASIF_OK; k++) {
        const struct diff_item **items;
        size_t n = 0;
        if (k != KIND_UNCHANGED)
            status = diff_sorted(diff, (enum finding_kind)k, &arena, &items, &n, err);
        for (size_t i = 0; i < n && status == RASIF_OK; i++) {
            begin_item(out, &first);
            status = write_item(diff, items[i], out, err);
        }
    }
    text_add(out, first ? "]\n" : "\n  ]\n");
    arena_free(&arena);
    return status;
}

/* Members always come in this order, so that two reports can be compared as text. RASIF_E_MEMORY,
 * RASIF_E_IO. */
rasif_status diff_json(const struct rasif_diff *diff, struct text *out, rasif_error *err)
{
    text_add(out, "{\n  ");
    member_text(out, "rasif", RASIF_VERSION, ",\n  ");
    member_text(out, "before", diff->audits[BEFORE].name, ",\n  ");
    member_text(out, "after", diff->audits[AFTER].name, ",\n");
    write_conditions(diff, out);
    TRY(diff_json_headline(diff, out, err));
    write_profiles(diff, out);
    diff_json_gaps(diff, out);
    TRY(write_features(diff, out, err));
    TRY(write_findings(diff, out, err));
    text_add(out, "}\n");
    return out->failed ? fail_memory(err) : RASIF_OK;
}
