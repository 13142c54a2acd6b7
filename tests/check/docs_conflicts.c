/* SPDX-License-Identifier: MIT
 *
 * The table of declared conflicts, printed from libaudit/data/conflicts/ into docs/conflicts.md: between
 * <!-- declared_conflicts --> and <!-- end -->. */
#include "docs.h"

#include "plan/conflict_kinds.h"

static void add_rule(struct text *out, const struct rasif_rules *rules, size_t rule)
{
    text_addf(out, " | [%s](rules.md#%s)", rules->rules[rule].title.in[LANGUAGE_en], rules->rules[rule].id);
}

static void add_kind(struct text *out, const struct rasif_rules *rules, const struct conflict_kind *kind)
{
    const char *source = kind->source.in[LANGUAGE_en];
    text_addf(out, "| <a id=\"%s\"></a>`%s` | **%s.** %s | ", kind->id, kind->id, kind->title.in[LANGUAGE_en],
              kind->text.in[LANGUAGE_en]);
    for (size_t i = 0; i < kind->n_when; i++)
        text_addf(out, "%s`%s`", i > 0 ? " and " : "", kind->when[i].text);
    add_rule(out, rules, kind->helps);
    add_rule(out, rules, kind->hurts);
    text_addf(out, " | %s | %s |\n", kind->both.in[LANGUAGE_en], source[0] != '\0' ? source : "**Judgement.**");
}

bool conflicts_page(struct text *out, const struct rasif_rules *rules, rasif_error *err)
{
    struct arena arena = {0};
    const struct conflict_kinds *kinds = NULL;
    bool good = conflict_kinds_load(rules, &arena, &kinds, err) == RASIF_OK;
    if (good)
        text_add(out, "| id | what | where | helps | hurts | what serves both | source |\n|---|---|---|---|---|---|---|\n");
    for (size_t k = 0; good && k < kinds->n; k++)
        add_kind(out, rules, &kinds->kinds[k]);
    arena_free(&arena);
    return good;
}
