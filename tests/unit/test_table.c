/* SPDX-License-Identifier: MIT
 *
 * Arena, pool, elements, diagnostics and cells do what their headers say. */
#include "table/store.h"
#include "table/view.h"

#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* ---- arena -------------------------------------------------------------------------------- */

static void arena__pieces__are_zeroed_aligned_and_apart(void **state)
{
    (void)state;
    struct arena arena = {0};
    unsigned char *before = NULL;
    for (size_t size = 1; size < 3000; size += 7) {
        unsigned char *piece = arena_alloc(&arena, size, 1);
        assert_non_null(piece);
        assert_int_equal((uintptr_t)piece % _Alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(piece[i], 0);
        memset(piece, 0xAA, size);
        if (before != NULL)
            assert_int_equal(before[0], 0xAA);
        before = piece;
    }
    unsigned char *large = arena_alloc(&arena, 40 << 20, 1);
    assert_non_null(large);
    large[(40 << 20) - 1] = 1;
    assert_null(arena_alloc(&arena, SIZE_MAX / 8, 16));
    assert_null(arena_alloc(&arena, SIZE_MAX, 1));
    assert_non_null(arena_alloc(&arena, 0, 8));
    assert_string_equal(arena_strndup(&arena, "abcdef", 3), "abc");
    assert_string_equal(arena_strndup(&arena, NULL, 0), "");
    arena_free(&arena);
    assert_null(arena.blocks);
    arena_free(&arena);
}

static void array_push__many__keeps_all(void **state)
{
    (void)state;
    struct {
        int *items;
        size_t n, capacity;
    } list = {0};
    for (int i = 0; i < 10000; i++)
        assert_true(PUSH(list.items, list.n, list.capacity, i));
    for (int i = 0; i < 10000; i++)
        assert_int_equal(list.items[i], i);
    size_t capacity = list.capacity;
    assert_false(array_reserve(&list.items, &list.capacity, SIZE_MAX, sizeof *list.items));
    assert_int_equal(list.capacity, capacity);
    free(list.items);
}

/* ---- pool --------------------------------------------------------------------------------- */

static void pool__equal_strings__get_equal_offsets(void **state)
{
    (void)state;
    struct pool pool = {0};
    bool failed = false;
    assert_int_equal(pool_find(&pool, "a", 1), 0);
    assert_null(pool_text(&pool, 0));
    uint32_t empty = pool_add(&pool, "", 0, &failed), a = pool_add(&pool, "abc", 1, &failed);
    assert_true(empty != 0 && a != 0 && a != empty);
    assert_int_equal(pool_add(&pool, NULL, 0, NULL), empty);
    assert_int_equal(pool_add(&pool, "a", 1, NULL), a);
    assert_int_equal(pool_find(&pool, "a", 1), a);
    assert_int_equal(pool_find(&pool, "ab", 2), 0);
    assert_string_equal(pool_text(&pool, empty), "");
    /* A string ends at its first NUL, added or looked for. */
    assert_int_equal(pool_add(&pool, "a\0b", 3, &failed), a);
    assert_int_equal(pool_find(&pool, "a\0c", 3), a);
    assert_null(pool_text(&pool, UINT32_MAX));
    assert_int_equal(pool.n_strings, 2);
    assert_false(failed);
    pool_free(&pool);
    assert_int_equal(pool_find(&pool, "a", 1), 0);
}

static void pool__many_strings__stay_findable(void **state)
{
    (void)state;
    enum { MANY = 100000 };
    struct pool pool = {0};
    bool failed = false;
    uint32_t *offsets = calloc(MANY, sizeof *offsets);
    assert_non_null(offsets);
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < MANY; i++) {
            char text[40];
            int length = snprintf(text, sizeof text, "شارع %d", i);
            uint32_t offset = pool_add(&pool, text, (size_t)length, &failed);
            if (round == 0)
                offsets[i] = offset;
            assert_int_equal(offset, offsets[i]);
            assert_string_equal(pool_text(&pool, offset), text);
        }
    }
    assert_int_equal(pool.n_strings, MANY);
    assert_false(failed);
    free(offsets);
    pool_free(&pool);
}

/* ---- elements ----------------------------------------------------------------------------- */

static void elements_add__column__starts_null(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct elements elements = {.role = ROLE_SIDEWALK, .n = 3};
    assert_true(isnan(element_real(&elements, F_clear_width_m, 1)));
    assert_int_equal(element_code(&elements, F_surface, 1), 0);
    assert_int_equal(element_text(&elements, F_id, 1), 0);
    for (int field = 0; field < FIELD_COUNT; field++) {
        struct column *column = elements_add(&elements, &arena, (enum field_id)field);
        assert_non_null(column);
        assert_int_equal(column->field, field);
        assert_int_equal(column_is_real(column), fields[field].type == VALUE_REAL);
        assert_int_equal(column->code != NULL, fields[field].type == VALUE_CLASS);
        assert_int_equal(column->list != NULL, fields[field].type == VALUE_LIST);
        assert_int_equal(column->text != NULL, fields[field].type == VALUE_TEXT);
        assert_null(column->origin);
        assert_ptr_equal(elements_add(&elements, &arena, (enum field_id)field), column);
    }
    for (size_t row = 0; row < 3; row++) {
        assert_true(isnan(element_real(&elements, F_clear_width_m, row)));
        assert_int_equal(element_code(&elements, F_surface, row), 0);
        assert_int_equal(elements.columns[F_obstacles]->list[row], 0);
        assert_int_equal(element_text(&elements, F_id, row), 0);
    }
    struct elements none = {.role = ROLE_RAMP, .n = 0};
    assert_non_null(elements_add(&none, &arena, F_lip_mm));
    elements_drop_columns(&elements);
    elements_drop_columns(&none);
    assert_null(elements.columns[F_surface]);
    arena_free(&arena);
}

static void column_set_real__any_double__reads_back_to_the_bit(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct elements elements = {.role = ROLE_SIDEWALK, .n = 64};
    struct column *column = elements_add(&elements, &arena, F_clear_width_m);
    const double cents[] = {327.66, -327.66, 0, 1.45, 0.1, 0.29, NAN, 8.3};
    const double decimals[] = {0, 1, -1, 1.45, 0.1, 0.3, 8.3333, -0.0001, 214748.3646, 1.22, NAN};
    const double others[] = {-0.0,   1.0 / 3,  214748.3647, 1e300,
                             -1e300, INFINITY, 0.00005,     1.45 + 0x1p-50};
    const size_t n = sizeof decimals / sizeof *decimals, m = sizeof others / sizeof *others;
    assert_non_null(column);
    for (size_t i = 0; i < sizeof cents / sizeof *cents; i++) {
        column_set_real(column, i, cents[i]);
        double got = column_real(column, i);
        assert_memory_equal(&got, &cents[i], sizeof got);
        assert_non_null(column->cents); /* all are hundredths, and small */
    }
    for (size_t i = 0; i < n; i++)
        column_set_real(column, i, decimals[i]);
    assert_non_null(column->decimal); /* all are ten-thousandths */
    for (size_t k = 0; k < m; k++) {
        struct elements one = {.role = ROLE_SIDEWALK, .n = 1};
        struct column *alone = elements_add(&one, &arena, F_clear_width_m);
        assert_non_null(alone);
        column_set_real(alone, 0, others[k]);
        assert_non_null(alone->real); /* is none */
        elements_drop_columns(&one);
        column_set_real(column, n + k, others[k]);
    }
    for (size_t i = 0; i < n + m; i++) {
        double expected = i < n ? decimals[i] : others[i - n], got = column_real(column, i);
        assert_memory_equal(&got, &expected, sizeof got);
    }
    assert_true(isnan(column_real(column, 63)));
    column_set_real(column, 0, NAN);
    assert_true(isnan(column_real(column, 0)));
    assert_false(column->failed);
    elements_drop_columns(&elements);
    arena_free(&arena);
}

static void column_origins__new_array__says_surveyed(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct elements elements = {.role = ROLE_SIDEWALK, .n = 2};
    struct column *column = elements_add(&elements, &arena, F_clear_width_m);
    assert_int_equal(element_origin(&elements, F_clear_width_m, 1), ORIGIN_SURVEYED);
    assert_true(column_origins(column));
    column->origin[1] = ORIGIN_DEM;
    assert_true(column_origins(column));
    assert_int_equal(element_origin(&elements, F_clear_width_m, 0), ORIGIN_SURVEYED);
    assert_int_equal(element_origin(&elements, F_clear_width_m, 1), ORIGIN_DEM);
    elements_drop_columns(&elements);
    arena_free(&arena);
}

static void element_source__rows__belong_to_their_segment(void **state)
{
    (void)state;
    struct segment segments[] = {{7, 0, 0, false}, {3, 0, 2, false}, {9, 2, 0, false},
                                 {5, 2, 1, false}, {4, 3, 4, false}, {8, 7, 0, false}};
    static const size_t expected[] = {3, 3, 5, 4, 4, 4, 4};
    struct elements elements = {.n = 7, .segments = segments, .n_segments = 6};
    for (size_t row = 0; row < 7; row++)
        assert_int_equal(element_source(&elements, row), expected[row]);
    elements.n_segments = 2;
    assert_int_equal(element_source(&elements, 1), 3);
}

static void element_rasif_id__hash_and_twin__are_printed(void **state)
{
    (void)state;
    uint64_t hash[] = {0, 0x0123456789ABCDEFu, UINT64_MAX, 1};
    uint32_t twin[] = {0, 2, UINT32_MAX, 1};
    static const char *const expected[] = {"w0000000000000000", "w0123456789abcdef-2",
                                           "wffffffffffffffff-4294967295", "w0000000000000001"};
    struct elements elements = {.role = ROLE_SIDEWALK, .n = 4, .hash = hash, .twin = twin};
    for (size_t row = 0; row < 4; row++) {
        char buffer[32];
        assert_int_equal(element_rasif_id(&elements, row, buffer), strlen(expected[row]));
        assert_string_equal(buffer, expected[row]);
    }
    elements.role = ROLE_STEPS;
    char buffer[32];
    element_rasif_id(&elements, 0, buffer);
    assert_int_equal(buffer[0], 't');
}

static void store_free__full_or_empty__leaves_nothing(void **state)
{
    (void)state;
    struct store store = {0};
    store_free(&store);
    store_free(NULL);
    struct shapes *shapes = &store.tables[ROLE_CROSSING].shapes;
    shapes->kind = malloc(1);
    shapes->part = malloc(4);
    shapes->point = malloc(4);
    shapes->exterior = malloc(1);
    shapes->xy = malloc(16);
    store.links.items = malloc(sizeof *store.links.items);
    store.pieces = malloc(sizeof *store.pieces);
    store.covers = malloc(sizeof *store.covers);
    pool_add(&store.pool, "x", 1, NULL);
    diagnose(&store.diagnostics, D_layer_empty, "ramps", NULL, NULL, NULL);
    assert_non_null(arena_strdup(&store.arena, "x"));
    store_free(&store);
    assert_null(store.pieces);
    store_free(&store);
}

/* ---- diagnostics -------------------------------------------------------------------------- */

static void diagnostic_infos__codes__are_unique_and_ascending(void **state)
{
    (void)state;
    for (int i = 0; i < DIAGNOSTIC_COUNT; i++) {
        const struct diagnostic_info *info = &diagnostic_infos[i];
        assert_in_range(info->code, 101, 999);
        if (i > 0)
            assert_true(info->code > diagnostic_infos[i - 1].code);
        assert_true(info->name[0] != '\0');
        assert_true((unsigned)info->level <= DIAGNOSTIC_ERROR);
        assert_non_null(diagnostic_levels[info->level]);
    }
}

static void diagnose__occurrences__are_counted_with_lowest_fids(void **state)
{
    (void)state;
    struct diagnostics diagnostics = {0};
    char layer[] = "sidewalks", text[] = "wide";
    for (int64_t i = 0; i < 100; i++) {
        int64_t fid = (i * 37 + 11) % 100; /* every FID once, out of order */
        diagnose(&diagnostics, D_value_not_parsed, layer, "width", text, &fid);
        diagnose(&diagnostics, D_value_not_parsed, layer, "width", text, &fid);
    }
    layer[0] = text[0] = '?'; /* copied */
    assert_int_equal(diagnostics.n, 1);
    const struct diagnostic *item = &diagnostics.items[0];
    assert_int_equal(item->count, 200);
    assert_string_equal(item->layer, "sidewalks");
    assert_string_equal(item->text, "wide");
    assert_int_equal(item->n_fids, DIAGNOSTIC_FIDS);
    for (int64_t i = 0; i < DIAGNOSTIC_FIDS; i++)
        assert_int_equal(item->fids[i], i);
    diagnose(&diagnostics, D_value_not_parsed, NULL, NULL, NULL, NULL);
    assert_string_equal(diagnostics.items[1].layer, "");
    assert_string_equal(diagnostics.items[1].column, "");
    assert_null(diagnostics.items[1].text);
    assert_int_equal(diagnostics.items[1].n_fids, 0);
    assert_false(diagnostics_any_error(&diagnostics));
    static const int64_t fids[] = {9, -3, 9};
    diagnose_many(&diagnostics, D_unit_suspicious, "a", "b", NULL, fids, 3, 1000);
    diagnose_many(&diagnostics, D_layer_empty, "a", "b", NULL, NULL, 0, 0);
    assert_int_equal(diagnostics.n, 3);
    assert_int_equal(diagnostics.items[2].count, 1000);
    assert_int_equal(diagnostics.items[2].n_fids, 2);
    assert_int_equal(diagnostics.items[2].fids[0], -3);
    assert_true(diagnostics_any_error(&diagnostics));
    assert_false(diagnostics.failed);
    diagnostics_free(&diagnostics);
}

static void diagnose__many_texts__keeps_twenty_and_counts_the_rest(void **state)
{
    (void)state;
    struct diagnostics diagnostics = {0};
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 50; i++) {
            char text[8];
            snprintf(text, sizeof text, "t%02d", i);
            diagnose(&diagnostics, D_class_unknown, "l", "c", text, NULL);
            diagnose(&diagnostics, D_class_unknown, "l", "other", text, NULL);
        }
        /* Sorting in between must not break what is counted later. */
        diagnostics_sort(&diagnostics);
        assert_int_equal(diagnostics.n, 2 * (DIAGNOSTIC_TEXTS + 1));
    }
    for (size_t i = 0; i < diagnostics.n; i++) {
        const struct diagnostic *item = &diagnostics.items[i];
        bool rest = i % (DIAGNOSTIC_TEXTS + 1) == DIAGNOSTIC_TEXTS; /* NULL comes last */
        assert_int_equal(item->text == NULL, rest);
        assert_int_equal(item->count, rest ? 3 * (50 - DIAGNOSTIC_TEXTS) : 3);
        assert_string_equal(item->column, i <= DIAGNOSTIC_TEXTS ? "c" : "other");
    }
    diagnostics_free(&diagnostics);
}

static void diagnose__hostile_text__is_cut_and_well_formed(void **state)
{
    (void)state;
    static const char *const expected[] = {"a b", "x\xEF\xBF\xBDy", "", "a b c\xEF\xBF\xBD"};
    static const char *const texts[] = {"a\nb", "x\xFFy", "",
                                        "a\xC2\x85"
                                        "b\xE2\x80\xA8"
                                        "c\xE2\x80\xAE"};
    struct diagnostics diagnostics = {0};
    for (size_t i = 0; i < 4; i++) {
        diagnose(&diagnostics, D_value_not_parsed, "l", "c", texts[i], NULL);
        assert_string_equal(diagnostics.items[i].text, expected[i]);
    }
    char huge[1000];
    for (size_t shift = 0; shift < 3; shift++) {
        memset(huge, 'x', shift);
        for (size_t i = shift; i + 3 <= sizeof huge - 1; i += 3)
            memcpy(huge + i, "€", 3);
        huge[900 + shift] = '\0';
        diagnose(&diagnostics, D_value_not_parsed, "l", "c", huge, NULL);
        const char *text = diagnostics.items[4 + shift].text;
        assert_in_range(strlen(text), 78, 80);
        assert_true(utf8_valid(text, strlen(text)));
    }
    diagnostics_free(&diagnostics);
}

static void diagnostics_sort__items__are_in_report_order(void **state)
{
    (void)state;
    struct diagnostics diagnostics = {0};
    diagnostics_sort(&diagnostics);
    diagnose(&diagnostics, D_layer_empty, "ramps", NULL, NULL, NULL);
    diagnose(&diagnostics, D_value_not_parsed, "z", "b", "x", NULL);
    diagnose(&diagnostics, D_value_not_parsed, "z", "a", NULL, NULL);
    diagnose(&diagnostics, D_value_not_parsed, "z", "a", "y", NULL);
    diagnose(&diagnostics, D_value_not_parsed, "z", "a", "x", NULL);
    diagnose(&diagnostics, D_value_not_parsed, "y", "z", "x", NULL);
    diagnostics_sort(&diagnostics);
    static const char *const expected[] = {"101 y z x", "101 z a x", "101 z a y",
                                           "101 z a -", "101 z b x", "402 ramps  -"};
    for (size_t i = 0; i < 6; i++) {
        char line[64];
        const struct diagnostic *item = &diagnostics.items[i];
        snprintf(line, sizeof line, "%d %s %s %s", diagnostic_infos[item->id].code, item->layer,
                 item->column, item->text != NULL ? item->text : "-");
        assert_string_equal(line, expected[i]);
    }
    diagnostics_free(&diagnostics);
}

/* ---- cells -------------------------------------------------------------------------------- */

static void cells__values__have_type_and_lifetime(void **state)
{
    (void)state;
    struct cell cell = {0};
    struct cell_scratch scratch = {0};
    cell_real(&cell, NAN);
    assert_int_equal(cell.type, CELL_NULL);
    cell_real(&cell, 1.5);
    assert_true(cell.type == CELL_REAL && cell.real == 1.5);
    cell_int(&cell, -4);
    assert_true(cell.type == CELL_INT && cell.integer == -4);
    cell_text(&cell, NULL);
    assert_int_equal(cell.type, CELL_NULL);
    cell_text(&cell, "abc");
    assert_true(cell.type == CELL_TEXT && cell.length == 3 && cell.lasting);
    char bytes[] = "copied";
    cell_copy(&cell, &scratch, CELL_BLOB, bytes, 6);
    memset(bytes, '?', 6);
    assert_true(cell.type == CELL_BLOB && cell.length == 6 && !cell.lasting);
    assert_memory_equal(cell.bytes, "copied", 6);
    cell_copy(&cell, &scratch, CELL_TEXT, cell.bytes, 3);
    assert_memory_equal(cell.bytes, "cop", 3);
    cell_copy(&cell, &scratch, CELL_TEXT, NULL, 0);
    assert_true(cell.type == CELL_TEXT && cell.length == 0 && cell.bytes != NULL);
    cell_scratch_free(&scratch);
    assert_null(scratch.block);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arena__pieces__are_zeroed_aligned_and_apart),
        cmocka_unit_test(array_push__many__keeps_all),
        cmocka_unit_test(pool__equal_strings__get_equal_offsets),
        cmocka_unit_test(pool__many_strings__stay_findable),
        cmocka_unit_test(elements_add__column__starts_null),
        cmocka_unit_test(column_set_real__any_double__reads_back_to_the_bit),
        cmocka_unit_test(column_origins__new_array__says_surveyed),
        cmocka_unit_test(element_source__rows__belong_to_their_segment),
        cmocka_unit_test(element_rasif_id__hash_and_twin__are_printed),
        cmocka_unit_test(store_free__full_or_empty__leaves_nothing),
        cmocka_unit_test(diagnostic_infos__codes__are_unique_and_ascending),
        cmocka_unit_test(diagnose__occurrences__are_counted_with_lowest_fids),
        cmocka_unit_test(diagnose__many_texts__keeps_twenty_and_counts_the_rest),
        cmocka_unit_test(diagnose__hostile_text__is_cut_and_well_formed),
        cmocka_unit_test(diagnostics_sort__items__are_in_report_order),
        cmocka_unit_test(cells__values__have_type_and_lifetime),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
