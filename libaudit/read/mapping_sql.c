/* SPDX-License-Identifier: MIT
 *
 * SQL from mapping files, confined to one table: see mapping_sql.h. All statements that read
 * features are prepared here.
 *
 * Algorithm: an authorizer of SQLite refuses everything but reads of that table and function calls
 * while the statement is prepared. Where columns may be absent, the statement is prepared again and
 * again: each time SQLite refuses an unknown name, the name joins the table's list of absent
 * columns, and the next FROM clause supplies it as NULL or as a tag. Cost: one preparation per
 * absent column, at most MOST_ABSENT. */
#include "read/mapping_sql.h"

#include "source/gpkg_key.h"

#include <string.h>

/* A preset names a few dozen columns; a statement that lacks more is broken otherwise. */
#define MOST_ABSENT 64

/* What the authorizer checks against; NULL `reads` = the names of columns are not collected. */
struct mapping_sql {
    const char *table;
    bool view;
    struct text *reads; /* names of the columns read, or NULL */
};

/* Adds a name to "a, b" unless the list has it. */
static void add_name_once(struct text *names, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = names->length > 0 ? names->data : NULL; at != NULL;) {
        const char *end = strstr(at, ", ");
        size_t n = end != NULL ? (size_t)(end - at) : strlen(at);
        if (n == length && memcmp(at, name, n) == 0)
            return;
        at = end != NULL ? end + 2 : NULL;
    }
    text_addf(names, "%s%s", names->length > 0 ? ", " : "", name);
}

/* SQLite's authorizer: allows reads of the table and function calls, refuses everything else,
 * sub-selects on other tables included. `inside` names the view whose text does the reading, NULL =
 * none. */
static int authorize_read(void *user, int action, const char *first, const char *second,
                          const char *database, const char *inside)
{
    struct mapping_sql *mapping_sql = user;
    (void)database;
    if (action == SQLITE_SELECT)
        return SQLITE_OK;
    if (action == SQLITE_FUNCTION)
        return sqlite3_stricmp(second, "load_extension") == 0 ||
                       sqlite3_stricmp(second, "fts3_tokenizer") == 0
                   ? SQLITE_DENY
                   : SQLITE_OK;
    if (action != SQLITE_READ)
        return SQLITE_DENY;
    if (inside != NULL)
        return sqlite3_stricmp(inside, mapping_sql->table) == 0 ? SQLITE_OK : SQLITE_DENY;
    if (sqlite3_stricmp(first, mapping_sql->table) != 0) /* a view's tables, to count their rows */
        return mapping_sql->view && second[0] == '\0' ? SQLITE_OK : SQLITE_DENY;
    if (mapping_sql->reads != NULL && second[0] != '\0')
        add_name_once(mapping_sql->reads, second);
    return SQLITE_OK;
}

/* The table with its absent columns supplied from the tags column, under the table's own name. A
 * table without key column gets its rowid as one. */
static void add_from_with_tags(struct text *sql, struct arena *arena,
                               const struct input_table *table)
{
    char *name = gpkg_quote(arena, table->gpkg->name), *tags = gpkg_quote(arena, table->tags);
    const char *key = gpkg_quote(arena, table->gpkg->key),
               *rows = gpkg_from_clause(arena, table->gpkg);
    bool no_key = gpkg_column(table->gpkg, table->gpkg->key) == NULL && !table->gpkg->numbered;
    sql->failed = sql->failed || key == NULL || rows == NULL;
    text_addf(sql, " FROM (SELECT *%s%s", no_key ? ", " : "", no_key && key != NULL ? key : "");
    for (size_t i = 0; i < table->n_absent; i++) {
        char *absent = gpkg_quote(arena, table->absent[i]);
        char *text = sqlite3_mprintf("%Q", table->absent[i]);
        text_addf(sql, ", rasif_tag(%s, %s) AS %s", tags != NULL ? tags : "",
                  text != NULL ? text : "''", absent != NULL ? absent : "");
        sqlite3_free(text);
    }
    text_addf(sql, " FROM %s) AS %s", rows != NULL ? rows : "", name != NULL ? name : "");
}

/* The FROM clause with absent columns as NULL. CROSS JOIN keeps the table as the outer loop: rows
 * come in the order of the key without sorting. `keyed`: rows are read with their key. */
static void add_from(struct text *sql, struct arena *arena, const struct input_table *table,
                     bool keyed)
{
    if (table->tags != NULL && table->n_absent > 0) {
        add_from_with_tags(sql, arena, table);
        return;
    }
    char *name =
        keyed ? gpkg_from_clause(arena, table->gpkg) : gpkg_quote(arena, table->gpkg->name);
    sql->failed = sql->failed || name == NULL;
    text_addf(sql, " FROM %s", name != NULL ? name : "");
    for (size_t i = 0; i < table->n_absent; i++) {
        char *absent = gpkg_quote(arena, table->absent[i]);
        text_addf(sql, "%sNULL AS %s", i == 0 ? " CROSS JOIN (SELECT " : ", ",
                  absent != NULL ? absent : "");
    }
    text_add(sql, table->n_absent > 0 ? ")" : "");
}

/* Letters, digits, '_', '$' and all bytes beyond ASCII, as in SQLite's names. */
static bool is_name_byte(unsigned char byte)
{
    return byte >= 0x80 || byte == '_' || byte == '$' || (byte >= '0' && byte <= '9') ||
           (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

/* The name that begins at `at`: bare, or quoted in one of SQLite's three ways. NULL = no name
 * there, or memory is out. */
static const char *name_at(struct arena *arena, const char *at)
{
    char close = *at == '[' ? ']' : *at == '"' || *at == '`' ? *at : '\0';
    size_t n = 0;
    if (close == '\0') {
        while (is_name_byte((unsigned char)at[n]))
            n++;
        return n > 0 ? arena_strndup(arena, at, n) : NULL;
    }
    char *name = arena_strndup(arena, at + 1, strlen(at + 1)), *end = name;
    for (const char *c = at + 1; name != NULL && *c != '\0'; c++) {
        if (*c == close && (close == ']' || *++c != close)) {
            *end = '\0';
            return name;
        }
        *end++ = *c;
    }
    return NULL;
}

/* Adds the name at which SQLite refused `sql` to the absent columns. SQLite gives the place of the
 * token, its messages change from version to version. False = the name is a column or was added
 * before, so that something else is wrong. */
static bool note_absent(struct inputs *inputs, struct input_table *table, sqlite3 *db,
                        const struct text *sql)
{
    int offset = sqlite3_error_offset(db);
    if (offset < 0 || (size_t)offset >= sql->length || table->n_absent >= MOST_ABSENT)
        return false;
    const char *name = name_at(&inputs->arena, sql->data + offset);
    if (name == NULL || gpkg_column(table->gpkg, name) != NULL)
        return false;
    for (size_t i = 0; i < table->n_absent; i++)
        if (sqlite3_stricmp(table->absent[i], name) == 0)
            return false;
    return PUSH(table->absent, table->n_absent, table->absent_capacity, name);
}

/* Quoted names with ':' that the table has as databases launder them ("handrail:left" is
 * handrail_left) are called so. */
static void launder_names(struct text *sql, const struct gpkg_table *table)
{
    struct text out = {0};
    const char *at = sql->data, *end = at, *added = at;
    for (; at != NULL && *at != '\0'; at = end) {
        const struct gpkg_column *column = NULL;
        char quote = *at;
        end = at + 1;
        if (quote == '\'' || quote == '"') {
            end = strchr(end, quote);
            end = end != NULL ? end + 1 : at + strlen(at);
        }
        if (quote == '"')
            column = gpkg_laundered(table, at + 1, (size_t)(end - at) - 2);
        if (column == NULL)
            continue;
        text_addf(&out, "%.*s\"%s\"", (int)(at - added), added, column->name);
        added = end;
    }
    if (out.length > 0) {
        text_add(&out, added);
        sql->failed = sql->failed || out.failed;
        sql->length = 0;
        text_add(sql, out.failed ? "" : out.data);
    }
    text_free(&out);
}

/* On the input's own connection, which one thread uses at a time. */
int mapping_sql_prepare(struct inputs *inputs, struct input_table *table, const char *head,
                        const char *condition, const char *tail, bool lenient, struct text *reads,
                        sqlite3_stmt **out)
{
    return mapping_sql_prepare_on(inputs->files[table->file].gpkg.db, inputs, table, head,
                                  condition, tail, lenient, reads, out);
}

/* DQS_DML is off meanwhile: SQLite would else read an absent column in double quotes as a text. */
int mapping_sql_prepare_on(sqlite3 *db, struct inputs *inputs, struct input_table *table,
                           const char *head, const char *condition, const char *tail, bool lenient,
                           struct text *reads, sqlite3_stmt **out)
{
    struct mapping_sql mapping_sql = {table->gpkg->name, table->gpkg->view, reads};
    struct text sql = {0};
    const char *rest = NULL;
    size_t n_absent = table->n_absent;
    int code;
    *out = NULL;
    sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_set_authorizer(db, authorize_read, &mapping_sql);
    /* Each round either succeeds, fails for good, or adds one absent column. */
    do {
        sql.length = 0;
        bool in_tags = table->tags != NULL && table->n_absent > 0; /* reads every column then */
        mapping_sql.reads = in_tags ? NULL : reads;
        if (reads != NULL)
            reads->length = 0;
        if (reads != NULL && in_tags)
            text_add(reads, table->tags);
        text_add(&sql, head);
        add_from(&sql, &inputs->arena, table, reads == NULL); /* to count rows reads all columns */
        if (condition != NULL)
            text_addf(&sql, " WHERE (%s\n)", condition); /* the newline ends a comment */
        text_add(&sql, tail);
        if (!sql.failed && strchr(sql.data, ':') != NULL)
            launder_names(&sql, table->gpkg);
        code = sql.failed ? SQLITE_NOMEM : sqlite3_prepare_v2(db, sql.data, -1, out, &rest);
    } while (code == SQLITE_ERROR && lenient && note_absent(inputs, table, db, &sql));
    if (code == SQLITE_ERROR) /* what looked absent was another mistake */
        table->n_absent = n_absent;
    sqlite3_set_authorizer(db, NULL, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 1, NULL);
    if (code == SQLITE_OK && rest[strspn(rest, " \t\r\n")] != '\0') {
        sqlite3_finalize(*out);
        *out = NULL;
        code = SQLITE_MISUSE; /* a second statement */
    }
    text_free(&sql);
    return code;
}

/* A column that a preset may lack is still an error in what the user wrote, so the list of absent
 * columns is hidden. */
int mapping_sql_prepare_strict(struct inputs *inputs, struct input_table *table, const char *head,
                               const char *condition, const char *tail, struct text *reads,
                               sqlite3_stmt **out)
{
    size_t n_absent = table->n_absent;
    table->n_absent = 0; /* what a preset may name is still an error here */
    int code = mapping_sql_prepare(inputs, table, head, condition, tail, false, reads, out);
    table->n_absent = n_absent;
    return code;
}
