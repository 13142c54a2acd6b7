/* SPDX-License-Identifier: MIT
 *
 * The documents that standards cite. In: data/documents.yaml. Out: rules->documents, and the one
 * that a source names. A dozen documents with a few names each: searches are linear. */
#include "rule/load.h"

#include "base/data.h"

#include <string.h>

const char *const force_names[6] = {"unknown", "rule", "norm", "guidance", "practice", "advice"};

/* `names`: as sources of requirements begin. */
static rasif_status names_read(const struct yaml_node *entry, struct arena *arena, struct document *out,
                               rasif_error *err)
{
    const struct yaml_node *list = NULL;
    TRY(entry_require(entry, "names", &list, err));
    TRY(yaml_expect(list, YAML_LIST, "names", err));
    out->names = ARENA_ARRAY(arena, list->n + 1, const char *);
    if (out->names == NULL)
        return fail_memory(err);
    for (size_t i = 0; i < list->n; i++) {
        TRY(yaml_expect(&list->items[i], YAML_SCALAR, "a name", err));
        out->names[out->n_names++] = list->items[i].text;
    }
    return RASIF_OK;
}

/* One entry of data/documents.yaml. */
static rasif_status document_read(const struct yaml_node *entry, struct arena *arena,
                                  struct document *out, rasif_error *err)
{
    static const char *const keys[] = {"names", "standard", "title", "country", "force"};
    const struct yaml_node *node = NULL;
    size_t force = 0;
    TRY(yaml_check_keys(entry, keys, sizeof keys / sizeof keys[0], err));
    TRY(names_read(entry, arena, out, err));
    TRY(phrase_read(entry, "title", true, &out->title, err));
    TRY(phrase_read(entry, "country", false, &out->country, err));
    TRY(entry_require(entry, "force", &node, err));
    TRY(word_read(node, "force", force_names, 6, &force, err));
    out->force = (enum force)force;
    /* Most documents are no standard of their own: others cite them. */
    if (yaml_get(entry, "standard") != NULL)
        TRY(text_require(entry, "standard", &out->standard, err));
    return RASIF_OK;
}

/* data/documents.yaml is embedded, so that trouble in it is our own fault or lack of memory. */
rasif_status documents_build(struct rasif_rules *rules, rasif_error *err)
{
    const struct data_file *file = data_find("documents.yaml");
    const struct yaml_node *root = NULL, *list = NULL;
    if (file == NULL)
        return fail(err, RASIF_E_INTERNAL, "documents.yaml is not embedded");
    TRY(yaml_parse("documents.yaml", (const char *)file->bytes, file->size, &rules->arena, &root, err));
    TRY(entry_require(root, "documents", &list, err));
    TRY(yaml_expect(list, YAML_LIST, "documents", err));
    rules->documents = ARENA_ARRAY(&rules->arena, list->n, struct document);
    if (rules->documents == NULL)
        return fail_memory(err);
    for (size_t i = 0; i < list->n; i++)
        TRY(document_read(&list->items[i], &rules->arena, &rules->documents[rules->n_documents++], err));
    return RASIF_OK;
}

/* A name ends where the text ends, or before a space or comma: "ADA" is not found in "ADAAG
 * 4.1". */
const struct document *document_find(const struct rasif_rules *rules, const char *name, size_t length,
                                     size_t *used)
{
    const struct document *found = NULL;
    *used = 0;
    for (size_t d = 0; d < rules->n_documents; d++)
        for (size_t i = 0; i < rules->documents[d].n_names; i++) {
            size_t n = strlen(rules->documents[d].names[i]);
            /* The longest name wins: "PROWAG 2023" before "PROWAG". */
            if (n > *used && n <= length && strncmp(rules->documents[d].names[i], name, n) == 0 &&
                (n == length || name[n] == ' ' || name[n] == ',')) {
                found = &rules->documents[d];
                *used = n;
            }
        }
    return found;
}

const struct document *document_of_standard(const struct rasif_rules *rules, const char *standard)
{
    for (size_t d = 0; standard != NULL && d < rules->n_documents; d++)
        if (rules->documents[d].standard != NULL && strcmp(rules->documents[d].standard, standard) == 0)
            return &rules->documents[d];
    return NULL;
}
