/* SPDX-License-Identifier: MIT
 *
 * New lines as rows, and what an audit with these rows says of them: see built.h. Rows of new lines stand
 * behind all others in the tables of that audit, so that all others keep their numbers; lines of its graph
 * are translated by role, row and part.
 *
 * Cost: fields of new lines; the stops of their nodes. */
#include "plan/built.h"

#include "link/graph.h"
#include "network/network.h"

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

struct reading_job {
    const struct judged *before, *after;
    const struct new_lines *lines;
    struct built *out;
    uint32_t *line_of[ROLE_COUNT]; /* heap; [new rows of the role] index of a new line */
    bool failed;
};

/* What a line of the graph after is before; false = it is a part of the same new line, or was not there. */
static bool translate(const struct reading_job *job, uint32_t line, uint32_t self, struct built_contact *out)
{
    const struct graph *after = &job->after->store->graph, *before = &job->before->store->graph;
    enum role role = (enum role)after->role[line];
    uint32_t row = after->row[line], first_after, first_before;
    size_t rows = job->before->store->tables[role].n;
    if (row >= rows) {
        *out = (struct built_contact){job->line_of[role][row - rows], true};
        return out->line != self;
    }
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
static void add_contacts(struct reading_job *job, uint32_t line, uint32_t self)
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

static void read_line(struct reading_job *job, uint32_t number, uint32_t row)
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
    }
    for (uint32_t line = first; line < last; line++)
        add_contacts(job, line, number);
}

/* Is a line worse for someone than before? */
static bool is_worse(const struct reading_job *job, uint32_t line_after, uint32_t line_before)
{
    for (size_t p = 0; p < job->before->plan->n_profiles; p++)
        if (network_passable(job->after->store, job->after->results, p, line_after) <
            network_passable(job->before->store, job->before->results, p, line_before))
            return true;
    return false;
}

/* New lines next to lines that they make worse, such as a sidewalk led onto a raised kerb, are built for no
 * one. */
static void drop_spoilers(struct reading_job *job)
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

static void read_all(struct reading_job *job, const size_t source[ROLE_COUNT])
{
    uint32_t n_of[ROLE_COUNT] = {0};
    const struct new_lines *lines = job->lines;
    for (uint32_t i = 0; i < lines->n; i++)
        if (source[lines->items[i].role] != SIZE_MAX)
            job->line_of[lines->items[i].role][n_of[lines->items[i].role]++] = i;
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
}

rasif_status built_read(const struct judged *before, const struct judged *after, const struct new_lines *lines,
                        const size_t source[ROLE_COUNT], struct built *out, rasif_error *err)
{
    struct reading_job job = {.before = before, .after = after, .lines = lines, .out = out};
    size_t n_profiles = before->plan->n_profiles;
    out->n = lines->n;
    out->passable = malloc(n_profiles * out->n + 1);
    out->first_contact = calloc(out->n + 1, sizeof *out->first_contact);
    job.failed = out->passable == NULL || out->first_contact == NULL;
    for (int r = 0; r < ROLE_COUNT; r++) {
        job.line_of[r] = calloc(out->n + 1, sizeof *job.line_of[r]);
        job.failed = job.failed || job.line_of[r] == NULL;
    }
    if (!job.failed) {
        memset(out->passable, PASSABLE_NO, n_profiles * out->n);
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
    *built = (struct built){.n = 0};
}
