/* SPDX-License-Identifier: MIT
 *
 * Schemas of the Arrow C data interface: see arrow.h. Geometry columns are of the extension type
 * geoarrow.wkb (geoarrow.org/extension-types): ISO WKB, and the coordinate system as JSON. */
#include "table/arrow.h"

#include <stdlib.h>

#define EXTENSION_NAME "ARROW:extension:name"
#define EXTENSION_METADATA "ARROW:extension:metadata"
#define GEOARROW_WKB "geoarrow.wkb"

/* ---- metadata: a number of pairs, then each key and value behind its length, all int32_t ---- */

/* Length of a text with its length before it. */
static size_t stored_length(const char *text)
{
    return sizeof(int32_t) + strlen(text);
}

static size_t metadata_length(const char *extension)
{
    return sizeof(int32_t) + stored_length(EXTENSION_NAME) + stored_length(GEOARROW_WKB) +
           stored_length(EXTENSION_METADATA) + stored_length(extension);
}

static char *put_number(char *at, size_t number)
{
    int32_t stored = (int32_t)number;
    memcpy(at, &stored, sizeof stored);
    return at + sizeof stored;
}

static char *put_text(char *at, const char *text)
{
    size_t length = strlen(text);
    at = put_number(at, length);
    memcpy(at, text, length);
    return at + length;
}

static void put_metadata(char *at, const char *extension)
{
    at = put_number(at, 2);
    at = put_text(put_text(at, EXTENSION_NAME), GEOARROW_WKB);
    put_text(put_text(at, EXTENSION_METADATA), extension);
}

/* ---- columns ---- */

static const char *format_of(rasif_type type)
{
    switch (type) {
    case RASIF_TYPE_TEXT:
        return "u";
    case RASIF_TYPE_INTEGER:
        return "l";
    case RASIF_TYPE_REAL:
        return "g";
    case RASIF_TYPE_GEOMETRY:
        return "z";
    case RASIF_TYPE_NONE:
        break;
    }
    return "n";
}

/* private_data is one piece of memory: metadata, then the name. */
static void release_field(struct ArrowSchema *schema)
{
    free(schema->private_data);
    schema->release = NULL;
}

static MUST bool make_field(const struct arrow_field *field, struct ArrowSchema *out)
{
    size_t metadata = field->extension != NULL ? metadata_length(field->extension) : 0;
    char *texts = malloc(metadata + strlen(field->name) + 1);
    if (texts == NULL)
        return false;
    if (metadata > 0)
        put_metadata(texts, field->extension);
    strcpy(texts + metadata, field->name);
    *out = (struct ArrowSchema){.format = format_of(field->type),
                                .name = texts + metadata,
                                .metadata = metadata > 0 ? texts : NULL,
                                .flags = field->never_null ? 0 : ARROW_FLAG_NULLABLE,
                                .release = release_field,
                                .private_data = texts};
    return true;
}

/* Children may have been moved out. private_data: the children; their list is behind them. */
static void release_schema(struct ArrowSchema *schema)
{
    for (int64_t i = 0; i < schema->n_children; i++)
        if (schema->children[i]->release != NULL)
            schema->children[i]->release(schema->children[i]);
    free(schema->private_data);
    schema->release = NULL;
}

MUST bool arrow_schema_new(const struct arrow_field *fields, size_t n_fields, struct ArrowSchema *out)
{
    struct ArrowSchema *children = calloc(n_fields + 1, sizeof *children + sizeof children);
    if (children == NULL)
        return false;
    struct ArrowSchema **list = (struct ArrowSchema **)(void *)(children + n_fields);
    struct ArrowSchema schema = {.format = "+s",
                                 .name = "",
                                 .children = list,
                                 .n_children = (int64_t)n_fields,
                                 .release = release_schema,
                                 .private_data = children};
    bool good = true;
    for (size_t i = 0; i < n_fields; i++) {
        list[i] = &children[i];
        good = good && make_field(&fields[i], list[i]);
    }
    if (good)
        *out = schema;
    else
        release_schema(&schema);
    return good;
}
