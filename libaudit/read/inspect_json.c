/* SPDX-License-Identifier: MIT
 *
 * What `rasif inspect -f json` prints: the facts of the text for programs, whole, with every column
 * and every table. In: an inspection. Out: one object (docs/inspect.schema.json). Names of fields,
 * roles and reasons are the words of mapping files in any language; "what" and "to_do" are in the
 * language asked for. */
#include "read/inspection.h"

#include "read/unused.h"

#include <string.h>

/* A comma but for the first item of a list. */
static void comma(struct text *out, bool *first)
{
    text_add(out, *first ? "" : ", ");
    *first = false;
}

static void member(struct text *out, const char *key, const char *value)
{
    text_addf(out, "\"%s\": ", key);
    text_json(out, value);
}

/* ---- fields ------------------------------------------------------------------------------- */

/* "columns": [{"name": "width", "unit": "cm", "assumed": false}] in the order of preference; keys
 * of a tags column that gave nothing are left out, since a preset knows hundreds. */
static void add_columns(struct text *out, const struct field_binding *field)
{
    bool first = true;
    text_add(out, "\"columns\": [");
    for (size_t i = 0; i < field->n_readers; i++) {
        const struct cell_reader *reader = &field->readers[i];
        const char *unit = unit_symbol(reader->rule->unit);
        if (!inspection_shows_reader(field, reader))
            continue;
        comma(out, &first);
        text_add(out, "{");
        member(out, "name", reader->column_name);
        text_add(out, ", ");
        member(out, "unit",
               fields[field->field].type == VALUE_REAL && unit[0] != '\0' ? unit : NULL);
        text_addf(out, ", \"values\": %zu, \"assumed\": %s, \"cut\": %s}",
                  cell_values_given(reader), reader->rule->assumed ? "true" : "false",
                  reader->cut ? "true" : "false");
    }
    text_add(out, "]");
}

/* {"field": "clear_width_m", "known": 112, "columns": [...], "assume": null} */
static void add_field(struct text *out, enum role role, const struct field_binding *field,
                      size_t known)
{
    text_add(out, "{");
    member(out, "field", field_native_name(role, field->field));
    text_addf(out, ", \"known\": %zu, ", known);
    add_columns(out, field);
    text_add(out, ", ");
    member(out, "assume", field->assume != NULL ? field->assume->text : NULL);
    text_add(out, "}");
}

/* Fields that no column of the table could give are left out. */
static void add_fields(struct inspection *d, enum role role, const struct field_binding *list,
                       size_t n, const struct segment *segment)
{
    bool first = true;
    text_add(d->out, "\"fields\": [");
    for (size_t f = 0; f < n; f++) {
        bool shown = list[f].assume != NULL;
        for (size_t i = 0; i < list[f].n_readers; i++)
            shown = shown || inspection_shows_reader(&list[f], &list[f].readers[i]);
        if (!shown)
            continue;
        comma(d->out, &first);
        add_field(d->out, role, &list[f],
                  inspection_count_known(d->read->tables[role].columns[list[f].field], segment));
    }
    text_add(d->out, "]");
}

/* ---- tables ------------------------------------------------------------------------------- */

/* {"role": "sidewalks", "because": "name", "where": null, "rows": 120, "fields": [...]} */
static void add_role(struct inspection *d, const struct binding *binding,
                     const struct segment *segment)
{
    static const char *const whys[] = {[WHY_OPTION] = "option",
                                       [WHY_MAPPING] = "mapping",
                                       [WHY_NAME] = "name",
                                       [WHY_COLUMNS] = "columns",
                                       [WHY_ROWS] = "rows",
                                       [WHY_CONFIRMED] = "confirmed"};
    text_add(d->out, "{");
    member(d->out, "role", roles[binding->role].plural);
    text_add(d->out, ", ");
    member(d->out, "because", whys[binding->why]);
    text_add(d->out, ", ");
    member(d->out, "where", binding->where);
    text_addf(d->out, ", \"rows\": %zu, ", segment->n);
    add_fields(d, binding->role, binding->fields, binding->n_fields, segment);
    text_add(d->out, "}");
}

/* The sidewalk that the streets of a binding imply on one side; values are counted by the readers,
 * because the rows of all streets lie together. */
static void add_implied(struct inspection *d, const struct binding *binding,
                        const struct segment *implied, unsigned side, bool *first)
{
    const struct elements *sidewalks = &d->read->tables[ROLE_SIDEWALK];
    const struct side_binding *of = &binding->sides[side - SIDE_LEFT];
    bool first_field = true;
    size_t rows = 0;
    for (size_t row = implied->first; row < implied->first + implied->n; row++)
        rows += element_code(sidewalks, F_side, row) == side;
    comma(d->out, first);
    text_addf(d->out, "{\"side\": \"%s\", \"rows\": %zu, \"fields\": [",
              side == SIDE_LEFT ? "left" : "right", rows);
    for (size_t f = 0; f < of->n_fields; f++) {
        size_t known = 0;
        for (size_t i = 0; i < of->fields[f].n_readers; i++)
            known += cell_values_given(&of->fields[f].readers[i]);
        if (known == 0)
            continue;
        comma(d->out, &first_field);
        add_field(d->out, ROLE_SIDEWALK, &of->fields[f], known);
    }
    text_add(d->out, "]}");
}

/* "roles": [...], "implied_sidewalks": [...], "unused": [...] */
static void add_roles(struct inspection *d, const struct input_table *table)
{
    bool first = true;
    text_add(d->out, "\"roles\": [");
    for (size_t b = 0; b < table->n_bindings; b++) {
        const struct binding *binding = &d->inputs->bindings[table->first_binding + b];
        const struct segment *segment =
            inspection_segment(&d->read->tables[binding->role], binding->source, false);
        if (segment == NULL)
            continue;
        comma(d->out, &first);
        add_role(d, binding, segment);
    }
    text_add(d->out, "], \"implied_sidewalks\": [");
    first = true;
    for (size_t b = 0; b < table->n_bindings; b++) {
        const struct binding *binding = &d->inputs->bindings[table->first_binding + b];
        const struct segment *implied =
            inspection_segment(&d->read->tables[ROLE_SIDEWALK], binding->source, true);
        for (unsigned side = SIDE_LEFT;
             side <= SIDE_RIGHT && implied != NULL && binding->role == ROLE_STREET; side++)
            add_implied(d, binding, implied, side, &first);
    }
    text_add(d->out, "]");
}

/* Names of columns that nothing reads; d->unused where a mapping could read them. */
static void add_unused(struct inspection *d, const struct input_table *table)
{
    const struct mapping *preset = d->inputs->files[table->file].preset;
    const struct gpkg_table *gpkg = table->gpkg;
    bool own = preset == NULL || strcmp(preset->name, "native") == 0, first = true;
    text_add(d->out, ", \"unused\": [");
    for (size_t i = 0; i < gpkg->n_columns; i++)
        if (column_is_unused(d->inputs, table, i)) {
            comma(d->out, &first);
            text_json(d->out, gpkg->columns[i].name);
        }
    text_add(d->out, "]");
    d->unused = d->unused || (!first && own && gpkg->geometry_column != NULL);
}

static void add_table(struct inspection *d, size_t i, bool *first)
{
    const struct source *source = &d->found->sources[i];
    const struct input_table *table = &d->inputs->tables[i];
    bool spatial = source->geometry_column != NULL;
    text_add(d->out, *first ? "\n    {" : ",\n    {");
    *first = false;
    member(d->out, "name", source->table);
    text_add(d->out, ", ");
    member(d->out, "geometry", spatial ? source->geometry_type : NULL);
    text_add(d->out, ", ");
    member(d->out, "crs", spatial && table->crs != NULL ? source->crs : NULL);
    text_addf(d->out, ", \"crs_stated\": %s, ", table->crs_stated ? "true" : "false");
    add_roles(d, table);
    add_unused(d, table);
    text_add(d->out, "}");
}

/* ---- the whole ---------------------------------------------------------------------------- */

/* "signs": how many columns only the schema of each preset has. */
static void add_file(struct inspection *d, size_t i)
{
    const struct input_file *file = &d->inputs->files[i];
    bool first = true;
    text_add(d->out, i > 0 ? ", {" : "{");
    member(d->out, "name", file->display);
    text_add(d->out, ", ");
    member(d->out, "preset", file->preset != NULL ? file->preset->name : NULL);
    text_add(d->out, ", \"signs\": {");
    for (size_t p = 0; p < d->inputs->n_presets; p++) {
        comma(d->out, &first);
        text_addf(d->out, "\"%s\": %u", d->inputs->presets[p]->name, file->sign_counts[p]);
    }
    text_add(d->out, "}, \"tables\": [");
    first = true;
    for (size_t s = 0; s < d->found->n_sources; s++)
        if (d->found->sources[s].input == i)
            add_table(d, s, &first);
    text_add(d->out, "]}");
}

/* {"code": "R104", "level": "warning", "layer": "sidewalks", "column": "width", "what": "...",
 * "text": null, "count": 3, "fids": [7], "to_do": "..."}; notes have no "to_do". */
static void add_remark(struct inspection *d, const struct diagnostic *item, bool first)
{
    static const char *const levels[] = {"info", "warning", "error"}; /* by diagnostic_level */
    const struct diagnostic_info *info = &diagnostic_infos[item->id];
    text_addf(d->out, "%s\n    {\"code\": \"R%d\", \"level\": \"%s\", ", first ? "" : ",",
              info->code, levels[info->level]);
    member(d->out, "layer", item->layer[0] != '\0' ? item->layer : NULL);
    text_add(d->out, ", ");
    member(d->out, "column", item->column[0] != '\0' ? item->column : NULL);
    text_add(d->out, ", ");
    member(d->out, "what", phrase_in(diagnostic_what(d->sentences, item->id), d->language));
    text_add(d->out, ", ");
    member(d->out, "text", item->text);
    text_addf(d->out, ", \"count\": %zu, \"fids\": [", item->count);
    for (size_t i = 0; i < item->n_fids; i++)
        text_addf(d->out, "%s%lld", i > 0 ? ", " : "", (long long)item->fids[i]);
    text_add(d->out, "], ");
    member(d->out, "to_do",
           info->level != DIAGNOSTIC_INFO
               ? phrase_in(diagnostic_todo(d->sentences, item->id), d->language)
               : NULL);
    text_add(d->out, "}");
}

void inspection_write_json(struct inspection *d, const char *refused)
{
    bool first = true, usable = refused[0] == '\0' && inspection_has_main_role(d->read);
    text_add(d->out, "{\n  \"rasif\": \"" RASIF_VERSION "\",\n  \"files\": [");
    for (size_t i = 0; i < d->inputs->n_files; i++)
        add_file(d, i);
    text_add(d->out, "],\n  \"absent_roles\": [");
    for (int role = 0; role < ROLE_COUNT; role++)
        if (!d->read->tables[role].supplied) {
            comma(d->out, &first);
            text_json(d->out, roles[role].plural);
        }
    text_add(d->out, "],\n  \"remarks\": [");
    diagnostics_sort(&d->read->diagnostics);
    for (size_t i = 0; i < d->read->diagnostics.n; i++)
        add_remark(d, &d->read->diagnostics.items[i], i == 0);
    text_add(d->out, "],\n  ");
    member(d->out, "refused", refused[0] != '\0' ? refused : NULL);
    text_addf(d->out, ",\n  \"usable\": %s,\n  \"suggest_mapping\": %s\n}\n",
              usable ? "true" : "false",
              d->unused || !inspection_has_main_role(d->read) ? "true" : "false");
}
