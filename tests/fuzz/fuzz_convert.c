/* SPDX-License-Identifier: MIT
 *
 * Any bytes as a file of another format, or a zip of files: converted, recognised, described. The
 * first byte chooses the format; its highest bit lets damage pass. A shapefile is three files, each
 * after its length in two bytes. */
#include "inspect.h"

#include <string.h>

static const char *const suffixes[] = {".geojson", ".csv", ".zip", ".shp", ".gml", ".kml",
                                       ".fgb",     ".dxf", ".gpx", ".mif", ".geojsonl"};

/* Path of the first file of several that lie in the bytes. */
static const char *parts(const char *const *endings, size_t n, const uint8_t *data, size_t size)
{
    for (size_t i = n; i-- > 1;) {
        size_t length = size >= 2 ? data[0] | (size_t)data[1] << 8 : 0;
        size = size >= 2 ? size - 2 : 0;
        data += size > 0 ? 2 : 0;
        length = length < size ? length : size;
        fuzz_file(endings[i], data, length);
        data += length;
        size -= length;
    }
    return fuzz_file(endings[0], data, size);
}

static const char *write_input(const uint8_t *data, size_t size)
{
    static const char *const shape[] = {".shp", ".shx", ".dbf"}, *const table[] = {".mif", ".mid"};
    const char *suffix = suffixes[(data[0] & 0x7F) % (sizeof suffixes / sizeof suffixes[0])];
    if (strcmp(suffix, ".shp") == 0)
        return parts(shape, 3, data + 1, size - 1);
    if (strcmp(suffix, ".mif") == 0)
        return parts(table, 2, data + 1, size - 1);
    return fuzz_file(suffix, data + 1, size - 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    fuzz_inspect(write_input(data, size), true, data[0] >> 7);
    fuzz_clear();
    return 0;
}
