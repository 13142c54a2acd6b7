/* SPDX-License-Identifier: MIT
 *
 * What was recognised, as comments of a project file: `rasif inspect` in a few lines. In: open
 * inputs. Out: a line for each table with its roles and rows, and one for its columns that no role
 * reads. Cost: that of reading every geometry once, for the rows of a role are only known then. */
#include "read/input_parts.h"
#include "read/unused.h"

#include <stdlib.h>
#include <string.h>

#define MOST_COLUMNS 40

/* Names of files and tables: on one line, whatever they hold. */
static void add_name(struct text *out, const char *name)
{
    size_t from = out->length;
    text_add(out, name);
    text_plain(out, from, false);
}

/* Rows that the binding's table gives its role; sidewalks implied by streets are not rows. */
static size_t count_rows(const struct store *read, const struct binding *binding)
{
    const struct elements *elements = &read->tables[binding->role];
    for (size_t i = 0; i < elements->n_segments; i++)
        if (elements->segments[i].source == binding->source && !elements->segments[i].of_streets)
            return elements->segments[i].n;
    return 0;
}

/* "#   pavements: sidewalks (120 rows), EPSG:32636" */
static void write_table(struct inputs *inputs, const struct store *found, const struct store *read,
                        size_t source, struct text *out)
{
    const struct input_table *table = &inputs->tables[source];
    text_add(out, "#   ");
    add_name(out, found->sources[source].table);
    text_add(out, table->n_bindings > 0 ? ": " : ": no role");
    for (size_t b = 0; b < table->n_bindings; b++) {
        const struct binding *binding = &inputs->bindings[table->first_binding + b];
        text_addf(out, "%s%s (%zu rows)", b > 0 ? ", " : "", roles[binding->role].plural,
                  count_rows(read, binding));
    }
    if (table->n_bindings > 0 && table->crs == NULL)
        text_add(out, ", no coordinate system: state it with crs");
    else if (table->n_bindings > 0)
        text_addf(out, ", %s", found->sources[source].crs);
    text_add(out, "\n");
}

/* Columns of rasif's own schema, and of tables without a role: those of other schemas are hundreds.
 */
static void write_unread(struct inputs *inputs, size_t source, struct text *out)
{
    const struct input_table *table = &inputs->tables[source];
    const struct mapping *preset = inputs->files[table->file].preset;
    bool own = preset == NULL || strcmp(preset->name, "native") == 0;
    struct text names = {0};
    if (table->gpkg->geometry_column == NULL || (table->n_bindings > 0 && !own))
        return;
    if (unused_columns(inputs, table, ", ", MOST_COLUMNS, &names) > 0 && names.data != NULL) {
        text_add(out, "#     not read: ");
        add_name(out, names.data);
        text_add(out, "\n");
    }
    out->failed = out->failed || names.failed;
    text_free(&names);
}

static void write_file(struct inputs *inputs, const struct store *found, const struct store *read,
                       size_t file, struct text *out)
{
    const struct mapping *preset = inputs->files[file].preset;
    text_add(out, "# ");
    add_name(out, inputs->files[file].display);
    text_addf(out, ", read %s%s:\n", preset != NULL ? "as " : "by the mapping file alone",
              preset != NULL ? preset->name : "");
    for (size_t s = 0; s < found->n_sources; s++)
        if (found->sources[s].input == file) {
            write_table(inputs, found, read, s, out);
            write_unread(inputs, s, out);
        }
}

/* The preset of all files, which `--preset` would state; NULL: they differ, or one has none. */
const char *inputs_common_preset(const struct inputs *inputs)
{
    const struct mapping *first = inputs->n_files > 0 ? inputs->files[0].preset : NULL;
    for (size_t i = 0; i < inputs->n_files; i++)
        if (inputs->files[i].preset != first)
            return NULL;
    return first != NULL ? first->name : NULL;
}

rasif_status inputs_recognised(struct inputs *inputs, const struct store *store, struct text *out,
                               rasif_error *err)
{
    struct wanted *wanted = calloc(1, sizeof *wanted);
    struct store *read = calloc(1, sizeof *read);
    rasif_status status = wanted != NULL && read != NULL ? RASIF_OK : fail_memory(err);
    if (status == RASIF_OK) {
        for (int role = 0; role < ROLE_COUNT; role++) {
            read->tables[role].role = (enum role)role;
            read->tables[role].supplied = store->tables[role].supplied;
        }
        read->sources = store->sources;
        read->n_sources = store->n_sources;
        status = inputs_read(inputs, wanted, 1, read, err);
    }
    for (size_t i = 0; i < inputs->n_files && status == RASIF_OK; i++)
        write_file(inputs, store, read, i, out);
    if (status == RASIF_OK && out->failed)
        status = fail_memory(err);
    if (read != NULL)
        store_free(read);
    free(read);
    free(wanted);
    return status;
}
