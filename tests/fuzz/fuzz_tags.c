/* SPDX-License-Identifier: MIT
 *
 * Any text as gathered tags (hstore, JSON) and as a list of values. The first byte is the length of
 * the key that is looked for, which comes next. */
#include "fuzz.h"

#include "base/os.h"
#include "read/several.h"
#include "read/tags.h"

#include <string.h>

static void check_tags(const char *text, size_t length, const char *key)
{
    char *out = malloc(length > 0 ? length : 1);
    size_t found = SIZE_MAX;
    if (out == NULL)
        return;
    if (tags_find(text, length, key, out, &found))
        must(found <= length && os_find_bytes(text, length, key, strlen(key)) != NULL);
    free(out);
}

/* A key that is set is found again, with its value; setting it again changes nothing. */
static void check_set(const char *text, size_t length, const char *key)
{
    static const char value[] = "a \"b\"; \\c";
    struct text once = {0}, twice = {0};
    size_t found = SIZE_MAX;
    if (key[0] == '\0' || key[strspn(key, "abcdefghijklmnopqrstuvwxyz:_")] != '\0')
        return; /* other keys may have to be escaped, and tags_find looks for their bytes */
    if (tags_set(text, length, key, value, strlen(value), &once) && !once.failed) {
        char *out = malloc(once.length + 1);
        bool good = tags_set(once.data, once.length, key, value, strlen(value), &twice);
        if (out != NULL) {
            must(tags_find(once.data, once.length, key, out, &found));
            must(found == strlen(value) && memcmp(out, value, found) == 0);
        }
        must(twice.failed || (good && twice.length == once.length &&
                              memcmp(once.data, twice.data, once.length) == 0));
        free(out);
    }
    text_free(&once);
    text_free(&twice);
}

/* Values of a list lie in it, in order, and hold no separator; a list made of them is the same. */
static void check_list(const char *text, size_t length)
{
    char list[SEVERAL_MOST];
    size_t n = SIZE_MAX, one, seen = 0;
    const char *at = list, *value, *before = list;
    if (!several_list(text, length, list, &n))
        return;
    must(n <= sizeof list);
    while (several_next(&at, list + n, &value, &one)) {
        must(value >= before && value + one <= list + n && memchr(value, ';', one) == NULL);
        before = value + one;
        seen++;
    }
    must(seen <= n + 1);
    if (several_same(list, n, &value, &one))
        must(seen == 0 || (value >= list && value + one <= list + n));
    if (several_in_group(list, n, "steps footway path", &value, &one))
        must(one > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char key[33] = "";
    size_t n = size > 0 ? data[0] % 32 : 0;
    if (size < n + 1)
        return 0;
    memcpy(key, data + 1, n);
    char *text = fuzz_copy(data + 1 + n, size - 1 - n);
    check_tags(text, size - 1 - n, key);
    check_set(text, size - 1 - n, key);
    check_list(text, size - 1 - n);
    free(text);
    return 0;
}
