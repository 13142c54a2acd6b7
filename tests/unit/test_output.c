/* SPDX-License-Identifier: MIT
 *
 * write/output*.c: what the writer keeps of an input and what it adds. */
#include "output_fixture.h"

/* How many cells of the column differ in storage class or bytes. */
static void same_cells(const struct fixture *f, const char *table, const char *key,
                       const char *column)
{
    char *sql = sqlite3_mprintf("ATTACH %Q AS i", f->input);
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    assert_int_equal(sqlite3_open(f->output, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_free(sql);
    sql = sqlite3_mprintf("SELECT quote(a.\"%w\"), quote(b.\"%w\") FROM i.\"%w\" a LEFT JOIN "
                          "main.\"%w\" b ON b.\"%w\" = a.\"%w\" WHERE typeof(a.\"%w\") <> "
                          "typeof(b.\"%w\") OR hex(a.\"%w\") <> hex(b.\"%w\")",
                          column, column, table, table, key, key, column, column, column, column);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
    if (sqlite3_step(statement) == SQLITE_ROW)
        fail_msg("%s: %s became %s", column, sqlite3_column_text(statement, 0),
                 sqlite3_column_text(statement, 1));
    sqlite3_finalize(statement);
    sqlite3_free(sql);
    sqlite3_close(db);
}

static void source__cells_against_their_type__stay_as_they_are(void **state)
{
    struct fixture *f = *state;
    struct setup s = usual(f);
    must_write(&s, f);
    static const char *const names[] = {"i", "r", "t",    "d",      "b",
                                        "j", "n", "a\"b", "select", "geo m"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        same_cells(f, "side \"walks", "fid", names[i]);
    EXPECT(f->output, "SELECT name || ':' || type FROM pragma_table_xinfo('side \"walks')",
           "geo m:POINT,fid:INTEGER,i:MEDIUMINT,r:REAL,t:TEXT(5),d:DATE,b:BOOLEAN,j:JSON,"
           "n:DECIMAL(10, 2),a\"b:BLOB,select:odd,type,rasif_id:TEXT,rasif_wcm_score:REAL,"
           "rasif_n_fail:INTEGER");
    EXPECT(f->output,
           "SELECT fid || ':' || coalesce(rasif_id, '-') || ':' || "
           "coalesce(rasif_wcm_score, '-') || ':' || coalesce(rasif_n_fail, '-') "
           "FROM \"side \"\"walks\"",
           "-3:w-3:50.5:0,2:-:-:-,9:w9:-:1");
    EXPECT(f->output, "SELECT seq FROM sqlite_sequence WHERE name = 'side \"walks'", "40");
}

static void cells__against_the_standard__are_told(void **state)
{
    struct fixture *f = *state;
    struct setup s = usual(f);
    struct diagnostics found = {0};
    /* column, storage class, how often, lowest FID: see nasty_cells */
    static const struct {
        const char *column, *text;
        size_t count;
        int64_t first;
    } expected[] = {{"a\"b", "text", 2, 2}, {"b", "integer", 1, 2},  {"b", "text", 2, -3},
                    {"d", "integer", 1, 2}, {"d", "text", 2, -3},    {"i", "blob", 1, 9},
                    {"i", "real", 1, 2},    {"i", "text", 1, -3},    {"r", "text", 2, -3},
                    {"t", "blob", 1, 9},    {"t", "integer", 1, -3}, {"t", "real", 1, 2}};
    s.found = &found;
    must_write(&s, f);
    assert_int_equal(found.n, sizeof expected / sizeof *expected);
    for (size_t i = 0; i < found.n; i++) {
        assert_int_equal(found.items[i].id, D_cell_invalid);
        assert_string_equal(found.items[i].layer, "side \"walks");
        assert_string_equal(found.items[i].column, expected[i].column);
        assert_string_equal(found.items[i].text, expected[i].text);
        assert_int_equal(found.items[i].count, expected[i].count);
        assert_int_equal(found.items[i].fids[0], expected[i].first);
    }
    diagnostics_free(&found);
}

/* An index that says there are more rows than the table gives: what a damaged page does. */
static void rows__fewer_than_counted__are_an_error_or_told(void **state)
{
    struct fixture *f = *state;
    struct setup s = usual(f);
    struct diagnostics found = {0};
    rasif_error err = {0};
    run_sql(f->input, "CREATE TABLE five(a); INSERT INTO five VALUES(1), (2), (3), (4), (5);"
                      "CREATE INDEX at_a ON five(a); CREATE INDEX at_i ON \"side \"\"walks\"(i);"
                      "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = (SELECT "
                      "rootpage FROM sqlite_schema WHERE name = 'at_a') WHERE name = 'at_i'");
    s.found = &found;
    assert_int_equal(write_to(&s, f->output, &err), RASIF_E_DATA);
    assert_non_null(strstr(err.message, "is damaged: 3 of its 5 rows"));
    assert_int_equal(access(f->output, F_OK), -1);
    s.plan.allow_damaged = true;
    must_write(&s, f);
    bool told = false;
    for (size_t i = 0; i < found.n; i++)
        told = told ||
               (found.items[i].id == D_rows_missing && strcmp(found.items[i].text, "3/5") == 0);
    assert_true(told);
    diagnostics_free(&found);
}

static void contents__of_source__are_kept_and_completed(void **state)
{
    struct fixture *f = *state;
    struct setup s = usual(f);
    must_write(&s, f);
    EXPECT(f->output,
           "SELECT identifier || description || last_change || min_x || min_y || max_x "
           "|| max_y || srs_id FROM gpkg_contents WHERE table_name = 'side \"walks'",
           "Side walksmine2020-01-02T03:04:05.678Z10.020.010.020.0100000");
    EXPECT(f->output,
           "SELECT data_type || identifier || description || last_change || min_x || "
           "max_y || srs_id FROM gpkg_contents WHERE table_name = 'audit_findings'",
           "featuresFindingsنتائج2026-01-15T08:00:00.000Z0.09.032636");
    EXPECT(f->output, "SELECT table_name || feature_count FROM gpkg_ogr_contents",
           "side \"walks3,audit_findings120");
    EXPECT(f->output, "SELECT srs_id FROM gpkg_spatial_ref_sys", "-1,0,4326,32636,100000");
    EXPECT(f->output,
           "SELECT organization || organization_coordsys_id || substr(definition, 1, 6) "
           "FROM gpkg_spatial_ref_sys WHERE srs_id = 32636",
           "EPSG32636PROJCS");
    EXPECT(f->output, "PRAGMA application_id", "1196444487");
}

/* A row for each --lang: what is shown as the title, and what describes it. */
static void titles__of_our_tables__follow_the_languages_asked_for(void **state)
{
    static const struct {
        const char *language;
        unsigned languages;
        const char *titles;
    } cases[] = {
        {"en", 1u << LANGUAGE_en | 1u << LANGUAGE_ar, "Findings|نتائج"},
        {"ar", 1u << LANGUAGE_en | 1u << LANGUAGE_ar, "Findings|نتائج"},
        {"fr", 1u << LANGUAGE_en | 1u << LANGUAGE_ar | 1u << LANGUAGE_fr, "Constats|Findings · نتائج"},
        {"fr", 1u << LANGUAGE_fr | 1u << LANGUAGE_en, "Constats|Findings"},
        {"en", 1u << LANGUAGE_en | 1u << LANGUAGE_ar | 1u << LANGUAGE_fr, "Findings|نتائج · Constats"},
        {"ar", 1u << LANGUAGE_ar | 1u << LANGUAGE_fr, "نتائج|Constats"},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct setup s = usual(f);
        s.plan.language = cases[i].language;
        s.plan.languages = cases[i].languages;
        s.overwrite = true;
        must_write(&s, f);
        EXPECT(f->output,
               "SELECT identifier || '|' || description FROM gpkg_contents WHERE table_name = "
               "'audit_findings'",
               cases[i].titles);
    }
}

static void index__of_every_layer__is_complete(void **state)
{
    struct fixture *f = *state;
    struct setup s = usual(f);
    must_write(&s, f);
    EXPECT(f->output, "SELECT id FROM \"rtree_side \"\"walks_geo m\"", "-3");
    EXPECT(f->output, "SELECT count(*) FROM rtree_audit_findings_geom", "117");
    EXPECT(f->output, "SELECT rtreecheck('rtree_audit_findings_geom')", "ok");
    EXPECT(f->output, "SELECT table_name || column_name || scope FROM gpkg_extensions",
           "side \"walksgeo mwrite-only,audit_findingsgeomwrite-only");
    EXPECT(f->output, "SELECT count(*) FROM sqlite_schema WHERE type = 'trigger'", "16");
    EXPECT(
        f->output,
        "SELECT sql FROM sqlite_schema WHERE name = "
        "'rtree_audit_findings_geom_update4'",
        "CREATE TRIGGER \"rtree_audit_findings_geom_update4\" AFTER UPDATE ON \"audit_findings\" "
        "WHEN OLD.\"fid\" != NEW.\"fid\" AND (NEW.\"geom\" ISNULL OR ST_IsEmpty(NEW.\"geom\")) "
        "BEGIN DELETE FROM \"rtree_audit_findings_geom\" WHERE id IN (OLD.\"fid\", NEW.\"fid\"); "
        "END");
}

static void geometry__crs_corrected__changes_four_bytes_only(void **state)
{
    struct fixture *f = *state;
    struct setup s = usual(f);
    s.sources[0].srs_id = 32637;
    s.sources[0].crs = "EPSG:32637";
    must_write(&s, f);
    EXPECT(f->output, "SELECT hex(substr(\"geo m\", 5, 4)) FROM \"side \"\"walks\" WHERE fid < 9",
           "7D7F0000,7D7F0000");
    char before[256];
    snprintf(before, sizeof before, "%s",
             ask(f->input, "SELECT hex(substr(\"geo m\", 1, 4)) || hex(substr(\"geo m\", 9)) FROM "
                           "\"side \"\"walks\" WHERE fid < 9"));
    EXPECT(f->output,
           "SELECT hex(substr(\"geo m\", 1, 4)) || hex(substr(\"geo m\", 9)) FROM "
           "\"side \"\"walks\" WHERE fid < 9",
           before);
    EXPECT(f->output, "SELECT srs_id FROM gpkg_geometry_columns WHERE table_name = 'side \"walks'",
           "32637");
    EXPECT(f->output, "SELECT count(*) FROM gpkg_spatial_ref_sys WHERE srs_id = 32637", "1");
}

static void others__of_first_input__come_along(void **state)
{
    struct fixture *f = *state;
    run_sql(
        f->input,
        "CREATE TABLE parts(a, b INTEGER, total AS (b * 2), PRIMARY KEY(a, b)) WITHOUT ROWID;"
        "INSERT INTO parts VALUES('x', 1), ('y', 2);"
        "CREATE TABLE loose(v TEXT UNIQUE, up INTEGER REFERENCES parts(a), CHECK(up < 5));"
        "INSERT INTO loose(rowid, v, up) VALUES(5, 'five', 1), (8, NULL, NULL);"
        "CREATE TABLE qgis_projects(name TEXT PRIMARY KEY, metadata BLOB, content BLOB);"
        "INSERT INTO qgis_projects VALUES('p', x'01', 'ab');"
        "CREATE INDEX loose_v ON loose(v); CREATE INDEX walks_t ON \"side \"\"walks\"(t);"
        "CREATE TRIGGER gone AFTER INSERT ON loose BEGIN SELECT unknown(); END;"
        "CREATE VIEW also_gone AS SELECT * FROM loose;"
        "CREATE VIRTUAL TABLE words USING fts5(x);"
        "CREATE TABLE gpkg_data_columns(table_name TEXT NOT NULL, column_name TEXT NOT NULL, "
        "name TEXT, title TEXT, description TEXT, mime_type TEXT, constraint_name TEXT);"
        "INSERT INTO gpkg_data_columns VALUES('side \"walks', 't', 'T', 'Title', NULL, NULL, "
        "NULL), ('side \"walks', 'RASIF_M_OLD', 'R', '', NULL, NULL, NULL), ('nowhere', 't', '', "
        "'', NULL, NULL, NULL);"
        "INSERT INTO gpkg_extensions VALUES('side \"walks', 'geo m', 'gpkg_rtree_index', 'old', "
        "'write-only'), ('gpkg_data_columns', NULL, 'gpkg_schema', 's', 'read-write'), "
        "('nowhere', NULL, 'x_y', '', 'read-write');"
        "CREATE TABLE pyramid(id INTEGER PRIMARY KEY AUTOINCREMENT, zoom_level INTEGER, "
        "tile_data BLOB); INSERT INTO pyramid VALUES(4, 1, x'89');"
        "CREATE TABLE gpkg_tile_matrix_set(table_name TEXT NOT NULL PRIMARY KEY, srs_id INTEGER, "
        "min_x DOUBLE); INSERT INTO gpkg_tile_matrix_set VALUES('pyramid', 3857, 0);"
        "INSERT INTO gpkg_spatial_ref_sys VALUES('m', 3857, 'EPSG', 3857, 'x', NULL);"
        "INSERT INTO gpkg_contents VALUES('pyramid', 'tiles', 'P', '', "
        "'2020-01-01T00:00:00.000Z', 0, 0, 1, 1, 3857);");
    struct setup s = usual(f);
    must_write(&s, f);
    EXPECT(f->output, "SELECT a || b || total FROM parts", "x12,y24");
    EXPECT(f->output, "SELECT rowid || coalesce(v, '-') FROM loose ORDER BY rowid", "5five,8-");
    EXPECT(f->output, "SELECT hex(metadata) || content FROM qgis_projects", "01ab");
    EXPECT(f->output, "SELECT column_name || title FROM gpkg_data_columns", "tTitle");
    EXPECT(f->output,
           "SELECT extension_name || definition FROM gpkg_extensions WHERE table_name = "
           "'gpkg_data_columns'",
           "gpkg_schemas");
    EXPECT(f->output, "SELECT count(*) FROM gpkg_extensions WHERE definition IN ('old', '')", "0");
    EXPECT(f->output, "SELECT id || zoom_level FROM pyramid", "41");
    EXPECT(f->output, "SELECT identifier FROM gpkg_contents WHERE data_type = 'tiles'", "P");
    EXPECT(f->output,
           "SELECT name FROM sqlite_schema WHERE name IN ('gone', 'also_gone', 'words', "
           "'words_data', 'loose_v', 'walks_t') ORDER BY 1",
           "loose_v,walks_t");
    s.plan.roles_only = s.overwrite = true;
    must_write(&s, f);
    EXPECT(f->output,
           "SELECT name FROM sqlite_schema WHERE name IN ('parts', 'loose', 'pyramid', "
           "'qgis_projects')",
           "");
    EXPECT(f->output, "SELECT count(*) FROM gpkg_tile_matrix_set", "0");
}

static void view__registered__becomes_a_table(void **state)
{
    struct fixture *f = *state;
    run_sql(f->input,
            "CREATE VIEW w AS SELECT fid AS OGC_FID, \"a\"\"b\" AS d, i + 1 AS more FROM \"side "
            "\"\"walks\";"
            "CREATE VIEW twice AS SELECT 1 AS k, \"select\" AS t FROM \"side \"\"walks\";"
            "INSERT INTO gpkg_contents VALUES('w', 'attributes', 'w', '', "
            "'2020-01-01T00:00:00.000Z', NULL, NULL, NULL, NULL, NULL), ('twice', 'attributes', "
            "'twice', '', '2020-01-01T00:00:00.000Z', NULL, NULL, NULL, NULL, NULL)");
    struct setup s = usual(f);
    s.n_sources = 3;
    s.sources[1] = (struct source){
        .path = f->input, .display = "in.gpkg", .table = "w", .output = "w", .key = "OGC_FID"};
    s.sources[2] = (struct source){
        .path = f->input, .display = "in.gpkg", .table = "twice", .output = "twice", .key = "k"};
    must_write(&s, f);
    EXPECT(f->output, "SELECT type FROM sqlite_schema WHERE name = 'w'", "table");
    EXPECT(f->output, "SELECT OGC_FID || ':' || typeof(d) || ':' || more FROM w",
           "-3:blob:13,2:text:4.0,9:text:2");
    EXPECT(f->output, "SELECT rasif_fid || k || typeof(t) FROM twice", "11real,21real,31integer");
}

static void table__without_integer_key__gets_one(void **state)
{
    struct fixture *f = *state;
    run_sql(f->input, "CREATE TABLE n(code TEXT PRIMARY KEY, v);"
                      "INSERT INTO n(rowid, code, v) VALUES(3, 'c', 1), (1, 'a', 2);"
                      "INSERT INTO gpkg_contents VALUES('n', 'attributes', 'n', '', "
                      "'2020-01-01T00:00:00.000Z', NULL, NULL, NULL, NULL, 0)");
    struct setup s = usual(f);
    s.n_sources = 2;
    s.sources[1] = (struct source){
        .path = f->input, .display = "in.gpkg", .table = "n", .output = "n", .key = "rowid"};
    must_write(&s, f);
    EXPECT(f->output, "SELECT rasif_fid || code || v FROM n", "1a2,3c1");
}

static void second_input__same_name__stands_beside(void **state)
{
    struct fixture *f = *state;
    run_sql(f->second, core);
    run_sql(f->second,
            "CREATE TABLE \"side \"\"walks\"(fid INTEGER PRIMARY KEY, geom POINT, x TEXT);"
            "INSERT INTO \"side \"\"walks\" VALUES(1, NULL, 'second');"
            "INSERT INTO gpkg_spatial_ref_sys VALUES('b', 200000, 'NONE', 6, 'B[]', '');"
            "INSERT INTO gpkg_contents VALUES('side \"walks', 'features', 'Side walks', "
            "'', '2021-01-01T00:00:00.000Z', NULL, NULL, NULL, NULL, 200000);"
            "INSERT INTO gpkg_geometry_columns VALUES('side \"walks', 'geom', 'POINT', "
            "200000, 1, 0);"
            "CREATE TABLE not_wanted(x);"
            "CREATE TABLE layer_styles(id INTEGER PRIMARY KEY, f_table_name, "
            "f_geometry_column, styleName, styleQML, useAsDefault, extra);"
            "INSERT INTO layer_styles VALUES(7, 'side \"walks', 'geom', 'S', '<q/>', 1, 2)");
    struct setup s = usual(f);
    s.n_sources = s.n_inputs = 2;
    s.sources[1] = (struct source){.path = f->second,
                                   .display = "second.gpkg",
                                   .input = 1,
                                   .table = "side \"walks",
                                   .output = "side \"walks_2",
                                   .geometry_column = "geom",
                                   .geometry_type = "POINT",
                                   .key = "fid",
                                   .srs_id = 200000};
    must_write(&s, f);
    EXPECT(f->output, "SELECT x FROM \"side \"\"walks_2\"", "second");
    EXPECT(f->output,
           "SELECT coalesce(identifier, 'null') || last_change FROM gpkg_contents WHERE "
           "table_name = 'side \"walks_2'",
           "null2021-01-01T00:00:00.000Z");
    EXPECT(f->output, "SELECT z FROM gpkg_geometry_columns WHERE table_name = 'side \"walks_2'",
           "1");
    EXPECT(f->output, "SELECT definition FROM gpkg_spatial_ref_sys WHERE srs_id = 200000", "B[]");
    EXPECT(f->output, "SELECT f_table_name || styleName || useAsDefault FROM layer_styles",
           "side \"walks_2S1");
    EXPECT(f->output, "SELECT count(*) FROM sqlite_schema WHERE name = 'not_wanted'", "0");
}

static void styles__ours_and_the_users__live_together(void **state)
{
    struct fixture *f = *state;
    run_sql(
        f->input,
        "CREATE TABLE layer_styles(id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "
        "f_table_catalog TEXT, f_table_schema TEXT, f_table_name TEXT, f_geometry_column TEXT, "
        "styleName TEXT, styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, "
        "owner TEXT, ui TEXT, update_time DATETIME, mine TEXT);"
        "INSERT INTO layer_styles VALUES"
        "(3, '', '', 'side \"walks', 'geo m', 'users', '<a/>', 's', 1, 'd', 'me', NULL, 't', 'm'),"
        "(5, '', '', 'nowhere', 'geom', 'lost', '', '', 1, '', '', NULL, 't', NULL),"
        "(6, '', '', 'side \"walks', 'geo m', 'stale', '', '', 0, '', 'rasif', NULL, 't', NULL)");
    struct setup s = usual(f);
    s.styles[0] =
        (struct output_style){"side \"walks", "geo m", "Accessibility", "about", "<q/>", true, false};
    s.styles[1] =
        (struct output_style){"audit_findings", "geom", "Findings", "", "<f/>", true, true};
    s.plan.n_styles = 2;
    must_write(&s, f);
    EXPECT(f->output,
           "SELECT id || styleName || useAsDefault || coalesce(mine, '-') FROM "
           "layer_styles",
           "3users0m,7Accessibility1-,8Findings1-");
    EXPECT(f->output,
           "SELECT f_table_schema || '|' || update_time || owner || styleQML FROM "
           "layer_styles WHERE id = 7",
           "|2026-01-15T08:00:00.000Zrasif<q/>");
    EXPECT(f->output,
           "SELECT data_type || last_change FROM gpkg_contents WHERE table_name = "
           "'layer_styles'",
           "attributes2026-01-15T08:00:00.000Z");
    s.styles[0].only_alone = true; /* the user's stays alone, and the default */
    s.overwrite = true;
    must_write(&s, f);
    EXPECT(f->output, "SELECT id || styleName || useAsDefault FROM layer_styles", "3users1,7Findings1");
    run_sql(f->input, "DROP TABLE layer_styles");
    s.overwrite = true;
    must_write(&s, f);
    EXPECT(f->output, "SELECT id || styleName FROM layer_styles", "1Accessibility,2Findings");
}

static void audit_of_an_audit__replaces_what_was_added(void **state)
{
    struct fixture *f = *state;
    run_sql(f->input, "CREATE TABLE audit_findings(fid INTEGER PRIMARY KEY, old TEXT);"
                      "CREATE TABLE audit_links(fid INTEGER PRIMARY KEY, old TEXT);"
                      "INSERT INTO gpkg_contents VALUES('audit_findings', 'attributes', 'af', '', "
                      "'2020-01-01T00:00:00.000Z', NULL, NULL, NULL, NULL, NULL);");
    struct setup s = usual(f);
    s.n_sources = 2;
    s.sources[1] = (struct source){.path = f->input,
                                   .display = "in.gpkg",
                                   .table = "audit_findings",
                                   .output = "audit_findings",
                                   .key = "fid"};
    rasif_error err = {0};
    assert_int_equal(write_to(&s, f->output, &err), RASIF_E_DATA); /* a user's own: not ours */
    assert_non_null(strstr(err.message, "rename it"));
    run_sql(f->input, "CREATE TABLE audit_manifest(fid INTEGER PRIMARY KEY, key TEXT, value TEXT)");
    s.inputs[0].audited = true;
    must_write(&s, f);
    EXPECT(f->output, "SELECT count(*) FROM audit_findings WHERE rule IS NOT NULL", "120");
    EXPECT(f->output,
           "SELECT count(*) FROM sqlite_schema WHERE name IN ('audit_links', "
           "'audit_manifest')",
           "0");
}

/* Nobody audited the layer: the columns are the user's own, whatever they are called. */
static void columns__of_the_user__stand_beside_ours(void **state)
{
    struct fixture *f = *state;
    struct setup s = usual(f);
    struct diagnostics found = {0};
    s.sources[0].audited = false;
    s.found = &found;
    run_sql(f->input, "ALTER TABLE \"side \"\"walks\" ADD COLUMN Rasif_ID_2 TEXT");
    must_write(&s, f);
    EXPECT(f->output, "SELECT name FROM pragma_table_xinfo('side \"walks') WHERE cid > 10",
           "rasif_id_3,RASIF_M_OLD,Rasif_ID_2,rasif_id,rasif_wcm_score,rasif_n_fail");
    EXPECT(f->output, "SELECT fid || coalesce(rasif_id_3, '-') || coalesce(rasif_id, '-') FROM \"side \"\"walks\"",
           "-3oldw-3,2old-,9-w9");
    size_t told = 0;
    for (size_t i = 0; i < found.n; i++)
        if (found.items[i].id == D_column_renamed) {
            told++;
            assert_string_equal(found.items[i].column, "rasif_id");
            assert_string_equal(found.items[i].text, "rasif_id_3");
        }
    assert_int_equal(told, 1);
    diagnostics_free(&found);
}

/* What stands behind a definition in the schema is no definition. */
static void definitions__with_a_tail__run_nothing_else(void **state)
{
    struct fixture *f = *state;
    char sql[512], other[160];
    snprintf(other, sizeof other, "%s/other", f->folder);
    snprintf(sql, sizeof sql,
             "CREATE TABLE mine(a); INSERT INTO mine VALUES(1); CREATE INDEX by_a ON mine(a); PRAGMA "
             "writable_schema = ON; UPDATE sqlite_schema SET sql = sql || '; ATTACH ''%s'' AS o; CREATE TABLE "
             "o.x(y)' WHERE name IN ('mine', 'by_a')",
             other);
    run_sql(f->input, sql);
    struct setup s = usual(f);
    must_write(&s, f);
    assert_int_equal(access(other, F_OK), -1);
    EXPECT(f->output, "SELECT sql FROM sqlite_schema WHERE name IN ('mine', 'by_a')",
           "CREATE TABLE mine(a),CREATE INDEX by_a ON mine(a)");
    EXPECT(f->output, "SELECT a FROM mine", "1");
}

static void output__twice__has_the_same_bytes(void **state)
{
    struct fixture *f = *state;
    struct setup s = usual(f);
    must_write(&s, f);
    char *bytes[2];
    long sizes[2];
    for (int i = 0; i < 2; i++) {
        FILE *file = fopen(f->output, "rb");
        fseek(file, 0, SEEK_END);
        sizes[i] = ftell(file);
        rewind(file);
        bytes[i] = malloc((size_t)sizes[i]);
        assert_int_equal(fread(bytes[i], 1, (size_t)sizes[i], file), sizes[i]);
        fclose(file);
        s.overwrite = true;
        must_write(&s, f);
    }
    assert_int_equal(sizes[0], sizes[1]);
    assert_memory_equal(bytes[0], bytes[1], (size_t)sizes[0]);
    free(bytes[0]);
    free(bytes[1]);
}

static void input__utf16__is_written_in_its_encoding(void **state)
{
    struct fixture *f = *state;
    char sql[sizeof core + 64];
    snprintf(sql, sizeof sql, "PRAGMA encoding = 'UTF-16le';%s", core);
    unlink(f->input);
    run_sql(f->input, sql);
    add_nasty_layer(f);
    struct setup s = usual(f);
    must_write(&s, f);
    EXPECT(f->output, "PRAGMA encoding", "UTF-16le");
    same_cells(f, "side \"walks", "fid", "t");
    EXPECT(f->output, "SELECT rasif_id FROM \"side \"\"walks\" WHERE fid = 9", "w9");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(source__cells_against_their_type__stay_as_they_are),
        TEST(cells__against_the_standard__are_told),
        TEST(rows__fewer_than_counted__are_an_error_or_told),
        TEST(contents__of_source__are_kept_and_completed),
        TEST(titles__of_our_tables__follow_the_languages_asked_for),
        TEST(index__of_every_layer__is_complete),
        TEST(geometry__crs_corrected__changes_four_bytes_only),
        TEST(others__of_first_input__come_along),
        TEST(view__registered__becomes_a_table),
        TEST(table__without_integer_key__gets_one),
        TEST(second_input__same_name__stands_beside),
        TEST(styles__ours_and_the_users__live_together),
        TEST(audit_of_an_audit__replaces_what_was_added),
        TEST(columns__of_the_user__stand_beside_ours),
        TEST(definitions__with_a_tail__run_nothing_else),
        TEST(output__twice__has_the_same_bytes),
        TEST(input__utf16__is_written_in_its_encoding),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
