/* SPDX-License-Identifier: MIT
 *
 * report/style*.c: the QML of every style is well-formed whatever the texts, names only columns
 * that are there, is the same every time. With RASIF_STYLE_DUMP=FOLDER in the environment the
 * styles are also written there, one file each and a list, for a look in QGIS. */
#include "report/report.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* ---- a run with nothing in it but names ---- */

static const char *const every_table[] = {"rasif_id",        "rasif_role",       "rasif_scope",
                                          "rasif_class",     "rasif_compliance", "rasif_n_fail",
                                          "rasif_n_unknown", "rasif_n_pass",     "rasif_worst_rule",
                                          "rasif_inside",    "rasif_from",       "rasif_m_surface"};
static const char *const every_profile[] = {"score",    "low",   "high",   "coverage",
                                            "passable", "class", "island", "unlocks_m", "reach"};
static const char *const finding_names[] = {
    "geom",      "finding_id", "rule",        "element", "table_name", "source_fid", "rasif_id",
    "street_id", "standard",   "clause",      "outcome", "severity",   "blocks",     "measure",
    "value",     "unit",       "limit_value", "margin",  "origin",     "message_en", "message_ar"};
static const char *const side_names[] = {"geom",     "street_table", "street_fid", "side",
                                         "from_m",   "to_m",         "length_m",   "state",
                                         "by_table", "by_fid",       "blocker"};

struct fixture {
    struct arena arena;
    struct rasif_rules *rules;
    const struct sentences *sentences;
    struct plan plan;
    struct store store;
    struct source sources[6];
    struct run run;
    const struct view *annotations[6], *own[3];
    struct report_tables tables;
    struct output_style *styles;
    size_t n;
};

/* Columns with these names, then those of every profile. */
static struct view *view_new(struct fixture *f, const char *name, const char *const *names,
                             size_t n_names, size_t n_suffixes, size_t n_profiles)
{
    struct view *view = ARENA_NEW(&f->arena, struct view);
    struct view_column *columns =
        ARENA_ARRAY(&f->arena, n_names + n_suffixes * n_profiles, struct view_column);
    assert_non_null(view);
    assert_non_null(columns);
    for (size_t i = 0; i < n_names; i++)
        columns[i] = (struct view_column){.name = names[i], .type = "TEXT", .alias = {{names[i], "عمود"}}};
    for (size_t p = 0; p < n_profiles; p++)
        for (size_t s = 0; s < n_suffixes; s++) {
            char column[64];
            snprintf(column, sizeof column, "rasif_%s_%s", f->plan.profiles[p]->code,
                     every_profile[s]);
            const char *copy = arena_strdup(&f->arena, column);
            columns[n_names + p * n_suffixes + s] = (struct view_column){
                .name = copy, .type = "REAL", .alias = f->plan.profiles[p]->title};
        }
    *view = (struct view){.name = name,
                          .columns = columns,
                          .geometry_column = SIZE_MAX,
                          .n_columns = n_names + n_suffixes * n_profiles};
    return view;
}

static void fixture_tables(struct fixture *f, size_t n_profiles)
{
    static const struct source sources[] = {
        {.output = "streets",
         .geometry_column = "geom",
         .geometry_type = "LINESTRING",
         .roles = 1u << ROLE_STREET},
        {.output = "sidewalks",
         .geometry_column = "geom",
         .geometry_type = "MULTILINESTRING",
         .roles = 1u << ROLE_SIDEWALK},
        {.output = "ramps",
         .geometry_column = "geom",
         .geometry_type = "POINT",
         .roles = 1u << ROLE_RAMP},
        {.output = "areas",
         .geometry_column = "geom",
         .geometry_type = "POLYGON",
         .roles = 1u << ROLE_SIDEWALK | 1u << ROLE_FOOTWAY},
        {.output = "benches",
         .geometry_column = "geom",
         .geometry_type = "POINT",
         .roles = 1u << ROLE_SEAT},
        {.output = "carried", .geometry_column = "geom", .geometry_type = "POINT"},
    };
    memcpy(f->sources, sources, sizeof sources);
    for (size_t i = 0; i < COUNT(sources); i++)
        f->annotations[i] = sources[i].roles == 0
                                ? NULL
                                : view_new(f, sources[i].output, every_table, COUNT(every_table),
                                           COUNT(every_profile), n_profiles);
    struct view *findings =
        view_new(f, "audit_findings", finding_names, COUNT(finding_names), 0, 0);
    struct view *sides = view_new(f, "audit_sides", side_names, COUNT(side_names), 5, n_profiles);
    findings->geometry_column = sides->geometry_column = 0;
    f->own[0] = findings;
    f->own[1] = sides;
    f->own[2] = view_new(f, "audit_rules", side_names, COUNT(side_names), 0, 0);
    f->tables = (struct report_tables){f->annotations, f->own, 3};
    f->store.sources = f->sources;
    f->store.n_sources = COUNT(sources);
}

/* Six profiles are asked, `n_profiles` of them have columns. */
static void fixture_new(struct fixture *f, size_t n_profiles)
{
    rasif_error err = {RASIF_OK, ""};
    *f = (struct fixture){0};
    if (rasif_rules_load(NULL, NULL, &f->rules, &err) != RASIF_OK ||
        sentences_load(&f->arena, &f->sentences, &err) != RASIF_OK)
        fail_msg("%s", err.message);
    const struct profile *profiles[MOST_PROFILES];
    for (size_t p = 0; p < f->rules->n_profiles; p++)
        profiles[p] = &f->rules->profiles[p];
    if (plan_build(f->rules, &f->rules->standards[rules_find_standard(f->rules, "prowag-2023")],
                   profiles, f->rules->n_profiles, false, &f->arena, &f->plan, &err) != RASIF_OK)
        fail_msg("%s", err.message);
    f->run = (struct run){.rules = f->rules, .store = &f->store, .plan = &f->plan,
                            .languages = 3};
    fixture_tables(f, n_profiles);
}

static void fixture_make(struct fixture *f)
{
    rasif_error err = {RASIF_OK, ""};
    if (report_styles(&f->run, f->sentences, &f->tables, &f->arena, &f->styles, &f->n, &err) !=
        RASIF_OK)
        fail_msg("%s", err.message);
}

static void fixture_free(struct fixture *f)
{
    arena_free(&f->arena);
    rasif_rules_free(f->rules);
}

/* ---- a small reader: enough XML to know that it is some ---- */

/* Checks nesting, quoting and entities; the message names the place. */
static void assert_well_formed(const struct output_style *style)
{
    const char *open[64];
    size_t depth = 0;
    const char *p = strstr(style->qml, "<qgis");
    assert_non_null(p);
    while (*p != '\0') {
        if (*p == '&' && strncmp(p, "&lt;", 4) != 0 && strncmp(p, "&gt;", 4) != 0 &&
            strncmp(p, "&amp;", 5) != 0 && strncmp(p, "&quot;", 6) != 0 &&
            strncmp(p, "&#", 2) != 0 && strncmp(p, "&apos;", 6) != 0)
            fail_msg("%s %s: bare & at: %.60s", style->table, style->name, p);
        if (*p++ != '<')
            continue;
        const char *name = p + (*p == '/');
        size_t length = strcspn(name, " />");
        if (*p == '/') {
            if (depth == 0 || strncmp(open[depth - 1], name, length) != 0)
                fail_msg("%s %s: unexpected </%.40s", style->table, style->name, name);
            depth--;
        }
        bool quoted = false;
        for (; *p != '\0' && (quoted || *p != '>'); p++) {
            quoted ^= *p == '"';
            if (*p == '<')
                fail_msg("%s %s: < within a tag: %.60s", style->table, style->name, name);
        }
        if (*p == '>' && p[-1] != '/' && name[-1] != '/') {
            assert_true(depth < COUNT(open));
            open[depth++] = name;
        }
    }
    assert_int_equal(depth, 0);
}

static size_t characters(const char *text)
{
    size_t n = 0;
    for (; *text != '\0'; text++)
        n += ((unsigned char)*text & 0xC0) != 0x80;
    return n;
}

/* ---- tests ---- */

/* The default, and the same in the other language. */
static bool is_with_form(const struct output_style *style)
{
    return strstr(style->qml, "<aliases>") != NULL;
}

static void styles__six_profiles__one_default_per_table_and_short_names(void **state)
{
    (void)state;
    struct fixture f;
    fixture_new(&f, 6);
    fixture_make(&f);
    size_t n_default = 0;
    for (size_t i = 0; i < f.n; i++) {
        const struct output_style *style = &f.styles[i];
        assert_well_formed(style);
        assert_true(utf8_valid(style->qml, strlen(style->qml)));
        assert_true(characters(style->name) <= 30);
        bool attributes = strcmp(style->table, "audit_rules") == 0; /* without geometry */
        assert_string_equal(style->geometry_column, attributes ? "" : "geom");
        assert_true(strlen(style->qml) < (is_with_form(style) ? 36000 : 20000));
        assert_int_equal(strstr(style->qml, "filter=\"ELSE\"") == NULL, attributes);
        n_default += style->is_default;
        for (size_t j = 0; j < i; j++)
            assert_false(strcmp(f.styles[j].table, style->table) == 0 &&
                         (strcmp(f.styles[j].name, style->name) == 0 ||
                          (style->is_default && f.styles[j].is_default)));
    }
    /* five tables of the input, one that is carried, three of ours; those but the carried one in the
       other language too; class, islands and reach of each user; sides of each */
    assert_int_equal(n_default, 5 + 1 + 3);
    assert_int_equal(f.n, 4 * 3 * 6 + 6 + 2 * (5 + 3) + 1);
    fixture_free(&f);
}

static void styles__profiles_without_columns__are_not_named(void **state)
{
    (void)state;
    struct fixture f;
    fixture_new(&f, 2);
    fixture_make(&f);
    assert_int_equal(f.n, 4 * 3 * 2 + 2 + 2 * (5 + 3) + 1);
    for (size_t i = 0; i < f.n; i++) {
        for (size_t p = 2; p < f.plan.n_profiles; p++) {
            char column[32];
            snprintf(column, sizeof column, "rasif_%s_", f.plan.profiles[p]->code);
            assert_null(strstr(f.styles[i].qml, column));
        }
    }
    fixture_free(&f);
}

static void styles__no_profile_columns_at_all__still_draw_everything(void **state)
{
    (void)state;
    struct fixture f;
    fixture_new(&f, 0);
    fixture_make(&f);
    assert_int_equal(f.n, 2 * (5 + 3) + 1);
    for (size_t i = 0; i < f.n; i++) {
        assert_well_formed(&f.styles[i]);
        assert_true(strstr(f.styles[i].qml, "filter=\"ELSE\"") != NULL ||
                    strcmp(f.styles[i].table, "audit_rules") == 0);
    }
    fixture_free(&f);
}

static void styles__hostile_titles__stay_text(void **state)
{
    (void)state;
    struct fixture f;
    fixture_new(&f, 1);
    f.rules->profiles[0].title =
        (struct phrase){{"\"Öffentliche\" <b>&amp; sehr lange Überschrift ]]></mapTip>", "<'&\">"}};
    f.rules->rules[0].title = (struct phrase){{"<x> & \"y\" 'z'", "\x01\xff<"}};
    fixture_make(&f);
    for (size_t i = 0; i < f.n; i++) {
        assert_well_formed(&f.styles[i]);
        assert_true(utf8_valid(f.styles[i].qml, strlen(f.styles[i].qml)));
        assert_true(utf8_valid(f.styles[i].name, strlen(f.styles[i].name)));
        assert_true(characters(f.styles[i].name) <= 30);
    }
    fixture_free(&f);
}

static void styles__twice__are_the_same(void **state)
{
    (void)state;
    struct fixture a, b;
    fixture_new(&a, 6);
    fixture_new(&b, 6);
    fixture_make(&a);
    fixture_make(&b);
    assert_int_equal(a.n, b.n);
    for (size_t i = 0; i < a.n; i++) {
        assert_string_equal(a.styles[i].qml, b.styles[i].qml);
        assert_string_equal(a.styles[i].name, b.styles[i].name);
    }
    fixture_free(&a);
    fixture_free(&b);
}

/* The default style of the table `benches`, as if of this type with such rows. */
static const char *of_content(struct fixture *f, const char *type, bool partial, unsigned shapes)
{
    fixture_new(f, 1);
    f->sources[4].geometry_type = type;
    f->sources[4].partial = partial;
    f->sources[4].shapes = shapes;
    fixture_make(f);
    for (size_t i = 0; i < f->n; i++)
        if (strcmp(f->styles[i].table, "benches") == 0) {
            assert_well_formed(&f->styles[i]);
            return f->styles[i].qml;
        }
    fail_msg("no style");
    return NULL;
}

/* Of a row of the legend: its name is a number; those within symbols have other names. */
static bool has_symbol(const char *qml, const char *type)
{
    char start[64];
    snprintf(start, sizeof start, "<symbol type=\"%s\" name=\"", type);
    for (const char *at = qml; (at = strstr(at, start)) != NULL; at++)
        if (at[strlen(start)] >= '0' && at[strlen(start)] <= '9')
            return true;
    return false;
}

/* QGIS draws a kind only with a symbol of that kind, and refuses a style of another kind than the
 * layer's; so the symbols are those of the rows, and a style of several kinds says none. */
static void styles__any_geometry__are_of_the_kinds_that_are_there(void **state)
{
    (void)state;
    static const struct {
        const char *type;
        bool partial;
        unsigned shapes;
        const char *kind; /* layerGeometryType, NULL = none */
        bool marker, line, fill;
    } cases[] = {
        {"GEOMETRY", false, 1u << SHAPE_POLYGON | 1u << SHAPE_NULL, "2", false, false, true},
        {"GEOMETRY", false, 1u << SHAPE_LINE | 1u << SHAPE_EMPTY, "1", false, true, false},
        {"GEOMETRY", false, 1u << SHAPE_POINT | 1u << SHAPE_BAD, "0", true, false, false},
        {"GEOMETRY", false, 1u << SHAPE_POINT | 1u << SHAPE_LINE, NULL, true, true, false},
        {"GEOMETRY", false, 1u << SHAPE_NULL, NULL, true, true, true},   /* any may come */
        {"GEOMETRY", true, 1u << SHAPE_POLYGON, NULL, true, true, true}, /* not all was read */
        {"POINT", true, 1u << SHAPE_POINT, "0", true, false, false},
        {"POLYGON", false, 1u << SHAPE_POINT | 1u << SHAPE_POLYGON, NULL, true, false, true},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct fixture f;
        char expected[64];
        const char *qml = of_content(&f, cases[i].type, cases[i].partial, cases[i].shapes);
        const char *kind = strstr(qml, "<layerGeometryType>");
        if (cases[i].kind == NULL) {
            assert_null(kind);
        } else {
            snprintf(expected, sizeof expected, "<layerGeometryType>%s<", cases[i].kind);
            assert_non_null(strstr(qml, expected));
        }
        assert_int_equal(has_symbol(qml, "marker"), cases[i].marker);
        assert_int_equal(has_symbol(qml, "line"), cases[i].line);
        assert_int_equal(has_symbol(qml, "fill"), cases[i].fill);
        fixture_free(&f);
    }
}

/* FOLDER/N.qml, and FOLDER/styles.tsv: N, table, geometry column, name, default, description. */
static void styles__on_demand__are_written_for_a_look(void **state)
{
    (void)state;
    const char *folder = getenv("RASIF_STYLE_DUMP");
    struct fixture f;
    char path[1024];
    fixture_new(&f, 6);
    fixture_make(&f);
    snprintf(path, sizeof path, "%s/styles.tsv", folder);
    FILE *list = fopen(path, "w");
    assert_non_null(list);
    for (size_t i = 0; i < f.n; i++) {
        const struct output_style *style = &f.styles[i];
        fprintf(list, "%zu\t%s\t%s\t%s\t%d\t%s\n", i, style->table, style->geometry_column,
                style->name, style->is_default, style->description);
        snprintf(path, sizeof path, "%s/%zu.qml", folder, i);
        FILE *qml = fopen(path, "w");
        assert_non_null(qml);
        fputs(style->qml, qml);
        fclose(qml);
    }
    fclose(list);
    fixture_free(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(styles__six_profiles__one_default_per_table_and_short_names),
        cmocka_unit_test(styles__profiles_without_columns__are_not_named),
        cmocka_unit_test(styles__no_profile_columns_at_all__still_draw_everything),
        cmocka_unit_test(styles__hostile_titles__stay_text),
        cmocka_unit_test(styles__twice__are_the_same),
        cmocka_unit_test(styles__any_geometry__are_of_the_kinds_that_are_there),
    };
    const struct CMUnitTest dump[] = {cmocka_unit_test(styles__on_demand__are_written_for_a_look)};
    if (getenv("RASIF_STYLE_DUMP") != NULL)
        return cmocka_run_group_tests(dump, NULL, NULL);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
