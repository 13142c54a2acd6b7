/* SPDX-License-Identifier: MIT
 *
 * What the fuzz targets share. A target is one function that gets any bytes and must neither crash,
 * nor leak, nor break a promise of what it calls. With -Dfuzz=true libFuzzer calls it; else
 * replay.c, once per file, as a test. */
#ifndef RASIF_TESTS_FUZZ_H
#define RASIF_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "../faults/failing_alloc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A promise that no input may break. */
#define must(condition)                                                                            \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: broken: %s\n", __FILE__, __LINE__, #condition);                \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

/* Memory of the target's own, of exactly `size` bytes: it is there also where others fail on
 * purpose (tests/faults/failing_alloc.c). To free. */
void *fuzz_copy(const uint8_t *data, size_t size);

/* A folder of this process in $TMPDIR, removed at its end. */
const char *fuzz_folder(void);
/* The bytes as the file "input" + suffix in it, for what reads files; the path is good until the next
 * call. */
const char *fuzz_file(const char *suffix, const uint8_t *data, size_t size);
/* Removes the files in it: what a format keeps beside a file would be there for the next input. */
void fuzz_clear(void);

#endif
