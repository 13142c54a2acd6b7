/* SPDX-License-Identifier: MIT
 *
 * Which table has which role. Three sources of assignments, in this order: options (--sidewalks),
 * the mapping file, the preset of the file. The first that assigns a role decides.
 *
 * Algorithm: each assignment becomes a binding (table, role, condition). A preset knows a table by
 * its name, else by its columns, else by its rows: a condition that finds any row. Bindings are
 * then ordered by table, those with a condition first, and a table may have one binding without a
 * condition. Cost: O(tables x layer entries), and one query per condition of a preset. */
#include "read/recognise.h"
#include "geo/wkb.h"
#include "read/mapping_sql.h"
#include "read/proposed.h"
#include "read/recognise_layer.h"
#include "read/tags.h"
#include "source/audited.h"

#include <string.h>

/* What the functions of this file share. */
struct recogniser {
    struct inputs *inputs;
    struct store *store;
    const rasif_options *options;
    rasif_error *err;
};

/* The next row of a statement whose only column is a geometry that the binding is for. An SQLite
 * code. Without checks_form any row matches. */
static int step_to_matching_form(sqlite3_stmt *statement, const struct binding *binding)
{
    int step;
    while ((step = sqlite3_step(statement)) == SQLITE_ROW && binding->checks_form)
        if (binding_takes_form(binding, wkb_form(sqlite3_column_blob(statement, 0),
                                                 (size_t)sqlite3_column_bytes(statement, 0))))
            break;
    return step;
}

/* Does a preset's condition find anything? *applies: it reads columns that are there. Without
 * columns it is not run: it would be true or false for all rows. */
static rasif_status try_condition(struct recogniser *r, const struct binding *binding,
                                  bool *applies, bool *finds)
{
    struct input_table *t = &r->inputs->tables[binding->source];
    sqlite3_stmt *statement = NULL;
    struct text reads = {0}, head = {0};
    char *geometry = gpkg_quote(&r->inputs->arena, t->gpkg->geometry_column);
    text_addf(&head, "SELECT %s", binding->checks_form && geometry != NULL ? geometry : "1");
    if (head.failed || geometry == NULL) {
        text_free(&head);
        return fail_memory(r->err);
    }
    int code =
        mapping_sql_prepare(r->inputs, t, head.data, binding->where,
                            binding->checks_form ? "" : " LIMIT 1", true, &reads, &statement);
    *applies = reads.length > (binding->checks_form ? strlen(t->gpkg->geometry_column) : 0);
    text_free(&reads);
    text_free(&head);
    int step = code != SQLITE_OK ? code
               : *applies        ? step_to_matching_form(statement, binding)
                                 : SQLITE_DONE;
    sqlite3_finalize(statement);
    *finds = step == SQLITE_ROW;
    if (step == SQLITE_ROW || step == SQLITE_DONE)
        return RASIF_OK;
    return gpkg_fail(r->inputs->files[t->file].gpkg.db, r->inputs->files[t->file].path,
                     t->gpkg->name, r->err);
}

/* Adds the binding of `table` to the role; `layer` is the entry of `owner` that found the table,
 * NULL = an option did. A preset's condition that finds nothing adds no binding, unless the table
 * is called like the role. */
static rasif_status add_binding(struct recogniser *r, size_t table, enum role role, enum why why,
                                const struct mapping *owner, const struct layer_map *layer)
{
    struct inputs *inputs = r->inputs;
    const struct mapping *user = inputs->mapping;
    bool by_user = owner != NULL && !owner->preset;
    struct binding binding = {.source = table, .role = role, .why = why};
    binding.layers[0] = by_user ? layer : layer_find_unlocated(user, role);
    binding.owners[0] = binding.layers[0] != NULL ? user : NULL;
    binding.layers[1] = by_user ? NULL : layer;
    binding.owners[1] = by_user ? NULL : owner;
    for (size_t i = 0; i < 2 && binding.where == NULL; i++)
        if (binding.layers[i] != NULL && binding.layers[i]->where != NULL) {
            binding.where = binding.layers[i]->where;
            binding.where_at = binding.layers[i]->where_at;
            binding.lenient = binding.owners[i]->preset;
        }
    if (layer != NULL && layer->drawn != DRAWN_ANY) {
        const char *type = inputs->tables[table].gpkg->geometry_type;
        binding.drawn = layer->drawn;
        binding.checks_form = binding.drawn == DRAWN_RINGS || strstr(type, "GEOMETRY") != NULL;
    }
    if (binding.where != NULL && binding.lenient) {
        bool applies = false, finds = false;
        TRY(try_condition(r, &binding, &applies, &finds));
        bool by_name =
            table_is_called_like(r->store->sources[table].table, role) || why == WHY_OPTION;
        if (!finds && !by_name)
            return RASIF_OK;
        if (!applies) { /* no column distinguishes rows: all of them */
            binding.where = NULL;
            binding.drawn = DRAWN_ANY;
            binding.checks_form = false;
        }
    }
    if (!PUSH(inputs->bindings, inputs->n_bindings, inputs->binding_capacity, binding))
        return fail_memory(r->err);
    return RASIF_OK;
}

/* ---- options ------------------------------------------------------------------------------ */

/* RASIF_E_ARGUMENT with the nearest name of all tables. */
static rasif_status fail_unknown_table(struct recogniser *r, const rasif_role_option *option)
{
    const char **names = ARENA_ARRAY(&r->inputs->arena, r->store->n_sources, const char *);
    if (names == NULL)
        return fail_memory(r->err);
    for (size_t i = 0; i < r->store->n_sources; i++)
        names[i] = r->store->sources[i].table;
    const char *near = nearest_word(option->layer, names, r->store->n_sources);
    return fail(r->err, RASIF_E_ARGUMENT, "--%s %s: no input has a table of this name%s%s%s",
                option->role, option->layer, near != NULL ? "; did you mean '" : "",
                near != NULL ? near : "", near != NULL ? "'?" : "");
}

/* --ROLE TABLE. An entry that knows the table under this role keeps its fields and its condition.
 * The user's file is searched before the preset's chain. */
static rasif_status add_role_option(struct recogniser *r, const rasif_role_option *option)
{
    size_t file;
    bool found = false;
    enum role role = role_find(option->role);
    if (role == ROLE_NONE)
        return fail(r->err, RASIF_E_ARGUMENT, "'%s' is no role", option->role);
    const char *name = inputs_split_layer(r->inputs, option->layer, &file);
    for (size_t i = 0; i < r->store->n_sources; i++) {
        const struct input_table *table = &r->inputs->tables[i];
        if (sqlite3_stricmp(r->store->sources[i].table, name) != 0 ||
            (file != SIZE_MAX && file != table->file))
            continue;
        if (table->gpkg->geometry_column == NULL)
            return fail(r->err, RASIF_E_ARGUMENT, "--%s %s: the table has no geometry",
                        option->role, option->layer);
        const struct mapping *owner = NULL;
        const struct layer_map *layer = NULL;
        const struct mapping *chains[2] = {r->inputs->mapping,
                                           r->inputs->files[table->file].preset};
        for (size_t c = 0; c < 2 && layer == NULL; c++)
            for (const struct mapping *m = chains[c]; m != NULL && layer == NULL; m = m->base)
                for (size_t k = 0; k < m->n_layers && layer == NULL; k++)
                    if (m->layers[k].role == role &&
                        (layer_names_table(r->inputs, m, &m->layers[k], i) ||
                         layer_fits_any_table(r->inputs, &m->layers[k], i))) {
                        owner = m;
                        layer = &m->layers[k];
                    }
        TRY(add_binding(r, i, role, WHY_OPTION, owner, layer));
        /* Entries of the same file for other geometry forms of the role. */
        bool some = r->inputs->bindings[r->inputs->n_bindings - 1].drawn != DRAWN_ANY;
        for (size_t k = some ? (size_t)(layer - owner->layers) + 1 : SIZE_MAX;
             some && k < owner->n_layers; k++)
            if (owner->layers[k].role == role &&
                layer_fits_any_table(r->inputs, &owner->layers[k], i))
                TRY(add_binding(r, i, role, WHY_OPTION, owner, &owner->layers[k]));
        found = true;
    }
    return found ? RASIF_OK : fail_unknown_table(r, option);
}

/* Did an option name tables for the role? Then nothing else may assign it. */
static bool role_by_option(const struct recogniser *r, enum role role)
{
    for (size_t i = 0; i < r->options->n_roles; i++)
        if (role_find(r->options->roles[i].role) == role)
            return true;
    return false;
}

/* ---- mapping and presets ------------------------------------------------------------------ */

/* Every table that a user's entry names must exist: a misspelt name would else leave a role
 * empty. */
static rasif_status add_mapping_bindings(struct recogniser *r)
{
    const struct mapping *user = r->inputs->mapping;
    for (size_t k = 0; user != NULL && k < user->n_layers; k++) {
        const struct layer_map *layer = &user->layers[k];
        bool found = false;
        if (!layer_is_located(layer) || role_by_option(r, layer->role))
            continue;
        for (size_t i = 0; i < r->store->n_sources; i++) {
            if (r->inputs->tables[i].gpkg->geometry_column == NULL ||
                !(layer_names_table(r->inputs, user, layer, i) ||
                  (layer->layers.n == 0 && layer_has_columns(r->inputs, layer, i))))
                continue;
            TRY(add_binding(r, i, layer->role, WHY_MAPPING, user, layer));
            found = true;
        }
        if (!found && layer->layers.n > 0) {
            const char *names[64];
            size_t n = 0;
            for (; n < r->store->n_sources && n < 64; n++)
                names[n] = r->store->sources[n].table;
            const char *near = nearest_word(layer->layers.items[0], names, n);
            return yaml_fail(layer->layer_at, r->err, "no input has a layer '%s'%s%s%s",
                             layer->layers.items[0], near != NULL ? "; did you mean '" : "",
                             near != NULL ? near : "", near != NULL ? "'?" : "");
        }
    }
    return RASIF_OK;
}

/* Did options or the user's file name tables for the role? */
static bool role_by_user(const struct recogniser *r, enum role role)
{
    const struct mapping *user = r->inputs->mapping;
    bool found = role_by_option(r, role);
    for (size_t k = 0; user != NULL && k < user->n_layers && !found; k++)
        found = user->layers[k].role == role && layer_is_located(&user->layers[k]);
    return found;
}

/* Is the table called like a role for which the user named others? It is none of the other roles,
 * whatever its columns are. */
static bool is_replaced_by_user(const struct recogniser *r, size_t i)
{
    for (int role = 0; role < ROLE_COUNT; role++)
        if (table_is_called_like(r->store->sources[i].table, (enum role)role) &&
            role_by_user(r, (enum role)role))
            return true;
    return false;
}

/* The preset file that may assign this role to table i; NULL when options or the user's file do. Of
 * a chain of presets the nearest file that locates the role. */
static const struct mapping *preset_file_for_role(const struct recogniser *r, size_t i,
                                                  enum role role)
{
    if (role_by_user(r, role))
        return NULL;
    return layer_locating_file(r->inputs->files[r->inputs->tables[i].file].preset, role);
}

/* How an entry of a preset knows a table. The first way that finds something is the only one. */
enum way { WAY_NAME, WAY_COLUMNS, WAY_ROWS, WAY_COUNT };

static bool entry_matches_table(const struct recogniser *r, const struct mapping *mapping,
                                const struct layer_map *layer, size_t table, enum way way)
{
    switch (way) {
    case WAY_NAME:
        return layer_names_table(r->inputs, mapping, layer, table);
    case WAY_COLUMNS:
        return layer_has_columns(r->inputs, layer, table);
    default:
        return layer->where != NULL && layer_fits_any_table(r->inputs, layer, table);
    }
}

/* `only_some`: the user assigned some rows of the table, so only entries with a condition apply. A
 * match by columns without a condition takes the whole table, so no further entry is tried. */
static rasif_status add_preset_bindings(struct recogniser *r, size_t i, enum way way,
                                        bool only_some)
{
    const struct mapping *mapping = r->inputs->files[r->inputs->tables[i].file].preset;
    for (; mapping != NULL; mapping = mapping->base)
        for (size_t k = 0; k < mapping->n_layers; k++) {
            const struct layer_map *layer = &mapping->layers[k];
            if (!entry_matches_table(r, mapping, layer, i, way) ||
                (only_some && layer->where == NULL) ||
                preset_file_for_role(r, i, layer->role) != mapping)
                continue;
            size_t before = r->inputs->n_bindings;
            enum why why = layer->where != NULL &&
                                   !table_is_called_like(r->store->sources[i].table, layer->role)
                               ? WHY_ROWS
                           : way == WAY_COLUMNS ? WHY_COLUMNS
                                                : WHY_NAME;
            TRY(add_binding(r, i, layer->role, why, mapping, layer));
            bool whole =
                r->inputs->n_bindings > before && r->inputs->bindings[before].where == NULL;
            if (way == WAY_COLUMNS && whole)
                return RASIF_OK;
        }
    return RASIF_OK;
}

/* Did the table get a binding since index `first`? */
static bool is_bound_since(const struct recogniser *r, size_t first, size_t table)
{
    for (size_t i = first; i < r->inputs->n_bindings; i++)
        if (r->inputs->bindings[i].source == table)
            return true;
    return false;
}

/* What the user assigned. A table assigned as a whole ignores presets; if only some rows were
 * assigned (where:), entries of presets with their own where: still apply to the rest. */
enum user_assignment { ASSIGNED_NOT, ASSIGNED_SOME_ROWS, ASSIGNED_WHOLE };
/* Also for assignments by an option: both are the user's. */
static enum user_assignment user_assignment_of(const struct recogniser *r, size_t table)
{
    enum user_assignment assigned = ASSIGNED_NOT;
    for (size_t i = 0; i < r->inputs->n_bindings; i++)
        if (r->inputs->bindings[i].source == table && assigned != ASSIGNED_WHOLE)
            assigned = r->inputs->bindings[i].where == NULL ? ASSIGNED_WHOLE : ASSIGNED_SOME_ROWS;
    return assigned;
}

/* ---- proposals ---------------------------------------------------------------------------- */

/* A layer of rasif draft: the rows that somebody answered alone have a role, unless all are asked for. */
static rasif_status add_answered(struct recogniser *r, size_t table, enum role role)
{
    struct inputs *inputs = r->inputs;
    struct binding binding = {.source = table, .role = role, .why = WHY_CONFIRMED, .lenient = true};
    size_t answered = 0;
    TRY(proposed_answered(inputs, &inputs->tables[table], &binding.where, &answered, r->err));
    if (inputs->with_proposals) {
        answered += inputs->tables[table].n_proposed;
        binding.where = NULL;
        r->store->sources[table].proposals = true;
    } else if (inputs->tables[table].n_proposed > 0)
        diagnose_many(&r->store->diagnostics, D_draft_not_judged, r->store->sources[table].table, NULL, NULL, NULL, 0,
                      inputs->tables[table].n_proposed);
    if (answered == 0 || role_by_user(r, role))
        return RASIF_OK;
    return PUSH(inputs->bindings, inputs->n_bindings, inputs->binding_capacity, binding) ? RASIF_OK
                                                                                        : fail_memory(r->err);
}

/* ---- order -------------------------------------------------------------------------------- */

/* By table; then entries for areas and rings, then entries with a condition, in the order they were
 * added. Areas and rings first: they are the narrower ones. */
static bool comes_before(const struct binding *a, const struct binding *b)
{
    if (a->source != b->source)
        return a->source < b->source;
    bool a_special = a->drawn > DRAWN_LINES, b_special = b->drawn > DRAWN_LINES;
    if (a_special != b_special)
        return a_special;
    return a->where != NULL && b->where == NULL;
}

/* Insertion sort: a run has a handful of bindings, and equal ones must keep their order. Also notes
 * where each table's bindings begin, and refuses two bindings without condition. */
static rasif_status order_bindings(struct recogniser *r)
{
    struct inputs *inputs = r->inputs;
    for (size_t i = 1; i < inputs->n_bindings; i++) {
        struct binding moved = inputs->bindings[i];
        size_t at = i;
        for (; at > 0 && comes_before(&moved, &inputs->bindings[at - 1]); at--)
            inputs->bindings[at] = inputs->bindings[at - 1];
        inputs->bindings[at] = moved;
    }
    for (size_t i = 0; i < inputs->n_bindings; i++) {
        const struct binding *b = &inputs->bindings[i];
        struct input_table *table = &inputs->tables[b->source];
        if (table->n_bindings == 0)
            table->first_binding = i;
        else if (inputs->bindings[i - 1].where == NULL)
            return fail(r->err, b->why == WHY_OPTION ? RASIF_E_ARGUMENT : RASIF_E_RULE,
                        "layer '%s' can't be both %s and %s: say which rows are which with where: "
                        "in a mapping file",
                        r->store->sources[b->source].table,
                        roles[inputs->bindings[i - 1].role].plural, roles[b->role].plural);
        table->n_bindings++;
    }
    return RASIF_OK;
}

/* Writes into the store what later folders need to know: roles and preset of each source, which
 * tables are supplied. Bindings are not changed any more. */
static void mark_roles(struct inputs *inputs, struct store *store)
{
    for (int role = 0; role < ROLE_COUNT; role++)
        store->tables[role].role = (enum role)role;
    for (size_t i = 0; i < inputs->n_bindings; i++) {
        const struct binding *b = &inputs->bindings[i];
        const struct mapping *preset = inputs->files[inputs->tables[b->source].file].preset;
        store->sources[b->source].roles |= 1u << b->role;
        store->sources[b->source].preset = preset != NULL ? preset->name : "";
        store->tables[b->role].supplied = true;
    }
}

/* Which tables hold further columns in one column (preset's `tags`); registers the SQL function
 * that reads them. RASIF_E_MEMORY. */
static rasif_status find_tags(struct inputs *inputs, rasif_error *err)
{
    for (size_t i = 0; i < inputs->n_tables; i++) {
        struct input_table *table = &inputs->tables[i];
        struct input_file *file = &inputs->files[table->file];
        for (const struct mapping *m = file->preset; m != NULL; m = m->base)
            for (size_t k = 0; k < m->tags.n && table->tags == NULL; k++) {
                const struct gpkg_column *column = gpkg_column(table->gpkg, m->tags.items[k]);
                table->tags = column != NULL ? column->name : NULL;
            }
        if (tags_register(file->gpkg.db) != SQLITE_OK)
            return fail_memory(err);
    }
    return RASIF_OK;
}

/* Options, then the user's file, then layers of proposals, then presets table by table; each preset tries names, columns and
 * rows in this order and stops at the first that finds something. */
rasif_status recognise(struct inputs *inputs, const rasif_options *options, struct store *store,
                       rasif_error *err)
{
    struct recogniser r = {inputs, store, options, err};
    TRY(find_tags(inputs, err));
    for (size_t i = 0; i < options->n_roles; i++)
        TRY(add_role_option(&r, &options->roles[i]));
    TRY(add_mapping_bindings(&r));
    for (size_t i = 0; i < store->n_sources; i++) {
        size_t first = inputs->n_bindings;
        enum user_assignment assigned = user_assignment_of(&r, i);
        if (inputs->tables[i].gpkg->geometry_column == NULL || merged_table_name(store->sources[i].table) ||
            assigned == ASSIGNED_WHOLE ||
            inputs->files[inputs->tables[i].file].only_named || is_replaced_by_user(&r, i))
            continue;
        enum role proposed = proposed_role(inputs->tables[i].gpkg);
        if (proposed != ROLE_NONE && assigned == ASSIGNED_NOT) {
            TRY(add_answered(&r, i, proposed));
            continue;
        }
        for (enum way way = 0; way < WAY_COUNT && !is_bound_since(&r, first, i); way++)
            TRY(add_preset_bindings(&r, i, way, assigned == ASSIGNED_SOME_ROWS));
    }
    TRY(order_bindings(&r));
    mark_roles(inputs, store);
    return RASIF_OK;
}
