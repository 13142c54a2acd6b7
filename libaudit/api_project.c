/* SPDX-License-Identifier: MIT
 *
 * Writes a QGIS project; see rasif_project in rasif.h. In: a GeoPackage that rasif wrote. Out: a
 * .qgs file that names it as seen from the file's folder. The text is made in memory, so that a
 * failure leaves nothing behind. */
#include "base/os.h"
#include "base/read_files.h"
#include "report/project/project.h"
#include "write/output_job.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define ENDING ".qgs"

static bool ends_with(const char *text, const char *ending)
{
    size_t n = strlen(text), m = strlen(ending);
    return n > m && strcasecmp(text + n - m, ending) == 0;
}

/* The name of the GeoPackage with the ending of projects; heap. */
static char *usual_target(const char *path)
{
    int length = (int)strlen(path) - (ends_with(path, ".gpkg") ? 5 : 0);
    return os_format("%.*s" ENDING, length, path);
}

static const char *last_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

/* The folder of a path without links, heap; NULL with errno. */
static char *folder_of(const char *path)
{
    const char *name = last_name(path);
    char *folder = name == path ? strdup(".") : strndup(path, (size_t)(name - path));
    char *out = folder != NULL ? realpath(folder, NULL) : NULL;
    int reason = errno;
    free(folder);
    errno = reason;
    return out;
}

/* The way between two folders without links: "./", "../sub/". */
static void add_way(const char *from, const char *to, struct text *out)
{
    size_t shared = 0;
    for (size_t i = 0;; i++) {
        bool ends_from = from[i] == '\0' || from[i] == '/', ends_to = to[i] == '\0' || to[i] == '/';
        if (ends_from && ends_to)
            shared = i;
        if (from[i] != to[i] || from[i] == '\0')
            break;
    }
    bool up = false;
    for (const char *c = from + shared; *c != '\0'; c++)
        if (*c == '/' && c[1] != '\0') {
            text_add(out, "../");
            up = true;
        }
    text_add(out, up ? "" : "./");
    const char *rest = to + shared + (to[shared] == '/');
    text_add(out, rest);
    text_add(out, *rest != '\0' ? "/" : "");
}

/* The GeoPackage as the project names it. */
static rasif_status add_source(const char *path, const char *target, struct text *out,
                               rasif_error *err)
{
    char *from = folder_of(target), *to = folder_of(path);
    int reason = errno;
    if (from != NULL && to != NULL) {
        add_way(from, to, out);
        text_add(out, last_name(path));
    }
    rasif_status status =
        from == NULL  ? fail(err, RASIF_E_OUTPUT, "%s: its folder can't be used: %s", target,
                             strerror(reason))
        : to == NULL  ? fail(err, RASIF_E_IO, "%s: can't be opened: %s", path, strerror(reason))
        : out->failed ? fail_memory(err)
                      : RASIF_OK;
    free(from);
    free(to);
    return status;
}

/* What the GeoPackage consists of is read, so it is no target. */
static rasif_status check_project_target(const char *path, const char *target, rasif_error *err)
{
    struct read_files reads = {0};
    const struct read_files *const lists[] = {&reads};
    if (*target == '\0')
        return fail(err, RASIF_E_ARGUMENT, "rasif_project: target is empty");
    if (!ends_with(target, ENDING))
        return fail(err, RASIF_E_ARGUMENT,
                    "%s: QGIS opens a project by its ending; name a file that ends in " ENDING,
                    target);
    if (strchr(last_name(path), '|') != NULL)
        return fail(err, RASIF_E_ARGUMENT,
                    "%s: QGIS can't open a file with | in its name; rename it", path);
    read_files_add_database(&reads, path, READ_INPUT);
    rasif_status status = read_files_check(lists, 1, &(rasif_target){target, false}, 1, err);
    read_files_free(&reads);
    return status;
}

/* Beside the target, then renamed. */
static rasif_status write_whole(const char *target, bool overwrite, const struct text *text,
                                rasif_error *err)
{
    const struct output_job job = {.path = target, .overwrite = overwrite};
    struct output_file file;
    TRY(output_file_begin(&job, &file, err));
    FILE *out = fopen(file.temp, "w");
    bool good = out != NULL && fwrite(text->data, 1, text->length, out) == text->length;
    int reason = errno;
    if (out != NULL && fclose(out) != 0 && good) {
        good = false;
        reason = errno;
    }
    rasif_status status =
        good ? output_file_finish(&file, err)
             : fail(err, RASIF_E_OUTPUT, "%s: can't be written: %s", target, strerror(reason));
    output_file_end(&file);
    return status;
}

static rasif_status make_project(const char *path, const char *target, const char *language,
                                 bool overwrite, rasif_error *err)
{
    struct result_file *file = NULL;
    struct text source = {0}, text = {0};
    rasif_status status = check_project_target(path, target, err);
    if (status == RASIF_OK)
        status = result_open_any(path, &file, err);
    if (status == RASIF_OK)
        status = add_source(path, target, &source, err);
    if (status == RASIF_OK)
        status = project_write(file, last_name(path), source.data, language, &text, err);
    if (status == RASIF_OK)
        status = result_unchanged(file, err);
    if (status == RASIF_OK)
        status = write_whole(target, overwrite, &text, err);
    result_close(file);
    text_free(&source);
    text_free(&text);
    return status;
}

rasif_status rasif_project(rasif_context *context, const char *path, const char *target,
                           const char *language, bool overwrite, rasif_error *err)
{
    (void)context;
    REFUSE_NULL(path, err);
    TRY(check_language(language, err));
    char *usual = target == NULL ? usual_target(path) : NULL;
    if (target == NULL && usual == NULL)
        return fail_memory(err);
    rasif_status status =
        make_project(path, target != NULL ? target : usual, language, overwrite, err);
    free(usual);
    return status;
}
