/* SPDX-License-Identifier: MIT
 *
 * The first walks of a survey: see outlook.h. Cost: that of a survey without most of its walks. */
#include "survey/outlook.h"

#include "survey/walks.h"

#include <math.h>

static void add_up(const struct survey *survey, const struct walks *walks, struct outlook *out)
{
    out->verdicts = survey->known.decided + survey->known.unknown;
    out->decided = survey->known.decided;
    for (size_t i = 0; i < walks->n && i < OUTLOOK_WALKS; i++) {
        out->walks++;
        out->length_m += walks->items[i].length_m;
        out->minutes += walks->items[i].minutes;
        out->settled += walks->items[i].verdicts;
    }
    if (walks->n > 0) {
        out->role = survey->elements[walks->items[0].first].role;
        out->row = survey->elements[walks->items[0].first].row;
    }
}

rasif_status outlook_find(const struct store *store, const struct plan *plan, unsigned threads, struct outlook *out,
                          rasif_error *err)
{
    const struct walks_question question = {.most_m = 1000 * SURVEY_WALK_KM, .walk_minutes = 60 * SURVEY_WALK_HOURS,
                                            .most_minutes = INFINITY, .most_walks = 2 * OUTLOOK_WALKS};
    struct survey survey;
    struct net net = {.n_nodes = 0};
    struct walks walks = {.n = 0};
    *out = (struct outlook){.row = NO_ROW};
    rasif_status status = survey_find(store, plan, NULL, threads, &survey, err);
    if (status == RASIF_OK && survey.n > 0)
        status = net_build(store, threads, &net, err);
    if (status == RASIF_OK && survey.n > 0)
        status = walks_make(&survey, &net, &question, NULL, NULL, &walks, err);
    if (status == RASIF_OK)
        add_up(&survey, &walks, out);
    walks_free(&walks);
    net_free(&net);
    survey_free(&survey);
    return status;
}
