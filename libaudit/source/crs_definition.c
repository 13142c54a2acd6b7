/* SPDX-License-Identifier: MIT
 * A reference system described by GDAL: see crs_definition.h. */
#include "source/crs_definition.h"

/* GDAL's own headers have enumerators beyond int. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"
#include <cpl_conv.h>
#include <cpl_error.h>
#include <ogr_srs_api.h>
#pragma GCC diagnostic pop

/* *good stays false once memory was out. */
static const char *copy_to_arena(struct arena *arena, const char *text, bool *good)
{
    const char *kept = arena_strdup(arena, text);
    *good = *good && kept != NULL;
    return kept;
}

/* GDAL's errors are silenced: an unknown system is an answer here, wkt = NULL. */
bool crs_define(const char *text, struct arena *arena, struct crs_definition *out)
{
    OGRSpatialReferenceH system = OSRNewSpatialReference(NULL);
    char *wkt = NULL;
    bool good = true;
    *out = (struct crs_definition){0};
    CPLPushErrorHandler(CPLQuietErrorHandler);
    if (OSRSetFromUserInput(system, text) == OGRERR_NONE &&
        OSRExportToWkt(system, &wkt) == OGRERR_NONE && wkt != NULL) {
        const char *name = OSRGetName(system);
        const char *authority = OSRGetAuthorityName(system, NULL);
        const char *code = OSRGetAuthorityCode(system, NULL);
        bool known = authority != NULL && code != NULL;
        out->name = copy_to_arena(arena, name != NULL ? name : text, &good);
        out->organization = copy_to_arena(arena, known ? authority : "NONE", &good);
        out->code = copy_to_arena(arena, known ? code : "0", &good);
        out->wkt = copy_to_arena(arena, wkt, &good);
    }
    CPLPopErrorHandler();
    CPLFree(wkt);
    OSRDestroySpatialReference(system);
    return good;
}
