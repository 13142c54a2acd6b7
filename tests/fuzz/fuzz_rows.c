/* SPDX-License-Identifier: MIT
 *
 * Any rows, in parts of any size, put into a file as pages, with a box each in a spatial index:
 * integrity_check and rtreecheck have no complaint, and every row is the one that SQLite itself inserts
 * into a table beside it. Where allocations fail the writer says so, or all is there. */
#include "fuzz.h"

#include "sqlitefile/rtree.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

#define COLUMNS 3 /* behind the key: of no type, REAL, BLOB */
#define MOST_ROWS 3000
#define FILL 60000 /* bytes of texts and blobs */

/* Bytes of the input, one after the other; zeros behind its end. */
struct reader {
    const uint8_t *at, *end;
};

static uint64_t take(struct reader *reader, size_t bytes)
{
    uint64_t value = 0;
    for (; bytes > 0; bytes--)
        value = value << 8 | (reader->at < reader->end ? *reader->at++ : 0);
    return value;
}

/* One writing. */
struct rows {
    sqlite3 *db; /* of a file of its own: SQLite's rows */
    sqlite3_stmt *insert;
    struct record record;
    struct leaves leaves;
    struct btree tree;
    struct btree_file file;
    struct rtree index;
    uint8_t fill[FILL];
    bool good; /* memory was enough so far */
};

static void run_sql(sqlite3 *db, const char *sql)
{
    char *message = NULL;
    if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK)
        fprintf(stderr, "%s: %s\n", sql, message);
    must(message == NULL);
}

static int64_t ask(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *s = NULL;
    must(sqlite3_prepare_v2(db, sql, -1, &s, NULL) == SQLITE_OK && sqlite3_step(s) == SQLITE_ROW);
    int64_t answer = sqlite3_column_int64(s, 0);
    sqlite3_finalize(s);
    return answer;
}

/* A cell into the record and bound to the statement; lengths up to FILL cross every limit. */
static void add_cell(struct rows *r, struct reader *reader, int column)
{
    uint8_t kind = (uint8_t)take(reader, 1);
    uint64_t bits = take(reader, kind >> 5);
    size_t length = bits % FILL;
    int64_t integer = kind & 8 ? -(int64_t)(bits >> 1) : (int64_t)(bits >> 1);
    double real;
    memcpy(&real, &bits, sizeof real);
    real = kind & 8 ? real : (double)integer / (kind & 16 ? 8 : 1);
    switch (kind & 7) {
    case 0:
    case 1:
        record_null(&r->record);
        break;
    case 2:
    case 3:
        if (column == 2) {
            record_real(&r->record, (double)integer, true);
            sqlite3_bind_double(r->insert, column + 1, (double)integer);
        } else {
            record_int(&r->record, integer);
            sqlite3_bind_int64(r->insert, column + 1, integer);
        }
        break;
    case 4:
        record_real(&r->record, real, column == 2);
        sqlite3_bind_double(r->insert, column + 1, real);
        break;
    default:
        r->good = record_bytes(&r->record, r->fill, length, (kind & 7) == 5) != NULL && r->good;
        if ((kind & 7) == 5)
            sqlite3_bind_text(r->insert, column + 1, (const char *)r->fill, (int)length,
                              SQLITE_STATIC);
        else
            sqlite3_bind_blob(r->insert, column + 1, r->fill, (int)length, SQLITE_STATIC);
    }
}

static void add_row(struct rows *r, struct reader *reader, int64_t id)
{
    sqlite3_reset(r->insert);
    sqlite3_clear_bindings(r->insert);
    sqlite3_bind_int64(r->insert, 1, id);
    if (!record_begin(&r->record, 1 + COLUMNS)) {
        r->good = false;
        return;
    }
    record_null(&r->record);
    size_t shown = 1 + take(reader, 1) % (COLUMNS + 1); /* a record may end early */
    for (int column = 1; column < (int)shown && r->good; column++)
        add_cell(r, reader, column);
    double x = (double)(int16_t)take(reader, 2) / 3, y = (double)(int16_t)take(reader, 2) * 1e3;
    r->good = r->good && rtree_add(&r->index.boxes, id, (const double[]){x, x + 1, y, y + 2}) &&
              leaves_add(&r->leaves, id, &r->record) == LEAVES_OK;
    unsigned long was = failing_alloc_pause(); /* SQLite's rows are all there */
    must(!r->good || sqlite3_step(r->insert) == SQLITE_DONE);
    failing_alloc_resume(was);
}

static bool put(struct rows *r, struct btree *tree)
{
    bool good = leaves_close(&r->leaves) == LEAVES_OK && btree_place(&r->file, tree, &r->leaves) &&
                btree_write(&r->file, &r->leaves);
    leaves_clear(&r->leaves, false);
    return good;
}

static bool put_index(struct rows *r)
{
    bool good = rtree_sort(&r->index, 2);
    for (int table = 0; table < RTREE_TABLES && good; table++) {
        for (size_t k = 0; k < 3 && good; k++)
            good = rtree_make(&r->index, (enum rtree_table)table, k, 3, &r->record, &r->leaves) &&
                   put(r, &r->index.tables[table]);
        good = good && btree_finish(&r->file, &r->index.tables[table]);
    }
    return good;
}

/* Empty tables as the writer has them; the same bytes for every input. */
static const char *begin(struct rows *r)
{
    const char *path = fuzz_file(".db", NULL, 0);
    unsigned long was = failing_alloc_pause();
    must(sqlite3_open(path, &r->db) == SQLITE_OK);
    run_sql(r->db, "PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; "
                   "CREATE TABLE ours(id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, a, r REAL, b BLOB)");
    must(rtree_create(r->db, "ours", "geom", &r->index) == SQLITE_OK);
    r->tree.root = (uint32_t)ask(r->db, "SELECT rootpage FROM sqlite_schema WHERE name = 'ours'");
    sqlite3_close(r->db);
    must(sqlite3_open(":memory:", &r->db) == SQLITE_OK);
    run_sql(r->db, "CREATE TABLE theirs(id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, a, r REAL, b BLOB); BEGIN");
    must(sqlite3_prepare_v2(r->db, "INSERT INTO theirs VALUES(?,?,?,?)", -1, &r->insert, NULL) ==
         SQLITE_OK);
    failing_alloc_resume(was);
    return path;
}

/* Nothing differs, and SQLite goes on with the table as with one of its own. */
static void compare(struct rows *r, const char *path, int64_t n)
{
    char sql[512];
    run_sql(r->db, "COMMIT");
    sqlite3_snprintf((int)sizeof sql, sql, "ATTACH %Q AS t", path);
    run_sql(r->db, sql);
    must(ask(r->db, "SELECT integrity_check = 'ok' FROM t.pragma_integrity_check") == 1);
    must(ask(r->db, "SELECT rtreecheck('t', 'rtree_ours_geom') = 'ok'") == 1);
    must(ask(r->db, "SELECT count(*) FROM t.ours") == n);
    must(ask(r->db, "SELECT count(*) FROM t.rtree_ours_geom") == n);
    must(ask(r->db, "SELECT count(*) FROM theirs JOIN t.ours o USING (id) WHERE theirs.a IS o.a AND "
                    "theirs.r IS o.r AND theirs.b IS o.b AND typeof(theirs.a) = typeof(o.a) AND "
                    "typeof(theirs.r) = typeof(o.r) AND typeof(theirs.b) = typeof(o.b)") == n);
    run_sql(r->db, "DELETE FROM t.ours WHERE id % 3 = 0; INSERT INTO t.ours(a) SELECT b FROM t.ours LIMIT 20");
    must(ask(r->db, "SELECT integrity_check = 'ok' FROM t.pragma_integrity_check") == 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct rows r;
    struct reader reader = {data, data + size};
    r = (struct rows){.good = true};
    const char *path = begin(&r);
    for (size_t i = 0; i < FILL; i++)
        r.fill[i] = (uint8_t)('a' + i % 26);
    int64_t id = (int64_t)take(&reader, 2) - 30000, n = 0;
    bool opened = btree_open(&r.file, path);
    leaves_clear(&r.leaves, true);
    r.good = opened;
    while (r.good && reader.at < reader.end && n < MOST_ROWS) {
        uint8_t step = (uint8_t)take(&reader, 1);
        id += 1 + (step & 15 ? step & 3 : (int64_t)take(&reader, 5)); /* now and then a long key */
        add_row(&r, &reader, id);
        n += r.good;
        if (r.good && step >= 192)
            r.good = put(&r, &r.tree);
    }
    r.good = r.good && put(&r, &r.tree) && btree_finish(&r.file, &r.tree) && put_index(&r);
    if (r.good)
        must(btree_close(&r.file));
    else
        btree_abandon(&r.file);
    sqlite3_finalize(r.insert);
    btree_free(&r.tree);
    rtree_free(&r.index);
    leaves_free(&r.leaves);
    record_free(&r.record);
    unsigned long was = failing_alloc_pause();
    if (r.good)
        compare(&r, path, n);
    sqlite3_close(r.db);
    unlink(path);
    failing_alloc_resume(was);
    return 0;
}
