/* SPDX-License-Identifier: MIT
 * What the large tables share: see feature_table.h. */
#include "report/table/feature_table.h"

#include "geo/wkb.h"
#include "report/label.h"
#include "report/segment.h"

/* By rasif_outcome. */
const char *const outcome_names[4] = {"not-applicable", "pass", "unknown", "fail"};
const char *const side_names[3] = {NULL, "left", "right"};

/* In the output: where two inputs hold a table of one name, one of them is renamed. */
const char *table_of(const struct run *run, enum role role, size_t row)
{
    return run->store->sources[element_source(&run->store->tables[role], row)].output;
}

void cell_rasif_id(const struct run *run, enum role role, size_t row,
                          struct cell_scratch *scratch, struct cell *out)
{
    char id[32];
    cell_copy(out, scratch, CELL_TEXT, id, element_rasif_id(&run->store->tables[role], row, id));
}

void cell_segment_id(const struct run *run, size_t segment, struct cell_scratch *scratch,
                     struct cell *out)
{
    char id[32];
    cell_copy(out, scratch, CELL_TEXT, id, segment_rasif_id(run, segment, id));
}

/* From metres back into the CRS of the table, as a GeoPackage blob. Null also where PROJ can't
 * bring the point back. */
void cell_point(const struct feature_table *t, const double xy[2], struct cell_scratch *scratch,
                struct cell *out)
{
    unsigned char blob[WKB_POINT_SIZE + 32];
    double place[2] = {xy[0], xy[1]};
    cell_null(out);
    if (t->layer == SIZE_MAX || !isfinite(place[0]) ||
        crs_from_metres(t->run->geo->plan, t->layer, scratch->slot, place, 1) != 0)
        return;
    cell_copy(out, scratch, CELL_BLOB, blob, wkb_write_point(blob, t->srs_id, place[0], place[1]));
}

/* Null as a whole where one point can't be brought back: a line with a hole would show another
 * way. */
void cell_line(const struct feature_table *t, double *xy, size_t n, struct cell_scratch *scratch,
               struct cell *out)
{
    cell_null(out);
    if (t->layer == SIZE_MAX ||
        crs_from_metres(t->run->geo->plan, t->layer, scratch->slot, xy, n) != 0)
        return;
    char *blob = cell_room(out, scratch, CELL_BLOB, wkb_line_size(n));
    if (blob != NULL)
        out->length = wkb_write_line((unsigned char *)blob, t->srs_id, xy, n);
}

/* The first language whose names stand in columns with this ending: "" English, "_ar" Arabic. */
static const char *language_of_names(const char *ending)
{
    for (int l = 0; l < LANGUAGE_COUNT; l++)
        if (strcmp(languages[l].names, ending) == 0)
            return languages[l].code;
    return languages[LANGUAGE_FIRST].code;
}

void cell_name(const struct run *run, enum role role, size_t row, bool arabic, struct cell *out)
{
    const char *plain = label_name(run, role, row, language_of_names(""));
    const char *name = arabic ? label_name(run, role, row, language_of_names("_ar")) : plain;
    cell_text(out, name);
    if (arabic && name != NULL && plain != NULL && strcmp(name, plain) == 0)
        cell_null(out);
}

/* Islands count from 1: "island-1" is PLACE_ISLAND. */
void cell_place(uint8_t place, struct cell_scratch *scratch, struct cell *out)
{
    cell_null(out);
    if (place == PLACE_START || place == PLACE_END)
        cell_text(out, place == PLACE_START ? "start" : "end");
    else if (place != NO_PLACE) {
        text_addf(cell_words(scratch), "island-%d", place - PLACE_ISLAND + 1);
        cell_built(out, scratch);
    }
}

/* Table and view in `arena`. All audit_* tables have one CRS, that of crs_source, because the
 * rows of each come from several sources. */
rasif_status feature_table_new(const struct run *run, struct arena *arena, struct feature_table **table,
                                      struct view **view, rasif_error *err)
{
    size_t source = crs_source(run);
    *table = ARENA_NEW(arena, struct feature_table);
    *view = ARENA_NEW(arena, struct view);
    if (*table == NULL || *view == NULL)
        return fail_memory(err);
    **table = (struct feature_table){.run = run, .layer = SIZE_MAX};
    if (source != SIZE_MAX) {
        (*table)->layer = run->geo->layer_of_source[source];
        (*table)->srs_id = run->store->sources[source].srs_id;
    }
    (*view)->user = *table;
    (*view)->srs_id = (*table)->srs_id;
    return RASIF_OK;
}

/* Moves the text into the arena and frees it; NULL when memory is out. */
static const char *keep(struct arena *arena, struct text *text)
{
    const char *copy = text->failed ? NULL : arena_strdup(arena, text->data);
    text_free(text);
    return copy;
}

const char *profile_column_name(struct arena *arena, const struct profile *profile, const char *suffix)
{
    struct text text = {0};
    text_addf(&text, "rasif_%s_%s", profile->code, suffix);
    return keep(arena, &text);
}

/* Goes through a finding that only has `blocks`. */
void cell_profiles(const struct run *run, unsigned profiles, struct cell_scratch *scratch, struct cell *out)
{
    const struct finding as = {.blocks = (uint16_t)profiles};
    if (profiles == 0)
        return;
    finding_blocks(run, &as, cell_words(scratch));
    cell_built(out, scratch);
}
