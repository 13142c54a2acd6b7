/* SPDX-License-Identifier: MIT
 *
 * Texts in several languages: see phrase.h. */
#include "base/phrase.h"

#include "base/text.h"

#include <string.h>

const char *phrase_in(struct phrase phrase, const char *language)
{
    const char *text = phrase.in[language_of(language)];
    return text != NULL ? text : phrase.in[LANGUAGE_FIRST];
}

const char *phrase_first(struct phrase phrase)
{
    return phrase.in[LANGUAGE_FIRST];
}

/* For names that are not translated. */
struct phrase phrase_same(const char *text)
{
    struct phrase out;
    for (int l = 0; l < LANGUAGE_COUNT; l++)
        out.in[l] = text;
    return out;
}

/* The node's key, as much of it as an error shows. */
static int key_shown(const struct yaml_node *node)
{
    return (int)utf8_cut(node->key, strnlen(node->key, 80));
}

/* Is every entry a text under the code of a language? Codes that are not in the list pass:
 * users' files may have more languages than this version knows. */
static rasif_status entries_check(const struct yaml_node *node, rasif_error *err)
{
    const char *text = NULL;
    for (size_t i = 0; i < node->n; i++) {
        const struct yaml_node *entry = &node->items[i];
        struct yaml_node key = {.file = entry->file, .line = entry->key_line, .column = entry->key_column};
        if (!language_is_code(entry->key))
            return yaml_fail(&key, err, "'%.*s' is not the code of a language, such as '%s'",
                             key_shown(entry), entry->key, languages[LANGUAGE_FIRST].code);
        TRY(yaml_require(node, entry->key, &text, err));
        if (text[strspn(text, " \t\r\n")] == '\0')
            return yaml_fail(entry, err, "the key '%.*s' has no value", key_shown(entry), entry->key);
    }
    return RASIF_OK;
}

/* Fills all languages with the first one's text, then sets those that have their own. */
rasif_status phrase_parse(const struct yaml_node *node, struct phrase *out, rasif_error *err)
{
    const char *first = languages[LANGUAGE_FIRST].code;
    TRY(yaml_expect(node, YAML_MAP, node->key != NULL ? node->key : "a text", err));
    TRY(entries_check(node, err));
    if (yaml_get(node, first) == NULL)
        return yaml_fail(node, err, "'%.*s' has no text in '%s'", node->key != NULL ? key_shown(node) : 0,
                         node->key != NULL ? node->key : "", first);
    *out = phrase_same(yaml_text(node, first));
    for (int l = 0; l < LANGUAGE_COUNT; l++)
        if (yaml_get(node, languages[l].code) != NULL)
            out->in[l] = yaml_text(node, languages[l].code);
    return RASIF_OK;
}
