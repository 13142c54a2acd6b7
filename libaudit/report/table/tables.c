/* SPDX-License-Identifier: MIT
 *
 * The list of tables a run makes, in the order they are created in the output: QGIS's dialog sorts
 * by name, its command line by creation. */
#include "plan/works_plan.h"
#include "report/table/in_languages.h"
#include "report/table/tables.h"

#include <string.h>

/* Puts every view into the languages of the run: "audit_gaps" has its title and words under
 * "gaps" in data/text, all tables of the input under "added". */
static rasif_status name_tables(const struct run *run, const struct sentences *sentences,
                                struct arena *arena, struct report_tables *all, rasif_error *err)
{
    for (size_t i = 0; i < run->store->n_sources; i++)
        if (all->annotations[i] != NULL)
            TRY(view_in_languages(all->annotations[i], "added", sentences, run->languages, arena,
                                  &all->annotations[i], err));
    for (size_t i = 0; i < all->n_tables; i++)
        TRY(view_in_languages(all->tables[i], all->tables[i]->name + strlen("audit_"), sentences,
                              run->languages, arena, &all->tables[i], err));
    return RASIF_OK;
}

rasif_status report_tables(const struct run *run, const struct sentences *sentences,
                           struct arena *arena, struct report_tables *out, rasif_error *err)
{
    const struct store *store = run->store;
    out->annotations = ARENA_ARRAY(arena, store->n_sources, const struct view *);
    out->tables = ARENA_ARRAY(arena, 24, const struct view *);
    out->n_tables = 0;
    if (out->annotations == NULL || out->tables == NULL)
        return fail_memory(err);
    for (size_t i = 0; i < store->n_sources; i++)
        if (store->sources[i].roles != 0)
            TRY(annotation_view(run, i, arena, &out->annotations[i], err));
    /* A table without its input or option is left out; audit_links where no evidence was kept. */
    TRY(findings_view(run, arena, &out->tables[out->n_tables++], err));
    if (store->tables[ROLE_STREET].supplied)
        TRY(segments_view(run, arena, &out->tables[out->n_tables++], err));
    if (store->tables[ROLE_STREET].supplied)
        TRY(sides_view(run, arena, &out->tables[out->n_tables++], err));
    if (run->writes_gaps)
        TRY(gaps_view(run, arena, &out->tables[out->n_tables++], err));
    if (store->graph.n_lines > 0)
        TRY(repairs_view(run, arena, &out->tables[out->n_tables++], err));
    if (run->works != NULL) {
        TRY(works_view(run, arena, &out->tables[out->n_tables++], err));
        TRY(sites_view(run, arena, &out->tables[out->n_tables++], err));
        TRY(new_lines_view(run, arena, &out->tables[out->n_tables++], err));
        TRY(plan_curve_view(run, arena, &out->tables[out->n_tables++], err));
        if (run->works->areas.n > 0)
            TRY(plan_areas_view(run, arena, &out->tables[out->n_tables++], err));
    }
    TRY(conflicts_view(run, arena, &out->tables[out->n_tables++], err));
    TRY(rules_view(run, arena, &out->tables[out->n_tables++], err));
    TRY(summary_view(run, sentences, arena, &out->tables[out->n_tables++], err));
    if (store->graph.n_lines > 0)
        TRY(network_view(run, arena, &out->tables[out->n_tables++], err));
    if (run->network->reach.destinations.n > 0)
        TRY(reach_view(run, arena, &out->tables[out->n_tables++], err));
    TRY(survey_view(run, arena, &out->tables[out->n_tables++], err));
    TRY(diagnostics_view(run, arena, &out->tables[out->n_tables++], err));
    TRY(manifest_view(run, arena, &out->tables[out->n_tables++], err));
    if (!store->links.skip_evidence)
        TRY(links_view(run, arena, &out->tables[out->n_tables++], err));
    return name_tables(run, sentences, arena, out, err);
}

const struct view *report_table(const struct report_tables *tables, const char *name)
{
    for (size_t i = 0; tables != NULL && i < tables->n_tables; i++)
        if (strcmp(tables->tables[i]->name, name) == 0)
            return tables->tables[i];
    return NULL;
}
