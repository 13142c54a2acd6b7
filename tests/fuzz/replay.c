/* SPDX-License-Identifier: MIT
 *
 * Runs a fuzz target once for every file named, or in a folder named, as libFuzzer does with
 * -runs=0: so that what once broke something stays repaired, with any compiler. */
#include "fuzz.h"

#include <dirent.h>
#include <string.h>
#include <sys/stat.h>

static size_t n_run;

static void run_file(const char *path)
{
    struct stat info;
    FILE *file = fopen(path, "rb");
    must(file != NULL && fstat(fileno(file), &info) == 0);
    size_t size = (size_t)info.st_size;
    unsigned long was = failing_alloc_pause();
    uint8_t *bytes = malloc(size > 0 ? size : 1); /* its exact size: reading beyond it shows */
    must(bytes != NULL && fread(bytes, 1, size, file) == size);
    failing_alloc_resume(was);
    fclose(file);
    LLVMFuzzerTestOneInput(bytes, size);
    free(bytes);
    n_run++;
}

static void run_folder(const char *folder)
{
    DIR *dir = opendir(folder);
    must(dir != NULL);
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (entry->d_name[0] != '.')
            run_file(path);
    }
    closedir(dir);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        struct stat info;
        if (argv[i][0] == '-') /* options of libFuzzer */
            continue;
        must(stat(argv[i], &info) == 0);
        if (S_ISDIR(info.st_mode))
            run_folder(argv[i]);
        else
            run_file(argv[i]);
    }
    printf("%zu inputs\n", n_run);
    return n_run > 0 ? 0 : 1;
}
