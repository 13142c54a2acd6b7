/* SPDX-License-Identifier: MIT
 *
 * Any bytes as a file of another format, or a zip of files: converted, recognised, described. The
 * first byte chooses the format; its highest bit lets damage pass. A shapefile is three files, each
 * after its length in two bytes. */
#include "fuzz.h"
#include "io/input.h"

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
    static const struct store empty;
    if (size == 0)
        return 0;
    const char *path = write_input(data, size);
    struct store *store = fuzz_copy((const uint8_t *)&empty, sizeof empty);
    struct read_files reads = {0};
    struct inputs *inputs = NULL;
    struct text text = {0};
    rasif_options options;
    rasif_error err = {0};
    rasif_options_init(&options);
    options.inputs = &path;
    options.n_inputs = 1;
    options.allow_damaged = data[0] >> 7;
    options.unrecognised = true;
    for (int role = 0; role < ROLE_COUNT; role++)
        store->tables[role].role = (enum role)role;
    rasif_status status = inputs_open(&options, &reads, store, &inputs, &err);
    if (status == RASIF_OK)
        status = inputs_describe(inputs, store, "en", &text, &err);
    must(status == RASIF_OK ? text.length > 0 : err.message[0] != '\0');
    must(status != RASIF_E_INTERNAL);
    text_free(&text);
    inputs_free(inputs);
    read_files_free(&reads);
    store_free(store);
    free(store);
    fuzz_clear();
    return 0;
}
