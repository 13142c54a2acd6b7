/* SPDX-License-Identifier: MIT
 *
 * libyaml's events to a tree: see yaml.h. Bytes are checked before libyaml sees them, so that the
 * message names the place and so that what a person sees in an editor is what is read: line breaks
 * that editors don't show (a lone CR, U+2028) could hide a key behind a comment. */
#include "base/yaml.h"

#include "base/text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#define DEEPEST 32
#define LARGEST ((size_t)1 << 20)

/* ---- errors ------------------------------------------------------------------------------- */

__attribute__((format(printf, 5, 0))) static rasif_status
fail_at(const char *file, int line, int column, rasif_error *err, const char *format,
        va_list arguments)
{
    char message[sizeof err->message];
    vsnprintf(message, sizeof message, format, arguments);
    fail(err, RASIF_E_RULE, "%s:%d:%d: %s", file, line, column, message);
    if (err != NULL)
        err->message[utf8_cut(err->message, strlen(err->message))] = '\0';
    return RASIF_E_RULE;
}

rasif_status yaml_fail(const struct yaml_node *at, rasif_error *err, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fail_at(at->file, at->line, at->column, err, format, arguments);
    va_end(arguments);
    return RASIF_E_RULE;
}

__attribute__((format(printf, 4, 5))) static rasif_status
fail_mark(const char *file, yaml_mark_t mark, rasif_error *err, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fail_at(file, (int)mark.line + 1, (int)mark.column + 1, err, format, arguments);
    va_end(arguments);
    return RASIF_E_RULE;
}

/* At the key of an entry. */
static rasif_status fail_key(const struct yaml_node *entry, rasif_error *err, const char *format,
                             const char *other)
{
    struct yaml_node at = *entry;
    at.line = entry->key_line;
    at.column = entry->key_column;
    (void)other;
    return yaml_fail(&at, err, "%s '%s'%s", format, entry->key, other);
}
