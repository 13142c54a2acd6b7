/* SPDX-License-Identifier: MIT
 *
 * The pages docs/works.md and docs/works-<code>.md: every kind of work with what it puts right, what it costs
 * and where the price is from, and where no work helps. In: data/works/, data/costs.yaml,
 * data/no_work.yaml, a language. Out: Markdown. */
#include "docs.h"

#include "plan/costs.h"
#include "report/html/html_parts.h"

enum say {
    SAY_TITLE, SAY_INTRO, SAY_OWN, SAY_TABLE, SAY_TABLE_HEAD, SAY_MENDS, SAY_GIVES, SAY_COST, SAY_PAYS, SAY_JUDGED,
    SAY_PLACEHOLDER, SAY_NONE, SAY_NONE_NOTE, SAY_NONE_HEAD, SAY_ALWAYS, SAY_TERRAIN, SAY_BEHAVIOUR, SAY_COMMA,
    SAY_COLON, SAY_TO, SAY_COUNT
};

static const struct phrase says[SAY_COUNT] = {
    [SAY_TITLE] = {{"What is built, and what it costs", "ما يُنفَّذ من أعمال وما كلفتها", "Ce que l’on construit, et à quel coût"}},
    [SAY_INTRO] =
        {{"A *kind of work* puts some measures of some elements right; every measure that a built-in "
          "[rule](rules.md) asks has one kind, or stands under [where no work helps](#no-work). Prices "
          "are ranges, from the cheapest to the dearest that is to be expected. **No price here is a tender for this work in Amman.** "
          "**Placeholder**: there is no source at all, only a figure to calculate with. **Judgement**: there is a "
          "source, but it is of another country, of another year or of a larger work. Who usually pays for a work is a judgement about "
          "Amman. Where the sources can be found: [sources](sources.md#prices).",
          "*نوع العمل* يُصلح قياسات معيّنة لعناصر معيّنة؛ ولكل قياس تسأل عنه [قاعدة](rules.md) مضمّنة نوع واحد من الأعمال، "
          "أو يرد تحت [حيث لا ينفع عمل](#no-work). والأسعار مجالات، من أرخص ما يُتوقع إلى أغلاه. "
          "**ليس هنا سعر عطاء لهذا العمل في عمّان.** **رقم مؤقت**: لا مصدر له، وإنما هو رقم للحساب. **تقدير**: له "
          "مصدر، لكنه من بلد آخر أو سنة أخرى أو لعمل أكبر. والجهة التي تدفع عادةً تقدير يخص عمّان. أين تجد المصادر: "
          "[صفحة المصادر](sources.md#prices).",
          "Un *type de travaux* corrige certaines mesures de certains éléments\u00a0; à chaque mesure que demande une "
          "[règle](rules.md) intégrée répond un seul type, ou bien elle figure sous [Là où des travaux ne servent à rien](#no-work). "
          "Les prix sont des fourchettes, du moins cher au plus cher prévisible. **Aucun prix n’est ici celui d’un marché "
          "pour ces travaux à Amman.** **Valeur provisoire**\u00a0: aucune source, un simple chiffre pour calculer. "
          "**Appréciation**\u00a0: la source existe, mais elle concerne un autre pays, une autre année ou de plus grands travaux. Qui "
          "paie d’habitude est une appréciation pour Amman. Où trouver les sources\u00a0: [sources](sources.md#prices) "
          "(en anglais)."}},
    [SAY_OWN] =
        {{"A city gives its own prices in a file of the form below (`rasif plan --costs FILE`). It may name some kinds "
          "only: the others keep the prices of this page and their marks. In another currency every kind that is "
          "needed must be given.",
          "تعطي المدينة أسعارها في ملف بالصيغة التالية (`rasif plan --costs FILE`). ويمكن أن يسمّي بعض الأنواع فقط، "
          "فتبقى لسائرها أسعار هذه الصفحة وعلاماتها. وبعملة أخرى يجب إعطاء كل نوع لازم.",
          "Une ville donne ses propres prix dans un fichier de la forme ci-dessous (`rasif plan --costs FILE`). Il peut ne "
          "nommer que certains types\u00a0: les autres gardent les prix de cette page et leurs marques. Dans une autre "
          "monnaie, tous les types nécessaires doivent être donnés."}},
    [SAY_TABLE] = {{"All kinds of work", "كل أنواع الأعمال", "Tous les types de travaux"}},
    [SAY_TABLE_HEAD] = {{"| work | of | counted | usually pays | price | |\n|---|---|---|---|---|---|\n",
                         "| العمل | العنصر | الوحدة | يدفع عادةً | السعر | |\n|---|---|---|---|---|---|\n",
                         "| travaux | élément | unité | paie d’habitude | prix | |\n|---|---|---|---|---|---|\n"}},
    [SAY_MENDS] = {{"Puts right: ", "يُصلح: ", "Corrige\u00a0: "}},
    [SAY_GIVES] = {{"A new one has values of: ", "للجديد قيم في: ", "Un nouveau a des valeurs de\u00a0: "}},
    [SAY_COST] = {{"Price: ", "السعر: ", "Prix\u00a0: "}},
    [SAY_PAYS] = {{"Usually pays: ", "يدفع عادةً: ", "Paie d’habitude\u00a0: "}},
    [SAY_JUDGED] = {{"**judgement**", "**تقدير**", "**appréciation**"}},
    [SAY_PLACEHOLDER] = {{"**placeholder**", "**رقم مؤقت**", "**valeur provisoire**"}},
    [SAY_NONE] = {{"Where no work helps", "حيث لا ينفع عمل", "Là où des travaux ne servent à rien"}},
    [SAY_NONE_NOTE] =
        {{"No money mends these: it takes another way, another place, or people who act otherwise.",
          "المال لا يُصلح هذه، بل يلزم طريق آخر أو موقع آخر أو تغيير في السلوك.",
          "Aucun budget n’y remédie\u00a0: il faut un autre chemin, un autre endroit, ou un changement de comportement."}},
    [SAY_NONE_HEAD] = {{"| of | measure | when | why | instead |\n|---|---|---|---|---|\n",
                        "| العنصر | القياس | متى | السبب | البديل |\n|---|---|---|---|---|\n",
                        "| élément | mesure | quand | pourquoi | à la place |\n|---|---|---|---|---|\n"}},
    [SAY_ALWAYS] = {{"always", "دائمًا", "toujours"}},
    [SAY_TERRAIN] = {{"the street itself is as steep", "الشارع نفسه بهذا الميل", "la rue elle-même est aussi pentue"}},
    [SAY_BEHAVIOUR] = {{"people put it there", "وضعه الناس هناك", "des gens l’y ont mis"}},
    [SAY_COMMA] = {{", ", "، ", ", "}},
    [SAY_COLON] = {{": ", ": ", "\u00a0: "}},
    [SAY_TO] = {{" to ", " إلى ", " à "}},
};

static const struct phrase quantities[WORK_QUANTITY_COUNT] = {
    [WORK_EACH] = {{"each", "للواحد", "l’unité"}},
    [WORK_LENGTH] = {{"per metre", "للمتر", "le mètre"}},
    [WORK_AREA] = {{"per square metre", "للمتر المربع", "le mètre carré"}},
};
static const struct phrase payers[PAYER_COUNT] = {
    [PAYER_OWNER] = {{"the owner of the plot", "مالك الأرض", "le propriétaire de la parcelle"}},
    [PAYER_MUNICIPALITY] = {{"the municipality", "الأمانة أو البلدية", "la municipalité"}},
    [PAYER_MINISTRY] = {{"the ministry", "الوزارة", "le ministère"}},
};

/* In every language the same: it is typed as it stands. */
static const char example[] = "```yaml\n"
                              "currency: JOD\n"
                              "note: {en: \"framework contract of 2026\"}   # the source of entries without their own\n"
                              "costs:\n"
                              "  kerb-ramp: {low: 900, high: 1400}\n"
                              "  seat: {low: 200, high: 350, source: {en: \"offer of a supplier\"}, unverified: true}\n"
                              "```\n";

static const char *say(const struct page *page, enum say word)
{
    return phrase_in(says[word], page->language);
}

/* "sidewalks, steps" */
static void put_elements(struct page *page, unsigned elements)
{
    const char *before = "";
    for (int e = 0; e < ELEMENT_COUNT; e++)
        if (elements >> e & 1u) {
            docs_put(page, before);
            docs_put(page, word_of(page, "roles", element_names[e]));
            before = say(page, SAY_COMMA);
        }
}

static void put_fields(struct page *page, const enum field_id *items, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        text_addf(page->out, "%s[", i > 0 ? say(page, SAY_COMMA) : "");
        docs_put(page, word_of(page, "field", fields[items[i]].name));
        text_addf(page->out, "](measures.md#%s)", fields[items[i]].name);
    }
}

/* "2150 to 8600 JOD" */
static void put_range(struct page *page, const struct work_costs *costs, size_t kind)
{
    struct text text = {0};
    text_number(&text, costs->of[kind].low);
    text_add(&text, say(page, SAY_TO));
    text_number(&text, costs->of[kind].high);
    text_addf(&text, " %s", costs->currency);
    docs_put(page, text.data);
    text_free(&text);
}

static const char *mark(const struct page *page, const struct work_cost *cost)
{
    return cost->placeholder ? say(page, SAY_PLACEHOLDER) : cost->unverified ? say(page, SAY_JUDGED) : "";
}

static void put_table(struct page *page, const struct work_kinds *kinds, const struct work_costs *costs)
{
    text_addf(page->out, "## %s\n\n%s", say(page, SAY_TABLE), say(page, SAY_TABLE_HEAD));
    for (size_t i = 0; i < kinds->n; i++) {
        const struct work_kind *kind = &kinds->kinds[i];
        text_add(page->out, "| [");
        docs_put(page, phrase_in(kind->title, page->language));
        text_addf(page->out, "](#%s) | ", kind->id);
        put_elements(page, kind->elements);
        text_addf(page->out, " | %s | %s | ", phrase_in(quantities[kind->quantity], page->language),
                  phrase_in(payers[kind->pays], page->language));
        put_range(page, costs, i);
        text_addf(page->out, " | %s |\n", mark(page, &costs->of[i]));
    }
}

static void put_kind(struct page *page, const struct work_kinds *kinds, const struct work_costs *costs, size_t at)
{
    const struct work_kind *kind = &kinds->kinds[at];
    const struct work_cost *cost = &costs->of[at];
    text_addf(page->out, "\n<a id=\"%s\"></a>\n\n## ", kind->id);
    docs_put(page, phrase_in(kind->title, page->language));
    text_addf(page->out, "\n\n`%s`\n\n", kind->id);
    docs_put(page, phrase_in(kind->text, page->language));
    text_addf(page->out, "\n\n- %s", say(page, SAY_MENDS));
    put_elements(page, kind->elements);
    text_add(page->out, say(page, SAY_COLON));
    put_fields(page, kind->mends, kind->n_mends);
    if (kind->builds != ELEMENT_COUNT) {
        text_addf(page->out, "\n- %s", say(page, SAY_GIVES));
        put_fields(page, kind->gives, kind->n_gives);
    }
    text_addf(page->out, "\n- %s%s\n- %s", say(page, SAY_PAYS), phrase_in(payers[kind->pays], page->language),
              say(page, SAY_COST));
    put_range(page, costs, at);
    text_addf(page->out, " %s%s", phrase_in(quantities[kind->quantity], page->language), say(page, SAY_COMMA));
    text_addf(page->out, "%s", mark(page, cost));
    if (!cost->placeholder) {
        text_add(page->out, say(page, SAY_COLON));
        docs_put(page, phrase_in(cost->source, page->language));
    }
    text_add(page->out, "\n");
}

static void put_no_work(struct page *page, const struct work_kinds *kinds)
{
    text_addf(page->out, "\n<a id=\"no-work\"></a>\n\n## %s\n\n%s\n\n%s", say(page, SAY_NONE), say(page, SAY_NONE_NOTE),
              say(page, SAY_NONE_HEAD));
    for (size_t i = 0; i < kinds->n_no_work; i++) {
        const struct no_work *none = &kinds->no_work[i];
        text_add(page->out, "| ");
        put_elements(page, none->elements);
        text_add(page->out, " | ");
        put_fields(page, none->measures, none->n_measures);
        text_addf(page->out, " | %s | ",
                  none->cause == CAUSE_COUNT       ? say(page, SAY_ALWAYS)
                  : none->cause == CAUSE_TERRAIN   ? say(page, SAY_TERRAIN)
                  : none->cause == CAUSE_BEHAVIOUR ? say(page, SAY_BEHAVIOUR)
                                                   : word_of(page, "cause", cause_names[none->cause]));
        docs_put(page, phrase_in(none->reason, page->language));
        text_add(page->out, " | ");
        docs_put(page, phrase_in(none->instead, page->language));
        text_add(page->out, " |\n");
    }
}

bool works_page(struct text *out, const char *language, rasif_error *err)
{
    struct arena arena = {0};
    struct page page = {.language = language, .out = out};
    const struct work_kinds *kinds = NULL;
    const struct work_costs *costs = NULL;
    bool good = sentences_load(&arena, &page.sentences, err) == RASIF_OK &&
                work_kinds_load(&arena, &kinds, err) == RASIF_OK &&
                work_costs_load(kinds, NULL, &arena, &costs, err) == RASIF_OK;
    if (good) {
        bool turned = languages[language_of(language)].right_to_left;
        if (turned)
            text_addf(out, "<div dir=\"rtl\" lang=\"%s\">\n\n", language);
        text_addf(out, "# %s\n\n%s", say(&page, SAY_TITLE), docs_generated);
        docs_others(&page, "works");
        text_addf(out, "\n\n%s\n\n%s\n\n%s%s%s\n", say(&page, SAY_INTRO), say(&page, SAY_OWN),
                  turned ? "<div dir=\"ltr\">\n\n" : "", example, turned ? "\n</div>\n" : "");
        put_table(&page, kinds, costs);
        for (size_t i = 0; i < kinds->n; i++)
            put_kind(&page, kinds, costs, i);
        put_no_work(&page, kinds);
        text_add(out, turned ? "\n</div>\n" : "");
    }
    arena_free(&arena);
    return good;
}
