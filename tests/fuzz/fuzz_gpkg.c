/* SPDX-License-Identifier: MIT
 *
 * Any bytes as a GeoPackage: recognised, read with every field that is known, described. */
#include "fuzz.h"
#include "io/input.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *path = fuzz_file(".gpkg", data, size);
    static const struct store empty;
    struct store *store = fuzz_copy((const uint8_t *)&empty, sizeof empty);
    struct read_files reads = {0};
    struct inputs *inputs = NULL;
    struct text text = {0};
    rasif_options options;
    rasif_error err = {0};
    rasif_options_init(&options);
    options.inputs = &path;
    options.n_inputs = 1;
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
    return 0;
}
