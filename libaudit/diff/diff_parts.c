/* SPDX-License-Identifier: MIT
 *
 * The parts that the text of a comparison, its Markdown and its HTML page share: notes, users,
 * streets with their causes, what became of features and findings, what stayed. */
#include "diff/diff_parts.h"

#include <string.h>

const enum finding_kind diff_listed[DIFF_LISTED] = {KIND_NEW,     KIND_ADDED,   KIND_FIXED,
                                                    KIND_REMOVED, KIND_UNKNOWN, KIND_KNOWN};

/* Signs that a terminal and a printer without colours show. */
const char *diff_sign(enum verdict verdict)
{
    static const char *const signs[VERDICTS] = {
        [VERDICT_NONE] = "·",    [VERDICT_SAME] = "·",  [VERDICT_BETTER] = "▲",
        [VERDICT_WORSE] = "▼",   [VERDICT_MIXED] = "◆", [VERDICT_KNOWN] = "○",
        [VERDICT_UNKNOWN] = "?", [VERDICT_ADDED] = "+", [VERDICT_REMOVED] = "×"};
    return signs[verdict];
}

/* ---- notes ---------------------------------------------------------------------------------- */

/* Plain text wraps long notes with a hanging indent; Markdown and HTML leave it to the reader's
 * program. */
void diff_long_note(struct page *page, const char *note)
{
    struct text body = {0};
    if (page->form != NULL) {
        add_note(page, note);
        return;
    }
    text_add(&body, note);
    add_hanging(page, "", 2, &body);
    page->out->failed = page->out->failed || body.failed;
    text_free(&body);
}

/* A heading only where there is a note of this sort. */
void diff_part_notes(struct page *page, const struct rasif_diff *diff, bool limits)
{
    bool headed = false;
    for (size_t i = 0; i < diff->n_notes; i++) {
        struct text line = {0};
        if (diff->notes[i].limits != limits)
            continue;
        if (!headed)
            add_heading(page,
                        word(page, limits ? "diff.conditions_heading" : "diff.notes_heading"));
        headed = true;
        note_sentence(diff, &diff->notes[i], page->language, &line);
        page->out->failed = page->out->failed || line.failed;
        add_hanging(page, "  -", 4, &line);
        text_free(&line);
    }
}

/* ---- users ---------------------------------------------------------------------------------- */

/* Plain text sets the label on a line of its own: titles are long. */
void diff_part_users(struct page *page, const struct rasif_diff *diff)
{
    for (size_t p = 0; p < diff->n_profiles; p++) {
        struct text label = {0}, body = {0};
        text_addf(&label, "%s%s (%s)", page->form == NULL ? "  " : "", diff->profiles[p].title,
                  diff->profiles[p].code);
        diff_user(page, diff, p, &body);
        page->out->failed = page->out->failed || label.failed || body.failed;
        if (page->form == NULL && !page->out->failed) {
            text_addf(page->out, "%s\n", label.data);
            add_hanging(page, "", 4, &body);
        } else if (!page->out->failed) {
            add_labelled(page, label.data, &body);
        }
        text_free(&label);
        text_free(&body);
    }
}

/* ---- streets that changed ------------------------------------------------------------------- */

/* The name with the streets at both ends tells the segments of one street apart. */
const char *diff_segment_name(const struct page *page, const struct rasif_diff *diff, size_t group)
{
    const struct diff_group *g = &diff->groups[group];
    int s = group_when(g);
    const struct diff_feature *f = &diff->audits[s].features[g->members[s][0]];
    return f->name != NULL ? f->name : word(page, "diff.unnamed");
}

/* "Better for X; worse for Y". Streets that were added or removed, and those without gain or loss,
 * are named by their verdict. */
void diff_verdict_words(const struct page *page, const struct rasif_diff *diff, size_t group,
                        struct text *out)
{
    static const struct {
        enum verdict verdict;
        const char *key, *everybody;
    } judged[] = {{VERDICT_BETTER, "diff.better_for", "diff.better_for_everybody"},
                  {VERDICT_WORSE, "diff.worse_for", "diff.worse_for_everybody"}};
    enum verdict verdict = diff->groups[group].verdict;
    size_t start = out->length;
    for (size_t i = 0; i < 2 && verdict < VERDICT_ADDED; i++) {
        unsigned users = diff_users_with(diff, group, judged[i].verdict);
        struct text who = {0};
        if (users == 0)
            continue;
        diff_users(page, diff, users, MOST_PROFILES, &who);
        text_add(out, out->length > start ? ". " : "");
        sentence(page->sentences, page->language,
                 diff_is_everybody(diff, users) ? judged[i].everybody : judged[i].key, out, "who",
                 who.data != NULL ? who.data : "", NULL);
        out->failed = out->failed || who.failed;
        text_free(&who);
    }
    if (out->length == start)
        text_add(out, word_of(page, "diff.verdict", verdict_names[verdict]));
}

/* The score of the one user whose score changed most: a table of all users would hide the
 * street. */
void diff_score_words(const struct page *page, const struct rasif_diff *diff, size_t group,
                      struct text *out)
{
    size_t p = diff_most_moved(diff, group);
    struct text pair = {0};
    if (p == diff->n_profiles)
        return;
    const struct diff_change *change = &group_changes(diff, group)[p];
    diff_pair(page, change->at[BEFORE].score, change->at[AFTER].score, 1, &pair);
    sentence(page->sentences, page->language, "diff.score_of", out, "pair",
             pair.data != NULL ? pair.data : "", "title", diff->profiles[p].title, NULL);
    out->failed = out->failed || pair.failed;
    text_free(&pair);
}

/* One paragraph: sign and number, name, for whom, why, and the score of the user whose score
 * changed most. */
static rasif_status print_segment(struct page *page, const struct rasif_diff *diff, size_t number,
                                  rasif_error *err)
{
    size_t group = diff->changed[number], n;
    const struct diff_cause *causes = causes_of(diff, (uint32_t)group, &n);
    struct text label = {0}, body = {0};
    rasif_status status = RASIF_OK;
    text_addf(&label, "  %s %zu", diff_sign(diff->groups[group].verdict), number + 1);
    text_addf(&body, "%s%s", diff_segment_name(page, diff, group), word(page, "list.colon"));
    diff_verdict_words(page, diff, group, &body);
    for (size_t i = 0; i < n && status == RASIF_OK; i++) {
        text_add(&body, i == 0 ? ". " : word(page, "list.semicolon"));
        status = diff_cause_text(diff, &causes[i], page->language, &body, err);
    }
    text_add(&body, ". ");
    diff_score_words(page, diff, group, &body);
    page->out->failed = page->out->failed || label.failed || body.failed;
    if (!page->out->failed)
        add_hanging(page, label.data, 8, &body);
    text_free(&label);
    text_free(&body);
    return status;
}

/* Numbers in the list are those on the map. The list is cut at page->most_lines. */
rasif_status diff_part_segments(struct page *page, const struct rasif_diff *diff, rasif_error *err)
{
    bool streets = diff->segments == ROLE_STREET;
    if (diff->n_changed == 0)
        return RASIF_OK;
    add_heading(page, word(page, streets ? "diff.changed_streets" : "diff.changed_sidewalks"));
    for (size_t i = 0; i < diff->n_changed && i < page->most_lines; i++)
        TRY(print_segment(page, diff, i, err));
    diff_part_more(page, diff, diff->n_changed);
    return RASIF_OK;
}

/* Says how many lines a cut list lacks; nothing when it is complete. */
void diff_part_more(struct page *page, const struct rasif_diff *diff, size_t n)
{
    struct text line = {0};
    if (n <= page->most_lines)
        return;
    sentence_count(diff->sentences, page->language, "diff.more", n - page->most_lines, &line);
    add_note(page, line.data != NULL ? line.data : "");
    text_free(&line);
}

/* ---- features and findings ------------------------------------------------------------------ */

/* How many features were added, removed, moved, split, merged or regrouped, in one sentence. */
void diff_part_geometry(struct page *page, const struct rasif_diff *diff)
{
    size_t n[GEOMETRY_CHANGES] = {0}, added = 0, removed = 0;
    struct text line = {0};
    for (size_t g = 0; g < diff->n_groups; g++) {
        const struct diff_group *group = &diff->groups[g];
        added += group->n[BEFORE] == 0;
        removed += group->n[AFTER] == 0;
        n[group->geometry] += group->n[BEFORE] > 0 && group->n[AFTER] > 0;
    }
    char digits[6][32];
    size_t figures[6] = {added, removed, n[MOVED], n[SPLIT], n[MERGED], n[REGROUPED]};
    for (size_t i = 0; i < 6; i++)
        number_format(digits[i], (double)figures[i]);
    text_add(page->out, page->form == NULL ? "\n" : "");
    sentence(diff->sentences, page->language, "diff.features", &line, "added", digits[0], "removed",
             digits[1], "moved", digits[2], "split", digits[3], "merged", digits[4], "regrouped",
             digits[5], NULL);
    add_labelled(page, word(page, "diff.features_label"), &line);
    text_free(&line);
}

/* Findings by kind, and how many could not be compared. In HTML and Markdown the table needs
 * heads. */
void diff_part_counts(struct page *page, const struct rasif_diff *diff)
{
    struct layout layout = {.n_columns = 2, .align = "rl"};
    add_heading(page, word(page, "diff.findings_heading"));
    if (page->form != NULL) { /* a table without heads is none */
        layout_cell(&layout, word(page, "html.col_here"));
        layout_cell(&layout, word(page, "diff.col_kind"));
    }
    for (size_t k = 0; k < KINDS; k++) {
        layout_number(&layout, diff->counts[k]);
        layout_cell(&layout, word_of(page, "diff.kind_long", kind_names[k]));
    }
    layout_print(&layout, page);
    if (diff->skipped > 0) {
        struct text line = {0};
        sentence_count(diff->sentences, page->language, "diff.skipped", diff->skipped, &line);
        add_note(page, line.data != NULL ? line.data : "");
        text_free(&line);
    }
}

/* ---- what stayed ---------------------------------------------------------------------------- */

/* Nothing where no street could be judged: it would read as "all stayed". Only their number: the
 * page lists them. */
void diff_part_stayed(struct page *page, const struct rasif_diff *diff)
{
    struct text line = {0}, n = {0};
    bool streets = diff->segments == ROLE_STREET;
    if (!diff_streets_judged(diff))
        return;
    sentence_count(diff->sentences, page->language, streets ? "count.street" : "count.sidewalk",
                   diff->n_stayed, &n);
    sentence(diff->sentences, page->language, "diff.stayed", &line, "streets",
             n.data != NULL ? n.data : "", NULL);
    page->out->failed = page->out->failed || n.failed || line.failed;
    add_heading(page, word(page, "diff.stayed_heading"));
    add_note(page, line.data != NULL ? line.data : "");
    text_free(&n);
    text_free(&line);
}
