/* SPDX-License-Identifier: MIT
 *
 * The pages docs/profiles.md and docs/profiles-<code>.md: every profile with its needs and their sources,
 * in one language each. In: the rule base, a language. Out: Markdown; on the Arabic page text in Latin
 * letters is isolated, so that it keeps its order. */
#include "docs.h"

#include "report/html/html_parts.h"
#include "rule/rules.h"

#include <math.h>
#include <string.h>

enum say {
    SAY_TITLE, SAY_INTRO, SAY_TABLE, SAY_TABLE_HEAD, SAY_STOPS, SAY_STOPS_NOTE, SAY_RULE, SAY_KINDS,
    SAY_SPEED, SAY_START, SAY_STREET, SAY_SOURCE, SAY_JUDGED, SAY_OPTIONAL, SAY_NEEDS_HEAD, SAY_LEAST, SAY_MOST,
    SAY_FAIR, SAY_DOWN, SAY_WHEN, SAY_LACKING, SAY_YES, SAY_CAPS, SAY_NOT, SAY_OR, SAY_SEMICOLON, SAY_COMMA, SAY_COLON,
    SAY_COUNT
};

static const struct phrase says[SAY_COUNT] = {
    [SAY_TITLE] = {{"What each kind of user needs",
                    "ما تحتاجه كل فئة من المستخدمين",
                    "Ce dont chaque type d’usager a besoin"}},
    [SAY_INTRO] =
        {{"A need is fully met at its *good* value, by 0.6 at its *acceptable* one and not at all at its *limit*; of a "
         "class each word has its share ([how scores come about](scoring.md#one-element)). A need that *stops* "
         "makes what misses the limit impassable for this user; one that *caps* has no value that stops, but "
         "must be known, and the score goes no higher than 40 + 60 × how well it is met. Weights say how much a need counts beside the "
         "others. **Judgement**: no published figure was found for all of it; look at it before anybody relies on "
         "it. Where the sources can be found: [sources](sources.md). How to change a profile or write one of your "
         "own: [rule format](rule-format.md#profiles-the-users).",
          "تُلبّى الحاجة تمامًا عند القيمة *الجيدة*، وبمقدار 0.6 عند القيمة *المقبولة*، ولا تُلبّى عند *الحد*؛ ولكل كلمة "
         "من كلمات الصنف نصيبها ([كيف تنشأ الدرجات](scoring.md#one-element)). والحاجة التي *تمنع* تجعل ما يتجاوز "
         "الحد غير سالك لهذه الفئة؛ والتي *تحدّ الدرجة* ليس فيها ما يمنع، لكن يجب أن تكون قيمتها معروفة، ولا تتجاوز "
         "الدرجة 40 + 60 × مقدار تلبيتها. والوزن مقدار أثر الحاجة إلى جانب غيرها. **تقدير**: لم نجد لبعض الأرقام "
         "مصدرًا منشورًا، فراجعها قبل الاعتماد عليها. أين تجد المصادر: [صفحة المصادر](sources.md). كيف تغيّر فئة "
         "أو تضيف فئة من عندك: [صيغة الملفات](rule-format.md#profiles-the-users).",
          "Un besoin est pleinement satisfait à sa *bonne* valeur, à 0.6 à sa valeur *acceptable* et pas du tout "
          "à son *seuil*\u00a0; dans une classe, chaque mot a sa part ([comment se forment les "
          "notes](scoring.md#one-element), en anglais). Un besoin qui *arrête* rend impraticable pour cet usager "
          "ce qui ne respecte pas le seuil\u00a0; un besoin qui *plafonne* n’a pas de valeur qui arrête, mais "
          "doit être connu, et la note ne dépasse pas 40 + 60 × son degré de satisfaction. Le poids est "
          "l’importance d’un besoin par rapport aux autres. **Appréciation**\u00a0: aucune donnée publiée n’a "
          "été trouvée pour l’ensemble\u00a0; à examiner avant de s’y fier. Où trouver les sources\u00a0: "
          "[sources](sources.md) (en anglais). Comment modifier un profil ou écrire le sien\u00a0: [format des "
          "règles](rule-format.md#profiles-the-users) (en anglais)."}},
    [SAY_TABLE] = {{"All profiles", "كل الفئات", "Tous les profils"}},
    [SAY_TABLE_HEAD] = {{"| code | who | walks (m/s) | starts after (s) | sidewalks : crossings | needs | that stop | "
                        "judgements |\n|---|---|---|---|---|---|---|---|\n",
                         "| الرمز | الفئة | سرعة المشي (م/ث) | يبدأ بعد (ث) | الأرصفة : ممرات المشاة | الاحتياجات | المانعة "
                        "منها | التقديرات منها |\n|---|---|---|---|---|---|---|---|\n",
                         "| code | profil | marche (m/s) | démarre après (s) | trottoirs\u00a0: traversées | "
                         "besoins | qui arrêtent | appréciations |\n|---|---|---|---|---|---|---|---|\n"}},
    [SAY_STOPS] = {{"What stops whom", "ما الذي يمنع كل فئة", "Ce qui arrête quels usagers"}},
    [SAY_STOPS_NOTE] = {{"The limit beyond which, or the words at which, an element is impassable; nothing: the "
                        "user is not stopped by it. Where a need holds under a condition only is said below.",
                         "الحد الذي يصبح العنصر بعده غير سالك، أو الكلمات التي تجعله كذلك؛ والخانة الفارغة تعني أن "
                        "الفئة لا يمنعها ذلك. وما كان مشروطًا ذُكر شرطه أدناه.",
                         "Le seuil au-delà duquel un élément est impraticable, ou les mots qui le rendent "
                         "tel\u00a0; rien\u00a0: cela n’arrête pas l’usager. Les conditions auxquelles un besoin "
                         "est soumis sont données plus bas."}},
    [SAY_RULE] = {{"what", "الحاجة", "besoin"}},
    [SAY_KINDS] = {{"%zu kinds", "أنواع عددها %zu", "%zu types"}},
    [SAY_SPEED] = {{"Walks %s m/s", "سرعة المشي %s م/ث", "Vitesse de marche\u00a0: %s m/s"}},
    [SAY_START] = {{", starts after %s s", "، ويبدأ بعد %s ث", ", démarrage après %s s"}},
    [SAY_STREET] = {{"Of a street's score sidewalks make %s and crossings %s",
                     "نصيب الأرصفة من درجة الشارع %s ونصيب ممرات المشاة %s",
                     "Part des trottoirs dans la note d’une rue\u00a0: %s\u00a0; part des traversées\u00a0: %s"}},
    [SAY_SOURCE] = {{". Source: ", ". المصدر: ", ". Source\u00a0: "}},
    [SAY_JUDGED] = {{"**Judgement.**", "**تقدير.**", "**Appréciation.**"}},
    [SAY_OPTIONAL] = {{"Audited only when `--profile` names it.",
                       "لا تدخل في التدقيق إلا إذا سمّاها الخيار `--profile`.",
                       "Audité seulement si `--profile` le nomme."}},
    [SAY_NEEDS_HEAD] = {{"| what is asked | needed | stops | weight | source |\n|---|---|---|---|---|\n",
                         "| السؤال | المطلوب | يمنع | الوزن | المصدر |\n|---|---|---|---|---|\n",
                         "| besoin | valeurs | arrête | poids | source |\n|---|---|---|---|---|\n"}},
    [SAY_LEAST] = {{"good from %s", "جيد ابتداءً من %s", "bon à partir de %s"}},
    [SAY_MOST] = {{"good up to %s", "جيد حتى %s", "bon jusqu’à %s"}},
    [SAY_FAIR] = {{"acceptable %s", "مقبول %s", "acceptable %s"}},
    [SAY_DOWN] = {{"limit going down %s", "الحد نزولًا %s", "seuil en descente %s"}},
    [SAY_WHEN] = {{"Only where: ", "فقط إذا كان: ", "Seulement si\u00a0: "}},
    [SAY_LACKING] = {{"Only in data with a column for it",
                      "فقط في بيانات فيها عمود لذلك",
                      "Seulement si les données ont une colonne pour cela"}},
    [SAY_YES] = {{"yes", "نعم", "oui"}},
    [SAY_CAPS] = {{"caps", "يحدّ الدرجة", "plafonne"}},
    [SAY_NOT] = {{"not ", "ليس ", "non "}},
    [SAY_OR] = {{" or ", " أو ", " ou "}},
    [SAY_SEMICOLON] = {{"; ", "؛ ", "\u00a0; "}},
    [SAY_COMMA] = {{", ", "، ", ", "}},
    [SAY_COLON] = {{": ", ": ", "\u00a0: "}},
};

static const struct phrase limit_words[2] = {{{"limit %s", "الحد الأقصى %s", "seuil %s"}},
                                             {{"limit %s", "الحد الأدنى %s", "seuil %s"}}};

static const char *say(const struct page *page, enum say word)
{
    return phrase_in(says[word], page->language);
}

static bool is_arabic(const struct page *page)
{
    return strcmp(page->language, "ar") == 0;
}

/* A pattern with one "%s". */
static void put_filled(struct page *page, const char *pattern, const char *value)
{
    const char *hole = strstr(pattern, "%s");
    struct text text = {0};
    text_addn(&text, pattern, (size_t)(hole - pattern));
    text_add(&text, value);
    text_add(&text, hole + 2);
    docs_put(page, text.data);
    text_free(&text);
}

/* "1.80 m" of a file with the unit in the page's language. */
static void add_quantity(const struct page *page, struct text *out, const char *text, size_t n)
{
    static const char *const units[][2] = {{" mm", " مم"}, {" m/s", " م/ث"}, {" m", " م"}, {" s", " ث"}};
    while (n > 0 && text[n - 1] == ' ')
        n--;
    for (size_t u = 0; u < sizeof units / sizeof units[0] && is_arabic(page); u++) {
        size_t length = strlen(units[u][0]);
        if (n > length && memcmp(text + n - length, units[u][0], length) == 0) {
            text_addn(out, text, n - length);
            text_add(out, units[u][1]);
            return;
        }
    }
    text_addn(out, text, n);
}

static const char *word_of_code(const struct page *page, enum field_id measure, size_t code)
{
    return word_of(page, "value", fields[measure].vocabulary->words[code - 1]);
}

/* The words of a class that have this u, "a, b"; returns how many. */
static size_t add_words(const struct page *page, struct text *out, enum field_id measure, const struct need *need,
                        double u)
{
    size_t n = 0;
    for (size_t c = 1; c <= fields[measure].vocabulary->n; c++)
        if (need->u_of_code[c] == u) {
            text_add(out, n++ > 0 ? say(page, SAY_COMMA) : "");
            text_add(out, word_of_code(page, measure, c));
        }
    return n;
}

/* Has the need a value that stops? Of a class that is one with u = 0. */
static bool stops(const struct need *need)
{
    bool zero = !need->is_class;
    for (size_t c = 1; c < 32; c++)
        zero = zero || need->u_of_code[c] == 0;
    return need->blocks && zero;
}

/* ---- one need ------------------------------------------------------------------------------- */

/* "1: asphalt, concrete; 0.9: paving stones" from the best to the worst. */
static void put_class(struct page *page, enum field_id measure, const struct need *need)
{
    bool first = true;
    for (double below = 2;;) {
        double u = -1;
        for (size_t c = 0; c < 32; c++)
            if (need->u_of_code[c] < below && need->u_of_code[c] > u)
                u = need->u_of_code[c];
        if (u < 0)
            return;
        struct text text = {0};
        text_add(&text, first ? "" : say(page, SAY_SEMICOLON));
        text_number(&text, u);
        text_add(&text, say(page, SAY_COLON));
        add_words(page, &text, measure, need, u);
        docs_put(page, text.data);
        text_free(&text);
        first = false;
        below = u;
    }
}

/* "good from 1.80 m; acceptable 1.22 m; limit 0.90 m"; `need->text` has the values as written. */
static void put_numbers(struct page *page, const struct need *need)
{
    const char *patterns[4] = {say(page, need->more_is_better ? SAY_LEAST : SAY_MOST), say(page, SAY_FAIR),
                               phrase_in(limit_words[need->more_is_better], page->language), say(page, SAY_DOWN)};
    const char *at = need->text;
    for (int k = 0; *at != '\0'; k++) {
        size_t n = strcspn(at, "/");
        struct text value = {0};
        size_t skip = strncmp(at, "↓ ", 4) == 0 ? 4 : 0;
        add_quantity(page, &value, at + skip, n - skip);
        docs_put(page, k > 0 ? say(page, SAY_SEMICOLON) : "");
        put_filled(page, patterns[k == 1 && isnan(need->adequate) ? 2 : k > 1 && isnan(need->adequate) ? 3 : k],
                   value.data);
        text_free(&value);
        at += n;
        at += strspn(at, "/ ");
    }
}

static void put_condition(struct page *page, const struct condition *condition)
{
    struct text text = {0};
    text_addf(&text, "%s%s", word_of(page, "field", fields[condition->measure].name), say(page, SAY_COLON));
    if (condition->classes == 0) {
        const char *operation = strpbrk(condition->text, "<>=!");
        size_t sign = strspn(operation, "<>=!");
        text_addn(&text, operation, sign);
        add_quantity(page, &text, operation + sign, strlen(operation + sign));
    } else {
        text_add(&text, condition->op == OP_NE ? say(page, SAY_NOT) : "");
        const char *before = "";
        for (size_t c = 1; c < 32; c++)
            if (condition->classes >> c & 1u) {
                text_addf(&text, "%s%s", before, word_of_code(page, condition->measure, c));
                before = say(page, SAY_OR);
            }
    }
    docs_put(page, text.data);
    text_free(&text);
}

static void put_need(struct page *page, const struct rasif_rules *rules, const struct need *need)
{
    const struct rule *rule = &rules->rules[need->rule];
    text_add(page->out, "| [");
    docs_put(page, phrase_in(rule->title, page->language));
    text_addf(page->out, "](rules.md#%s) | ", rule->id);
    if (need->is_class)
        put_class(page, rule->measure, need);
    else
        put_numbers(page, need);
    for (size_t i = 0; i < need->n_when; i++) {
        docs_put(page, i == 0 ? ". " : say(page, SAY_SEMICOLON));
        docs_put(page, i == 0 ? say(page, SAY_WHEN) : "");
        put_condition(page, &need->when[i]);
    }
    if (need->if_surveyed)
        text_addf(page->out, ". %s", say(page, SAY_LACKING));
    text_addf(page->out, " | %s | ", stops(need) ? say(page, SAY_YES) : need->blocks ? say(page, SAY_CAPS) : "");
    text_number(page->out, need->weight);
    text_add(page->out, " | ");
    docs_put(page, phrase_in(need->basis, page->language));
    text_addf(page->out, "%s%s |\n", need->unverified ? " " : "", need->unverified ? say(page, SAY_JUDGED) : "");
}

/* ---- one profile ---------------------------------------------------------------------------- */

static void put_source(struct page *page, struct phrase basis, bool unverified)
{
    if (phrase_first(basis)[0] != '\0') {
        text_add(page->out, say(page, SAY_SOURCE));
        docs_put(page, phrase_in(basis, page->language));
    }
    text_addf(page->out, "%s%s\n", unverified ? " " : "", unverified ? say(page, SAY_JUDGED) : "");
}

static void put_number(struct page *page, const char *pattern, double number)
{
    struct text text = {0};
    text_number(&text, number);
    put_filled(page, pattern, text.data);
    text_free(&text);
}

static void put_profile(struct page *page, const struct rasif_rules *rules, const struct profile *profile)
{
    text_addf(page->out, "\n<a id=\"%s\"></a>\n\n## ", profile->id);
    docs_put(page, phrase_in(profile->title, page->language));
    text_addf(page->out, "\n\n`%s` · `%s`\n\n", profile->code, profile->id);
    docs_put(page, phrase_in(profile->description, page->language));
    text_addf(page->out, "%s%s\n\n- ", profile->optional ? " " : "", profile->optional ? say(page, SAY_OPTIONAL) : "");
    put_number(page, say(page, SAY_SPEED), profile->pace.speed_m_s);
    if (profile->pace.start_s > 0)
        put_number(page, say(page, SAY_START), profile->pace.start_s);
    put_source(page, profile->pace_basis, profile->pace_unverified);
    text_add(page->out, "- ");
    struct text street = {0};
    const char *pattern = say(page, SAY_STREET), *hole = strstr(pattern, "%s");
    text_addn(&street, pattern, (size_t)(hole - pattern));
    text_number(&street, profile->weight_sidewalks);
    text_add(&street, hole + 2);
    put_number(page, street.data, profile->weight_crossings);
    text_free(&street);
    put_source(page, profile->street_basis, profile->street_unverified);
    text_addf(page->out, "\n%s", say(page, SAY_NEEDS_HEAD));
    for (size_t i = 0; i < profile->n_needs; i++)
        put_need(page, rules, &profile->needs[i]);
}

/* ---- the tables over all profiles ------------------------------------------------------------- */

static void put_all(struct page *page, const struct rasif_rules *rules)
{
    text_addf(page->out, "## %s\n\n%s", say(page, SAY_TABLE), say(page, SAY_TABLE_HEAD));
    for (size_t p = 0; p < rules->n_profiles; p++) {
        const struct profile *profile = &rules->profiles[p];
        size_t blocking = 0, judged = 0;
        for (size_t i = 0; i < profile->n_needs; i++) {
            blocking += stops(&profile->needs[i]);
            judged += profile->needs[i].unverified;
        }
        text_addf(page->out, "| `%s` | [", profile->code);
        docs_put(page, phrase_in(profile->title, page->language));
        text_addf(page->out, "](#%s) | ", profile->id);
        text_number(page->out, profile->pace.speed_m_s);
        text_add(page->out, " | ");
        text_number(page->out, profile->pace.start_s);
        text_add(page->out, " | ");
        text_number(page->out, profile->weight_sidewalks);
        text_add(page->out, " : ");
        text_number(page->out, profile->weight_crossings);
        text_addf(page->out, " | %zu | %zu | %zu |\n", profile->n_needs, blocking, judged);
    }
}

/* The limits at which a rule stops a user. */
static void put_stop(struct page *page, const struct rasif_rules *rules, const struct profile *profile, size_t rule)
{
    const char *before = "";
    for (size_t i = 0; i < profile->n_needs; i++) {
        const struct need *need = &profile->needs[i];
        if (need->rule != rule || !stops(need))
            continue;
        struct text text = {0}, words = {0};
        text_add(&text, before);
        if (need->is_class) {
            size_t n = add_words(page, &words, rules->rules[rule].measure, need, 0);
            const char *kinds = say(page, SAY_KINDS), *hole = strstr(kinds, "%zu");
            if (n > 4)
                text_addf(&text, "%.*s%zu%s", (int)(hole - kinds), kinds, n, hole + 3);
            else
                text_add(&text, words.data != NULL ? words.data : "");
        } else {
            const char *limit = need->text;
            for (int k = isnan(need->adequate) ? 1 : 2; k > 0; k--)
                limit = strchr(limit, '/') + 2;
            add_quantity(page, &text, limit, strcspn(limit, "/"));
        }
        docs_put(page, text.data);
        before = say(page, SAY_SEMICOLON);
        text_free(&text);
        text_free(&words);
    }
}

static bool stops_anybody(const struct rasif_rules *rules, size_t rule)
{
    for (size_t p = 0; p < rules->n_profiles; p++)
        for (size_t i = 0; i < rules->profiles[p].n_needs; i++)
            if (rules->profiles[p].needs[i].rule == rule && stops(&rules->profiles[p].needs[i]))
                return true;
    return false;
}

static void put_stops(struct page *page, const struct rasif_rules *rules)
{
    text_addf(page->out, "\n## %s\n\n%s\n\n| %s |", say(page, SAY_STOPS), say(page, SAY_STOPS_NOTE),
              say(page, SAY_RULE));
    for (size_t p = 0; p < rules->n_profiles; p++)
        text_addf(page->out, " `%s` |", rules->profiles[p].code);
    text_add(page->out, "\n|---|");
    for (size_t p = 0; p < rules->n_profiles; p++)
        text_add(page->out, "---|");
    for (size_t r = 0; r < rules->n_rules; r++) {
        if (!stops_anybody(rules, r))
            continue;
        text_add(page->out, "\n| [");
        docs_put(page, phrase_in(rules->rules[r].title, page->language));
        text_addf(page->out, "](rules.md#%s) |", rules->rules[r].id);
        for (size_t p = 0; p < rules->n_profiles; p++) {
            text_add(page->out, " ");
            put_stop(page, rules, &rules->profiles[p], r);
            text_add(page->out, " |");
        }
    }
    text_add(page->out, "\n");
}

bool profiles_page(struct text *out, const struct rasif_rules *rules, const char *language, rasif_error *err)
{
    struct arena arena = {0};
    struct page page = {.language = language, .out = out};
    bool good = sentences_load(&arena, &page.sentences, err) == RASIF_OK;
    if (good) {
        bool turned = languages[language_of(language)].right_to_left;
        if (turned)
            text_addf(out, "<div dir=\"rtl\" lang=\"%s\">\n\n", language);
        text_addf(out, "# %s\n\n%s", say(&page, SAY_TITLE), docs_generated);
        docs_others(&page, "profiles");
        text_addf(out, "\n\n%s\n\n", say(&page, SAY_INTRO));
        put_all(&page, rules);
        put_stops(&page, rules);
        for (size_t p = 0; p < rules->n_profiles; p++)
            put_profile(&page, rules, &rules->profiles[p]);
        text_add(out, turned ? "\n</div>\n" : "");
    }
    arena_free(&arena);
    return good;
}
