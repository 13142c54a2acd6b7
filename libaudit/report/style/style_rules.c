/* SPDX-License-Identifier: MIT
 *
 * Which feature gets which symbol. Colours: RdYlBu with five steps, told apart with any colour
 * vision; width, size and shape show the same a second time. Unknown is grey and hatched, however
 * much is known in part: a colour of the scale would be read as a verdict (decision 0280).
 *
 * A list has one QGIS filter per row. QGIS draws a feature by every row whose filter holds, and by
 * the last row (ELSE) where none does: no feature is invisible. A test measures the distances
 * between colours (decision 0333). */
#include "report/style/style.h"

#include <stdio.h>

#define DARK "45,45,45"
/* Pattern, colour, edge, shape of points, width of lines, size of points, level. The worse, the
 * wider, larger and higher. Any two of A to E, blocked and unknown differ by 20 or more in CIE76,
 * for any colour vision (decision 0333); unknown is grey (decision 0280). */
static const struct symbol class_looks[SCORE_CLASS_COUNT] = {
    [SCORE_CLASS_NONE] = {PATTERN_DASHED, "150,150,150", "120,120,120", "circle", "0.3", "1.2", 1},
    [SCORE_CLASS_A] = {PATTERN_PLAIN, "44,123,182", DARK, "circle", "0.7", "2", 2},
    [SCORE_CLASS_B] = {PATTERN_PLAIN, "171,217,233", DARK, "circle", "0.8", "2.3", 3},
    [SCORE_CLASS_C] = {PATTERN_PLAIN, "255,255,191", DARK, "square", "0.9", "2.4", 4},
    [SCORE_CLASS_UNKNOWN] = {PATTERN_HATCHED, "160,160,160", "130,130,130", "circle", "0.5", "1.8",
                             2},
    [SCORE_CLASS_D] = {PATTERN_PLAIN, "253,174,97", DARK, "triangle", "1.15", "3", 6},
    [SCORE_CLASS_E] = {PATTERN_PLAIN, "215,25,28", DARK, "diamond", "1.4", "3.4", 7},
    [SCORE_CLASS_BLOCKED] = {PATTERN_CROSSED, "20,20,20", "255,255,255", "octagon", "1.4", "3.6",
                             8},
};

const struct symbol *style_class_symbol(enum score_class class)
{
    return &class_looks[class];
}

/* One hue from light to dark, apart from the colours of classes (decision 0333). */
static const struct symbol severity_looks[SEVERITY_COUNT] = {
    [SEVERITY_MINOR] = {PATTERN_PLAIN, "254,235,226", DARK, "circle", NULL, "1.8", 2},
    [SEVERITY_MODERATE] = {PATTERN_PLAIN, "251,180,185", DARK, "square", NULL, "2.4", 3},
    [SEVERITY_SERIOUS] = {PATTERN_PLAIN, "247,104,161", DARK, "triangle", NULL, "3.2", 4},
    [SEVERITY_CRITICAL] = {PATTERN_PLAIN, "174,1,126", "0,0,0", "diamond", NULL, "4", 5},
};

const struct symbol *style_severity_symbol(enum severity severity)
{
    return &severity_looks[severity];
}

struct phrase style_class_label(const struct sentences *sentences, enum score_class class)
{
    char key[32];
    snprintf(key, sizeof key, "style.class.%s", class == SCORE_CLASS_NONE ? "none" : score_class_names[class]);
    return sentence_phrase(sentences, key);
}

/* Appends a row and returns it, for far, colour_by and offset_by. There is no check against
 * MOST_STYLE_RULES: lists are fixed, and the longest, of audit_sides, has 12 rows. */
static struct style_rule *add(struct style_rules *out, const char *filter, struct phrase label,
                              const struct symbol *symbol)
{
    struct style_rule *rule = &out->rules[out->n++];
    *rule = (struct style_rule){.filter = filter, .label = label, .symbol = symbol};
    return rule;
}

/* rasif_wcm_class='A'
 * Rows stand in the order of the legend, from very good to unknown; null is the last row. */
void style_rules_class(struct style_job *job, const struct profile *profile,
                       struct style_rules *out)
{
    static const enum score_class order[] = {SCORE_CLASS_A,      SCORE_CLASS_B, SCORE_CLASS_C,
                                             SCORE_CLASS_D,      SCORE_CLASS_E, SCORE_CLASS_BLOCKED,
                                             SCORE_CLASS_UNKNOWN};
    const char *column =
        profile != NULL ? style_text(job, "rasif_%s_class", profile->code) : "rasif_class";
    *out = (struct style_rules){.sentences = job->sentences, .languages = job->run->languages};
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        enum score_class class = order[i];
        add(out, style_text(job, "%s='%s'", column, score_class_names[class]),
            style_class_label(job->sentences, class), &class_looks[class]);
    }
    add(out, NULL, style_class_label(job->sentences, SCORE_CLASS_NONE), &class_looks[SCORE_CLASS_NONE]);
}

/* Thin and grey, with streets out of scope dashed: their segments show the classes. */
void style_rules_streets(struct style_job *job, struct style_rules *out)
{
    static const struct symbol street = {PATTERN_SOLID, "150,150,150", "120,120,120", "circle",
                                       "0.25",        "1",           1};
    *out = (struct style_rules){.sentences = job->sentences, .languages = job->run->languages};
    add(out, "rasif_scope='yes'", style_word(job, "role", roles[ROLE_STREET].name), &street);
    add(out, NULL, style_class_label(job->sentences, SCORE_CLASS_NONE), &class_looks[SCORE_CLASS_NONE]);
}

/* One symbol for all features; of a table with several roles that of destinations, then of
 * seats. */
void style_rules_context(struct style_job *job, unsigned role_mask, struct style_rules *out)
{
    static const struct symbol obstacle = {PATTERN_SOLID, "140,140,140", "60,60,60", "square",
                                         "0.5",         "1.6",         1};
    static const struct symbol seat = {PATTERN_SOLID, "203,190,170", "60,60,60", "pentagon",
                                     "0.5",         "2",           1};
    static const struct symbol destination = {PATTERN_SOLID, "255,255,255", "40,40,40", "star",
                                            "0.5",         "3",           1};
    bool seats = role_mask & 1u << ROLE_SEAT, destinations = role_mask & 1u << ROLE_DESTINATION;
    enum role role = destinations ? ROLE_DESTINATION : seats ? ROLE_SEAT : ROLE_OBSTACLE;
    *out = (struct style_rules){.sentences = job->sentences, .languages = job->run->languages};
    add(out, NULL, style_word(job, "role", roles[role].name),
        destinations ? &destination
        : seats      ? &seat
                     : &obstacle);
}

/* ---- islands ---- */

/* A colour by the number of a connected part. 1, the longest, is blue; the others take turns
 * with six colours that all can tell apart (Okabe and Ito); null is grey. */
static const char *colour_of_island(struct style_job *job, const char *island)
{
    return style_text(job,
                      "with_variable('i',%s,CASE WHEN @i=1 THEN '0,114,178' WHEN @i>1 THEN "
                      "array_get(array('230,159,0','0,158,115','204,121,167','240,228,66',"
                      "'86,180,233','213,94,0'),@i %% 6) ELSE '160,160,160' END)",
                      island);
}

/* With island_high (--columns full) unknown features show a thin line in the colour of the part
 * they would be in at best (decision 0280); without it they are grey. */
void style_rules_islands(struct style_job *job, const struct view *view,
                         const struct profile *profile, struct style_rules *out)
{
    static const struct symbol largest = {PATTERN_PLAIN, "0,114,178", DARK, "circle",
                                        "1.2",         "2.4",       3};
    static const struct symbol others = {PATTERN_PLAIN, "230,159,0", DARK, "square", "0.9", "2.4", 4};
    const char *p = profile->code;
    bool best = style_has_of(view, profile, "island_high");
    const char *island = style_text(job, best ? "rasif_%s_island_high" : "rasif_%s_island", p);
    *out = (struct style_rules){.sentences = job->sentences, .languages = job->run->languages};
    /* Without island_high, a street whose sides are walked on has the columns of a street of
     * unknown passability: the filter leaves streets out. */
    add(out,
        best ? style_text(job, "rasif_%s_island IS NULL AND %s IS NOT NULL", p, island)
             : style_text(job,
                          "rasif_%s_island IS NULL AND rasif_%s_passable='unknown' AND "
                          "rasif_role<>'street'",
                          p, p),
        best ? style_phrase(job, "style.island_unknown")
             : style_class_label(job->sentences, SCORE_CLASS_UNKNOWN),
        &class_looks[SCORE_CLASS_UNKNOWN])
        ->colour_by = best ? colour_of_island(job, island) : NULL;
    /* QGIS draws every rule that matches: with island_high unknown features match the first alone. */
    const char *known = best ? style_text(job, "rasif_%s_island IS NOT NULL AND ", p) : "";
    add(out, style_text(job, "%s%s=1", known, island), style_phrase(job, "style.island_largest"),
        &largest);
    add(out, style_text(job, "%s%s>1", known, island),
        style_phrase(job, "style.island_other"), &others)
        ->colour_by = colour_of_island(job, island);
    add(out, style_text(job, "rasif_%s_unlocks_m IS NOT NULL", p),
        style_class_label(job->sentences, SCORE_CLASS_BLOCKED), &class_looks[SCORE_CLASS_BLOCKED]);
    add(out, NULL, style_phrase(job, "style.no_network"),
        &class_looks[SCORE_CLASS_NONE]);
}

/* ---- reach ---- */

/* The looks of classes stand for answers: reached A, too far D, no way E. */
void style_rules_reach(struct style_job *job, const struct profile *profile,
                       struct style_rules *out)
{
    static const struct {
        const char *word;
        enum score_class symbol;
    } rows[] = {
        {"yes", SCORE_CLASS_A},
        {"no", SCORE_CLASS_D},
        {"none", SCORE_CLASS_E},
        {"unknown", SCORE_CLASS_UNKNOWN},
    };
    *out = (struct style_rules){.sentences = job->sentences, .languages = job->run->languages};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        add(out, style_text(job, "rasif_%s_reach='%s'", profile->code, rows[i].word),
            rows[i].symbol == SCORE_CLASS_UNKNOWN
                ? style_class_label(job->sentences, SCORE_CLASS_UNKNOWN)
                : style_phrase(job, style_text(job, "style.reach.%s", rows[i].word)),
            &class_looks[rows[i].symbol]);
    add(out, NULL, style_phrase(job, "style.no_network"),
        &class_looks[SCORE_CLASS_NONE]);
}

/* ---- audit_findings ---- */

/* Tables without a role: thin, light and behind everything else. */
void style_rules_carried(struct style_job *job, struct style_rules *out)
{
    static const struct symbol carried = {PATTERN_SOLID, "195,195,195", "150,150,150", "circle",
                                        "0.2",         "1.2",         0};
    *out = (struct style_rules){.sentences = job->sentences, .languages = job->run->languages};
    add(out, NULL, style_phrase(job, "style.carried"), &carried);
}

/* Blocked first, then undecided ones, then severities from critical down. Findings with outcome
 * "need" count by severity, like failed requirements. */
void style_rules_findings(struct style_job *job, struct style_rules *out)
{
    static const struct symbol blocked = {PATTERN_CROSSED, "20,20,20", "255,255,255", "octagon", NULL,
                                        "3.6",           6};
    static const struct symbol unknown = {
        PATTERN_HATCHED, "225,225,225", "80,80,80", "circle", NULL, "2", 1};
    static const struct symbol other = {PATTERN_PLAIN, "255,255,255", DARK, "circle", NULL, "1.4", 1};
    *out = (struct style_rules){.sentences = job->sentences, .languages = job->run->languages};
    add(out, "outcome='blocked'",
        style_phrase(job, "style.blocked_need"),
        &blocked);
    add(out, "outcome='unknown'", style_phrase(job, "style.class.unknown"), &unknown);
    /* From afar only serious findings. The last row takes features that no row in sight takes. */
    static const int far[SEVERITY_COUNT] = {[SEVERITY_MINOR] = 4000, [SEVERITY_MODERATE] = 10000,
                                              [SEVERITY_SERIOUS] = 12000};
    out->rules[1].far = 4000;
    for (int s = SEVERITY_COUNT - 1; s >= 0; s--)
        add(out, style_text(job, "outcome IN ('fail','need') AND severity='%s'", severity_names[s]),
            style_word(job, "severity", severity_names[s]), &severity_looks[s])
            ->far = far[s];
    add(out, NULL, style_phrase(job, "style.rest"), &other)->far = 4000;
}

/* ---- audit_gaps ---- */

/* [0] evidence stated or not drawn, [1] unknown: thinner, broken and behind, to be checked on
 * site. */
static const struct symbol gap_looks[GAP_KIND_COUNT][2] = {
    [GAP_NO_SIDEWALK] = {{PATTERN_SOLID, "197,27,125", "0", "circle", "1.1", "2", 4},
                         {PATTERN_DASHED, "197,27,125", "0", "circle", "0.5", "2", 1}},
    [GAP_SIDEWALK_ENDS] = {{PATTERN_SOLID, "230,97,1", "0", "circle", "1.8", "2", 6},
                           {PATTERN_DOTTED, "230,97,1", "0", "circle", "1.4", "2", 3}},
    [GAP_NO_RAMP] = {{PATTERN_SPOT, "94,60,153", "255,255,255", "triangle", "0.4", "2.8", 8},
                     {PATTERN_SPOT, "255,255,255", "94,60,153", "triangle", "0.4", "2.2", 7}},
    [GAP_NO_CROSSING] = {{PATTERN_SOLID, "0,68,27", "0", "circle", "1.6", "2", 5},
                         {PATTERN_DASHED, "0,68,27", "0", "circle", "0.9", "2", 2}},
};

/* "no crossing over an arm of a junction: to be checked on site", in every language; `first`
 * alone when memory is out. */
static struct phrase phrase_joined(struct style_job *job, struct phrase first, const char *between,
                                   struct phrase second)
{
    struct phrase out = first;
    if (phrase_concat(first, between, second, job->arena, &out, NULL) != RASIF_OK)
        job->failed = true;
    return out;
}

void style_rules_gaps(struct style_job *job, struct style_rules *out)
{
    static const struct symbol other = {PATTERN_SOLID, "140,140,140", "0", "circle", "0.5", "2", 0};
    struct phrase check = style_word(job, "evidence", gap_evidence_names[GAP_UNKNOWN]);
    *out = (struct style_rules){.sentences = job->sentences, .languages = job->run->languages};
    for (int kind = 0; kind < GAP_KIND_COUNT; kind++) {
        const char *name = gap_kind_names[kind];
        struct phrase word = style_word(job, "gap", name);
        add(out, style_text(job, "kind='%s' AND evidence<>'unknown'", name), word,
            &gap_looks[kind][0]);
        add(out, style_text(job, "kind='%s' AND evidence='unknown'", name),
            phrase_joined(job, word, ": ", check),
            &gap_looks[kind][1])
            ->far = 6000; /* from afar only certain gaps */
    }
    add(out, NULL, style_phrase(job, "style.rest"), &other)->far = 6000;
}

/* ---- audit_sides ---- */

static const struct symbol absent_symbol = {
    PATTERN_DASHED, "215,25,28", "215,25,28", "circle", "0.9", "2", 6};
static const struct symbol unknown_side = {
    PATTERN_HATCHED, "225,225,225", "225,225,225", "circle", "0.6", "2", 5};
static const struct symbol no_side = {
    PATTERN_DOTTED, "150,150,150", "150,150,150", "circle", "0.4", "1", 1};
static const struct symbol junction_symbol = {
    PATTERN_SOLID, "190,190,190", "190,190,190", "circle", "0.1", "1", 1};

static const struct symbol drawn_symbol = {
    PATTERN_NOTHING, "150,150,150", "150,150,150", "circle", "0.2", "1", 0};

/* Millimetres to the right of the street: 4 m on the ground at the scale of the map, but at
 * least 1.8, clear of the street's symbol, and at most 4. Legends have no scale and take 1:2000. */
static const char offset_by[] = "if(side='left',-1,1)*clamp(1.8,4000/coalesce(@map_scale,2000),4)";

/* audit_sides has no column of classes: the filter repeats score_class_of from score, coverage
 * and passable. `p` is the code of the profile. */
static const char *side_filter(struct style_job *job, enum score_class class, const char *p)
{
    static const char known[] = "state='covered' AND rasif_%s_passable='yes' AND "
                                "rasif_%s_coverage>=0.5 AND ";
    static const char poor[] = "state='covered' AND rasif_%s_passable<>'no' AND "
                               "rasif_%s_coverage>=0.5 AND ";
    const char *good = style_text(job, known, p, p), *bad = style_text(job, poor, p, p);
    switch (class) {
    case SCORE_CLASS_A:
        return style_text(job, "%srasif_%s_score>=90", good, p);
    case SCORE_CLASS_B:
        return style_text(job, "%srasif_%s_score>=75 AND rasif_%s_score<90", good, p, p);
    case SCORE_CLASS_C:
        return style_text(job, "%srasif_%s_score>=60 AND rasif_%s_score<75", good, p, p);
    case SCORE_CLASS_D:
        return style_text(job, "%srasif_%s_score>=40 AND rasif_%s_score<60", bad, p, p);
    case SCORE_CLASS_E:
        return style_text(job, "%srasif_%s_score<40", bad, p);
    case SCORE_CLASS_BLOCKED:
        return style_text(job, "state='covered' AND rasif_%s_passable='no'", p);
    default:
        return style_text(job,
                          "state='covered' AND rasif_%s_passable<>'no' AND (rasif_%s_"
                          "score IS NULL OR rasif_%s_coverage<0.5 OR (rasif_%s_passable="
                          "'unknown' AND rasif_%s_score>=60))",
                          p, p, p, p, p);
    }
}

/* Default (no profile): sidewalks that are drawn as features are left to themselves, and those
 * implied by columns of the street get the classes of the first profile. */
void style_rules_sides(struct style_job *job, const struct view *view,
                       const struct profile *profile, struct style_rules *out)
{
    static const enum score_class order[] = {SCORE_CLASS_A, SCORE_CLASS_B,       SCORE_CLASS_C,      SCORE_CLASS_D,
                                       SCORE_CLASS_E, SCORE_CLASS_BLOCKED, SCORE_CLASS_UNKNOWN};
    *out = (struct style_rules){.sentences = job->sentences, .languages = job->run->languages};
    const struct profile *by = profile;
    if (profile == NULL) { /* sidewalks that are drawn show their class themselves */
        add(out, "state='covered' AND by_table<>street_table", style_word(job, "state", "covered"), &drawn_symbol);
        by = job->run->plan->n_profiles > 0 ? job->run->plan->profiles[0] : NULL;
    }
    bool scored = by != NULL && style_has_of(view, by, "score") &&
                  style_has_of(view, by, "coverage") && style_has_of(view, by, "passable");
    for (size_t i = 0; scored && i < sizeof order / sizeof order[0]; i++)
        add(out, style_text(job, "%s%s", profile == NULL ? "by_table=street_table AND " : "", side_filter(job, order[i], by->code)), style_class_label(job->sentences, order[i]),
            &class_looks[order[i]]);
    add(out, "state='absent'", style_word(job, "state", "absent"), &absent_symbol);
    add(out, "state='unknown'",
        style_phrase(job, "style.side_unknown"),
        &unknown_side);
    add(out, "state='junction'", style_word(job, "state", "junction"), &junction_symbol);
    add(out, NULL, style_word(job, "state", "not_applicable"), &no_side);
    for (size_t i = 0; i < out->n; i++)
        out->rules[i].offset_by = offset_by;
}
