/* SPDX-License-Identifier: MIT
 * Tables longer than a batch are read the same by any number of threads, and as SQL says they are.
 */
#include "input_files.h"

#include "read/input_parts.h"
#include "read/select.h"

#include <math.h>

#define TEXT(run, role, field, row)                                                                \
    store_text((run)->store, (field), element_text(&(run)->store->tables[role], (field), (row)))

/* Rows 1 to n of a table of ways: FIDs with gaps from below zero, every third a footway; what is
 * wrong with them comes back at other distances than batches do. */
static const char ways[] =
    "CREATE TABLE %s(fid INTEGER PRIMARY KEY, geom LINESTRING, kind TEXT, sidewalk_id TEXT,"
    " clear_width_m REAL, surface TEXT, obstacles TEXT, pad TEXT);"
    "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < %d)"
    " INSERT INTO \"%s\" SELECT i * 3 + i / 1000 * 500 - 9000, CASE WHEN i %% 17 = 0 THEN NULL "
    "WHEN i"
    " %% 1001 = 0 THEN x'00' ELSE " LINE_UTM " END, CASE i %% 3 WHEN 0 THEN 'foot' ELSE 'side' END,"
    " 'W' || (i / 2), CASE i %% 7 WHEN 0 THEN NULL WHEN 1 THEN i %% 10 || ' m' ELSE i %% 400 /"
    " 100.0 END, CASE i %% 5 WHEN 0 THEN 'asphalt' WHEN 1 THEN 'Sett' WHEN 2 THEN 'moss ' || (i %%"
    " 31) WHEN 3 THEN '' END, CASE i %% 4 WHEN 0 THEN 'tree;bin' END, hex(zeroblob(150)) FROM c "
    "LIMIT %d;";

static char *ways_sql(const char *table, int n)
{
    char *sql = sqlite3_mprintf(ways, table, n > 0 ? n : 1, table, n);
    assert_non_null(sql);
    return sql;
}

static void read_with(struct run *run, const char *path, unsigned threads)
{
    struct wanted *wanted = malloc(sizeof *wanted);
    assert_non_null(wanted);
    memset(wanted, true, sizeof *wanted);
    run_init(run, path);
    run->options.mapping = in_folder("two.yaml");
    if (run_open(run) != RASIF_OK ||
        inputs_read(run->inputs, wanted, threads, run->store, &run->err) != RASIF_OK)
        fail_msg("%s", run->err.message);
    diagnostics_sort(&run->store->diagnostics);
    free(wanted);
}

static void write_mapping(void)
{
    write_file("two.yaml", "layers:\n"
                           "  footways:\n"
                           "    layer: ways\n"
                           "    where: \"kind = 'foot'\"\n"
                           "    fields: {surface: {field: surface}}\n"
                           "    assume: {lit: yes}\n"
                           "  sidewalks:\n"
                           "    layer: ways\n");
}

static void compare_column(const struct column *a, const struct column *b, size_t n)
{
    assert_int_equal(a->derived, b->derived);
    assert_int_equal(a->n, n);
    for (size_t row = 0; row < n; row++) {
        double left = column_is_real(a) ? column_real(a, row) : 0;
        double right = column_is_real(b) ? column_real(b, row) : 0;
        assert_memory_equal(&left, &right, sizeof left);
        assert_true(a->code == NULL || a->code[row] == b->code[row]);
        assert_true(a->list == NULL || a->list[row] == b->list[row]);
        assert_true(a->text == NULL || a->text[row] == b->text[row]);
        assert_int_equal(a->origin == NULL, b->origin == NULL);
        assert_true(a->origin == NULL || a->origin[row] == b->origin[row]);
    }
}

static void compare_shapes(const struct shapes *a, const struct shapes *b)
{
    assert_int_equal(a->n, b->n);
    assert_int_equal(a->n_parts, b->n_parts);
    assert_int_equal(a->n_points, b->n_points);
    if (a->n == 0)
        return;
    assert_memory_equal(a->kind, b->kind, a->n);
    assert_memory_equal(a->part, b->part, (a->n + 1) * sizeof *a->part);
    assert_memory_equal(a->point, b->point, (a->n_parts + 1) * sizeof *a->point);
    assert_memory_equal(a->xy, b->xy, 2 * a->n_points * sizeof *a->xy);
}

static void compare_diagnostics(const struct diagnostics *a, const struct diagnostics *b)
{
    assert_int_equal(a->n, b->n);
    for (size_t i = 0; i < a->n; i++) {
        assert_int_equal(a->items[i].id, b->items[i].id);
        assert_int_equal(a->items[i].count, b->items[i].count);
        assert_string_equal(a->items[i].column, b->items[i].column);
        assert_int_equal(a->items[i].n_fids, b->items[i].n_fids);
        assert_memory_equal(a->items[i].fids, b->items[i].fids,
                            a->items[i].n_fids * sizeof a->items[i].fids[0]);
        assert_int_equal(a->items[i].text == NULL, b->items[i].text == NULL);
        if (a->items[i].text != NULL)
            assert_string_equal(a->items[i].text, b->items[i].text);
    }
}

static void compare_counts(const struct binding *a, const struct binding *b)
{
    assert_int_equal(a->n_fields, b->n_fields);
    for (size_t f = 0; f < a->n_fields; f++)
        for (size_t k = 0; k < a->fields[f].n_readers; k++) {
            assert_int_equal(a->fields[f].readers[k].counts->n_used,
                             b->fields[f].readers[k].counts->n_used);
            assert_int_equal(a->fields[f].readers[k].counts->n_empty,
                             b->fields[f].readers[k].counts->n_empty);
        }
}

static void compare(const struct run *a, const struct run *b)
{
    assert_int_equal(a->inputs->n_bindings, b->inputs->n_bindings);
    for (size_t i = 0; i < a->inputs->n_bindings; i++)
        compare_counts(&a->inputs->bindings[i], &b->inputs->bindings[i]);
    for (int role = 0; role < ROLE_COUNT; role++) {
        const struct elements *left = &a->store->tables[role], *right = &b->store->tables[role];
        assert_int_equal(left->n, right->n);
        if (left->n > 0)
            assert_memory_equal(left->fid, right->fid, left->n * sizeof *left->fid);
        for (int field = 0; field < FIELD_COUNT; field++) {
            assert_int_equal(left->columns[field] == NULL, right->columns[field] == NULL);
            if (left->columns[field] != NULL)
                compare_column(left->columns[field], right->columns[field], left->n);
        }
        compare_shapes(&left->shapes, &right->shapes);
    }
    assert_int_equal(a->store->ids.length, b->store->ids.length);
    compare_diagnostics(&a->store->diagnostics, &b->store->diagnostics);
}

/* What SQL made row i of. */
static void check_rows(const struct run *run, int n)
{
    const struct elements *side = &run->store->tables[ROLE_SIDEWALK];
    const struct elements *foot = &run->store->tables[ROLE_FOOTWAY];
    assert_int_equal(foot->n, n / 3);
    assert_int_equal(side->n, n - n / 3);
    size_t at[2] = {0};
    for (int i = 1; i <= n; i++) {
        enum role role = i % 3 == 0 ? ROLE_FOOTWAY : ROLE_SIDEWALK;
        const struct elements *e = &run->store->tables[role];
        size_t row = at[i % 3 == 0]++;
        char id[20];
        snprintf(id, sizeof id, "W%d", i / 2);
        assert_int_equal(e->fid[row], i * 3 + i / 1000 * 500 - 9000);
        assert_string_equal(TEXT(run, role, F_id, row), id);
        assert_int_equal(e->shapes.kind[row], i % 17 == 0     ? SHAPE_NULL
                                              : i % 1001 == 0 ? SHAPE_BAD
                                                              : SHAPE_LINE);
        double width = i % 7 == 0 ? NAN : i % 7 == 1 ? i % 10 : i % 400 / 100.0;
        double got = element_real(e, F_clear_width_m, row);
        assert_true(width == 0 || isnan(width) ? isnan(got) : got == width);
        assert_int_equal(element_code(e, F_surface, row) != 0, i % 5 < 2);
        assert_int_equal(e->columns[F_obstacles]->list[row] != 0, i % 4 == 0);
        if (role == ROLE_FOOTWAY)
            assert_int_equal(element_origin(e, F_lit, row), ORIGIN_ASSUMED);
    }
}

static void reading__any_number_of_threads_and_rows__is_the_same(void **state)
{
    (void)state;
    static const int sizes[] = {
        0, 1, BATCH_ROWS - 1, BATCH_ROWS, BATCH_ROWS + 1, 5 * BATCH_ROWS + 77};
    write_mapping();
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        char *sql = ways_sql("ways", sizes[s]);
        char *all = sqlite3_mprintf("%s%s", sql, REGISTER("ways", "LINESTRING", "32636"));
        const char *path = make_gpkg("ways.gpkg", all);
        struct run one, more;
        read_with(&one, path, 1);
        check_rows(&one, sizes[s]);
        for (unsigned threads = 2; threads <= 7; threads += 5) {
            read_with(&more, path, threads);
            compare(&one, &more);
            run_free(&more);
        }
        run_free(&one);
        sqlite3_free(sql);
        sqlite3_free(all);
    }
}

/* Keys that are no rowids: of a view, and of tables whose rows lie in the order of an index. */
static void reading__keys_that_are_no_rowids__gives_every_row_once(void **state)
{
    (void)state;
    static const char *const made[] = {
        "CREATE VIEW ways AS SELECT * FROM t",
        "CREATE TABLE ways(fid INTEGER PRIMARY KEY, geom "
        "LINESTRING, kind TEXT, sidewalk_id TEXT, clear_width_m REAL, surface TEXT, obstacles "
        "TEXT, "
        "pad TEXT) WITHOUT ROWID; INSERT INTO ways SELECT * FROM t",
        "CREATE TABLE ways(fid INTEGER PRIMARY KEY DESC, geom LINESTRING, kind TEXT, sidewalk_id "
        "TEXT, clear_width_m REAL, surface TEXT, obstacles TEXT, pad TEXT); INSERT INTO ways "
        "SELECT "
        "* FROM t"};
    const int n = 3 * BATCH_ROWS + 5;
    write_mapping();
    for (size_t i = 0; i < sizeof made / sizeof *made; i++) {
        char *sql = ways_sql("t", n);
        char *all =
            sqlite3_mprintf("%s%s;%s", sql, made[i], REGISTER("ways", "LINESTRING", "32636"));
        const char *path = make_gpkg("keys.gpkg", all);
        struct run one, more;
        read_with(&one, path, 1);
        check_rows(&one, n);
        read_with(&more, path, 3);
        compare(&one, &more);
        run_free(&one);
        run_free(&more);
        sqlite3_free(sql);
        sqlite3_free(all);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reading__any_number_of_threads_and_rows__is_the_same),
        cmocka_unit_test(reading__keys_that_are_no_rowids__gives_every_row_once),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
