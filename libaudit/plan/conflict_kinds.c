/* SPDX-License-Identifier: MIT
 *
 * Declared conflicts from their files: see conflict_kinds.h. Every file is read to its end, so that all
 * mistakes are named at once.
 *
 *      id: level-kerb
 *      applies: ramp
 *      when: ["kerb in [none, flush, lowered]"]
 *      helps: ramp-kerb
 *      hurts: ramp-tactile-warning
 *      on_both_sides: hurt                 whoever is on both sides counts as hurt (default), or as helped
 *      title: {en: "Level kerb without warning tiles"}
 *      text: {en: "Wheels roll over the kerb; ..."}
 *      both: {en: "Leave the kerb as it is and lay warning tiles; ..."}
 *      source: {en: "PROWAG R205.2."}      or      judgement: true */
#include "plan/conflict_kinds.h"

#include "rule/load.h"

#include <stdlib.h>

/* Either a source or the word that it is a judgement. */
static rasif_status basis_read(const struct yaml_node *root, struct phrase *out, rasif_error *err)
{
    bool judged = false;
    TRY(flag_read(root, "judgement", &judged, err));
    *out = phrase_same("");
    if (judged == (yaml_get(root, "source") != NULL))
        return yaml_fail(root, err, "a conflict needs 'source', or 'judgement: true', and not both");
    return judged ? RASIF_OK : source_read(root, "source", out, err);
}

static rasif_status on_both_read(const struct yaml_node *root, bool *helped, rasif_error *err)
{
    static const char *const words[] = {"hurt", "helped"};
    const struct yaml_node *node = yaml_get(root, "on_both_sides");
    size_t word = 0;
    if (node != NULL)
        TRY(word_read(node, "side", words, 2, &word, err));
    *helped = word == 1;
    return RASIF_OK;
}

static rasif_status kind_build(const struct rasif_rules *rules, const struct yaml_node *root, struct arena *arena,
                               struct conflict_kind *out, rasif_error *err)
{
    static const char *const keys[] = {"id", "applies", "when", "helps", "hurts", "title", "text", "both", "source",
                                       "judgement", "on_both_sides"};
    const struct yaml_node *when = NULL;
    rasif_error all = {0};
    TRY(id_read(root, &out->id, err));
    LATER(yaml_check_keys(root, keys, sizeof keys / sizeof keys[0], &one));
    LATER(elements_read(root, &out->elements, &one));
    LATER(entry_require(root, "when", &when, &one));
    if (out->elements != 0 && when != NULL) /* else every condition would be a mistake, too */
        LATER(conditions_parse(when, out->elements, arena, &out->when, &out->n_when, &one));
    LATER(rule_read(rules, root, "helps", &out->helps, &one));
    LATER(rule_read(rules, root, "hurts", &out->hurts, &one));
    LATER(on_both_read(root, &out->helped_on_both, &one));
    LATER(phrase_read(root, "title", true, &out->title, &one));
    LATER(phrase_read(root, "text", true, &out->text, &one));
    LATER(phrase_read(root, "both", true, &out->both, &one));
    LATER(basis_read(root, &out->source, &one));
    return fail_all(&all, err);
}

rasif_status conflict_kinds_build(const struct rasif_rules *rules, const struct yaml_node *const *roots, size_t n_roots,
                                  struct arena *arena, const struct conflict_kinds **out, rasif_error *err)
{
    struct conflict_kinds *all_kinds = ARENA_NEW(arena, struct conflict_kinds);
    struct conflict_kind *kinds = ARENA_ARRAY(arena, n_roots, struct conflict_kind);
    rasif_error all = {0};
    if (all_kinds == NULL || kinds == NULL)
        return fail_memory(err);
    if (n_roots > MOST_CONFLICT_KINDS)
        return fail(err, RASIF_E_RULE, "more than %d declared conflicts", MOST_CONFLICT_KINDS);
    for (size_t i = 0; i < n_roots; i++)
        LATER(kind_build(rules, roots[i], arena, &kinds[i], &one));
    *all_kinds = (struct conflict_kinds){kinds, n_roots};
    *out = all_kinds;
    return fail_all(&all, err);
}

static int by_id(const void *left, const void *right)
{
    return strcmp(((const struct file *)left)->id, ((const struct file *)right)->id);
}

rasif_status conflict_kinds_load(const struct rasif_rules *rules, struct arena *arena,
                                 const struct conflict_kinds **out, rasif_error *err)
{
    struct files files = {0};
    rasif_status status = files_add_built_in(&files, "conflicts/", arena, err);
    const struct yaml_node **roots = ARENA_ARRAY(arena, files.n, const struct yaml_node *);
    if (status == RASIF_OK && roots == NULL)
        status = fail_memory(err);
    if (status == RASIF_OK && files.n > 0)
        array_sort(files.items, files.n, sizeof *files.items, by_id);
    for (size_t i = 0; i < files.n && status == RASIF_OK; i++)
        roots[i] = files.items[i].root;
    if (status == RASIF_OK)
        status = conflict_kinds_build(rules, roots, files.n, arena, out, err);
    free(files.items);
    return status;
}
