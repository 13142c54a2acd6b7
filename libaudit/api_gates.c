/* SPDX-License-Identifier: MIT
 *
 * Gates: does an audit stay within a limit? In: a finished run and a gate's text. Out: yes or no,
 * and one sentence with the reason, at most 256 bytes. Cost: one pass over the findings per
 * gate. */
#include "audit.h"

#include <stdio.h>
#include <string.h>

/* Findings of at least this severity that are not waived; with `fresh` only those that are not in
 * the baseline. *waived counts the waived ones among them. Unknown outcomes are not findings. */
static size_t count_findings(const rasif_audit *audit, enum severity least, bool fresh,
                             size_t *waived)
{
    size_t n = 0;
    *waived = 0;
    for (size_t i = 0; i < audit->results.n_findings; i++) {
        const struct finding *finding = &audit->results.findings[i];
        if (finding->outcome == RASIF_UNKNOWN || finding_severity(&audit->run, finding) < least ||
            (fresh && finding_known(&audit->run, i)))
            continue;
        if (finding_counts(&audit->run, i))
            n++;
        else
            ++*waived;
    }
    return n;
}

/* Reasons of gates are English, whatever the language of reports. */
static const char *plural(size_t n)
{
    return n == 1 ? "" : "s";
}

/* True: no finding. The sentence names waived findings, too: they are still there. */
static bool severity_gate(const rasif_audit *audit, enum severity least, bool fresh, char *reason)
{
    size_t waived, n = count_findings(audit, least, fresh, &waived);
    char more[64] = "", level[64] = "";
    if (n == 0 || reason == NULL)
        return n == 0;
    if (waived > 0)
        snprintf(more, sizeof more, "; %zu more waived", waived);
    if (least > SEVERITY_MINOR || !fresh)
        snprintf(level, sizeof level, " of severity %s%s", severity_names[least],
                 least < SEVERITY_CRITICAL ? " or above" : "");
    snprintf(reason, 256, "%zu %sfinding%s%s%s%s", n, fresh ? "new " : "", plural(n), level,
             fresh ? " not in the baseline" : "", more);
    return false;
}

/* "new", "new:serious": without a level any severity counts. RASIF_E_ARGUMENT: no baseline, or no
 * such level. */
static rasif_status new_gate(const rasif_audit *audit, const char *level, bool *held, char *reason,
                             rasif_error *err)
{
    if (audit->accepted.baseline == NULL)
        return fail(err, RASIF_E_ARGUMENT, "the gate new needs a baseline");
    for (int s = 0; s < SEVERITY_COUNT; s++)
        if (level == NULL || strcmp(level, severity_names[s]) == 0) {
            *held = severity_gate(audit, (enum severity)s, true, reason);
            return RASIF_OK;
        }
    return fail(err, RASIF_E_ARGUMENT, "there is no gate new:%s", level);
}

/* Any finding at all, then any rule that could not be decided. */
static bool unknown_gate(const rasif_audit *audit, char *reason)
{
    size_t n = 0;
    if (!severity_gate(audit, SEVERITY_MINOR, false, reason))
        return false;
    for (size_t r = 0; r < audit->rules->n_rules; r++)
        n += audit->results.counts[r].outcome[RASIF_UNKNOWN];
    if (n > 0 && reason != NULL)
        snprintf(reason, 256, "%zu rule outcome%s unknown", n, n == 1 ? " is" : "s are");
    return n == 0;
}

/* "mean score of old is 59.9871, below the floor of 60": every digit is printed, else the floor
 * would seem to be met. `reason` may be NULL. */
static void say_below(bool coverage, const char *profile, double value, double least, char *reason)
{
    char is[40] = "unknown", floor[40];
    const char *percent = coverage ? " %" : "";
    if (!isnan(value))
        number_format(is, value);
    number_format(floor, least);
    if (reason != NULL)
        snprintf(reason, 256, "%s of %s is %s%s, below the floor of %s%s",
                 coverage ? "coverage" : "mean score", profile, is, isnan(value) ? "" : percent,
                 floor, percent);
}

/* "score:N", "score:PROFILE:N": every profile named (or all) must reach N; a score that is null
 * does not. The first profile that misses gives the reason. */
static rasif_status floor_gate(const rasif_audit *audit, const char *gate, const char *rest,
                               bool coverage, bool *held, char *reason, rasif_error *err)
{
    const char *colon = strchr(rest, ':'), *number = colon != NULL ? colon + 1 : rest;
    size_t used;
    double least;
    if (!number_parse(number, strlen(number), &least, &used) || number[used] != '\0' || least < 0 ||
        least > 100)
        return fail(err, RASIF_E_ARGUMENT, "gate %s: a number from 0 to 100 is expected", gate);
    bool found = false;
    *held = true;
    for (size_t p = 0; p < audit->plan.n_profiles; p++) {
        const struct profile *profile = audit->plan.profiles[p];
        size_t n = colon != NULL ? (size_t)(colon - rest) : 0;
        if (colon != NULL && !(strlen(profile->id) == n && memcmp(profile->id, rest, n) == 0) &&
            !(strlen(profile->code) == n && memcmp(profile->code, rest, n) == 0))
            continue;
        found = true;
        const struct score *mean = &audit->results.areas[p].mean;
        int32_t value = coverage ? mean->coverage : mean->score;
        double shown =
            value == SCORE_NULL ? NAN : value / (SCORE_UNIT / (coverage ? 100.0 : 1.0));
        if (shown >= least || !*held)
            continue;
        *held = false;
        say_below(coverage, profile->id, shown, least, reason);
    }
    return found ? RASIF_OK
                 : fail(err, RASIF_E_ARGUMENT, "gate %s: no such profile was audited", gate);
}

/* A gate that is missed is not an error: *held is false and `reason` gets the sentence.
 * RASIF_E_ARGUMENT: there is no such gate, or the audit was not run. */
rasif_status rasif_audit_gate(const rasif_audit *audit, const char *gate, bool *held, char *reason,
                              rasif_error *err)
{
    REFUSE_NULL(audit, err);
    REFUSE_NULL(gate, err);
    REFUSE_NULL(held, err);
    if (!audit->finished)
        return fail(err, RASIF_E_ARGUMENT, "the audit has not been run");
    for (int s = 0; s < SEVERITY_COUNT; s++)
        if (strcmp(gate, severity_names[s]) == 0) {
            *held = severity_gate(audit, (enum severity)s, false, reason);
            return RASIF_OK;
        }
    if (strcmp(gate, "unknown") == 0) {
        *held = unknown_gate(audit, reason);
        return RASIF_OK;
    }
    if (strcmp(gate, "new") == 0 || strncmp(gate, "new:", 4) == 0)
        return new_gate(audit, gate[3] == ':' ? gate + 4 : NULL, held, reason, err);
    if (strncmp(gate, "score:", 6) == 0)
        return floor_gate(audit, gate, gate + 6, false, held, reason, err);
    if (strncmp(gate, "coverage:", 9) == 0)
        return floor_gate(audit, gate, gate + 9, true, held, reason, err);
    return fail(err, RASIF_E_ARGUMENT, "there is no gate %s", gate);
}
