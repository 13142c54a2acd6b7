/* SPDX-License-Identifier: MIT
 *
 * Names for people: see label.h.
 *
 * A name is put together from parts (kind, number, own name or street, side, length) in one order,
 * so that reports, tables and QGIS expressions (style_label.c) call an element the same (decision
 * 0330). Cost: a few sentences looked up per name; names are made when a row is shown, never
 * stored. */
#include "report/label.h"

#include "report/table/feature_table.h"
#include "report/segment.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Blanks around the text are ignored; "nan", "none" and other null words are not names. */
bool label_is_name(const char *text)
{
    if (text == NULL)
        return false;
    text += strspn(text, " \t\r\n");
    size_t length = strlen(text);
    while (length > 0 && strchr(" \t\r\n", text[length - 1]) != NULL)
        length--;
    return length > 0 && !text_is_missing(text, length);
}

/* ---- parts put together ---- */

/* The sentence "<group>.<value>"; NULL when the language has none. */
static const char *words(const struct sentences *sentences, const char *language, const char *group,
                         const char *value)
{
    char key[64];
    snprintf(key, sizeof key, "%s.%.40s", group, value);
    return sentence_text(sentences, language, key);
}

/* "Bus stop" of "bus stop"; "Fuel station" of "fuel_station", as the data spell a kind without a
 * sentence. Only letters of ASCII become capitals. */
static void add_capital(const char *word, struct text *out)
{
    size_t at = out->length;
    text_add(out, word);
    if (out->failed || out->length == at)
        return;
    if (out->data[at] >= 'a' && out->data[at] <= 'z')
        out->data[at] = (char)(out->data[at] - 'a' + 'A');
    for (; at < out->length; at++)
        if (out->data[at] == '_')
            out->data[at] = ' ';
}

/* "Bus stop", "Raised kerb"; a kind without a sentence as the data spell it; without a kind the
 * role: "Sidewalk". Never empty. */
static void add_kind(const struct sentences *sentences, const char *language,
                     const struct label_parts *parts, struct text *out)
{
    const char *word = NULL;
    if (label_is_name(parts->kind)) {
        word = words(sentences, language, parts->role == ROLE_DESTINATION ? "destination" : "value",
                     parts->kind);
        word = word != NULL ? word : parts->kind;
    }
    if (word == NULL)
        word = words(sentences, language, "role", roles[parts->role].name);
    add_capital(word != NULL ? word : roles[parts->role].name, out);
}

static void add_comma(const struct sentences *sentences, const char *language, struct text *out)
{
    const char *comma = sentence_text(sentences, language, "list.comma");
    text_add(out, comma != NULL ? comma : ", ");
}

/* ", left side"; nothing for side 0. */
static void add_side(const struct sentences *sentences, const char *language, uint8_t side,
                     struct text *out)
{
    const char *word = side != 0 ? words(sentences, language, "side", side_names[side]) : NULL;
    if (word == NULL)
        return;
    add_comma(sentences, language, out);
    text_add(out, word);
}

/* ", 62 m" in whole metres; nothing below 0.5 m, which would read as 0 m, and nothing for NaN. */
static void add_length(const struct sentences *sentences, const char *language, double length_m,
                       struct text *out)
{
    if (!(length_m >= 0.5))
        return;
    struct text n = {0};
    text_fixed(&n, round(length_m), 0);
    add_comma(sentences, language, out);
    sentence(sentences, language, "label.length", out, "n", n.data != NULL ? n.data : "", NULL);
    out->failed = out->failed || n.failed;
    text_free(&n);
}

/* "Nablus Street"; "Sidewalk 65, Nablus Street, left side, 62 m"; "Kerb ramp 12". Streets and
 * destinations with a name need no kind or number. */
void label_write(const struct sentences *sentences, const char *language,
                 const struct label_parts *parts, struct text *out)
{
    bool named = label_is_name(parts->name);
    if (named && (parts->role == ROLE_STREET || parts->role == ROLE_DESTINATION)) {
        text_add(out, parts->name);
        return;
    }
    add_kind(sentences, language, parts, out);
    if (parts->number >= 0)
        text_addf(out, " %lld", (long long)parts->number);
    if (named) {
        add_comma(sentences, language, out);
        text_add(out, parts->name);
    }
    if (named || parts->number < 0) /* a side needs a street, or replaces the number */
        add_side(sentences, language, parts->side, out);
    add_length(sentences, language, parts->length_m, out);
}

/* ---- elements ---- */

/* Texts live in the store's pool. A row without a name borrows that of the street it belongs to. */
const char *label_name(const struct run *run, enum role role,
                       size_t row, const char *language)
{
    const char *name = element_name(run, role, row, language);
    if (label_is_name(name))
        return name;
    uint32_t street = role != ROLE_STREET ? belongs_street(run->belongs, role, row) : NO_ROW;
    name = street != NO_ROW ? element_name(run, ROLE_STREET, street, language) : NULL;
    return label_is_name(name) ? name : NULL;
}

const char *label_kind(const struct run *run, enum role role, size_t row)
{
    const struct elements *e = &run->store->tables[role];
    if (role == ROLE_RAMP) { /* a kerb may be drawn without a ramp */
        const char *kerb = vocabulary_word(fields[F_kerb].vocabulary, element_code(e, F_kerb, row));
        return kerb == NULL                   ? NULL
               : strcmp(kerb, "raised") == 0 ? "raised_kerb"
               : strcmp(kerb, "rolled") == 0 ? "rolled_kerb"
               : strcmp(kerb, "flush") == 0  ? "flush_kerb"
                                             : NULL;
    }
    if (role != ROLE_OBSTACLE && role != ROLE_SEAT && role != ROLE_DESTINATION)
        return NULL;
    const char *kind = pool_text(&run->store->pool, element_text(e, F_kind, row));
    if (!label_is_name(kind) && role == ROLE_OBSTACLE)
        kind = vocabulary_word(fields[F_barrier].vocabulary, element_code(e, F_barrier, row));
    return label_is_name(kind) ? kind : NULL;
}

/* Is it a sidewalk that only its street's columns imply? Its FID is the street's, so it would name
 * a row that does not exist. */
static bool is_of_streets(const struct elements *e, size_t row)
{
    for (size_t s = 0; s < e->n_segments; s++)
        if (row - e->segments[s].first < e->segments[s].n)
            return e->segments[s].of_streets;
    return false;
}

/* A twin (SCOPE_TWIN) takes kind, name, side and length from the row on the same line that stands
 * for both, but keeps its own number. */
void label_element(const struct run *run, enum role role, size_t row,
                   const char *language, struct text *out)
{
    const struct elements *e = &run->store->tables[role];
    size_t lead = element_lead(e, row);
    struct label_parts parts = {.role = role,
                                .kind = label_kind(run, role, lead),
                                .number = is_of_streets(e, row) ? -1 : e->fid[row],
                                .name = label_name(run, role, lead, language),
                                .side = belongs_side(run->belongs, role, lead),
                                .length_m = NAN};
    if (role == ROLE_SIDEWALK || role == ROLE_FOOTWAY || role == ROLE_STEPS || role == ROLE_STREET)
        parts.length_m = e->length_m[lead];
    label_write(run->sentences, language, &parts, out);
}

/* ---- segments, findings, gaps ---- */

/* With a street at one end or both the length is left out: the ends identify the segment better. */
void label_segment(const struct run *run, size_t segment, const char *language, struct text *out)
{
    struct segment_names names;
    segment_names(run, segment, language, &names);
    const char *from = label_is_name(names.from) ? names.from : NULL;
    const char *to = label_is_name(names.to) ? names.to : NULL;
    const struct street_segments *segments = &run->store->segments;
    struct label_parts parts = {
        .role = ROLE_STREET,
        .number = run->store->tables[ROLE_STREET].fid[segment_first(segments, segment).street],
        .name = names.name,
        .length_m = from == NULL && to == NULL ? segment_length_m(segments, segment) : NAN};
    struct text name = {0};
    label_write(run->sentences, language, &parts, &name);
    out->failed = out->failed || name.failed;
    const char *key = from != NULL && to != NULL ? "segment.between"
                      : from != NULL             ? "segment.from"
                                                 : "segment.to";
    if (name.failed || (from == NULL && to == NULL))
        text_add(out, name.failed ? "" : name.data);
    else
        sentence(run->sentences, language, key, out, "name", name.data, "from",
                 from != NULL ? from : "", "to", to != NULL ? to : "", NULL);
    text_free(&name);
}

/* Findings of one segment get the segment's name; streets that are their own element are named like
 * any element. */
void label_finding(const struct run *run,
                   const struct finding *finding, const char *language, struct text *out)
{
    uint32_t segment = finding_segment(run->store, finding);
    if (segment == NO_ROW || run->store->streets.is_own_element[finding->row]) {
        label_element(run, (enum role)finding->role, finding->row, language, out);
        return;
    }
    struct finding_facts facts;
    finding_describe(run, finding, &facts);
    label_segment(run, segment, language, out);
    if (facts.part != NULL)
        add_side(run->sentences, language, facts.part->side, out);
}

/* Of a missing ramp the crossing is named, of a gap without a street the sidewalk that ends; of all
 * others street, side and length. */
void label_gap(const struct run *run, const struct gap *gap,
               const char *language, struct text *out)
{
    const char *kind = words(run->sentences, language, "gap", gap_kind_names[gap->kind]);
    add_capital(kind != NULL ? kind : gap_kind_names[gap->kind], out);
    if (gap->street != NO_ROW || gap->from != NO_ROW)
        add_comma(run->sentences, language, out);
    if (gap->from != NO_ROW && (gap->kind == GAP_NO_RAMP || gap->street == NO_ROW)) {
        label_element(run, gap_role(gap), gap->from, language, out);
        return;
    }
    if (gap->street != NO_ROW) {
        const struct label_parts street = {
            .role = ROLE_STREET,
            .number = run->store->tables[ROLE_STREET].fid[gap->street],
            .name = label_name(run, ROLE_STREET, gap->street, language),
            .length_m = NAN};
        label_write(run->sentences, language, &street, out);
    }
    add_side(run->sentences, language, gap->side, out);
    add_length(run->sentences, language, gap->length_m, out);
}

void label_field(const struct sentences *sentences, const char *language, enum field_id field, struct text *out)
{
    const char *name = phrase_in(phrase_of(sentences, "field", fields[field].name), language);
    text_add(out, name != NULL ? name : fields[field].name);
    if (fields[field].unit != UNIT_NONE)
        text_addf(out, " (%s)", sentence_unit(sentences, language, fields[field].unit));
}
