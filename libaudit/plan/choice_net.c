/* SPDX-License-Identifier: MIT
 *
 * Checks the input of choice.h and indexes it: works of links, links of works, links of parts. */
#include "plan/choice_net.h"

#include "base/order.h"

#include <stdlib.h>

void choice_net_free(struct choice_net *net)
{
    free(net->cost);
    free(net->value);
    free(net->gain);
    free(net->end);
    free(net->first_use);
    free(net->work);
    free(net->link);
    free(net->first_of_work);
    free(net->uses);
    free(net->first_arc);
    free(net->arcs);
    *net = (struct choice_net){0};
}

/* ---- checks --------------------------------------------------------------------------------- */

/* Adds numbers to `*total`, none of them negative, at most CHOICE_MOST together. */
static rasif_status add_up(const char *what, const int64_t *numbers, size_t first, size_t n,
                           int64_t *total, rasif_error *err)
{
    for (size_t i = first; numbers != NULL && i < n; i++) {
        if (numbers[i] < 0)
            return fail(err, RASIF_E_ARGUMENT, "choice of repairs: %s of number %zu is negative",
                        what, i);
        if (numbers[i] > CHOICE_MOST - *total)
            return fail(err, RASIF_E_ARGUMENT,
                        "choice of repairs: %s add up to more than 4e15; use a larger unit", what);
        *total += numbers[i];
    }
    return RASIF_OK;
}

static rasif_status check_links(const struct choice_input *input, rasif_error *err)
{
    size_t n_parts = input->n_parts > 0 ? input->n_parts : 1;
    if (input->n_links >= UINT32_MAX / 2 || n_parts >= UINT32_MAX || input->n_works >= UINT32_MAX)
        return fail(err, RASIF_E_ARGUMENT,
                    "choice of repairs: more than 2^31 links, parts or works");
    for (size_t i = 0; i < input->n_links; i++) {
        if (input->ends[2 * i] >= n_parts || input->ends[2 * i + 1] >= n_parts)
            return fail(err, RASIF_E_ARGUMENT, "choice of repairs: link %zu names no part", i);
        if (input->first[i + 1] < input->first[i])
            return fail(err, RASIF_E_ARGUMENT,
                        "choice of repairs: works of link %zu end before they begin", i);
        for (uint32_t k = input->first[i]; k < input->first[i + 1]; k++)
            if (input->work[k] >= input->n_works)
                return fail(err, RASIF_E_ARGUMENT, "choice of repairs: link %zu names no work", i);
    }
    return RASIF_OK;
}

static rasif_status check(const struct choice_input *input, struct choice_net *net,
                          rasif_error *err)
{
    TRY(add_up("costs", input->cost, 0, input->n_works, &net->total_cost, err));
    TRY(add_up("values", input->value, 0, input->n_works, &net->total_gain, err));
    TRY(add_up("gains", input->gain, 1, input->n_parts, &net->total_gain, err));
    return check_links(input, err);
}

/* ---- indexes -------------------------------------------------------------------------------- */

static MUST bool allocate(const struct choice_input *input, struct choice_net *net)
{
    size_t uses = input->n_links > 0 ? input->first[input->n_links] - input->first[0] : 0;
    net->cost = calloc(net->n_works + 1, sizeof *net->cost);
    net->value = calloc(net->n_works + 1, sizeof *net->value);
    net->gain = calloc(net->n_parts + 1, sizeof *net->gain);
    net->end = calloc(2 * input->n_links + 1, sizeof *net->end);
    net->first_use = calloc(input->n_links + 1, sizeof *net->first_use);
    net->work = calloc(uses + 1, sizeof *net->work);
    net->link = calloc(uses + 1, sizeof *net->link);
    net->first_of_work = calloc(net->n_works + 2, sizeof *net->first_of_work);
    net->uses = calloc(uses + 1, sizeof *net->uses);
    net->first_arc = calloc(net->n_parts + 2, sizeof *net->first_arc);
    net->arcs = calloc(2 * input->n_links + 1, sizeof *net->arcs);
    return net->cost && net->value && net->gain && net->end && net->first_use && net->work &&
           net->link && net->first_of_work && net->uses && net->first_arc && net->arcs;
}

static void copy_numbers(const struct choice_input *input, struct choice_net *net)
{
    for (size_t w = 0; w < net->n_works; w++) {
        net->cost[w] = input->cost[w];
        net->value[w] = input->value != NULL ? input->value[w] : 0;
    }
    for (size_t p = 1; p < input->n_parts; p++)
        net->gain[p] = input->gain[p];
}

/* Works of the link ascend and stand once each. */
static void add_uses(const struct choice_input *input, size_t i, struct choice_net *net)
{
    size_t first = net->n_uses, kept = first;
    for (uint32_t k = input->first[i]; k < input->first[i + 1]; k++)
        net->work[net->n_uses++] = input->work[k];
    sort_small_u32(net->work + first, net->n_uses - first);
    for (size_t k = first; k < net->n_uses; k++)
        if (k == first || net->work[k] != net->work[k - 1])
            net->work[kept++] = net->work[k];
    net->n_uses = kept;
    for (size_t k = first; k < kept; k++)
        net->link[k] = (uint32_t)net->n_links;
}

static void add_links(const struct choice_input *input, struct choice_net *net)
{
    for (size_t i = 0; i < input->n_links; i++) {
        if (input->ends[2 * i] == input->ends[2 * i + 1])
            continue;
        net->end[2 * net->n_links] = input->ends[2 * i];
        net->end[2 * net->n_links + 1] = input->ends[2 * i + 1];
        net->first_use[net->n_links] = (uint32_t)net->n_uses;
        add_uses(input, i, net);
        net->n_links++;
    }
    net->first_use[net->n_links] = (uint32_t)net->n_uses;
}

/* Counting sort of `items` by group; afterwards first[g] is where group g begins. */
static void group(const uint32_t *group_of, size_t n, uint32_t *first, size_t n_groups,
                  uint32_t *items)
{
    for (size_t i = 0; i < n; i++)
        first[group_of[i] + 2]++;
    for (size_t g = 2; g <= n_groups; g++)
        first[g] += first[g - 1];
    for (size_t i = 0; i < n; i++)
        items[first[group_of[i] + 1]++] = (uint32_t)i;
}

rasif_status choice_net_build(const struct choice_input *input, struct choice_net *net,
                              rasif_error *err)
{
    *net = (struct choice_net){.n_works = input->n_works,
                               .n_parts = input->n_parts > 0 ? input->n_parts : 1};
    TRY(check(input, net, err));
    if (!allocate(input, net))
        return fail_memory(err);
    copy_numbers(input, net);
    add_links(input, net);
    group(net->work, net->n_uses, net->first_of_work, net->n_works, net->uses);
    group(net->end, 2 * net->n_links, net->first_arc, net->n_parts, net->arcs);
    return RASIF_OK;
}
