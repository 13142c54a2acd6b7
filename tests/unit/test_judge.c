/* SPDX-License-Identifier: MIT
 *
 * rule/slice.c, rule/slice_needs.c: requirements and needs of one element against expectations worked
 * out by hand, paragraph by paragraph, from docs/scoring.md, section 9 (requirements) and #one-element
 * (needs). The oracle, judge_oracle.c, has to give the same. */
#include "judge_one.h"
#include "rule_values.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* ---- requirements (docs/scoring.md, section 9) --------------------------------------------- */

/* Texts separated by '|'; which element has the fields does not matter here. */
static void conditions_of(struct arena *arena, const char *texts, struct condition **out, size_t *n)
{
    rasif_error err = {RASIF_OK, ""};
    *out = NULL;
    *n = 0;
    if (texts != NULL &&
        conditions_parse(list_of(arena, texts), 0, arena, out, n, &err) != RASIF_OK)
        fail_msg("%s", err.message);
}

#pragma GCC diagnostic ignored "-Wmissing-field-initializers" /* maybe, tolerance: none */
struct requirement_case {
    enum field_id measure;
    const char *require, *when, *unless, *values;
    rasif_outcome expected;
    const char *maybe;
    double tolerance;
};

static void run_requirements(const struct requirement_case *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct arena arena = {0};
        struct requirement requirement = {0};
        rasif_error err = {RASIF_OK, ""};
        if (require_parse(node_of(&arena, cases[i].require), cases[i].measure, &requirement.require,
                          &err) != RASIF_OK)
            fail_msg("%s", err.message);
        conditions_of(&arena, cases[i].when, &requirement.when, &requirement.n_when);
        conditions_of(&arena, cases[i].unless, &requirement.unless, &requirement.n_unless);
        conditions_of(&arena, cases[i].maybe, &requirement.maybe, &requirement.n_maybe);
        requirement.require.tolerance = cases[i].tolerance;
        struct values values;
        values_parse(&values, cases[i].values);
        rasif_outcome got = outcome_of(&requirement, &values);
        assert_int_equal(requirement_judge(&requirement, &values), got);
        if (got != cases[i].expected)
            fail_msg("case %zu: %s %s with %s gives %s, not %s", i, fields[cases[i].measure].name,
                     cases[i].require, cases[i].values, outcome_words[got],
                     outcome_words[cases[i].expected]);
        arena_free(&arena);
    }
}

#define RUN_REQUIREMENTS(cases) run_requirements(cases, sizeof(cases) / sizeof(cases)[0])
#define NA RASIF_NOT_APPLICABLE
#define PASS RASIF_PASS
#define UNKNOWN RASIF_UNKNOWN
#define FAIL RASIF_FAIL

static void requirement__limit_alone__pass_fail_unknown(void **state)
{
    (void)state;
    static const struct requirement_case cases[] = {
        {F_clear_width_m, ">= 1.22 m", NULL, NULL, "clear_width_m=1.22", PASS},
        {F_clear_width_m, ">= 1.22 m", NULL, NULL, "clear_width_m=1.2192", PASS}, /* 48 in */
        {F_clear_width_m, ">= 1.22 m", NULL, NULL, "clear_width_m=1.21", FAIL},
        {F_clear_width_m, ">= 1.22 m", NULL, NULL, "clear_width_m=0", FAIL},
        {F_clear_width_m, ">= 1.22 m", NULL, NULL, "", UNKNOWN},
        {F_running_slope_pct, "<= 1:12", NULL, NULL, "running_slope_pct=8.333", PASS},
        {F_running_slope_pct, "<= 1:12", NULL, NULL, "running_slope_pct=8.341", PASS},
        {F_running_slope_pct, "<= 1:12", NULL, NULL, "running_slope_pct=8.343", FAIL},
        {F_running_slope_pct, "<= 1:12", NULL, NULL, "running_slope_pct=-8.3", PASS},
        {F_running_slope_pct, "<= 1:12", NULL, NULL, "running_slope_pct=-9", FAIL},
        {F_button_height_mm, "between 900 mm and 1200 mm", NULL, NULL, "button_height_mm=899.2",
         PASS},
        {F_button_height_mm, "between 900 mm and 1200 mm", NULL, NULL, "button_height_mm=899",
         FAIL},
        {F_button_height_mm, "between 900 mm and 1200 mm", NULL, NULL, "button_height_mm=1201.2",
         PASS},
        {F_button_height_mm, "between 900 mm and 1200 mm", NULL, NULL, "button_height_mm=1202",
         FAIL},
        {F_button_height_mm, "between 900 mm and 1200 mm", NULL, NULL, "", UNKNOWN},
        {F_lip_mm, "<= 0 mm", NULL, NULL, "lip_mm=0", PASS},
        {F_lip_mm, "<= 0 mm", NULL, NULL, "lip_mm=1", FAIL},
        {F_surface, "in [asphalt, concrete]", NULL, NULL, "surface=concrete", PASS},
        {F_surface, "in [asphalt, concrete]", NULL, NULL, "surface=sand", FAIL},
        {F_surface, "in [asphalt, concrete]", NULL, NULL, "", UNKNOWN},
        {F_tactile_warning, "= yes", NULL, NULL, "tactile_warning=partial", FAIL},
        {F_obstacles, "= bin", NULL, NULL, "obstacles=tree;bin", PASS}, /* any member */
        {F_obstacles, "in [bin, pole]", NULL, NULL, "obstacles=tree", FAIL},
    };
    RUN_REQUIREMENTS(cases);
}

static void requirement__when__decides_before_the_value(void **state)
{
    (void)state;
    static const char *const when = "control = signal";
    static const struct requirement_case cases[] = {
        {F_walk_s, ">= 7 s", when, NULL, "control=beacon walk_s=3", NA},
        {F_walk_s, ">= 7 s", when, NULL, "control=beacon", NA}, /* false before missing */
        {F_walk_s, ">= 7 s", when, NULL, "control=signal", UNKNOWN},
        {F_walk_s, ">= 7 s", when, NULL, "control=signal walk_s=8", PASS},
        {F_walk_s, ">= 7 s", when, NULL, "control=signal walk_s=3", FAIL},
        {F_walk_s, ">= 7 s", when, NULL, "walk_s=8", PASS}, /* met, whether it applies or not */
        {F_walk_s, ">= 7 s", when, NULL, "walk_s=3", UNKNOWN},
        {F_walk_s, ">= 7 s", when, NULL, "", UNKNOWN},
        {F_walk_s, ">= 7 s", when, NULL, "walk_s=3 control=signal@assumed", UNKNOWN},
        {F_walk_s, ">= 7 s", when, NULL, "walk_s=3 control=beacon@assumed", UNKNOWN},
        {F_walk_s, ">= 7 s", when, NULL, "walk_s=3 control=signal@linked", FAIL},
        {F_lanes, "<= 2", "control != signal|island != yes", NULL, "lanes=4 control=signal", NA},
        {F_lanes, "<= 2", "control != signal|island != yes", NULL, "lanes=4 island=yes", NA},
        {F_lanes, "<= 2", "control != signal|island != yes", NULL, "lanes=4 island=no", UNKNOWN},
        {F_lanes, "<= 2", "control != signal|island != yes", NULL,
         "lanes=4 island=no control=beacon", FAIL},
        {F_width_m, ">= 1.5 m", "obstacles = tree", NULL, "width_m=1.2 obstacles=pole;tree", FAIL},
        {F_width_m, ">= 1.5 m", "obstacles = tree", NULL, "width_m=1.2 obstacles=pole", NA},
        {F_width_m, ">= 1.5 m", "obstacles = tree", NULL, "width_m=1.2", UNKNOWN},
    };
    RUN_REQUIREMENTS(cases);
}

static void requirement__unless__excuses_what_is_not_met(void **state)
{
    (void)state;
    static const char *const grade = "running_slope_pct <= street_grade_pct";
    static const struct requirement_case cases[] = {
        {F_street_grade_pct, "<= 1:20", NULL, NULL, "street_grade_pct=8", FAIL},
        {F_running_slope_pct, "<= 1:20", NULL, grade, "running_slope_pct=8 street_grade_pct=9",
         PASS},
        {F_running_slope_pct, "<= 1:20", NULL, grade, "running_slope_pct=-8 street_grade_pct=6",
         FAIL},
        {F_running_slope_pct, "<= 1:20", NULL, grade, "running_slope_pct=8", UNKNOWN},
        {F_running_slope_pct, "<= 1:20", NULL, grade, "running_slope_pct=4", PASS},
        {F_running_slope_pct, "<= 1:20", NULL, grade, "street_grade_pct=9", UNKNOWN},
        {F_running_slope_pct, "<= 1:20", NULL, grade,
         "running_slope_pct=8@dem street_grade_pct=9@dem", UNKNOWN},
        {F_running_slope_pct, "<= 1:20", NULL, grade,
         "running_slope_pct=8@dem street_grade_pct=9@linked", PASS},
        {F_running_slope_pct, "<= 1:20", NULL, grade,
         "running_slope_pct=8@dem street_grade_pct=6@linked", FAIL},
        {F_running_slope_pct, "<= 1:20", NULL, grade,
         "running_slope_pct=8 street_grade_pct=9@assumed", UNKNOWN},
        /* a list: joined by and */
        {F_clear_width_m, ">= 1.5 m", NULL, "clear_width_m >= 1 m|length_m <= 6 m",
         "clear_width_m=1.2 length_m=4", PASS},
        {F_clear_width_m, ">= 1.5 m", NULL, "clear_width_m >= 1 m|length_m <= 6 m",
         "clear_width_m=1.2 length_m=20", FAIL},
        {F_clear_width_m, ">= 1.5 m", NULL, "clear_width_m >= 1 m|length_m <= 6 m",
         "clear_width_m=1.2", UNKNOWN},
        {F_clear_width_m, ">= 1.5 m", NULL, "clear_width_m >= 1 m|length_m <= 6 m",
         "clear_width_m=0.9", FAIL}, /* false wins over unknown */
        /* unless true comes before when undecidable */
        {F_passing_interval_m, "<= 61 m", "clear_width_m < 1.525 m", "length_m <= 10 m",
         "passing_interval_m=80 length_m=8", PASS},
        {F_passing_interval_m, "<= 61 m", "clear_width_m < 1.525 m", "length_m <= 10 m",
         "passing_interval_m=80 length_m=18", UNKNOWN},
        {F_passing_interval_m, "<= 61 m", "clear_width_m < 1.525 m", "length_m <= 10 m",
         "passing_interval_m=80 length_m=18 clear_width_m=1.3", FAIL},
        /* a missing value stays unknown whatever would excuse it */
        {F_passing_interval_m, "<= 61 m", NULL, "length_m <= 10 m", "length_m=8", UNKNOWN},
    };
    RUN_REQUIREMENTS(cases);
}

/* Exceptions that no field decides: between 6.4 and 13 mm an edge may be bevelled (PROWAG R302.6.2).
 */
static void requirement__maybe__what_may_be_excused_is_unknown(void **state)
{
    (void)state;
#define EDGE F_vertical_edge_mm, "<= 6.4 mm"
    static const char *const bevel = "vertical_edge_mm <= 13 mm";
    static const char *const grade = "running_slope_pct <= street_grade_pct";
    static const struct requirement_case cases[] = {
        {EDGE, NULL, NULL, "vertical_edge_mm=6", PASS, bevel, 0},
        {EDGE, NULL, NULL, "vertical_edge_mm=10", UNKNOWN, bevel, 0},
        {EDGE, NULL, NULL, "vertical_edge_mm=13", UNKNOWN, bevel, 0},
        {EDGE, NULL, NULL, "vertical_edge_mm=14", FAIL, bevel, 0},
        {EDGE, NULL, NULL, "", UNKNOWN, bevel, 0},
        {EDGE, "surface = wood", NULL, "vertical_edge_mm=10 surface=sand", NA, bevel, 0},
        /* unless true comes first; a maybe that can't be decided excuses nothing and condemns nothing */
        {EDGE, NULL, "surface = wood", "vertical_edge_mm=10 surface=wood", PASS, bevel, 0},
        {F_running_slope_pct, "<= 1:20", NULL, NULL, "running_slope_pct=8", UNKNOWN, grade, 0},
        {F_running_slope_pct, "<= 1:20", NULL, NULL, "running_slope_pct=8 street_grade_pct=6", FAIL,
         grade, 0},
    };
    RUN_REQUIREMENTS(cases);
}

/* A tolerance of measuring is added to the 0.1 % of every limit, on both sides of a range. */
static void requirement__tolerance__widens_the_limit(void **state)
{
    (void)state;
    static const struct requirement_case cases[] = {
        {F_lip_mm, "<= 0 mm", NULL, NULL, "lip_mm=0", PASS, NULL, 0},
        {F_lip_mm, "<= 0 mm", NULL, NULL, "lip_mm=1", FAIL, NULL, 0},
        {F_lip_mm, "<= 0 mm", NULL, NULL, "lip_mm=2", PASS, NULL, 2},
        {F_lip_mm, "<= 0 mm", NULL, NULL, "lip_mm=2.1", FAIL, NULL, 2},
        {F_kerb_height_mm, "= 30 mm", NULL, NULL, "kerb_height_mm=25", PASS, NULL, 5},
        {F_kerb_height_mm, "= 30 mm", NULL, NULL, "kerb_height_mm=35", PASS, NULL, 5},
        {F_kerb_height_mm, "= 30 mm", NULL, NULL, "kerb_height_mm=36", FAIL, NULL, 5},
        {F_button_height_mm, "between 900 mm and 1200 mm", NULL, NULL, "button_height_mm=890", PASS,
         NULL, 10},
        {F_button_height_mm, "between 900 mm and 1200 mm", NULL, NULL, "button_height_mm=1212", FAIL,
         NULL, 10},
    };
    RUN_REQUIREMENTS(cases);
}

static void requirement__origin__what_proves_nothing_is_unknown(void **state)
{
    (void)state;
    static const struct requirement_case cases[] = {
        {F_clear_width_m, ">= 1.22 m", NULL, NULL, "clear_width_m=2@geometry", PASS},
        {F_clear_width_m, ">= 1.22 m", NULL, NULL, "clear_width_m=1@geometry", FAIL},
        {F_running_slope_pct, "<= 1:20", NULL, NULL, "running_slope_pct=2@dem", PASS},
        {F_running_slope_pct, "<= 1:20", NULL, NULL, "running_slope_pct=9@dem", FAIL},
        {F_running_slope_pct, "<= 1:20", NULL, NULL, "running_slope_pct=2@dem_low", UNKNOWN},
        {F_running_slope_pct, "<= 1:20", NULL, NULL, "running_slope_pct=9@dem_low", UNKNOWN},
        {F_running_slope_pct, "<= 1:20", NULL, NULL, "running_slope_pct=2@linked", UNKNOWN},
        {F_running_slope_pct, "<= 1:20", NULL, NULL, "running_slope_pct=9@linked", UNKNOWN},
        {F_clear_width_m, ">= 1.22 m", NULL, NULL, "clear_width_m=2@assumed", UNKNOWN},
        {F_clear_width_m, ">= 1.22 m", NULL, NULL, "clear_width_m=1@assumed", UNKNOWN},
        {F_surface, "in [asphalt]", NULL, NULL, "surface=asphalt@assumed", UNKNOWN},
        {F_surface, "in [asphalt]", NULL, NULL, "surface=sand@assumed", UNKNOWN},
        /* ... nor is it excused */
        {F_running_slope_pct, "<= 1:20", NULL, "street_grade_pct >= 5 %",
         "running_slope_pct=9@linked street_grade_pct=9", UNKNOWN},
        /* ... but a requirement that does not apply, does not */
        {F_walk_s, ">= 7 s", "control = signal", NULL, "walk_s=3@assumed control=beacon", NA},
        /* a bound passes and never fails */
        {F_crossing_stage_m, "<= 12 m", NULL, NULL, "crossing_stage_m=11@bound", PASS},
        {F_crossing_stage_m, "<= 12 m", NULL, NULL, "crossing_stage_m=14@bound", UNKNOWN},
        {F_crossing_stage_m, "<= 12 m", NULL, "control = signal",
         "crossing_stage_m=14@bound control=signal", PASS},
        {F_crossing_stage_m, "<= 12 m", NULL, "control = signal",
         "crossing_stage_m=14@bound control=beacon", UNKNOWN},
        {F_clearance_speed_m_s, "<= 1.1 m/s", NULL, NULL, "clearance_speed_m_s=1@bound", PASS},
        {F_clearance_speed_m_s, "<= 1.1 m/s", NULL, NULL, "clearance_speed_m_s=2@bound", UNKNOWN},
        /* what is at most that misses a lower limit and never meets one */
        {F_length_m, ">= 20 m", NULL, NULL, "length_m=11@bound", FAIL},
        {F_length_m, ">= 20 m", NULL, NULL, "length_m=30@bound", UNKNOWN},
        {F_length_m, "between 10 m and 20 m", NULL, NULL, "length_m=15@bound", UNKNOWN},
        {F_shade, "= yes", "length_m > 50 m", NULL, "shade=no length_m=60@bound", UNKNOWN},
        {F_shade, "= yes", "length_m > 50 m", NULL, "shade=no length_m=40@bound", NA},
        {F_shade, "= yes", "length_m <= 50 m", NULL, "shade=no length_m=40@bound", FAIL},
        {F_running_slope_pct, "<= 1:20", NULL, "running_slope_pct <= street_grade_pct",
         "running_slope_pct=9 street_grade_pct=9@bound", UNKNOWN},
        /* the least that it can be misses an upper limit and never meets one */
        {F_step_free_way_m, "<= 150 m", NULL, NULL, "step_free_way_m=400@at_least", FAIL},
        {F_step_free_way_m, "<= 150 m", NULL, NULL, "step_free_way_m=100@at_least", UNKNOWN},
        {F_step_free_way_m, ">= 150 m", NULL, NULL, "step_free_way_m=400@at_least", PASS},
        {F_step_free_way_m, ">= 150 m", NULL, NULL, "step_free_way_m=100@at_least", UNKNOWN},
        {F_step_free_way_m, "between 50 m and 150 m", NULL, NULL, "step_free_way_m=100@at_least",
         UNKNOWN},
        {F_step_free_way_m, "<= 150 m", NULL, "step_free = yes",
         "step_free_way_m=100@at_least step_free=yes", PASS},
        {F_riser_mm, "<= 150 mm", "step_free_way_m > 150 m", NULL,
         "riser_mm=190 step_free_way_m=400@at_least", FAIL},
        {F_riser_mm, "<= 150 mm", "step_free_way_m > 150 m", NULL,
         "riser_mm=190 step_free_way_m=100@at_least", UNKNOWN},
        {F_riser_mm, "<= 150 mm", "step_free_way_m <= 150 m", NULL,
         "riser_mm=190 step_free_way_m=400@at_least", NA},
    };
    RUN_REQUIREMENTS(cases);
}

/* ---- needs (docs/scoring.md, section 2) --------------------------------------------------- */

struct need_case {
    enum field_id measure;
    double comfortable, adequate, limit; /* numeric */
    const char *classes;                 /* else "asphalt 1 sett 0.4" */
    bool blocks;
    const char *when, *values;
    /* expected: one letter each: n = does not apply; k = known; u = unknown; b = known, blocked;
     * p = known, passable at most unknown; s = score only */
    char expected;
    double u;
};

static void need_make(const struct need_case *given, struct arena *arena, struct need *out)
{
    *out = (struct need){.comfortable = given->comfortable,
                         .adequate = given->adequate,
                         .limit = given->limit,
                         .more_is_better = given->comfortable > given->limit,
                         .is_class = given->classes != NULL,
                         .blocks = given->blocks,
                         .weight = 1};
    for (size_t i = 0; i < 32; i++)
        out->u_of_code[i] = NAN;
    char copy[256];
    snprintf(copy, sizeof copy, "%s", given->classes != NULL ? given->classes : "");
    char *rest = NULL;
    for (char *word = strtok_r(copy, " ", &rest); word != NULL; word = strtok_r(NULL, " ", &rest)) {
        uint8_t code = vocabulary_code(fields[given->measure].vocabulary, word, strlen(word));
        if (code == 0)
            values_wrong(word);
        const char *number = strtok_r(NULL, " ", &rest);
        size_t used = 0;
        if (!number_parse(number, strlen(number), &out->u_of_code[code], &used))
            values_wrong(number);
    }
    conditions_of(arena, given->when, &out->when, &out->n_when);
}

static char letter_of(const struct need_answer *answer)
{
    if (!answer->applies)
        return 'n';
    if (answer->score_only)
        return answer->known || answer->blocked ? '?' : 's';
    if (!answer->known)
        return answer->blocked || answer->open || answer->at_most_unknown ? '?' : 'u';
    return answer->blocked ? 'b' : answer->at_most_unknown ? 'p' : answer->open ? 'o' : 'k';
}

static struct need_answer answer_by_oracle(const struct need *need, enum field_id measure,
                                           struct pace pace, const struct values *values)
{
    struct need_result r;
    memset(&r, 0xff, sizeof r); /* every part must be written */
    need_judge(need, measure, pace, values, &r);
    return (struct need_answer){r.applies, r.known, r.score_only, r.open, r.blocked,
                                r.passable_at_most_unknown, r.u};
}

static void run_needs(const struct need_case *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct arena arena = {0};
        struct need need;
        struct values values;
        need_make(&cases[i], &arena, &need);
        values_parse(&values, cases[i].values);
        struct need_answer got;
        memset(&got, 0xff, sizeof got); /* every part must be written */
        answer_of(&need, cases[i].measure, (struct pace){0.8, 0}, &values, &got);
        struct need_answer expected =
            answer_by_oracle(&need, cases[i].measure, (struct pace){0.8, 0}, &values);
        assert_int_equal(letter_of(&got), letter_of(&expected));
        assert_true(got.u == expected.u);
        bool same_u = strchr("nu", cases[i].expected) != NULL || fabs(got.u - cases[i].u) < 1e-9;
        if (letter_of(&got) != cases[i].expected || !same_u)
            fail_msg("case %zu: %s with '%s' gives %c %.6f, not %c %.6f", i,
                     fields[cases[i].measure].name, cases[i].values, letter_of(&got), got.u,
                     cases[i].expected, cases[i].u);
        arena_free(&arena);
    }
}

#define RUN_NEEDS(cases) run_needs(cases, sizeof(cases) / sizeof(cases)[0])
#define WIDTH F_clear_width_m, 1.80, 1.22, 0.90, NULL
#define SLOPE F_running_slope_pct, 3, 5, 8, NULL

static void need__numeric__u_is_linear_through_adequate(void **state)
{
    (void)state;
    static const struct need_case cases[] = {
        {WIDTH, false, NULL, "clear_width_m=1.8", 'k', 1},
        {WIDTH, false, NULL, "clear_width_m=2.5", 'k', 1},
        {WIDTH, false, NULL, "clear_width_m=1.22", 'k', 0.6},
        {WIDTH, false, NULL, "clear_width_m=1.51", 'k', 0.8}, /* half way from 1.22 to 1.80 */
        {WIDTH, false, NULL, "clear_width_m=1.06", 'k', 0.3}, /* half way from 0.90 to 1.22 */
        {WIDTH, false, NULL, "clear_width_m=0.9", 'k', 0},
        {WIDTH, false, NULL, "clear_width_m=0.2", 'k', 0},
        {WIDTH, false, NULL, "", 'u', 0},
        {SLOPE, false, NULL, "running_slope_pct=0", 'k', 1},
        {SLOPE, false, NULL, "running_slope_pct=3", 'k', 1},
        {SLOPE, false, NULL, "running_slope_pct=4", 'k', 0.8},
        {SLOPE, false, NULL, "running_slope_pct=5", 'k', 0.6},
        {SLOPE, false, NULL, "running_slope_pct=6.5", 'k', 0.3},
        {SLOPE, false, NULL, "running_slope_pct=8", 'k', 0},
        {SLOPE, false, NULL, "running_slope_pct=30", 'k', 0},
        {SLOPE, false, NULL, "running_slope_pct=-4", 'k', 0.8}, /* magnitude */
        /* without adequate: straight from comfortable to limit, both ways */
        {F_width_m, 2, NAN, 1, NULL, false, NULL, "width_m=1.25", 'k', 0.25},
        {F_gap_mm, 10, NAN, 30, NULL, false, NULL, "gap_mm=15", 'k', 0.75},
        /* comfortable 0 */
        {F_lip_mm, 0, 6, 30, NULL, false, NULL, "lip_mm=0", 'k', 1},
        {F_lip_mm, 0, 6, 30, NULL, false, NULL, "lip_mm=3", 'k', 0.8},
        {F_lip_mm, 0, 6, 30, NULL, false, NULL, "lip_mm=18", 'k', 0.3},
        /* no tolerance in u: 48 in falls a little short of 1.22 m: 0.6 * 0.3192 / 0.32 */
        {WIDTH, false, NULL, "clear_width_m=1.2192", 'k', 0.5985},
    };
    RUN_NEEDS(cases);
}

static void need__class__u_is_the_tables(void **state)
{
    (void)state;
#define SURFACE F_surface, NAN, NAN, NAN, "asphalt 1 sett 0.4 sand 0"
#define OBSTACLE F_obstacles, NAN, NAN, NAN, "tree 0.8 pole 0.5 stall 0"
    static const struct need_case cases[] = {
        {SURFACE, false, NULL, "surface=asphalt", 'k', 1},
        {SURFACE, false, NULL, "surface=sett", 'k', 0.4},
        {SURFACE, false, NULL, "surface=sand", 'k', 0},
        {SURFACE, true, NULL, "surface=sand", 'b', 0},
        {SURFACE, true, NULL, "surface=sett", 'k', 0.4},
        {SURFACE, true, NULL, "surface=wood", 'u', 0}, /* not in the table */
        {SURFACE, true, NULL, "", 'u', 0},
        /* a list takes the least */
        {OBSTACLE, false, NULL, "obstacles=tree", 'k', 0.8},
        {OBSTACLE, false, NULL, "obstacles=pole;tree", 'k', 0.5},
        {OBSTACLE, true, NULL, "obstacles=tree;stall", 'b', 0},
        {OBSTACLE, true, NULL, "obstacles=tree;bin", 'u', 0},
        {OBSTACLE, true, NULL, "obstacles=stall;bin", 'b', 0}, /* nothing is less than 0 */
        {OBSTACLE, true, NULL, "", 'u', 0},
    };
    RUN_NEEDS(cases);
}

static void need__blocks__beyond_the_limit_and_its_tolerance(void **state)
{
    (void)state;
    static const struct need_case cases[] = {
        {WIDTH, true, NULL, "clear_width_m=1.5", 'k', 0.6 + 0.4 * 0.28 / 0.58},
        {WIDTH, true, NULL, "clear_width_m=0.9", 'k', 0},    /* at the limit: u = 0, not blocked */
        {WIDTH, true, NULL, "clear_width_m=0.8992", 'k', 0}, /* within 0.1 % */
        {WIDTH, true, NULL, "clear_width_m=0.8990", 'b', 0},
        {SLOPE, true, NULL, "running_slope_pct=8.007", 'k', 0},
        {SLOPE, true, NULL, "running_slope_pct=8.009", 'b', 0},
        {SLOPE, true, NULL, "running_slope_pct=-9", 'b', 0},
        {SLOPE, false, NULL, "running_slope_pct=20", 'k', 0},
        {WIDTH, true, NULL, "", 'u', 0},
    };
    RUN_NEEDS(cases);
}

static void need__when_undecidable__known_only_when_satisfied(void **state)
{
    (void)state;
#define STAGE F_crossing_stage_m, 7, 12, 18.3, NULL
#define WARNING F_tactile_warning, NAN, NAN, NAN, "yes 1 partial 0.5 no 0"
    static const struct need_case cases[] = {
        {STAGE, false, "control != signal", "control=signal crossing_stage_m=30", 'n', 0},
        {STAGE, false, "control != signal", "control=signal", 'n', 0},
        {STAGE, false, "control != signal", "control=beacon crossing_stage_m=12", 'k', 0.6},
        {STAGE, false, "control != signal", "control=beacon", 'u', 0},
        {STAGE, false, "control != signal", "crossing_stage_m=6", 'o', 1}, /* met, if it applies */
        {STAGE, false, "control != signal", "crossing_stage_m=7.001", 'u', 0}, /* u < 1 */
        {STAGE, true, "control != signal", "crossing_stage_m=30", 'u', 0},     /* never blocks */
        {STAGE, true, "control != signal", "crossing_stage_m=30 control=beacon", 'b', 0},
        {STAGE, true, "control != signal", "crossing_stage_m=30 control=beacon@assumed", 'u', 0},
        {WARNING, true, "kerb in [flush, none]", "kerb=flush tactile_warning=no", 'b', 0},
        {WARNING, true, "kerb in [flush, none]", "kerb=lowered tactile_warning=no", 'n', 0},
        {WARNING, true, "kerb in [flush, none]", "tactile_warning=no", 'u', 0},
        {WARNING, true, "kerb in [flush, none]", "tactile_warning=partial", 'u', 0},
        {WARNING, true, "kerb in [flush, none]", "tactile_warning=yes", 'o', 1},
        {WARNING, true, "kerb in [flush, none]", "", 'u', 0},
    };
    RUN_NEEDS(cases);
}

static void need__origin__says_how_far_a_value_counts(void **state)
{
    (void)state;
    static const struct need_case cases[] = {
        /* at least: known only where more of it makes no difference */
        {STAGE, true, NULL, "crossing_stage_m=6@at_least", 'u', 0},
        {STAGE, true, NULL, "crossing_stage_m=12@at_least", 'u', 0},
        {STAGE, true, NULL, "crossing_stage_m=20@at_least", 'b', 0},
        /* bound: known only at u = 1, never blocks */
        {STAGE, true, NULL, "crossing_stage_m=6@bound", 'k', 1},
        {STAGE, true, NULL, "crossing_stage_m=7@bound", 'k', 1},
        {STAGE, true, NULL, "crossing_stage_m=8@bound", 'u', 0},
        {STAGE, true, NULL, "crossing_stage_m=30@bound", 'u', 0},
        /* assumed: enters the score only */
        {WIDTH, true, NULL, "clear_width_m=1.22@assumed", 's', 0.6},
        {WIDTH, true, NULL, "clear_width_m=2@assumed", 's', 1},
        {WIDTH, true, NULL, "clear_width_m=0.5@assumed", 's', 0},
        {WIDTH, true, "length_m > 5 m", "clear_width_m=0.5@assumed length_m=3", 'n', 0},
        {WIDTH, true, "length_m > 5 m", "clear_width_m=1.22@assumed", 'u', 0},
        {WIDTH, true, "length_m > 5 m", "clear_width_m=2@assumed", 's', 1},
        /* a linked street grade is a hint: it counts for the score, blocks nothing, promises nothing */
        {SLOPE, true, NULL, "running_slope_pct=9@linked", 's', 0},
        {SLOPE, true, NULL, "running_slope_pct=8@linked", 's', 0},
        {SLOPE, true, NULL, "running_slope_pct=4@linked", 's', 0.8},
        {SLOPE, true, NULL, "running_slope_pct=1@linked", 's', 1},
        {SLOPE, true, "length_m > 5 m", "running_slope_pct=9@linked", 'u', 0},
        {SLOPE, false, NULL, "running_slope_pct=4@linked", 's', 0.8},
        {SLOPE, false, NULL, "running_slope_pct=9@linked", 's', 0},
        {WIDTH, true, NULL, "clear_width_m=1.22@linked", 'p', 0.6}, /* whatever is linked */
        /* everything else is simply known */
        {SLOPE, true, NULL, "running_slope_pct=4@dem", 'k', 0.8},
        {SLOPE, true, NULL, "running_slope_pct=9@dem", 'b', 0},
        {SLOPE, true, NULL, "running_slope_pct=9@dem_low", 'b', 0},
        {SLOPE, true, NULL, "running_slope_pct=4@dem_low", 'k', 0.8},
        {WIDTH, true, NULL, "clear_width_m=1.22@geometry", 'k', 0.6},
    };
    RUN_NEEDS(cases);
}

/* Walking speed 0.8 m/s: 12.2 m, and 1.8 m from where one waits, take 17.5 s. */
static void need__green_margin__is_made_from_its_parts(void **state)
{
    (void)state;
#define MARGIN F_green_margin, 1.2, 1.0, 0.8, NULL
    static const struct need_case cases[] = {
        {MARGIN, true, NULL, "walk_s=7 clearance_s=14 crossing_stage_m=12.2", 'k', 1},
        {MARGIN, true, NULL, "walk_s=7 clearance_s=10.5 crossing_stage_m=12.2", 'k', 0.6},
        {MARGIN, true, NULL, "walk_s=7 clearance_s=7 crossing_stage_m=12.2", 'k', 0},
        {MARGIN, true, NULL, "walk_s=5 clearance_s=7 crossing_stage_m=12.2", 'b', 0},
        {MARGIN, true, NULL, "walk_s=7 crossing_stage_m=12.2", 'u', 0},
        {MARGIN, true, NULL, "clearance_s=7 crossing_stage_m=12.2", 'u', 0},
        {MARGIN, true, NULL, "walk_s=7 clearance_s=7", 'u', 0},
        {MARGIN, true, NULL, "walk_s=7 clearance_s=7 crossing_stage_m=0", 'u', 0},
        {MARGIN, true, NULL, "walk_s=0 clearance_s=0 crossing_stage_m=12.2", 'b', 0},
        /* a stage that is an upper bound */
        {MARGIN, true, NULL, "walk_s=7 clearance_s=14 crossing_stage_m=12.2@bound", 'k', 1},
        {MARGIN, true, NULL, "walk_s=7 clearance_s=13 crossing_stage_m=12.2@bound", 'u', 0},
        {MARGIN, true, NULL, "walk_s=5 clearance_s=7 crossing_stage_m=12.2@bound", 'u', 0},
        /* assumed parts */
        {MARGIN, true, NULL, "walk_s=7@assumed clearance_s=10.5 crossing_stage_m=12.2", 's', 0.6},
        {MARGIN, true, NULL, "walk_s=5 clearance_s=7@assumed crossing_stage_m=12.2", 's', 0},
        {MARGIN, true, NULL, "walk_s=7 clearance_s=14@assumed crossing_stage_m=12.2@bound", 's', 1},
        {MARGIN, true, NULL, "walk_s=7 clearance_s=7@assumed crossing_stage_m=12.2@bound", 'u', 0},
        /* a value stored under the name itself is never looked at */
        {MARGIN, true, NULL, "green_margin=2", 'u', 0},
        {MARGIN, true, "control = signal", "control=beacon", 'n', 0},
        {MARGIN, true, "control = signal", "walk_s=5 clearance_s=7 crossing_stage_m=12.2", 'u', 0},
    };
    RUN_NEEDS(cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(requirement__limit_alone__pass_fail_unknown),
        cmocka_unit_test(requirement__when__decides_before_the_value),
        cmocka_unit_test(requirement__unless__excuses_what_is_not_met),
        cmocka_unit_test(requirement__maybe__what_may_be_excused_is_unknown),
        cmocka_unit_test(requirement__tolerance__widens_the_limit),
        cmocka_unit_test(requirement__origin__what_proves_nothing_is_unknown),
        cmocka_unit_test(need__numeric__u_is_linear_through_adequate),
        cmocka_unit_test(need__class__u_is_the_tables),
        cmocka_unit_test(need__blocks__beyond_the_limit_and_its_tolerance),
        cmocka_unit_test(need__when_undecidable__known_only_when_satisfied),
        cmocka_unit_test(need__origin__says_how_far_a_value_counts),
        cmocka_unit_test(need__green_margin__is_made_from_its_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
