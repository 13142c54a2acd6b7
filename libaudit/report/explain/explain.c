/* SPDX-License-Identifier: MIT
 *
 * rasif explain: why one feature got its verdict, from an annotated GeoPackage alone. In: the file
 * and "LAYER:FID" or a rasif_id. Out: header, the verdict per profile in numbers and words, how
 * well each need is met, every finding with value, limit, clause and remedy, the values judged,
 * sides and links.
 *
 * Everything comes from the file: the explanation must be the same years later, without the input.
 * The feature's rows of each table are read once (load_all), judged again from the stored values
 * (explain_account.c), and printed by lists in a fixed order. Cost: a few queries over the tables
 * of the file. */
#include "report/explain/explain_reason.h"
#include "report/label.h"

#include <stdio.h>
#include <string.h>

/* ---- small parts -------------------------------------------------------------------------- */

/* Parts of more than 24 bytes are cut, so that they fit; such a name matches no column. */
const struct cell *profile_cell(const struct result_rows *rows, size_t row, const char *code,
                                const char *what)
{
    char column[64] = "rasif_";
    strncat(column, code, 24);
    strncat(column, "_", 2);
    strncat(column, what, 24);
    return result_cell(rows, row, column);
}

const char *text_in(const struct explanation *e, const struct result_rows *rows, size_t row,
                    const char *column)
{
    return phrase_in(result_phrase(rows, row, column), e->page.language);
}

bool list_holds(const char *list, const char *code)
{
    size_t length = strlen(code);
    while (list != NULL && *list != '\0') {
        size_t n = strcspn(list, ",");
        if (n == length && strncmp(list, code, n) == 0)
            return true;
        list += n + (list[n] == ',');
    }
    return false;
}

double number_of(const struct cell *cell)
{
    return cell->type == CELL_REAL  ? cell->real
           : cell->type == CELL_INT ? (double)cell->integer
                                    : NAN;
}

/* A key of the families "passable" and "class", which both have a text for "none". */
static const char *word_cell(const struct cell *cell)
{
    return cell->type == CELL_TEXT ? cell->bytes : "none";
}

/* ---- header ------------------------------------------------------------------------------- */

/* Prints the line unless it is empty, and empties it for the next one. */
static void add_line(struct explanation *e, struct text *line)
{
    static const struct text nothing = {0};
    if (line->length > 0)
        text_addf(e->page.out, "%s\n", line->data);
    e->page.out->failed = e->page.out->failed || line->failed;
    text_free(line);
    *line = nothing;
}

const char *name_in(const struct explanation *e, const struct result_rows *rows, size_t row,
                    const char *column)
{
    const char *endings[2];
    language_names(e->page.language, endings);
    for (int i = 0; i < 2; i++) {
        char name[64];
        snprintf(name, sizeof name, "%s%s", column, endings[i]);
        const char *text = result_text(rows, row, name);
        if (label_is_name(text))
            return text;
    }
    return NULL;
}

/* "Sidewalk 35, Firas Street, left side, 69 m": the name that every report gives the feature
 * (docs/decisions/0330-names-for-people.md). Segments have "Hebron Street, from Lydda Street to
 * Beersheba Street". */
static void add_name(struct explanation *e, struct text *line)
{
    const char *own = name_in(e, &e->feature, 0, "name");
    const char *side = result_text(&e->feature, 0, "rasif_side");
    struct label_parts parts = {.role = role_find(e->role),
                                .kind = result_text(&e->feature, 0, "rasif_kind"),
                                .number = e->fid,
                                .name = name_in(e, &e->feature, 0, "rasif_name"),
                                .length_m = result_real(&e->feature, 0, "rasif_length_m")};
    parts.name = parts.name != NULL ? parts.name : own;
    parts.side = side == NULL ? 0 : strcmp(side, "left") == 0 ? SIDE_LEFT : SIDE_RIGHT;
    if (e->is_segment)
        explain_between(e, &e->feature, 0, own, line);
    else if (parts.role != ROLE_NONE)
        label_write(e->page.sentences, e->page.language, &parts, line);
    add_line(e, line);
}

/* "Compliance with the standard: fail (rules failed 1, unknown 0, passed 7)." */
static void add_compliance(struct explanation *e, struct text *line)
{
    const char *columns[] = {"rasif_n_fail", "rasif_n_unknown", "rasif_n_pass"};
    const char *outcome = result_text(&e->feature, 0, "rasif_compliance");
    char n[3][32];
    if (outcome == NULL)
        return;
    for (int i = 0; i < 3; i++)
        number_format(n[i], result_real(&e->feature, 0, columns[i]));
    sentence(e->page.sentences, e->page.language, "explain.compliance", line, "outcome",
             word_of(&e->page, "outcome", outcome), "fail", n[0], "unknown", n[1], "pass", n[2],
             NULL);
    add_line(e, line);
}

/* "Class blocked (the worst of all profiles)"; all profiles of the file, not only the chosen
 * ones. */
static void add_class(struct explanation *e, struct text *line)
{
    const char *class = result_text(&e->feature, 0, "rasif_class");
    sentence(e->page.sentences, e->page.language, "explain.class", line, "class",
             word_of(&e->page, "class", class != NULL ? class : "none"), NULL);
    add_line(e, line);
}

/* "crossing, layer crossings, FID 33, rasif_id c354618a2e930e058". A segment adds a line "part
 * of streets:3, streets:4"; a feature that is explained in place of another adds that one. */
static void add_feature_line(struct explanation *e, struct text *line)
{
    char fid[32];
    number_format(fid, (double)e->fid);
    sentence(e->page.sentences, e->page.language, "explain.feature", line, "role",
             e->is_segment ? word(&e->page, "explain.segment") : word_of(&e->page, "role", e->role),
             "layer", result_table(e->file, e->table), "fid", fid, "id", e->rasif_id, NULL);
    add_line(e, line);
    if (e->is_segment)
        explain_part_of(e, line);
    if (e->asked != NULL)
        sentence(e->page.sentences, e->page.language, e->asked_sentence, line, "feature", e->asked,
                 NULL);
    add_line(e, line);
}

/* "Length 69.2 m"; nothing for points, which have none. */
static void add_length(struct explanation *e, struct text *line)
{
    struct text length = {0};
    double metres = result_real(&e->feature, 0, "rasif_length_m");
    if (!isfinite(metres))
        return;
    text_one(&length, metres);
    sentence(e->page.sentences, e->page.language, "explain.length", line, "length",
             length.data != NULL ? length.data : "", NULL);
    add_line(e, line);
    text_free(&length);
}

/* Name, verdict, feature, length, class and compliance. false = nothing follows: the feature was
 * carried without being judged (rasif_scope "no: date"), or no rule applies to its role (a seat,
 * an obstacle). */
static bool add_header(struct explanation *e)
{
    struct text line = {0};
    const char *scope = result_text(&e->feature, 0, "rasif_scope");
    bool judged = scope == NULL || strcmp(scope, "yes") == 0;
    enum role role = role_find(e->role);
    bool asked = role != ROLE_NONE && role_element(role) != ELEMENT_NONE;
    add_name(e, &line);
    if (judged && asked) {
        explain_verdict(e);
        text_add(e->page.out, "\n");
    }
    add_feature_line(e, &line);
    if (!judged) {
        const char *reason = strncmp(scope, "no: ", 4) == 0 ? scope + 4 : scope;
        sentence(e->page.sentences, e->page.language, "explain.not_judged", &line, "reason",
                 word_of(&e->page, "scope", reason), NULL);
        add_line(e, &line);
        return false;
    }
    add_length(e, &line);
    if (!asked) {
        text_addf(e->page.out, "%s\n", word(&e->page, "explain.not_asked"));
        return false;
    }
    add_class(e, &line);
    add_compliance(e, &line);
    return true;
}

/* ---- profiles ----------------------------------------------------------------------------- */

/* "Older person on foot | old | 70.4 | 70.4 | 70.4 | 100 % | yes | C"; "—" for figures that are
 * null. */
static void profile_row(struct explanation *e, struct layout *layout,
                        const struct explained_profile *p)
{
    static const char *const numbers[] = {"score", "low", "high"};
    struct text coverage = {0};
    layout_cell(layout, p->title);
    layout_cell(layout, p->code);
    for (size_t i = 0; i < 3; i++) {
        struct text number = {0};
        text_one(&number, number_of(profile_cell(&e->feature, 0, p->code, numbers[i])));
        layout_take(layout, &number);
    }
    double share = number_of(profile_cell(&e->feature, 0, p->code, "coverage"));
    if (isfinite(share)) {
        text_fixed(&coverage, 100 * share, 0);
        text_add(&coverage, " %");
    } else {
        text_add(&coverage, "—");
    }
    layout_take(layout, &coverage);
    layout_cell(layout, word_of(&e->page, "passable",
                                word_cell(profile_cell(&e->feature, 0, p->code, "passable"))));
    layout_cell(layout, word_of(&e->page, "class",
                                word_cell(profile_cell(&e->feature, 0, p->code, "class"))));
}

/* Key of the sentence that explains score, low and high. A blocked street has another one than a
 * blocked element, because it keeps its score. */
static const char *words_key(const struct explanation *e, const struct explained_profile *p)
{
    const struct cell *passable = profile_cell(&e->feature, 0, p->code, "passable");
    double score = number_of(profile_cell(&e->feature, 0, p->code, "score"));
    double coverage = number_of(profile_cell(&e->feature, 0, p->code, "coverage"));
    if (passable->type != CELL_TEXT)
        return "explain.na_words";
    if (strcmp(passable->bytes, "no") == 0)
        return e->has_sides ? "explain.blocked_street_words" : "explain.blocked_words";
    if (!isfinite(score))
        return "explain.unscored_words";
    return coverage >= 0.9999 ? "explain.all_known" : "explain.range_words";
}

/* The sentence of one profile. Blocked: with the rules that stop the user, then the values that
 * would be enough. Unknown: with a second sentence on the missing values. */
static void words_of(struct explanation *e, const struct explained_profile *p, struct text *out)
{
    struct text low = {0}, high = {0}, coverage = {0}, rules = {0};
    text_one(&low, number_of(profile_cell(&e->feature, 0, p->code, "low")));
    text_one(&high, number_of(profile_cell(&e->feature, 0, p->code, "high")));
    text_fixed(&coverage, 100 * number_of(profile_cell(&e->feature, 0, p->code, "coverage")), 0);
    if (strncmp(words_key(e, p), "explain.blocked", 15) == 0)
        explain_blocked(e, p->code, &rules);
    sentence(e->page.sentences, e->page.language, words_key(e, p), out, "low", low.data, "high",
             high.data, "coverage", coverage.data, "rules", rules.data != NULL ? rules.data : "",
             NULL);
    const struct cell *passable = profile_cell(&e->feature, 0, p->code, "passable");
    if (passable->type == CELL_TEXT && strcmp(passable->bytes, "no") == 0)
        explain_enough(e, (size_t)(p - e->profiles), out);
    if (passable->type == CELL_TEXT && strcmp(passable->bytes, "unknown") == 0) {
        text_add(out, " ");
        text_add(out, word(&e->page, e->has_sides ? "explain.unknown_street_words"
                                                  : "explain.unknown_block_words"));
    }
    text_free(&low);
    text_free(&high);
    text_free(&coverage);
    text_free(&rules);
}

void explain_grouped(struct explanation *e, const struct text *words)
{
    bool said[MOST_PROFILES] = {false};
    for (size_t p = 0; p < e->n_profiles; p++) {
        struct text line = {0};
        for (size_t k = p; k < e->n_profiles; k++) {
            if (!e->profiles[k].asked || said[k] || words[p].data == NULL ||
                words[k].data == NULL || strcmp(words[p].data, words[k].data) != 0)
                continue;
            text_addf(&line, "%s%s", line.length > 0 ? word(&e->page, "list.comma") : "",
                      e->profiles[k].code);
            said[k] = true;
        }
        if (line.length > 0) {
            text_addf(&line, ": %s", words[p].data);
            e->page.out->failed = e->page.out->failed || line.failed;
            add_hanging(&e->page, "  -", 4, &line);
        }
        text_free(&line);
    }
}

/* Makes the words of all profiles; explain_grouped leaves out those that were not chosen. */
static void add_words(struct explanation *e)
{
    struct text words[MOST_PROFILES] = {{0}};
    for (size_t p = 0; p < e->n_profiles; p++)
        words_of(e, &e->profiles[p], &words[p]);
    explain_grouped(e, words);
    for (size_t p = 0; p < e->n_profiles; p++)
        text_free(&words[p]);
}

/* The table of all chosen profiles, then the sentences that explain its figures. */
static void add_profiles(struct explanation *e)
{
    static const char *const columns[] = {"explain.col_score",    "explain.col_low",
                                          "explain.col_high",     "explain.col_coverage",
                                          "explain.col_passable", "explain.col_class"};
    struct layout layout = {.n_columns = 8, .align = "llrrrrll", .most = {44}};
    add_heading(&e->page, word(&e->page, "explain.profiles_heading"));
    layout_cell(&layout, "");
    layout_cell(&layout, "");
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        layout_cell(&layout, word(&e->page, columns[i]));
    for (size_t p = 0; p < e->n_profiles; p++)
        if (e->profiles[p].asked)
            profile_row(e, &layout, &e->profiles[p]);
    layout_print(&layout, &e->page);
    add_words(e);
}

/* ---- all of it ---------------------------------------------------------------------------- */

const char *explain_manifest(const struct explanation *e, const char *key)
{
    for (size_t i = 0; i < e->manifest.n_rows; i++) {
        const char *found = result_text(&e->manifest, i, "key");
        if (found != NULL && strcmp(found, key) == 0)
            return result_text(&e->manifest, i, "value");
    }
    return NULL;
}

/* "Judged by model-neighbourhood." */
static void add_standard(struct explanation *e)
{
    struct text line = {0};
    const char *standard = explain_manifest(e, "standard");
    text_add(e->page.out, "\n");
    sentence(e->page.sentences, e->page.language, "explain.standard", &line, "standard",
             standard != NULL ? standard : "", NULL);
    add_line(e, &line);
}

/* Reads all rows and judges the feature anew. The order matters: accounts (of ramps, of the
 * feature) need explain_needs_open; crossings and the account need to know whether there are
 * sides. */
static rasif_status load_all(struct explanation *e, rasif_error *err)
{
    TRY(result_query(e->file, "SELECT key, value FROM audit_manifest", NULL, 0, e->arena,
                     &e->manifest, err));
    TRY(explain_load_sides(e, err));
    TRY(explain_load_findings(e, err));
    TRY(explain_load_ends(e, err));
    TRY(explain_load_segments(e, err));
    TRY(explain_needs_open(e, err));
    TRY(explain_load_ramps(e, err));
    TRY(explain_load_crossings(e, err));
    return account_make(e, e->table, &e->feature, e->role, &e->account, err);
}

/* Prints the sections in their order. Segments get no tables of needs and values, which belong
 * to their parts. */
static rasif_status explain(struct explanation *e, const char *what, const char *profile,
                            rasif_error *err)
{
    TRY(explain_find(e, what, err));
    TRY(explain_profiles(e, profile, err));
    TRY(load_all(e, err));
    if (!add_header(e))
        return RASIF_OK;
    add_profiles(e);
    explain_segments(e);
    explain_chain(e);
    if (!e->is_segment)
        explain_needs(e);
    explain_findings(e);
    TRY(explain_conflicts(e, err));
    if (!e->is_segment)
        explain_measures(e);
    explain_sides(e);
    explain_network(e);
    TRY(explain_links(e, err));
    add_standard(e);
    return RASIF_OK;
}

/* The sink is called once, at the end: a failure prints nothing. result_unchanged refuses a file
 * that another program wrote to while it was read. */
rasif_status rasif_explain(rasif_context *context, const char *path, const char *what,
                           const char *profile, const char *language, rasif_sink sink, void *user,
                           rasif_error *err)
{
    struct arena arena = {0};
    struct text out = {0};
    struct result_file *file = NULL;
    const struct sentences *sentences = NULL;
    (void)context; /* it takes no time worth a progress bar */
    REFUSE_NULL(path, err);
    REFUSE_NULL(what, err);
    REFUSE_NULL(sink, err);
    TRY(check_language(language, err));
    rasif_status status = sentences_load(&arena, &sentences, err);
    if (status == RASIF_OK)
        status = result_open(path, &file, err);
    if (status == RASIF_OK) {
        const char *code = languages[language_of(language)].code;
        struct explanation e = {.page = {.sentences = sentences, .language = code, .out = &out},
                                .file = file,
                                .arena = &arena,
                                .path = path};
        status = explain(&e, what, profile, err);
        explain_needs_close(&e);
    }
    if (status == RASIF_OK)
        status = result_unchanged(file, err);
    text_plain(&out, 0, true);
    if (status == RASIF_OK && out.failed)
        status = fail_memory(err);
    if (status == RASIF_OK && sink(user, out.data, out.length) != 0)
        status = fail(err, RASIF_E_OUTPUT, "the explanation could not be written");
    text_free(&out);
    result_close(file);
    arena_free(&arena);
    return status;
}
