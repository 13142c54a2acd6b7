/* SPDX-License-Identifier: MIT
 * Times and memory of the stages of an audit, as text for people: see rasif.h. */
#include "audit.h"
#include "base/text.h"

/* A figure set right in nine columns, with a point in any locale. */
static void add_timing_column(struct text *text, double value, int decimals)
{
    struct text figure = {0};
    text_fixed(&figure, value, decimals);
    text_addf(text, "%9s", figure.failed ? "" : figure.data);
    text->failed = text->failed || figure.failed;
    text_free(&figure);
}

/* Stages that were not run have no line. The last line is writing. */
rasif_status rasif_audit_timings(const rasif_audit *audit, rasif_sink sink, void *user)
{
    struct text text = {0};
    REFUSE_NULL(audit, NULL);
    REFUSE_NULL(sink, NULL);
    text_add(&text, "stage      wall s    CPU s  peak MB\n");
    const size_t most = sizeof audit->run.costs / sizeof audit->run.costs[0];
    for (size_t i = 0; i < most && audit->run.costs[i].wall_s > 0; i++) {
        const struct cost *cost = &audit->run.costs[i];
        text_addf(&text, "%-9s", audit->run.stages[i] != NULL ? audit->run.stages[i] : "write");
        add_timing_column(&text, cost->wall_s, 3);
        add_timing_column(&text, cost->cpu_s, 3);
        add_timing_column(&text, (double)cost->peak_bytes / 1e6, 0);
        text_add(&text, "\n");
    }
    bool good = !text.failed && sink(user, text.data, text.length) == 0;
    text_free(&text);
    return good ? RASIF_OK : RASIF_E_OUTPUT;
}
