/* SPDX-License-Identifier: MIT
 *
 * mapping/mapping.h: what mapping files can say, and how they complain. */
#include "input_files.h"
#include "mapping/mapping.h"

static struct arena arena;

static int free_arena(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static const struct mapping *read_mapping(const char *text)
{
    struct mapping *mapping = NULL;
    rasif_error err = {0};
    if (mapping_read(write_file("m.yaml", text), &arena, &mapping, &err) != RASIF_OK)
        fail_msg("%s", err.message);
    return mapping;
}

/* `place` is "line:column". */
static void refuse(const char *text, const char *place, const char *message)
{
    struct mapping *mapping = NULL;
    rasif_error err = {0};
    char start[320];
    const char *path = write_file("m.yaml", text);
    assert_int_equal(mapping_read(path, &arena, &mapping, &err), RASIF_E_RULE);
    snprintf(start, sizeof start, "%s:%s: ", path, place);
    if (strncmp(err.message, start, strlen(start)) != 0 || strstr(err.message, message) == NULL)
        fail_msg("expected %s...%s, got %s", start, message, err.message);
}

static void presets_are_well_formed(void **state)
{
    (void)state;
    size_t n;
    const char *const *names = mapping_preset_names(&arena, &n);
    assert_non_null(names);
    assert_int_equal(n, 4);
    for (size_t i = 0; i < n; i++) {
        const struct mapping *mapping = NULL;
        rasif_error err = {0};
        if (mapping_load_preset(names[i], &arena, &mapping, &err) != RASIF_OK)
            fail_msg("%s", err.message);
        assert_string_equal(mapping->name, names[i]);
        assert_true(mapping->preset);
        assert_true(phrase_first(mapping->title)[0] != '\0');
        assert_true(mapping->signs.n > 0 || strcmp(names[i], "native") == 0);
        assert_true((mapping->base != NULL) == (strcmp(names[i], "osw") == 0));
        assert_true(mapping->n_layers >= 8 || mapping->base != NULL);
    }
    const struct mapping *mapping = NULL;
    rasif_error err = {0};
    assert_int_equal(mapping_load_preset("osmm", &arena, &mapping, &err), RASIF_E_ARGUMENT);
    assert_non_null(strstr(err.message, "did you mean osm"));
    assert_int_equal(mapping_load_preset("../rules/x", &arena, &mapping, &err), RASIF_E_ARGUMENT);
}

static void mapping__with_every_key__gives_all_of_it(void **state)
{
    (void)state;
    const struct mapping *m = read_mapping("extends: native\n"
                                           "layers:\n"
                                           "  sidewalks:\n"
                                           "    layer: calcadas\n"
                                           "    where: \"tipo = 'calcada'\"\n"
                                           "    fields:\n"
                                           "      clear_width_m:     {field: largura, unit: cm}\n"
                                           "      running_slope_pct: {field: incl, unit: ratio}\n"
                                           "      surface:           {field: pavimento, values: "
                                           "{asfalto: asphalt, \"betão\": concrete}}\n"
                                           "    missing: [nan, \"?\", 999]\n"
                                           "    assume: {clear_width_m: 1.5 m}\n"
                                           "defaults: {unmapped-sidewalk: unknown}\n");
    assert_string_equal(m->extends, "native");
    assert_string_equal(m->base->name, "native");
    assert_int_equal(m->n_layers, 1);
    const struct layer_map *layer = &m->layers[0];
    assert_int_equal(layer->role, ROLE_SIDEWALK);
    assert_string_equal(layer->layers.items[0], "calcadas");
    assert_string_equal(layer->where, "tipo = 'calcada'");
    assert_int_equal(layer->missing.n, 3);
    assert_string_equal(layer->missing.items[2], "999");
    const struct field_map *width = field_maps_find(&layer->fields, F_clear_width_m);
    assert_int_equal(width->alternatives[0].unit, UNIT_CM);
    assert_true(width->alternatives[0].has_unit);
    const struct field_map *surface = field_maps_find(&layer->fields, F_surface);
    assert_int_equal(surface->alternatives[0].n_values, 2);
    assert_string_equal(surface->alternatives[0].values[1].from, "betão");
    assert_int_equal(surface->alternatives[0].values[1].code, 2);
    assert_null(field_maps_find(&layer->fields, F_width_m));
    assert_int_equal(layer->n_assume, 1);
    assert_int_equal(layer->assume[0].field, F_clear_width_m);
    assert_true(layer->assume[0].real == 1.5);
    assert_int_equal(m->unmapped[UNMAPPED_SIDEWALK], RASIF_UNMAPPED_UNKNOWN);
    assert_int_equal(m->unmapped[UNMAPPED_RAMP], RASIF_UNMAPPED_DEFAULT);
}

static void alternatives_and_words(void **state)
{
    (void)state;
    const struct mapping *m =
        read_mapping("fields:\n"
                     "  streets:\n"
                     "    street_id: osm_id\n"
                     "    maxspeed_kmh: {field: v, unit: mph, values: {walk: 7 km/h, none: "
                     "\"null\", \"*\": ignore}}\n"
                     "    sidewalk_left:\n"
                     "      - {field: \"sidewalk:left\"}\n"
                     "      - sidewalk\n"
                     "      - {sql: \"a || b\", origin: assumed}\n"
                     "  sidewalks:\n"
                     "    obstacles: {field: o, values: {junk: bin;bollard}}\n");
    const struct field_maps *streets = &m->fields[ROLE_STREET];
    assert_string_equal(field_maps_find(streets, F_id)->alternatives[0].column, "osm_id");
    const struct alternative *speed = field_maps_find(streets, F_maxspeed_kmh)->alternatives;
    assert_int_equal(speed->n_values, 2);
    assert_true(speed->values[0].real == 7);
    assert_int_equal(speed->values[1].kind, WORD_NULL);
    assert_int_equal(speed->other->kind, WORD_IGNORE);
    const struct field_map *left = field_maps_find(streets, F_sidewalk_left);
    assert_int_equal(left->n, 3);
    assert_string_equal(left->alternatives[1].column, "sidewalk");
    assert_string_equal(left->alternatives[2].sql, "a || b");
    assert_true(left->alternatives[2].assumed);
    const struct field_map *obstacles = field_maps_find(&m->fields[ROLE_SIDEWALK], F_obstacles);
    assert_int_equal(obstacles->alternatives[0].values[0].code, 1u << 6 | 1u << 7);
}

static void several_roles_of_one_table(void **state)
{
    (void)state;
    const struct mapping *m =
        read_mapping("layers:\n"
                     "  lines:\n"
                     "    sidewalks: {where: \"k = 1\"}\n"
                     "    crossings: [{where: \"k = 2\"}, {where: \"k = 3\"}]\n"
                     "  ramps: [{layer: [a, b]}, {layer: c}]\n");
    assert_int_equal(m->n_layers, 5);
    assert_int_equal(m->layers[0].role, ROLE_SIDEWALK);
    assert_string_equal(m->layers[2].layers.items[0], "lines");
    assert_string_equal(m->layers[2].where, "k = 3");
    assert_int_equal(m->layers[3].layers.n, 2);
    assert_string_equal(m->layers[4].layers.items[0], "c");
}

static void complaints(void **state)
{
    (void)state;
    refuse("layer: {}\n", "1:1", "layers");
    refuse("layers:\n  sidwalks: {layer: a}\n", "2:3", "did you mean 'sidewalks'");
    refuse("layers:\n  sidewalks:\n    layer: a\n    feilds: {}\n", "4:5", "fields");
    refuse("layers:\n  sidewalks: {layer: a, fields: {clear_width: b}}\n", "2:34",
           "did you mean 'clear_width_m'");
    refuse("layers:\n  ramps: {fields: {seat_interval_m: b}}\n", "2:20", "no field of ramps");
    refuse("fields:\n  sidewalks:\n    surface: {field: s, values: {x: asfalt}}\n", "3:37",
           "did you mean 'asphalt'");
    refuse("fields: {sidewalks: {width_m: {field: w, unit: metre}}}\n", "1:48",
           "'metre' is no unit");
    refuse("fields: {sidewalks: {width_m: {field: w, unit: pct}}}\n", "1:48", "can't be given in");
    refuse("fields: {sidewalks: {surface: {field: w, unit: m}}}\n", "1:48", "can't be given in");
    refuse("fields: {sidewalks: {width_m: {field: w, sql: w}}}\n", "1:31", "either");
    refuse("fields: {sidewalks: {width_m: {unit: m}}}\n", "1:31", "either");
    refuse("fields: {sidewalks: {width_m: {field: w, origin: guess}}}\n", "1:50", "'guess'");
    refuse("layers: {ramps: {assume: {kerb: low}}}\n", "1:33", "no kerb");
    refuse("layers: {ramps: {assume: {lip_mm: 3 kg}}}\n", "1:35", "no quantity in mm");
    refuse("layers: {sidewalks: {assume: {clear_width_m: 150 km}}}\n", "1:46", "clear_width_m can't be '150 km'");
    refuse("layers: {ramps: {assume: {ramp_id: 3}}}\n", "1:36", "only quantities");
    refuse("extends: omg\n", "1:10", "'omg'");
    refuse("defaults: {unmapped-ramp: none}\n", "1:27", "absent");
    refuse("defaults: {unmapped-rampe: absent}\n", "1:12", "unmapped-ramp");
    refuse("layers: {ramps: {layer: {a: b}}}\n", "1:25", "layer");
    refuse("- a\n", "1:1", "mapping");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(presets_are_well_formed, free_arena),
        cmocka_unit_test_teardown(mapping__with_every_key__gives_all_of_it, free_arena),
        cmocka_unit_test_teardown(alternatives_and_words, free_arena),
        cmocka_unit_test_teardown(several_roles_of_one_table, free_arena),
        cmocka_unit_test_teardown(complaints, free_arena),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
