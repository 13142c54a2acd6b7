/* SPDX-License-Identifier: MIT
 *
 * rasif_rules_show: one plain-text page about a rule, a standard or a profile. In: the rule base
 * and an id. Out: the texts of the file in one language, and the limits of all standards and
 * profiles that ask the rule. Figures that were not read in their source are marked unverified.
 * Ids, fields and limits stay as written, in every language.
 *
 *      sidewalk-clear-width  (rule)
 *      Clear width of the walking surface
 *
 *      Applies to: sidewalk
 *      Limits
 *        prowag-2023  >= 1.22 m  [R302.2]  core */
#include "rule/show.h"

#include "rule/load.h"

#include <math.h>
#include <string.h>

/* ---- small parts -------------------------------------------------------------------------- */

/* "\nWhy it matters\n" */
static void add_heading(struct page *page, enum label label)
{
    text_addf(&page->text, "\n%s\n", page_label(page, label));
}

/* "  clause: R302.2\n" when there is a text. */
static void add_line(struct page *page, const char *indent, enum label label, const char *value)
{
    if (value != NULL && value[0] != '\0')
        text_addf(&page->text, "%s%s: %s\n", indent, page_label(page, label), value);
}

/* "      when: control = signal; island = yes\n" */
static void add_conditions(struct page *page, enum label label, const struct condition *conditions,
                           size_t n)
{
    if (n == 0)
        return;
    text_addf(&page->text, "      %s: ", page_label(page, label));
    for (size_t i = 0; i < n; i++)
        text_addf(&page->text, "%s%s", i > 0 ? "; " : "", conditions[i].text);
    text_add(&page->text, "\n");
}

/* "  prowag-2023  >= 1.22 m  [R302.2]", its conditions and its source; `name` in a column of
 * `width`. */
static void add_requirement(struct page *page, const char *name, int width,
                            const struct requirement *requirement)
{
    text_addf(&page->text, "  %-*s  %s", width, name, requirement->require.text);
    text_addf(&page->text, "  [%s]", requirement->clause);
    if (requirement->core)
        text_addf(&page->text, "  %s", page_label(page, LABEL_CORE));
    if (requirement->unverified)
        text_addf(&page->text, "  (%s)", page_label(page, LABEL_UNVERIFIED));
    text_add(&page->text, "\n");
    add_conditions(page, LABEL_WHEN, requirement->when, requirement->n_when);
    add_conditions(page, LABEL_UNLESS, requirement->unless, requirement->n_unless);
    add_conditions(page, LABEL_MAYBE, requirement->maybe, requirement->n_maybe);
    if (requirement->require.tolerance > 0) {
        text_addf(&page->text, "      %s: ", page_label(page, LABEL_TOLERANCE));
        text_number(&page->text, requirement->require.tolerance);
        text_addf(&page->text, " %s\n", unit_symbol(fields[requirement->require.measure].unit));
    }
    add_line(page, "      ", LABEL_SOURCE, requirement->source);
}

/* "  older_walker  1.80 m / 1.22 m / 0.90 m  weight 3", its conditions and its basis. */
static void add_need(struct page *page, const char *name, int width, const struct need *need)
{
    text_addf(&page->text, "  %-*s  %s  %s ", width, name, need->text,
              page_label(page, LABEL_WEIGHT));
    text_number(&page->text, need->weight);
    if (need->blocks)
        text_addf(&page->text, "  %s", page_label(page, LABEL_BLOCKS));
    if (need->if_surveyed)
        text_addf(&page->text, "  %s", page_label(page, LABEL_IF_SURVEYED));
    if (need->unverified)
        text_addf(&page->text, "  (%s)", page_label(page, LABEL_UNVERIFIED));
    text_add(&page->text, "\n");
    add_conditions(page, LABEL_WHEN, need->when, need->n_when);
    add_line(page, "      ", LABEL_BASIS, phrase_in(need->basis, page->language));
}

/* Bytes, since ids are ASCII. */
static int longer(int width, const char *name)
{
    int n = (int)strlen(name);
    return n > width ? n : width;
}

/* ---- a rule ------------------------------------------------------------------------------- */

/* All standards side by side, their ids in a column. */
static void add_limits(struct page *page, size_t rule)
{
    const struct rasif_rules *rules = page->rules;
    /* Ids are padded to the longest. */
    int width = 0;
    bool any = false;
    for (size_t i = 0; i < rules->n_standards; i++)
        width = longer(width, rules->standards[i].id);
    add_heading(page, LABEL_LIMITS);
    for (size_t i = 0; i < rules->n_standards; i++)
        for (size_t k = 0; k < rules->standards[i].n_requirements; k++)
            if (rules->standards[i].requirements[k].rule == rule) {
                add_requirement(page, rules->standards[i].id, width,
                                &rules->standards[i].requirements[k]);
                any = true;
            }
    if (!any)
        text_addf(&page->text, "  %s\n", page_label(page, LABEL_NO_LIMIT));
}

/* All profiles side by side, likewise. */
static void add_needs(struct page *page, size_t rule)
{
    const struct rasif_rules *rules = page->rules;
    int width = 0;
    bool any = false;
    for (size_t i = 0; i < rules->n_profiles; i++)
        width = longer(width, rules->profiles[i].id);
    add_heading(page, LABEL_NEEDS);
    for (size_t i = 0; i < rules->n_profiles; i++)
        for (size_t k = 0; k < rules->profiles[i].n_needs; k++)
            if (rules->profiles[i].needs[k].rule == rule) {
                add_need(page, rules->profiles[i].id, width, &rules->profiles[i].needs[k]);
                any = true;
            }
    if (!any)
        text_addf(&page->text, "  %s\n", page_label(page, LABEL_NO_NEED));
}

/* Both sides of a condition. */
static void mark_fields(bool *used, const struct condition *conditions, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        used[conditions[i].measure] = true;
        if (conditions[i].other != FIELD_NONE)
            used[conditions[i].other] = true;
    }
}

/* The fields that limits and needs of the rule read, in any standard and profile. */
static void mark_all_fields(const struct rasif_rules *rules, size_t rule, bool *used)
{
    const struct per_profile *made = per_profile_find(rules->rules[rule].measure);
    used[rules->rules[rule].measure] = true;
    for (size_t k = 0; made != NULL && k < made->n_parts; k++)
        used[made->parts[k]] = true;
    for (size_t i = 0; i < rules->n_standards; i++)
        for (size_t k = 0; k < rules->standards[i].n_requirements; k++) {
            const struct requirement *requirement = &rules->standards[i].requirements[k];
            if (requirement->rule != rule)
                continue;
            mark_fields(used, requirement->when, requirement->n_when);
            mark_fields(used, requirement->unless, requirement->n_unless);
            mark_fields(used, requirement->maybe, requirement->n_maybe);
        }
    for (size_t i = 0; i < rules->n_profiles; i++)
        for (size_t k = 0; k < rules->profiles[i].n_needs; k++)
            if (rules->profiles[i].needs[k].rule == rule)
                mark_fields(used, rules->profiles[i].needs[k].when,
                            rules->profiles[i].needs[k].n_when);
}

/* Every field that the rule's limits and needs look at, with its unit or words. */
static void add_data(struct page *page, size_t rule)
{
    bool used[FIELD_COUNT] = {false};
    mark_all_fields(page->rules, rule, used);
    add_heading(page, LABEL_DATA);
    for (int i = 0; i < FIELD_COUNT; i++) {
        if (!used[i])
            continue;
        const struct field *field = &fields[i];
        text_addf(&page->text, "  %s", field->name);
        if (field->vocabulary != NULL) {
            text_add(&page->text, ": ");
            for (size_t k = 0; k < field->vocabulary->n; k++)
                text_addf(&page->text, "%s%s", k > 0 ? ", " : "", field->vocabulary->words[k]);
        } else if (field->unit != UNIT_NONE) {
            text_addf(&page->text, " (%s)", unit_symbol(field->unit));
        }
        /* Readers must not look for a column that no survey has. */
        if ((field->flags & FIELD_DERIVED) != 0)
            text_addf(&page->text, "  (%s)", page_label(page, LABEL_COMPUTED));
        text_add(&page->text, "\n");
    }
}

/* "  prowag-2023: clear_width_m=1.3 m -> pass" */
static void add_examples(struct page *page, const struct rule *rule)
{
    add_heading(page, LABEL_EXAMPLES);
    for (size_t i = 0; i < rule->n_examples; i++) {
        text_add(&page->text, "  ");
        example_describe(&rule->examples[i], &page->text);
        text_addf(&page->text, " -> %s\n", page_outcome(page, rule->examples[i].expect));
    }
}

/* The end of a line, and where its figures come from. */
static void add_basis(struct page *page, struct phrase basis, bool unverified)
{
    if (unverified)
        text_addf(&page->text, "  (%s)", page_label(page, LABEL_UNVERIFIED));
    text_add(&page->text, "\n");
    if (basis.in[LANGUAGE_FIRST][0] != '\0')
        add_line(page, "      ", LABEL_BASIS, phrase_in(basis, page->language));
}

/* "Life of a value, in years: 4  (unverified)" */
static void add_life(struct page *page, const struct rule *rule)
{
    if (isnan(rule->life_years))
        return;
    text_addf(&page->text, "%s: ", page_label(page, LABEL_LIFE));
    text_number(&page->text, rule->life_years);
    add_basis(page, rule->life_basis, rule->life_unverified);
}

/* The question, why it matters, limits, needs, fields, repair, trap, message, examples. */
static void show_rule(struct page *page, size_t at)
{
    const struct rule *rule = &page->rules->rules[at];
    const char *language = page->language;
    text_addf(&page->text, "%s  (%s)\n%s\n\n%s: ", rule->id, page_label(page, LABEL_RULE),
              phrase_in(rule->title, language), page_label(page, LABEL_APPLIES));
    page_elements(page, rule->elements);
    text_add(&page->text, "\n");
    add_line(page, "", LABEL_MEASURE, fields[rule->measure].name);
    add_line(page, "", LABEL_SEVERITY, page_severity(page, rule->severity));
    add_line(page, "", LABEL_CAUSE, page_cause(page, rule->cause));
    add_life(page, rule);
    for (size_t i = 0; i < rule->n_aliases; i++)
        add_line(page, "", LABEL_ALIASES, rule->aliases[i]);
    add_heading(page, LABEL_WHY);
    text_addf(&page->text, "  %s\n", phrase_in(rule->why, language));
    add_limits(page, at);
    add_needs(page, at);
    add_data(page, at);
    add_heading(page, LABEL_FIX);
    text_addf(&page->text, "  %s\n", phrase_in(rule->fix, language));
    if (rule->trap.in[LANGUAGE_FIRST][0] != '\0') {
        add_heading(page, LABEL_TRAP);
        text_addf(&page->text, "  %s\n", phrase_in(rule->trap, language));
    }
    add_heading(page, LABEL_MESSAGE);
    text_addf(&page->text, "  %s\n", phrase_in(rule->message, language));
    add_examples(page, rule);
}

/* ---- a standard, a profile ---------------------------------------------------------------- */

/* Of all rules, so that the pages of two standards have the same columns. */
static int longest_rule_id(const struct rasif_rules *rules)
{
    int width = 0;
    for (size_t i = 0; i < rules->n_rules; i++)
        width = longer(width, rules->rules[i].id);
    return width;
}

/* Status, note, and all requirements with those of its parent. */
static void show_standard(struct page *page, const struct standard *standard)
{
    text_addf(&page->text, "%s  (%s)\n%s\n\n", standard->id, page_label(page, LABEL_STANDARD),
              phrase_in(standard->title, page->language));
    add_line(page, "", LABEL_STATUS, page_status(page, standard->status));
    add_line(page, "", LABEL_NOTE, phrase_in(standard->note, page->language));
    add_heading(page, LABEL_REQUIREMENTS);
    int width = longest_rule_id(page->rules);
    for (size_t i = 0; i < standard->n_requirements; i++)
        add_requirement(page, page->rules->rules[standard->requirements[i].rule].id, width,
                        &standard->requirements[i]);
}

/* Pace, weights of the parts of a street, and all needs, each with its basis. */
static void show_profile(struct page *page, const struct profile *profile)
{
    text_addf(&page->text, "%s  (%s)\n%s\n", profile->id, page_label(page, LABEL_PROFILE),
              phrase_in(profile->title, page->language));
    if (phrase_in(profile->description, page->language)[0] != '\0')
        text_addf(&page->text, "%s\n", phrase_in(profile->description, page->language));
    text_add(&page->text, "\n");
    add_line(page, "", LABEL_CODE, profile->code);
    text_addf(&page->text, "%s: ", page_label(page, LABEL_SPEED));
    text_number(&page->text, profile->pace.speed_m_s);
    text_add(&page->text, " m/s");
    if (profile->pace.start_s > 0) {
        text_addf(&page->text, ", %s ", page_label(page, LABEL_START));
        text_number(&page->text, profile->pace.start_s);
        text_add(&page->text, " s");
    }
    add_basis(page, profile->pace_basis, profile->pace_unverified);
    text_addf(&page->text, "%s: %s ", page_label(page, LABEL_STREET),
              page_label(page, LABEL_SIDEWALKS));
    text_number(&page->text, profile->weight_sidewalks);
    text_addf(&page->text, ", %s ", page_label(page, LABEL_CROSSINGS));
    text_number(&page->text, profile->weight_crossings);
    add_basis(page, profile->street_basis, profile->street_unverified);
    add_heading(page, LABEL_NEEDS);
    int width = longest_rule_id(page->rules);
    for (size_t i = 0; i < profile->n_needs; i++)
        add_need(page, page->rules->rules[profile->needs[i].rule].id, width, &profile->needs[i]);
}

/* ---- public ------------------------------------------------------------------------------- */

/* The nearest of the nearest rule, standard and profile. */
static rasif_status fail_no_such_id(const struct rasif_rules *rules, const char *id,
                                    rasif_error *err)
{
    static const char kinds[] = {'r', 's', 'p'};
    const char *near[3];
    size_t n = 0;
    for (size_t i = 0; i < 3; i++) {
        const char *one = rules_suggest(rules, kinds[i], id);
        if (one != NULL)
            near[n++] = one;
    }
    const char *nearest = nearest_word(id, near, n);
    return fail(err, RASIF_E_ARGUMENT, "no rule, standard or profile is called '%.*s'%s%s%s",
                SHOWN(id), nearest != NULL ? "; did you mean '" : "",
                nearest != NULL ? nearest : "", nearest != NULL ? "'?" : "");
}

/* An id may be of a rule, a standard, a profile or a preset, in this order. */
static rasif_status show_id(struct page *page, const char *id, rasif_error *err)
{
    const struct rasif_rules *rules = page->rules;
    size_t rule = rules_find_rule(rules, id);
    size_t standard = rules_find_standard(rules, id);
    size_t profile = rules_find_profile(rules, id);
    const struct preset *preset = NULL;
    for (size_t i = 0; i < rules->n_presets; i++)
        if (strcmp(rules->presets[i].id, id) == 0)
            preset = &rules->presets[i];
    /* One id may name a rule, a standard and a profile; the first of these is shown. */
    if (rule != SIZE_MAX)
        show_rule(page, rule);
    else if (standard != SIZE_MAX)
        show_standard(page, &rules->standards[standard]);
    else if (profile != SIZE_MAX)
        show_profile(page, &rules->profiles[profile]);
    else if (preset != NULL) /* a mapping file explains itself */
        text_add(&page->text, preset->yaml);
    else
        return fail_no_such_id(rules, id, err);
    return RASIF_OK;
}

rasif_status rasif_rules_show(const rasif_rules *rules, const char *id, const char *language,
                              rasif_sink sink, void *user, rasif_error *err)
{
    REFUSE_NULL(rules, err);
    REFUSE_NULL(id, err);
    REFUSE_NULL(sink, err);
    TRY(check_language(language, err));
    struct arena arena = {0};
    struct page page = {.rules = rules, .language = language};
    rasif_status status = sentences_load(&arena, &page.sentences, err);
    if (status == RASIF_OK)
        status = show_id(&page, id, err);
    if (status == RASIF_OK && page.text.failed)
        status = fail_memory(err);
    if (status == RASIF_OK && sink(user, page.text.data, page.text.length) != 0)
        status = fail(err, RASIF_E_OUTPUT, "the page about '%s' could not be written", id);
    text_free(&page.text);
    arena_free(&arena);
    return status;
}
