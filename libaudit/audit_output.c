/* SPDX-License-Identifier: MIT
 *
 * What keeps the annotated GeoPackage from being written and shows before anything is read: names
 * that are taken, tables without room for more columns. */
#include "audit_parts.h"

#include "report/table/annotate.h"

#include <stdlib.h>

rasif_status audit_check_output(const rasif_audit *audit, rasif_error *err)
{
    const struct store *store = &audit->store;
    size_t *added = calloc(store->n_sources + 1, sizeof *added);
    if (added == NULL)
        return fail_memory(err);
    for (size_t i = 0; i < store->n_sources; i++)
        added[i] = annotate_most(&audit->run, &store->sources[i]);
    audit_lock(audit);
    rasif_status status = inputs_fit(audit->inputs, store, added, audit->options.roles_only, err);
    audit_unlock(audit);
    free(added);
    return status;
}
