/* SPDX-License-Identifier: MIT
 *
 * docs rules|measures|diagnostics|profiles|profiles-CODE|works|works-CODE: prints one page of docs/ in Markdown, made from
 * what the library holds: the built-in rules, standards and profiles, fields.def, measures.def, diagnostic.def.
 * docs.py compares the pages of docs/ with this, or writes them. */
#include "docs.h"

#include "measure/measure.h"
#include "rule/rules.h"
#include "table/diagnostics.h"

#include <stdio.h>
#include <string.h>

const char docs_generated[] =
    "<!-- Printed from the data by tests/check/docs.c; `meson compile -C build docs` writes it "
    "again. -->\n\n";

/* A text inside a table's cell. */
static void add_cell(struct text *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '|')
            text_add(out, "\\|");
        else
            text_addn(out, *text == '\n' ? " " : text, 1);
    }
}

static void add_code(struct text *out, const char *text)
{
    text_add(out, "`");
    add_cell(out, text);
    text_add(out, "`");
}

static const char *yes(bool value)
{
    return value ? "yes" : "";
}

/* ---- rules ---- */

static void add_conditions(struct text *out, const char *word, const struct condition *conditions, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        text_addf(out, "%s ", i == 0 ? word : " and");
        add_code(out, conditions[i].text);
    }
}

static void add_requirement(struct text *out, const struct standard *standard,
                            const struct requirement *requirement)
{
    text_addf(out, "| %s | ", standard->id);
    add_code(out, requirement->require.text);
    add_conditions(out, " when", requirement->when, requirement->n_when);
    add_conditions(out, " unless", requirement->unless, requirement->n_unless);
    add_conditions(out, " not decided where", requirement->maybe, requirement->n_maybe);
    if (requirement->require.tolerance > 0) {
        text_add(out, " within ");
        text_number(out, requirement->require.tolerance);
        text_addf(out, " %s", unit_symbol(fields[requirement->require.measure].unit));
    }
    text_add(out, " | ");
    add_cell(out, requirement->clause);
    text_add(out, " | ");
    add_cell(out, requirement->source);
    text_addf(out, " | %s | %s |\n", yes(requirement->core), requirement->unverified ? "**unverified**" : "");
}

static void add_limits(struct text *out, const struct rasif_rules *rules, size_t rule)
{
    size_t n = 0;
    for (size_t s = 0; s < rules->n_standards; s++)
        for (size_t i = 0; i < rules->standards[s].n_requirements; i++) {
            if (rules->standards[s].requirements[i].rule != rule)
                continue;
            if (n++ == 0)
                text_add(out, "\n| standard | requires | clause | source | core | |\n|---|---|---|---|---|---|\n");
            add_requirement(out, &rules->standards[s], &rules->standards[s].requirements[i]);
        }
    if (n == 0)
        text_add(out, "\nNo built-in standard holds it; profiles ask it.\n");
}

static void add_need(struct text *out, const struct profile *profile, const struct need *need)
{
    text_addf(out, "| %s | ", profile->id);
    add_cell(out, need->text);
    add_conditions(out, " when", need->when, need->n_when);
    text_add(out, " | ");
    text_fixed(out, need->weight, 2);
    text_addf(out, " | %s | ", yes(need->blocks));
    add_cell(out, need->basis.in[LANGUAGE_en]);
    text_addf(out, "%s |\n", need->unverified ? " **unverified**" : "");
}

static void add_needs(struct text *out, const struct rasif_rules *rules, size_t rule)
{
    size_t n = 0;
    for (size_t p = 0; p < rules->n_profiles; p++)
        for (size_t i = 0; i < rules->profiles[p].n_needs; i++) {
            if (rules->profiles[p].needs[i].rule != rule)
                continue;
            if (n++ == 0)
                text_add(out, "\n| profile | needs | weight | blocks | basis |\n|---|---|---|---|---|\n");
            add_need(out, &rules->profiles[p], &rules->profiles[p].needs[i]);
        }
    if (n == 0)
        text_add(out, "\nNo built-in profile needs it.\n");
}

static void add_rule(struct text *out, const struct rasif_rules *rules, size_t index)
{
    const struct rule *rule = &rules->rules[index];
    text_addf(out, "### %s\n\n**%s** · %s\n\n", rule->id, rule->title.in[LANGUAGE_en], rule->title.in[LANGUAGE_ar]);
    text_addf(out, "Applies to %s; asks [`%s`](measures.md#%s); severity %s.\n\n", rule->applies,
              fields[rule->measure].name, fields[rule->measure].name, severity_names[rule->severity]);
    text_addf(out, "%s\n", rule->why.in[LANGUAGE_en]);
    add_limits(out, rules, index);
    add_needs(out, rules, index);
    text_addf(out, "\nFix: %s\n\n", rule->fix.in[LANGUAGE_en]);
    if (!isnan(rule->life_years)) {
        text_add(out, "A value with a day of survey is assumed after ");
        text_number(out, rule->life_years);
        text_addf(out, " years%s%s.\n\n", rule->life_unverified ? " (a judgement)" : ": ",
                  rule->life_unverified ? "" : rule->life_basis.in[LANGUAGE_en]);
    }
    if (rule->trap.in[LANGUAGE_en][0] != '\0')
        text_addf(out, "Trap: %s\n\n", rule->trap.in[LANGUAGE_en]);
}

static void add_standards(struct text *out, const struct rasif_rules *rules)
{
    text_add(out, "## Standards\n\n| id | title | status | requirements | core | unverified |\n"
                  "|---|---|---|---|---|---|\n");
    for (size_t s = 0; s < rules->n_standards; s++) {
        const struct standard *standard = &rules->standards[s];
        size_t core = 0, unverified = 0;
        for (size_t i = 0; i < standard->n_requirements; i++) {
            core += standard->requirements[i].core;
            unverified += standard->requirements[i].unverified;
        }
        text_addf(out, "| `%s` | ", standard->id);
        add_cell(out, standard->title.in[LANGUAGE_en]);
        text_addf(out, " | %s | %zu | %zu | %zu |\n", standard_status_names[standard->status],
                  standard->n_requirements, core, unverified);
    }
    text_add(out, "\n");
    for (size_t s = 0; s < rules->n_standards; s++)
        if (rules->standards[s].note.in[LANGUAGE_en][0] != '\0')
            text_addf(out, "- `%s`: %s\n", rules->standards[s].id, rules->standards[s].note.in[LANGUAGE_en]);
    text_add(out, "\n");
}

static void add_profiles(struct text *out, const struct rasif_rules *rules)
{
    text_add(out, "## Profiles\n\n| code | id | who | · | walks (m/s) | sidewalks : crossings | needs | "
                  "that block | unverified |\n|---|---|---|---|---|---|---|---|---|\n");
    for (size_t p = 0; p < rules->n_profiles; p++) {
        const struct profile *profile = &rules->profiles[p];
        size_t blocking = 0, unverified = 0;
        for (size_t i = 0; i < profile->n_needs; i++) {
            blocking += profile->needs[i].blocks;
            unverified += profile->needs[i].unverified;
        }
        text_addf(out, "| `%s` | `%s` | ", profile->code, profile->id);
        add_cell(out, profile->title.in[LANGUAGE_en]);
        text_add(out, " | ");
        add_cell(out, profile->title.in[LANGUAGE_ar]);
        text_add(out, " | ");
        text_fixed(out, profile->pace.speed_m_s, 2);
        text_add(out, " | ");
        text_fixed(out, profile->weight_sidewalks, 2);
        text_add(out, " : ");
        text_fixed(out, profile->weight_crossings, 2);
        text_addf(out, " | %zu | %zu | %zu |\n", profile->n_needs, blocking, unverified);
    }
    text_add(out, "\n");
    for (size_t p = 0; p < rules->n_profiles; p++)
        if (rules->profiles[p].description.in[LANGUAGE_en][0] != '\0')
            text_addf(out, "- `%s`: %s\n", rules->profiles[p].id, rules->profiles[p].description.in[LANGUAGE_en]);
    text_add(out, "\n");
}

/* The element under which a rule is described: the first it applies to. */
static enum element home(const struct rule *rule)
{
    for (int e = 0; e < ELEMENT_COUNT; e++)
        if (rule->elements & (1u << e))
            return (enum element)e;
    return ELEMENT_NONE;
}

static void add_element(struct text *out, const struct rasif_rules *rules, enum element element)
{
    static const char *const headings[ELEMENT_COUNT] = {
        [ELEMENT_STREET] = "Streets",     [ELEMENT_SIDEWALK] = "Sidewalks and footways",
        [ELEMENT_CROSSING] = "Crossings", [ELEMENT_RAMP] = "Kerb ramps",
        [ELEMENT_STEPS] = "Steps"};
    text_addf(out, "## %s\n\n| rule | asks | severity |\n|---|---|---|\n", headings[element]);
    for (size_t r = 0; r < rules->n_rules; r++)
        if (rules->rules[r].elements & (1u << element)) {
            const struct rule *rule = &rules->rules[r];
            text_addf(out, "| [%s](#%s) | ", rule->id, rule->id);
            add_cell(out, rule->title.in[LANGUAGE_en]);
            text_addf(out, " | %s |\n", severity_names[rule->severity]);
        }
    text_add(out, "\n");
    for (size_t r = 0; r < rules->n_rules; r++)
        if (home(&rules->rules[r]) == element)
            add_rule(out, rules, r);
}

static void rules_page(struct text *out, const struct rasif_rules *rules)
{
    text_add(out, "# Rules\n\n");
    text_add(out, docs_generated);
    text_addf(out,
              "%zu rules, %zu standards and %zu profiles are built in. A *rule* asks one question of one "
              "measure; a *standard* says what the law or guidance requires and by which clause; a "
              "*profile* says what one kind of user needs. `comfortable / adequate / limit` are the values "
              "at which a need is met by 1, 0.6 and 0 ([scoring.md](scoring.md)), ↓ a limit for going down; "
              "*blocks* means that whoever misses the limit is stopped or endangered. *Unverified* marks a value whose source was not "
              "read, or a judgement: check it before anybody relies on it. How to write rules of your own: "
              "[rule-format.md](rule-format.md).\n\n",
              rules->n_rules, rules->n_standards, rules->n_profiles);
    add_standards(out, rules);
    add_profiles(out, rules);
    for (int e = 0; e < ELEMENT_COUNT; e++)
        add_element(out, rules, (enum element)e);
}

/* ---- measures ---- */

static void add_roles(struct text *out, unsigned mask)
{
    if (mask == (1u << ROLE_COUNT) - 1) {
        text_add(out, "all");
        return;
    }
    const char *before = "";
    for (int r = 0; r < ROLE_COUNT; r++)
        if (mask & (1u << r)) {
            text_addf(out, "%s%s", before, roles[r].plural);
            before = ", ";
        }
}

static void add_kind(struct text *out, const struct field *field)
{
    if (field->type == VALUE_TEXT)
        text_add(out, "text");
    else if (field->vocabulary != NULL)
        text_addf(out, "%s [%s](#class-%s)", field->type == VALUE_LIST ? "list of" : "class",
                  field->vocabulary->name, field->vocabulary->name);
    else
        text_addf(out, "number%s%s", field->unit != UNIT_NONE ? ", " : "", unit_symbol(field->unit));
    if (field->flags & FIELD_SLOPE)
        text_add(out, ", magnitude");
}

static void add_computed(struct text *out, enum field_id field)
{
    const char *before = "";
    for (const struct measure *m = measures; m->fn != NULL; m++)
        if (m->field == field) {
            text_addf(out, "%s%s: ", before, fields[field].flags & FIELD_DERIVED ? "computed" : "where not given");
            add_cell(out, m->what);
            text_add(out, " (");
            add_roles(out, m->roles);
            text_add(out, ")");
            before = "<br>";
        }
    const struct per_profile *made = per_profile_find(field);
    if (made != NULL)
        text_addf(out, "computed: %s", made->what);
}

static void add_askers(struct text *out, const struct rasif_rules *rules, enum field_id field)
{
    const char *before = "";
    for (size_t r = 0; r < rules->n_rules; r++)
        if (rules->rules[r].measure == field) {
            text_addf(out, "%s[%s](rules.md#%s)", before, rules->rules[r].id, rules->rules[r].id);
            before = "<br>";
        }
}

static void add_native(struct text *out)
{
    text_add(out, "## Native fields by role\n\nColumns of these names are read without any mapping.\n\n"
                  "| role | letter | fields |\n|---|---|---|\n");
    for (int r = 0; r < ROLE_COUNT; r++) {
        text_addf(out, "| %s | `%c` |", roles[r].plural, roles[r].letter);
        for (int f = 0; f < FIELD_COUNT; f++)
            if ((fields[f].roles & (1u << r)) && !(fields[f].flags & FIELD_DERIVED))
                text_addf(out, " `%s`", field_native_name((enum role)r, (enum field_id)f));
        text_add(out, " |\n");
    }
    text_add(out, "\n");
}

static void add_classes(struct text *out)
{
    text_add(out, "## Classes\n\nIn this order; a class is never a number.\n\n");
    for (int v = 1; v < VOCABULARY_COUNT; v++) {
        text_addf(out, "### class %s\n\n", vocabularies[v].name);
        for (size_t i = 0; i < vocabularies[v].n; i++)
            text_addf(out, "%s`%s`", i > 0 ? " " : "", vocabularies[v].words[i]);
        text_add(out, "\n\n");
    }
}

static void measures_page(struct text *out, const struct rasif_rules *rules)
{
    text_add(out, "# Measures\n\n");
    text_add(out, docs_generated);
    text_add(out, "Every column the engine knows. Its unit is part of its name. *Magnitude* means that the sign "
                  "is dropped when it is judged, for it only says which way the line was drawn. A value that "
                  "was surveyed always wins over a computed one, and every computed value carries its origin "
                  "([data-model.md](data-model.md#origins)).\n\n"
                  "| measure | of | kind | how it comes about | asked by |\n|---|---|---|---|---|\n");
    for (int f = 0; f < FIELD_COUNT; f++) {
        text_addf(out, "| <a id=\"%s\"></a>`%s` | ", fields[f].name, fields[f].name);
        add_roles(out, fields[f].roles);
        text_add(out, " | ");
        add_kind(out, &fields[f]);
        text_add(out, " | ");
        add_computed(out, (enum field_id)f);
        text_add(out, " | ");
        add_askers(out, rules, (enum field_id)f);
        text_add(out, " |\n");
    }
    text_add(out, "\n");
    add_native(out);
    add_classes(out);
}

/* ---- diagnostics ---- */

static void diagnostics_page(struct text *out)
{
    struct arena arena = {0};
    const struct sentences *sentences = NULL;
    if (sentences_load(&arena, &sentences, NULL) != RASIF_OK)
        return;
    static const struct {
        int code;
        const char *heading;
    } groups[] = {{100, "Values"}, {200, "Geometry and coordinate systems"}, {300, "Links"},
                  {400, "Recognition"}, {500, "Carrying over"}, {600, "Waivers"}};
    text_add(out, "# Diagnostics\n\n");
    text_add(out, docs_generated);
    text_add(out, "Trouble in the data is neither an error of the run nor a finding about the street: it is a row "
                  "of `audit_diagnostics` with a permanent code, said in every report. Level `error` stops a run "
                  "with `--strict`, before anything is written; without it a diagnostic never stops a run.\n");
    for (size_t g = 0; g < sizeof groups / sizeof groups[0]; g++) {
        text_addf(out, "\n## %s\n\n| code | name | level | what | what to do | · |\n|---|---|---|---|---|---|\n",
                  groups[g].heading);
        for (int d = 0; d < DIAGNOSTIC_COUNT; d++) {
            const struct diagnostic_info *info = &diagnostic_infos[d];
            if (info->code / 100 * 100 != groups[g].code)
                continue;
            text_addf(out, "| R%d | `%s` | %s | ", info->code, info->name, diagnostic_levels[info->level]);
            add_cell(out, phrase_first(diagnostic_what(sentences, (enum diagnostic_id)d)));
            text_add(out, " | ");
            add_cell(out, phrase_first(diagnostic_todo(sentences, (enum diagnostic_id)d)));
            text_add(out, " | ");
            add_cell(out, phrase_in(diagnostic_what(sentences, (enum diagnostic_id)d), "ar"));
            text_add(out, " |\n");
        }
    }
    arena_free(&arena);
}

int main(int argc, char **argv)
{
    struct text out = {0};
    rasif_rules *rules = NULL;
    rasif_error err = {RASIF_OK, ""};
    enum language language;
    const char *page = argc == 2 ? argv[1] : "";
    if (rasif_rules_load(NULL, NULL, &rules, &err) != RASIF_OK) {
        fprintf(stderr, "docs: %s\n", err.message);
        return 1;
    }
    if (strcmp(page, "rules") == 0)
        rules_page(&out, rules);
    else if (strcmp(page, "measures") == 0)
        measures_page(&out, rules);
    else if (strcmp(page, "diagnostics") == 0)
        diagnostics_page(&out);
    else if (strcmp(page, "profiles") == 0)
        profiles_page(&out, rules, languages[LANGUAGE_FIRST].code, &err);
    else if (strncmp(page, "profiles-", 9) == 0 && language_find(page + 9, &language))
        profiles_page(&out, rules, languages[language].code, &err);
    else if (strcmp(page, "works") == 0)
        works_page(&out, languages[LANGUAGE_FIRST].code, &err);
    else if (strncmp(page, "works-", 6) == 0 && language_find(page + 6, &language))
        works_page(&out, languages[language].code, &err);
    else if (strcmp(page, "options") == 0)
        options_page(&out);
    else if (strcmp(page, "declared_conflicts") == 0)
        conflicts_page(&out, rules, &err);
    else
        columns_page(&out, page);
    rasif_rules_free(rules);
    if (out.length == 0 || out.failed) {
        fputs(out.failed ? "docs: out of memory\n" : "usage: docs rules|measures|diagnostics|profiles|profiles-CODE|works|works-CODE|options|declared_conflicts|columns_TABLE\n", stderr);
        text_free(&out);
        return 2;
    }
    while (out.length > 1 && out.data[out.length - 1] == '\n' && out.data[out.length - 2] == '\n')
        out.length--; /* one newline at the end of the file */
    size_t written = fwrite(out.data, 1, out.length, stdout);
    bool good = written == out.length && fflush(stdout) == 0;
    text_free(&out);
    return good ? 0 : 1;
}
