/* SPDX-License-Identifier: MIT
 *
 * A file as the library reads it: see scenery.h. Cost: one reading of the file with all its fields. */
#include "plan/scenery.h"

#include "read/field_cell.h"
#include "read/surveyed.h"
#include "source/copy.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

rasif_status scenery_options(const char *preset, const char *mapping, struct temp_folder *folder, struct arena *arena,
                             rasif_options *out, rasif_error *err)
{
    out->unrecognised = true;
    if (out->mapping != NULL || out->preset != NULL)
        return RASIF_OK;
    out->preset = preset;
    return mapping != NULL ? private_file(folder, "mapping.yaml", mapping, arena, &out->mapping, err) : RASIF_OK;
}

rasif_status scenery_read(const char *path, const rasif_options *options, enum scenery_kind kind, struct scenery *out,
                          rasif_error *err)
{
    struct wanted *wanted = calloc(1, sizeof *wanted);
    if (wanted == NULL)
        return fail_memory(err);
    for (int r = 0; r < ROLE_COUNT; r++) {
        out->store.tables[r].role = (enum role)r;
        for (int f = 0; f < FIELD_COUNT; f++)
            wanted->field[r][f] = (fields[f].roles >> r & 1) && !(fields[f].flags & FIELD_DERIVED);
    }
    wanted->without_surveys = kind == SCENERY_UNSURVEYED;
    out->options = *options;
    const char *const inputs[] = {path};
    out->options.inputs = inputs;
    out->options.n_inputs = 1;
    store_enter(&out->store, STEP_read);
    rasif_status status = inputs_open(&out->options, kind != SCENERY_AUDITED, &out->reads, &out->store, &out->inputs, err);
    if (status == RASIF_OK)
        status = inputs_read(out->inputs, wanted, out->options.threads, &out->store, err);
    if (status == RASIF_OK && store_failed(&out->store))
        status = fail_memory(err);
    out->options.inputs = NULL;
    free(wanted);
    return status;
}

rasif_status scenery_prepare(struct scenery *scenery, struct geo_run *out, rasif_error *err)
{
    struct store *store = &scenery->store;
    const char **crs = ARENA_ARRAY(&store->arena, store->n_sources, const char *);
    bool *stated = ARENA_ARRAY(&store->arena, store->n_sources, bool);
    if (crs == NULL || stated == NULL)
        return fail_memory(err);
    for (size_t i = 0; i < store->n_sources; i++)
        crs[i] = inputs_crs(scenery->inputs, i);
    store_enter(store, STEP_prepare);
    return prepare(store, crs, stated, true, scenery->options.threads, out, err);
}

void scenery_free(struct scenery *scenery)
{
    inputs_free(scenery->inputs);
    store_free(&scenery->store);
    read_files_free(&scenery->reads);
    *scenery = (struct scenery){.inputs = NULL};
}

size_t scenery_source(const struct scenery *scenery, const char *table)
{
    for (size_t i = 0; i < scenery->store.n_sources; i++)
        if (strcasecmp(scenery->store.sources[i].table, table) == 0)
            return i;
    return SIZE_MAX;
}

size_t scenery_row(const struct scenery *scenery, enum role role, size_t source, int64_t fid,
                   int side)
{
    unsigned said = side == NO_SIDE ? 0 : side == 0 ? SIDE_LEFT : SIDE_RIGHT;
    return surveyed_row(&scenery->store.tables[role], source, fid, said);
}
