/* SPDX-License-Identifier: MIT
 * Any bytes as a mapping file. */
#include "fuzz.h"
#include "mapping/mapping.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    rasif_error err = {0};
    struct mapping *mapping = NULL;
    rasif_status status = mapping_read(fuzz_file(".yaml", data, size), &arena, &mapping, &err);
    must(status == RASIF_OK || status == RASIF_E_MEMORY ||
         (status == RASIF_E_RULE && err.message[0] != '\0'));
    for (size_t i = 0; status == RASIF_OK && i < mapping->n_layers; i++)
        must(mapping->layers[i].role < ROLE_COUNT && mapping->layers[i].at != NULL);
    arena_free(&arena);
    return 0;
}
