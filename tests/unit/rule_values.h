/* SPDX-License-Identifier: MIT
 *
 * What the tests of conditions and of the judge write as text: one element's values,
 *   "running_slope_pct=8.1@dem control=signal obstacles=tree;pole"
 * (numbers in the field's unit, surveyed where no "@origin" is given), and YAML nodes. */
#ifndef RASIF_TEST_RULE_VALUES_H
#define RASIF_TEST_RULE_VALUES_H

#include "base/text.h"
#include "rule/load.h"
#include "rule/values.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A mistake in the test itself. */
static inline void values_wrong(const char *text)
{
    fprintf(stderr, "test values can't be read: %s\n", text);
    abort();
}

static inline uint32_t values_mask(enum field_id field, char *words)
{
    uint32_t mask = 0;
    char *rest = NULL;
    for (char *word = strtok_r(words, ";", &rest); word != NULL;
         word = strtok_r(NULL, ";", &rest)) {
        uint8_t code = vocabulary_code(fields[field].vocabulary, word, strlen(word));
        if (code == 0)
            values_wrong(word);
        mask |= 1u << code;
    }
    return mask;
}

static inline void values_parse(struct values *out, const char *text)
{
    values_clear(out);
    char copy[512];
    snprintf(copy, sizeof copy, "%s", text);
    char *rest = NULL;
    for (char *item = strtok_r(copy, " ", &rest); item != NULL; item = strtok_r(NULL, " ", &rest)) {
        char *value = strchr(item, '=');
        if (value == NULL)
            values_wrong(text);
        *value++ = '\0';
        char *origin = strchr(value, '@');
        if (origin != NULL)
            *origin++ = '\0';
        enum field_id field = field_find(item);
        if (field == FIELD_NONE)
            values_wrong(text);
        size_t used = 0;
        if (fields[field].type != VALUE_REAL)
            out->mask[field] = values_mask(field, value);
        else if (!number_parse(value, strlen(value), &out->real[field], &used))
            values_wrong(text);
        for (int i = 0; origin != NULL && i < ORIGIN_COUNT; i++)
            if (strcmp(origin, origin_names[i]) == 0)
                out->origin[field] = (uint8_t)i;
        if (origin != NULL && strcmp(origin, origin_names[out->origin[field]]) != 0)
            values_wrong(text);
    }
}

/* The node of `text` as a quoted scalar: line 1, column 4 of test.yaml. */
static inline const struct yaml_node *node_of(struct arena *arena, const char *text)
{
    struct text file = {0};
    text_addf(&file, "c: \"%s\"\n", text);
    const struct yaml_node *root = NULL;
    if (yaml_parse("test.yaml", file.data, file.length, arena, &root, NULL) != RASIF_OK)
        values_wrong(text);
    text_free(&file);
    return yaml_get(root, "c");
}

/* A list of the scalars in `texts`, separated by '|'. */
static inline const struct yaml_node *list_of(struct arena *arena, const char *texts)
{
    struct yaml_node *list = ARENA_NEW(arena, struct yaml_node);
    *list = (struct yaml_node){.kind = YAML_LIST, .line = 1, .column = 1, .file = "test.yaml"};
    list->items = ARENA_ARRAY(arena, 8, struct yaml_node);
    char copy[512];
    snprintf(copy, sizeof copy, "%s", texts);
    char *rest = NULL;
    for (char *one = strtok_r(copy, "|", &rest); one != NULL; one = strtok_r(NULL, "|", &rest))
        list->items[list->n++] = *node_of(arena, one);
    return list;
}

#endif
