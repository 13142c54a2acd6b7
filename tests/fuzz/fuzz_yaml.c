/* SPDX-License-Identifier: MIT
 *
 * Any bytes as a YAML file. What is accepted must be a tree as base/yaml.h describes it. */
#include "base/yaml.h"
#include "fuzz.h"

#include <string.h>

static void check_node(const struct yaml_node *node, int depth)
{
    must(depth <= 33 && node->line >= 1 && node->column >= 1);
    if (node->kind == YAML_SCALAR) {
        must(node->text != NULL);
        return;
    }
    for (size_t i = 0; i < node->n; i++) {
        must((node->items[i].key != NULL) == (node->kind == YAML_MAP));
        if (node->kind == YAML_MAP)
            must(yaml_get(node, node->items[i].key) == &node->items[i]); /* keys are unique */
        check_node(&node->items[i], depth + 1);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    rasif_error err = {0};
    const struct yaml_node *root = NULL;
    char *text = fuzz_copy(data, size);
    rasif_status status = yaml_parse("fuzz.yaml", text, size, &arena, &root, &err);
    if (status == RASIF_OK)
        check_node(root, 1);
    else if (status != RASIF_E_MEMORY)
        must(status == RASIF_E_RULE && strncmp(err.message, "fuzz.yaml:", 10) == 0);
    arena_free(&arena);
    free(text);
    return 0;
}
