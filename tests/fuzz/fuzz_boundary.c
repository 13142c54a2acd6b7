/* SPDX-License-Identifier: MIT
 *
 * Any bytes as the polygons to report on: GeoJSON (first byte even) or a GeoPackage (odd). */
#include "fuzz.h"
#include "source/boundary.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct boundary boundary;
    struct read_files reads = {0};
    rasif_error err = {0};
    if (size == 0)
        return 0;
    const char *path = fuzz_file(data[0] % 2 == 0 ? ".geojson" : ".gpkg", data + 1, size - 1);
    rasif_status status =
        boundary_read(path, data[0] & 2 ? "name" : NULL, &reads, &boundary, &err);
    must(status != RASIF_E_INTERNAL && (status == RASIF_OK || err.message[0] != '\0'));
    if (status == RASIF_OK) {
        const struct shapes *shapes = &boundary.shapes;
        size_t polygons = 0;
        must(boundary.table != NULL && shapes->part[shapes->n] == shapes->n_parts);
        for (size_t i = 0; i < shapes->n; i++) {
            must(boundary.names[i] != NULL);
            polygons += shapes->kind[i] == SHAPE_POLYGON;
        }
        must(polygons > 0 && polygons == boundary.n_polygons);
    }
    boundary_free(&boundary);
    read_files_free(&reads);
    fuzz_clear();
    return 0;
}
