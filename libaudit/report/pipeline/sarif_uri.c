/* SPDX-License-Identifier: MIT
 *
 * Where an input lies, as reports for pipelines name it: relative to the folder of the option sarif_root, else to
 * the working directory. In: paths as they were typed. Out: relative paths, and relative
 * references of them (RFC 3986) for SARIF. An
 * input outside of that folder keeps its base name, with as many folders before it as distinguish
 * it from other inputs. Absolute paths are never written, so that a report does not depend on where
 * the folder lies. */
#include "report/pipeline/sarif_uri.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* "/a/b/net.gpkg" of any path: no ".", "..", double or last slashes; links are not followed. */
static void absolute(const char *path, struct text *out)
{
    char *here = path[0] != '/' ? getcwd(NULL, 0) : NULL;
    struct text whole = {0};
    text_addf(&whole, "%s/%s", here != NULL ? here : "", path);
    free(here);
    for (const char *at = whole.data; at != NULL && *at != '\0';) {
        at += strspn(at, "/");
        size_t n = strcspn(at, "/");
        if (n == 2 && strncmp(at, "..", 2) == 0) {
            while (out->length > 0 && out->data[--out->length] != '/')
                ;
            if (out->data != NULL)
                out->data[out->length] = '\0';
        } else if (n > 0 && !(n == 1 && at[0] == '.')) {
            text_add(out, "/");
            text_addn(out, at, n);
        }
        at += n;
    }
    out->failed = out->failed || whole.failed;
    text_free(&whole);
}

/* The last `folders` + 1 parts of a path. */
static const char *tail(const struct text *path, size_t folders)
{
    const char *at = path->data + path->length;
    for (size_t left = folders + 1; at > path->data; at--)
        if (at[-1] == '/' && --left == 0)
            break;
    return at;
}

/* How many folders before the base name distinguish the input from others of the same base name. */
static size_t folders_needed(const struct run *run, size_t input, const struct text *path)
{
    size_t needed = 0;
    for (size_t i = 0; i < inputs_count(run->inputs); i++) {
        struct text other = {0};
        absolute(inputs_path(run->inputs, i), &other);
        while (i != input && other.data != NULL && path->data != NULL &&
               strcmp(other.data, path->data) != 0 &&
               strcmp(tail(&other, needed), tail(path, needed)) == 0)
            needed++;
        text_free(&other);
    }
    return needed;
}

/* "my data/a:b.gpkg" becomes "my%20data/a%3Ab.gpkg"; bytes outside of ASCII one by one. */
static void encode(const char *path, struct text *out)
{
    static const char plain[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
    for (const char *at = path; *at != '\0'; at++)
        if (strchr(plain, *at) != NULL)
            text_addn(out, at, 1);
        else
            text_addf(out, "%%%02X",
                      (unsigned)(unsigned char)*at); /* ':' too: no scheme ends here */
}

void pipeline_path(const struct run *run, size_t input, struct text *out)
{
    struct text root = {0}, path = {0};
    absolute(run->options->sarif_root != NULL ? run->options->sarif_root : ".", &root);
    absolute(inputs_path(run->inputs, input), &path);
    out->failed = out->failed || root.failed || path.failed;
    if (!out->failed && path.data != NULL) {
        bool inside = strncmp(path.data, root.data != NULL ? root.data : "", root.length) == 0 &&
                      path.data[root.length] == '/';
        text_add(out, inside ? path.data + root.length + 1
                             : tail(&path, folders_needed(run, input, &path)));
    }
    text_free(&root);
    text_free(&path);
}

void sarif_uri(const struct run *run, size_t input, struct text *out)
{
    struct text path = {0};
    pipeline_path(run, input, &path);
    out->failed = out->failed || path.failed;
    if (path.data != NULL)
        encode(path.data, out);
    text_free(&path);
}
