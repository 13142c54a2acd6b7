/* SPDX-License-Identifier: MIT
 *
 * libyaml's events to a tree: see yaml.h.
 *
 * Bytes are checked before libyaml sees them, so that the message names the place and so that what
 * a person sees in an editor is what is read: line breaks that editors don't show (a lone CR,
 * U+2028) could hide a key behind a comment. A stack of open maps and lists, at most as deep as is
 * allowed, takes the place of recursion; a node is complete at its end event and is then put into
 * the one below. Duplicate keys are found by sorting. Cost: n log n in the number of nodes; all
 * memory is in one arena. */
#include "base/yaml.h"

#include "base/text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#define DEEPEST 32                /* maps and lists in each other */
#define LARGEST ((size_t)1 << 20) /* bytes of a file              */
#define LONGEST_SHOWN 60 /* bytes of a key in a message */

/* ---- errors ------------------------------------------------------------------------------- */

/* "rules.yaml:3:5: the key 'id' is missing"; RASIF_E_RULE in any case. */
__attribute__((format(printf, 5, 0))) static rasif_status fail_at(const char *file, int line,
                                                                  int column, rasif_error *err,
                                                                  const char *format,
                                                                  va_list arguments)
{
    char message[sizeof err->message];
    vsnprintf(message, sizeof message, format, arguments);
    fail(err, RASIF_E_RULE, "%s:%d:%d: %s", file, line, column, message);
    if (err != NULL) /* a long message may have been cut within a character */
        err->message[utf8_cut(err->message, strlen(err->message))] = '\0';
    return RASIF_E_RULE;
}

/* "file:line:column: sentence", as compilers write it, so that editors jump there. */
rasif_status yaml_fail(const struct yaml_node *at, rasif_error *err, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fail_at(at->file, at->line, at->column, err, format, arguments);
    va_end(arguments);
    return RASIF_E_RULE;
}

/* A mark of libyaml counts lines and columns from 0; editors count from 1. */
__attribute__((format(printf, 4, 5))) static rasif_status
fail_mark(const char *file, yaml_mark_t mark, rasif_error *err, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fail_at(file, (int)mark.line + 1, (int)mark.column + 1, err, format, arguments);
    va_end(arguments);
    return RASIF_E_RULE;
}

/* For printf's %.*s: how much of a key to show. */
static int shown(const char *key)
{
    return (int)utf8_cut(key, strnlen(key, LONGEST_SHOWN));
}

/* The place of an entry's key, for yaml_fail. */
static struct yaml_node key_of(const struct yaml_node *entry)
{
    struct yaml_node at = *entry;
    at.line = entry->key_line;
    at.column = entry->key_column;
    return at;
}

/* ---- bytes -------------------------------------------------------------------------------- */

/* Why a character may not occur; NULL = it may. `next` is the byte after it. */
static const char *refusal(uint32_t character, char next)
{
    if (character == '\r')
        return next == '\n' ? NULL : "a carriage return without line feed";
    if (character == 0)
        return "a NUL byte";
    if (character == 0x85 || character == 0x2028 || character == 0x2029)
        return "a Unicode line separator";
    if (character == 0xFEFF)
        return "a byte order mark inside the text";
    if ((character < 0x20 && character != '\t' && character != '\n') ||
        (character >= 0x7F && character < 0xA0) || character == 0xFFFE || character == 0xFFFF)
        return "a control character";
    return NULL;
}

/* Before parsing: libyaml reports a bad byte by its offset alone. */
static rasif_status check_bytes(const char *file, const char *bytes, size_t size, rasif_error *err)
{
    yaml_mark_t mark = {0};
    for (size_t i = 0, step; i < size; i += step) {
        uint32_t character = 0;
        step = utf8_next(bytes + i, size - i, &character);
        if (step == 0)
            return fail_mark(file, mark, err, "not valid UTF-8; save the file as UTF-8");
        const char *why = refusal(character, i + 1 < size ? bytes[i + 1] : '\0');
        if (why != NULL)
            return fail_mark(file, mark, err, "not allowed here: %s", why);
        mark.column++;
        if (character == '\n') {
            mark.line++;
            mark.column = 0;
        }
    }
    return RASIF_OK;
}

/* ---- the tree ----------------------------------------------------------------------------- */

/* A list or map that is still open. */
struct level {
    struct yaml_node node;
    struct yaml_node *items; /* heap; copied to the arena when complete */
    size_t n, capacity;
    struct yaml_node key; /* of a map, read but still without value */
    bool has_key;
};

struct parse {
    yaml_parser_t parser;
    const char *file;
    struct arena *arena;
    rasif_error *err;
    struct level levels[DEEPEST];
    size_t depth, n_documents;
    struct yaml_node root;
};

/* By key, then by place, so that the later of two equal ones is reported. */
static int by_key(const void *left, const void *right)
{
    const struct yaml_node *a = *(const struct yaml_node *const *)left;
    const struct yaml_node *b = *(const struct yaml_node *const *)right;
    int order = strcmp(a->key, b->key);
    return order != 0 ? order : (a > b) - (a < b); /* of one array: as written */
}

/* Sorting, so that a hostile file with 100 000 keys does not cost 10^10 comparisons. */
static rasif_status check_duplicates(const struct yaml_node *map, rasif_error *err)
{
    if (map->n < 2)
        return RASIF_OK;
    const struct yaml_node **sorted = malloc(map->n * sizeof(*sorted));
    if (sorted == NULL)
        return fail_memory(err);
    for (size_t i = 0; i < map->n; i++)
        sorted[i] = &map->items[i];
    array_sort(sorted, map->n, sizeof *sorted, by_key);
    const struct yaml_node *again = NULL, *before = NULL;
    for (size_t i = 1; i < map->n; i++) {
        if (strcmp(sorted[i - 1]->key, sorted[i]->key) == 0 &&
            (again == NULL || sorted[i] < again)) {
            before = sorted[i - 1];
            again = sorted[i];
        }
    }
    free(sorted);
    if (again == NULL)
        return RASIF_OK;
    struct yaml_node at = key_of(again);
    return yaml_fail(&at, err, "the key '%.*s' occurs twice, first in line %d", shown(again->key),
                     again->key, before->key_line);
}

/* Puts a complete node where it belongs: root, item, key or value. */
static rasif_status place(struct parse *parse, const struct yaml_node *node)
{
    if (parse->depth == 0) {
        parse->root = *node;
        return RASIF_OK;
    }
    struct level *level = &parse->levels[parse->depth - 1];
    if (level->node.kind == YAML_MAP && !level->has_key) {
        level->key = *node;
        level->has_key = true;
        return RASIF_OK;
    }
    struct yaml_node item = *node;
    if (level->node.kind == YAML_MAP) {
        item.key = level->key.text;
        item.key_line = level->key.line;
        item.key_column = level->key.column;
        level->has_key = false;
    }
    return PUSH(level->items, level->n, level->capacity, item) ? RASIF_OK : fail_memory(parse->err);
}

/* The depth is limited because readers of the tree recurse. */
static rasif_status open_level(struct parse *parse, enum yaml_kind kind, yaml_mark_t mark)
{
    if (parse->depth == DEEPEST)
        return fail_mark(parse->file, mark, parse->err, "lists and maps nest deeper than %d",
                         DEEPEST);
    if (parse->depth > 0) {
        const struct level *outer = &parse->levels[parse->depth - 1];
        if (outer->node.kind == YAML_MAP && !outer->has_key)
            return fail_mark(parse->file, mark, parse->err, "a key must be a word, not a %s",
                             kind == YAML_MAP ? "map" : "list");
    }
    parse->levels[parse->depth++] = (struct level){.node = {.kind = kind,
                                                            .line = (int)mark.line + 1,
                                                            .column = (int)mark.column + 1,
                                                            .file = parse->file}};
    return RASIF_OK;
}

/* A map or list is put into the one that it stands in when it is whole. */
static rasif_status close_level(struct parse *parse)
{
    struct level *level = &parse->levels[--parse->depth];
    struct yaml_node node = level->node;
    node.n = level->n;
    node.items = ARENA_ARRAY(parse->arena, level->n, struct yaml_node);
    if (node.items != NULL && level->n > 0)
        memcpy(node.items, level->items, level->n * sizeof *level->items);
    free(level->items);
    level->items = NULL;
    if (node.items == NULL)
        return fail_memory(parse->err);
    if (node.kind == YAML_MAP)
        TRY(check_duplicates(&node, parse->err));
    return place(parse, &node);
}

/* Values are kept as text: whether 1.0 is a number depends on the key. */
static rasif_status add_scalar(struct parse *parse, const yaml_event_t *event)
{
    const char *text = (const char *)event->data.scalar.value;
    size_t length = event->data.scalar.length;
    if (memchr(text, '\0', length) != NULL) /* written as "\0" */
        return fail_mark(parse->file, event->start_mark, parse->err, "a NUL is not allowed here");
    if (parse->depth == 0 && length == 0)
        return fail_mark(parse->file, event->start_mark, parse->err, "the document is empty");
    struct yaml_node node = {.kind = YAML_SCALAR,
                             .line = (int)event->start_mark.line + 1,
                             .column = (int)event->start_mark.column + 1,
                             .file = parse->file,
                             .text = arena_strndup(parse->arena, text, length)};
    return node.text != NULL ? place(parse, &node) : fail_memory(parse->err);
}

/* ---- events ------------------------------------------------------------------------------- */

/* Anchors can make a small file large, tags give a text another type; a rule needs neither. */
static rasif_status check_plain(struct parse *parse, const yaml_event_t *event,
                                const yaml_char_t *anchor, const yaml_char_t *tag)
{
    if (anchor != NULL || tag != NULL)
        return fail_mark(parse->file, event->start_mark, parse->err,
                         anchor != NULL ? "anchors (&name) are not allowed; repeat the value"
                                        : "tags (!name) are not allowed; quote the text");
    return RASIF_OK;
}

/* One document per file. */
static rasif_status start_document(struct parse *parse, const yaml_event_t *event)
{
    if (parse->n_documents++ > 0)
        return fail_mark(parse->file, event->start_mark, parse->err,
                         "a second document (---) is not allowed");
    if (event->data.document_start.version_directive != NULL ||
        event->data.document_start.tag_directives.start !=
            event->data.document_start.tag_directives.end)
        return fail_mark(parse->file, event->start_mark, parse->err,
                         "directives (%%YAML, %%TAG) are not allowed");
    return RASIF_OK;
}

/* Takes one event of libyaml; those that are refused fail with their place. */
static rasif_status handle(struct parse *parse, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
        return start_document(parse, event);
    case YAML_ALIAS_EVENT:
        return fail_mark(parse->file, event->start_mark, parse->err,
                         "aliases (*name) are not allowed; quote the text or repeat the value");
    case YAML_SCALAR_EVENT:
        TRY(check_plain(parse, event, event->data.scalar.anchor, event->data.scalar.tag));
        return add_scalar(parse, event);
    case YAML_SEQUENCE_START_EVENT:
        TRY(check_plain(parse, event, event->data.sequence_start.anchor,
                        event->data.sequence_start.tag));
        return open_level(parse, YAML_LIST, event->start_mark);
    case YAML_MAPPING_START_EVENT:
        TRY(check_plain(parse, event, event->data.mapping_start.anchor,
                        event->data.mapping_start.tag));
        return open_level(parse, YAML_MAP, event->start_mark);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        return close_level(parse);
    default:
        return RASIF_OK;
    }
}

/* Reports the trouble of libyaml with its place: "not valid YAML: while parsing a block mapping,
 * ...". */
static rasif_status fail_syntax(const struct parse *parse)
{
    const yaml_parser_t *parser = &parse->parser;
    if (parser->error == YAML_MEMORY_ERROR)
        return fail_memory(parse->err);
    const char *problem = parser->problem != NULL ? parser->problem : "unknown trouble";
    return fail_mark(parse->file, parser->problem_mark, parse->err, "not valid YAML: %s%s%s",
                     parser->context != NULL ? parser->context : "",
                     parser->context != NULL ? ", " : "", problem);
}

/* Ends at the end of the stream or at the first thing that is refused. */
static rasif_status run(struct parse *parse)
{
    for (bool done = false; !done;) {
        yaml_event_t event;
        if (!yaml_parser_parse(&parse->parser, &event))
            return fail_syntax(parse);
        done = event.type == YAML_STREAM_END_EVENT;
        rasif_status status = handle(parse, &event);
        yaml_event_delete(&event);
        TRY(status);
    }
    if (parse->n_documents == 0)
        return fail_mark(parse->file, (yaml_mark_t){0}, parse->err, "the document is empty");
    return RASIF_OK;
}

/* The parser is freed in any case; nodes stay in the arena. */
rasif_status yaml_parse(const char *file, const char *bytes, size_t size, struct arena *arena,
                        const struct yaml_node **out, rasif_error *err)
{
    if (size > LARGEST)
        return fail_mark(file, (yaml_mark_t){0}, err, "the file is larger than 1 MiB");
    if (size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) { /* byte order mark */
        bytes += 3;
        size -= 3;
    }
    TRY(check_bytes(file, bytes, size, err));
    struct parse parse = {.file = arena_strdup(arena, file), .arena = arena, .err = err};
    struct yaml_node *root = ARENA_NEW(arena, struct yaml_node);
    if (parse.file == NULL || root == NULL || !yaml_parser_initialize(&parse.parser))
        return fail_memory(err);
    yaml_parser_set_encoding(&parse.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parse.parser, (const unsigned char *)bytes, size);
    rasif_status status = run(&parse);
    while (parse.depth > 0)
        free(parse.levels[--parse.depth].items);
    yaml_parser_delete(&parse.parser);
    TRY(status);
    *root = parse.root;
    *out = root;
    return RASIF_OK;
}

/* Reads one byte more than is allowed, which is enough to refuse the rest. */
rasif_status yaml_read(const char *path, struct arena *arena, const struct yaml_node **out,
                       rasif_error *err)
{
    FILE *stream = fopen(path, "rb");
    if (stream == NULL)
        return fail(err, RASIF_E_RULE, "%s: can't be read: %s", path, strerror(errno));
    rasif_status status;
    char *bytes = malloc(LARGEST + 1);
    if (bytes == NULL) {
        status = fail_memory(err);
        goto done;
    }
    size_t size = fread(bytes, 1, LARGEST + 1, stream);
    if (ferror(stream))
        status = fail(err, RASIF_E_RULE, "%s: can't be read: %s", path, strerror(errno));
    else
        status = yaml_parse(path, bytes, size, arena, out, err);
done:
    free(bytes);
    fclose(stream);
    return status;
}
