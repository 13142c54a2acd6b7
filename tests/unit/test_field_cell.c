/* SPDX-License-Identifier: MIT
 *
 * read/field_cell.c, row_binding.c: the cell that fills a field, and what is written there by the
 * mapping in force. Inputs are GeoPackages made here by SQL. */
#include "read/field_cell.h"

#include "input_files.h"

static const char odd[] =
    "CREATE TABLE sidewalks (fid INTEGER PRIMARY KEY NOT NULL, geom LINESTRING, b INTEGER, b2 TEXT,"
    " slope REAL, edge TEXT, s TEXT, g BOOLEAN, o TEXT, smoothness MEDIUMINT, name TEXT, lit TEXT, lamp TEXT,"
    " kind TEXT);"
    "INSERT INTO sidewalks(fid, geom, kind) VALUES (1, " LINE_UTM ", 'w'), (2, " LINE_UTM ", 'x'),"
    " (3, " LINE_UTM ", 'c');" REGISTER("sidewalks", "LINESTRING", "32636");

static const char map[] =
    "layers:\n"
    "  sidewalks: {layer: sidewalks, where: \"kind = 'w'\"}\n"
    "  crossings: {layer: sidewalks, where: \"kind = 'c'\"}\n"
    "fields:\n"
    "  sidewalks:\n"
    "    clear_width_m: [{field: b, unit: cm}, {field: b2}]\n"
    "    running_slope_pct: {field: slope, unit: ratio}\n"
    "    vertical_edge_mm: {field: edge, unit: cm, values: {\"0.6\": 50}}\n"
    "    surface: {field: s, values: {AC: asphalt, A: asphalt, asphalt: sand}}\n"
    "    tactile_guidance: g\n"
    "    obstacles: {field: o, values: {t: tree}}\n"
    "    lit: [{field: kind, values: {x: \"null\", \"*\": ignore}}, lamp]\n" /* kind never holds a value */
    "    shade: {sql: \"lit\"}\n";

struct example {
    enum field_id field;
    struct field_value value;
    enum cell_lack lack;
    const char *column, *cell; /* as text, with I or R before a number */
};

static void show_cell(const struct cell *cell, char out[64])
{
    out[0] = '\0';
    if (cell->type == CELL_TEXT)
        snprintf(out, 64, "%.*s", (int)cell->length, cell->bytes);
    else if (cell->type == CELL_INT)
        snprintf(out, 64, "I%lld", (long long)cell->integer);
    else if (cell->type == CELL_REAL)
        snprintf(out, 64, "R%.17g", cell->real);
}

static size_t code_of(enum field_id field, const char *word)
{
    return vocabulary_code(fields[field].vocabulary, word, strlen(word));
}

static void field_cell__each_field_of_an_odd_table__gets_type_unit_and_word(void **state)
{
    (void)state;
    struct run run;
    struct arena arena = {0};
    run_init(&run, make_gpkg("odd.gpkg", odd));
    run.options.mapping = write_file("map.yaml", map);
    run_read(&run);
#define NUMBER(x)                                                                                  \
    {                                                                                              \
        .known = true, .real = (x)                                                                 \
    }
#define WORD(field, x)                                                                             \
    {                                                                                              \
        .known = true, .code = (uint32_t)code_of(field, x)                                         \
    }
#define LIST(x)                                                                                    \
    {                                                                                              \
        .known = true, .code = (x)                                                                 \
    }
    const uint32_t tree = 1u << code_of(F_obstacles, "tree"),
                   bin = 1u << code_of(F_obstacles, "bin");
    const struct example examples[] = {
        {F_clear_width_m, NUMBER(1.22), CELL_FOUND, "b", "I122"},
        {F_clear_width_m, NUMBER(1.225), CELL_FOUND, "b", "I123"}, /* rounded up: wider is better */
        {F_clear_width_m, {.known = false}, CELL_FOUND, "b", ""},
        {F_running_slope_pct, NUMBER(5), CELL_FOUND, "slope", "R0.050000000000000003"},
        {F_vertical_edge_mm, NUMBER(13), CELL_FOUND, "edge", "1.3"},
        {F_vertical_edge_mm, NUMBER(6), CELL_FOUND, "edge", "0.6 cm"}, /* "0.6" means 50 mm */
        {F_surface, WORD(F_surface, "asphalt"), CELL_FOUND, "s", "AC"},
        {F_surface, WORD(F_surface, "sett"), CELL_FOUND, "s", "sett"},
        {F_surface, WORD(F_surface, "sand"), CELL_FOUND, "s", "asphalt"},
        {F_tactile_guidance, WORD(F_tactile_guidance, "yes"), CELL_FOUND, "g", "I1"},
        {F_tactile_guidance, WORD(F_tactile_guidance, "no"), CELL_FOUND, "g", "I0"},
        {F_obstacles, LIST(tree | bin), CELL_FOUND, "o", "t;bin"},
        {F_smoothness, WORD(F_smoothness, "good"), CELL_NO_WORD, "smoothness", ""},
        {F_name, {.known = true, .text = "Oak"}, CELL_FOUND, "name", "Oak"},
        {F_lit, WORD(F_lit, "yes"), CELL_FOUND, "lamp", "yes"},
        {F_shade, WORD(F_shade, "yes"), CELL_COMPUTED, "lit", ""},
        {F_gap_mm, NUMBER(3), CELL_NO_COLUMN, NULL, ""},
    };
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        const struct example *x = &examples[i];
        struct field_cell cell;
        char shown[64];
        assert_int_equal(
            inputs_field_cell(run.inputs, 0, NO_SIDE, x->field, &x->value, &arena, &cell, &run.err),
            RASIF_OK);
        show_cell(&cell.value, shown);
        if (cell.lack != x->lack || (x->lack == CELL_FOUND && strcmp(shown, x->cell) != 0) ||
            (x->column == NULL) != (cell.column == NULL) ||
            (x->column != NULL && strcmp(cell.column, x->column) != 0))
            fail_msg("%zu, %s: lack %d, column %s, '%s'", i, fields[x->field].name, cell.lack,
                     cell.column != NULL ? cell.column : "none", shown);
        assert_true(cell.rounded == (i == 1));
        assert_int_equal(cell.n_clear, x->field == F_clear_width_m ? 1 : 0);
    }
    arena_free(&arena);
    run_free(&run);
}

static void row_binding__rows_of_two_roles_and_of_none__are_told_apart(void **state)
{
    (void)state;
    struct run run;
    run_init(&run, make_gpkg("odd.gpkg", odd));
    run.options.mapping = write_file("map.yaml", map);
    run_read(&run);
    static const int expected[] = {ROLE_SIDEWALK, ROLE_NONE, ROLE_CROSSING, -1};
    for (int64_t fid = 1; fid <= 4; fid++) {
        bool there;
        size_t binding;
        assert_int_equal(
            inputs_row_binding(run.inputs, run.store, 0, fid, &there, &binding, &run.err),
            RASIF_OK);
        assert_true(there == (expected[fid - 1] >= 0));
        enum role role = binding != SIZE_MAX ? inputs_binding_role(run.inputs, binding) : ROLE_NONE;
        assert_int_equal(role, there ? expected[fid - 1] : ROLE_NONE);
    }
    assert_int_equal(inputs_point_binding(run.inputs, run.store, ROLE_RAMP), SIZE_MAX);
    run_free(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(field_cell__each_field_of_an_odd_table__gets_type_unit_and_word),
        cmocka_unit_test(row_binding__rows_of_two_roles_and_of_none__are_told_apart),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
