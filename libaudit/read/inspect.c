/* SPDX-License-Identifier: MIT
 *
 * What `rasif inspect` prints: which table has which role and why, which column gives which field
 * in which unit, how full each field is, and everything that looks wrong.
 *
 * Algorithm: the inputs are read once as an audit reads them, into a store of their own, and
 * prepared as an audit prepares them; then every line is a count over the segment of a table. So
 * the report shows what an audit would see. Cost: that of reading and preparing, one thread. */
#include "geo/prepare.h"
#include "read/inspection.h"
#include "read/proposed.h"
#include "read/unused.h"

#include <stdlib.h>
#include <string.h>

/* A line of a terminal. */
#define MOST_SQL 72 /* of a preset's condition; these are ASCII */

/* Sentences: English, Arabic. */
enum sentence {
    S_PRESET,
    S_NO_PRESET,
    S_EVIDENCE,
    S_CRS,
    S_CRS_NONE,
    S_CRS_STATED,
    S_CARRIED,
    S_IS,
    S_ROWS,
    S_BY_OPTION,
    S_BY_MAPPING,
    S_BY_NAME,
    S_BY_COLUMNS,
    S_BY_ROWS,
    S_BY_DRAFT,
    S_DRAFT,
    S_EMPTY,
    S_NO_FIELDS,
    S_ASSUMED,
    S_ASSUME,
    S_ABSENT,
    S_REMARKS,
    S_NO_REMARKS,
    S_FID,
    S_TODO,
    S_IMPLIED,
    S_LEFT,
    S_RIGHT,
    S_UNUSED,
    S_COLUMNS,
    S_SUGGEST,
    S_NOTHING,
    S_COUNT
};
/* Their keys in data/text, after "inspect.". */
static const char *const sentence_keys[S_COUNT] = {
    [S_PRESET] = "inspect.preset",
    [S_NO_PRESET] = "inspect.no_preset",
    [S_EVIDENCE] = "inspect.evidence",
    [S_CRS] = "inspect.crs",
    [S_CRS_NONE] = "inspect.crs_none",
    [S_CRS_STATED] = "inspect.crs_stated",
    [S_CARRIED] = "inspect.carried",
    [S_IS] = "inspect.is",
    [S_ROWS] = "inspect.rows",
    [S_BY_OPTION] = "inspect.by_option",
    [S_BY_MAPPING] = "inspect.by_mapping",
    [S_BY_NAME] = "inspect.by_name",
    [S_BY_COLUMNS] = "inspect.by_columns",
    [S_BY_ROWS] = "inspect.by_rows",
    [S_BY_DRAFT] = "inspect.by_draft",
    [S_DRAFT] = "inspect.draft",
    [S_EMPTY] = "inspect.empty",
    [S_NO_FIELDS] = "inspect.no_fields",
    [S_ASSUMED] = "inspect.assumed",
    [S_ASSUME] = "inspect.assume",
    [S_ABSENT] = "inspect.absent",
    [S_REMARKS] = "inspect.remarks",
    [S_NO_REMARKS] = "inspect.no_remarks",
    [S_FID] = "inspect.fid",
    [S_TODO] = "inspect.todo",
    [S_IMPLIED] = "inspect.implied",
    [S_LEFT] = "inspect.left",
    [S_RIGHT] = "inspect.right",
    [S_UNUSED] = "inspect.unused",
    [S_COLUMNS] = "inspect.columns",
    [S_NOTHING] = "inspect.nothing",
    [S_SUGGEST] = "inspect.suggest",
};

/* In the language asked for. */
static const char *words_of(const struct inspection *d, enum sentence sentence)
{
    return sentence_text(d->sentences, d->language, sentence_keys[sentence]);
}

/* Arabic has a comma of its own. */
static const char *list_comma(const struct inspection *d)
{
    return sentence_text(d->sentences, d->language, "list.comma");
}

/* ---- fields ------------------------------------------------------------------------------- */

/* Rows of a segment that have a value; 0 where no column was made. Null is another bit pattern for
 * each type of column. */
size_t inspection_count_known(const struct column *column, const struct segment *segment)
{
    size_t known = 0;
    for (size_t row = segment->first; column != NULL && row < segment->first + segment->n; row++) {
        if (column_is_real(column))
            known += !isnan(column_real(column, row));
        else if (column->code != NULL)
            known += column->code[row] != 0;
        else if (column->list != NULL)
            known += column->list[row] != 0;
        else
            known += column->text[row] != 0;
    }
    return known;
}

/* Columns that gave no value are named only when no other column of the field gave one; tags that
 * gave none are never named: a preset knows hundreds of them. */
bool inspection_shows_reader(const struct field_binding *field, const struct cell_reader *reader)
{
    bool any = false;
    for (size_t i = 0; i < field->n_readers; i++)
        any = any || cell_values_given(&field->readers[i]) > 0;
    return any ? cell_values_given(reader) > 0 : !reader->in_tags;
}

/* A field with an assumption is shown even without columns. */
static bool is_field_shown(const struct field_binding *field)
{
    for (size_t i = 0; i < field->n_readers; i++)
        if (inspection_shows_reader(field, &field->readers[i]))
            return true;
    return field->assume != NULL;
}

/* "width [cm], est_width (assumed)": the columns of a field in the order of preference, each with
 * the unit in which bare numbers are read. */
static void write_field_columns(struct inspection *d, const struct field_binding *field)
{
    bool first = true;
    for (size_t i = 0; i < field->n_readers; i++) {
        const struct cell_reader *reader = &field->readers[i];
        if (!inspection_shows_reader(field, reader))
            continue;
        text_add(d->out, first ? "" : list_comma(d));
        first = false;
        text_add(d->out, reader->column_name);
        const char *unit = unit_symbol(reader->rule->unit);
        if (fields[field->field].type == VALUE_REAL && unit[0] != '\0')
            text_addf(d->out, " [%s]", unit);
        if (reader->rule->assumed)
            text_addf(d->out, " (%s)", words_of(d, S_ASSUMED));
    }
    if (field->assume != NULL)
        text_addf(d->out, "%s%s %s", field->n_readers > 0 ? "; " : "", words_of(d, S_ASSUME),
                  field->assume->text);
}

/* Fields with values first, one line each: name, rows, percent, columns. The columns without any
 * value follow in one line. */
static void write_field_fill(struct inspection *d, enum role role, const struct field_binding *list,
                             size_t n, const struct segment *segment)
{
    bool empty = false;
    const struct elements *elements = &d->read->tables[role];
    if (n == 0)
        text_addf(d->out, "      %s\n", words_of(d, S_NO_FIELDS));
    for (size_t f = 0; f < n; f++) {
        const struct field_binding *field = &list[f];
        size_t known = inspection_count_known(elements->columns[field->field], segment);
        empty = empty || (known == 0 && is_field_shown(field));
        if (known == 0)
            continue;
        text_addf(d->out, "      %-22s %7zu  ", field_native_name(role, field->field), known);
        text_fixed(d->out, 100.0 * (double)known / (double)segment->n, 1);
        text_add(d->out, " %  ");
        write_field_columns(d, field);
        text_add(d->out, "\n");
    }
    if (!empty)
        return;
    text_addf(d->out, "      %s: ", words_of(d, S_EMPTY));
    empty = false;
    for (size_t f = 0; f < n; f++)
        if (inspection_count_known(elements->columns[list[f].field], segment) == 0 &&
            is_field_shown(&list[f])) {
            text_add(d->out, empty ? list_comma(d) : "");
            text_addf(d->out, "%s (", field_native_name(role, list[f].field));
            write_field_columns(d, &list[f]);
            text_add(d->out, ")");
            empty = true;
        }
    text_add(d->out, "\n");
}

/* ---- tables ------------------------------------------------------------------------------- */

/* A linear search: a table has a segment for each source. */
const struct segment *inspection_segment(const struct elements *elements, size_t source, bool implied)
{
    for (size_t i = 0; i < elements->n_segments; i++)
        if (elements->segments[i].source == source && elements->segments[i].of_streets == implied)
            return &elements->segments[i];
    return NULL;
}

/* "taken as sidewalks (by its name), 44 rows", then the fields. A long condition of a preset is
 * cut; `rasif rules show` prints all of it. */
static void write_binding(struct inspection *d, const struct binding *binding)
{
    static const enum sentence whys[] = {[WHY_OPTION] = S_BY_OPTION,
                                         [WHY_MAPPING] = S_BY_MAPPING,
                                         [WHY_NAME] = S_BY_NAME,
                                         [WHY_COLUMNS] = S_BY_COLUMNS,
                                         [WHY_ROWS] = S_BY_ROWS,
                                         [WHY_CONFIRMED] = S_BY_DRAFT};
    const struct segment *segment =
        inspection_segment(&d->read->tables[binding->role], binding->source, false);
    if (segment == NULL)
        return;
    text_addf(d->out, "    %s %s (%s", words_of(d, S_IS), roles[binding->role].plural,
              words_of(d, whys[binding->why]));
    if (binding->where != NULL && binding->lenient && strlen(binding->where) > MOST_SQL)
        text_addf(d->out, ": %.*s…", MOST_SQL,
                  binding->where); /* `rasif rules show` has all of it */
    else if (binding->where != NULL)
        text_addf(d->out, ": %s", binding->where);
    text_addf(d->out, "), %zu %s\n", segment->n, words_of(d, S_ROWS));
    write_field_fill(d, binding->role, binding->fields, binding->n_fields, segment);
}

/* The implied sidewalks of these streets, one block per side: how many, and how many of them have
 * which value. Counts come from the readers, because the rows of all streets lie together. */
static void write_implied_sidewalks(struct inspection *d, const struct binding *binding)
{
    static const enum sentence sides[2] = {S_LEFT, S_RIGHT};
    const struct elements *sidewalks = &d->read->tables[ROLE_SIDEWALK];
    const struct segment *implied = inspection_segment(sidewalks, binding->source, true);
    if (binding->role != ROLE_STREET || implied == NULL)
        return;
    for (unsigned side = SIDE_LEFT; side <= SIDE_RIGHT; side++) {
        const struct side_binding *of = &binding->sides[side - SIDE_LEFT];
        size_t n = 0;
        for (size_t row = implied->first; row < implied->first + implied->n; row++)
            n += element_code(sidewalks, F_side, row) == side;
        text_addf(d->out, "    %s %s %s, %zu\n", words_of(d, S_IMPLIED),
                  roles[ROLE_SIDEWALK].plural, words_of(d, sides[side - SIDE_LEFT]), n);
        for (size_t f = 0; f < of->n_fields; f++) {
            size_t known = 0;
            for (size_t i = 0; i < of->fields[f].n_readers; i++)
                known += cell_values_given(&of->fields[f].readers[i]);
            if (known == 0)
                continue;
            text_addf(d->out, "      %-22s %7zu  ",
                      field_native_name(ROLE_SIDEWALK, of->fields[f].field), known);
            write_field_columns(d, &of->fields[f]);
            text_add(d->out, "\n");
        }
    }
}

/* Tables of other schemas have hundreds of columns: unused columns are listed only for rasif's own
 * schema and for tables without a role. At most 40 names. Remembers that a mapping could be
 * proposed. */
static void write_unused(struct inspection *d, const struct input_table *table)
{
    const struct mapping *preset = d->inputs->files[table->file].preset;
    bool own = preset == NULL || strcmp(preset->name, "native") == 0;
    struct text names = {0};
    if (table->gpkg->geometry_column == NULL || proposed_role(table->gpkg) != ROLE_NONE || (table->n_bindings > 0 && !own))
        return;
    size_t n = unused_columns(d->inputs, table, list_comma(d), 40, &names);
    if (n > 0 && names.data != NULL)
        text_addf(d->out, "      %s: %s\n",
                  words_of(d, table->n_bindings > 0 ? S_UNUSED : S_COLUMNS), names.data);
    d->unused = d->unused || (n > 0 && own);
    d->out->failed = d->out->failed || names.failed;
    text_free(&names);
}

/* One table: its coordinate system, its bindings, the sidewalks that it implies, its unused
 * columns. A table without role is carried over as it is. */
static void write_source(struct inspection *d, size_t i)
{
    const struct source *source = &d->found->sources[i];
    const struct input_table *table = &d->inputs->tables[i];
    text_addf(d->out, "  %s", source->table);
    if (source->geometry_column != NULL) {
        text_addf(d->out, "%s%s%s", list_comma(d), source->geometry_type, list_comma(d));
        if (table->crs == NULL)
            text_add(d->out, words_of(d, S_CRS_NONE));
        else
            text_addf(d->out, "%s %s", words_of(d, S_CRS), source->crs);
        if (table->crs_stated)
            text_addf(d->out, " (%s)", words_of(d, S_CRS_STATED));
    }
    bool proposed = table->n_proposed > 0 || (table->n_bindings == 0 && proposed_role(table->gpkg) != ROLE_NONE);
    if (table->n_bindings == 0 && !proposed)
        text_addf(d->out, "%s%s", list_comma(d), words_of(d, S_CARRIED));
    text_add(d->out, "\n");
    if (proposed)
        text_addf(d->out, "    %s, %zu %s\n", words_of(d, S_DRAFT), table->n_proposed, words_of(d, S_ROWS));
    for (size_t b = 0; b < table->n_bindings; b++)
        write_binding(d, &d->inputs->bindings[table->first_binding + b]);
    for (size_t b = 0; b < table->n_bindings; b++)
        write_implied_sidewalks(d, &d->inputs->bindings[table->first_binding + b]);
    write_unused(d, table);
}

/* Name of the file and its preset, with the counts that show how sure the choice is, then every
 * table. A file without preset is read by the user's mapping alone. */
static void write_file(struct inspection *d, size_t i)
{
    const struct input_file *file = &d->inputs->files[i];
    text_addf(d->out, "%s\n", file->display);
    if (file->preset != NULL) {
        text_addf(d->out, "  %s %s (%s", words_of(d, S_PRESET), file->preset->name,
                  words_of(d, S_EVIDENCE));
        for (size_t p = 0; p < d->inputs->n_presets; p++)
            text_addf(d->out, "%s%s: %u", p > 0 ? list_comma(d) : " ", d->inputs->presets[p]->name,
                      file->sign_counts[p]);
        text_add(d->out, ")\n");
    } else {
        text_addf(d->out, "  %s\n", words_of(d, S_NO_PRESET));
    }
    for (size_t s = 0; s < d->found->n_sources; s++)
        if (d->found->sources[s].input == i)
            write_source(d, s);
}

/* ---- remarks ------------------------------------------------------------------------------ */

/* "R104 layer.column: what: text x count (feature 7); to do: ..." Notes (level info) need no
 * action, so they get none. */
static void write_remark(struct inspection *d, const struct diagnostic *item)
{
    const struct diagnostic_info *info = &diagnostic_infos[item->id];
    text_addf(d->out, "  R%d %s%s%s%s", info->code, item->layer, item->column[0] != '\0' ? "." : "",
              item->column, item->layer[0] != '\0' ? ": " : "");
    text_add(d->out, phrase_in(diagnostic_what(d->sentences, item->id), d->language));
    if (item->text != NULL)
        text_addf(d->out, ": \"%s\"", item->text);
    if (item->count > 1)
        text_addf(d->out, " ×%zu", item->count);
    if (item->n_fids > 0)
        text_addf(d->out, " (%s %lld)", words_of(d, S_FID), (long long)item->fids[0]);
    if (info->level != DIAGNOSTIC_INFO)
        text_addf(d->out, "; %s: %s", words_of(d, S_TODO),
                  phrase_in(diagnostic_todo(d->sentences, item->id), d->language));
    text_add(d->out, "\n");
}

/* An audit needs at least one of these roles. */
bool inspection_has_main_role(const struct store *store)
{
    return store->tables[ROLE_STREET].supplied || store->tables[ROLE_SIDEWALK].supplied ||
           store->tables[ROLE_FOOTWAY].supplied || store->tables[ROLE_CROSSING].supplied ||
           store->tables[ROLE_RAMP].supplied;
}

/* `refused`: the reason why an audit would be refused, "" = it would not. Missing roles come first,
 * then diagnostics in the order of their codes, then advice. */
static void write_remarks(struct inspection *d, const char *refused)
{
    bool any = false;
    for (int role = 0; role < ROLE_COUNT; role++)
        if (!d->read->tables[role].supplied) {
            text_add(d->out, any ? list_comma(d) : words_of(d, S_ABSENT));
            text_addf(d->out, "%s%s", any ? "" : ": ", roles[role].plural);
            any = true;
        }
    text_add(d->out, any ? "\n" : "");
    diagnostics_sort(&d->read->diagnostics);
    size_t n = d->read->diagnostics.n;
    text_addf(d->out, "%s\n",
              words_of(d, n > 0 || refused[0] != '\0' || !inspection_has_main_role(d->read)
                                   ? S_REMARKS
                                   : S_NO_REMARKS));
    for (size_t i = 0; i < n; i++)
        write_remark(d, &d->read->diagnostics.items[i]);
    if (refused[0] != '\0')
        text_addf(d->out, "  %s\n", refused);
    bool nothing = !inspection_has_main_role(d->read);
    if (nothing)
        text_addf(d->out, "  %s\n", words_of(d, S_NOTHING));
    if (d->unused || nothing)
        text_addf(d->out, "%s\n", words_of(d, S_SUGGEST));
}

/* Finds what only preparing shows: lines without length, features drawn twice, repeated ids. A
 * refusal is not an error here but the text `refused`. Afterwards coordinates are metres. An
 * operation of unknown accuracy is accepted, because nothing is linked. RASIF_E_MEMORY only. */
static rasif_status check_geometries(struct inputs *inputs, struct store *read,
                                     rasif_error *refused, rasif_error *err)
{
    size_t n = read->n_sources;
    const char **crs = ARENA_ARRAY(&read->arena, n, const char *);
    bool *stated = ARENA_ARRAY(&read->arena, n, bool);
    struct geo_run geo = {0};
    if (crs == NULL || stated == NULL)
        return fail_memory(err);
    for (size_t i = 0; i < n; i++) {
        crs[i] = inputs_crs(inputs, i);
        stated[i] = inputs_crs_stated(inputs, i);
    }
    rasif_status status = prepare(read, crs, stated, true, 1, &geo, refused);
    geo_run_free(&geo);
    return status == RASIF_E_MEMORY ? fail_memory(err) : RASIF_OK;
}

rasif_status inputs_inspect(struct inputs *inputs, const struct store *store,
                            const struct sentences *sentences, const char *language,
                            bool json, struct text *out, rasif_error *err)
{
    struct wanted *wanted = calloc(1, sizeof *wanted);
    struct store *read = calloc(1, sizeof *read);
    rasif_status status = wanted != NULL && read != NULL ? RASIF_OK : fail_memory(err);
    if (status == RASIF_OK) {
        for (int role = 0; role < ROLE_COUNT; role++) {
            for (int field = 0; field < FIELD_COUNT; field++)
                wanted->field[role][field] = true;
            read->tables[role].role = (enum role)role;
            read->tables[role].supplied = store->tables[role].supplied;
        }
        read->sources = store->sources;
        read->n_sources = store->n_sources;
        status = inputs_read(inputs, wanted, 1, read, err);
    }
    if (status == RASIF_OK) {
        struct inspection d = {.inputs = inputs,
                               .found = store,
                               .read = read,
                               .sentences = sentences,
                               .language = language,
                               .out = out};
        rasif_error refused = {0};
        for (size_t i = 0; i < inputs->n_files && !json; i++)
            write_file(&d, i);
        status = check_geometries(inputs, read, &refused, err);
        if (json)
            inspection_write_json(&d, refused.message);
        else
            write_remarks(&d, refused.message);
        text_plain(out, 0, true);
        if (status == RASIF_OK && out->failed)
            status = fail_memory(err);
    }
    if (read != NULL)
        store_free(read);
    free(read);
    free(wanted);
    return status;
}
