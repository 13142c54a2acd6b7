/* SPDX-License-Identifier: MIT
 *
 * Which feature and which profiles are meant. In: "LAYER:FID" or a rasif_id, and a profile's id or
 * code. Out: the feature's row. For an unknown layer or profile the error names the known ones.
 *
 * A rasif_id is unique over all layers: table after table is searched for it. Of several features
 * on one line the first is the one that was judged: explain_find goes there and keeps the name that
 * the user gave. */
#include "report/explain/explain_parts.h"

#include <stdlib.h>
#include <string.h>

/* audit_findings, audit_sides and the other tables that audits add. */
static bool is_ours(const char *table)
{
    return strncmp(table, "audit_", 6) == 0;
}

/* Tables whose features can be explained: those of the user that were judged, and
 * audit_segments. */
static bool is_annotated(const struct explanation *e, size_t table)
{
    const char *name = result_table(e->file, table);
    return (!is_ours(name) || strcmp(name, SEGMENTS_TABLE) == 0) &&
           result_has_column(e->file, table, "rasif_id");
}

/* "out.gpkg has no judged layer 'sidewlks'; did you mean 'sidewalks'?"; where no name is near
 * "...; its judged layers are: streets, sidewalks". Returns RASIF_E_ARGUMENT. */
static rasif_status fail_layer(const struct explanation *e, const char *layer, rasif_error *err)
{
    const char *names[64];
    size_t n = 0;
    struct text list = {0};
    for (size_t i = 0; i < result_n_tables(e->file) && n < 64; i++)
        if (is_annotated(e, i)) {
            text_addf(&list, "%s%s", n > 0 ? ", " : "", result_table(e->file, i));
            names[n++] = result_table(e->file, i);
        }
    const char *nearest = nearest_word(layer, names, n);
    rasif_status status = RASIF_E_ARGUMENT;
    if (nearest != NULL)
        fail(err, status, "%s has no judged layer '%.100s'; did you mean '%s'?", e->path, layer,
             nearest);
    else
        fail(err, status, "%s has no judged layer '%.100s'; its judged layers are: %.600s", e->path,
             layer, n > 0 ? list.data : "none");
    text_free(&list);
    return status;
}

/* Reads "LAYER:FID"; the layer's name may hold colons itself. false = not written like that. */
static bool split(const char *what, struct arena *arena, const char **layer, int64_t *fid)
{
    const char *colon = strrchr(what, ':');
    char *end = NULL;
    if (colon == NULL || colon == what || colon[1] == '\0')
        return false;
    long long number = strtoll(colon + 1, &end, 10);
    *layer = arena_strndup(arena, what, (size_t)(colon - what));
    *fid = number;
    return *end == '\0' && *layer != NULL;
}

static rasif_status find_by_fid(struct explanation *e, const char *layer, int64_t fid,
                                rasif_error *err)
{
    e->table = result_find(e->file, layer);
    if (e->table == SIZE_MAX || !is_annotated(e, e->table))
        return fail_layer(e, layer, err);
    TRY(result_select(e->file, e->table, NULL, (struct result_value){NULL, fid}, e->arena,
                      &e->feature, err));
    if (e->feature.n_rows == 0)
        return fail(err, RASIF_E_ARGUMENT, "layer %s of %s has no feature with FID %lld", layer,
                    e->path, (long long)fid);
    e->fid = fid;
    return RASIF_OK;
}

/* Searches all layers. An id is unique over all of them: a letter for the role, then a hash. */
static rasif_status find_by_id(struct explanation *e, const char *id, rasif_error *err)
{
    for (size_t i = 0; i < result_n_tables(e->file); i++) {
        struct result_rows rows;
        if (!is_annotated(e, i))
            continue;
        TRY(result_select(e->file, i, "rasif_id", (struct result_value){id, 0}, e->arena, &rows,
                          err));
        if (rows.n_rows == 0)
            continue;
        e->table = i;
        e->feature = rows;
        e->fid = result_cell(&rows, 0, "rasif_fid")->integer;
        return RASIF_OK;
    }
    return fail(err, RASIF_E_ARGUMENT,
                "%s has no feature '%.100s'; give LAYER:FID (such as sidewalks:12) or a rasif_id "
                "(a letter and 16 hex digits)",
                e->path, id);
}

/* Keeps the name of the feature in the command when another one is explained in its place. */
static rasif_status remember_asked(struct explanation *e, const char *sentence, rasif_error *err)
{
    struct text asked = {0};
    text_addf(&asked, "%s:%lld", result_table(e->file, e->table), (long long)e->fid);
    e->asked = asked.failed ? NULL : arena_strdup(e->arena, asked.data);
    e->asked_sentence = sentence;
    text_free(&asked);
    return e->asked != NULL ? RASIF_OK : fail_memory(err);
}

/* A crossing in parts is judged at its first part, whose rasif_id the other parts have in
 * rasif_part_of. */
static rasif_status find_whole(struct explanation *e, rasif_error *err)
{
    const char *whole = result_text(&e->feature, 0, "rasif_part_of");
    if (whole == NULL || whole[0] == '\0')
        return RASIF_OK;
    TRY(remember_asked(e, "explain.one_part", err));
    return find_by_id(e, whole, err);
}

/* Of two features on one line one is judged; a link of kind same-line leads from the other to
 * it. */
static rasif_status find_first(struct explanation *e, rasif_error *err)
{
    const struct result_value values[] = {{result_table(e->file, e->table), 0}, {NULL, e->fid}};
    struct result_rows rows;
    if (result_find(e->file, "audit_links") == SIZE_MAX)
        return RASIF_OK;
    TRY(result_query(e->file,
                     "SELECT to_table, to_fid FROM audit_links WHERE kind = 'same-line'"
                     " AND from_table = ?1 AND from_fid = ?2",
                     values, 2, e->arena, &rows, err));
    const char *layer = rows.n_rows > 0 ? result_text(&rows, 0, "to_table") : NULL;
    if (layer == NULL)
        return RASIF_OK;
    TRY(remember_asked(e, "explain.same_line", err));
    return find_by_fid(e, layer, (int64_t)result_real(&rows, 0, "to_fid"), err);
}

/* find_whole comes last: the feature that is judged for a line may itself be part of a crossing. */
rasif_status explain_find(struct explanation *e, const char *what, rasif_error *err)
{
    const char *layer;
    int64_t fid;
    if (split(what, e->arena, &layer, &fid))
        TRY(find_by_fid(e, layer, fid, err));
    else
        TRY(find_by_id(e, what, err));
    TRY(find_first(e, err));
    TRY(find_whole(e, err));
    e->rasif_id = result_text(&e->feature, 0, "rasif_id");
    e->is_segment = strcmp(result_table(e->file, e->table), SEGMENTS_TABLE) == 0;
    e->role = e->is_segment ? "street" : result_text(&e->feature, 0, "rasif_role");
    e->rasif_id = e->rasif_id != NULL ? e->rasif_id : "";
    e->role = e->role != NULL ? e->role : "";
    return RASIF_OK;
}

/* ---- profiles ----------------------------------------------------------------------------- */

/* The code of a column "rasif_wcm_score"; NULL for any other column. */
static const char *code_of(const char *column, struct arena *arena)
{
    size_t length = strlen(column), before = strlen("rasif_"), after = strlen("_score");
    if (strncmp(column, "rasif_", before) != 0 || length <= before + after ||
        strcmp(column + length - after, "_score") != 0)
        return NULL;
    return arena_strndup(arena, column + before, length - before - after);
}

/* "out.gpkg was not audited for profile 'nobody'; its profiles are: wheelchair_manual,
 * long_cane" */
static rasif_status fail_profile(const struct explanation *e, const char *profile, rasif_error *err)
{
    struct text list = {0};
    for (size_t p = 0; p < e->n_profiles; p++)
        text_addf(&list, "%s%s", p > 0 ? ", " : "", e->profiles[p].id);
    fail(err, RASIF_E_ARGUMENT, "%s was not audited for profile '%.100s'; its profiles are: %.600s",
         e->path, profile, e->n_profiles > 0 && list.data != NULL ? list.data : "none");
    text_free(&list);
    return RASIF_E_ARGUMENT;
}

/* Profiles are found by their columns rasif_CODE_score; ids and titles come from audit_summary,
 * which has the profiles in the same order. Without them the code stands for both. */
rasif_status explain_profiles(struct explanation *e, const char *profile, rasif_error *err)
{
    struct result_rows rows;
    TRY(result_query(e->file,
                     "SELECT * FROM audit_summary GROUP BY profile ORDER BY min(rowid)",
                     NULL, 0, e->arena, &rows, err));
    bool found = false;
    for (size_t c = 0; c < e->feature.n_columns && e->n_profiles < MOST_PROFILES; c++) {
        struct explained_profile *p = &e->profiles[e->n_profiles];
        p->code = code_of(e->feature.names[c], e->arena);
        if (p->code == NULL)
            continue;
        const char *id = result_text(&rows, e->n_profiles, "profile");
        const char *title = text_in(e, &rows, e->n_profiles, "title");
        p->id = id != NULL ? id : p->code;
        p->title = title != NULL ? title : p->id;
        p->asked = profile == NULL || strcmp(profile, p->id) == 0 || strcmp(profile, p->code) == 0;
        found = found || p->asked;
        e->n_profiles++;
    }
    return found || profile == NULL ? RASIF_OK : fail_profile(e, profile, err);
}
