/* SPDX-License-Identifier: MIT
 *
 * A rule file: one question about one measure of some kinds of elements, in several languages,
 * with the examples that are its tests (docs/rule-format.md). In: a YAML tree. Out: struct rule.
 * load.c checks whether the standards and profiles of the examples exist, when all files are
 * there. Errors are RASIF_E_RULE at the node that is wrong.
 *
 *      id: sidewalk-clear-width
 *      applies: sidewalk
 *      measure: clear_width_m
 *      severity: serious
 *      title: {en: "Clear width of the walking surface"}
 *      examples:
 *        - {standard: prowag-2023, given: {clear_width_m: 1.3 m}, expect: pass} */
#include "rule/ageing.h"
#include "rule/load.h"

#include <math.h>
#include <string.h>

#define LEAST_LIFE 0.05 /* years; a slip of the pen is less or more */
#define MOST_LIFE 100

const char *const severity_names[SEVERITY_COUNT] = {"minor", "moderate", "serious", "critical"};

const char *const cause_names[CAUSE_COUNT] = {"defect", "missing", "behaviour", "terrain",
                                              "unknown"};

const char *const outcome_words[4] = {"not-applicable", "pass", "unknown", "fail"};

/* The elements, and the same in words. */
static rasif_status applies_read(const struct yaml_node *root, struct arena *arena, struct rule *out,
                                 rasif_error *err)
{
    TRY(elements_read(root, &out->elements, err));
    /* All elements fit. */
    char words[80] = "";
    for (size_t i = 0; i < ELEMENT_COUNT; i++)
        if ((out->elements >> i & 1u) != 0) {
            strncat(words, words[0] != '\0' ? ", " : "", sizeof words - strlen(words) - 1);
            strncat(words, element_names[i], sizeof words - strlen(words) - 1);
        }
    out->applies = arena_strdup(arena, words);
    return out->applies != NULL ? RASIF_OK : fail_memory(err);
}

/* Six words: the second letter, which differs for most of them, is compared first. */
enum message_word message_word_at(const char *at, size_t *length)
{
    static const struct {
        const char *word;
        size_t length;
    } words[MESSAGE_WORDS] = {{"{value}", 7}, {"{limit}", 7}, {"{side}", 6},
                              {"{from}", 6},  {"{to}", 4},    {"{place}", 7}};
    int word = 0;
    while (word < MESSAGE_WORDS &&
           (at[1] != words[word].word[1] || strncmp(at, words[word].word, words[word].length) != 0))
        word++;
    *length = word < MESSAGE_WORDS ? words[word].length : 0;
    return (enum message_word)word;
}

/* A bit for each word in braces. Unknown ones are refused: readers would see them as they are. */
static rasif_status placeholders_read(const struct yaml_node *node, unsigned *out, rasif_error *err)
{
    *out = 0;
    for (const char *at = node->text; (at = strpbrk(at, "{}")) != NULL;) {
        size_t length;
        enum message_word word = message_word_at(at, &length);
        if (word == MESSAGE_WORDS)
            return yaml_fail(node, err,
                             "'%.*s': a message holds {value} and {limit}, or of a place {side}, "
                             "{from}, {to} and {place}",
                             shown(at, strnlen(at, 12)), at);
        *out |= 1u << word;
        at += length;
    }
    return RASIF_OK;
}

/* The texts of all languages hold the same words in braces. */
static rasif_status message_read(const struct yaml_node *root, struct phrase *out, rasif_error *err)
{
    TRY(phrase_read(root, "message", true, out, err));
    const struct yaml_node *message = yaml_get(root, "message");
    const char *first = languages[LANGUAGE_FIRST].code;
    unsigned wanted = 0;
    TRY(placeholders_read(yaml_get(message, first), &wanted, err));
    for (size_t i = 0; i < message->n; i++) {
        unsigned found = 0;
        TRY(placeholders_read(&message->items[i], &found, err));
        if (found != wanted)
            return yaml_fail(&message->items[i], err,
                             "the texts in %s and %s must hold the same words in braces", first,
                             message->items[i].key);
    }
    return RASIF_OK;
}

/* Former ids, which baselines and waivers of users still name. */
static rasif_status aliases_read(const struct yaml_node *root, struct arena *arena,
                                 struct rule *out, rasif_error *err)
{
    const struct yaml_node *list = yaml_get(root, "aliases");
    if (list == NULL)
        return RASIF_OK;
    TRY(yaml_expect(list, YAML_LIST, "aliases", err));
    const char **aliases = ARENA_ARRAY(arena, list->n, const char *);
    if (aliases == NULL)
        return fail_memory(err);
    for (size_t i = 0; i < list->n; i++) {
        TRY(yaml_expect(&list->items[i], YAML_SCALAR, "an alias", err));
        aliases[i] = list->items[i].text;
    }
    out->aliases = aliases;
    out->n_aliases = list->n;
    return RASIF_OK;
}

/* One `field: value` of `given`. */
static rasif_status given_read(const struct yaml_node *node, unsigned elements, struct given *out,
                               rasif_error *err)
{
    TRY(yaml_expect(node, YAML_SCALAR, node->key, err));
    struct yaml_node key = key_of(node);
    TRY(measure_read(&key, node->key, strlen(node->key), &out->field, err));
    TRY(measure_fits(&key, out->field, elements, err));
    TRY(measure_stored(&key, out->field, err));
    out->real = NAN;
    out->text = node->text;
    size_t length = strlen(node->text);
    /* `text` stays as written, for reports. */
    switch (fields[out->field].type) {
    case VALUE_REAL:
        return number_read(node, node->text, length, out->field, &out->real, err);
    case VALUE_CLASS:
        return words_read(node, node->text, length, out->field, '\0', &out->mask, err);
    case VALUE_LIST:
        return words_read(node, node->text, length, out->field, ';', &out->mask, err);
    case VALUE_TEXT:
        break;
    }
    return fail(err, RASIF_E_INTERNAL, "a text field passed measure_read");
}

/* Standard and profile are only names here; files may come in any order. */
static rasif_status example_read(const struct yaml_node *node, unsigned elements,
                                 struct arena *arena, struct example *out, rasif_error *err)
{
    static const char *const keys[] = {"standard", "profile", "given", "expect"};
    TRY(yaml_expect(node, YAML_MAP, "an example", err));
    TRY(yaml_check_keys(node, keys, sizeof keys / sizeof keys[0], err));
    out->file = node->file;
    out->line = node->line;
    out->column = node->column;
    /* Exactly one of both. */
    if ((yaml_get(node, "standard") == NULL) == (yaml_get(node, "profile") == NULL))
        return yaml_fail(node, err, "an example names either a standard or a profile");
    if (yaml_get(node, "standard") != NULL)
        TRY(text_require(node, "standard", &out->standard, err));
    else
        TRY(text_require(node, "profile", &out->profile, err));
    const struct yaml_node *given = NULL, *expect = NULL;
    TRY(entry_require(node, "given", &given, err));
    TRY(yaml_expect(given, YAML_MAP, "given", err));
    out->given = ARENA_ARRAY(arena, given->n, struct given);
    if (out->given == NULL)
        return fail_memory(err);
    for (size_t i = 0; i < given->n; i++)
        TRY(given_read(&given->items[i], elements, &out->given[i], err));
    out->n_given = given->n;
    size_t outcome = 0;
    TRY(entry_require(node, "expect", &expect, err));
    TRY(word_read(expect, "outcome", outcome_words, 4, &outcome, err));
    out->expect = (rasif_outcome)outcome;
    return RASIF_OK;
}

/* Examples show a pass, a failure and an unknown, so that a rule that never fails is noticed. */
static rasif_status examples_read(const struct yaml_node *root, struct arena *arena,
                                  struct rule *out, rasif_error *err)
{
    const struct yaml_node *list = NULL;
    if (out->always && yaml_get(root, "examples") == NULL)
        return RASIF_OK; /* no standard and no profile answers it */
    TRY(entry_require(root, "examples", &list, err));
    TRY(yaml_expect(list, YAML_LIST, "examples", err));
    out->examples = ARENA_ARRAY(arena, list->n, struct example);
    if (out->examples == NULL)
        return fail_memory(err);
    /* A bit for each outcome that some example has. */
    unsigned seen = 0;
    for (size_t i = 0; i < list->n; i++) {
        TRY(example_read(&list->items[i], out->elements, arena, &out->examples[i], err));
        seen |= 1u << out->examples[i].expect;
    }
    out->n_examples = list->n;
    /* An IF_THERE measure is never missing: null means that there is none. */
    bool if_there = (fields[out->measure].flags & FIELD_IF_THERE) != 0;
    const rasif_outcome wanted[] = {RASIF_PASS, RASIF_FAIL,
                                    if_there ? RASIF_NOT_APPLICABLE : RASIF_UNKNOWN};
    for (size_t i = 0; i < 3; i++)
        if ((seen >> wanted[i] & 1u) == 0)
            return yaml_fail(list, err, "no example has the outcome '%s'",
                             outcome_words[wanted[i]]);
    return RASIF_OK;
}

/* `cause: missing`, `terrain: street_grade_pct`, `behaviour: [stall, bin]`; all optional. */
static rasif_status cause_read(const struct yaml_node *root, struct rule *out, rasif_error *err)
{
    const struct yaml_node *node = yaml_get(root, "cause");
    size_t cause = CAUSE_DEFECT;
    if (node != NULL)
        TRY(word_read(node, "cause", cause_names, CAUSE_TERRAIN, &cause, err));
    out->cause = (enum cause)cause;
    out->terrain = FIELD_NONE;
    if ((node = yaml_get(root, "terrain")) != NULL) {
        TRY(yaml_expect(node, YAML_SCALAR, "terrain", err));
        TRY(measure_read(node, node->text, strlen(node->text), &out->terrain, err));
        TRY(measure_fits(node, out->terrain, out->elements, err));
        /* The excuse is that the ground is as steep, so both must be slopes. */
        if (!(fields[out->terrain].flags & fields[out->measure].flags & FIELD_SLOPE))
            return yaml_fail(node, err, "'terrain' compares two slopes; %s and %s are not",
                             fields[out->measure].name, fields[out->terrain].name);
    }
    if ((node = yaml_get(root, "behaviour")) == NULL)
        return RASIF_OK;
    TRY(yaml_expect(node, YAML_LIST, "behaviour", err));
    TRY(measure_fits(node, F_obstacles, out->elements, err));
    /* Only these findings can name the obstacle that causes them. */
    if (out->measure != F_obstacles && out->measure != F_clear_width_m)
        return yaml_fail(node, err, "'behaviour' is of rules that ask obstacles or clear_width_m");
    for (size_t i = 0; i < node->n; i++) {
        uint32_t kind = 0;
        TRY(yaml_expect(&node->items[i], YAML_SCALAR, "an obstacle", err));
        TRY(words_read(&node->items[i], node->items[i].text, strlen(node->items[i].text),
                       F_obstacles, '\0', &kind, err));
        out->behaviour |= kind;
    }
    return RASIF_OK;
}

/* `life_years: 4` with `life_basis`, or `life_unverified: true` where it is a judgement; optional. Only a value that
 * somebody surveys can grow old. */
static rasif_status life_read(const struct yaml_node *root, struct rule *out, rasif_error *err)
{
    const struct yaml_node *years = yaml_get(root, "life_years");
    const struct yaml_node *basis = yaml_get(root, "life_basis"), *unverified = yaml_get(root, "life_unverified");
    out->life_years = NAN;
    if (years == NULL && (basis != NULL || unverified != NULL))
        return yaml_fail(basis != NULL ? basis : unverified, err, "there is no 'life_years' that this is about");
    if (years == NULL)
        return RASIF_OK;
    TRY(bare_number_read(root, "life_years", LEAST_LIFE, MOST_LIFE, &out->life_years, err));
    if (ageing_field(out->measure) == FIELD_NONE)
        return yaml_fail(years, err, "%s is computed, and only values that are surveyed grow old",
                         fields[out->measure].name);
    return figure_basis_read(root, "life_basis", "life_unverified", &out->life_basis, &out->life_unverified, err);
}

/* `measure` comes before the keys whose meaning depends on its type. */
rasif_status rule_build(const struct yaml_node *root, struct arena *arena, struct rule *out,
                        rasif_error *err)
{
    static const char *const keys[] = {"id",  "applies", "measure", "severity", "title",  "why",
                                       "fix", "trap",    "message", "examples", "aliases",  "always",
                                       "cause", "terrain", "behaviour", "per_place", "life_years",
                                       "life_basis", "life_unverified"};
    const struct yaml_node *node = NULL;
    size_t severity = 0;
    TRY(id_read(root, &out->id, err));
    TRY(yaml_check_keys(root, keys, sizeof keys / sizeof keys[0], err));
    TRY(applies_read(root, arena, out, err));
    TRY(entry_require(root, "measure", &node, err));
    TRY(yaml_expect(node, YAML_SCALAR, "measure", err));
    TRY(measure_read(node, node->text, strlen(node->text), &out->measure, err));
    TRY(measure_fits(node, out->measure, out->elements, err));
    TRY(entry_require(root, "severity", &node, err));
    TRY(word_read(node, "severity", severity_names, SEVERITY_COUNT, &severity, err));
    /* Causes may name an obstacle or a slope, which must fit measure and elements. */
    out->severity = (enum severity)severity;
    TRY(cause_read(root, out, err));
    TRY(phrase_read(root, "title", true, &out->title, err));
    TRY(phrase_read(root, "why", true, &out->why, err));
    TRY(phrase_read(root, "fix", true, &out->fix, err));
    TRY(phrase_read(root, "trap", false, &out->trap, err));
    TRY(message_read(root, &out->message, err));
    TRY(aliases_read(root, arena, out, err));
    TRY(flag_read(root, "always", &out->always, err));
    TRY(flag_read(root, "per_place", &out->per_place, err));
    TRY(life_read(root, out, err));
    if (out->per_place && (fields[out->measure].flags & FIELD_PLACES) == 0)
        return yaml_fail(yaml_get(root, "per_place"), err,
                         "'per_place' is of rules that ask ends_without_ramp, crossings_missing or "
                         "sidewalk_missing_m");
    return examples_read(root, arena, out, err);
}
