/* SPDX-License-Identifier: MIT
 *
 * New lines as rows, and what an audit with these rows says of them: see built.h. Rows of new lines stand
 * behind all others in the tables of that audit, so that all others keep their numbers; lines of its graph
 * are translated by role, row and part.
 *
 * Cost: fields of new lines; the stops of their nodes; pieces of sides. */
#include "plan/built.h"

#include "link/graph.h"
#include "network/network.h"
#include "plan/meets.h"

#include <stdlib.h>
#include <string.h>

/* ---- rows ----------------------------------------------------------------------------------- */

struct rows_job {
    const struct judged *judged;
    const struct remedies *remedies;
    const struct work_kinds *kinds;
    const size_t *source;
    struct extra_rows *out;
    bool failed;
};

/* Markings of any kind are markings. */
static struct extra_value value_of(enum field_id field, const struct remedy *remedy)
{
    if (field == F_marked)
        return (struct extra_value){.field = F_markings, .text = "yes"};
    return (struct extra_value){.field = field, .real = remedy->real, .mask = remedy->mask};
}

static void add_row(struct rows_job *job, enum role role, uint32_t street, const double *xy, size_t n)
{
    struct extra_rows *out = job->out;
    struct extra_row row = {.role = (uint8_t)role, .source = job->source[role], .first_point = (uint32_t)out->n_points,
                            .n_points = (uint32_t)n, .first_value = (uint32_t)out->n_values};
    struct remedy remedy;
    bool good = extra_rows_add_points(out, xy, n);
    for (int f = 0; f < FIELD_COUNT && good; f++) {
        if (!remedy_of_new(job->judged, job->remedies, job->kinds, role, street, (enum field_id)f, &remedy))
            continue;
        good = PUSH(out->values, out->n_values, out->value_capacity, value_of((enum field_id)f, &remedy));
    }
    row.n_values = (uint32_t)out->n_values - row.first_value;
    job->failed = job->failed || !good || !PUSH(out->items, out->n, out->capacity, row);
}

rasif_status built_rows(const struct judged *judged, const struct remedies *remedies, const struct work_kinds *kinds,
                        const struct new_lines *lines, const size_t source[ROLE_COUNT], struct extra_rows *out,
                        rasif_error *err)
{
    struct rows_job job = {judged, remedies, kinds, source, out, false};
    for (size_t i = 0; i < lines->n; i++)
        if (source[lines->items[i].role] != SIZE_MAX)
            add_row(&job, (enum role)lines->items[i].role, lines->items[i].street, new_line_xy(lines, &lines->items[i]),
                    lines->items[i].n_points);
    for (size_t i = 0; i < lines->n && source[ROLE_RAMP] != SIZE_MAX; i++) {
        const struct new_line *line = &lines->items[i];
        if (line->role != ROLE_CROSSING || source[ROLE_CROSSING] == SIZE_MAX)
            continue;
        add_row(&job, ROLE_RAMP, NO_ROW, new_line_xy(lines, line), 1);
        add_row(&job, ROLE_RAMP, NO_ROW, new_line_xy(lines, line) + 2 * (line->n_points - 1), 1);
    }
    return job.failed ? fail_memory(err) : RASIF_OK;
}

/* ---- verdicts and contacts ------------------------------------------------------------------ */

/* What a line of the graph after is before; false = it is a part of the same new line, or was not there. */
static bool translate(const struct built_reading *job, uint32_t line, uint32_t self, struct built_contact *out)
{
    const struct graph *after = &job->after->store->graph, *before = &job->before->store->graph;
    enum role role = (enum role)after->role[line];
    uint32_t row = after->row[line], first_after, first_before;
    *out = (struct built_contact){built_line(job, role, row), true};
    if (out->line != NO_NEW_LINE)
        return out->line != self;
    uint32_t last_after = graph_lines(after, role, row, &first_after);
    uint32_t last_before = graph_lines(before, role, row, &first_before);
    *out = (struct built_contact){first_before + (line - first_after), false};
    return last_after - first_after == last_before - first_before;
}

static bool is_known(const struct built *built, uint32_t first, const struct built_contact *contact)
{
    for (size_t i = first; i < built->n_contacts; i++)
        if (built->contacts[i].line == contact->line && built->contacts[i].is_new == contact->is_new)
            return true;
    return false;
}

/* Everything that shares a node with the line. */
static void add_contacts(struct built_reading *job, uint32_t line, uint32_t self)
{
    const struct graph *graph = &job->after->store->graph;
    struct built *out = job->out;
    for (uint32_t s = graph->first_stop[line]; s < graph->first_stop[line + 1]; s++) {
        uint32_t node = graph->stop_node[s];
        for (uint32_t i = graph->first_at[node]; i < graph->first_at[node + 1] && !job->failed; i++) {
            struct built_contact contact;
            if (translate(job, graph_stop_line(graph, graph->stop_at[i]), self, &contact) &&
                !is_known(out, out->first_contact[self], &contact))
                job->failed = !PUSH(out->contacts, out->n_contacts, out->contact_capacity, contact);
        }
    }
}

/* Whether a new row meets the standard. One that became a part of a crossing that is there has no outcome of its own. */
static rasif_outcome outcome_alone(const struct built_reading *job, enum role role, uint32_t row)
{
    const struct store *store = job->after->store;
    if (role == ROLE_CROSSING && (crossing_first(store, row) != row || crossing_line_of(store, row) != NULL))
        return RASIF_FAIL;
    return meets_outcome(job->after, NULL, role, row);
}

static void read_line(struct built_reading *job, uint32_t number, uint32_t row)
{
    const struct judged *after = job->after;
    uint32_t first, last = graph_lines(&after->store->graph, (enum role)job->lines->items[number].role, row, &first);
    for (size_t p = 0; p < after->plan->n_profiles; p++) {
        enum passable least = first < last ? PASSABLE_YES : PASSABLE_NO;
        for (uint32_t line = first; line < last; line++) {
            enum passable one = network_passable(after->store, after->results, p, line);
            least = one < least ? one : least;
        }
        job->out->passable[p * job->out->n + number] = (uint8_t)least;
        job->out->scores[p * job->out->n + number] = after->results->roles[job->lines->items[number].role].scores[p][row];
    }
    job->out->outcome[number] = (uint8_t)outcome_alone(job, (enum role)job->lines->items[number].role, row);
    for (uint32_t line = first; line < last; line++)
        add_contacts(job, line, number);
}

/* Is a line worse for someone than before? */
static bool is_worse(const struct built_reading *job, uint32_t line_after, uint32_t line_before)
{
    for (size_t p = 0; p < job->before->plan->n_profiles; p++)
        if (network_passable(job->after->store, job->after->results, p, line_after) <
            network_passable(job->before->store, job->before->results, p, line_before))
            return true;
    return false;
}

/* New lines next to lines that they make worse, such as a sidewalk led onto a raised kerb, are built for no
 * one. */
static void drop_spoilers(struct built_reading *job)
{
    const struct graph *graph = &job->after->store->graph;
    struct built *out = job->out;
    uint8_t *worse = calloc(job->before->store->graph.n_lines + 1, 1);
    job->failed = job->failed || worse == NULL;
    for (uint32_t line = 0; line < graph->n_lines && !job->failed; line++) {
        struct built_contact before;
        if (translate(job, line, NO_NEW_LINE, &before) && !before.is_new)
            worse[before.line] = is_worse(job, line, before.line);
    }
    for (size_t i = 0; i < out->n && !job->failed; i++)
        for (uint32_t c = out->first_contact[i]; c < out->first_contact[i + 1]; c++)
            if (!out->contacts[c].is_new && worse[out->contacts[c].line])
                for (size_t p = 0; p < job->before->plan->n_profiles; p++)
                    out->passable[p * out->n + i] = PASSABLE_NO;
    free(worse);
}

static void read_all(struct built_reading *job, const size_t source[ROLE_COUNT])
{
    uint32_t n_of[ROLE_COUNT] = {0};
    const struct new_lines *lines = job->lines;
    for (uint32_t i = 0; i < lines->n; i++)
        if (source[lines->items[i].role] != SIZE_MAX)
            job->line_of[lines->items[i].role][n_of[lines->items[i].role]++] = i;
    /* As built_rows adds them. */
    for (uint32_t i = 0; i < lines->n && source[ROLE_RAMP] != SIZE_MAX && source[ROLE_CROSSING] != SIZE_MAX; i++)
        for (int end = 0; end < 2 && lines->items[i].role == ROLE_CROSSING; end++)
            job->line_of[ROLE_RAMP][n_of[ROLE_RAMP]++] = i;
    memset(n_of, 0, sizeof n_of);
    for (uint32_t i = 0; i < lines->n && !job->failed; i++) {
        enum role role = (enum role)lines->items[i].role;
        job->out->first_contact[i] = (uint32_t)job->out->n_contacts;
        if (source[role] != SIZE_MAX)
            read_line(job, i, (uint32_t)job->before->store->tables[role].n + n_of[role]++);
    }
    job->out->first_contact[lines->n] = (uint32_t)job->out->n_contacts;
    if (!job->failed)
        drop_spoilers(job);
    if (!job->failed)
        built_streets(job);
    if (!job->failed)
        built_losses(job);
}

rasif_status built_read(const struct judged *before, const struct judged *after, const struct new_lines *lines,
                        const size_t source[ROLE_COUNT], struct built *out, rasif_error *err)
{
    struct built_reading job = {.before = before, .after = after, .lines = lines, .out = out};
    size_t n_profiles = before->plan->n_profiles;
    out->n = lines->n;
    out->passable = malloc(n_profiles * out->n + 1);
    out->first_contact = calloc(out->n + 1, sizeof *out->first_contact);
    out->outcome = malloc(out->n + 1);
    out->scores = malloc((n_profiles * out->n + 1) * sizeof *out->scores);
    job.failed = out->passable == NULL || out->first_contact == NULL || out->outcome == NULL || out->scores == NULL;
    for (int r = 0; r < ROLE_COUNT; r++) {
        job.line_of[r] = calloc(2 * out->n + 1, sizeof *job.line_of[r]);
        job.failed = job.failed || job.line_of[r] == NULL;
    }
    if (!job.failed) {
        memset(out->passable, PASSABLE_NO, n_profiles * out->n);
        memset(out->outcome, RASIF_FAIL, out->n);
        for (size_t i = 0; i < n_profiles * out->n; i++)
            out->scores[i] = score_na;
        read_all(&job, source);
    }
    for (int r = 0; r < ROLE_COUNT; r++)
        free(job.line_of[r]);
    return job.failed ? fail_memory(err) : RASIF_OK;
}

void built_free(struct built *built)
{
    free(built->passable);
    free(built->first_contact);
    free(built->contacts);
    free(built->outcome);
    free(built->scores);
    free(built->sides);
    free(built->crossed);
    free(built->losses);
    *built = (struct built){.n = 0};
}
