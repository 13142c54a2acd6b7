/* SPDX-License-Identifier: MIT
 * Bytes as a file: see fuzz.h. */
#include "fuzz.h"

#include <string.h>
#include <unistd.h>

static char folder[64], path[96];

static void remove_all(void)
{
    unlink(path);
    rmdir(folder);
}

void *fuzz_copy(const uint8_t *data, size_t size)
{
    unsigned long was = failing_alloc_pause();
    void *copy = malloc(size > 0 ? size : 1);
    failing_alloc_resume(was);
    must(copy != NULL);
    if (size > 0)
        memcpy(copy, data, size);
    return copy;
}

const char *fuzz_file(const char *suffix, const uint8_t *data, size_t size)
{
    unsigned long was = failing_alloc_pause();
    if (folder[0] == '\0') {
        strcpy(folder, "/tmp/rasif-fuzz-XXXXXX");
        must(mkdtemp(folder) != NULL);
        snprintf(path, sizeof path, "%s/input%s", folder, suffix);
        atexit(remove_all);
    }
    FILE *file = fopen(path, "wb");
    must(file != NULL);
    must(fwrite(data, 1, size, file) == size);
    must(fclose(file) == 0);
    failing_alloc_resume(was);
    return path;
}
