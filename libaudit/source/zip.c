/* SPDX-License-Identifier: MIT
 *
 * The members of a zip: see zip.h. The list comes from GDAL's /vsizip/. */
#define _LARGEFILE64_SOURCE /* for the struct of VSIStatL in cpl_vsi.h */
#include "source/zip.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

/* GDAL's own headers have enumerators beyond int. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"
#include "cpl_string.h"
#include "cpl_vsi.h"
#pragma GCC diagnostic pop

/* Text packs to a tenth or a twentieth; what claims far more is made to fill memory. */
#define MOST_TIMES 1000
#define SURELY_FINE ((vsi_l_offset)1 << 28)

static const char *const endings[] = {".geojson", ".geojsonl", ".geojsons", ".gpkg", ".shp",
                                      ".fgb",     ".gml",      ".kml",      ".csv",  ".tab",
                                      ".mif",     ".dxf",      ".gpx",      ".osm",  ".pbf"};

/* Letter case is ignored. */
static bool has_ending(const char *name, const char *ending)
{
    size_t n = strlen(name), m = strlen(ending);
    return n >= m && strcasecmp(name + n - m, ending) == 0;
}

/* GDAL's own notation is accepted for the zip itself, not for members. */
const char *zip_plain_path(const char *path)
{
    static const char handler[] = "/vsizip/";
    size_t n = sizeof handler - 1;
    return strncmp(path, handler, n) == 0 && path[n] != '\0' ? path + n : path;
}

/* The first bytes decide, not the name alone: "PK\3\4" begins a zip. */
bool zip_is_folder(const char *path)
{
    char head[4] = {0};
    FILE *file =
        has_ending(path, ".shp.zip") || has_ending(path, ".gdb.zip") ? NULL : fopen(path, "rb");
    bool is_zip = file != NULL && has_ending(path, ".zip") && fread(head, 1, 4, file) == 4 &&
                  memcmp(head, "PK\3\4", 4) == 0;
    if (file != NULL)
        fclose(file);
    return is_zip;
}

/* Hidden files and those that macOS adds are not members; everything else counts by its ending. */
static bool is_member(const char *name)
{
    const char *slash = strrchr(name, '/'), *base = slash != NULL ? slash + 1 : name;
    if (base[0] == '.' || strstr(name, "__MACOSX/") == name || strstr(name, "/__MACOSX/") != NULL)
        return false;
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++)
        if (has_ending(base, endings[i]))
            return true;
    return false;
}

/* "edges" of "x.edges.geojson" and of "x.edges.OSW.geojson"; NULL: no file of OpenSidewalks. The
 * result is a constant, so kinds can be compared by address. */
static const char *osw_kind(const char *name)
{
    static const char *const kinds[] = {"nodes", "edges", "zones", "points", "lines", "polygons"};
    static const char *const forms[] = {".geojson", ".OSW.geojson"};
    for (size_t i = 0; i < 6; i++)
        for (size_t f = 0; f < 2; f++) {
            char ending[40];
            snprintf(ending, sizeof ending, ".%s%s", kinds[i], forms[f]);
            if (has_ending(name, ending))
                return kinds[i];
        }
    return NULL;
}

/* For qsort over texts: sorted members give the same output for any order in the zip. */
static int compare_member_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Two files of one kind would be two data sets in one zip: which nodes belong to which edges would
 * be a guess. */
static rasif_status check_kinds(const char *display, const char *const *names, size_t n,
                                rasif_error *err)
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = i + 1; k < n && osw_kind(names[i]) != NULL; k++)
            if (osw_kind(names[k]) == osw_kind(names[i]))
                return fail(
                    err, RASIF_E_IO,
                    "%s: holds two files of %s (%s, %s); an OpenSidewalks data set has one: "
                    "unpack it and give the files that are meant",
                    display, osw_kind(names[i]), strrchr(names[i], '/') + 1,
                    strrchr(names[k], '/') + 1);
    return RASIF_OK;
}

/* Refuses zips that would fill the disk. Small ones are read whatever they claim. */
static rasif_status check_size(const char *path, const char *display, const char *const *names,
                               size_t n, rasif_error *err)
{
    VSIStatBufL member;
    struct stat zip;
    vsi_l_offset total = 0;
    for (size_t i = 0; i < n; i++)
        total += VSIStatL(names[i], &member) == 0 ? (vsi_l_offset)member.st_size : 0;
    if (stat(path, &zip) != 0 ||
        (total > SURELY_FINE && total / MOST_TIMES > (vsi_l_offset)zip.st_size))
        return fail(err, RASIF_E_IO, "%s: would unpack to more than %d times its size; not read",
                    display, MOST_TIMES);
    return RASIF_OK;
}

/* Braces keep GDAL from splitting the path at a colon or at another .zip. Only one zip is opened:
 * zips inside of it are not members. */
rasif_status zip_members(const char *path, const char *display, struct arena *arena,
                         const char ***out, size_t *n, rasif_error *err)
{
    size_t length = strlen(path) + sizeof "/vsizip/{}/";
    char *folder = arena_alloc(arena, length, 1);
    if (folder == NULL)
        return fail_memory(err);
    snprintf(folder, length, "/vsizip/{%s}", path);
    char **names = VSIReadDirRecursive(folder);
    size_t most = (size_t)CSLCount(names);
    *n = 0;
    *out = ARENA_ARRAY(arena, most, const char *);
    for (size_t i = 0; i < most && *out != NULL; i++) {
        if (!is_member(names[i]))
            continue;
        size_t size = length + strlen(names[i]) + 1;
        char *member = arena_alloc(arena, size, 1);
        if (member == NULL)
            *out = NULL;
        else
            snprintf(member, size, "%s/%s", folder, names[i]);
        if (*out != NULL)
            (*out)[(*n)++] = member;
    }
    CSLDestroy(names);
    if (*out == NULL)
        return fail_memory(err);
    if (*n == 0)
        return fail(err, RASIF_E_IO, "%s: is a zip without a file of a vector format", display);
    array_sort(*out, *n, sizeof **out, compare_member_names);
    TRY(check_size(path, display, *out, *n, err));
    return check_kinds(display, *out, *n, err);
}
