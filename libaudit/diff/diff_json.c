/* SPDX-License-Identifier: MIT
 *
 * The comparison as JSON (docs/diff.md lists the members): conditions, users, every segment whose
 * score changed, every finding that changed. Keys in fixed order, null where there is no value. */
#include "diff/diff_parts.h"

#include <string.h>

static void string_member(struct text *out, const char *key, const char *value, const char *after)
{
    text_addf(out, "\"%s\": ", key);
    text_json(out, value);
    text_add(out, after);
}

static void number_member(struct text *out, const char *key, double value, const char *after)
{
    text_addf(out, "\"%s\": ", key);
    text_number(out, value);
    text_add(out, after);
}

static void next(struct text *out, bool *first)
{
    text_add(out, *first ? "\n    " : ",\n    ");
    *first = false;
}

static void add_conditions(const struct rasif_diff *diff, struct text *out)
{
    bool first = true;
    text_add(out, "  \"conditions\": [");
    for (size_t i = 0; i < diff->n_notes; i++) {
        const struct diff_note *note = &diff->notes[i];
        struct text words = {0};
        next(out, &first);
        text_add(out, "{");
        string_member(out, "key", note->key, ", ");
        text_addf(out, "\"limits\": %s, ", note->limits ? "true" : "false");
        string_member(out, "what", note->what, ", ");
        string_member(out, "before", note->before, ", ");
        string_member(out, "after", note->after, ", ");
        string_member(out, "message", note_sentence(diff, note, diff->language, &words), "}");
        out->failed = out->failed || words.failed;
        text_free(&words);
    }
    text_addf(
        out,
        "%s],\n  \"compared\": {\"requirements\": %s, \"street_scores\": %s, \"network\": %s, "
        "\"reach\": %s, \"gaps\": %s},\n",
        first ? "" : "\n  ", diff->same_standard ? "true" : "false",
        diff->streets_comparable ? "true" : "false",
        diff->figures.network_comparable && diff->figures.told[BEFORE] && diff->figures.told[AFTER]
            ? "true"
            : "false",
        diff->figures.reach_comparable ? "true" : "false",
        diff->figures.gaps_told[BEFORE] && diff->figures.gaps_told[AFTER] ? "true" : "false");
}

static void add_area(const struct rasif_diff *diff, int side, size_t profile, struct text *out)
{
    struct diff_area area;
    diff_area(diff, side, profile, &area);
    text_addf(out, "\"%s\": {", side == BEFORE ? "before" : "after");
    number_member(out, "mean_score", area.score, ", ");
    number_member(out, "low", area.low, ", ");
    number_member(out, "high", area.high, ", ");
    number_member(out, "coverage", area.coverage, ", ");
    number_member(out, "length_m", round(area.length_m * 10) / 10, ", ");
    number_member(out, "passable_m", round(area.passable_m * 10) / 10, ", ");
    number_member(out, "blocked_m", round(area.blocked_m * 10) / 10, ", ");
    number_member(out, "unknown_m", round(area.unknown_m * 10) / 10, "}, ");
}

static void add_profiles(const struct rasif_diff *diff, struct text *out)
{
    bool first = true;
    text_add(out, "  \"profiles\": [");
    for (size_t p = 0; p < diff->n_profiles; p++) {
        next(out, &first);
        text_add(out, "{");
        string_member(out, "id", diff->profiles[p].id, ", ");
        string_member(out, "code", diff->profiles[p].code, ", ");
        string_member(out, "title", diff->profiles[p].title, ", ");
        add_area(diff, BEFORE, p, out);
        add_area(diff, AFTER, p, out);
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

static void add_members(const struct rasif_diff *diff, const struct diff_group *group, int s,
                        struct text *out)
{
    const struct diff_side *side = &diff->sides[s];
    text_addf(out, "\"%s\": [", s == BEFORE ? "before" : "after");
    for (size_t i = 0; i < group->n[s]; i++) {
        const struct diff_feature *f = &side->features[group->members[s][i]];
        text_add(out, i > 0 ? ", {" : "{");
        string_member(out, "table", result_table(side->file, f->table), ", ");
        text_addf(out, "\"fid\": %lld, ", (long long)f->fid);
        string_member(out, "rasif_id", f->id, "}");
    }
    text_add(out, "], ");
}

static void add_scores(const struct diff_change *change, struct text *out)
{
    static const char *const names[] = {"score", "low", "high", "coverage"};
    for (int s = 0; s < SIDES; s++) {
        const struct diff_score *at = &change->at[s];
        const double values[] = {at->score, at->low, at->high, at->coverage};
        text_addf(out, "\"%s\": {", s == BEFORE ? "before" : "after");
        for (size_t i = 0; i < 4; i++)
            number_member(out, names[i], round(values[i] * 10000) / 10000, ", ");
        string_member(out, "passable",
                      at->passable == 'y'   ? "yes"
                      : at->passable == 'n' ? "no"
                      : at->passable == 'u' ? "unknown"
                                            : NULL,
                      "}, ");
    }
    string_member(out, "verdict", verdict_names[change->verdict], "}");
}

/* Why, in the report's language: of streets (sidewalks where there are none). */
static rasif_status add_causes(const struct rasif_diff *diff, size_t g, struct text *out,
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

static rasif_status add_group(const struct rasif_diff *diff, size_t g, struct text *out,
                              rasif_error *err)
{
    const struct diff_group *group = &diff->groups[g];
    const struct diff_change *changes = group_changes(diff, g);
    int s = group->n[AFTER] > 0 ? AFTER : BEFORE;
    text_add(out, "{");
    string_member(out, "role", roles[group->role].name, ", ");
    string_member(out, "name", diff->sides[s].features[group->members[s][0]].name, ", ");
    string_member(out, "kind", verdict_names[group->verdict], ", ");
    string_member(out, "geometry", geometry_change_names[group->geometry], ", ");
    add_members(diff, group, BEFORE, out);
    add_members(diff, group, AFTER, out);
    if (group->role == diff->segments)
        TRY(add_causes(diff, g, out, err));
    text_addf(out, "\"findings_changed\": %zu, \"profiles\": {", group->changes);
    for (size_t p = 0; p < diff->n_profiles; p++) {
        text_addf(out, "%s\"%s\": {", p > 0 ? ", " : "", diff->profiles[p].code);
        add_scores(&changes[p], out);
    }
    text_add(out, "}}");
    return RASIF_OK;
}

static rasif_status add_features(const struct rasif_diff *diff, struct text *out, rasif_error *err)
{
    bool first = true;
    text_add(out, "  \"features\": [");
    for (size_t g = 0; g < diff->n_groups; g++)
        if (group_changed(diff, g)) {
            next(out, &first);
            TRY(add_group(diff, g, out, err));
        }
    text_add(out, first ? "],\n" : "\n  ],\n");
    return RASIF_OK;
}

/* ---- findings ----------------------------------------------------------------------------- */

static rasif_status add_item(const struct rasif_diff *diff, const struct diff_item *item,
                             struct text *out, rasif_error *err)
{
    static const char *const outcomes[] = {"not-applicable", "pass", "unknown", "fail"};
    struct arena arena = {0};
    struct finding_text finding;
    struct text blocks = {0};
    int s = item_side(item);
    const struct diff_feature *f = item_feature(diff, item);
    bool arabic = strcmp(diff->language, "ar") == 0;
    rasif_status status = diff_finding_text(diff, item, s, &arena, &finding, err);
    if (status == RASIF_OK) {
        item_blocks(diff, item, s, &blocks);
        text_add(out, "{");
        string_member(out, "kind", kind_names[item->kind], ", ");
        string_member(out, "rule", diff->rules[item->rule].id, ", ");
        string_member(out, "severity", item_severity(diff, item), ", ");
        string_member(out, "blocks", blocks.data != NULL ? blocks.data : "", ", ");
        for (int t = 0; t < SIDES; t++) {
            bool none = diff->groups[item->group].n[t] == 0;
            string_member(out, t == BEFORE ? "before" : "after",
                          none ? NULL : outcomes[item->outcome[t]], ", ");
        }
        string_member(out, "table", result_table(diff->sides[s].file, f->table), ", ");
        text_addf(out, "\"fid\": %lld, ", (long long)f->fid);
        string_member(out, "rasif_id", f->id, ", ");
        string_member(out, "clause", finding.clause, ", ");
        string_member(out, "value", finding.value, ", ");
        string_member(out, "unit", finding.unit, ", ");
        number_member(out, "limit", finding.limit, ", ");
        string_member(out, "message", arabic ? finding.message_ar : finding.message_en, "}");
    }
    out->failed = out->failed || blocks.failed;
    text_free(&blocks);
    arena_free(&arena);
    return status;
}

static rasif_status add_findings(const struct rasif_diff *diff, struct text *out, rasif_error *err)
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
            next(out, &first);
            status = add_item(diff, items[i], out, err);
        }
    }
    text_add(out, first ? "]\n" : "\n  ]\n");
    arena_free(&arena);
    return status;
}

rasif_status diff_json(const struct rasif_diff *diff, struct text *out, rasif_error *err)
{
    text_add(out, "{\n  ");
    string_member(out, "rasif", RASIF_VERSION, ",\n  ");
    string_member(out, "before", diff->sides[BEFORE].name, ",\n  ");
    string_member(out, "after", diff->sides[AFTER].name, ",\n");
    add_conditions(diff, out);
    TRY(diff_json_headline(diff, out, err));
    add_profiles(diff, out);
    diff_json_gaps(diff, out);
    TRY(add_features(diff, out, err));
    TRY(add_findings(diff, out, err));
    text_add(out, "}\n");
    return out->failed ? fail_memory(err) : RASIF_OK;
}
