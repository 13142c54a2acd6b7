/* SPDX-License-Identifier: MIT
 *
 * write/fill.c and write/output_fill.c: tables of many parts. Every row of the source is there once, with
 * our cells where the view has its id and nulls elsewhere; the bytes are the same for any number of
 * threads; who cancels leaves nothing behind; affinity is SQLite's. */
#include "output_fixture.h"

#define ROWS 15000

/* Ids 5, 10, 15 ... of a table with ids 1, 2, 3 ... (a multiple of 7 is missing there). */
static int64_t many_ids[ROWS];

static void many_cell(const struct view *view, size_t row, size_t column, struct cell_scratch *scratch,
                      struct cell *out)
{
    char text[32];
    int n = snprintf(text, sizeof text, "w%lld", (long long)view->row_ids[row]);
    if (column == 0)
        cell_copy(out, scratch, CELL_TEXT, text, (size_t)n);
    else if (column == 1)
        cell_real(out, (double)view->row_ids[row] / 2);
    else
        cell_int(out, (int64_t)row - 100);
}

static const struct view many = {.name = "many",
                                 .n_rows = ROWS,
                                 .n_columns = 3,
                                 .columns = added_columns,
                                 .row_ids = many_ids,
                                 .cell = many_cell,
                                 .geometry_column = SIZE_MAX};

/* A second source table `many` with a view of it, and 30 000 findings. */
static struct setup large(const struct fixture *f, struct view *long_findings)
{
    run_sql(f->input,
            "CREATE TABLE many(fid INTEGER PRIMARY KEY, t TEXT, r REAL);"
            "WITH RECURSIVE k(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM k WHERE i < 75100) "
            "INSERT INTO many SELECT i, 'row ' || i, i * 0.5 FROM k WHERE i % 7 <> 0;"
            "UPDATE many SET t = hex(zeroblob(5000)) WHERE fid % 997 = 0;"
            "INSERT INTO gpkg_contents VALUES('many', 'attributes', 'many', '', "
            "'2020-01-02T03:04:05.678Z', NULL, NULL, NULL, NULL, 0);");
    for (size_t i = 0; i < ROWS; i++)
        many_ids[i] = 5 * ((int64_t)i + 1);
    struct setup s = usual(f);
    s.sources[1] = (struct source){.path = f->input, .display = "in.gpkg", .table = "many",
                                   .output = "many", .key = "fid"};
    s.annotations[1] = &many;
    s.n_sources = 2;
    *long_findings = findings;
    long_findings->n_rows = 30000;
    s.tables[0] = long_findings;
    return s;
}

static void rows__of_many_parts__are_all_there(void **state)
{
    struct fixture *f = *state;
    struct view long_findings;
    struct setup s = large(f, &long_findings);
    s.plan.threads = 3;
    must_write(&s, f);
    EXPECT(f->output, "SELECT count(*) FROM many", ask(f->input, "SELECT count(*) FROM many"));
    EXPECT(f->output, "SELECT sum(fid * length(t)) || ' ' || sum(r) FROM many",
           ask(f->input, "SELECT sum(fid * length(t)) || ' ' || sum(r) FROM many"));
    EXPECT(f->output,
           "SELECT count(*) FROM many WHERE fid % 5 = 0 AND fid <= 75000 AND (rasif_id IS NOT 'w' || "
           "fid OR rasif_wcm_score IS NOT fid / 2.0 OR rasif_n_fail IS NOT fid / 5 - 101)",
           "0");
    EXPECT(f->output,
           "SELECT count(*) FROM many WHERE (fid % 5 <> 0 OR fid > 75000) AND (rasif_id IS NOT NULL "
           "OR rasif_wcm_score IS NOT NULL OR rasif_n_fail IS NOT NULL)",
           "0");
    EXPECT(f->output, "SELECT group_concat(DISTINCT typeof(rasif_wcm_score)) FROM many WHERE fid % 5 = 0",
           "real,null");
    EXPECT(f->output,
           "SELECT count(*) || ' ' || count(geom) || ' ' || min(fid) || ' ' || max(fid) || ' ' || "
           "sum(margin) FROM audit_findings",
           "30000 29400 1 30000 449985000.0");
    EXPECT(f->output, "SELECT rtreecheck('rtree_audit_findings_geom')", "ok");
    EXPECT(f->output,
           "SELECT count(*) FROM rtree_audit_findings_geom WHERE id % 50 <> 8 AND minx = (id - 1) * "
           "10 AND maxy = 9",
           "29400");
}

static char *read_all(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    fseek(file, 0, SEEK_END);
    *size = (size_t)ftell(file);
    rewind(file);
    char *bytes = malloc(*size);
    assert_int_equal(fread(bytes, 1, *size, file), *size);
    fclose(file);
    return bytes;
}

static void threads__any_number__write_the_same_bytes(void **state)
{
    struct fixture *f = *state;
    struct view long_findings;
    struct setup s = large(f, &long_findings);
    static const unsigned threads[] = {2, 3, 16, 1};
    size_t size, other_size;
    s.plan.threads = 1;
    must_write(&s, f);
    char *bytes = read_all(f->output, &size);
    s.overwrite = true;
    for (size_t i = 0; i < sizeof threads / sizeof *threads; i++) {
        s.plan.threads = threads[i];
        must_write(&s, f);
        char *other = read_all(f->output, &other_size);
        assert_int_equal(size, other_size);
        assert_memory_equal(bytes, other, size);
        free(other);
    }
    free(bytes);
}

static int asked;

static bool cancel_soon(void *user, double done)
{
    (void)user;
    return done > 0.3 && ++asked > 0;
}

static void cancel__while_rows_are_made__leaves_nothing(void **state)
{
    struct fixture *f = *state;
    struct view long_findings;
    struct setup s = large(f, &long_findings);
    rasif_error err = {0};
    s.cancelled = cancel_soon;
    s.plan.threads = 2;
    asked = 0;
    size_t files = count_files(f);
    assert_int_equal(write_to(&s, f->output, &err), RASIF_E_CANCELLED);
    assert_non_null(strstr(err.message, "cancelled while writing"));
    assert_int_equal(asked, 1);
    assert_int_equal(count_files(f), files);
}

/* One text of 15 000 for which there is never enough memory. */
static void enormous_cell(const struct view *view, size_t row, size_t column, struct cell_scratch *scratch,
                          struct cell *out)
{
    many_cell(view, row, column, scratch, out);
    if (column == 0 && row == 12345)
        cell_room(out, scratch, CELL_TEXT, SIZE_MAX / 2);
}

static void cell__without_memory__is_an_error_and_no_null(void **state)
{
    struct fixture *f = *state;
    struct view long_findings, enormous = many;
    struct setup s = large(f, &long_findings);
    rasif_error err = {0};
    enormous.cell = enormous_cell;
    s.annotations[1] = &enormous;
    size_t files = count_files(f);
    assert_int_equal(write_to(&s, f->output, &err), RASIF_E_MEMORY);
    assert_int_equal(count_files(f), files);
}

static void source__damaged_inside__is_one_sentence(void **state)
{
    struct fixture *f = *state;
    struct view long_findings;
    struct setup s = large(f, &long_findings);
    rasif_error err = {0};
    FILE *file = fopen(f->input, "r+b"); /* in the middle of the rows of `many` */
    fseek(file, 0, SEEK_END);
    fseek(file, ftell(file) / 2 / 4096 * 4096, SEEK_SET);
    for (int i = 0; i < 40 * 4096; i++)
        fputc(0xA5, file);
    fclose(file);
    s.plan.threads = 2;
    size_t files = count_files(f);
    assert_int_equal(write_to(&s, f->output, &err), RASIF_E_DATA);
    assert_string_equal(err.message, "in.gpkg: table \"many\" can't be read: database disk image is "
                                     "malformed; repair it, or get it again");
    assert_int_equal(count_files(f), files);
    s.plan.allow_damaged = true;
    assert_int_equal(write_to(&s, f->output, &err), RASIF_OK);
    assert_string_equal(ask(f->output, "SELECT count(*) > 1000 FROM many"), "1");
    assert_string_equal(ask(f->output, "SELECT count(*) FROM pragma_integrity_check WHERE "
                                       "integrity_check NOT LIKE '%value in%'"), "0");
}

/* SQLite itself says what affinity a type has: REAL stores '1' as 1.0. */
static void affinity__of_a_type__is_sqlites(void **state)
{
    (void)state;
    static const char *const types[] = {
        "REAL", "DOUBLE", "DOUBLE PRECISION", "FLOAT", "float(3)", "INTEGER", "MEDIUMINT", "POINT",
        "TEXT", "VARCHAR(10)", "BLOB", "DATE", "DATETIME", "BOOLEAN", "DECIMAL(10, 2)", "NUMERIC",
        "FLOATING POINT", "REALTEXT", "CHARREAL", "BLOBREAL", "REALBLOB", "CLOB", "LINESTRING"};
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        sqlite3_stmt *query = NULL;
        char sql[256];
        snprintf(sql, sizeof sql, "DROP TABLE IF EXISTS t; CREATE TABLE t(c %s); INSERT INTO t VALUES('1')",
                 types[i]);
        assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
        sqlite3_prepare_v2(db, "SELECT typeof(c) = 'real' FROM t", -1, &query, NULL);
        assert_int_equal(sqlite3_step(query), SQLITE_ROW);
        if ((sqlite3_column_int(query, 0) != 0) != stores_reals(types[i]))
            fail_msg("%s", types[i]);
        sqlite3_finalize(query);
    }
    sqlite3_close(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(rows__of_many_parts__are_all_there),
        TEST(threads__any_number__write_the_same_bytes),
        TEST(cancel__while_rows_are_made__leaves_nothing),
        TEST(cell__without_memory__is_an_error_and_no_null),
        TEST(source__damaged_inside__is_one_sentence),
        cmocka_unit_test(affinity__of_a_type__is_sqlites),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
