/* SPDX-License-Identifier: MIT
 *
 * The law behind a requirement in words (decision 0311). In: a requirement. Its `source` names
 * documents with semicolons between them, each perhaps with a remark in brackets; its `clause`
 * names a clause of each; of more clauses than documents the first ones belong to the first. Out:
 * see law.h.
 *
 * The two texts are cut at semicolons side by side; a document's own title, edition and country
 * come from data/documents.yaml by its name. Sentences that several rules share are added once.
 * Cost: a few text searches per requirement, and only for rules that are shown. */
#include "report/law_words.h"

#include <stdio.h>
#include <string.h>

/* Of one requirement; further ones are left out. */
#define MOST_DOCUMENTS 4

/* One document that a requirement cites. */
struct cited {
    const struct document *document; /* NULL = unknown, or the standard itself */
    bool own;                        /* the standard itself, which is not in the list */
    const char *name;                /* as the source has it, with rest and remark */
    size_t name_length;              /* of the name alone */
    const char *rest, *remark;       /* "p. 93 item 9", "of ramps"; NULL = none */
    size_t rest_length, remark_length;
    struct text clauses;             /* in words */
};

/* What one requirement cites; citation_free frees the texts of its clauses. */
struct citation {
    struct cited items[MOST_DOCUMENTS];
    size_t n;
};

const char *law_words(const struct law *law, const char *family, const char *name, size_t length)
{
    char key[160];
    snprintf(key, sizeof key, "%s.%.*s", family, (int)length, name);
    return sentence_text(law->sentences, law->language, key);
}

const char *law_word(const struct law *law, const char *key)
{
    const char *words = sentence_text(law->sentences, law->language, key);
    return words != NULL ? words : key;
}

/* The next part of a list with semicolons, without blanks around it; semicolons in brackets are
 * part of a remark. false = the list is at its end. */
static bool next_part(const char **at, const char **part, size_t *length)
{
    int depth = 0;
    const char *start = *at + strspn(*at, " ;"), *end = start;
    for (; *end != '\0' && (*end != ';' || depth > 0); end++)
        depth += (*end == '(') - (*end == ')');
    *at = end;
    while (end > start && end[-1] == ' ')
        end--;
    *part = start;
    *length = (size_t)(end - start);
    return *length > 0;
}

/* "PROWAG 2023, p. 93 item 9 (of ramps)" gives the document, the rest "p. 93 item 9" and the remark
 * "of ramps". An unknown document keeps its text up to the bracket as its name. */
static void read_source(const struct law *law, const char *part, size_t length, struct cited *out)
{
    const char *bracket = memchr(part, '(', length);
    size_t plain = bracket != NULL ? (size_t)(bracket - part) : length, used;
    while (plain > 0 && part[plain - 1] == ' ')
        plain--;
    out->document = document_find(law->rules, part, plain, &used);
    out->name = part;
    out->name_length = out->document != NULL ? used : plain;
    if (out->name_length < plain) {
        size_t skip = strspn(part + out->name_length, ", ");
        out->rest = part + out->name_length + skip;
        out->rest_length = plain - out->name_length - skip;
    }
    if (bracket != NULL && part[length - 1] == ')') {
        out->remark = bracket + 1;
        out->remark_length = length - (size_t)(bracket - part) - 2;
    }
}

/* " R302.2", ", rule of thumb", " (clause not verified)": a number follows the document's name
 * after a blank, words after a comma, an aside in brackets. */
static void add_clause(const struct law *law, const char *clause, size_t length, struct text *out)
{
    const char *words = law_words(law, "clause", clause, length);
    bool aside = words != NULL && words[0] == '(';
    text_add(out, aside || (words == NULL && out->length == 0) ? " " : law_word(law, "list.comma"));
    if (words != NULL)
        text_add(out, words);
    else
        text_addn(out, clause, length);
}

/* Documents of the source, else the standard itself; then clauses in their order, surplus ones to
 * the first document. A page in the source takes the place of the clause "not verified": it can be
 * looked up. */
static void cite(const struct law *law, const struct requirement *requirement, struct citation *out)
{
    const char *at = requirement->source, *part;
    size_t length, n_clauses = 0, i = 0;
    *out = (struct citation){.n = 0};
    while (out->n < MOST_DOCUMENTS && next_part(&at, &part, &length))
        read_source(law, part, length, &out->items[out->n++]);
    if (out->n == 0) {
        out->items[0].document = document_of_standard(law->rules, requirement->standard);
        out->items[0].own = out->items[0].document == NULL;
        out->n = 1;
    }
    for (at = requirement->clause; next_part(&at, &part, &length);)
        n_clauses++;
    size_t extra = n_clauses > out->n ? n_clauses - out->n : 0;
    for (at = requirement->clause; next_part(&at, &part, &length); i++)
        add_clause(law, part, length, &out->items[i > extra ? i - extra : 0].clauses);
    for (i = 0; i < out->n; i++)
        if (out->items[i].rest_length > 0 && strcmp(requirement->clause, "not verified") == 0)
            text_free(&out->items[i].clauses);
    for (i = 0; i < out->n; i++)
        if (out->items[i].rest_length > 0)
            add_clause(law, out->items[i].rest, out->items[i].rest_length, &out->items[i].clauses);
}

static void citation_free(struct citation *citation)
{
    for (size_t i = 0; i < citation->n; i++)
        text_free(&citation->items[i].clauses);
}

/* Title of the standard that a requirement without a source was written in. */
static const char *own_title(const struct law *law, const struct requirement *requirement)
{
    const struct standard *standard = law->standard;
    for (size_t i = 0; i < law->rules->n_standards && strcmp(standard->id, requirement->standard) != 0; i++)
        if (strcmp(law->rules->standards[i].id, requirement->standard) == 0)
            standard = &law->rules->standards[i];
    return phrase_in(standard->title, law->language);
}

/* "PROWAG 2023 R302.2". Advice has no clauses, so "not verified" would only confuse. */
static void add_cited(const struct law *law, const struct requirement *requirement,
                      const struct cited *cited, struct text *out)
{
    if (cited->document != NULL)
        text_add(out, phrase_in(cited->document->title, law->language));
    else if (cited->own)
        text_add(out, own_title(law, requirement));
    else
        text_addn(out, cited->name, cited->name_length);
    bool advice = cited->document != NULL && cited->document->force == FORCE_ADVICE;
    if (cited->clauses.length > 0 && !(advice && strcmp(requirement->clause, "not verified") == 0))
        text_add(out, cited->clauses.data);
    out->failed = out->failed || cited->clauses.failed;
}

/* Whether the document binds where the standard is used: "adopted provisionally, not law in Jordan"
 * of a foreign document in a provisional standard, else by its kind: "guidance", "a technical norm;
 * ...". */
static void add_force(const struct law *law, const struct cited *cited, struct text *out)
{
    const struct standard *standard = law->standard;
    const struct document *document = cited->document;
    bool foreign = document != NULL && standard->country.in[LANGUAGE_FIRST][0] != '\0' &&
                   strcmp(document->country.in[LANGUAGE_FIRST], standard->country.in[LANGUAGE_FIRST]) != 0;
    char key[40];
    if (foreign && standard->status == STANDARD_PROVISIONAL) {
        sentence(law->sentences, law->language, "law.provisional", out, "country",
                 phrase_in(standard->country, law->language), NULL);
        return;
    }
    if (cited->own)
        snprintf(key, sizeof key, "law.own_%s", standard_status_names[standard->status]);
    else
        snprintf(key, sizeof key, "law.%s", force_names[document != NULL ? document->force : FORCE_UNKNOWN]);
    text_add(out, law_word(law, key));
}

/* Do all documents of a citation bind alike? Then the words are written once, behind all of them.
 * Words are compared, because they depend on the standard, too. Out of memory: false. */
static bool same_force(const struct law *law, const struct citation *citation)
{
    struct text first = {0};
    bool same = true;
    add_force(law, &citation->items[0], &first);
    for (size_t i = 1; i < citation->n; i++) {
        struct text other = {0};
        add_force(law, &citation->items[i], &other);
        same = same && first.data != NULL && other.data != NULL && strcmp(first.data, other.data) == 0;
        text_free(&other);
    }
    text_free(&first);
    return same;
}

/* "United States; adopted provisionally, ..."; without `force` only country and remark, because the
 * caller then writes the force once for all documents. */
static void add_standing(const struct law *law, const struct cited *cited, bool force, struct text *out)
{
    const char *country = cited->document != NULL ? phrase_in(cited->document->country, law->language) : "";
    size_t start = out->length;
    text_add(out, country);
    if (cited->remark != NULL) {
        const char *words = law_words(law, "remark", cited->remark, cited->remark_length);
        text_add(out, out->length > start ? law_word(law, "list.semicolon") : "");
        if (words != NULL)
            text_add(out, words);
        else
            text_addn(out, cited->remark, cited->remark_length);
    }
    if (!force)
        return;
    text_add(out, out->length > start ? law_word(law, "list.semicolon") : "");
    add_force(law, cited, out);
}

void law_clause(const struct law *law, const struct requirement *requirement, struct text *out)
{
    struct citation citation;
    cite(law, requirement, &citation);
    for (size_t i = 0; i < citation.n; i++) {
        text_add(out, i > 0 ? law_word(law, "list.semicolon") : "");
        add_cited(law, requirement, &citation.items[i], out);
    }
    citation_free(&citation);
}

void law_full(const struct law *law, const struct requirement *requirement, struct text *out)
{
    struct citation citation;
    cite(law, requirement, &citation);
    bool together = citation.n > 1 && same_force(law, &citation);
    for (size_t i = 0; i < citation.n; i++) {
        struct text standing = {0};
        text_add(out, i > 0 ? law_word(law, "list.semicolon") : "");
        add_cited(law, requirement, &citation.items[i], out);
        add_standing(law, &citation.items[i], !together, &standing);
        if (standing.length > 0)
            text_addf(out, " (%s)", standing.data);
        out->failed = out->failed || standing.failed;
        text_free(&standing);
    }
    if (together) {
        text_add(out, law_word(law, "list.colon"));
        add_force(law, &citation.items[0], out);
    }
    citation_free(&citation);
}

/* Where all documents bind alike, the force stands behind the last one only. */
void law_standing(const struct law *law, const struct requirement *requirement, struct text *out)
{
    struct citation citation;
    cite(law, requirement, &citation);
    bool together = same_force(law, &citation);
    for (size_t i = 0; i < citation.n; i++) {
        struct text standing = {0};
        add_standing(law, &citation.items[i], !together || i + 1 == citation.n, &standing);
        text_add(out, i > 0 && standing.length > 0 ? law_word(law, "list.semicolon") : "");
        text_add(out, standing.data != NULL ? standing.data : "");
        out->failed = out->failed || standing.failed;
        text_free(&standing);
    }
    citation_free(&citation);
}

/* ---- of a run ------------------------------------------------------------------------------- */

static struct law law_of(const struct run *run, const struct sentences *sentences, const char *language)
{
    return (struct law){run->rules, run->plan->standard, sentences, language};
}

/* With the option core only core requirements are judged. */
static bool is_judged(const struct run *run, const struct requirement *requirement, size_t rule)
{
    return requirement->rule == rule && (!run->plan->core || requirement->core);
}

/* Adds a part to the list that begins at `start`, unless the list has this text already, be it as a
 * part of a longer one. */
static void add_once(const struct law *law, const char *part, size_t start, struct text *out)
{
    if (part == NULL || (out->length > start && strstr(out->data + start, part) != NULL))
        return;
    text_add(out, out->length > start ? law_word(law, "list.semicolon") : "");
    text_add(out, part);
}

void law_of_rule(const struct run *run, const struct sentences *sentences, const char *language,
                 size_t rule, bool full, struct text *out)
{
    const struct law law = law_of(run, sentences, language);
    const struct standard *standard = run->plan->standard;
    size_t start = out->length;
    for (size_t i = 0; i < standard->n_requirements; i++) {
        const struct requirement *requirement = &standard->requirements[i];
        struct text one = {0};
        if (!is_judged(run, requirement, rule))
            continue;
        (full ? law_full : law_clause)(&law, requirement, &one);
        add_once(&law, one.data, start, out);
        out->failed = out->failed || one.failed;
        text_free(&one);
    }
}

void law_bare(const struct run *run, const struct sentences *sentences, const char *language, size_t rule,
              struct text *out)
{
    const struct law law = law_of(run, sentences, language);
    const struct standard *standard = run->plan->standard;
    size_t start = out->length;
    for (size_t i = 0; i < standard->n_requirements; i++) {
        const char *at = standard->requirements[i].clause, *part;
        size_t length;
        while (is_judged(run, &standard->requirements[i], rule) && next_part(&at, &part, &length)) {
            const char *words = law_words(&law, "clause", part, length);
            struct text clause = {0};
            text_addn(&clause, words != NULL ? words : part, words != NULL ? strlen(words) : length);
            add_once(&law, clause.data, start, out);
            text_free(&clause);
        }
    }
}

/* Clauses and remarks are dropped, so that all requirements from one document give the same text
 * and add_once keeps one of them. */
void law_documents(const struct run *run, const struct sentences *sentences, const char *language,
                   size_t rule, struct text *out)
{
    const struct law law = law_of(run, sentences, language);
    const struct standard *standard = run->plan->standard;
    for (size_t i = 0; i < standard->n_requirements; i++) {
        struct citation citation;
        if (!is_judged(run, &standard->requirements[i], rule))
            continue;
        cite(&law, &standard->requirements[i], &citation);
        for (size_t k = 0; k < citation.n; k++) {
            struct text one = {0}, standing = {0};
            text_free(&citation.items[k].clauses);
            citation.items[k].remark = NULL;
            add_cited(&law, &standard->requirements[i], &citation.items[k], &one);
            add_standing(&law, &citation.items[k], true, &standing);
            text_addf(&one, " (%s)", standing.data != NULL ? standing.data : "");
            add_once(&law, one.data, 0, out);
            out->failed = out->failed || one.failed || standing.failed;
            text_free(&one);
            text_free(&standing);
        }
        citation_free(&citation);
    }
}

void law_of_finding(const struct run *run, const struct sentences *sentences, const char *language,
                    const struct finding *finding, bool full, struct text *out)
{
    const struct law law = law_of(run, sentences, language);
    if (finding->requirement != UINT16_MAX)
        (full ? law_full : law_clause)(&law, &run->plan->standard->requirements[finding->requirement], out);
}
