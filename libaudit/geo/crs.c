/* SPDX-License-Identifier: MIT
 *
 * One coordinate system: see crs.h.
 *
 * Text comes from the user's file, so only authority codes and WKT are read: PROJ's own strings
 * ("+init=...") could make it open other files. A system with the id EPSG:n is replaced by
 * PROJ's own EPSG:n if both mean the same, because PROJ knows area and datum shifts of its own
 * ones. EPSG:4326, which most files have, is made without PROJ's database. Each text is looked up
 * once per context: a list, since a run has few. */
#include "geo/crs_internal.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WGS84 "EPSG:4326"

/* ---- contexts ----------------------------------------------------------------------------- */

/* Without a network: a result must not depend on what can be downloaded. */
PJ_CONTEXT *crs_proj_context(void)
{
    PJ_CONTEXT *proj = proj_context_create();
    if (proj != NULL) {
        proj_log_level(proj, PJ_LOG_NONE);
        proj_context_set_enable_network(proj, 0);
    }
    return proj;
}

/* One per run; used by one thread at a time. */
rasif_status crs_context_new(struct crs_context **out, rasif_error *err)
{
    struct crs_context *context = calloc(1, sizeof *context);
    if (context == NULL || (context->proj = crs_proj_context()) == NULL) {
        free(context);
        return fail_memory(err);
    }
    *out = context;
    return RASIF_OK;
}

/* Systems belong to the context and end with it. */
void crs_context_free(struct crs_context *context)
{
    if (context == NULL)
        return;
    for (struct crs *crs = context->list; crs != NULL; crs = crs->next) {
        proj_destroy(crs->pj);
        proj_destroy(crs->to_lonlat);
    }
    proj_context_destroy(context->proj);
    arena_free(&context->arena);
    free(context);
}

/* The list of systems holds it like any other. */
const struct crs *crs_wgs84(struct crs_context *context)
{
    if (context->wgs84 == NULL && crs_from_text(context, WGS84, &context->wgs84, NULL))
        return NULL;
    return context->wgs84;
}

/* ---- from text to PROJ -------------------------------------------------------------------- */

/* "EPSG:4326", "ESRI:102100", "OGC:CRS84": letters, digits, '_', '-', '.', one colon. */
static PJ *from_code(PJ_CONTEXT *proj, const char *text)
{
    char authority[32];
    const char *colon = strchr(text, ':');
    size_t length = colon == NULL ? 0 : (size_t)(colon - text);
    if (length == 0 || length >= sizeof authority || strlen(colon + 1) == 0)
        return NULL;
    for (const char *c = text; *c != '\0'; c++)
        if (c != colon && !isalnum((unsigned char)*c) && strchr("_-.", *c) == NULL)
            return NULL;
    for (size_t i = 0; i < length; i++)
        authority[i] = (char)toupper((unsigned char)text[i]);
    authority[length] = '\0';
    return proj_create_from_database(proj, authority, colon + 1, PJ_CATEGORY_CRS, 0, NULL);
}

/* Replaces *pj by `better` unless that is NULL. */
static void replace(PJ **pj, PJ *better)
{
    if (better == NULL)
        return;
    proj_destroy(*pj);
    *pj = better;
}

/* Only the horizontal part of a compound system is a position on the map. */
static void make_flat(PJ_CONTEXT *proj, PJ **pj)
{
    if (proj_get_type(*pj) == PJ_TYPE_COMPOUND_CRS)
        replace(pj, proj_crs_get_sub_crs(proj, *pj, 0));
}

/* The EPSG code; 0 = none. Where the text names none, PROJ's search by definition decides, from a
 * confidence of 90 % on: the names then may differ, the numbers do not. */
static int find_epsg(PJ_CONTEXT *proj, const PJ *pj)
{
    const char *authority = proj_get_id_auth_name(pj, 0), *code = proj_get_id_code(pj, 0);
    if (authority != NULL)
        return strcmp(authority, "EPSG") == 0 && code != NULL ? (int)strtol(code, NULL, 10) : 0;
    int *confidence = NULL, epsg = 0;
    PJ_OBJ_LIST *list = proj_identify(proj, pj, "EPSG", NULL, &confidence);
    if (list != NULL && proj_list_get_count(list) > 0 && confidence[0] >= 90) {
        PJ *match = proj_list_get(proj, list, 0);
        code = match == NULL ? NULL : proj_get_id_code(match, 0);
        epsg = code == NULL ? 0 : (int)strtol(code, NULL, 10);
        proj_destroy(match);
    }
    proj_int_list_destroy(confidence);
    proj_list_destroy(list);
    return epsg;
}

/* PROJ's own EPSG:n instead of one that was spelled out, if they mean the same. */
static bool use_known(PJ_CONTEXT *proj, PJ **pj, int epsg)
{
    char code[16];
    snprintf(code, sizeof code, "%d", epsg);
    PJ *known = proj_create_from_database(proj, "EPSG", code, PJ_CATEGORY_CRS, 0, NULL);
    if (known == NULL)
        return false;
    make_flat(proj, &known);
    bool same = proj_is_equivalent_to_with_ctx(proj, *pj, known,
                                               PJ_COMP_EQUIVALENT_EXCEPT_AXIS_ORDER_GEOGCRS) != 0;
    if (same)
        replace(pj, known);
    else
        proj_destroy(known);
    return same;
}

/* EPSG:4326, which needs no looking up. */
static rasif_status make_wgs84(struct crs_context *context, struct crs **out, rasif_error *err)
{
    struct crs *crs = ARENA_NEW(&context->arena, struct crs);
    if (crs == NULL)
        return fail_memory(err);
    *crs = (struct crs){.next = context->list,
                        .text = WGS84,
                        .name = WGS84,
                        .title = "WGS 84",
                        .epsg = 4326,
                        .geographic = true,
                        .known = true,
                        .east_north = true,
                        .unit = 1};
    context->list = crs;
    *out = crs;
    return RASIF_OK;
}

/* Made when it is first needed. */
PJ *crs_pj(struct crs_context *context, const struct crs *crs)
{
    struct crs *own = context->list;
    while (crs->pj == NULL && own != NULL && own != crs)
        own = own->next;
    if (crs->pj == NULL && own != NULL)
        own->pj = from_code(context->proj, own->text);
    return crs->pj;
}

/* ---- what it is --------------------------------------------------------------------------- */

/* Units and directions of the axes; false when it is no system of a map. */
static bool describe(PJ_CONTEXT *proj, const PJ *plain, struct crs *crs)
{
    PJ_TYPE type = proj_get_type(plain);
    crs->geographic = type == PJ_TYPE_GEOGRAPHIC_2D_CRS || type == PJ_TYPE_GEOGRAPHIC_3D_CRS;
    if (!crs->geographic && type != PJ_TYPE_PROJECTED_CRS)
        return false;
    PJ *axes = proj_crs_get_coordinate_system(proj, plain);
    if (axes == NULL)
        return false;
    int east = 0, north = 0;
    for (int i = 0; i < 2; i++) {
        const char *direction = NULL;
        double unit = 0;
        if (!proj_cs_get_axis_info(proj, axes, i, NULL, NULL, &direction, &unit, NULL, NULL, NULL))
            break;
        east += strcmp(direction, "east") == 0;
        north += strcmp(direction, "north") == 0;
        crs->unit = crs->geographic ? unit * (180 / 3.14159265358979323846) : unit;
    }
    proj_destroy(axes);
    crs->east_north = east == 1 && north == 1;
    return crs->unit > 0;
}

/* The title is PROJ's; the name is the code where there is one. */
static bool set_names(struct crs_context *context, const PJ *plain, struct crs *crs)
{
    char name[96];
    const char *title = proj_get_name(plain), *authority = proj_get_id_auth_name(plain, 0);
    const char *code = proj_get_id_code(plain, 0);
    if (crs->epsg != 0)
        snprintf(name, sizeof name, "EPSG:%d", crs->epsg);
    else if (authority != NULL && code != NULL)
        snprintf(name, sizeof name, "%s:%s", authority, code);
    else
        name[0] = '\0';
    crs->title = arena_strdup(&context->arena, title != NULL ? title : "unnamed");
    crs->name = name[0] != '\0' ? arena_strdup(&context->arena, name) : crs->title;
    return crs->title != NULL && crs->name != NULL;
}

/* The beginning of a text for a message, cut between characters. */
static const char *beginning(const char *text, char buffer[80])
{
    size_t length = strlen(text);
    if (length > 70) {
        for (length = 70; length > 0 && ((unsigned char)text[length] & 0xc0) == 0x80;)
            length--;
    }
    snprintf(buffer, 80, "%.*s%s", (int)length, text, text[length] != '\0' ? "..." : "");
    return buffer;
}

/* The same text gives the same system: layers compare systems by their address. A bound system
 * (WKT with a TOWGS84 shift) is described by the system inside it, but moved with its own shift. */
rasif_status crs_from_text(struct crs_context *context, const char *text, struct crs **out,
                           rasif_error *err)
{
    char start[80];
    PJ_CONTEXT *proj = context->proj;
    for (struct crs *made = context->list; text != NULL && made != NULL; made = made->next)
        if (strcmp(made->text, text) == 0) {
            *out = made;
            return RASIF_OK;
        }
    if (text != NULL && strcmp(text, WGS84) == 0)
        return make_wgs84(context, out, err);
    bool wkt = text != NULL && strchr(text, '[') != NULL;
    PJ *pj = text == NULL ? NULL
             : wkt        ? proj_create_from_wkt(proj, text, NULL, NULL, NULL)
                          : from_code(proj, text);
    if (pj == NULL)
        return fail(err, RASIF_E_CRS,
                    "PROJ does not know the coordinate system \"%s\"; give it as EPSG:code or WKT",
                    text == NULL ? "" : beginning(text, start));
    struct crs *crs = ARENA_NEW(&context->arena, struct crs), found = {0};
    make_flat(proj, &pj);
    bool bound = proj_get_type(pj) == PJ_TYPE_BOUND_CRS;
    PJ *plain = bound ? proj_get_source_crs(proj, pj) : proj_clone(proj, pj);
    bool map = crs != NULL && plain != NULL && describe(proj, plain, &found);
    if (map) {
        found.epsg = find_epsg(proj, plain);
        /* PROJ's own is known; a bound one carries a shift that PROJ does not know. */
        found.known = found.epsg != 0 && !bound && (!wkt || use_known(proj, &pj, found.epsg));
        found.text = arena_strdup(&context->arena, text);
        map = set_names(context, plain, &found) && found.text != NULL;
    }
    proj_destroy(plain);
    if (!map) {
        proj_destroy(pj);
        return crs == NULL ? fail_memory(err)
                           : fail(err, RASIF_E_CRS,
                                  "\"%s\" is neither a geographic nor a projected coordinate "
                                  "system",
                                  beginning(text, start));
    }
    found.pj = pj;
    found.next = context->list;
    *crs = found;
    context->list = crs;
    *out = crs;
    return RASIF_OK;
}

/* Are its coordinates degrees? */
bool crs_is_geographic(const struct crs *crs)
{
    return crs->geographic;
}

/* Metres per unit of a projected system. */
double crs_unit_m(const struct crs *crs)
{
    return crs->geographic ? NAN : crs->unit;
}

/* "EPSG:32636", or what WKT calls it. */
const char *crs_name(const struct crs *crs)
{
    return crs->name;
}

/* 0 = it has no code. */
int crs_epsg(const struct crs *crs)
{
    return crs->epsg;
}

/* In a context of its own: consumers of tables may be other threads than the audit's. */
rasif_status crs_projjson(const char *text, struct arena *arena, const char **out, rasif_error *err)
{
    static const char *const options[] = {"MULTILINE=NO", NULL};
    struct crs_context *context = NULL;
    struct crs *crs = NULL;
    TRY(crs_context_new(&context, err));
    rasif_status status = crs_from_text(context, text, &crs, err);
    PJ *pj = status == RASIF_OK ? crs_pj(context, crs) : NULL;
    const char *json = pj != NULL ? proj_as_projjson(context->proj, pj, options) : NULL;
    if (status == RASIF_OK && json == NULL)
        status = fail(err, RASIF_E_CRS, "PROJ can't describe the coordinate system %s as PROJJSON",
                      crs_name(crs));
    if (status == RASIF_OK && (*out = arena_strdup(arena, json)) == NULL)
        status = fail_memory(err);
    crs_context_free(context);
    return status;
}
