/* SPDX-License-Identifier: MIT
 *
 * Shows a view to SQLite as a virtual table. In: a view, whose cells are made when SQLite asks for
 * them. Out: rows by scan or by rowid. The writer joins it to a source table in rowid order, so a
 * lookup first tries the row after the last one found and only then searches. */
#include "io/vtab.h"

#include "io/ahead.h"

#include "table/view.h"

#include <limits.h>
#include <string.h>

#define AHEAD_ROWS 2000 /* smaller views are made faster than a thread starts */

/* What a module is registered with. */
struct view_module {
    const struct view *view;
    bool ahead;
};

struct view_table {
    sqlite3_vtab base;
    const struct view *view;
    bool ahead;
    size_t hint; /* row after the last one looked up: survives the cursor's reset */
};

struct view_cursor {
    sqlite3_vtab_cursor base;
    const struct view *view;
    size_t row, end;
    struct cell_scratch scratch;
    struct ahead *ahead;
    bool tried; /* to start it */
};

enum plan { PLAN_SCAN, PLAN_ROWID };

static int64_t row_id(const struct view *view, size_t row)
{
    return view->row_ids != NULL ? view->row_ids[row] : (int64_t)row + 1;
}

/* The first row whose id is not below `id`; n_rows when there is none. */
static size_t lower_bound(const struct view *view, int64_t id)
{
    size_t low = 0, high = view->n_rows;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (row_id(view, middle) < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static int view_connect(sqlite3 *db, void *user, int argc, const char *const *argv,
                        sqlite3_vtab **out, char **message)
{
    (void)argc;
    (void)argv;
    const struct view_module *module = user;
    const struct view *view = module->view;
    sqlite3_str *sql = sqlite3_str_new(db);
    sqlite3_str_appendall(sql, "CREATE TABLE view(");
    for (size_t i = 0; i < view->n_columns; i++)
        sqlite3_str_appendf(sql, "%s\"%w\"", i > 0 ? "," : "", view->columns[i].name);
    sqlite3_str_appendall(sql, view->n_columns > 0 ? ")" : "\"\")");
    char *text = sqlite3_str_finish(sql);
    if (text == NULL)
        return SQLITE_NOMEM;
    int code = sqlite3_declare_vtab(db, text);
    sqlite3_free(text);
    if (code != SQLITE_OK) {
        *message = sqlite3_mprintf("%s", sqlite3_errmsg(db));
        return code;
    }
    struct view_table *table = sqlite3_malloc(sizeof *table);
    if (table == NULL)
        return SQLITE_NOMEM;
    memset(table, 0, sizeof *table);
    table->view = view;
    table->ahead = module->ahead && view->n_rows >= AHEAD_ROWS;
    *out = &table->base;
    return SQLITE_OK;
}

static int view_disconnect(sqlite3_vtab *table)
{
    sqlite3_free(table);
    return SQLITE_OK;
}

static int view_best_index(sqlite3_vtab *base, sqlite3_index_info *info)
{
    const struct view *view = ((struct view_table *)base)->view;
    for (int i = 0; i < info->nConstraint; i++) {
        if (info->aConstraint[i].iColumn >= 0 || !info->aConstraint[i].usable ||
            info->aConstraint[i].op != SQLITE_INDEX_CONSTRAINT_EQ)
            continue;
        info->aConstraintUsage[i].argvIndex = 1;
        info->idxNum = PLAN_ROWID;
        info->idxFlags = SQLITE_INDEX_SCAN_UNIQUE;
        info->estimatedCost = 1;
        info->estimatedRows = 1;
        return SQLITE_OK;
    }
    info->idxNum = PLAN_SCAN;
    info->estimatedCost = (double)view->n_rows + 1;
    info->estimatedRows = (sqlite3_int64)view->n_rows;
    if (info->nOrderBy == 1 && info->aOrderBy[0].iColumn < 0 && !info->aOrderBy[0].desc)
        info->orderByConsumed = 1; /* row ids ascend */
    return SQLITE_OK;
}

static int view_open(sqlite3_vtab *table, sqlite3_vtab_cursor **out)
{
    struct view_cursor *cursor = sqlite3_malloc(sizeof *cursor);
    if (cursor == NULL)
        return SQLITE_NOMEM;
    memset(cursor, 0, sizeof *cursor);
    cursor->view = ((struct view_table *)table)->view;
    *out = &cursor->base;
    return SQLITE_OK;
}

static int view_close(sqlite3_vtab_cursor *base)
{
    struct view_cursor *cursor = (struct view_cursor *)base;
    ahead_stop(cursor->ahead);
    cell_scratch_free(&cursor->scratch);
    sqlite3_free(cursor);
    return SQLITE_OK;
}

static int view_filter(sqlite3_vtab_cursor *base, int plan, const char *name, int argc,
                       sqlite3_value **argv)
{
    (void)name;
    struct view_cursor *cursor = (struct view_cursor *)base;
    const struct view *view = cursor->view;
    cursor->row = 0;
    cursor->end = view->n_rows;
    if (plan != PLAN_ROWID)
        return SQLITE_OK;
    cursor->end = 0;
    /* 'x' = rowid and NULL = rowid are false, 7.0 = rowid may be true. */
    int type = argc == 1 ? sqlite3_value_numeric_type(argv[0]) : SQLITE_NULL;
    if (type != SQLITE_INTEGER && type != SQLITE_FLOAT)
        return SQLITE_OK;
    int64_t id = sqlite3_value_int64(argv[0]);
    if (type == SQLITE_FLOAT && (double)id != sqlite3_value_double(argv[0]))
        return SQLITE_OK;
    struct view_table *table = (struct view_table *)base->pVtab;
    size_t row = table->hint;
    if (row >= view->n_rows || row_id(view, row) != id)
        row = lower_bound(view, id);
    if (row < view->n_rows && row_id(view, row) == id) {
        cursor->row = row;
        cursor->end = row + 1;
        table->hint = row + 1;
    }
    return SQLITE_OK;
}

static int view_next(sqlite3_vtab_cursor *base)
{
    ((struct view_cursor *)base)->row++;
    return SQLITE_OK;
}

static int view_eof(sqlite3_vtab_cursor *base)
{
    const struct view_cursor *cursor = (const struct view_cursor *)base;
    return cursor->row >= cursor->end;
}

/* The current row as the second thread made it; NULL when this one has to make its cells. */
static const struct cell *made_row(struct view_cursor *cursor)
{
    if (!cursor->tried) {
        cursor->tried = true;
        if (((struct view_table *)cursor->base.pVtab)->ahead)
            cursor->ahead = ahead_start(cursor->view, cursor->row);
    }
    return cursor->ahead == NULL ? NULL : ahead_row(cursor->ahead, cursor->row);
}

static int view_column(sqlite3_vtab_cursor *base, sqlite3_context *context, int column)
{
    struct view_cursor *cursor = (struct view_cursor *)base;
    if (column < 0 || (size_t)column >= cursor->view->n_columns)
        return SQLITE_OK;
    struct cell cell = {.type = CELL_NULL};
    const struct cell *made = made_row(cursor);
    if (made != NULL)
        cell = made[column];
    else
        cursor->view->cell(cursor->view, cursor->row, (size_t)column, &cursor->scratch, &cell);
    bool bytes = cell.type == CELL_TEXT || cell.type == CELL_BLOB;
    /* Cells made ahead stay until the row is long written. */
    bool lasting = bytes && (made != NULL || cell.lasting);
    sqlite3_destructor_type life = lasting ? SQLITE_STATIC : SQLITE_TRANSIENT;
    switch (cell.type) {
    case CELL_NULL:
        break;
    case CELL_INT:
        sqlite3_result_int64(context, cell.integer);
        break;
    case CELL_REAL:
        sqlite3_result_double(context, cell.real);
        break;
    case CELL_TEXT:
        sqlite3_result_text64(context, cell.bytes, cell.length, life, SQLITE_UTF8);
        break;
    case CELL_BLOB:
        sqlite3_result_blob64(context, cell.bytes, cell.length, life);
        break;
    }
    return SQLITE_OK;
}

static int view_rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *out)
{
    const struct view_cursor *cursor = (const struct view_cursor *)base;
    *out = row_id(cursor->view, cursor->row);
    return SQLITE_OK;
}

static const sqlite3_module view_module = {
    .iVersion = 1,
    .xCreate = view_connect,
    .xConnect = view_connect,
    .xBestIndex = view_best_index,
    .xDisconnect = view_disconnect,
    .xDestroy = view_disconnect,
    .xOpen = view_open,
    .xClose = view_close,
    .xFilter = view_filter,
    .xNext = view_next,
    .xEof = view_eof,
    .xColumn = view_column,
    .xRowid = view_rowid,
};

int vtab_register(sqlite3 *db, const char *module, const struct view *view, bool ahead)
{
    struct view_module *user = sqlite3_malloc(sizeof *user);
    if (user == NULL)
        return SQLITE_NOMEM;
    *user = (struct view_module){view, ahead};
    return sqlite3_create_module_v2(db, module, &view_module, user, sqlite3_free);
}
