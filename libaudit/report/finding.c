/* SPDX-License-Identifier: MIT
 *
 * One finding in numbers and words: value, limit, clause, place, message.
 *
 * A finding keeps 20 bytes: rule, element, place. finding_describe finds everything else again from
 * rules, plan and store, so that a city with a million findings needs no million texts. Verdicts
 * are not made here: value and limit are read again and then rounded for show (decision 0334).
 * Cost: one need or requirement looked up per call; only rows that a report or table shows pay for
 * it. */
#include "report/report.h"

#include "link/link.h"
#include "report/finding_place.h"
#include "report/belongs.h"
#include "report/precision.h"
#include "report/segment.h"
#include "rule/range.h"
#include "rule/score_undrawn.h"

#include <string.h>

/* The strictest need that blocks. NULL where a requirement fails, the outcome is unknown, or
 * nothing blocks. */
static const struct need *finding_need(const struct run *run, const struct finding *finding)
{
    enum element element = finding_element(run->store, run->plan, finding);
    if (finding->outcome != 0 || finding->need == UINT16_MAX || element == ELEMENT_NONE)
        return NULL;
    return run->plan->elements[element].needs[finding->need_profile][finding->need].need;
}

/* Words of a class mask (bit = code) in the order of the vocabulary: "flush;lowered". A word that
 * does not fit into `out` is left out. */
static void class_words(enum field_id field, uint32_t mask, char *out, size_t capacity)
{
    size_t length = 0;
    out[0] = '\0';
    for (unsigned code = 1; code < 32; code++) {
        const char *word =
            mask >> code & 1 ? vocabulary_word(fields[field].vocabulary, code) : NULL;
        size_t n = word != NULL ? strlen(word) : 0;
        if (n == 0 || length + n + 2 > capacity)
            continue;
        if (length > 0)
            out[length++] = ';';
        memcpy(out + length, word, n + 1);
        length += n;
    }
}

/* "1.05 m", "8.33 %", "2" of a measure without unit; "" where `out` is too small. */
static void number_with_unit(double value, enum unit unit, char *out, size_t capacity)
{
    char number[NUMBER_FIXED];
    size_t n = number_fixed(number, value, 6); /* it is rounded (precision.h) */
    const char *symbol = unit_symbol(unit);
    size_t more = symbol[0] != '\0' ? 1 + strlen(symbol) : 0;
    out[0] = '\0';
    if (n + more >= capacity)
        return;
    memcpy(out, number, n);
    out[n] = more > 0 ? ' ' : '\0';
    memcpy(out + n + (more > 0), symbol, strlen(symbol) + 1);
}

/* Is it about one end of a crossing or one stretch of a street? The element's value counts all of
 * them, so it is not this finding's value. */
static bool is_of_a_place(const struct finding *finding)
{
    return finding->at > 0 || (finding->role == ROLE_CROSSING && finding->place > 0);
}

/* Is it about a ramp that only the columns of its crossing imply? */
static bool is_implied(const struct run *run, const struct finding *finding)
{
    return finding->role == ROLE_CROSSING &&
           finding_element(run->store, run->plan, finding) == ELEMENT_RAMP;
}

/* The value that the crossing's columns imply: a class, or the height of the edge. Other measures
 * of the implied ramp stay null. */
static void describe_implied(const struct run *run, const struct finding *finding,
                          enum field_id measure, struct finding_facts *out)
{
    struct undrawn_ramp ramp = undrawn_implied(run->store, finding->row, finding->place - 1u);
    unsigned code = measure == F_kerb ? ramp.kerb : measure == F_tactile_warning ? ramp.tactile : 0;
    out->origin = ORIGIN_LINKED;
    if (code != 0)
        class_words(measure, 1u << code, out->value_text, sizeof out->value_text);
    if (fields[measure].type != VALUE_REAL)
        return;
    out->value = ramp.kerb_height_mm;
}

/* Value of a finding of one place: the length of a stretch without sidewalk, in metres, or what the
 * crossing's columns imply. A missing crossing, and a missing ramp, have none. */
static void describe_part(const struct run *run, const struct finding *finding,
                          enum field_id measure, struct finding_facts *out)
{
    out->measure = fields[measure].name;
    out->unit = unit_symbol(fields[measure].unit);
    out->origin = ORIGIN_GEOMETRY;
    out->place = finding->at == 0 ? (uint8_t)(finding->place - 1) : NO_PLACE;
    if (is_implied(run, finding))
        describe_implied(run, finding, measure, out);
    if (finding->at == 0)
        return;
    out->part = &run->results->missing[finding->at - 1];
    if (out->part->side != 0 && finding->outcome != RASIF_UNKNOWN) {
        out->value = out->part->to_m - out->part->from_m;
    }
}

/* The element's own cell: a number, or the words of its class or list. Slopes lose their sign,
 * which is only the direction of drawing. A null cell leaves NaN and "". */
static void describe_value(const struct run *run, const struct finding *finding,
                           enum field_id measure, struct finding_facts *out)
{
    const struct elements *e = &run->store->tables[finding->role];
    const struct column *column = e->columns[measure];
    out->measure = fields[measure].name;
    out->unit = unit_symbol(fields[measure].unit);
    out->origin = element_origin(e, measure, finding->row);
    if (column == NULL)
        return;
    if (column_is_real(column) && !isnan(column_real(column, finding->row))) {
        out->value = column_real(column, finding->row);
        if (fields[measure].flags & FIELD_SLOPE)
            out->value = fabs(out->value);
    } else if (column->code != NULL && column->code[finding->row] != 0) {
        class_words(measure, 1u << column->code[finding->row], out->value_text,
                    sizeof out->value_text);
    } else if (column->list != NULL && column->list[finding->row] != 0) {
        class_words(measure, column->list[finding->row], out->value_text, sizeof out->value_text);
    }
}

/* Sets limit and margin, only where the limit is a number and not another measure of the
 * element. */
static void describe_requirement(const struct condition *require, struct finding_facts *out)
{
    if (fields[require->measure].type == VALUE_REAL && require->other == FIELD_NONE)
        out->margin = range_margin(require->op, require->low, require->high, out->value, &out->limit);
}

/* Is it about a segment that is not one whole feature? false for a street that is its own
 * element. */
static bool is_of_segment(const struct run *run, const struct finding *finding, uint32_t segment)
{
    return !run->store->streets.is_own_element[finding->row] && !segment_is_street(run, segment);
}

/* Limit and margin of the requirement that fails, else of the need that blocks. Clause and standard
 * are set for requirements only: no document backs a need. A class limit becomes words. */
static void describe_limit(const struct run *run, const struct finding *finding,
                           const struct rule *rule, struct finding_facts *out)
{
    const struct need *need = finding_need(run, finding);
    if (finding->requirement != UINT16_MAX) {
        const struct requirement *requirement =
            &run->plan->standard->requirements[finding->requirement];
        out->clause = requirement->clause;
        out->standard = run->plan->standard->id;
        if (out->place != NO_PLACE)
            return; /* one end that lacks its ramp has no figure */
        describe_requirement(&requirement->require, out);
        if (isnan(out->limit))
            class_words(rule->measure,
                        fields[rule->measure].vocabulary != NULL ? requirement->require.classes : 0,
                        out->limit_text, sizeof out->limit_text);
    } else if (need != NULL && !need->is_class) {
        out->margin = range_margin(need_operation(need), need->limit, need->limit, out->value, &out->limit);
    }
}

/* Value, limit and margin as they are shown; the margin is what lies between the shown figures. The
 * sign is that of the exact margin, since two rounded figures may be equal. The length of a stretch
 * is worded in whole metres, because it was drawn by hand. */
static void round_figures(enum field_id measure, struct finding_facts *out)
{
    enum unit unit = fields[measure].unit;
    double raw = out->margin;
    out->value = shown_value(measure, out->value, out->limit);
    out->limit = shown_limit(measure, out->limit);
    if (!isnan(raw))
        out->margin = rounded_to(copysign(out->value - out->limit, raw), 6);
    double worded = out->part != NULL ? round(out->value) : out->value;
    if (!isnan(worded))
        number_with_unit(worded, unit, out->value_text, sizeof out->value_text);
    if (!isnan(out->limit))
        number_with_unit(out->limit, unit, out->limit_text, sizeof out->limit_text);
}

/* From the general to the exact: half way along the segment or element; the point where the
 * measure's value was found, such as the narrowest place; the end or stretch that the finding is
 * about. */
static void describe_place(const struct run *run, const struct finding *finding,
                           const struct rule *rule, struct finding_facts *out)
{
    uint32_t segment = finding_segment(run->store, finding);
    if (segment != NO_ROW && is_of_segment(run, finding, segment))
        segment_place(run, segment, out->xy);
    else
        element_point(run, (enum role)finding->role, finding->row, out->xy);
    const struct column *column = run->store->tables[finding->role].columns[rule->measure];
    const double *place = column != NULL ? column_place(column, finding->row) : NULL;
    if (place != NULL)
        memcpy(out->xy, place, sizeof out->xy);
    if (is_of_a_place(finding))
        finding_place(run, finding, out);
}

double finding_limit(const struct run *run, const struct finding *finding)
{
    struct finding_facts facts = {.value = NAN, .limit = NAN, .place = NO_PLACE};
    describe_limit(run, finding, &run->rules->rules[finding->rule], &facts);
    return facts.limit;
}

void finding_describe(const struct run *run, const struct finding *finding,
                      struct finding_facts *out)
{
    const struct rule *rule = &run->rules->rules[finding->rule];
    *out = (struct finding_facts){.value = NAN,
                                  .limit = NAN,
                                  .margin = NAN,
                                  .unit = "",
                                  .measure = "",
                                  .severity = finding_severity(run, finding),
                                  .place = NO_PLACE};
    if (is_of_a_place(finding))
        describe_part(run, finding, rule->measure, out);
    else
        describe_value(run, finding, rule->measure, out);
    describe_limit(run, finding, rule, out);
    round_figures(rule->measure, out);
    describe_place(run, finding, rule, out);
}

/* Names what is unknown and why: a value is missing, a value is not evidence, or a condition can't
 * be decided. An unknown finding never has the words of a failure. */
static void unknown_message(const struct run *run, const struct rule *rule,
                            const struct finding_facts *facts, const char *language,
                            struct text *out)
{
    const char *title = phrase_in(rule->title, language);
    struct text key = {0};
    text_addf(&key, "field.%s", facts->measure);
    const char *field = key.failed ? NULL : sentence_text(run->sentences, language, key.data);
    text_free(&key);
    text_addf(&key, "origin.%s", origin_names[facts->origin]);
    const char *origin = key.failed ? NULL : sentence_text(run->sentences, language, key.data);
    if (facts->value_text[0] == '\0')
        sentence(run->sentences, language, "finding.missing", out, "title", title, "field",
                 field != NULL ? field : facts->measure, NULL);
    else if (facts->origin == ORIGIN_SURVEYED || facts->origin == ORIGIN_GEOMETRY || origin == NULL)
        sentence(run->sentences, language, "finding.undecided", out, "title", title, NULL);
    else
        sentence(run->sentences, language, "finding.unproven", out, "title", title, "value",
                 facts->value_text, "origin", origin, NULL);
    text_free(&key);
}

enum severity finding_severity(const struct run *run, const struct finding *finding)
{
    return finding->blocks != 0 ? SEVERITY_CRITICAL : run->rules->rules[finding->rule].severity;
}

void finding_lonlat(const struct run *run, const struct finding_facts *facts, double lonlat[2])
{
    lonlat[0] = facts->xy[0];
    lonlat[1] = facts->xy[1];
    if (run->geo == NULL || run->geo->plan == NULL ||
        crs_to_lonlat(run->geo->plan, 0, lonlat, 1) != 0)
        lonlat[0] = lonlat[1] = NAN;
    for (int i = 0; i < 2; i++)
        lonlat[i] = round(lonlat[i] * 1e7) / 1e7;
}

/* "1.05 m" in words of the language: the symbol at the end becomes the language's word for the
 * unit. "?" where there is no value. */
static void add_value(const struct run *run, const char *value, enum unit unit, const char *language,
                      struct text *out)
{
    const char *symbol = unit_symbol(unit);
    size_t n = strlen(value), length = strlen(symbol);
    if (n == 0) {
        text_add(out, "?");
    } else if (length > 0 && n > length && strcmp(value + n - length, symbol) == 0) {
        text_addn(out, value, n - length);
        text_add(out, sentence_unit(run->sentences, language, unit));
    } else {
        text_add(out, value);
    }
}

/* " (stated in the data)", " (nothing is drawn)" */
static void add_remark(const char *words, struct text *out)
{
    text_add(out, " (");
    text_add(out, words);
    text_add(out, ")");
}

/* " (at the northern end of the crossing, from its own columns; no kerb is drawn there)": readers
 * would look in vain for the kerb on the map. */
static void add_told(const struct run *run, const struct finding *finding,
                     const struct finding_facts *facts, const char *language, struct text *out)
{
    struct text place = {0};
    finding_where(run, finding, facts, MESSAGE_PLACE, language, &place);
    sentence(run->sentences, language, "finding.told", out, "place",
             place.data != NULL ? place.data : "", NULL);
    text_free(&place);
}

/* "the crossing is {value} wide, less than {limit}" becomes "the crossing is 1 m wide, less than
 * 1.22 m". Remarks follow the rule's words: evidence of what is missing, source of an implied ramp,
 * the raised kerb that is mapped there, barriers. */
void finding_message(const struct run *run, const struct finding *finding,
                     const struct finding_facts *facts, const char *language, struct text *out)
{
    const struct rule *rule = &run->rules->rules[finding->rule];
    const char *at = phrase_in(rule->message, language);
    enum unit unit = fields[rule->measure].unit;
    if (finding->outcome == RASIF_UNKNOWN) {
        unknown_message(run, rule, facts, language, out);
        finding_add_barriers(run, finding, language, out);
        return;
    }
    for (const char *open; *at != '\0'; at = open) {
        size_t length;
        open = at + strcspn(at, "{");
        text_addn(out, at, (size_t)(open - at));
        if (*open == '\0')
            break;
        enum message_word word = message_word_at(open, &length);
        open += length;
        if (word == MESSAGE_VALUE || word == MESSAGE_LIMIT)
            add_value(run, word == MESSAGE_VALUE ? facts->value_text : facts->limit_text, unit, language,
                      out);
        else
            finding_where(run, finding, facts, word, language, out);
    }
    if (facts->part != NULL) {
        const char *evidence =
            sentence_text(run->sentences, language,
                          facts->part->stated ? "evidence.stated" : "evidence.not_drawn");
        add_remark(evidence != NULL      ? evidence
                   : facts->part->stated ? "stated"
                                         : "not drawn",
                   out);
    }
    if (is_implied(run, finding))
        add_told(run, finding, facts, language, out);
    if (finding_raised_kerb(run, finding, facts)) {
        const char *kerb = sentence_text(run->sentences, language, "finding.raised_kerb");
        add_remark(kerb != NULL ? kerb : "kerb = raised", out);
    }
    finding_add_barriers(run, finding, language, out);
}

/* "crossing-clear-width:cd5563481e5b7c242:0". Of a segment that is not one whole feature the id is
 * that of the segment, and the place 0. */
void finding_id(const struct run *run, const struct finding *finding, struct text *out)
{
    char id[32], place[8];
    size_t n = sizeof place;
    /* stretches have numbers along their street */
    uint32_t segment = finding->at == 0 ? finding_segment(run->store, finding) : NO_ROW;
    bool part = segment != NO_ROW && is_of_segment(run, finding, segment);
    text_add(out, run->rules->rules[finding->rule].id);
    text_addn(out, ":", 1);
    text_addn(out, id, part ? segment_rasif_id(run, segment, id)
                            : element_rasif_id(&run->store->tables[finding->role], finding->row, id));
    text_addn(out, ":", 1);
    for (unsigned left = part ? 0 : finding->place, any = 1; any || left > 0; left /= 10, any = 0)
        place[--n] = (char)('0' + left % 10);
    text_addn(out, place + n, sizeof place - n);
}

void finding_blocks(const struct run *run, const struct finding *finding, struct text *out)
{
    for (size_t p = 0; p < run->plan->n_profiles; p++)
        if (finding->blocks >> p & 1) {
            if (out->length > 0)
                text_add(out, ",");
            text_add(out, run->plan->profiles[p]->code);
        }
}
