/* SPDX-License-Identifier: MIT
 *
 * sqlitefile/rtree.c: SQLite reads the packed tree as its own: rtreecheck, window queries against brute
 * force, and inserts and deletes afterwards, at sizes around every change of depth. */
#include "sqlitefile/rtree.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

/* Reproducible everywhere. */
static double uniform(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (double)(*seed >> 11) / 9007199254740992.0;
}

struct world {
    char path[64];
    sqlite3 *db;
    struct rtree_boxes boxes; /* as stored */
    double *envelopes;        /* [4 n] as given */
};

/* One table of the index, in `pieces` pieces. */
static bool store_table(const struct rtree *rtree, enum rtree_table table, size_t pieces,
                        struct btree_file *file, struct btree *tree)
{
    struct record scratch = {0};
    struct leaves leaves = {0};
    bool good = true;
    for (size_t k = 0; k < pieces && good; k++)
        good = rtree_make(rtree, table, k, pieces, &scratch, &leaves) &&
               btree_place(file, tree, &leaves) && btree_write(file, &leaves);
    leaves_free(&leaves);
    record_free(&scratch);
    return good && btree_finish(file, tree);
}

/* Creates the index in a file and fills it; true when it could be filled. */
static bool world_store(struct world *world)
{
    struct rtree rtree = {0};
    struct btree_file file;
    snprintf(world->path, sizeof world->path, "/tmp/rasif-rtree-XXXXXX");
    int handle = mkstemp(world->path);
    assert_true(handle >= 0);
    close(handle);
    assert_int_equal(sqlite3_open(world->path, &world->db), SQLITE_OK);
    assert_int_equal(rtree_create(world->db, "a \"b\"", "geom", &rtree), SQLITE_OK);
    assert_int_equal(sqlite3_close(world->db), SQLITE_OK);
    for (size_t i = 0; i < world->boxes.n; i++)
        assert_true(
            PUSH(rtree.boxes.items, rtree.boxes.n, rtree.boxes.capacity, world->boxes.items[i]));
    assert_true(btree_open(&file, world->path));
    bool stored = rtree_sort(&rtree, 1 + (unsigned)world->boxes.n % 3);
    for (int table = 0; table < RTREE_TABLES && stored; table++)
        stored = store_table(&rtree, (enum rtree_table)table, 1 + world->boxes.n / 50 % 7, &file,
                             &rtree.tables[table]);
    rtree_free(&rtree);
    assert_true(btree_close(&file));
    assert_int_equal(sqlite3_open(world->path, &world->db), SQLITE_OK);
    return stored;
}

static void world_make(struct world *world, size_t n, double spread)
{
    uint64_t seed = n + 1;
    *world = (struct world){0};
    world->envelopes = calloc(n + 1, 4 * sizeof(double));
    for (size_t i = 0; i < n; i++) {
        double *e = &world->envelopes[4 * i];
        e[0] = 771000.123 + spread * uniform(&seed);
        e[1] = e[0] + (i % 3 == 0 ? 0 : 20 * uniform(&seed));
        e[2] = -3538000.7 + spread * uniform(&seed);
        e[3] = e[2] + (i % 3 == 0 ? 0 : 20 * uniform(&seed));
        assert_true(rtree_add(&world->boxes, (int64_t)i * 3 - 5, e));
    }
    assert_true(world_store(world));
}

static void world_end(struct world *world)
{
    rtree_boxes_free(&world->boxes);
    free(world->envelopes);
    assert_int_equal(sqlite3_close(world->db), SQLITE_OK);
    unlink(world->path);
}

static int64_t ask(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    int64_t answer =
        sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : -1;
    sqlite3_finalize(statement);
    return answer;
}

static void check_valid(sqlite3 *db)
{
    assert_int_equal(ask(db, "SELECT rtreecheck('rtree_a \"b\"_geom') = 'ok'"), 1);
    assert_int_equal(ask(db, "SELECT integrity_check = 'ok' FROM pragma_integrity_check"), 1);
}

static const size_t sizes[] = {0, 1, 2, 50, 51, 52, 102, 103, 2601, 2602, 20000};

static void store__every_size__is_valid_and_complete(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct world world;
        world_make(&world, sizes[i], 5000);
        check_valid(world.db);
        assert_int_equal(ask(world.db, "SELECT count(*) FROM \"rtree_a \"\"b\"\"_geom\""),
                         sizes[i]);
        assert_int_equal(ask(world.db, "SELECT count(*) FROM \"rtree_a \"\"b\"\"_geom_node\""),
                         sizes[i] <= 51 ? 1
                         : sizes[i] <= 2601
                             ? 1 + (sizes[i] + 50) / 51
                             : 1 + (sizes[i] + 50) / 51 + ((sizes[i] + 50) / 51 + 50) / 51);
        world_end(&world);
    }
}

static void window__random__finds_what_brute_force_finds(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct world world;
        uint64_t seed = 99;
        world_make(&world, sizes[i], 5000);
        sqlite3_stmt *query = NULL;
        assert_int_equal(sqlite3_prepare_v2(world.db,
                                            "SELECT count(*), total(id) FROM "
                                            "\"rtree_a \"\"b\"\"_geom\" WHERE maxx >= ?1 AND minx "
                                            "<= ?2 AND maxy >= ?3 AND miny <= ?4",
                                            -1, &query, NULL),
                         SQLITE_OK);
        for (int k = 0; k < 50; k++) {
            double x = 771000 + 5000 * uniform(&seed), y = -3538000 + 5000 * uniform(&seed);
            double w[4] = {x, x + 500 * uniform(&seed), y, y + 500 * uniform(&seed)};
            size_t n = 0;
            double sum = 0;
            for (size_t b = 0; b < world.boxes.n; b++) {
                const struct rtree_box *box = &world.boxes.items[b];
                if ((double)box->maxx >= w[0] && (double)box->minx <= w[1] &&
                    (double)box->maxy >= w[2] && (double)box->miny <= w[3]) {
                    n++;
                    sum += (double)box->id;
                }
            }
            for (int p = 0; p < 4; p++)
                sqlite3_bind_double(query, p + 1, w[p]);
            assert_int_equal(sqlite3_step(query), SQLITE_ROW);
            assert_int_equal(sqlite3_column_int64(query, 0), n);
            assert_true(sqlite3_column_double(query, 1) == sum);
            sqlite3_reset(query);
        }
        sqlite3_finalize(query);
        world_end(&world);
    }
}

static void add__doubles__are_rounded_outwards_and_tightly(void **state)
{
    (void)state;
    static const double values[] = {0.1, -0.1,  771000.123, -3538000.7, 0,
                                    1.0, 1e-40, 1e300,      -1e300};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        struct rtree_boxes boxes = {0};
        double v = values[i], e[4] = {v, v, v, v};
        assert_true(rtree_add(&boxes, 1, e));
        const struct rtree_box *box = boxes.items;
        assert_true((double)box->minx <= v && (double)box->maxx >= v);
        assert_true(box->minx == box->miny && box->maxx == box->maxy);
        assert_true(box->maxx == box->minx || box->maxx == nextafterf(box->minx, INFINITY));
        rtree_boxes_free(&boxes);
    }
}

static void afterwards__rows_come_and_go__the_tree_stays_valid(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct world world;
        world_make(&world, sizes[i], 5000);
        assert_int_equal(
            sqlite3_exec(world.db,
                         "WITH RECURSIVE k(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM k WHERE i < "
                         "300) INSERT INTO \"rtree_a \"\"b\"\"_geom\" SELECT 1000000 + i, 771000 + "
                         "i, 771010 + i, -3538000, -3537990 FROM k;"
                         "DELETE FROM \"rtree_a \"\"b\"\"_geom\" WHERE id % 2 = 0;",
                         NULL, NULL, NULL),
            SQLITE_OK);
        check_valid(world.db);
        assert_int_equal(
            sqlite3_exec(world.db, "DELETE FROM \"rtree_a \"\"b\"\"_geom\"", NULL, NULL, NULL),
            SQLITE_OK);
        check_valid(world.db);
        assert_int_equal(ask(world.db, "SELECT count(*) FROM \"rtree_a \"\"b\"\"_geom\""), 0);
        world_end(&world);
    }
}

static void store__all_in_one_place__is_valid(void **state)
{
    (void)state;
    struct world world;
    world_make(&world, 3000, 0);
    check_valid(world.db);
    world_end(&world);
}

static void store__same_id_twice__is_refused(void **state)
{
    (void)state;
    struct world world = {0};
    const double envelope[4] = {0, 1, 0, 1};
    assert_true(rtree_add(&world.boxes, 7, envelope));
    assert_true(rtree_add(&world.boxes, 7, envelope));
    assert_false(world_store(&world));
    world_end(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(store__every_size__is_valid_and_complete),
        cmocka_unit_test(window__random__finds_what_brute_force_finds),
        cmocka_unit_test(add__doubles__are_rounded_outwards_and_tightly),
        cmocka_unit_test(afterwards__rows_come_and_go__the_tree_stays_valid),
        cmocka_unit_test(store__all_in_one_place__is_valid),
        cmocka_unit_test(store__same_id_twice__is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
