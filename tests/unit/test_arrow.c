/* SPDX-License-Identifier: MIT
 *
 * Tables as streams of the Arrow C data interface, read by a consumer that is written from the
 * interface's specification (arrow_reader.h): the same cells as one by one, geometries as SQLite finds
 * them in the input. */
#include "audit.h"
#include "report/rows.h"
#include "table/arrow.h"

#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "arrow_world.h"

/* ---- the same cells ---- */

/* The cell of the batch against the table's, by the function for its type. */
static void compare_cell(const rasif_table *table, size_t column, size_t row, const struct ArrowArray *array,
                         const struct ArrowSchema *schema, int64_t slot)
{
    static char text[1 << 16];
    struct arrow_value value = arrow_value(array, schema, slot);
    double real = 0;
    int64_t integer = 0;
    size_t length = 0;
    bool there;
    switch (rasif_table_column_type(table, column)) {
    case RASIF_TYPE_TEXT:
        length = rasif_table_text(table, column, row, text, sizeof text);
        assert_true(value.null == (length == SIZE_MAX));
        assert_true(value.null || (value.length == length && memcmp(value.bytes, text, length) == 0));
        return;
    case RASIF_TYPE_INTEGER:
        there = rasif_table_integer(table, column, row, &integer);
        assert_true(value.null == !there && value.integer == integer);
        return;
    case RASIF_TYPE_REAL:
        there = rasif_table_real(table, column, row, &real);
        assert_true(value.null == !there && value.real == real);
        return;
    case RASIF_TYPE_GEOMETRY:
        assert_int_equal(rasif_table_geometry(table, row, text, sizeof text, &length, NULL), RASIF_OK);
        assert_true(value.null == (length == SIZE_MAX));
        assert_true(value.null || (value.length == length && memcmp(value.bytes, text, length) == 0));
        return;
    case RASIF_TYPE_NONE:
        fail_msg("%s, column %zu has no type", rasif_table_name(table), column);
    }
}

/* Schema and numbers first: "fid", the columns, and of input tables the geometry. */
static void compare_schema(const rasif_table *table, const struct ArrowSchema *schema)
{
    size_t n = rasif_table_columns(table);
    const char *geometry = rasif_table_geometry_name(table);
    bool apart = geometry != NULL && rasif_table_column(table, geometry) == SIZE_MAX;
    assert_string_equal(schema->format, "+s");
    assert_int_equal(schema->n_children, n + 1 + apart);
    assert_string_equal(schema->children[0]->name, "fid");
    assert_string_equal(schema->children[0]->format, "l");
    assert_int_equal(schema->children[0]->flags, 0);
    for (size_t i = 0; i < n; i++) {
        static const char formats[] = {
            [RASIF_TYPE_TEXT] = 'u', [RASIF_TYPE_INTEGER] = 'l', [RASIF_TYPE_REAL] = 'g', [RASIF_TYPE_GEOMETRY] = 'z'};
        const struct ArrowSchema *field = schema->children[i + 1];
        assert_string_equal(field->name, rasif_table_column_name(table, i));
        assert_int_equal(rasif_table_column(table, field->name), i);
        assert_int_equal(field->format[0], formats[rasif_table_column_type(table, i)]);
        assert_int_equal(field->flags, ARROW_FLAG_NULLABLE);
        assert_true((field->metadata != NULL) == (geometry != NULL && strcmp(field->name, geometry) == 0));
    }
    if (apart)
        assert_string_equal(schema->children[n + 1]->name, geometry);
}

/* Returns the number of rows. */
static size_t compare_table(const rasif_table *table, struct ArrowArrayStream *stream)
{
    struct ArrowSchema schema;
    struct ArrowArray batch;
    size_t row = 0, n = rasif_table_columns(table);
    assert_int_equal(stream->get_schema(stream, &schema), 0);
    compare_schema(table, &schema);
    while (next_batch(stream, &batch)) {
        assert_int_equal(batch.n_children, schema.n_children);
        for (int64_t slot = 0; slot < batch.length; slot++, row++) {
            int64_t fid = 0;
            assert_true(rasif_table_fid(table, row, &fid));
            assert_int_equal(arrow_value(batch.children[0], schema.children[0], slot).integer, fid);
            for (size_t i = 0; i < n; i++)
                compare_cell(table, i, row, batch.children[i + 1], schema.children[i + 1], slot);
        }
        batch.release(&batch);
    }
    schema.release(&schema);
    stream->release(stream);
    assert_null(stream->release);
    return row;
}

static void stream__of_every_table__has_the_cells_that_are_read_one_by_one(void **state)
{
    const struct world *w = *state;
    size_t n = rasif_audit_table_count(w->audit), total = 0;
    assert_true(n > 15);
    for (size_t i = 0; i < n; i++) {
        rasif_error err = {RASIF_OK, ""};
        struct ArrowArrayStream stream;
        const rasif_table *table = rasif_audit_table_at(w->audit, i);
        assert_ptr_equal(table, rasif_audit_table(w->audit, rasif_table_name(table)));
        must_be_ok(rasif_table_arrow(table, &stream, &err), &err);
        size_t rows = compare_table(table, &stream);
        assert_int_equal(rows, rasif_table_rows(table));
        total += rows;
    }
    assert_true(total > 1000);
}

/* ---- geometries as SQLite finds them ---- */

/* The header of the fixture's blobs: eight bytes, and in lines an envelope of four numbers. */
static int header_length(const char *blob, int length)
{
    return length > 8 && (blob[3] >> 1 & 7) == 1 ? 40 : 8;
}

/* Every row's WKB is what `query` gives for it: "fid, blob" in the order of the table. Returns how many
 * were null. */
static size_t compare_geometries(const struct world *w, const char *name, const char *query)
{
    struct ArrowArrayStream stream = stream_of(w->audit, name);
    struct ArrowSchema schema;
    struct ArrowArray batch;
    sqlite3 *db = NULL;
    sqlite3_stmt *rows = NULL;
    size_t nulls = 0;
    assert_int_equal(sqlite3_open(w->input, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, query, -1, &rows, NULL), SQLITE_OK);
    assert_int_equal(stream.get_schema(&stream, &schema), 0);
    int64_t last = schema.n_children - 1;
    assert_string_equal(schema.children[last]->name, "geom");
    while (next_batch(&stream, &batch)) {
        for (int64_t i = 0; i < batch.length; i++) {
            struct arrow_value fid = arrow_value(batch.children[0], schema.children[0], i);
            struct arrow_value wkb = arrow_value(batch.children[last], schema.children[last], i);
            assert_int_equal(sqlite3_step(rows), SQLITE_ROW);
            assert_int_equal(fid.integer, sqlite3_column_int64(rows, 0));
            const char *blob = sqlite3_column_blob(rows, 1);
            int length = sqlite3_column_bytes(rows, 1), header = header_length(blob, length);
            assert_true(wkb.null == (length <= header));
            assert_true(wkb.null || ((int)wkb.length == length - header && memcmp(wkb.bytes, blob + header, wkb.length) == 0));
            nulls += wkb.null;
        }
        batch.release(&batch);
    }
    assert_int_equal(sqlite3_step(rows), SQLITE_DONE);
    schema.release(&schema);
    stream.release(&stream);
    sqlite3_finalize(rows);
    sqlite3_close(db);
    return nulls;
}

static void geometry__of_input_rows__is_that_of_the_file(void **state)
{
    const struct world *w = *state;
    assert_int_equal(compare_geometries(w, "sidewalks", "SELECT fid, geom FROM sidewalks ORDER BY fid"), 0);
    assert_int_equal(compare_geometries(w, "streets", "SELECT fid, geom FROM streets ORDER BY fid"), 0);
    assert_int_equal(compare_geometries(w, "ramps", "SELECT fid, geom FROM ramps ORDER BY fid"), 0);
}

/* The reference system is EPSG:32636: PROJJSON ends with its id. */
static void schema__of_a_geometry__is_geoarrow_wkb_with_its_system(void **state)
{
    const struct world *w = *state;
    assert_string_equal(rasif_table_crs(rasif_audit_table(w->audit, "sidewalks")), "EPSG:32636");
    assert_string_equal(rasif_table_crs(rasif_audit_table(w->audit, "audit_findings")), "EPSG:32636");
    assert_null(rasif_table_crs(rasif_audit_table(w->audit, "audit_rules")));
    static const char *const names[] = {"sidewalks", "audit_findings"};
    for (size_t i = 0; i < 2; i++) {
        struct ArrowArrayStream stream = stream_of(w->audit, names[i]);
        struct ArrowSchema schema;
        char json[8192];
        assert_int_equal(stream.get_schema(&stream, &schema), 0);
        stream.release(&stream); /* the schema stays */
        const struct ArrowSchema *geometry = find_field(&schema, "geom");
        assert_non_null(geometry);
        assert_string_equal(geometry->format, "z");
        assert_true(find_metadata(geometry, "ARROW:extension:name", json, sizeof json));
        assert_string_equal(json, "geoarrow.wkb");
        assert_true(find_metadata(geometry, "ARROW:extension:metadata", json, sizeof json));
        assert_memory_equal(json, "{\"crs\": {\"$schema\":", 18);
        assert_non_null(strstr(json, "\"id\":{\"authority\":\"EPSG\",\"code\":32636}}, \"crs_type\": \"projjson\"}"));
        schema.release(&schema);
    }
}

/* They call functions that SQLite alone has not. */
#define WITHOUT_TRIGGERS(table)                                                                    \
    "DROP TRIGGER rtree_" table "_geom_update1; DROP TRIGGER rtree_" table "_geom_update2;"        \
    "DROP TRIGGER rtree_" table "_geom_update3; DROP TRIGGER rtree_" table "_geom_update4;"

/* What a file can hold: null, and no geometry at all. */
static void geometry__null_or_broken__is_null(void **state)
{
    struct world w = {0};
    (void)state;
    audit_demo(&w, WITHOUT_TRIGGERS("sidewalks")
                   "UPDATE sidewalks SET geom = NULL WHERE fid = 3;"
                   "UPDATE sidewalks SET geom = x'4750' WHERE fid = 5;", NULL);
    assert_int_equal(compare_geometries(&w, "sidewalks", "SELECT fid, geom FROM sidewalks ORDER BY fid"), 2);
    take_down(&w);
}

/* A view, and a table whose rows have no number and are counted. Only some rows have a role there. */
static void geometry__of_a_view_and_of_rows_without_number__is_found(void **state)
{
    static const char *const tables[] = {
        "CREATE VIEW walks AS SELECT fid * 10 AS OGC_FID, geom, clear_width_m FROM sidewalks WHERE fid > 7;",
        "CREATE TABLE walks (code TEXT PRIMARY KEY, geom LINESTRING, clear_width_m REAL) WITHOUT ROWID;"
        "INSERT INTO walks SELECT printf('%04d', 1000 - fid), geom, clear_width_m FROM sidewalks;"};
    static const char *const queries[] = {
        "SELECT fid * 10, geom FROM sidewalks WHERE fid > 7 ORDER BY fid",
        "SELECT row_number() OVER (ORDER BY fid DESC), geom FROM sidewalks ORDER BY fid DESC"};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct world w = {0};
        char changes[1024];
        snprintf(changes, sizeof changes,
                 "%s INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES ('walks', 'features', 'walks', 32636);"
                 "INSERT INTO gpkg_geometry_columns VALUES ('walks', 'geom', 'LINESTRING', 32636, 0, 0);", tables[i]);
        audit_demo(&w, changes, "walks");
        assert_int_equal(compare_geometries(&w, "walks", queries[i]), 0);
        take_down(&w);
    }
}

/* Cell by cell in no order: seeking, stepping, going back. */
static void geometry__asked_for_in_any_order__is_the_same(void **state)
{
    const struct world *w = *state;
    const rasif_table *table = rasif_audit_table(w->audit, "sidewalks");
    size_t n = rasif_table_rows(table), length = 0;
    unsigned char forward[256][32], other[32];
    assert_true(n > 100 && n <= 256);
    for (size_t row = 0; row < n; row++) {
        assert_int_equal(rasif_table_geometry(table, row, NULL, 0, &length, NULL), RASIF_OK);
        unsigned char *wkb = malloc(length);
        assert_non_null(wkb);
        assert_int_equal(rasif_table_geometry(table, row, wkb, length, &length, NULL), RASIF_OK);
        memcpy(forward[row], wkb, 32);
        memset(wkb, 7, length);
        size_t same = 0;
        assert_int_equal(rasif_table_geometry(table, row, wkb, length - 1, &same, NULL), RASIF_OK);
        assert_true(same == length && wkb[0] == 7); /* too little room: nothing is written */
        free(wkb);
    }
    for (size_t k = 0, row = 0; k < 3 * n; k++, row = (row * 37 + 11) % n) {
        unsigned char wkb[65536];
        assert_int_equal(rasif_table_geometry(table, row, wkb, sizeof wkb, &length, NULL), RASIF_OK);
        memcpy(other, wkb, 32);
        assert_memory_equal(other, forward[row], 32);
    }
}

/* ---- memory ---- */

/* A cell for which there is never enough memory, in the second of three rows. */
static void enormous_cell(const struct view *view, size_t row, size_t column, struct cell_scratch *scratch,
                          struct cell *out)
{
    (void)view;
    (void)column;
    cell_text(out, "small");
    if (row == 1)
        cell_room(out, scratch, CELL_TEXT, SIZE_MAX / 2);
}

static void stream__cell_without_memory__is_an_error_and_no_null(void **state)
{
    const struct world *w = *state;
    static const struct view_column column = {.name = "text", .type = "TEXT"};
    const struct view view = {.name = "made", .n_rows = 3, .n_columns = 1, .columns = &column, .cell = enormous_cell,
                              .geometry_column = SIZE_MAX};
    const struct rasif_table table = {.view = &view, .audit = w->audit, .source = SIZE_MAX};
    struct ArrowArrayStream stream;
    struct ArrowArray batch;
    assert_int_equal(rasif_table_arrow(&table, &stream, NULL), RASIF_OK);
    assert_null(stream.get_last_error(&stream));
    for (int i = 0; i < 2; i++) { /* and the same when it is asked once more */
        assert_int_equal(stream.get_next(&stream, &batch), ENOMEM);
        assert_null(batch.release);
        assert_non_null(stream.get_last_error(&stream));
    }
    stream.release(&stream);
}

/* Longer than offsets of 32 bits count; nobody may read its bytes. */
static void endless_cell(const struct view *view, size_t row, size_t column, struct cell_scratch *scratch,
                         struct cell *out)
{
    (void)view;
    (void)row;
    (void)column;
    (void)scratch;
    *out = (struct cell){.type = CELL_TEXT, .lasting = true, .bytes = "short", .length = (size_t)1 << 31};
}

static void stream__cell_of_two_gigabytes__is_an_error(void **state)
{
    const struct world *w = *state;
    static const struct view_column column = {.name = "text", .type = "TEXT"};
    const struct view view = {.name = "made", .n_rows = 1, .n_columns = 1, .columns = &column, .cell = endless_cell,
                              .geometry_column = SIZE_MAX};
    const struct rasif_table table = {.view = &view, .audit = w->audit, .source = SIZE_MAX};
    struct ArrowArrayStream stream;
    struct ArrowArray batch;
    assert_int_equal(rasif_table_arrow(&table, &stream, NULL), RASIF_OK);
    assert_int_equal(stream.get_next(&stream, &batch), EIO);
    assert_string_equal(stream.get_last_error(&stream),
                        "made, column text: a cell of 2147483648 bytes is too long for Arrow");
    stream.release(&stream);
}

static void column__nearly_full__takes_what_its_offsets_count(void **state)
{
    (void)state;
    struct arrow_column column = {.type = RASIF_TYPE_TEXT, .n_bytes = INT32_MAX - 4};
    struct cell good = {.type = CELL_TEXT, .bytes = "four", .length = 4};
    struct cell long_cell = {.type = CELL_TEXT, .bytes = "five!", .length = 5};
    struct cell broken = {.type = CELL_TEXT, .bytes = "\xff\xff", .length = 2}; /* becomes six bytes */
    struct cell null = {.type = CELL_NULL};
    assert_true(arrow_column_has_room(&column, &good));
    assert_false(arrow_column_has_room(&column, &long_cell));
    assert_false(arrow_column_has_room(&column, &broken));
    assert_true(arrow_column_has_room(&column, &null));
    column.n_bytes = 0;
    assert_true(arrow_column_has_room(&column, &broken));
}

static void cell__without_memory__is_told_from_null(void **state)
{
    const struct world *w = *state;
    static const struct view_column column = {.name = "text", .type = "TEXT"};
    const struct view view = {.name = "made", .n_rows = 3, .n_columns = 1, .columns = &column, .cell = enormous_cell,
                              .geometry_column = SIZE_MAX};
    const struct rasif_table table = {.view = &view, .audit = w->audit, .source = SIZE_MAX};
    char text[16];
    assert_true(rasif_table_text(&table, 0, 0, text, sizeof text) == 5);
    assert_true(rasif_table_text(&table, 1, 0, text, sizeof text) == SIZE_MAX); /* no such column */
    assert_false(rasif_audit_cell_lost(w->audit));
    assert_true(rasif_table_text(&table, 0, 1, text, sizeof text) == SIZE_MAX);
    assert_true(rasif_audit_cell_lost(w->audit));
    assert_true(rasif_table_text(&table, 0, 2, text, sizeof text) == 5);
    assert_true(rasif_audit_cell_lost(w->audit));
}

static void geometry__without_memory__is_an_error_and_no_null(void **state)
{
    const struct world *w = *state;
    static const struct view_column column = {.name = "geom", .type = "POINT"};
    const struct view view = {.name = "made", .n_rows = 3, .n_columns = 1, .columns = &column, .cell = enormous_cell};
    const struct rasif_table table = {.view = &view, .audit = w->audit, .source = SIZE_MAX};
    size_t length = 7;
    assert_int_equal(rasif_table_geometry(&table, 1, NULL, 0, &length, NULL), RASIF_E_MEMORY);
    assert_int_equal(rasif_table_geometry(&table, 0, NULL, 0, &length, NULL), RASIF_OK); /* no WKB */
    assert_true(length == SIZE_MAX);
}

static void report__cell_without_memory__fails(void **state)
{
    const struct world *w = *state;
    static const struct view_column column = {.name = "text", .type = "TEXT"};
    const struct view view = {.name = "made", .n_rows = 3, .n_columns = 1, .columns = &column, .cell = enormous_cell,
                              .geometry_column = SIZE_MAX};
    struct text csv = {0}, json = {0};
    rows_csv(&w->audit->run, &view, &csv);
    rows_json(&w->audit->run, &view, &json);
    assert_true(csv.failed && json.failed);
    text_free(&csv);
    text_free(&json);
}

/* ---- columns alone ---- */

/* Names of files may be any bytes; consumers of utf8 take them at their word. */
static void column__text_that_is_not_utf8__has_replacement_characters(void **state)
{
    struct arrow_column column = {0};
    struct ArrowArray batch;
    struct cell cell;
    (void)state;
    assert_true(arrow_column_begin(&column, RASIF_TYPE_TEXT, 3));
    cell_text(&cell, "R\xff\xd8\xa7\xc3");
    assert_true(arrow_column_add(&column, &cell));
    cell_null(&cell);
    assert_true(arrow_column_add(&column, &cell));
    cell_text(&cell, "");
    assert_true(arrow_column_add(&column, &cell));
    assert_true(arrow_batch_new(&column, 1, 3, &batch));
    assert_int_equal(batch.children[0]->null_count, 1);
    struct ArrowSchema text = {.format = "u"};
    struct arrow_value value = arrow_value(batch.children[0], &text, 0);
    assert_int_equal(value.length, 9);
    assert_memory_equal(value.bytes, "R\xef\xbf\xbd\xd8\xa7\xef\xbf\xbd", 9);
    assert_true(arrow_value(batch.children[0], &text, 1).null);
    value = arrow_value(batch.children[0], &text, 2);
    assert_true(!value.null && value.length == 0);
    batch.release(&batch);
}

/* A wrong value would be worse than none. */
static void cell__of_another_type__does_not_fit(void **state)
{
    struct cell cell;
    (void)state;
    cell_int(&cell, 7);
    assert_true(arrow_cell_fits(&cell, RASIF_TYPE_REAL) && arrow_cell_fits(&cell, RASIF_TYPE_INTEGER));
    assert_false(arrow_cell_fits(&cell, RASIF_TYPE_TEXT) || arrow_cell_fits(&cell, RASIF_TYPE_GEOMETRY));
    cell_real(&cell, 7.5);
    assert_true(arrow_cell_fits(&cell, RASIF_TYPE_REAL) && !arrow_cell_fits(&cell, RASIF_TYPE_INTEGER));
    cell_real(&cell, NAN);
    assert_true(arrow_cell_fits(&cell, RASIF_TYPE_TEXT)); /* it is null */
    cell_text(&cell, "7");
    assert_true(arrow_cell_fits(&cell, RASIF_TYPE_TEXT) && !arrow_cell_fits(&cell, RASIF_TYPE_REAL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stream__of_every_table__has_the_cells_that_are_read_one_by_one),
        cmocka_unit_test(geometry__of_input_rows__is_that_of_the_file),
        cmocka_unit_test(schema__of_a_geometry__is_geoarrow_wkb_with_its_system),
        cmocka_unit_test(geometry__null_or_broken__is_null),
        cmocka_unit_test(geometry__of_a_view_and_of_rows_without_number__is_found),
        cmocka_unit_test(geometry__asked_for_in_any_order__is_the_same),
        cmocka_unit_test(stream__cell_without_memory__is_an_error_and_no_null),
        cmocka_unit_test(stream__cell_of_two_gigabytes__is_an_error),
        cmocka_unit_test(column__nearly_full__takes_what_its_offsets_count),
        cmocka_unit_test(cell__without_memory__is_told_from_null),
        cmocka_unit_test(geometry__without_memory__is_an_error_and_no_null),
        cmocka_unit_test(report__cell_without_memory__fails),
        cmocka_unit_test(column__text_that_is_not_utf8__has_replacement_characters),
        cmocka_unit_test(cell__of_another_type__does_not_fit),
    };
    return cmocka_run_group_tests(tests, make_world, end_world);
}
