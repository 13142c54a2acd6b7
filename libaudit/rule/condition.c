/* SPDX-License-Identifier: MIT
 *
 * Parser of requirements (">= 1.22 m", "in [a, b]", "between 900 mm and 1200 mm") and conditions
 * ("control = signal", "running_slope_pct <= street_grade_pct"). The grammar, with its units and
 * words, is docs/rule-format.md#conditions. In: a YAML scalar. Out: a compiled struct condition:
 * indexes, numbers in the measure's unit, bit masks; rule/slice.c tests it. Errors are
 * RASIF_E_RULE and point at the scalar.
 *
 * Algorithm: the text is cut from the left, word by word: measure (of conditions), comparison,
 * then the value as the type of the measure wants it. Borrowed texts stay in the YAML tree. One
 * pass over the text.
 *
 *      requirement = operation value
 *      condition   = measure operation (value | measure)
 *      operation   = ">=" | "<=" | "=" | "!=" | "<" | ">" | "in" | "between"
 *      value       = number [unit] | number "and" number | word | "[" word { "," word } "]" */
#include "rule/load.h"

#include "mapping/limits.h"

#include <math.h>
#include <string.h>

/* A piece of the scalar's text. */
struct span {
    const char *text;
    size_t length;
};

/* White space of YAML, whatever the locale is. */
static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static struct span trim(struct span span)
{
    while (span.length > 0 && is_space(span.text[0])) {
        span.text++;
        span.length--;
    }
    while (span.length > 0 && is_space(span.text[span.length - 1]))
        span.length--;
    return span;
}

/* Letters of names of measures and of comparisons; without the locale. */
static bool is_word_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* Cuts the leading letters, digits and '_' off `*rest`. */
static struct span take_word(struct span *rest)
{
    *rest = trim(*rest);
    struct span word = {rest->text, 0};
    while (word.length < rest->length && is_word_letter(rest->text[word.length]))
        word.length++;
    rest->text += word.length;
    rest->length -= word.length;
    *rest = trim(*rest);
    return word;
}

static bool span_is(struct span span, const char *word)
{
    return span.length == strlen(word) && memcmp(span.text, word, span.length) == 0;
}

/* For error messages: the unit that a number may have. */
static const char *unit_words(enum field_id field)
{
    return fields[field].unit == UNIT_NONE ? "a bare number" : unit_symbol(fields[field].unit);
}

/* Numbers of rules are exact: no comma, no words, one number, and a unit that fits the field. */
rasif_status number_read(const struct yaml_node *node, const char *text, size_t length,
                         enum field_id field, double *out, rasif_error *err)
{
    struct span span = trim((struct span){text, length});
    int n = shown(span.text, span.length);
    const char *name = fields[field].name;
    /* quantity_parse also reads what surveyors type ("ca. 1,5"); a rule has to be exact. */
    char first = span.length > 0 ? span.text[0] : '\0';
    if (!(first >= '0' && first <= '9') && first != '-' && first != '.')
        return yaml_fail(node, err, "'%.*s' is no number; %s takes %s", n, span.text, name,
                         unit_words(field));
    if (memchr(span.text, ',', span.length) != NULL)
        return yaml_fail(node, err, "'%.*s' has a comma; write a decimal point", n, span.text);
    enum unit unit = fields[field].unit;
    switch (quantity_parse(span.text, span.length, unit, unit, out)) {
    case QUANTITY_OK:
        return RASIF_OK;
    case QUANTITY_UNIT:
        return yaml_fail(node, err, "the unit of '%.*s' does not fit %s, which takes %s", n,
                         span.text, name, unit_words(field));
    case QUANTITY_RANGE:
        return yaml_fail(node, err, "'%.*s' holds two numbers; %s takes one", n, span.text, name);
    case QUANTITY_EMPTY:
    case QUANTITY_NO_NUMBER:
        break;
    }
    return yaml_fail(node, err, "'%.*s' is no number; %s takes %s", n, span.text, name,
                     unit_words(field));
}

/* Limits of slopes are magnitudes, as the slopes are when they are judged. A number that no value
 * can have was written in another unit. */
static rasif_status limit_read(const struct yaml_node *node, struct span span, enum field_id field,
                               double *out, rasif_error *err)
{
    double value = 0;
    TRY(number_read(node, span.text, span.length, field, &value, err));
    if (value < 0 && (fields[field].flags & FIELD_SLOPE) != 0)
        return yaml_fail(node, err, "%s is judged by its magnitude; '%.*s' is below 0",
                         fields[field].name, shown(span.text, span.length), span.text);
    if (!limits_accept(field, value))
        return yaml_fail(node, err, "%s can't be '%.*s'; check the number and its unit",
                         fields[field].name, shown(span.text, span.length), span.text);
    *out = value;
    return RASIF_OK;
}

/* One pass; the first word that the vocabulary lacks is named, with the nearest one. */
rasif_status words_read(const struct yaml_node *node, const char *text, size_t length,
                        enum field_id field, char separator, uint32_t *out, rasif_error *err)
{
    const struct vocabulary *vocabulary = fields[field].vocabulary;
    uint32_t mask = 0;
    struct span rest = {text, length};
    for (;;) {
        const char *end = memchr(rest.text, separator, rest.length);
        size_t n = end == NULL ? rest.length : (size_t)(end - rest.text);
        struct span word = trim((struct span){rest.text, n});
        uint8_t code = vocabulary_code(vocabulary, word.text, word.length);
        if (code == 0) {
            char copy[128] = "";
            memcpy(copy, word.text, (size_t)shown(word.text, word.length));
            return fail_unknown_value(node, field, copy, err);
        }
        mask |= 1u << code;
        if (end == NULL)
            break;
        rest = (struct span){end + 1, rest.length - n - 1};
    }
    *out = mask;
    return RASIF_OK;
}

/* Cuts the comparison off the front of `*rest`. */
static rasif_status take_operation(const struct yaml_node *node, struct span *rest,
                                   enum operation *out, rasif_error *err)
{
    static const struct {
        const char *sign;
        enum operation op;
    } signs[] = {{">=", OP_GE}, {"<=", OP_LE}, {"!=", OP_NE},
                 {">", OP_GT},  {"<", OP_LT},  {"=", OP_EQ}};
    *rest = trim(*rest);
    /* Signs of two characters come first: ">=" begins with ">". */
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        size_t n = strlen(signs[i].sign);
        if (rest->length >= n && memcmp(rest->text, signs[i].sign, n) == 0) {
            *out = signs[i].op;
            *rest = trim((struct span){rest->text + n, rest->length - n});
            return RASIF_OK;
        }
    }
    struct span after = *rest;
    struct span word = take_word(&after);
    if (!span_is(word, "in") && !span_is(word, "between"))
        return yaml_fail(node, err,
                         "no comparison at '%.*s'; use >=, <=, =, in [a, b] or between a "
                         "and b (conditions also !=, <, >)",
                         shown(rest->text, rest->length), rest->text);
    *out = span_is(word, "in") ? OP_IN : OP_BETWEEN;
    *rest = after;
    return RASIF_OK;
}

/* "900 mm and 1200 mm" */
static rasif_status between_read(const struct yaml_node *node, struct span rest,
                                 struct condition *out, rasif_error *err)
{
    for (size_t i = 0; i + 5 <= rest.length; i++) {
        if (memcmp(rest.text + i, " and ", 5) != 0)
            continue;
        struct span low = {rest.text, i};
        struct span high = {rest.text + i + 5, rest.length - i - 5};
        TRY(limit_read(node, low, out->measure, &out->low, err));
        TRY(limit_read(node, high, out->measure, &out->high, err));
        if (!(out->low < out->high))
            return yaml_fail(node, err, "'%s': the first value must be below the second",
                             out->text);
        return RASIF_OK;
    }
    return yaml_fail(node, err, "'%s' must read 'between a and b'", out->text);
}

/* The value of a class or list measure: a word, or "[a, b]" after `in`. */
static rasif_status classes_read(const struct yaml_node *node, struct span rest,
                                 struct condition *out, rasif_error *err)
{
    if (out->op != OP_EQ && out->op != OP_NE && out->op != OP_IN)
        return yaml_fail(node, err, "%s is a word and has no order; use =, != or in [a, b]",
                         fields[out->measure].name);
    if (out->op == OP_IN) {
        if (rest.length < 2 || rest.text[0] != '[' || rest.text[rest.length - 1] != ']')
            return yaml_fail(node, err, "'%s' must read 'in [a, b]'", out->text);
        return words_read(node, rest.text + 1, rest.length - 2, out->measure, ',', &out->classes,
                          err);
    }
    /* '\0' never occurs in a scalar: the whole rest is one word. */
    return words_read(node, rest.text, rest.length, out->measure, '\0', &out->classes, err);
}

/* The right side, when it is not another measure. */
static rasif_status value_read(const struct yaml_node *node, struct span rest,
                               struct condition *out, rasif_error *err)
{
    if (fields[out->measure].type != VALUE_REAL)
        return classes_read(node, rest, out, err);
    if (out->op == OP_BETWEEN)
        return between_read(node, rest, out, err);
    if (out->op == OP_IN)
        return yaml_fail(node, err, "%s is a number; use 'between a and b' instead of 'in'",
                         fields[out->measure].name);
    TRY(limit_read(node, rest, out->measure, &out->low, err));
    out->high = out->low;
    return RASIF_OK;
}

/* A condition without limits, which keeps its text for reports. */
static rasif_status start(const struct yaml_node *node, struct condition *out, rasif_error *err)
{
    *out = (struct condition){.other = FIELD_NONE, .low = NAN, .high = NAN};
    TRY(yaml_expect(node, YAML_SCALAR, "a condition", err));
    out->text = node->text;
    return RASIF_OK;
}

/* The measure is that of the rule, so the text begins with the comparison. */
rasif_status require_parse(const struct yaml_node *node, enum field_id measure,
                           struct condition *out, rasif_error *err)
{
    TRY(start(node, out, err));
    out->measure = measure;
    struct span rest = {node->text, strlen(node->text)};
    TRY(take_operation(node, &rest, &out->op, err));
    if (out->op == OP_GT || out->op == OP_LT || out->op == OP_NE)
        return yaml_fail(node, err,
                         "a requirement uses >=, <=, =, in [a, b] or between a and b; "
                         "!=, < and > are for conditions");
    return value_read(node, rest, out, err);
}

/* Sets out->other when the rest names a measure; it must be comparable with the first one. */
static rasif_status other_read(const struct yaml_node *node, struct span rest, unsigned elements,
                               struct condition *out, rasif_error *err)
{
    char name[64] = "";
    /* No name of a field is that long. */
    if (rest.length == 0 || rest.length >= sizeof name)
        return RASIF_OK;
    memcpy(name, rest.text, rest.length);
    enum field_id other = field_find(name);
    if (other == FIELD_NONE)
        return RASIF_OK;
    TRY(measure_read(node, name, rest.length, &other, err));
    TRY(measure_fits(node, other, elements, err));
    TRY(measure_stored(node, other, err));
    const struct field *left = &fields[out->measure], *right = &fields[other];
    if (left->type != right->type || left->unit != right->unit ||
        left->vocabulary != right->vocabulary)
        return yaml_fail(node, err, "%s and %s can't be compared: they differ in unit or words",
                         left->name, right->name);
    if (left->type != VALUE_REAL && out->op != OP_EQ && out->op != OP_NE)
        return yaml_fail(node, err, "%s is a word and has no order; use = or !=", left->name);
    if (other == out->measure)
        return yaml_fail(node, err, "%s is compared with itself", left->name);
    out->other = other;
    return RASIF_OK;
}

/* measure op value, or measure op measure. */
static rasif_status condition_parse(const struct yaml_node *node, unsigned elements,
                                    struct condition *out, rasif_error *err)
{
    TRY(start(node, out, err));
    struct span rest = {node->text, strlen(node->text)};
    struct span name = take_word(&rest);
    if (name.length == 0)
        return yaml_fail(node, err, "'%s' must read 'measure op value'", node->text);
    TRY(measure_read(node, name.text, name.length, &out->measure, err));
    TRY(measure_fits(node, out->measure, elements, err));
    TRY(measure_stored(node, out->measure, err));
    TRY(take_operation(node, &rest, &out->op, err));
    /* `in` and `between` take values only. */
    if (out->op != OP_IN && out->op != OP_BETWEEN)
        TRY(other_read(node, rest, elements, out, err));
    return out->other != FIELD_NONE ? RASIF_OK : value_read(node, rest, out, err);
}

/* An empty list is refused: it would always hold; without the key that is clearer. */
rasif_status conditions_parse(const struct yaml_node *list, unsigned elements, struct arena *arena,
                              struct condition **out, size_t *n, rasif_error *err)
{
    if (list == NULL)
        return RASIF_OK;
    TRY(yaml_expect(list, YAML_LIST, "a list of conditions", err));
    if (list->n == 0)
        return yaml_fail(list, err, "the list of conditions is empty; leave the key out");
    struct condition *conditions = ARENA_ARRAY(arena, list->n, struct condition);
    if (conditions == NULL)
        return fail_memory(err);
    for (size_t i = 0; i < list->n; i++)
        TRY(condition_parse(&list->items[i], elements, &conditions[i], err));
    *out = conditions;
    *n = list->n;
    return RASIF_OK;
}
