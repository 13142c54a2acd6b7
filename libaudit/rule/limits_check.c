/* SPDX-License-Identifier: MIT
 *
 * Limits of users' files that can't be meant: in the wrong direction, or of another size than any
 * (decision 0441). In: a rule base that is built. Out: an error at the first such limit.
 *
 * The built-in standards and profiles show for which rules more is better, and how large limits of
 * a measure are. A limit against all of them turns verdicts round; one of ten times their size was
 * written in another unit. Rules of the user's own have no direction but the one of their examples.
 * Cost: all built-in limits once for every limit of the user, a few thousand comparisons. */
#include "rule/load.h"

#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* How many times larger or smaller than all built-in limits one may be. The nearest slips of unit
 * are 25 (inches for centimetres in metres: 39) and 100; between the built-in limits themselves lie
 * at most single digits. A judgement. */
#define MOST_TIMES 10.0

/* What the built-in files hold of a rule and its measure. */
struct evidence {
    size_t more, less;  /* limits of the rule for which more is better, or less    */
    double least, most; /* limits of the measure above 0, of all rules; NaN = none */
};

static void add_size(struct evidence *evidence, double limit)
{
    if (!(limit > 0))
        return;
    evidence->least = fmin(evidence->least, limit); /* of NaN and a number the number */
    evidence->most = fmax(evidence->most, limit);
}

static void add_requirement(struct evidence *evidence, const struct requirement *requirement,
                            size_t rule)
{
    evidence->more += requirement->rule == rule && requirement->require.op == OP_GE;
    evidence->less += requirement->rule == rule && requirement->require.op == OP_LE;
    add_size(evidence, requirement->require.low);
    add_size(evidence, requirement->require.high);
}

static void add_need(struct evidence *evidence, const struct need *need, size_t rule)
{
    evidence->more += need->rule == rule && need->more_is_better;
    evidence->less += need->rule == rule && !need->more_is_better;
    add_size(evidence, need->comfortable);
    add_size(evidence, need->adequate);
    add_size(evidence, need->limit);
}

/* All built-in requirements and numeric needs about the measure of the rule. */
static struct evidence evidence_of(const struct rasif_rules *rules, size_t rule)
{
    enum field_id measure = rules->rules[rule].measure;
    struct evidence evidence = {.least = NAN, .most = NAN};
    for (size_t s = 0; s < rules->n_standards; s++)
        for (size_t i = 0; rules->standards[s].built_in && i < rules->standards[s].n_requirements;
             i++)
            if (rules->standards[s].requirements[i].require.measure == measure)
                add_requirement(&evidence, &rules->standards[s].requirements[i], rule);
    for (size_t p = 0; p < rules->n_profiles; p++)
        for (size_t i = 0; rules->profiles[p].built_in && i < rules->profiles[p].n_needs; i++) {
            const struct need *need = &rules->profiles[p].needs[i];
            if (!need->is_class && rules->rules[need->rule].measure == measure)
                add_need(&evidence, need, rule);
        }
    return evidence;
}

/* " (did you mean '150 cm'?)": the unit in which the number is of the usual size; "" = none. */
static void suggest_unit(enum unit unit, const struct evidence *evidence, double value,
                         char out[64])
{
    static const char *const names[] = {"cm", "mm", "m", "%", "ratio", "in", "ft"};
    char number[32];
    number_format(number, value);
    out[0] = '\0';
    for (size_t i = 0; i < sizeof names / sizeof *names && out[0] == '\0'; i++) {
        enum unit other;
        double converted;
        if (unit_find(names[i], strlen(names[i]), &other) && other != unit &&
            quantity_convert(value, other, unit, &converted) && converted >= evidence->least / 2 &&
            converted <= evidence->most * 2) {
            bool ratio = other == UNIT_RATIO; /* a number alone: the files have no word for it */
            if (ratio)
                number_format(number, converted);
            snprintf(out, 64, " (did you mean '%s %s'?)", number,
                     ratio ? unit_symbol(unit) : names[i]);
        }
    }
}

/* 0 is a limit of anything ("no gap at all"). */
static rasif_status check_size(const struct yaml_node *at, enum field_id measure,
                               const struct evidence *evidence, double value, rasif_error *err)
{
    char number[32], least[32], most[32], meant[64];
    const char *unit = unit_symbol(fields[measure].unit), *blank = unit[0] != '\0' ? " " : "";
    if (isnan(value) || value == 0)
        return RASIF_OK;
    number_format(number, value);
    if (isnan(evidence->least) ||
        (value >= evidence->least / MOST_TIMES && value <= evidence->most * MOST_TIMES))
        return RASIF_OK;
    number_format(least, evidence->least);
    number_format(most, evidence->most);
    suggest_unit(fields[measure].unit, evidence, value, meant);
    return yaml_fail(at, err,
                     "a limit of %s%s%s for %s is more than ten times off: those of the built-in "
                     "files lie between %s and %s%s%s; check the number and its unit%s",
                     number, blank, unit, fields[measure].name, least, most, blank, unit, meant);
}

/* An error when all limits of the built-in files point the other way. */
static rasif_status check_direction(const struct yaml_node *at, const struct rule *rule,
                                    const struct evidence *evidence, bool more, bool need,
                                    rasif_error *err)
{
    size_t same = more ? evidence->more : evidence->less,
           other = more ? evidence->less : evidence->more;
    if (same > 0 || other == 0)
        return RASIF_OK;
    if (need)
        return yaml_fail(at, err,
                         "comfortable and limit are the wrong way round: in all built-in standards "
                         "and profiles %s of %s is better",
                         more ? "less" : "more", fields[rule->measure].name);
    return yaml_fail(at, err,
                     "the comparison is the wrong way round: in all built-in standards and "
                     "profiles %s of %s is better; write '%s' with the limit",
                     more ? "less" : "more", fields[rule->measure].name, more ? "<=" : ">=");
}

/* Requirements without a number, and those whose numbers a built-in parent wrote, pass. */
rasif_status standard_check_limits(const struct rasif_rules *rules, const struct standard *standard,
                                   rasif_error *err)
{
    for (size_t i = 0; i < standard->n_requirements; i++) {
        const struct requirement *requirement = &standard->requirements[i];
        const struct condition *require = &requirement->require;
        const struct rule *rule = &rules->rules[requirement->rule];
        if (fields[rule->measure].type != VALUE_REAL || require->other != FIELD_NONE)
            continue;
        struct evidence evidence = evidence_of(rules, requirement->rule);
        TRY(check_size(requirement->at, rule->measure, &evidence, require->low, err));
        TRY(check_size(requirement->at, rule->measure, &evidence, require->high, err));
        if (require->tolerance > 0 && require->low > 0 && require->tolerance >= require->low)
            return yaml_fail(requirement->at, err,
                             "the tolerance of this limit is not below the limit itself");
        if (require->op == OP_GE || require->op == OP_LE)
            TRY(check_direction(requirement->at, rule, &evidence, require->op == OP_GE, false,
                                err));
    }
    return RASIF_OK;
}

rasif_status profile_check_limits(const struct rasif_rules *rules, const struct profile *profile,
                                  rasif_error *err)
{
    for (size_t i = 0; i < profile->n_needs; i++) {
        const struct need *need = &profile->needs[i];
        const struct rule *rule = &rules->rules[need->rule];
        if (need->is_class)
            continue;
        struct evidence evidence = evidence_of(rules, need->rule);
        TRY(check_direction(need->at, rule, &evidence, need->more_is_better, true, err));
        TRY(check_size(need->at, rule->measure, &evidence, need->comfortable, err));
        TRY(check_size(need->at, rule->measure, &evidence, need->adequate, err));
        TRY(check_size(need->at, rule->measure, &evidence, need->limit, err));
        TRY(check_size(need->at, rule->measure, &evidence, need->downhill, err));
    }
    return RASIF_OK;
}

rasif_status rules_check_limits(const struct rasif_rules *rules, rasif_error *err)
{
    for (size_t s = 0; s < rules->n_standards; s++)
        if (!rules->standards[s].built_in)
            TRY(standard_check_limits(rules, &rules->standards[s], err));
    for (size_t p = 0; p < rules->n_profiles; p++)
        if (!rules->profiles[p].built_in)
            TRY(profile_check_limits(rules, &rules->profiles[p], err));
    return RASIF_OK;
}
