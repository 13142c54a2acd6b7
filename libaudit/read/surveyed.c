/* SPDX-License-Identifier: MIT
 *
 * Values of surveys laid over those of the columns: see surveyed.h. Cost: a search by bisection for each
 * value. */
#include "read/surveyed.h"

#include "mapping/limits.h"
#include "read/batch.h"
#include "read/input_parts.h"

#include <stdlib.h>
#include <string.h>

/* ---- what a field can say ------------------------------------------------------------------- */

const char *surveyed_none_word(enum field_id field)
{
    static const struct {
        enum field_id field;
        const char *word;
    } words[] = {
#define NONE_FOUND(field, word) {F_##field, word},
#include "read/none_found.def"
#undef NONE_FOUND
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (words[i].field == field)
            return words[i].word;
    return NULL;
}

/* ---- rows ----------------------------------------------------------------------------------- */

size_t surveyed_row(const struct elements *elements, size_t source, int64_t fid, unsigned side)
{
    for (size_t s = 0; s < elements->n_segments; s++) {
        const struct segment *segment = &elements->segments[s];
        size_t low = segment->first, last = segment->first + segment->n;
        if (segment->source != source || segment->of_streets != (side != 0))
            continue;
        for (size_t high = last; low < high;) {
            size_t middle = low + (high - low) / 2;
            if (elements->fid[middle] < fid)
                low = middle + 1;
            else
                high = middle;
        }
        for (; low < last && elements->fid[low] == fid; low++)
            if (side == 0 || element_code(elements, F_side, low) == side)
                return low;
    }
    return SIZE_MAX;
}

/* ---- one value ------------------------------------------------------------------------------ */

enum { AT_TABLE, AT_FID, AT_SIDE, AT_FIELD, AT_VALUE, AT_NONE, AT_DAY };

struct laying {
    struct inputs *inputs;
    const struct wanted *wanted;
    struct implied *implied; /* NULL: all but whether streets have sidewalks */
    struct store *store;
    size_t file;
    rasif_error *err;
};

static const char *text_at(sqlite3_stmt *rows, int column)
{
    const char *text = (const char *)sqlite3_column_text(rows, column);
    return text != NULL ? text : "";
}

/* The source that is this table of the file; SIZE_MAX. */
static size_t find_source(const struct laying *l, const char *table)
{
    for (size_t i = 0; i < l->store->n_sources; i++)
        if (l->store->sources[i].input == l->file && sqlite3_stricmp(l->store->sources[i].table, table) == 0)
            return i;
    return SIZE_MAX;
}

/* Fills the value in the column of the field, which is made when no input has one. */
static MUST bool set_value(struct laying *l, struct elements *e, enum field_id field, size_t row, const char *text,
                           struct parsed_value value)
{
    struct column *column = elements_add(e, &l->store->arena, field);
    if (column == NULL)
        return false;
    if (fields[field].type == VALUE_TEXT)
        value.code = pool_add(store_pool(l->store, field), text, strlen(text), &column->failed);
    column_set_parsed(column, row, &value);
    if (column->origin != NULL)
        column->origin[row] = ORIGIN_SURVEYED;
    column->derived = true;
    return !column->failed;
}

static MUST bool keep_day(struct laying *l, enum role role, enum field_id field, size_t row, const char *day)
{
    struct store *store = l->store;
    struct value_date date = {.role = (uint8_t)role, .field = (uint8_t)field, .row = (uint32_t)row};
    if (!date_valid(day))
        return true;
    memcpy(date.day, day, sizeof date.day);
    return PUSH(store->value_dates, store->n_value_dates, store->value_date_capacity, date);
}

/* The role that stands for the feature and has the field. */
static enum role find_row(const struct laying *l, size_t source, int64_t fid, unsigned side, enum field_id field,
                          size_t *row)
{
    for (int r = 0; r < ROLE_COUNT; r++) {
        bool has = (fields[field].roles >> r & 1) && (side == 0 || r == ROLE_SIDEWALK);
        *row = has ? surveyed_row(&l->store->tables[r], source, fid, side) : SIZE_MAX;
        if (*row != SIZE_MAX)
            return (enum role)r;
    }
    return ROLE_NONE;
}

static rasif_status lay_value(struct laying *l, sqlite3_stmt *rows)
{
    const char *table = text_at(rows, AT_TABLE), *side_name = text_at(rows, AT_SIDE), *text = text_at(rows, AT_VALUE);
    int64_t fid = sqlite3_column_int64(rows, AT_FID);
    unsigned side = strcmp(side_name, "left") == 0 ? SIDE_LEFT : strcmp(side_name, "right") == 0 ? SIDE_RIGHT : 0;
    enum field_id field = field_find(text_at(rows, AT_FIELD));
    size_t source = find_source(l, table), row = SIZE_MAX;
    struct parsed_value value = {.known = true, .real = NAN};
    bool of_side = field == F_sidewalk_left || field == F_sidewalk_right;
    if (of_side != (l->implied != NULL))
        return RASIF_OK;
    if (strcmp(text_at(rows, AT_NONE), "yes") == 0 && field != FIELD_NONE)
        text = surveyed_none_word(field) != NULL ? surveyed_none_word(field) : "";
    bool good = source != SIZE_MAX && field != FIELD_NONE && !(fields[field].flags & FIELD_DERIVED) &&
                text[0] != '\0' && mapping_parse_value(field, text, &value.real, &value.code) &&
                (fields[field].type != VALUE_REAL || limits_accept(field, value.real));
    enum role role = good ? find_row(l, source, fid, side, field, &row) : ROLE_NONE;
    if (role == ROLE_NONE) {
        diagnose(&l->store->diagnostics, D_survey_value_lost, table, text_at(rows, AT_FIELD), text, &fid);
        return RASIF_OK;
    }
    if (!l->wanted->field[role][field])
        return RASIF_OK;
    bool done = set_value(l, &l->store->tables[role], field, row, text, value) &&
                keep_day(l, role, field, row, text_at(rows, AT_DAY)) &&
                (!of_side || implied_set(l->implied, (uint32_t)row, field == F_sidewalk_right, value.code == COVER_YES));
    return done ? RASIF_OK : fail_memory(l->err);
}

/* ---- files ---------------------------------------------------------------------------------- */

bool surveyed_has_table(const struct gpkg *gpkg)
{
    static const char *const columns[] = {"table_name", "source_fid", "side",        "field",
                                          "value",      "none_found", "surveyed_on", "state"};
    for (size_t t = 0; t < gpkg->n_tables; t++) {
        if (sqlite3_stricmp(gpkg->tables[t].name, SURVEY_VALUES) != 0)
            continue;
        for (size_t c = 0; c < sizeof columns / sizeof *columns; c++)
            if (gpkg_column(&gpkg->tables[t], columns[c]) == NULL)
                return false;
        return true;
    }
    return false;
}

static rasif_status lay_file(struct laying *l)
{
    static const char sql[] = "SELECT table_name, source_fid, side, field, value, none_found, surveyed_on "
                              "FROM main." SURVEY_VALUES " WHERE state = '" SURVEY_USED "' ORDER BY rowid";
    const struct input_file *file = &l->inputs->files[l->file];
    sqlite3_stmt *rows = NULL;
    int code = sqlite3_prepare_v2(file->gpkg.db, sql, -1, &rows, NULL);
    rasif_status status = RASIF_OK;
    while (code == SQLITE_OK && status == RASIF_OK && (code = sqlite3_step(rows)) == SQLITE_ROW) {
        status = lay_value(l, rows);
        code = SQLITE_OK;
    }
    if (status == RASIF_OK && code != SQLITE_DONE)
        status = gpkg_fail(file->gpkg.db, file->path, SURVEY_VALUES, l->err);
    sqlite3_finalize(rows);
    return status;
}

static int compare_dates(const void *a, const void *b)
{
    const struct value_date *left = a, *right = b;
    if (left->role != right->role)
        return left->role < right->role ? -1 : 1;
    if (left->row != right->row)
        return left->row < right->row ? -1 : 1;
    return (left->field > right->field) - (left->field < right->field);
}

rasif_status surveyed_lay_over(struct inputs *inputs, const struct wanted *wanted, struct implied *implied,
                               struct store *store, rasif_error *err)
{
    struct laying l = {inputs, wanted, implied, store, 0, err};
    for (; l.file < inputs->n_files; l.file++)
        if (surveyed_has_table(&inputs->files[l.file].gpkg))
            TRY(lay_file(&l));
    array_sort(store->value_dates, store->n_value_dates, sizeof *store->value_dates, compare_dates);
    return RASIF_OK;
}
