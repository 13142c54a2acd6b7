/* SPDX-License-Identifier: MIT
 *
 * A mapping file for tables in other languages, proposed for its author to edit.
 *
 * Algorithm: the name of a table proposes a role, the name of a column a field, a value a class,
 * each by the best fit among the words of data/words.yaml (whole word, part, beginning). Units come
 * from the column's name, else from the size of its numbers. Everything without a fit becomes a
 * comment in the file. Cost: O(names x words), and one query per proposed column. */
#include "read/input_parts.h"

#include "base/data.h"
#include "base/text.h"
#include "read/mapping_sql.h"
#include "read/unused.h"

#include <stdlib.h>
#include <string.h>

#define LONGEST 96
#define MOST_VALUES 30
#define SHORTEST_TYPO 7 /* letters of a name in which one may be wrong */

/* What the functions of this file share. */
struct suggestion {
    struct inputs *inputs;
    const struct yaml_node *words;
    struct text *out;
    rasif_error *err;
};

/* ---- words -------------------------------------------------------------------------------- */

/* Small letters without accents, words joined by '_': "Largura útil" and "larguraUtil" become
 * "largura_util". Latin-1 letters only; all others stay as they are. Cut to LONGEST bytes. */
static void fold_word(const char *text, char out[LONGEST])
{
    static const char latin[] = "aaaaaaaceeeeiiiidnooooo_ouuuuytsaaaaaaaceeeeiiiidnooooo_ouuuuyty";
    size_t n = 0;
    for (const unsigned char *at = (const unsigned char *)text; *at != '\0' && n + 3 < LONGEST;
         at++) {
        bool upper = *at >= 'A' && *at <= 'Z';
        if (upper && n > 0 && at[-1] >= 'a' && at[-1] <= 'z')
            out[n++] = '_';
        if (*at == 0xC3 && at[1] >= 0x80 && at[1] <= 0xBF)
            out[n++] = latin[*++at - 0x80];
        else if (upper)
            out[n++] = (char)(*at + 32);
        else
            out[n++] = strchr(" -.:/", *at) != NULL ? '_' : (char)*at;
    }
    out[n] = '\0';
}

/* How well a name fits a word: 3 the same, 2 the word is a whole part of the name, 1 the name
 * begins with a long word, 0 not at all. */
static int name_fit(const char *name, const char *word)
{
    size_t n = strlen(word);
    if (strcmp(name, word) == 0)
        return 3;
    for (const char *at = strstr(name, word); at != NULL; at = strstr(at + 1, word))
        if ((at == name || at[-1] == '_') && (at[n] == '\0' || at[n] == '_'))
            return 2;
    return n >= 5 && strncmp(name, word, n) == 0;
}

/* The entry of `list` (KEY: [words]) whose word fits best; of equal fits the longest word. NULL =
 * none fits. *how = the fit. */
static const struct yaml_node *best_entry(const struct yaml_node *list, const char *name, int *how)
{
    const struct yaml_node *best = NULL;
    size_t longest = 0;
    char folded[LONGEST];
    fold_word(name, folded);
    *how = 0;
    for (size_t i = 0; list != NULL && i < list->n; i++)
        for (size_t k = 0; k < list->items[i].n; k++) {
            const char *word = list->items[i].items[k].text;
            int one = name_fit(folded, word);
            if (one > *how || (one == *how && one > 0 && strlen(word) > longest)) {
                best = &list->items[i];
                *how = one;
                longest = strlen(word);
            }
        }
    return best;
}

/* ---- a field ------------------------------------------------------------------------------ */

/* The last part of the name, "width_cm"; NULL where it is not an unit of the field's kind. */
static const char *unit_by_name(const char *column, enum unit wanted)
{
    static const char *const names[] = {"mm", "cm", "m", "in", "ft", "pct", "deg", "permille"};
    char folded[LONGEST];
    double converted;
    fold_word(column, folded);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        enum unit unit;
        const char *last = strrchr(folded, '_');
        if (last != NULL && strcmp(last + 1, names[i]) == 0 &&
            unit_find(names[i], strlen(names[i]), &unit) &&
            quantity_convert(1, unit, wanted, &converted))
            return names[i];
    }
    return NULL;
}

/* By the mean size of the numbers: a sidewalk is about 2 m wide, a kerb 120 mm high. `mean` and
 * `most` are absolute values. Only the fields' own kinds: slopes, lengths in metres, lengths in
 * millimetres. */
static const char *unit_by_size(enum field_id field, double mean, double most)
{
    if (fields[field].unit == UNIT_PCT)
        return most <= 1 ? "ratio" : "pct";
    if (fields[field].unit == UNIT_M)
        return mean >= 600 ? "mm" : mean >= 25 ? "cm" : "m";
    return mean < 1 ? "m" : mean < 30 ? "cm" : "mm";
}

/* A statement on the user's table, guarded like those of mapping files. NULL: the values stay
 * unknown; a proposal can do without them. */
static sqlite3_stmt *query_column(struct suggestion *s, struct input_table *table, const char *head,
                                  const char *condition, const char *tail)
{
    sqlite3_stmt *statement = NULL;
    mapping_sql_prepare(s->inputs, table, head, condition, tail, false, NULL, &statement);
    return statement; /* NULL: nothing is known of the values */
}

/* "{field: COLUMN, unit: cm}": the unit of the name goes before the unit that the numbers
 * suggest. */
static void write_column_unit(struct suggestion *s, struct input_table *table, const char *column,
                              enum field_id field)
{
    const char *unit = unit_by_name(column, fields[field].unit);
    char *name = gpkg_quote(&s->inputs->arena, column);
    char *sql = sqlite3_mprintf("SELECT avg(abs(CAST(%s AS REAL))), max(abs(CAST(%s AS REAL)))",
                                name, name);
    sqlite3_stmt *statement =
        unit == NULL && sql != NULL ? query_column(s, table, sql, NULL, "") : NULL;
    if (statement != NULL && sqlite3_step(statement) == SQLITE_ROW &&
        sqlite3_column_type(statement, 0) != SQLITE_NULL)
        unit = unit_by_size(field, sqlite3_column_double(statement, 0),
                            sqlite3_column_double(statement, 1));
    sqlite3_finalize(statement);
    sqlite3_free(sql);
    text_add(s->out, "{field: ");
    text_json(s->out, column);
    if (unit != NULL && fields[field].unit != UNIT_NONE)
        text_addf(s->out, ", unit: %s", unit);
    text_add(s->out, "}\n");
}

/* The values of a class, the most frequent first: known ones mapped, others as comments to fill
 * in. */
static void write_class_words(struct suggestion *s, struct input_table *table, const char *column,
                              enum field_id field)
{
    const struct vocabulary *vocabulary = fields[field].vocabulary;
    const struct yaml_node *classes = yaml_get(yaml_get(s->words, "classes"), vocabulary->name);
    char *name = gpkg_quote(&s->inputs->arena, column);
    char *sql = sqlite3_mprintf("SELECT CAST(%s AS TEXT), count(*)", name);
    char *condition = sqlite3_mprintf("%s IS NOT NULL AND %s <> ''", name, name);
    char *tail = sqlite3_mprintf(" GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT %d", MOST_VALUES);
    sqlite3_stmt *statement = query_column(s, table, sql, condition, tail);
    text_add(s->out, "\n        field: ");
    text_json(s->out, column);
    text_add(s->out, "\n        values:\n");
    while (statement != NULL && sqlite3_step(statement) == SQLITE_ROW) {
        const char *value = (const char *)sqlite3_column_text(statement, 0);
        int how = 0;
        if (value == NULL || strpbrk(value, "\r\n") != NULL)
            continue;
        const struct yaml_node *class = best_entry(classes, value, &how);
        bool native = vocabulary_code(vocabulary, value, strlen(value)) != 0;
        text_add(s->out, native || class != NULL ? "          " : "          # ");
        text_json(s->out, value);
        text_addf(s->out, ": %s  # %d rows\n",
                  native          ? value
                  : class != NULL ? class->key
                                  : "?",
                  sqlite3_column_int(statement, 1));
    }
    text_add(s->out, "          \"?\": \"null\"\n");
    sqlite3_finalize(statement);
    sqlite3_free(sql);
    sqlite3_free(condition);
    sqlite3_free(tail);
}

/* ---- a table ------------------------------------------------------------------------------ */

struct proposal {
    const char *column;
    enum field_id field;
    int how;
};

/* Is the name that of a field without its unit, "gap" of "gap_mm"? */
static bool is_without_unit(const char *name, enum role role, enum field_id field)
{
    const char *native = field_native_name(role, field), *last = strrchr(native, '_');
    return fields[field].unit != UNIT_NONE && last != NULL &&
           strlen(name) == (size_t)(last - native) && memcmp(name, native, strlen(name)) == 0;
}

/* One letter too few, too many or exchanged, but the same beginning and the same unit or ending:
 * "clear_widht_m", not "sidewalk_type" for "sidewalk_id". */
static bool is_typo(const char *name, const char *native)
{
    size_t n = strlen(name), length = strlen(native);
    const char *last = strrchr(name, '_'), *native_last = strrchr(native, '_');
    return name[0] == native[0] && n <= length + 1 && length <= n + 1 &&
           (last != NULL) == (native_last != NULL) &&
           (last == NULL || strcmp(last, native_last) == 0);
}

/* A field of the role whose own name is nearly the column's: a letter wrong, or the unit left out.
 * Short names are like too many others. */
static enum field_id nearly_native(enum role role, const char *column)
{
    const char *names[FIELD_COUNT];
    char folded[LONGEST];
    size_t n = 0;
    fold_word(column, folded);
    for (int f = 0; f < FIELD_COUNT; f++) {
        if ((fields[f].roles >> role & 1u) == 0 || (fields[f].flags & FIELD_DERIVED) != 0)
            continue;
        if (is_without_unit(folded, role, (enum field_id)f))
            return (enum field_id)f;
        names[n++] = field_native_name(role, (enum field_id)f);
    }
    const char *near = strlen(folded) >= SHORTEST_TYPO ? nearest_word(folded, names, n) : NULL;
    return near != NULL && is_typo(folded, near) ? field_find_native(role, near) : FIELD_NONE;
}

/* *how: see name_fit; a name that is nearly a field's own counts as a part of it. */
enum field_id words_field(const struct yaml_node *words, enum role role, const char *column,
                          int *how)
{
    const struct yaml_node *entry = best_entry(yaml_get(words, "fields"), column, how);
    if (entry == NULL) {
        *how = 2;
        return nearly_native(role, column);
    }
    enum field_id field =
        strcmp(entry->key, "id") == 0 ? F_id : field_find_native(role, entry->key);
    if (field == FIELD_NONE && strcmp(entry->key, "clear_width_m") == 0)
        field = field_find_native(role, "width_m"); /* steps have no other width */
    return field;
}

/* A class field lists its values, a quantity gets a unit; everything else is the column's name
 * alone. */
static void write_field_proposal(struct suggestion *s, struct input_table *table, enum role role,
                                 const struct proposal *proposal)
{
    text_addf(s->out, "      %s:%s", field_native_name(role, proposal->field),
              fields[proposal->field].type == VALUE_CLASS ? "" : " ");
    switch (fields[proposal->field].type) {
    case VALUE_REAL:
        write_column_unit(s, table, proposal->column, proposal->field);
        break;
    case VALUE_CLASS:
        write_class_words(s, table, proposal->column, proposal->field);
        break;
    default:
        text_json(s->out, proposal->column);
        text_add(s->out, "\n");
        break;
    }
}

/* Each field goes to the column that fits best, of equal fits the first; the others are named in a
 * comment. */
static void write_field_proposals(struct suggestion *s, struct input_table *table, enum role role)
{
    const struct gpkg_table *gpkg = table->gpkg;
    struct proposal chosen[FIELD_COUNT] = {{NULL, FIELD_NONE, 0}};
    struct text rest = {0};
    bool any = false;
    for (size_t i = 0; i < gpkg->n_columns; i++) {
        const char *column = gpkg->columns[i].name;
        bool geometry = gpkg->geometry_column != NULL && strcmp(column, gpkg->geometry_column) == 0;
        if (geometry || strcmp(column, gpkg->key) == 0 || column_is_used(s->inputs, table, column))
            continue;
        struct proposal one = {.column = column};
        one.field = words_field(s->words, role, column, &one.how);
        struct proposal *best = one.field != FIELD_NONE ? &chosen[one.field] : NULL;
        const char *left = best == NULL || best->how >= one.how ? column : best->column;
        if (best != NULL && best->how < one.how)
            *best = one;
        if (left != NULL) {
            text_add(&rest, rest.length > 0 ? ", " : "");
            text_json(&rest, left);
        }
    }
    text_add(s->out, "    fields:");
    for (int f = 0; f < FIELD_COUNT; f++) {
        if (chosen[f].column == NULL)
            continue;
        text_add(s->out, any ? "" : "\n");
        write_field_proposal(s, table, role, &chosen[f]);
        any = true;
    }
    text_add(s->out, any ? "" : " {}\n");
    if (rest.length > 0)
        text_addf(s->out, "      # not used: %s\n", rest.data);
    text_free(&rest);
}

/* Can geometries like these have the role? Streets are neither areas nor points. Ramps, crossings
 * and steps are small: at least half of the first hundred areas must be less than 60 m across. In
 * degrees, 60 m are taken at the equator. */
static bool may_have_role(const struct suggestion *s, const struct input_table *table,
                          enum role role)
{
    enum { MOST_AREAS = 100 };
    const char *type = table->gpkg->geometry_type;
    bool point = strstr(type, "POINT") != NULL, area = strstr(type, "POLYGON") != NULL;
    bool walked = role == ROLE_SIDEWALK || role == ROLE_FOOTWAY || role == ROLE_STEPS;
    if (role == ROLE_STREET)
        return !point && !area;
    if (!area || role == ROLE_SIDEWALK || role == ROLE_FOOTWAY)
        return !(walked && point);
    double widest = table->gpkg->geographic ? 60 / 111320.0 : 60;
    char *name = gpkg_quote(&s->inputs->arena, table->gpkg->name);
    char *geometry = gpkg_quote(&s->inputs->arena, table->gpkg->geometry_column);
    char *sql = sqlite3_mprintf("SELECT %s FROM %s LIMIT %d", geometry, name, MOST_AREAS);
    sqlite3_stmt *rows = NULL;
    size_t n = 0, wide = 0;
    double box[4];
    if (sql != NULL && sqlite3_prepare_v2(s->inputs->files[table->file].gpkg.db, sql, -1, &rows,
                                          NULL) == SQLITE_OK)
        while (sqlite3_step(rows) == SQLITE_ROW)
            if (wkb_envelope(sqlite3_column_blob(rows, 0), (size_t)sqlite3_column_bytes(rows, 0),
                             box)) {
                n++;
                wide += box[1] - box[0] > widest || box[3] - box[2] > widest;
            }
    sqlite3_finalize(rows);
    sqlite3_free(sql);
    return 2 * wide <= n;
}

/* A table that was recognised keeps its role; one that was recognised by its rows needs no mapping.
 * ROLE_NONE: no word of the list fits the table's name. */
static enum role propose_role(const struct suggestion *s, const struct input_table *table)
{
    int how;
    for (size_t b = 0; b < table->n_bindings; b++)
        if (s->inputs->bindings[table->first_binding + b].where == NULL)
            return s->inputs->bindings[table->first_binding + b].role;
    if (table->n_bindings > 0)
        return ROLE_NONE; /* by its rows: nothing to propose */
    const struct yaml_node *entry =
        best_entry(yaml_get(s->words, "roles"), table->gpkg->name, &how);
    enum role role = entry != NULL ? role_find(entry->key) : ROLE_NONE;
    return role != ROLE_NONE && may_have_role(s, table, role) ? role : ROLE_NONE;
}

/* All tables of the role, under one key. */
static void write_role_tables(struct suggestion *s, const struct store *store, enum role role)
{
    bool first = true;
    for (size_t i = 0; i < store->n_sources; i++) {
        struct input_table *table = &s->inputs->tables[i];
        if (table->gpkg->geometry_column == NULL || propose_role(s, table) != role)
            continue;
        if (first)
            text_addf(s->out, "  %s:\n", roles[role].plural);
        first = false;
        text_add(s->out, "  - layer: ");
        text_json(s->out, table->gpkg->name);
        text_add(s->out, "\n");
        write_field_proposals(s, table, role);
    }
}

/* As comments, so that the file loads as it is. */
static void write_unmapped_tables(struct suggestion *s, const struct store *store)
{
    for (size_t i = 0; i < store->n_sources; i++) {
        const struct input_table *table = &s->inputs->tables[i];
        if (table->gpkg->geometry_column == NULL || propose_role(s, table) != ROLE_NONE)
            continue;
        text_add(s->out, "# ");
        text_json(s->out, table->gpkg->name);
        text_add(s->out, table->n_bindings > 0 ? ": recognised by its rows, nothing to map\n"
                                               : ": no role is known from its name\n");
    }
}

/* The list is parsed at each call; it is small, and few runs need it. */
rasif_status word_list_read(struct arena *arena, const struct yaml_node **out, rasif_error *err)
{
    const struct data_file *file = data_find("words.yaml");
    if (file == NULL)
        return fail(err, RASIF_E_INTERNAL, "the list of words is missing");
    return yaml_parse(file->path, (const char *)file->bytes, file->size, arena, out, err);
}

/* The proposal must load as it is: without any table `layers` is an empty map. */
rasif_status inputs_suggest(struct inputs *inputs, const struct store *store, struct text *out,
                            rasif_error *err)
{
    struct suggestion s = {.inputs = inputs, .out = out, .err = err};
    TRY(word_list_read(&inputs->arena, &s.words, err));
    text_add(out,
             "# Proposed by rasif from the names of tables, columns and values: check every line,\n"
             "# units above all, then: rasif inspect INPUT --mapping THIS\n");
    write_unmapped_tables(&s, store);
    bool any = false;
    for (size_t i = 0; i < store->n_sources; i++)
        any = any || (inputs->tables[i].gpkg->geometry_column != NULL &&
                      propose_role(&s, &inputs->tables[i]) != ROLE_NONE);
    text_add(out, any ? "layers:\n" : "layers: {}\n");
    for (int role = 0; role < ROLE_COUNT; role++)
        write_role_tables(&s, store, (enum role)role);
    return out->failed ? fail_memory(err) : RASIF_OK;
}
