/* SPDX-License-Identifier: MIT
 *
 * Writes the embedded model neighbourhood; see rasif_demo in rasif.h. In: a folder. Out: a
 * GeoPackage in it. The file comes out of the program itself, so the first run needs no
 * download. */
#include "base/data.h"
#include "base/status.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEMO_NAME "model-neighbourhood.gpkg"

/* write() may write less than asked, and may be interrupted. */
static bool write_demo_file(int file, const unsigned char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t n = write(file, bytes, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        bytes += n;
        size -= (size_t)n;
    }
    return true;
}

/* Writes a temporary file beside the target and renames it, so that an existing demo is never half
 * replaced. */
static rasif_status rename_over(const char *path, const struct data_file *demo, rasif_error *err)
{
    struct text temporary = {0};
    text_addf(&temporary, "%s.tmp.%ld", path, (long)getpid());
    if (temporary.failed)
        return fail_memory(err);
    int file = open(temporary.data, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    bool good = file >= 0 && write_demo_file(file, demo->bytes, demo->size);
    if (file >= 0)
        good = close(file) == 0 && good;
    good = good && rename(temporary.data, path) == 0;
    rasif_status status = good ? RASIF_OK
                               : fail(err, RASIF_E_OUTPUT, "%s could not be written: %s", path, strerror(errno));
    if (!good)
        unlink(temporary.data);
    text_free(&temporary);
    return status;
}

/* An existing folder is fine. */
rasif_status rasif_demo(rasif_context *context, const char *directory, rasif_error *err)
{
    const struct data_file *demo = data_find("demo/" DEMO_NAME);
    struct text path = {0};
    (void)context;
    REFUSE_NULL(directory, err);
    if (demo == NULL)
        return fail(err, RASIF_E_INTERNAL, "the model neighbourhood is not in this build");
    if (mkdir(directory, 0777) != 0 && errno != EEXIST)
        return fail(err, RASIF_E_OUTPUT, "the folder %s could not be made: %s", directory, strerror(errno));
    text_addf(&path, "%s/%s", directory, DEMO_NAME);
    rasif_status status = path.failed ? fail_memory(err) : rename_over(path.data, demo, err);
    text_free(&path);
    return status;
}
