/* SPDX-License-Identifier: MIT
 *
 * Names for people as QGIS expressions: the names of label.c, made from the columns of the table,
 * with the same words in the same order, so that an element has one name everywhere.
 *
 * QGIS evaluates the expressions row by row; they use only columns and constants. Each
 * style_label_* function for rows, segments, findings and gaps follows one of label.c: a change of
 * one needs the other. */
#include "report/label.h"
#include "report/style/style.h"

#include <stdlib.h>
#include <string.h>

#define MOST_WORDS 60 /* words of a table; further ones are shown as the data spell them */

/* A text as a literal of a QGIS expression: ' is doubled, \ gets another \. */
void style_quote(struct text *out, const char *text)
{
    text_add(out, "'");
    for (; *text != '\0'; text++) {
        if (*text == '\'' || *text == '\\')
            text_add(out, *text == '\'' ? "'" : "\\");
        text_addn(out, text, 1);
    }
    text_add(out, "'");
}

/* The literal 'Sidewalk' of a role, or 'Tree' of a kind in the data; NULL = the role.
 * label_write makes it, so that words and capitals are those of every report. */
static void add_kind(struct text *out, const struct style_job *job, enum role role, const char *kind)
{
    struct text word = {0};
    const struct label_parts parts = {.role = role, .kind = kind, .number = -1, .length_m = NAN};
    label_write(job->sentences, job->language, &parts, &word);
    style_quote(out, word.data != NULL ? word.data : "");
    out->failed = out->failed || word.failed;
    text_free(&word);
}

/* "No sidewalk" of "no sidewalk", in quotes. */
static void add_capital(struct text *out, const char *text)
{
    struct text word = {0};
    text_add(&word, text);
    if (word.length > 0 && word.data[0] >= 'a' && word.data[0] <= 'z')
        word.data[0] = (char)(word.data[0] - 'a' + 'A');
    style_quote(out, word.data != NULL ? word.data : "");
    out->failed = out->failed || word.failed;
    text_free(&word);
}

/* ---- kinds ---- */

static bool is_new(const char *const *words, size_t n, const char *word)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(words[i], word) == 0)
            return false;
    return true;
}

/* Fills `words` with the values of rasif_kind in rows of the role, each once, and returns their
 * number. Ramps have the three kerbs of label_kind; other roles are read until MOST_WORDS are
 * found. */
static size_t kinds_of_role(const struct style_job *job, enum role role, const char **words)
{
    static const char *const kerbs[] = {"raised_kerb", "rolled_kerb", "flush_kerb"};
    size_t n = 0;
    for (size_t i = 0; role == ROLE_RAMP && i < 3; i++)
        words[n++] = kerbs[i];
    for (size_t row = 0; role != ROLE_RAMP && row < job->run->store->tables[role].n && n < MOST_WORDS;
         row++) {
        const char *kind = label_kind(job->run, role, row);
        if (kind != NULL && is_new(words, n, kind))
            words[n++] = kind;
    }
    return n;
}

/* coalesce(map_get(map('tree','Tree','bollard','Bollard'),"rasif_kind"),'Obstacle') */
void style_label_kind(struct text *out, const struct style_job *job, const struct view *view,
                      enum role role)
{
    const char *words[MOST_WORDS];
    size_t n = style_has(view, "rasif_kind") ? kinds_of_role(job, role, words) : 0;
    if (n == 0) {
        add_kind(out, job, role, NULL);
        return;
    }
    text_add(out, "coalesce(map_get(map(");
    for (size_t i = 0; i < n; i++) {
        text_add(out, i > 0 ? "," : "");
        style_quote(out, words[i]);
        text_add(out, ",");
        add_kind(out, job, role, words[i]);
    }
    text_add(out, "),\"rasif_kind\"),");
    add_kind(out, job, role, NULL);
    text_add(out, ")");
}

/* ---- parts ---- */

/* The text in the job's language, else `otherwise`. */
static const char *word_in(const struct style_job *job, const char *key, const char *otherwise)
{
    const char *text = sentence_text(job->sentences, job->language, key);
    return text != NULL ? text : otherwise;
}

/* `name` and `name_ar` are columns: in Arabic the Arabic one, where there is one. */
static void add_name(struct text *out, const struct style_job *job, const struct view *view,
                     const char *name, const char *name_ar)
{
    const char *endings[2];
    language_names(job->language, endings);
    if (endings[0][0] != '\0' && style_has(view, name_ar))
        text_addf(out, "coalesce(\"%s\",\"%s\")", name_ar, name);
    else
        text_addf(out, "\"%s\"", name);
}

/* map_get(map('left','left side','right','right side'),"side") */
static void add_side(struct text *out, const struct style_job *job, const char *column)
{
    text_add(out, "map_get(map('left',");
    style_quote(out, word_in(job, "side.left", "left"));
    text_add(out, ",'right',");
    style_quote(out, word_in(job, "side.right", "right"));
    text_addf(out, "),\"%s\")", column);
}

/* A sentence as an expression: where it has the byte 1, 2 or 3 it shows the first, second or
 * third of `values`. Texts have none of these bytes. Frees `filled`.
 *   "\1, from \2" → @n||', from '||@f */
static void add_sentence(struct text *out, struct text *filled, const char *const *values)
{
    const char *at = filled->data != NULL ? filled->data : "";
    for (const char *joint = ""; *at != '\0'; joint = "||") {
        size_t n = strcspn(at, "\1\2\3");
        struct text words = {0};
        text_add(out, joint);
        if (n == 0) {
            text_add(out, values[*at - 1]);
        } else {
            text_addn(&words, at, n);
            style_quote(out, words.data != NULL ? words.data : "");
        }
        at += n > 0 ? n : 1;
        text_free(&words);
    }
    out->failed = out->failed || filled->failed;
    text_free(filled);
}

/* "62 m" of 61.6; null below half a metre, where the number would be 0.
 *   CASE WHEN "length_m">=0.5 THEN to_int(round("length_m"))||' m' END */
static void add_metres(struct text *out, const struct style_job *job, const char *metres)
{
    struct text length = {0}, rounded = {0};
    text_addf(&rounded, "to_int(round(%s))", metres);
    sentence(job->sentences, job->language, "label.length", &length, "n", "\1", NULL);
    text_addf(out, "CASE WHEN %s>=0.5 THEN ", metres);
    add_sentence(out, &length, (const char *const[]){rounded.data != NULL ? rounded.data : "0"});
    text_add(out, " END");
    text_free(&rounded);
}

/* Parts with commas between; null and empty ones drop out, because null<>'' is null.
 *   array_to_string(array_filter(array(PART,PART),@element<>''),', ') */
static void join_open(struct text *out)
{
    text_add(out, "array_to_string(array_filter(array(");
}

static void join_close(struct text *out, const struct style_job *job)
{
    text_add(out, "),@element<>''),");
    style_quote(out, word_in(job, "list.comma", ", "));
    text_add(out, ")");
}

/* ---- names ---- */

/* "Sidewalk 65, Nablus Street, left side, 62 m". A street or destination is its own name alone,
 * and kind and FID ($id) where that is null. A side without a street is left out (decision
 * 0330). */
static void add_role(struct text *out, const struct style_job *job, const struct view *view,
                     enum role role)
{
    bool own = role == ROLE_STREET || role == ROLE_DESTINATION;
    bool walked = role == ROLE_SIDEWALK || role == ROLE_FOOTWAY || role == ROLE_STEPS;
    if (own) {
        text_add(out, "coalesce(");
        add_name(out, job, view, "rasif_name", "rasif_name_ar");
        text_add(out, ",");
    }
    join_open(out);
    style_label_kind(out, job, view, role);
    text_add(out, "||' '||$id");
    if (!own) {
        text_add(out, ",");
        add_name(out, job, view, "rasif_name", "rasif_name_ar");
    }
    if (walked && style_has(view, "rasif_side")) {
        text_add(out, ",if(\"rasif_name\" IS NULL,NULL,");
        add_side(out, job, "rasif_side");
        text_add(out, ")");
    }
    if ((walked || role == ROLE_STREET) && style_has(view, "rasif_length_m")) {
        text_add(out, ",");
        add_metres(out, job, "\"rasif_length_m\"");
    }
    join_close(out, job);
    text_add(out, own ? ")" : "");
}

/* A table of several roles chooses by rasif_role, one of a single role needs no CASE. */
void style_label_rows(struct text *out, const struct style_job *job, const struct view *view,
                      unsigned role_mask)
{
    bool several = (role_mask & (role_mask - 1)) != 0;
    text_add(out, several ? "CASE" : "");
    for (int role = 0; role < ROLE_COUNT; role++) {
        if (!(role_mask & 1u << role))
            continue;
        if (several)
            text_addf(out, " WHEN \"rasif_role\"='%s' THEN ", roles[role].name);
        add_role(out, job, view, (enum role)role);
    }
    text_add(out, several ? " END" : "");
}

/* "Nablus Street, from King Street to Hill Street": the form with both, one or none of the
 * streets at its ends. Without a name it is "Street 12"; where both streets at its ends are
 * unknown too, its length follows: "Street 12, 62 m". */
void style_label_segments(struct text *out, const struct style_job *job, const struct view *view)
{
    static const struct {
        const char *key, *when;
    } forms[] = {{"segment.between", "@f IS NOT NULL AND @t IS NOT NULL"},
                 {"segment.from", "@f IS NOT NULL"},
                 {"segment.to", "@t IS NOT NULL"}};
    text_add(out, "with_variable('f',");
    add_name(out, job, view, "from_street", "from_street_ar");
    text_add(out, ",with_variable('t',");
    add_name(out, job, view, "to_street", "to_street_ar");
    text_add(out, ",with_variable('n',coalesce(");
    add_name(out, job, view, "name", "name_ar");
    text_add(out, ",");
    add_kind(out, job, ROLE_STREET, NULL);
    text_add(out, "||' '||\"street_fid\"),CASE");
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        struct text form = {0};
        sentence(job->sentences, job->language, forms[i].key, &form, "name", "\1", "from", "\2", "to", "\3", NULL);
        text_addf(out, " WHEN %s THEN ", forms[i].when);
        add_sentence(out, &form, (const char *const[]){"@n", "@f", "@t"});
    }
    text_add(out, " WHEN ");
    add_name(out, job, view, "name", "name_ar");
    text_add(out, " IS NOT NULL THEN @n ELSE ");
    join_open(out);
    text_add(out, "@n,");
    add_metres(out, job, "\"rasif_length_m\"");
    join_close(out, job);
    text_add(out, " END)))");
}

/* "Sidewalk 65, Nablus Street, left side"; of a street with a name the name alone. */
void style_label_findings(struct text *out, const struct style_job *job, const struct view *view)
{
    join_open(out);
    text_add(out, "if(\"element\"='street' AND \"name\" IS NOT NULL,NULL,map_get(map(");
    for (int role = 0; role < ROLE_COUNT; role++) {
        text_addf(out, "%s'%s',", role > 0 ? "," : "", roles[role].name);
        add_kind(out, job, (enum role)role, NULL);
    }
    text_add(out, "),\"element\")||' '||\"source_fid\"),");
    add_name(out, job, view, "name", "name_ar");
    text_add(out, ",");
    add_side(out, job, "side");
    join_close(out, job);
}

/* The table has no role: the kind is looked up by table_name, by the first role of that table. */
void style_label_repairs(struct text *out, const struct style_job *job, const struct view *view)
{
    const struct store *store = job->run->store;
    size_t n = 0;
    text_add(out, "coalesce(\"rank\"||'. ','')||");
    join_open(out);
    text_add(out, "coalesce(map_get(map(");
    for (size_t i = 0; i < store->n_sources; i++) {
        const struct source *source = &store->sources[i];
        if (source->roles == 0 || source->output == NULL)
            continue;
        text_add(out, n++ > 0 ? "," : "");
        style_quote(out, source->output);
        text_add(out, ",");
        add_kind(out, job, (enum role)__builtin_ctz(source->roles), NULL);
    }
    text_add(out, "),\"table_name\"),\"table_name\")||' '||\"source_fid\",");
    add_name(out, job, view, "name", "name_ar");
    join_close(out, job);
}

/* "No sidewalk …, Nablus Street, left side, 62 m"; a missing ramp names its crossing instead and
 * has neither side nor length: its line is only a sign (decision 0060). A street without a name
 * is "Street 12". */
void style_label_gaps(struct text *out, struct style_job *job, const struct view *view)
{
    join_open(out);
    text_add(out, "map_get(map(");
    for (int kind = 0; kind < GAP_KIND_COUNT; kind++) {
        const char *key = style_text(job, "gap.%s", gap_kind_names[kind]);
        text_addf(out, "%s'%s',", kind > 0 ? "," : "", gap_kind_names[kind]);
        add_capital(out, word_in(job, key, gap_kind_names[kind]));
    }
    text_add(out, "),\"kind\"),if(\"kind\"='no_ramp',");
    add_kind(out, job, ROLE_CROSSING, NULL);
    text_add(out, "||' '||\"from_fid\",if(\"name\" IS NULL,");
    add_kind(out, job, ROLE_STREET, NULL);
    text_add(out, "||' '||\"street_fid\",NULL)),");
    add_name(out, job, view, "name", "name_ar");
    text_add(out, ",if(\"kind\"='no_ramp',NULL,");
    add_side(out, job, "side");
    text_add(out, "),if(\"kind\"='no_ramp',NULL,");
    add_metres(out, job, "\"length_m\"");
    text_add(out, ")");
    join_close(out, job);
}

void style_label_sides(struct text *out, const struct style_job *job)
{
    join_open(out);
    add_kind(out, job, ROLE_STREET, NULL);
    text_add(out, "||' '||\"street_fid\",");
    add_side(out, job, "side");
    text_add(out, ",");
    add_metres(out, job, "\"length_m\"");
    join_close(out, job);
}
