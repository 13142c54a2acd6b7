/* SPDX-License-Identifier: MIT
 *
 * A crossing as a chain: its own surface, its ends and islands, each with the scores that it gives
 * every user, so that the weakest part shows. In: audit_links, the rows of kerb ramps, findings of
 * ends without a ramp. Out: one table.
 *
 * Ramps have their scores in their own rows, the surface has those of its account, an end without
 * a ramp is judged anew. The last line is the crossing as the file has it. Where the parts do not
 * give its figures (is_whole), the note below names the part that no line shows. Cost: the square
 * of the number of ramps, because each is compared with the others. */
#include "report/explain/explain_reason.h"

#include <math.h>
#include <string.h>

#define MOST_PARTS 12 /* ramps shown; more are left out without a note */

/* Ramps in their order across the street: start, islands by name, end. A ramp whose table is not
 * in the file keeps an empty row and no account. */
rasif_status explain_load_ramps(struct explanation *e, rasif_error *err)
{
    static const char sql[] =
        "SELECT to_table, to_fid, place FROM audit_links WHERE kind = 'crossing-ramp'"
        " AND from_table = ?1 AND from_fid = ?2"
        " ORDER BY CASE place WHEN 'start' THEN 0 WHEN 'end' THEN 2 ELSE 1 END, place, to_table, to_fid";
    const struct result_value values[] = {{result_table(e->file, e->table), 0}, {NULL, e->fid}};
    if (strcmp(e->role, "crossing") != 0 || result_find(e->file, "audit_links") == SIZE_MAX)
        return RASIF_OK;
    TRY(result_query(e->file, sql, values, 2, e->arena, &e->ramps, err));
    e->ramp_rows = ARENA_ARRAY(e->arena, e->ramps.n_rows + 1, struct result_rows);
    e->ramp_accounts = ARENA_ARRAY(e->arena, e->ramps.n_rows + 1, const struct account *);
    if (e->ramp_rows == NULL || e->ramp_accounts == NULL)
        return fail_memory(err);
    for (size_t i = 0; i < e->ramps.n_rows; i++) {
        const char *name = result_text(&e->ramps, i, "to_table");
        size_t table = name != NULL ? result_find(e->file, name) : SIZE_MAX;
        const struct result_value fid = {NULL, (int64_t)result_real(&e->ramps, i, "to_fid")};
        if (table == SIZE_MAX)
            continue;
        TRY(result_select(e->file, table, NULL, fid, e->arena, &e->ramp_rows[i], err));
        TRY(account_make(e, table, &e->ramp_rows[i], "ramp", &e->ramp_accounts[i], err));
    }
    return RASIF_OK;
}

static const char *place_of_ramp(const struct explanation *e, size_t ramp)
{
    const char *place = result_text(&e->ramps, ramp, "place");
    return place != NULL ? place : "";
}

/* The column is "kerb" in data with that name, and rasif_m_kerb where the audit changed the
 * value. */
bool explain_is_raised(const struct explanation *e, size_t ramp)
{
    const struct result_rows *row = &e->ramp_rows[ramp];
    for (size_t c = 0; row->n_rows > 0 && c < row->n_columns; c++)
        if ((strcmp(row->names[c], "kerb") == 0 || strcmp(row->names[c], "rasif_m_kerb") == 0) &&
            row->cells[c].type == CELL_TEXT && strcmp(row->cells[c].bytes, "raised") == 0)
            return true;
    return false;
}

/* Of several ramps at one end the best serves, by verdict and then by score; equal ones all
 * count. The kerbs of an island have to be passed one after the other, so all of them count. */
bool chain_counts(const struct explanation *e, size_t ramp, const char *code)
{
    const char *place = place_of_ramp(e, ramp);
    const char *passable = passable_of(&e->ramp_rows[ramp], 0, code);
    double score = number_of(profile_cell(&e->ramp_rows[ramp], 0, code, "score"));
    for (size_t i = 0; strncmp(place, "island", 6) != 0 && i < e->ramps.n_rows; i++) {
        const char *other = passable_of(&e->ramp_rows[i], 0, code);
        double better = number_of(profile_cell(&e->ramp_rows[i], 0, code, "score"));
        if (i == ramp || strcmp(place_of_ramp(e, i), place) != 0 || other[0] == '\0')
            continue;
        if ((strcmp(passable, "no") == 0 && strcmp(other, "no") != 0) ||
            (strcmp(passable, "unknown") == 0 && strcmp(other, "yes") == 0) || better > score)
            return false;
    }
    return true;
}

void chain_part(const struct explanation *e, size_t ramp, struct text *out)
{
    const char *table = result_text(&e->ramps, ramp, "to_table");
    struct text place = {0}, feature = {0};
    explain_place(e, place_of_ramp(e, ramp), &place);
    text_addf(&feature, "%s:%lld", table != NULL ? table : "",
              (long long)result_real(&e->ramps, ramp, "to_fid"));
    sentence(e->page.sentences, e->page.language,
             explain_is_raised(e, ramp) ? "verdict.raised_at" : "verdict.ramp_at", out, "place",
             place.data != NULL ? place.data : "", "feature", feature.data != NULL ? feature.data : "",
             NULL);
    out->failed = out->failed || place.failed || feature.failed;
    text_free(&place);
    text_free(&feature);
}

/* ---- the table ------------------------------------------------------------------------------ */

/* One part: of every profile its score, low and high; NaN = none. */
struct chain_link {
    double figure[3][MOST_PROFILES];
    bool counts[MOST_PROFILES]; /* it is a link for the profile */
};

struct chain {
    struct explanation *e;
    struct layout layout;
    size_t shown[MOST_PROFILES], n_shown;
    struct chain_link least; /* the weakest so far */
};

static void clear(struct chain_link *link)
{
    for (int k = 0; k < 3; k++)
        for (size_t p = 0; p < MOST_PROFILES; p++)
            link->figure[k][p] = NAN;
    memset(link->counts, 0, sizeof link->counts);
}

/* The figures of a verdict, 0 to 100. Where no need applies the part is not a link for the
 * profile. */
static void take_score(struct chain_link *link, size_t p, const struct score *score)
{
    if (score->passable == PASSABLE_NONE)
        return;
    link->counts[p] = true;
    link->figure[0][p] = score->score == SCORE_NULL ? NAN : score->score / (double)SCORE_UNIT;
    link->figure[1][p] = score->low / (double)SCORE_UNIT;
    link->figure[2][p] = score->high / (double)SCORE_UNIT;
}

/* fmin passes over NaN: a link without a score does not lower the chain. */
static void weaken(struct chain *chain, const struct chain_link *link)
{
    for (size_t p = 0; p < MOST_PROFILES; p++)
        for (int k = 0; k < 3 && link->counts[p]; k++)
            chain->least.figure[k][p] = fmin(chain->least.figure[k][p], link->figure[k][p]);
}

/* Are low and high the same as the score for every user shown, to the decimal that is printed? */
static bool is_sure(const struct chain *chain, const struct chain_link *link)
{
    for (size_t s = 0; s < chain->n_shown; s++)
        for (int k = 1; k < 3; k++)
            if (link->counts[chain->shown[s]] &&
                !(fabs(link->figure[k][chain->shown[s]] - link->figure[0][chain->shown[s]]) < 0.05))
                return false;
    return true;
}

/* "the kerb ramp at the northern end (ramps:81) | 85.6 | 85.6", and where figures differ for
 * some user the lines "low" and "high" below it. "-" = not a link for this user. Empties `name`. */
static void add_link(struct chain *chain, struct text *name, const struct chain_link *link)
{
    static const char *const rows[] = {NULL, "explain.col_low", "explain.col_high"};
    for (int k = 0; k < (is_sure(chain, link) ? 1 : 3); k++) {
        struct text below = {0};
        if (k > 0)
            text_addf(&below, "  %s", word(&chain->e->page, rows[k]));
        layout_take(&chain->layout, k == 0 ? name : &below);
        for (size_t s = 0; s < chain->n_shown; s++) {
            struct text figure = {0};
            if (link->counts[chain->shown[s]])
                text_one(&figure, link->figure[k][chain->shown[s]]);
            else
                text_add(&figure, "-");
            layout_take(&chain->layout, &figure);
        }
    }
}

/* "its own surface": profiles whose account does not fit get "-". */
static void add_surface(struct chain *chain)
{
    const struct explanation *e = chain->e;
    struct text name = {0};
    struct chain_link link;
    clear(&link);
    for (size_t p = 0; p < e->n_profiles; p++)
        if (e->account->fits[p])
            take_score(&link, p, &e->account->scores[p]);
    text_add(&name, word(&e->page, "explain.chain_surface"));
    add_link(chain, &name, &link);
    weaken(chain, &link);
}

/* Every ramp has a line; only where it counts for a profile it may be the weakest part. */
static void add_ramp(struct chain *chain, size_t ramp)
{
    static const char *const figures[] = {"score", "low", "high"};
    const struct explanation *e = chain->e;
    struct text name = {0};
    struct chain_link link, counted;
    clear(&link);
    clear(&counted);
    for (size_t p = 0; p < e->n_profiles; p++) {
        const char *code = e->profiles[p].code;
        if (passable_of(&e->ramp_rows[ramp], 0, code)[0] == '\0')
            continue;
        link.counts[p] = true;
        for (int k = 0; k < 3; k++)
            link.figure[k][p] = number_of(profile_cell(&e->ramp_rows[ramp], 0, code, figures[k]));
        if (chain_counts(e, ramp, code)) {
            counted.counts[p] = true;
            for (int k = 0; k < 3; k++)
                counted.figure[k][p] = link.figure[k][p];
        }
    }
    chain_part(e, ramp, &name);
    add_link(chain, &name, &link);
    weaken(chain, &counted);
}

/* Height in mm of the kerb at a place: the highest kerb drawn there, else that of the crossing;
 * NaN = unknown. */
static double kerb_height(const struct explanation *e, const char *place)
{
    double height = NAN;
    size_t n = 0;
    for (size_t i = 0; i < e->ramps.n_rows; i++) {
        if (strcmp(place_of_ramp(e, i), place) != 0 || e->ramp_accounts[i] == NULL)
            continue;
        height = fmax(height, e->ramp_accounts[i]->values.real[F_kerb_height_mm]);
        n++;
    }
    return n > 0 ? height : e->account->values.real[F_kerb_height_mm];
}

/* "no kerb ramp at the south-western end": judged as in an audit, as a kerb of this height
 * without a ramp. */
static void add_missing(struct chain *chain, const char *place)
{
    const struct explanation *e = chain->e;
    struct text name = {0}, where = {0};
    struct chain_link link;
    struct undrawn *undrawn = undrawn_new(&e->needs->undrawn);
    struct undrawn_ramp ramp = undrawn_absent(kerb_height(e, place));
    clear(&link);
    for (size_t p = 0; p < e->n_profiles && undrawn != NULL; p++)
        take_score(&link, p, &undrawn_judge(undrawn, &ramp)->scores[p]);
    name.failed = undrawn == NULL;
    undrawn_free(undrawn);
    explain_place(e, place, &where);
    sentence(e->page.sentences, e->page.language, "explain.chain_no_ramp", &name, "place",
             where.data != NULL ? where.data : "", NULL);
    add_link(chain, &name, &link);
    weaken(chain, &link);
    text_free(&where);
}

static bool is_missing_end(const struct explanation *e, size_t finding)
{
    const char *rule = result_text(&e->findings, finding, "rule");
    return rule != NULL && strcmp(rule, "crossing-ramp-missing") == 0 &&
           result_text(&e->findings, finding, "place") != NULL;
}

/* Such a place has its line from add_missing; a raised kerb drawn there gets none of its own. */
static bool is_missing(const struct explanation *e, const char *place)
{
    for (size_t i = 0; i < e->findings.n_rows; i++)
        if (is_missing_end(e, i) && strcmp(result_text(&e->findings, i, "place"), place) == 0)
            return true;
    return false;
}

/* Do the parts give the figures in the file? If not, another part decides, which only columns of
 * the crossing state. A blocked crossing has 0 in all figures and is left out. */
static bool is_whole(const struct chain *chain)
{
    static const char *const figures[] = {"score", "low", "high"};
    const struct explanation *e = chain->e;
    for (size_t s = 0; s < chain->n_shown; s++) {
        const char *code = e->profiles[chain->shown[s]].code;
        bool blocked = strcmp(passable_of(&e->feature, 0, code), "no") == 0;
        for (int k = 0; k < 3 && !blocked; k++) {
            double there = number_of(profile_cell(&e->feature, 0, code, figures[k]));
            double here = chain->least.figure[k][chain->shown[s]];
            if (isnan(there) != isnan(here) || fabs(there - here) > 1e-3)
                return false;
        }
    }
    return true;
}

/* "the crossing": the figures in the file, not the least of the lines above. */
static void add_whole(struct chain *chain)
{
    static const char *const figures[] = {"score", "low", "high"};
    const struct explanation *e = chain->e;
    struct text name = {0};
    struct chain_link link;
    clear(&link);
    for (size_t p = 0; p < e->n_profiles; p++) {
        link.counts[p] = passable_of(&e->feature, 0, e->profiles[p].code)[0] != '\0';
        for (int k = 0; k < 3; k++)
            link.figure[k][p] = number_of(profile_cell(&e->feature, 0, e->profiles[p].code, figures[k]));
    }
    text_add(&name, word(&e->page, "explain.chain_whole"));
    add_link(chain, &name, &link);
}

void explain_chain(struct explanation *e)
{
    struct chain chain = {.e = e, .layout = {.align = "lrrrrrrrr", .most = {56}}};
    struct text note = {0};
    if (strcmp(e->role, "crossing") != 0)
        return;
    for (size_t p = 0; p < e->n_profiles && chain.n_shown < MOST_COLUMNS - 1; p++)
        if (e->profiles[p].asked)
            chain.shown[chain.n_shown++] = p;
    chain.layout.n_columns = 1 + chain.n_shown;
    clear(&chain.least);
    add_heading(&e->page, word(&e->page, "explain.chain_heading"));
    layout_cell(&chain.layout, "");
    for (size_t s = 0; s < chain.n_shown; s++)
        layout_cell(&chain.layout, e->profiles[chain.shown[s]].code);
    add_surface(&chain);
    for (size_t i = 0; i < e->ramps.n_rows && i < MOST_PARTS; i++)
        if (e->ramp_rows[i].n_rows > 0 && !is_missing(e, place_of_ramp(e, i)))
            add_ramp(&chain, i);
    for (size_t i = 0; i < e->findings.n_rows; i++)
        if (is_missing_end(e, i))
            add_missing(&chain, result_text(&e->findings, i, "place"));
    add_whole(&chain);
    layout_print(&chain.layout, &e->page);
    text_add(&note, word(&e->page, is_whole(&chain) ? "explain.chain_note" : "explain.chain_note_told"));
    add_hanging(&e->page, " ", 2, &note);
    text_free(&note);
}
