/* SPDX-License-Identifier: MIT
 *
 * Which columns a table gets (docs/data-model.md#columns-added-to-tables-with-a-role, --columns
 * slim or full): see annotate.h.
 *
 * Presence is an array by column_where, filled once per table from roles, options and network; the
 * lists name the place of each column. annotate_most gives the upper bound that the writer checks
 * before anything is read. Cost: columns, not rows. */
#include "report/table/annotate.h"
#include "report/table/feature_table.h"

/* Columns beyond the capacity are an error of the caller, who knows the most there can be; they
 * count as `failed`, like memory that is out. */
void annotate_add(struct column_builder *b, struct view_column column, struct added_use use)
{
    if (b->n == b->capacity) {
        b->failed = true;
        return;
    }
    b->columns[b->n] = column;
    b->uses[b->n++] = use;
}

void annotate_there(const struct profile_wants *wants, bool there[WHERE_COUNT])
{
    there[ALWAYS] = true;
    there[LINES] = wants->lines;
    there[FULL_LINES] = wants->lines && wants->full;
    there[FULL_STREETS] = wants->streets && wants->full;
    there[REACH] = wants->reach;
    there[REACH_LINES] = wants->reach && wants->lines;
    there[FULL_REACH] = wants->reach && wants->full;
}

/* "rasif_wcm_score" with the alias "Manual wheelchair user: score" in every language; `number`
 * is that of the profile in the plan. */
void annotate_profile(struct column_builder *b, const struct profile *profile, size_t number,
                      const bool there[WHERE_COUNT])
{
    for (size_t i = 0; i < PROFILE_COLUMNS; i++) {
        const struct view_column *each = &profile_columns[i].column;
        if (!there[profile_columns[i].where])
            continue;
        const char *name = profile_column_name(b->arena, profile, each->name);
        struct phrase alias = phrase_of(b->sentences, "column.profile", each->name);
        b->failed = b->failed || name == NULL ||
                    phrase_concat(profile->title, ": ", alias, b->arena, &alias, NULL) != RASIF_OK;
        if (!b->failed)
            annotate_add(b, (struct view_column){.name = name, .type = each->type, .alias = alias},
                         (struct added_use){profile_columns[i].show, number, FIELD_NONE});
    }
}

/* Of a measure: codes, lists and texts are written as words. */
static const char *sql_type(enum field_id field)
{
    return fields[field].type == VALUE_REAL ? "REAL" : "TEXT";
}

/* Does an active rule of the role's element read the field? Streets without sides are judged as
 * sidewalks or steps. */
static bool rule_reads(const struct plan *plan, enum role role, enum field_id field)
{
    enum element element = role_element(role);
    for (int e = 0; e < ELEMENT_COUNT; e++) {
        bool ours = e == (int)element || (role == ROLE_STREET && (e == ELEMENT_SIDEWALK || e == ELEMENT_STEPS));
        for (size_t i = 0; ours && i < plan->elements[e].n_used; i++)
            if (plan->elements[e].used[i] == field)
                return true;
    }
    return false;
}

/* The fields that docs/scoring.md#streets reads of streets; `full` shows them too. */
static bool street_reads(enum field_id field)
{
    return field == F_class || field == F_lanes || field == F_maxspeed_kmh || field == F_oneway ||
           field == F_junction || field == F_foot || field == F_sidewalk_left ||
           field == F_sidewalk_right || field == F_carriageway_width_m || field == F_layer || field == F_bridge || field == F_tunnel;
}

/* Has a table of these roles the column rasif_m_FIELD? Slim: where a rule reads the field, or it
 * is FIELD_SHOWN, and its values differ from the user's own column, which stands beside it.
 * Full: every field that a rule or the scores of streets read. Never fields that depend on the
 * profile. */
static bool shows(const struct run *run, unsigned role_mask, enum field_id field)
{
    bool full = run->options->columns == RASIF_COLUMNS_FULL;
    if ((fields[field].flags & FIELD_PER_PROFILE) != 0)
        return false;
    for (int r = 0; r < ROLE_COUNT; r++) {
        const struct column *column = run->store->tables[r].columns[field];
        if (!(role_mask & (1u << r)) || column == NULL)
            continue;
        if (rule_reads(run->plan, (enum role)r, field) && (full || column->derived))
            return true;
        if ((fields[field].flags & FIELD_SHOWN) && column->derived)
            return true;
        if (full && r == ROLE_STREET && street_reads(field))
            return true;
    }
    return false;
}

/* Are rows of the source lines of the network? Streets are only where they are their own
 * element. */
static bool has_lines(const struct run *run, const struct source *source)
{
    const struct graph *graph = &run->store->graph;
    for (int i = 0; i < GRAPH_ROLES; i++)
        if (source->roles & 1u << graph_roles[i] &&
            graph->first_line[graph_roles[i]] < graph->first_line[graph_roles[i] + 1])
            return true;
    return false;
}

/* Roles that are judged and have a length: ramps have none. */
static const unsigned judged_lines = 1u << ROLE_STREET | 1u << ROLE_SIDEWALK | 1u << ROLE_FOOTWAY |
                                     1u << ROLE_STEPS | 1u << ROLE_CROSSING;

/* Has a row of the source, or a street that it may belong to, an Arabic name? */
static bool has_arabic(const struct run *run, unsigned role_mask)
{
    role_mask |= 1u << ROLE_STREET;
    for (int r = 0; r < ROLE_COUNT; r++)
        if (role_mask & 1u << r && run->store->tables[r].columns[F_name_ar] != NULL)
            return true;
    return false;
}

/* Sets the entries that depend on roles and rows of the source; annotate_there sets those for
 * columns of profiles. */
static void source_has(const struct run *run, const struct source *source, bool there[WHERE_COUNT])
{
    unsigned sides = 1u << ROLE_SIDEWALK | 1u << ROLE_FOOTWAY | 1u << ROLE_STEPS;
    unsigned kinds = 1u << ROLE_RAMP | 1u << ROLE_OBSTACLE | 1u << ROLE_SEAT | 1u << ROLE_DESTINATION;
    there[JUDGED_LINES] = source->roles & judged_lines;
    there[IN_PARTS] = source->roles & 1u << ROLE_CROSSING && run->store->crossings.n_lines > 0;
    there[OF_KINDS] = source->roles & kinds;
    there[OF_SIDES] = source->roles & sides && run->store->n_pieces > 0;
    there[ARABIC] = has_arabic(run, source->roles);
}

/* In the order of the table: added columns, those of each profile, measures. */
void annotate_columns(struct column_builder *b, const struct run *run, const struct source *source)
{
    unsigned judged = judged_lines | 1u << ROLE_RAMP;
    bool there[WHERE_COUNT] = {false};
    struct profile_wants wants = {.full = run->options->columns == RASIF_COLUMNS_FULL,
                                  .lines = has_lines(run, source),
                                  .streets = source->roles & 1u << ROLE_STREET};
    wants.reach = (wants.lines || wants.streets) && run->network->reach.destinations.n > 0;
    annotate_there(&wants, there);
    source_has(run, source, there);
    for (size_t i = 0; i < ADDED_COLUMNS; i++)
        if (there[added_columns[i].where])
            annotate_add(b, added_columns[i].column,
                         (struct added_use){added_columns[i].show, 0, FIELD_NONE});
    for (size_t p = 0; p < run->plan->n_profiles && (source->roles & judged); p++)
        annotate_profile(b, run->plan->profiles[p], p, there);
    for (int f = 0; f < FIELD_COUNT; f++) {
        struct text name = {0};
        if (!shows(run, source->roles, (enum field_id)f))
            continue;
        text_addf(&name, "rasif_m_%s", fields[f].name);
        b->failed = b->failed || name.failed;
        if (!b->failed)
            annotate_add(b,
                         (struct view_column){.name = arena_strdup(b->arena, name.data),
                                              .type = sql_type((enum field_id)f),
                                              .alias = phrase_same(fields[f].name)},
                         (struct added_use){added_measure, 0, (enum field_id)f});
        text_free(&name);
    }
}

/* As `shows`, but true for every field that some rows could make it show: nothing is read yet. */
static bool may_show(const struct run *run, unsigned role_mask, enum field_id field)
{
    bool full = run->options->columns == RASIF_COLUMNS_FULL;
    for (int r = 0; r < ROLE_COUNT; r++)
        if (role_mask & (1u << r) && (rule_reads(run->plan, (enum role)r, field) ||
                                      (fields[field].flags & FIELD_SHOWN) ||
                                      (full && r == ROLE_STREET && street_reads(field))))
            return true;
    return false;
}

/* Counts every added column, and of profiles and measures all that may come. Destinations are
 * expected where the option reach_m or a table of destinations is given. */
size_t annotate_most(const struct run *run, const struct source *source)
{
    const struct store *store = run->store;
    struct profile_wants wants = {
        .full = run->options->columns == RASIF_COLUMNS_FULL,
        .lines = (source->roles & judged_lines) != 0,
        .streets = source->roles & 1u << ROLE_STREET,
    };
    wants.reach = wants.lines && (store->tables[ROLE_DESTINATION].supplied || run->options->reach_m > 0);
    bool there[WHERE_COUNT] = {false};
    annotate_there(&wants, there);
    size_t n = ADDED_COLUMNS;
    for (size_t i = 0; i < PROFILE_COLUMNS; i++)
        if (source->roles & (judged_lines | 1u << ROLE_RAMP) && there[profile_columns[i].where])
            n += run->plan->n_profiles;
    for (int f = 0; f < FIELD_COUNT; f++)
        n += may_show(run, source->roles, (enum field_id)f);
    return source->roles != 0 ? n : 0;
}
