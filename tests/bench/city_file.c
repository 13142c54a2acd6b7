/* SPDX-License-Identifier: MIT
 *
 * Writes the city as a GeoPackage like those of GDAL 3.6: its tables, triggers and R-trees, in one
 * transaction. */
#include "city.h"

#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- what the layers hold ---- */

enum kind {
    ID,       /* word + row                                              */
    STREET,   /* the street's ID                                         */
    CROSSING, /* the crossing's ID                                       */
    WORD,     /* one of words; a word that stands there twice is twice as frequent */
    REAL,     /* from low to high, most in the middle, in steps; below 0 is 0  */
    WHOLE,
    NAME,
    NAME_AR,
    CLASS
};

struct column {
    const char *name;
    enum kind kind;
    unsigned null_pct;
    const char *words;
    double low, high, step;
};

#define SURFACES "asphalt asphalt concrete concrete concrete paving_stones paving_stones paving_stones paving_stones sett gravel"
#define SMOOTHNESS "excellent excellent good good good good good intermediate intermediate intermediate bad"

static const struct column street_columns[] = {
    {"street_id", ID, 0, "st", 0, 0, 0},
    {"name", NAME, 30, NULL, 0, 0, 0},
    {"name_ar", NAME_AR, 10, NULL, 0, 0, 0},
    {"class", CLASS, 2, NULL, 0, 0, 0},
    {"lanes", WHOLE, 20, NULL, 1, 4, 1},
    {"maxspeed_kmh", REAL, 35, NULL, 30, 60, 10},
    {"oneway", WORD, 20, "no no no yes", 0, 0, 0},
    {"street_grade_pct", REAL, 20, NULL, 0, 10, 0.1},
    {"carriageway_width_m", REAL, 20, NULL, 6, 9, 0.1},
    {0},
};
static const struct column sidewalk_columns[] = {
    {"sidewalk_id", ID, 5, "sw", 0, 0, 0},
    {"street_id", STREET, 70, NULL, 0, 0, 0},
    {"clear_width_m", REAL, 15, NULL, 0.8, 2.9, 0.01},
    {"running_slope_pct", REAL, 20, NULL, 0, 7, 0.1},
    {"cross_slope_pct", REAL, 25, NULL, 0, 2.8, 0.1},
    {"surface", WORD, 10, SURFACES, 0, 0, 0},
    {"smoothness", WORD, 20, SMOOTHNESS, 0, 0, 0},
    {"vertical_edge_mm", REAL, 25, NULL, -5, 11, 1},
    {"headroom_m", REAL, 25, NULL, 1.8, 3.4, 0.05},
    {"kerb_height_mm", REAL, 20, NULL, 60, 180, 10},
    {"tactile_guidance", WORD, 20, "no no no no yes", 0, 0, 0},
    {"lit", WORD, 20, "yes yes yes no", 0, 0, 0},
    {"obstacles", WORD, 60, "tree pole bin tree tree;pole pole tree planter;bollard parked_vehicle", 0, 0, 0},
    {0},
};
static const struct column crossing_columns[] = {
    {"crossing_id", ID, 5, "cr", 0, 0, 0},
    {"street_id", STREET, 60, NULL, 0, 0, 0},
    {"control", WORD, 15, "uncontrolled uncontrolled uncontrolled stop_yield signal", 0, 0, 0},
    {"markings", WORD, 20, "no yes yes zebra zebra zebra", 0, 0, 0},
    {"clear_width_m", REAL, 20, NULL, 1.5, 5, 0.1},
    {"cross_slope_pct", REAL, 25, NULL, 0, 5.5, 0.1},
    {"signal_audible", WORD, 60, "no no yes", 0, 0, 0},
    {"walk_s", REAL, 70, NULL, 4, 12, 1},
    {"clearance_s", REAL, 70, NULL, 5, 15, 1},
    {"island", WORD, 20, "no no no no yes", 0, 0, 0},
    {"lanes", WHOLE, 20, NULL, 1, 4, 1},
    {0},
};
static const struct column ramp_columns[] = {
    {"ramp_id", ID, 5, "ra", 0, 0, 0},
    {"crossing_id", CROSSING, 50, NULL, 0, 0, 0},
    {"kerb", WORD, 10, "lowered lowered lowered lowered lowered flush flush rolled raised", 0, 0, 0},
    {"kerb_height_mm", REAL, 20, NULL, 0, 160, 10},
    {"running_slope_pct", REAL, 20, NULL, 3, 13, 0.1},
    {"cross_slope_pct", REAL, 25, NULL, 0, 2.6, 0.1},
    {"clear_width_m", REAL, 20, NULL, 1, 2.2, 0.05},
    {"lip_mm", REAL, 25, NULL, -25, 20, 1},
    {"landing_m", REAL, 25, NULL, 0.9, 2.2, 0.05},
    {"tactile_warning", WORD, 15, "no yes yes yes yes yes yes partial faulty", 0, 0, 0},
    {0},
};

static const struct layer_plan {
    const char *name, *type;
    const struct column *columns;
} layers[LAYERS] = {
    {"streets", "LINESTRING", street_columns},
    {"sidewalks", "LINESTRING", sidewalk_columns},
    {"crossings", "LINESTRING", crossing_columns},
    {"ramps", "POINT", ramp_columns},
};

static const char *const persons[] = {"King Talal", "Omar", "Prince Hassan", "Khalid", "Queen Alia", "Salahuddin"};
static const char *const persons_ar[] = {"الملك طلال", "عمر", "الأمير الحسن", "خالد", "الملكة علياء", "صلاح الدين"};
static const char *const classes[] = {"residential", "residential", "residential", "residential",
                                      "tertiary",    "living_street", "secondary"};

/* ---- the file around them ---- */

static const char file_sql[] =
    "PRAGMA application_id = 1196444487; PRAGMA user_version = 10200; PRAGMA page_size = 4096;"
    "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA encoding = 'UTF-8';"
    "BEGIN;"
    "CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL,srs_id INTEGER NOT NULL PRIMARY KEY,"
    "organization TEXT NOT NULL,organization_coordsys_id INTEGER NOT NULL,definition  TEXT NOT NULL,"
    "description TEXT);"
    "INSERT INTO gpkg_spatial_ref_sys VALUES('Undefined Cartesian SRS',-1,'NONE',-1,'undefined',"
    "'undefined Cartesian coordinate reference system');"
    "INSERT INTO gpkg_spatial_ref_sys VALUES('Undefined geographic SRS',0,'NONE',0,'undefined',"
    "'undefined geographic coordinate reference system');"
    "INSERT INTO gpkg_spatial_ref_sys VALUES('WGS 84 geodetic',4326,'EPSG',4326,'GEOGCS[\"WGS 84\","
    "DATUM[\"WGS_1984\",SPHEROID[\"WGS 84\",6378137,298.257223563,AUTHORITY[\"EPSG\",\"7030\"]],"
    "AUTHORITY[\"EPSG\",\"6326\"]],PRIMEM[\"Greenwich\",0,AUTHORITY[\"EPSG\",\"8901\"]],"
    "UNIT[\"degree\",0.0174532925199433,AUTHORITY[\"EPSG\",\"9122\"]],AXIS[\"Latitude\",NORTH],"
    "AXIS[\"Longitude\",EAST],AUTHORITY[\"EPSG\",\"4326\"]]',"
    "'longitude/latitude coordinates in decimal degrees on the WGS 84 spheroid');"
    "CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY,data_type TEXT NOT NULL,"
    "identifier TEXT UNIQUE,description TEXT DEFAULT '',last_change DATETIME NOT NULL DEFAULT "
    "(strftime('%Y-%m-%dT%H:%M:%fZ','now')),min_x DOUBLE, min_y DOUBLE,max_x DOUBLE, max_y DOUBLE,"
    "srs_id INTEGER,CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES "
    "gpkg_spatial_ref_sys(srs_id));"
    "CREATE TABLE gpkg_ogr_contents(table_name TEXT NOT NULL PRIMARY KEY,feature_count INTEGER DEFAULT NULL);"
    "CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL,column_name TEXT NOT NULL,"
    "geometry_type_name TEXT NOT NULL,srs_id INTEGER NOT NULL,z TINYINT NOT NULL,m TINYINT NOT NULL,"
    "CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),CONSTRAINT uk_gc_table_name UNIQUE "
    "(table_name),CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),"
    "CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));"
    "CREATE TABLE gpkg_extensions (table_name TEXT,column_name TEXT,extension_name TEXT NOT NULL,"
    "definition TEXT NOT NULL,scope TEXT NOT NULL,CONSTRAINT ge_tce UNIQUE (table_name, column_name, "
    "extension_name));";

static const char utm_sql[] =
    "INSERT INTO gpkg_spatial_ref_sys VALUES('WGS 84 / UTM zone 36N',32636,'EPSG',32636,"
    "'PROJCS[\"WGS 84 / UTM zone 36N\",GEOGCS[\"WGS 84\",DATUM[\"WGS_1984\",SPHEROID[\"WGS 84\","
    "6378137,298.257223563,AUTHORITY[\"EPSG\",\"7030\"]],AUTHORITY[\"EPSG\",\"6326\"]],"
    "PRIMEM[\"Greenwich\",0,AUTHORITY[\"EPSG\",\"8901\"]],UNIT[\"degree\",0.0174532925199433,"
    "AUTHORITY[\"EPSG\",\"9122\"]],AUTHORITY[\"EPSG\",\"4326\"]],PROJECTION[\"Transverse_Mercator\"],"
    "PARAMETER[\"latitude_of_origin\",0],PARAMETER[\"central_meridian\",33],"
    "PARAMETER[\"scale_factor\",0.9996],PARAMETER[\"false_easting\",500000],"
    "PARAMETER[\"false_northing\",0],UNIT[\"metre\",1,AUTHORITY[\"EPSG\",\"9001\"]],"
    "AXIS[\"Easting\",EAST],AXIS[\"Northing\",NORTH],AUTHORITY[\"EPSG\",\"32636\"]]',NULL);";

/* @: the layer. After the rows, as GDAL does it. */
static const char triggers_sql[] =
    "CREATE TRIGGER \"rtree_@_geom_insert\" AFTER INSERT ON \"@\" WHEN (new.\"geom\" NOT NULL AND "
    "NOT ST_IsEmpty(NEW.\"geom\")) BEGIN INSERT OR REPLACE INTO \"rtree_@_geom\" VALUES (NEW.\"fid\","
    "ST_MinX(NEW.\"geom\"), ST_MaxX(NEW.\"geom\"),ST_MinY(NEW.\"geom\"), ST_MaxY(NEW.\"geom\")); END;"
    "CREATE TRIGGER \"rtree_@_geom_update1\" AFTER UPDATE OF \"geom\" ON \"@\" WHEN OLD.\"fid\" = "
    "NEW.\"fid\" AND (NEW.\"geom\" NOTNULL AND NOT ST_IsEmpty(NEW.\"geom\")) BEGIN INSERT OR REPLACE INTO "
    "\"rtree_@_geom\" VALUES (NEW.\"fid\",ST_MinX(NEW.\"geom\"), ST_MaxX(NEW.\"geom\"),"
    "ST_MinY(NEW.\"geom\"), ST_MaxY(NEW.\"geom\")); END;"
    "CREATE TRIGGER \"rtree_@_geom_update2\" AFTER UPDATE OF \"geom\" ON \"@\" WHEN OLD.\"fid\" = "
    "NEW.\"fid\" AND (NEW.\"geom\" ISNULL OR ST_IsEmpty(NEW.\"geom\")) BEGIN DELETE FROM "
    "\"rtree_@_geom\" WHERE id = OLD.\"fid\"; END;"
    "CREATE TRIGGER \"rtree_@_geom_update3\" AFTER UPDATE ON \"@\" WHEN OLD.\"fid\" != NEW.\"fid\" "
    "AND (NEW.\"geom\" NOTNULL AND NOT ST_IsEmpty(NEW.\"geom\")) BEGIN DELETE FROM \"rtree_@_geom\" "
    "WHERE id = OLD.\"fid\"; INSERT OR REPLACE INTO \"rtree_@_geom\" VALUES (NEW.\"fid\","
    "ST_MinX(NEW.\"geom\"), ST_MaxX(NEW.\"geom\"),ST_MinY(NEW.\"geom\"), ST_MaxY(NEW.\"geom\")); END;"
    "CREATE TRIGGER \"rtree_@_geom_update4\" AFTER UPDATE ON \"@\" WHEN OLD.\"fid\" != NEW.\"fid\" "
    "AND (NEW.\"geom\" ISNULL OR ST_IsEmpty(NEW.\"geom\")) BEGIN DELETE FROM \"rtree_@_geom\" WHERE "
    "id IN (OLD.\"fid\", NEW.\"fid\"); END;"
    "CREATE TRIGGER \"rtree_@_geom_delete\" AFTER DELETE ON \"@\" WHEN old.\"geom\" NOT NULL BEGIN "
    "DELETE FROM \"rtree_@_geom\" WHERE id = OLD.\"fid\"; END;"
    "CREATE TRIGGER \"trigger_insert_feature_count_@\" AFTER INSERT ON \"@\" BEGIN UPDATE "
    "gpkg_ogr_contents SET feature_count = feature_count + 1 WHERE lower(table_name) = lower('@'); END;"
    "CREATE TRIGGER \"trigger_delete_feature_count_@\" AFTER DELETE ON \"@\" BEGIN UPDATE "
    "gpkg_ogr_contents SET feature_count = feature_count - 1 WHERE lower(table_name) = lower('@'); END;";

/* ---- writing ---- */

struct file {
    const struct city *city;
    sqlite3 *db;
    bool failed;
};

static void run(struct file *file, const char *sql)
{
    char *message = NULL;
    if (!file->failed && sqlite3_exec(file->db, sql, NULL, NULL, &message) != SQLITE_OK) {
        fprintf(stderr, "city: %s\n", message);
        file->failed = true;
    }
    sqlite3_free(message);
}

static sqlite3_stmt *prepare(struct file *file, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    if (!file->failed && sqlite3_prepare_v2(file->db, sql, -1, &statement, NULL) != SQLITE_OK) {
        fprintf(stderr, "city: %s\n", sqlite3_errmsg(file->db));
        file->failed = true;
    }
    return statement;
}

static void step(struct file *file, sqlite3_stmt *statement)
{
    if (!file->failed && sqlite3_step(statement) != SQLITE_DONE) {
        fprintf(stderr, "city: %s\n", sqlite3_errmsg(file->db));
        file->failed = true;
    }
    sqlite3_reset(statement);
}

static const char *sql_type(enum kind kind)
{
    return kind == REAL ? "REAL" : kind == WHOLE ? "MEDIUMINT" : "TEXT";
}

static sqlite3_stmt *create_layer(struct file *file, const struct layer_plan *layer)
{
    char create[2000], insert[400];
    int n = snprintf(create, sizeof create,
                     "CREATE TABLE \"%s\" ( \"fid\" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, \"geom\" %s",
                     layer->name, layer->type);
    int k = snprintf(insert, sizeof insert, "INSERT INTO \"%s\" VALUES (?,?", layer->name);
    for (const struct column *column = layer->columns; column->name != NULL; column++) {
        n += snprintf(create + n, sizeof create - (size_t)n, ", \"%s\" %s", column->name, sql_type(column->kind));
        k += snprintf(insert + k, sizeof insert - (size_t)k, ",?");
    }
    snprintf(create + n, sizeof create - (size_t)n, ")");
    snprintf(insert + k, sizeof insert - (size_t)k, ")");
    run(file, create);
    return prepare(file, insert);
}

static void bind_word(const struct city *city, sqlite3_stmt *row, int at, const struct column *column,
                      unsigned what, uint64_t number)
{
    const char *words = column->words;
    uint64_t n = 1, length;
    for (const char *c = words; *c != '\0'; c++)
        n += *c == ' ';
    for (uint64_t skip = city_chance(city, what, number) % n; skip > 0; skip--)
        words = strchr(words, ' ') + 1;
    length = strcspn(words, " ");
    sqlite3_bind_text(row, at, words, (int)length, SQLITE_STATIC);
}

static void bind_name(const struct city *city, sqlite3_stmt *row, int at, uint64_t street, bool arabic)
{
    uint64_t line = city_street_line(city, street), chance = city_chance(city, FOR_LINE, line);
    char text[120];
    unsigned person = (unsigned)(chance % (sizeof persons / sizeof *persons)), number = (unsigned)(chance >> 8) % 20000;
    if (arabic)
        snprintf(text, sizeof text, "شارع %s %u", persons_ar[person], number);
    else
        snprintf(text, sizeof text, "%s Street %u", persons[person], number);
    sqlite3_bind_text(row, at, text, -1, SQLITE_TRANSIENT);
}

static uint64_t street_of(const struct city *city, enum layer layer, uint64_t number)
{
    return layer == SIDEWALKS ? number / 2 : layer == CROSSINGS ? city_street_of_crossing(city, number) : number;
}

static void bind_cell(const struct city *city, sqlite3_stmt *row, int at, enum layer layer,
                      const struct column *column, uint64_t number)
{
    unsigned what = FOR_CELL + 64 * layer + 2 * (unsigned)(column - layers[layer].columns);
    char id[40];
    if (city_chance(city, what, number) % 100 < column->null_pct) {
        sqlite3_bind_null(row, at);
        return;
    }
    switch (column->kind) {
    case ID:
        snprintf(id, sizeof id, "%s-%llu", column->words, (unsigned long long)number + 1);
        sqlite3_bind_text(row, at, id, -1, SQLITE_TRANSIENT);
        return;
    case STREET:
        snprintf(id, sizeof id, "st-%llu", (unsigned long long)street_of(city, layer, number) + 1);
        sqlite3_bind_text(row, at, id, -1, SQLITE_TRANSIENT);
        return;
    case CROSSING:
        snprintf(id, sizeof id, "cr-%llu", (unsigned long long)city_end_of_ramp(city, number) / 2 + 1);
        sqlite3_bind_text(row, at, id, -1, SQLITE_TRANSIENT);
        return;
    case WORD:
        bind_word(city, row, at, column, what + 1, number);
        return;
    case NAME:
    case NAME_AR:
        bind_name(city, row, at, number, column->kind == NAME_AR);
        return;
    case CLASS:
        sqlite3_bind_text(row, at,
                          classes[city_chance(city, what + 1, city_street_line(city, number)) %
                                  (sizeof classes / sizeof *classes)],
                          -1, SQLITE_STATIC);
        return;
    default: {
        double middling = (city_share(city, what + 1, number) + city_share(city, FOR_END + what, number)) / 2;
        double steps = floor((column->low + (column->high - column->low) * middling) / column->step + 0.5);
        /* Divided by a whole number where there is one: 0.1 times 3 is not 0.3. */
        steps = fmax(steps, 0);
        double value = column->step < 1 ? steps / floor(1 / column->step + 0.5) : steps * column->step;
        if (column->kind == WHOLE)
            sqlite3_bind_int64(row, at, (sqlite3_int64)value);
        else
            sqlite3_bind_double(row, at, value);
    }
    }
}

struct boxed {
    sqlite3_int64 fid;
    double box[4];
};

static void index_layer(struct file *file, const char *name, const struct boxed *boxes, size_t n)
{
    char *sql = sqlite3_mprintf("CREATE VIRTUAL TABLE \"rtree_%s_geom\" USING rtree(id, minx, maxx, miny, maxy)", name);
    run(file, sql);
    sqlite3_free(sql);
    sql = sqlite3_mprintf("INSERT INTO \"rtree_%s_geom\" VALUES (?,?,?,?,?)", name);
    sqlite3_stmt *insert = prepare(file, sql);
    sqlite3_free(sql);
    for (size_t i = 0; i < n && !file->failed; i++) {
        sqlite3_bind_int64(insert, 1, boxes[i].fid);
        for (int k = 0; k < 4; k++)
            sqlite3_bind_double(insert, 2 + k, boxes[i].box[k]);
        step(file, insert);
    }
    sqlite3_finalize(insert);
}

static void create_triggers(struct file *file, const char *name)
{
    sqlite3_str *sql = sqlite3_str_new(NULL);
    for (const char *c = triggers_sql; *c != '\0'; c++) {
        if (*c == '@')
            sqlite3_str_appendall(sql, name);
        else
            sqlite3_str_appendchar(sql, 1, *c);
    }
    char *text = sqlite3_str_finish(sql);
    run(file, text);
    sqlite3_free(text);
}

static void register_layer(struct file *file, const struct layer_plan *layer, uint64_t n, const double all[4])
{
    char *sql = sqlite3_mprintf(
        "INSERT INTO gpkg_contents VALUES('%s','features','%s','','2026-01-15T08:00:00.000Z',"
        "%!.17g,%!.17g,%!.17g,%!.17g,%d);"
        "INSERT INTO gpkg_ogr_contents VALUES('%s',%lld);"
        "INSERT INTO gpkg_geometry_columns VALUES('%s','geom','%s',%d,0,0);"
        "INSERT INTO gpkg_extensions VALUES('%s','geom','gpkg_rtree_index',"
        "'http://www.geopackage.org/spec120/#extension_rtree','write-only');",
        layer->name, layer->name, all[0], all[2], all[1], all[3], (int)file->city->crs, layer->name,
        (long long)n, layer->name, layer->type, (int)file->city->crs, layer->name);
    run(file, sql);
    sqlite3_free(sql);
    create_triggers(file, layer->name);
}

static void write_layer(struct file *file, enum layer number)
{
    const struct city *city = file->city;
    const struct layer_plan *layer = &layers[number];
    const uint64_t counts[LAYERS] = {city->streets, city->sidewalks, city->crossings, city->ramps};
    uint64_t n = counts[number];
    struct boxed *boxes = malloc(n * sizeof *boxes);
    size_t n_boxes = 0;
    double all[4] = {INFINITY, -INFINITY, INFINITY, -INFINITY};
    sqlite3_int64 fid = 0;
    sqlite3_stmt *row = create_layer(file, layer);
    file->failed = file->failed || boxes == NULL;
    for (uint64_t i = 0; i < n && !file->failed; i++) {
        unsigned char blob[200];
        struct boxed boxed;
        size_t size = city_geometry(city, number, i, blob, boxed.box);
        uint64_t gap = city_chance(city, FOR_GAP + number, i) % 1000;
        fid += gap < 10 ? 2 + (sqlite3_int64)gap : 1;
        sqlite3_bind_int64(row, 1, fid);
        if (size == 0)
            sqlite3_bind_null(row, 2);
        else
            sqlite3_bind_blob(row, 2, blob, (int)size, SQLITE_STATIC);
        for (int k = 0; layer->columns[k].name != NULL; k++)
            bind_cell(city, row, 3 + k, number, &layer->columns[k], i);
        step(file, row);
        if (size == 0 || boxed.box[0] > boxed.box[1])
            continue;
        boxed.fid = fid;
        boxes[n_boxes++] = boxed;
        for (int k = 0; k < 4; k += 2) {
            all[k] = fmin(all[k], boxed.box[k]);
            all[k + 1] = fmax(all[k + 1], boxed.box[k + 1]);
        }
    }
    sqlite3_finalize(row);
    if (!file->failed) {
        index_layer(file, layer->name, boxes, n_boxes);
        register_layer(file, layer, n, all);
    }
    free(boxes);
}

int city_write(const struct city *city, const char *path)
{
    struct file file = {.city = city};
    remove(path);
    if (sqlite3_open(path, &file.db) != SQLITE_OK) {
        fprintf(stderr, "city: %s: %s\n", path, sqlite3_errmsg(file.db));
        file.failed = true;
    }
    run(&file, file_sql);
    if (city->crs != 4326)
        run(&file, utm_sql);
    for (int i = 0; i < LAYERS; i++)
        write_layer(&file, (enum layer)i);
    run(&file, "COMMIT");
    sqlite3_close(file.db);
    if (file.failed)
        remove(path);
    return file.failed;
}
