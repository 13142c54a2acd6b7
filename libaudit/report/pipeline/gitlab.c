/* SPDX-License-Identifier: MIT
 *
 * Code quality of GitLab: a JSON array as `artifacts: reports: codequality` takes it, the part of
 * Code Climate's format that GitLab reads. In: a finished run. Out:
 *
 *     [
 *       {"description": "the lip is 20 mm high ... (ramps:14, ...)", "check_name": "ramp-lip",
 *        "fingerprint": "ramp-lip:r5c1...:0", "severity": "major",
 *        "location": {"path": "city.gpkg", "lines": {"begin": 1}}}
 *     ]
 *
 * GitLab compares the fingerprints of two branches: what is new and what is resolved. Findings that
 * a waiver or the baseline accepts are left out, as GitLab has no state for them; bounded per rule
 * as SARIF, the worst first: pages show the beginning of a long list (decision 0440). */
#include "report/finding_sample.h"
#include "report/pipeline/sarif_uri.h"

#define GITLAB_MOST_PER_RULE 80
#define GITLAB_MOST_RESULTS 5000

/* GitLab's words are info, minor, major, critical, blocker. */
enum level { LEVEL_INFO, LEVEL_MINOR, LEVEL_MAJOR, LEVEL_CRITICAL, LEVEL_BLOCKER };
static const char *const level_words[] = {"info", "minor", "major", "critical", "blocker"};

/* Severities begin with minor. */
static enum level level_of(const struct run *run, const struct finding *f)
{
    return f->outcome == RASIF_UNKNOWN ? LEVEL_INFO
                                       : (enum level)(LEVEL_MINOR + (int)finding_severity(run, f));
}

/* One object of the array. The fingerprint is the finding_id: unique in a run and lasting. */
static void add_issue(const struct run *run, const struct sentences *sentences,
                      const struct finding *f, struct text *out)
{
    const char *language = run->language != NULL ? run->language : languages[LANGUAGE_FIRST].code;
    struct finding_facts facts;
    struct text line = {0}, id = {0}, path = {0};
    finding_describe(run, f, &facts);
    finding_line(run, sentences, f, &facts, language, &line);
    finding_id(run, f, &id);
    pipeline_path(run, finding_input(run, f), &path);
    text_add(out, "{\"description\": ");
    text_json(out, line.data != NULL ? line.data : "");
    text_add(out, ", \"check_name\": ");
    text_json(out, run->rules->rules[f->rule].id);
    text_add(out, ", \"fingerprint\": ");
    text_json(out, id.data != NULL ? id.data : "");
    text_addf(out,
              ", \"severity\": \"%s\", \"location\": {\"path\": ", level_words[level_of(run, f)]);
    text_json(out, path.data != NULL ? path.data : "");
    text_add(out, ", \"lines\": {\"begin\": 1}}}"); /* a row of a database has no line */
    out->failed = out->failed || line.failed || id.failed || path.failed;
    text_free(&line);
    text_free(&id);
    text_free(&path);
}

/* The issues of one level, in the order of findings. *n = how many there are by now. */
static void add_level(const struct run *run, const struct sentences *sentences,
                      const struct finding_sample *sample, enum level level, size_t *n,
                      struct text *out)
{
    for (size_t i = 0; i < run->results->n_findings && !out->failed; i++) {
        const struct finding *f = &run->results->findings[i];
        if (!sample->shown[i] || level_of(run, f) != level || finding_accepted(run, i) != NULL)
            continue;
        text_add(out, (*n)++ > 0 ? ",\n  " : "\n  ");
        add_issue(run, sentences, f, out);
    }
}

rasif_status report_gitlab(const struct run *run, const struct sentences *sentences,
                           const struct report_tables *tables, struct text *out, rasif_error *err)
{
    struct finding_sample sample = {0};
    size_t n = 0;
    (void)tables; /* issues read findings themselves */
    TRY(sample_findings(run, GITLAB_MOST_PER_RULE, GITLAB_MOST_RESULTS, &sample, err));
    text_add(out, "[");
    for (int level = LEVEL_BLOCKER; level >= LEVEL_INFO; level--)
        add_level(run, sentences, &sample, (enum level)level, &n, out);
    text_add(out, n > 0 ? "\n]\n" : "]\n");
    finding_sample_free(&sample);
    return out->failed ? fail_memory(err) : RASIF_OK;
}
