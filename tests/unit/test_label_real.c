/* SPDX-License-Identifier: MIT
 *
 * The name of everything in all real files ($RASIF_SHARED/data/real, default ../shared; else skipped, exit
 * 77): see label_check.h. */
#include "label_check.h"

#include <glob.h>

int main(void)
{
    const char *shared = getenv("RASIF_SHARED");
    char pattern[512];
    size_t n = 0;
    glob_t files;
    snprintf(pattern, sizeof pattern, "%s/data/real/*.gpkg", shared != NULL ? shared : "../shared");
    if (glob(pattern, 0, NULL, &files) != 0) {
        printf("skipped: no %s\n", pattern);
        return 77;
    }
    for (size_t i = 0; i < files.gl_pathc; i++)
        n += check_labels_of(files.gl_pathv[i]);
    printf("%zu names in %zu files\n", n, files.gl_pathc);
    globfree(&files);
    return n > 1000 ? 0 : 1;
}
