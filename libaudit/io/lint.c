/* SPDX-License-Identifier: MIT
 *
 * Numbers that contradict their unit: a column of slopes between -1 and 1 is more likely a ratio
 * than percent, a width of 120 centimetres or inches. An error under --strict; nothing is ever
 * converted on suspicion. A unit that a mapping file states is beyond doubt. */
#include "io/binding.h"

#include <stdlib.h>

/* Fewer numbers prove nothing. */
#define FEWEST 5

static int by_size(const void *left, const void *right)
{
    float a = *(const float *)left, b = *(const float *)right;
    return (a > b) - (a < b);
}

static double median(struct lint_sample *sample)
{
    size_t n = sample->n < LINT_SAMPLE ? sample->n : LINT_SAMPLE;
    qsort(sample->sizes, n, sizeof sample->sizes[0], by_size);
    return sample->sizes[n / 2];
}

/* What the numbers look like, or NULL when they fit the unit. */
static const char *suspicion(const struct cell_reader *reader)
{
    struct lint_sample *sample = reader->lint;
    enum unit unit = reader->rule->unit;
    if (unit == UNIT_PCT && sample->n_beyond_one == 0 && sample->n_small > 0 &&
        2 * sample->n_fraction > sample->n && median(sample) <= 0.2)
        return "read as percent; no number is above 1: a ratio?";
    if (unit == UNIT_RATIO && 4 * sample->n_beyond_one > sample->n)
        return "read as ratio; numbers above 1: percent?";
    if ((reader->field == F_clear_width_m || reader->field == F_width_m) && unit == UNIT_M) {
        double middle = median(sample);
        if (middle >= 90)
            return "read as metres; half the numbers are above 90: centimetres?";
        if (middle >= 30)
            return "read as metres; half the numbers are above 30: inches or centimetres?";
    }
    if (reader->field == F_kerb_height_mm && unit == UNIT_M && 2 * sample->n_beyond_one > sample->n)
        return "read as metres; numbers above 1: centimetres?";
    if (reader->field == F_kerb_height_mm && unit == UNIT_MM && sample->n_beyond_one == 0 &&
        2 * sample->n_fraction > sample->n)
        return "read as millimetres; no number is above 1: metres?";
    return NULL;
}

void lint_binding(const struct binding *binding, const struct source *source,
                  struct diagnostics *diagnostics)
{
    for (size_t f = 0; f < binding->n_fields; f++)
        for (size_t i = 0; i < binding->fields[f].n_readers; i++) {
            const struct cell_reader *reader = &binding->fields[f].readers[i];
            bool stated = reader->mapped_by_user && reader->rule->has_unit;
            if (reader->lint == NULL || reader->lint->n < FEWEST || stated)
                continue;
            const char *text = suspicion(reader);
            if (text != NULL)
                diagnose(diagnostics, D_unit_suspicious, source->table, reader->column_name, text,
                         NULL);
        }
}
