/* SPDX-License-Identifier: MIT
 *
 * sqlitefile/record.c, sqlitefile/leaves.c, sqlitefile/btree.c: tables filled without SQLite are read by SQLite as if it
 * had filled them: integrity_check, every row against the same row that SQLite inserted itself,
 * rows added and deleted afterwards; texts and blobs of every length around an overflow; the page
 * of locks. */
#include "sqlitefile/btree.h"

#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

/* Reproducible everywhere. */
static uint64_t random_bits(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return *seed >> 11;
}

struct file {
    char path[64];
    struct btree tree;
};

static void run_sql(const char *path, const char *sql)
{
    sqlite3 *db = NULL;
    char *message = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK)
        fail_msg("%s: %s", message, sql);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static int64_t ask(const char *path, const char *sql)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK ||
        sqlite3_step(statement) != SQLITE_ROW)
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    int64_t answer = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return answer;
}

static void file_make(struct file *file, const char *columns)
{
    char sql[256];
    *file = (struct file){.path = "/tmp/rasif-btree-XXXXXX"};
    int handle = mkstemp(file->path);
    assert_true(handle >= 0);
    close(handle);
    snprintf(sql, sizeof sql, "CREATE TABLE ours(%s); CREATE TABLE theirs(%s)", columns, columns);
    run_sql(file->path, sql);
    file->tree.root = (uint32_t)ask(
        file->path, "SELECT rootpage FROM sqlite_schema WHERE name = 'ours'");
}

static void file_end(struct file *file)
{
    unlink(file->path);
}

/* One row twice: into the record for us, bound to a statement for SQLite. */
struct row {
    struct record record;
    sqlite3_stmt *insert;
    int n;
};

static void row_begin(struct row *row, int64_t id)
{
    assert_true(record_begin(&row->record, 64));
    record_null(&row->record);
    sqlite3_bind_int64(row->insert, 1, id);
    row->n = 1;
}

static void row_int(struct row *row, int64_t value)
{
    record_int(&row->record, value);
    sqlite3_bind_int64(row->insert, ++row->n, value);
}

static void row_real(struct row *row, double value)
{
    record_real(&row->record, value, true);
    sqlite3_bind_double(row->insert, ++row->n, value);
}

static void row_bytes(struct row *row, uint64_t *seed, size_t length, bool text)
{
    char *bytes = malloc(length + 1);
    for (size_t i = 0; i < length; i++)
        bytes[i] = (char)('a' + random_bits(seed) % 26);
    record_bytes(&row->record, bytes, length, text);
    if (text)
        sqlite3_bind_text(row->insert, ++row->n, bytes, (int)length, SQLITE_TRANSIENT);
    else
        sqlite3_bind_blob(row->insert, ++row->n, bytes, (int)length, SQLITE_TRANSIENT);
    free(bytes);
}

static void row_end(struct row *row, struct leaves *leaves, int64_t id)
{
    assert_int_equal(leaves_add(leaves, id, &row->record), LEAVES_OK);
    assert_int_equal(sqlite3_step(row->insert), SQLITE_DONE);
    sqlite3_reset(row->insert);
}

static void put(struct btree_file *file, struct file *f, struct leaves *leaves)
{
    assert_int_equal(leaves_close(leaves), LEAVES_OK);
    assert_true(btree_place(file, &f->tree, leaves));
    assert_true(btree_write(file, leaves));
    leaves_clear(leaves, false);
}

static const char differences[] =
    "SELECT (SELECT count(*) FROM (SELECT * FROM ours EXCEPT SELECT * FROM theirs)) + "
    "(SELECT count(*) FROM (SELECT * FROM theirs EXCEPT SELECT * FROM ours))";

static void check(const struct file *f, int64_t n)
{
    assert_int_equal(ask(f->path, "SELECT integrity_check = 'ok' FROM pragma_integrity_check"), 1);
    assert_int_equal(ask(f->path, "SELECT count(*) FROM ours"), n);
    assert_int_equal(ask(f->path, differences), 0);
}

/* n rows with random cells in parts of `part` rows, and the same rows by SQLite. The two files are
 * separate, so that SQLite can insert while ours is filled. */
static void fill(struct file *f, size_t n, size_t part, size_t longest, uint64_t seed)
{
    sqlite3 *db = NULL;
    struct row row = {0};
    struct btree_file file;
    struct leaves leaves = {0};
    char theirs[80];
    snprintf(theirs, sizeof theirs, "%s.theirs", f->path);
    unlink(theirs);
    run_sql(theirs, "CREATE TABLE theirs(id INTEGER PRIMARY KEY, i, r REAL, t TEXT, b BLOB)");
    assert_int_equal(sqlite3_open(theirs, &db), SQLITE_OK);
    sqlite3_exec(db, "BEGIN", NULL, NULL, NULL);
    assert_int_equal(sqlite3_prepare_v2(db, "INSERT INTO theirs VALUES(?,?,?,?,?)", -1, &row.insert, NULL),
                     SQLITE_OK);
    assert_true(btree_open(&file, f->path));
    leaves_clear(&leaves, true);
    int64_t id = -(int64_t)n;
    for (size_t i = 0; i < n; i++) {
        id += 1 + (int64_t)(random_bits(&seed) % 5);
        row_begin(&row, id);
        row_int(&row, (int64_t)(random_bits(&seed) << 11) >> random_bits(&seed) % 64);
        row_real(&row, i % 3 == 0 ? (double)(int64_t)(random_bits(&seed) % 2000000) - 1e6
                                  : (double)random_bits(&seed) / 1e5);
        row_bytes(&row, &seed, random_bits(&seed) % longest, true);
        row_bytes(&row, &seed, random_bits(&seed) % 40, false);
        row_end(&row, &leaves, id);
        if ((i + 1) % part == 0)
            put(&file, f, &leaves);
    }
    put(&file, f, &leaves);
    assert_true(btree_finish(&file, &f->tree));
    assert_true(btree_close(&file));
    sqlite3_finalize(row.insert);
    record_free(&row.record);
    leaves_free(&leaves);
    sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    char sql[256];
    snprintf(sql, sizeof sql, "ATTACH '%s' AS t; INSERT INTO theirs SELECT * FROM t.theirs", theirs);
    run_sql(f->path, sql);
    unlink(theirs);
}

static const char columns[] = "id INTEGER PRIMARY KEY, i, r REAL, t TEXT, b BLOB";

static void rows__any_number_in_any_parts__are_those_sqlite_inserts(void **state)
{
    (void)state;
    static const size_t sizes[] = {0, 1, 2, 30, 31, 32, 33, 60, 500, 9000, 40000};
    static const size_t parts[] = {1, 7, 100, 100000};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (size_t k = sizes[i] > 5000 ? 2 : 0; k < sizeof parts / sizeof *parts; k++) {
            struct file f;
            file_make(&f, columns);
            fill(&f, sizes[i], parts[k], 120, sizes[i] + k);
            check(&f, (int64_t)sizes[i]);
            file_end(&f);
        }
}

static void rows__long_ones__overflow_as_sqlite_has_it(void **state)
{
    (void)state;
    struct file f;
    file_make(&f, columns);
    fill(&f, 400, 37, 30000, 5);
    check(&f, 400);
    file_end(&f);
}

/* Every length around the two limits of what stays in a leaf, one row a table. */
static void row__length_around_the_limits__is_whole(void **state)
{
    (void)state;
    static const size_t around[] = {125, 480, 489, 4040, 4061, 4096, 4150, 8140, 8192, 12300};
    for (size_t i = 0; i < sizeof around / sizeof *around; i++)
        for (size_t length = around[i]; length < around[i] + 40; length += 3) {
            struct file f;
            struct btree_file file;
            struct leaves leaves = {0};
            struct record record = {0};
            char *bytes = malloc(length);
            memset(bytes, 'x', length);
            file_make(&f, "id INTEGER PRIMARY KEY, b BLOB");
            assert_true(btree_open(&file, f.path));
            leaves_clear(&leaves, true);
            for (int64_t id = 1; id < 4; id++) {
                assert_true(record_begin(&record, 2));
                record_null(&record);
                record_bytes(&record, bytes, length, false);
                assert_int_equal(leaves_add(&leaves, id, &record), LEAVES_OK);
            }
            put(&file, &f, &leaves);
            assert_true(btree_finish(&file, &f.tree) && btree_close(&file));
            char sql[128];
            snprintf(sql, sizeof sql,
                     "INSERT INTO theirs SELECT id, CAST(replace(hex(zeroblob(%zu)), '00', 'x') AS "
                     "BLOB) FROM ours",
                     length);
            run_sql(f.path, sql);
            check(&f, 3);
            leaves_free(&leaves);
            record_free(&record);
            free(bytes);
            file_end(&f);
        }
}

static void table__afterwards__grows_and_shrinks(void **state)
{
    (void)state;
    struct file f;
    file_make(&f, columns);
    fill(&f, 20000, 4096, 200, 11);
    run_sql(f.path, "INSERT INTO ours(i, t) SELECT i, t || t FROM ours WHERE id % 7 = 0;"
                    "INSERT INTO theirs(i, t) SELECT i, t || t FROM theirs WHERE id % 7 = 0;"
                    "UPDATE ours SET t = t || t || t WHERE id % 5 = 0;"
                    "UPDATE theirs SET t = t || t || t WHERE id % 5 = 0;"
                    "DELETE FROM ours WHERE id % 3 = 0; DELETE FROM theirs WHERE id % 3 = 0");
    check(&f, ask(f.path, "SELECT count(*) FROM theirs"));
    run_sql(f.path, "DELETE FROM ours; DELETE FROM theirs; VACUUM");
    check(&f, 0);
    file_end(&f);
}

/* Bytes from 2^30 on are locked, not written: the file is made that long, with a hole. */
static void pages__across_the_page_of_locks__leave_it_out(void **state)
{
    (void)state;
    const off_t locks = (off_t)1 << 30;
    unsigned char page[PAGE_SIZE], zeros[PAGE_SIZE] = {0};
    for (int before = 1; before < 40; before += 9) {
        struct file f;
        file_make(&f, columns);
        assert_int_equal(truncate(f.path, locks - before * (off_t)PAGE_SIZE), 0);
        fill(&f, 1500, 300, 800, 3);
        FILE *file = fopen(f.path, "rb");
        assert_int_equal(fseek(file, locks, SEEK_SET), 0);
        assert_int_equal(fread(page, 1, sizeof page, file), sizeof page);
        fclose(file);
        assert_memory_equal(page, zeros, sizeof page);
        assert_int_equal(ask(f.path, "SELECT count(*) FROM ours"), 1500);
        assert_int_equal(ask(f.path, differences), 0);
        file_end(&f);
    }
}

static void ids__that_do_not_ascend__are_refused(void **state)
{
    (void)state;
    struct leaves leaves = {0};
    struct record record = {0};
    leaves_clear(&leaves, true);
    assert_true(record_begin(&record, 2));
    record_null(&record);
    assert_int_equal(leaves_add(&leaves, 5, &record), LEAVES_OK);
    assert_int_equal(leaves_add(&leaves, 5, &record), LEAVES_ORDER);
    assert_int_equal(leaves_add(&leaves, -5, &record), LEAVES_ORDER);
    leaves_clear(&leaves, false);
    assert_int_equal(leaves_add(&leaves, 4, &record), LEAVES_ORDER);
    leaves_clear(&leaves, true);
    assert_int_equal(leaves_add(&leaves, 4, &record), LEAVES_OK);
    leaves_free(&leaves);
    record_free(&record);
}

static void file__of_another_kind__is_refused(void **state)
{
    (void)state;
    char path[] = "/tmp/rasif-btree-XXXXXX";
    struct btree_file file;
    close(mkstemp(path));
    assert_false(btree_open(&file, path)); /* empty */
    btree_abandon(&file);
    run_sql(path, "PRAGMA page_size = 8192; CREATE TABLE t(a)");
    assert_false(btree_open(&file, path));
    btree_abandon(&file);
    unlink(path);
    assert_false(btree_open(&file, path));
    assert_int_equal(file.reason, 2 /* ENOENT */);
    btree_abandon(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows__any_number_in_any_parts__are_those_sqlite_inserts),
        cmocka_unit_test(rows__long_ones__overflow_as_sqlite_has_it),
        cmocka_unit_test(row__length_around_the_limits__is_whole),
        cmocka_unit_test(table__afterwards__grows_and_shrinks),
        cmocka_unit_test(pages__across_the_page_of_locks__leave_it_out),
        cmocka_unit_test(ids__that_do_not_ascend__are_refused),
        cmocka_unit_test(file__of_another_kind__is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
