/* SPDX-License-Identifier: MIT
 *
 * An input opened, recognised and inspected as `rasif inspect` does: a text, or one sentence of
 * error. */
#ifndef RASIF_FUZZ_INSPECT_H
#define RASIF_FUZZ_INSPECT_H

#include "fuzz.h"
#include "read/input.h"

static inline void fuzz_inspect(const char *path, bool unrecognised, bool allow_damaged)
{
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
    options.unrecognised = unrecognised;
    options.allow_damaged = allow_damaged;
    for (int role = 0; role < ROLE_COUNT; role++)
        store->tables[role].role = (enum role)role;
    rasif_status status = inputs_open(&options, false, &reads, store, &inputs, &err);
    if (status == RASIF_OK) {
        struct arena arena = {0};
        const struct sentences *sentences = NULL;
        status = sentences_load(&arena, &sentences, &err);
        if (status == RASIF_OK)
            status = inputs_inspect(inputs, store, sentences, "en", false, &text, &err);
        must(status == RASIF_OK ? text.length > 0 : err.message[0] != '\0');
        arena_free(&arena);
    }
    must(status == RASIF_OK || err.message[0] != '\0');
    must(status != RASIF_E_INTERNAL);
    text_free(&text);
    inputs_free(inputs);
    read_files_free(&reads);
    store_free(store);
    free(store);
}

#endif
