/* SPDX-License-Identifier: MIT
 *
 * Rows by statements instead of pages: see statements.h.
 *
 * The plain way to do what pages do, for comparison and for the day when pages of our own are not
 * wanted. Records are kept as bytes and unpacked into the parameters of an INSERT. Tables lose the
 * declared types of their columns while they are filled, since an INSERT would convert values to
 * them and pages do not. */
#include "sqlitefile/statements.h"

#include "sqlitefile/raw_cell.h"

#include <errno.h>
#include <stdlib.h>


/* The environment decides where both ways are built in, so that one program can be tested both
 * ways. */
bool pages_wanted(void)
{
    const char *said = RASIF_SQLITE_PAGES ? getenv("RASIF_SQLITE_PAGES") : "0";
    return said == NULL || strcmp(said, "0") != 0;
}

/* Notes why a call failed; true when it did not. */
static bool went_well(struct btree_file *file, int code)
{
    if (code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW)
        return true;
    int system = sqlite3_system_errno(file->db);
    file->reason = (code & 255) == SQLITE_NOMEM  ? 0
                   : (code & 255) == SQLITE_FULL ? ENOSPC
                   : system != 0                 ? system
                                                 : EIO;
    return false;
}

/* An INSERT converts a value to what its column is declared as; pages keep it. So all tables are without
 * types while they are filled: their declarations are put aside and back. Tables with indexes need
 * their constraints, and are none of those that are filled here. */
static const char undeclare[] =
    "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA writable_schema = ON;"
    "CREATE TEMP TABLE declared AS SELECT s.name, s.sql FROM main.sqlite_schema s WHERE s.type = "
    "'table' AND s.sql LIKE 'CREATE TABLE%' AND s.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND NOT EXISTS "
    "(SELECT 1 FROM pragma_index_list(s.name)) AND (SELECT count(*) = 1 AND upper(max(type)) = "
    "'INTEGER' FROM pragma_table_xinfo(s.name) WHERE pk > 0);"
    "UPDATE main.sqlite_schema AS s SET sql = (SELECT printf('CREATE TABLE \"%w\" (%s)', s.name, "
    "group_concat(printf('\"%w\"%s', x.name, iif(x.pk, ' INTEGER PRIMARY KEY', '')))) "
    "FROM pragma_table_xinfo(s.name) x) "
    "WHERE type = 'table' AND name IN (SELECT name FROM temp.declared);"
    "PRAGMA writable_schema = RESET; BEGIN";
static const char declare[] =
    "COMMIT; PRAGMA writable_schema = ON;"
    "UPDATE main.sqlite_schema AS s SET sql = (SELECT d.sql FROM temp.declared d WHERE d.name = s.name) "
    "WHERE type = 'table' AND name IN (SELECT name FROM temp.declared)";

/* No journal: the file is thrown away when filling fails. */
bool statements_open(struct btree_file *file, const char *path)
{
    return went_well(file, sqlite3_open_v2(path, &file->db,
                                           SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX |
                                               SQLITE_OPEN_PRIVATECACHE,
                                           NULL)) &&
           went_well(file, sqlite3_exec(file->db, undeclare, NULL, NULL, NULL));
}

/* INSERT of all columns of the table with that root page; `*key` = which of them, from 1, is the row's
 * number. An index begins with an empty root node, which is replaced. */
static int prepare(sqlite3 *db, uint32_t root, int *key, sqlite3_stmt **out)
{
    sqlite3_stmt *columns = NULL;
    int code = sqlite3_prepare_v2(
        db,
        "SELECT s.name, x.name, x.pk FROM sqlite_schema s, pragma_table_xinfo(s.name) x "
        "WHERE s.rootpage = ?1 AND s.type = 'table' ORDER BY x.cid",
        -1, &columns, NULL);
    sqlite3_str *names = sqlite3_str_new(db), *places = sqlite3_str_new(db);
    if (code == SQLITE_OK)
        code = sqlite3_bind_int64(columns, 1, root);
    for (int i = 1; code == SQLITE_OK && sqlite3_step(columns) == SQLITE_ROW; i++) {
        if (i == 1)
            sqlite3_str_appendf(names, "INSERT OR REPLACE INTO \"%w\"",
                                (const char *)sqlite3_column_text(columns, 0));
        sqlite3_str_appendf(names, "%c\"%w\"", i == 1 ? '(' : ',',
                            (const char *)sqlite3_column_text(columns, 1));
        sqlite3_str_appendf(places, "%s?", i == 1 ? "" : ",");
        if (sqlite3_column_int(columns, 2) > 0)
            *key = i;
    }
    sqlite3_finalize(columns);
    char *list = sqlite3_str_finish(places);
    sqlite3_str_appendf(names, ") VALUES(%s)", list != NULL ? list : "");
    sqlite3_free(list);
    char *sql = sqlite3_str_finish(names);
    if (code == SQLITE_OK)
        code = sql == NULL ? SQLITE_NOMEM : sqlite3_prepare_v2(db, sql, -1, out, NULL);
    sqlite3_free(sql);
    return code;
}

/* Bytes stay where they are until the row is done. */
static int bind_cell(sqlite3_stmt *insert, int place, const struct raw_cell *cell, int encoding)
{
    switch (cell->type) {
    case SQLITE_INTEGER:
        return sqlite3_bind_int64(insert, place, cell->is.integer);
    case SQLITE_FLOAT:
        return sqlite3_bind_double(insert, place, cell->is.real);
    case SQLITE_TEXT:
        return sqlite3_bind_text64(insert, place, cell->is.bytes, cell->length, SQLITE_STATIC,
                                   (unsigned char)encoding);
    case SQLITE_BLOB:
        return sqlite3_bind_blob64(insert, place, cell->is.bytes, cell->length, SQLITE_STATIC);
    default:
        return sqlite3_bind_null(insert, place);
    }
}

/* A record of ours, which may end before the table's last columns: these are NULL. */
static int put_row(sqlite3_stmt *insert, int key, int64_t id, const unsigned char *record, size_t n,
                   int encoding)
{
    uint64_t head = 0, type = 0;
    size_t at = varint_get(record, record + n, &head);
    const unsigned char *value = record + head;
    int code = sqlite3_clear_bindings(insert);
    for (int place = 1; at < head && code == SQLITE_OK; place++) {
        at += varint_get(record + at, record + head, &type);
        struct raw_cell cell = serial_cell(type, value);
        code = bind_cell(insert, place, &cell, encoding);
        value += serial_size(type);
    }
    if (code == SQLITE_OK)
        code = sqlite3_bind_int64(insert, key, id);
    if (code == SQLITE_OK)
        code = sqlite3_step(insert);
    sqlite3_reset(insert);
    return code == SQLITE_DONE ? SQLITE_OK : code;
}

/* Records hold texts in the encoding of the file. */
static int encoding_of(sqlite3 *db)
{
    sqlite3_stmt *query = NULL;
    int encoding = SQLITE_UTF8;
    if (sqlite3_prepare_v2(db, "PRAGMA encoding", -1, &query, NULL) == SQLITE_OK &&
        sqlite3_step(query) == SQLITE_ROW) {
        const char *name = (const char *)sqlite3_column_text(query, 0);
        encoding = name == NULL || strcmp(name, "UTF-8") == 0 ? SQLITE_UTF8
                   : strcmp(name, "UTF-16be") == 0            ? SQLITE_UTF16BE
                                                              : SQLITE_UTF16LE;
    }
    sqlite3_finalize(query);
    return encoding;
}

/* A statement per part: preparing takes no time beside thousands of rows. */
bool statements_put(struct btree_file *file, const struct btree *tree, const struct leaves *leaves)
{
    sqlite3_stmt *insert = NULL;
    int key = 1;
    int code = leaves->n_rows > 0 ? prepare(file->db, tree->root, &key, &insert) : SQLITE_OK;
    int encoding = encoding_of(file->db);
    for (size_t i = 0; i < leaves->n_rows && code == SQLITE_OK; i++) {
        const struct kept_row *row = &leaves->rows[i];
        code = put_row(insert, key, row->id, leaves->pages + row->at, row->n, encoding);
    }
    sqlite3_finalize(insert);
    return went_well(file, code);
}

/* The declared types come back. */
bool statements_close(struct btree_file *file)
{
    bool good = went_well(file, sqlite3_exec(file->db, declare, NULL, NULL, NULL));
    good = went_well(file, sqlite3_close(file->db)) && good;
    file->db = NULL;
    return good;
}
