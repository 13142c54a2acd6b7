/* SPDX-License-Identifier: MIT
 * Bytes as files: see fuzz.h. */
#include "fuzz.h"

#include <dirent.h>
#include <string.h>
#include <unistd.h>

static char folder[256], path[384];

void fuzz_clear(void)
{
    DIR *dir = folder[0] != '\0' ? opendir(folder) : NULL;
    for (struct dirent *entry; dir != NULL && (entry = readdir(dir)) != NULL;) {
        char name[640];
        snprintf(name, sizeof name, "%s/%s", folder, entry->d_name);
        if (entry->d_name[0] != '.')
            unlink(name);
    }
    if (dir != NULL)
        closedir(dir);
}

static void remove_all(void)
{
    fuzz_clear();
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

const char *fuzz_folder(void)
{
    if (folder[0] != '\0')
        return folder;
    const char *parent = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%s/rasif-fuzz-XXXXXX",
             parent != NULL && strlen(parent) < 200 ? parent : "/tmp");
    must(mkdtemp(folder) != NULL);
    atexit(remove_all);
    return folder;
}

const char *fuzz_file(const char *suffix, const uint8_t *data, size_t size)
{
    unsigned long was = failing_alloc_pause();
    snprintf(path, sizeof path, "%s/input%s", fuzz_folder(), suffix);
    FILE *file = fopen(path, "wb");
    must(file != NULL);
    must(fwrite(data, 1, size, file) == size);
    must(fclose(file) == 0);
    failing_alloc_resume(was);
    return path;
}
