/* SPDX-License-Identifier: MIT
 *
 * The basemap under the map of the HTML report: see basemap.h. */
#include "source/basemap.h"

#include "source/basemap_picture.h"

#include <string.h>
#include <sys/stat.h>

/* Files and folders alike. */
static bool is_existing_file(const char *path)
{
    struct stat found;
    return stat(path, &found) == 0;
}

/* Is the part before the last ':' a file? It goes to `file`. */
static bool names_layer(const char *where, struct text *file)
{
    const char *colon = strrchr(where, ':');
    if (colon == NULL)
        return false;
    text_addn(file, where, (size_t)(colon - where));
    return file->data != NULL && is_existing_file(file->data);
}

/* A path without a layer may be a raster; a layer is always polygons. */
static rasif_status open_basemap_file(const char *where, bool layer, struct read_files *reads,
                                      struct basemap *out, rasif_error *err)
{
    if (!layer) {
        bool opened;
        TRY(picture_open(where, reads, &out->picture, &opened, err));
        if (opened)
            return RASIF_OK;
    }
    return areas_read("basemap", where, NULL, reads, &out->areas, err);
}

/* A name that is not a file is a table of the only input. */
rasif_status basemap_open(const char *where, const char *const *inputs, size_t n_inputs,
                          struct read_files *reads, struct basemap *out, rasif_error *err)
{
    struct text file = {0}, table = {0};
    rasif_status status;
    *out = (struct basemap){0};
    if (is_existing_file(where)) {
        status = open_basemap_file(where, false, reads, out, err);
    } else if (names_layer(where, &file)) {
        status = open_basemap_file(where, true, reads, out, err);
    } else if (n_inputs != 1) {
        status = fail(err, RASIF_E_IO,
                      "the basemap %s is no file; of several inputs name a table with FILE:TABLE",
                      where);
    } else {
        text_addf(&table, "%s:%s", inputs[0], where);
        status =
            table.failed ? fail_memory(err) : open_basemap_file(table.data, true, reads, out, err);
    }
    text_free(&file);
    text_free(&table);
    return status;
}

/* Also frees what basemap_open left when it failed. */
void basemap_free(struct basemap *basemap)
{
    picture_close(basemap->picture);
    boundary_free(&basemap->areas);
    *basemap = (struct basemap){0};
}
