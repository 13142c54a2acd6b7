/* SPDX-License-Identifier: MIT
 *
 * Any bytes as an elevation model, in the format that the first byte chooses: heights on and off it
 * are those of the earth's surface, or none. */
#include "fuzz.h"
#include "source/raster.h"

#include <math.h>

static const char *const suffixes[] = {".tif", ".asc", ".xyz", ".bt", ".img", ".grd", ".dem"};

static const char crs[] = "PROJCS[\"u\",GEOGCS[\"g\",DATUM[\"d\",SPHEROID[\"s\",6378137,298.257223563]],PRIMEM[\"p\""
                          ",0],UNIT[\"degree\",0.0174532925199433]],PROJECTION[\"Transverse_Mercator\"],UNIT[\"m\",1]]";

static void sample(struct raster *raster)
{
    double along_row[2], along_column[2];
    rasif_error err = {0};
    raster_cell(raster, along_row, along_column);
    must(raster_height_step(raster) >= 0 || isnan(raster_height_step(raster)));
    must(raster_crs(raster) != NULL);
    for (int i = -1; i < 12; i++) {
        /* places of the seeds and around; where a model lies is in its own bytes */
        double x = 100 + i * 7.3 * along_row[0], y = 200 + i * 7.3 * along_column[1];
        double height = raster_height(raster, x, y);
        must(isnan(height) || (height >= -501 && height <= 9001));
    }
    must(isnan(raster_height(raster, NAN, 1)) && isnan(raster_height(raster, INFINITY, 1e308)));
    rasif_status status = raster_status(raster, &err);
    must(status == RASIF_OK || (status == RASIF_E_IO && err.message[0] != '\0'));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct raster *raster = NULL;
    struct read_files reads = {0};
    rasif_error err = {0};
    if (size == 0)
        return 0;
    const char *suffix = suffixes[data[0] % (sizeof suffixes / sizeof suffixes[0])];
    fuzz_file(".prj", (const uint8_t *)crs, sizeof crs - 1); /* of formats that know none */
    const char *path = fuzz_file(suffix, data + 1, size - 1);
    rasif_status status = raster_open(path, "model", &reads, &raster, &err);
    must(status == RASIF_OK ? raster != NULL : err.message[0] != '\0');
    must(status != RASIF_E_INTERNAL);
    if (status == RASIF_OK)
        sample(raster);
    raster_close(raster);
    read_files_free(&reads);
    fuzz_clear();
    return 0;
}
