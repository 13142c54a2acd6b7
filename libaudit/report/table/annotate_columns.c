/* SPDX-License-Identifier: MIT
 *
 * Which columns a table gets (docs/data-model.md#columns-added-to-tables-with-a-role, --columns
 * slim or full): see annotate.h. */
#include "report/table/annotate.h"
#include "report/table/feature_table.h"

void annotate_add(struct column_builder *b, const char *name, const char *type, const char *en,
                  const char *ar, struct column_use use)
{
    if (b->n == b->capacity) {
        b->failed = true;
        return;
    }
    b->columns[b->n] = (struct view_column){name, type, en, ar};
    b->uses[b->n++] = use;
}

/* The columns of one profile, and where they are. */
static const struct {
    const char *suffix, *type, *en, *ar;
    enum column_kind kind;
    enum { ALWAYS, LINES, FULL_LINES, FULL_STREETS, REACH, REACH_LINES, FULL_REACH } where;
} each[] = {
    {"score", "REAL", "score", "الدرجة", COLUMN_SCORE, ALWAYS},
    {"low", "REAL", "lowest possible score", "أدنى درجة ممكنة", COLUMN_LOW, ALWAYS},
    {"high", "REAL", "highest possible score", "أعلى درجة ممكنة", COLUMN_HIGH, ALWAYS},
    {"coverage", "REAL", "share known", "نسبة المعلوم", COLUMN_COVERAGE, ALWAYS},
    {"passable", "TEXT", "passable", "سالك", COLUMN_PASSABLE, ALWAYS},
    {"class", "TEXT", "class", "الصنف", COLUMN_GRADE, ALWAYS},
    {"left", "REAL", "score of the left side", "درجة الجهة اليسرى", COLUMN_LEFT, FULL_STREETS},
    {"right", "REAL", "score of the right side", "درجة الجهة اليمنى", COLUMN_RIGHT,
     FULL_STREETS},
    {"island", "INTEGER", "connected part", "الجزء المتصل", COLUMN_ISLAND, LINES},
    {"island_high", "INTEGER", "connected part at best", "الجزء المتصل في أحسن الأحوال", COLUMN_ISLAND_HIGH,
     FULL_LINES},
    {"unlocks_m", "REAL", "metres a repair joins", "أمتار يصلها الإصلاح", COLUMN_UNLOCKS,
     LINES},
    {"unlocks_high_m", "REAL", "metres a repair joins at best",
     "أمتار يصلها الإصلاح في أحسن الأحوال", COLUMN_UNLOCKS_HIGH, FULL_LINES},
    {"unlocks_streets", "INTEGER", "streets a repair gives a way",
     "شوارع يفتح لها الإصلاح طريقًا", COLUMN_UNLOCKS_STREETS, REACH_LINES},
    {"reach", "TEXT", "destinations reached", "بلوغ المقاصد", COLUMN_REACH, REACH},
    {"detour", "REAL", "detour at best", "معامل الالتفاف في أحسن الأحوال", COLUMN_DETOUR, REACH},
    {"reach_m", "INTEGER", "metres to destinations at best",
     "الأمتار إلى المقاصد في أحسن الأحوال", COLUMN_REACH_M, FULL_REACH},
};

/* Is a column of a profile in a table of that kind? */
static bool is_there(size_t i, const struct wanted_columns *wanted)
{
    const bool there[] = {[ALWAYS] = true,
                          [LINES] = wanted->lines,
                          [FULL_LINES] = wanted->lines && wanted->full,
                          [FULL_STREETS] = wanted->streets && wanted->full,
                          [REACH] = wanted->reach,
                          [REACH_LINES] = wanted->reach && wanted->lines,
                          [FULL_REACH] = wanted->reach && wanted->full};
    return there[each[i].where];
}

void annotate_profile(struct column_builder *b, const struct profile *profile, size_t number,
                      const struct wanted_columns *wanted)
{
    for (size_t i = 0; i < sizeof each / sizeof each[0]; i++) {
        if (!is_there(i, wanted))
            continue;
        const char *name = profile_column_name(b->arena, profile, each[i].suffix);
        const char *en = profile_alias(b->arena, profile->title.en, each[i].en);
        const char *ar = profile_alias(b->arena, profile->title.ar, each[i].ar);
        b->failed = b->failed || name == NULL || en == NULL || ar == NULL;
        if (!b->failed)
            annotate_add(b, name, each[i].type, en, ar, (struct column_use){each[i].kind, number, FIELD_NONE});
    }
}

static const char *sql_type(enum field_id field)
{
    return fields[field].type == VALUE_REAL ? "REAL" : "TEXT";
}

/* Does an active rule of the role's element read the field? */
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

/* The fields docs/scoring.md#streets reads of streets; `full` shows them too. */
static bool street_reads(enum field_id field)
{
    return field == F_class || field == F_lanes || field == F_maxspeed_kmh || field == F_oneway ||
           field == F_junction || field == F_foot || field == F_sidewalk_left ||
           field == F_sidewalk_right || field == F_carriageway_width_m || field == F_layer || field == F_bridge || field == F_tunnel;
}

static bool shows(const struct run *run, unsigned role_mask, enum field_id field)
{
    bool full = run->options->columns == RASIF_COLUMNS_FULL;
    if (field == F_green_margin)
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

/* Streets are lines of the network only where they are their own element. */
static bool has_lines(const struct run *run, const struct source *source)
{
    const struct graph *graph = &run->store->graph;
    for (int i = 0; i < GRAPH_ROLES; i++)
        if (source->roles & 1u << graph_roles[i] &&
            graph->first_line[graph_roles[i]] < graph->first_line[graph_roles[i] + 1])
            return true;
    return false;
}

static const struct {
    const char *name, *type, *en, *ar;
    enum column_kind kind;
} first[] = {
    {"rasif_id", "TEXT", "rasif id", "معرّف رصيف", COLUMN_ID},
    {"rasif_role", "TEXT", "role", "الدور", COLUMN_ROLE},
    {"rasif_scope", "TEXT", "judged", "مشمول بالتقييم", COLUMN_SCOPE},
    {"rasif_part_of", "TEXT", "part of crossing", "جزء من ممر مشاة", COLUMN_PART_OF},
    {"rasif_kind", "TEXT", "kind", "النوع", COLUMN_KIND},
    {"rasif_name", "TEXT", "name, or that of its street", "اسمه أو اسم شارعه", COLUMN_NAME},
    {"rasif_name_ar", "TEXT", "Arabic name, or that of its street", "اسمه بالعربية أو اسم شارعه",
     COLUMN_NAME_AR},
    {"rasif_side", "TEXT", "side of its street", "جهته من شارعه", COLUMN_SIDE},
    {"rasif_class", "TEXT", "worst class", "أسوأ صنف", COLUMN_CLASS},
    {"rasif_compliance", "TEXT", "compliance", "المطابقة", COLUMN_COMPLIANCE},
    {"rasif_n_fail", "INTEGER", "rules failed", "قواعد غير مستوفاة", COLUMN_N_FAIL},
    {"rasif_n_unknown", "INTEGER", "rules not decidable", "قواعد لا يمكن البت فيها", COLUMN_N_UNKNOWN},
    {"rasif_n_pass", "INTEGER", "rules passed", "قواعد مستوفاة", COLUMN_N_PASS},
    {"rasif_worst_rule", "TEXT", "worst failed rule", "أهم قاعدة غير مستوفاة", COLUMN_WORST_RULE},
    {"rasif_inside", "TEXT", "area", "المنطقة", COLUMN_INSIDE},
    {"rasif_from", "TEXT", "origin of values", "مصدر القيم", COLUMN_FROM},
    {"rasif_length_m", "REAL", "length in metres", "الطول بالمتر", COLUMN_LENGTH},
};

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

/* Is one of the first columns in the table of that source? */
static bool has_first(const struct run *run, const struct source *source, enum column_kind kind)
{
    unsigned sides = 1u << ROLE_SIDEWALK | 1u << ROLE_FOOTWAY | 1u << ROLE_STEPS;
    unsigned kinds = 1u << ROLE_RAMP | 1u << ROLE_OBSTACLE | 1u << ROLE_SEAT | 1u << ROLE_DESTINATION;
    switch (kind) {
    case COLUMN_LENGTH:
        return source->roles & judged_lines;
    case COLUMN_PART_OF:
        return source->roles & 1u << ROLE_CROSSING && run->store->crossings.n_lines > 0;
    case COLUMN_KIND:
        return source->roles & kinds;
    case COLUMN_SIDE:
        return source->roles & sides && run->store->n_pieces > 0;
    case COLUMN_NAME_AR:
        return has_arabic(run, source->roles);
    default:
        return true;
    }
}

void annotate_columns(struct column_builder *b, const struct run *run, const struct source *source)
{
    unsigned judged = judged_lines | 1u << ROLE_RAMP;
    for (size_t i = 0; i < sizeof first / sizeof first[0]; i++)
        if (has_first(run, source, first[i].kind))
            annotate_add(b, first[i].name, first[i].type, first[i].en, first[i].ar,
                (struct column_use){first[i].kind, 0, FIELD_NONE});
    struct wanted_columns wanted = {.full = run->options->columns == RASIF_COLUMNS_FULL,
                                    .lines = has_lines(run, source),
                                    .streets = source->roles & 1u << ROLE_STREET};
    wanted.reach =
        (wanted.lines || wanted.streets) && run->network->reach.destinations.n > 0;
    for (size_t p = 0; p < run->plan->n_profiles && (source->roles & judged); p++)
        annotate_profile(b, run->plan->profiles[p], p, &wanted);
    for (int f = 0; f < FIELD_COUNT; f++) {
        struct text name = {0};
        if (!shows(run, source->roles, (enum field_id)f))
            continue;
        text_addf(&name, "rasif_m_%s", fields[f].name);
        b->failed = b->failed || name.failed;
        if (!b->failed)
            annotate_add(b, arena_strdup(b->arena, name.data), sql_type((enum field_id)f),
                arena_strdup(b->arena, fields[f].name), NULL,
                (struct column_use){COLUMN_MEASURE, 0, (enum field_id)f});
        text_free(&name);
    }
}

/* Could a column of that measure be shown, whatever the rows hold? */
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

size_t annotate_most(const struct run *run, const struct source *source)
{
    const struct store *store = run->store;
    struct wanted_columns wanted = {
        .full = run->options->columns == RASIF_COLUMNS_FULL,
        .lines = (source->roles & judged_lines) != 0,
        .streets = source->roles & 1u << ROLE_STREET,
    };
    wanted.reach = wanted.lines && (store->tables[ROLE_DESTINATION].supplied || run->options->reach_m > 0);
    size_t n = sizeof first / sizeof first[0];
    for (size_t i = 0; i < sizeof each / sizeof each[0]; i++)
        if (source->roles & (judged_lines | 1u << ROLE_RAMP) && is_there(i, &wanted))
            n += run->plan->n_profiles;
    for (int f = 0; f < FIELD_COUNT; f++)
        n += may_show(run, source->roles, (enum field_id)f);
    return source->roles != 0 ? n : 0;
}
