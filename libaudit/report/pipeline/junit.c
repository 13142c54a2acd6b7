/* SPDX-License-Identifier: MIT
 *
 * JUnit XML, as Jenkins, GitLab and others read it: one test case per rule. A rule with open
 * findings fails. A rule that is undecided somewhere, or fails only where that is accepted, is
 * skipped with the reason, because unknown is not passed (decision 0013). In: a finished run. Out:
 * one suite.
 *
 * Rules are the test cases because a pipeline shows a fixed list that goes green or red; elements
 * would be thousands. The findings shown are a sample (finding_sample.h), the counts are of all.
 * Cost: one pass over the findings per failed rule. */
#include "report/finding_sample.h"

#define MOST_SHOWN 10 /* findings per rule; all are in -f csv and the output */

struct junit {
    const struct run *run;
    const struct sentences *sentences;
    const char *language;
    struct text *out;
    struct finding_sample picked;
};

/* Of one test case, by which JUnit counts it. */
enum verdict { PASSED, SKIPPED, FAILED };

/* SKIPPED also where the rule applies to nothing (decision 0013). */
static enum verdict verdict_of(const struct junit *j, size_t rule)
{
    const struct rule_findings *found = &j->picked.rules[rule];
    const size_t *outcome = j->run->results->counts[rule].outcome;
    if (found->open > 0)
        return FAILED;
    if (found->known + found->waived + outcome[RASIF_UNKNOWN] > 0 || outcome[RASIF_PASS] == 0)
        return SKIPPED;
    return PASSED;
}

/* A blank, then name="value". */
static void attribute(struct junit *j, const char *name, const char *value)
{
    text_addf(j->out, " %s=\"", name);
    text_xml(j->out, value);
    text_add(j->out, "\"");
}

/* "12 findings, 3 known, 1 waived, 80 passed, 4 unknown"; parts of 0 are left out, and "applies to
 * nothing here" stands for all of them. */
static void add_counts(const struct junit *j, size_t rule, struct text *out)
{
    const struct rule_findings *found = &j->picked.rules[rule];
    const size_t *outcome = j->run->results->counts[rule].outcome;
    const struct {
        const char *key;
        size_t n;
    } parts[] = {{"ci.known", found->known},
                 {"ci.waived", found->waived},
                 {"ci.passed", outcome[RASIF_PASS]},
                 {"ci.unknown", outcome[RASIF_UNKNOWN]}};
    const char *comma = sentence_text(j->sentences, j->language, "list.comma");
    if (found->open > 0)
        sentence_count(j->sentences, j->language, "ci.findings", found->open, out);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        char n[32];
        if (parts[i].n == 0)
            continue;
        number_format(n, (double)parts[i].n);
        text_add(out, out->length == 0 ? "" : comma != NULL ? comma : ", ");
        sentence(j->sentences, j->language, parts[i].key, out, "n", n, NULL);
    }
    if (out->length == 0)
        sentence(j->sentences, j->language, "ci.nothing", out, NULL);
}

/* At most MOST_SHOWN lines, "the button is at 1400 mm; ... (crossings:9, PROWAG 2023 R406.2)
 * crossing-button-height:c365fe74dc0b3c3c2:0", then "3 more findings". Only open ones: accepted and
 * unknown findings do not fail the case. */
static void add_findings(struct junit *j, size_t rule)
{
    for (size_t i = 0; i < j->run->results->n_findings && !j->out->failed; i++) {
        const struct finding *f = &j->run->results->findings[i];
        struct finding_facts facts;
        struct text line = {0};
        if (f->rule != rule || !j->picked.shown[i] || f->outcome == RASIF_UNKNOWN ||
            finding_accepted(j->run, i) != NULL)
            continue;
        finding_describe(j->run, f, &facts);
        finding_line(j->run, j->sentences, f, &facts, j->language, &line);
        text_add(&line, "  ");
        finding_id(j->run, f, &line);
        text_xml(j->out, line.data != NULL ? line.data : "");
        text_add(j->out, "\n");
        j->out->failed = j->out->failed || line.failed;
        text_free(&line);
    }
    if (j->picked.rules[rule].open > MOST_SHOWN) {
        struct text line = {0};
        sentence_count(j->sentences, j->language, "ci.more",
                       j->picked.rules[rule].open - MOST_SHOWN, &line);
        text_xml(j->out, line.data != NULL ? line.data : "");
        text_add(j->out, "\n");
        text_free(&line);
    }
}

/* <testcase classname="rasif.model-neighbourhood" name="ramp-lip" time="0">
 *   <failure message="1 finding, 10 passed, 1 unknown" type="moderate">...</failure>
 * </testcase> */
static void add_case(struct junit *j, size_t index)
{
    const struct rule *rule = &j->run->rules->rules[index];
    enum verdict verdict = verdict_of(j, index);
    struct text counts = {0};
    text_addf(j->out, "    <testcase classname=\"rasif.%s\" name=\"%s\" time=\"0\"",
              j->run->plan->standard->id, rule->id);
    if (verdict == PASSED) {
        text_add(j->out, "/>\n");
        return;
    }
    add_counts(j, index, &counts);
    text_add(j->out, verdict == FAILED ? ">\n      <failure" : ">\n      <skipped");
    attribute(j, "message", counts.data != NULL ? counts.data : "");
    if (verdict == FAILED) {
        attribute(j, "type", severity_names[rule->severity]);
        text_add(j->out, ">");
        text_xml(j->out, phrase_in(rule->title, j->language));
        text_add(j->out, "\n");
        add_findings(j, index);
        text_add(j->out, "</failure>");
    } else {
        text_add(j->out, "/>");
    }
    text_add(j->out, "\n    </testcase>\n");
    j->out->failed = j->out->failed || counts.failed;
    text_free(&counts);
}

static void add_property(struct junit *j, const char *name, const char *value)
{
    text_add(j->out, "      <property");
    attribute(j, "name", name);
    attribute(j, "value", value);
    text_add(j->out, "/>\n");
}

/* <property name="input" value="streets.gpkg"/>: what the cases were judged on. */
static void add_properties(struct junit *j)
{
    text_add(j->out, "    <properties>\n");
    add_property(j, "rasif", RASIF_VERSION);
    for (size_t i = 0; i < inputs_count(j->run->inputs); i++)
        add_property(j, "input", inputs_name(j->run->inputs, i));
    for (size_t p = 0; p < j->run->plan->n_profiles; p++)
        add_property(j, "profile", j->run->plan->profiles[p]->id);
    text_add(j->out, "    </properties>\n");
}

/* Numbers of cases come first in the format, so verdicts are made twice rather than kept. time is
 * 0, because times would differ from run to run. */
static void add_suite(struct junit *j)
{
    size_t n[3] = {0};
    for (size_t r = 0; r < j->run->rules->n_rules; r++)
        if (rule_is_active(j->run, r))
            n[verdict_of(j, r)]++;
    size_t all = n[PASSED] + n[SKIPPED] + n[FAILED];
    text_addf(j->out,
              "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
              "<testsuites name=\"rasif\" tests=\"%zu\" failures=\"%zu\" errors=\"0\" "
              "time=\"0\">\n  <testsuite",
              all, n[FAILED]);
    attribute(j, "name", phrase_in(j->run->plan->standard->title, j->language));
    text_addf(j->out, " tests=\"%zu\" failures=\"%zu\" errors=\"0\" skipped=\"%zu\" time=\"0\">\n",
              all, n[FAILED], n[SKIPPED]);
    add_properties(j);
    for (size_t r = 0; r < j->run->rules->n_rules; r++)
        if (rule_is_active(j->run, r))
            add_case(j, r);
    text_add(j->out, "  </testsuite>\n</testsuites>\n");
}

rasif_status report_junit(const struct run *run, const struct sentences *sentences,
                          const struct report_tables *tables, struct text *out, rasif_error *err)
{
    struct junit j = {run, sentences, run->language != NULL ? run->language : languages[LANGUAGE_FIRST].code, out, {0}};
    (void)tables; /* test cases read findings themselves */
    TRY(sample_findings(run, MOST_SHOWN, SIZE_MAX, &j.picked, err));
    add_suite(&j);
    finding_sample_free(&j.picked);
    return out->failed ? fail_memory(err) : RASIF_OK;
}
