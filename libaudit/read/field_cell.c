/* SPDX-License-Identifier: MIT
 *
 * From values back to cells: see field_cell.h.
 *
 * Algorithm: the readers of a field stand in the order in which reading tries them; the first that
 * is a plain column is written. What to write there is tried out: words of a user's mapping in
 * their order, the vocabulary's own, words of a preset, numbers with as few decimals as do; the
 * first that the reader itself reads as the value is taken. So nothing is written that an audit
 * would read as something else. Cost: some dozens of texts parsed per cell. */
#include "read/field_cell.h"

#include "read/input_parts.h"
#include "read/parse_value.h"

#include <math.h>
#include <string.h>

#define MOST_DECIMALS 16

/* ---- trying out --------------------------------------------------------------------------- */

/* One reader, and the value that its cell shall read as. */
struct trial {
    struct cell_reader *reader;
    const struct missing_words *missing;
    const struct field_value *want;
    struct arena *arena;
    struct deferred deferred; /* texts that trials read */
    struct field_cell *out;
    bool whole; /* the column is declared for whole numbers */
    bool failed;
};

/* What the reader makes of the cell. */
static struct field_value read_trial(struct trial *t, const struct cell *cell)
{
    struct cell_context context = {
        .arena = t->arena, .deferred = &t->deferred, .missing = t->missing};
    struct parsed_value parsed;
    enum value_type type = fields[t->reader->field].type;
    double real = cell->type == CELL_INT ? (double)cell->integer : cell->real;
    char number[40];
    if (cell->type == CELL_TEXT)
        parsed = parse_text_value(t->reader, &context, cell->bytes, cell->length);
    else if (type == VALUE_REAL)
        parsed = parse_number_value(t->reader, &context, real);
    else
        parsed = parse_text_value(t->reader, &context, number, number_format(number, real));
    struct field_value value = {.known = parsed.known, .real = parsed.real, .code = parsed.code};
    if (parsed.known && type == VALUE_TEXT) {
        t->failed = t->failed || t->deferred.failed || parsed.code == 0;
        value.text = t->failed ? "" : t->deferred.bytes + t->deferred.texts[parsed.code - 1].start;
    }
    return value;
}

/* Takes the cell if it reads as the value: `exact` = to the last bit. */
static bool take(struct trial *t, const struct cell *cell, bool exact)
{
    struct field_value value = read_trial(t, cell);
    if (t->failed || !field_value_same(t->reader->field, &value, t->want) ||
        (exact && fields[t->reader->field].type == VALUE_REAL && value.real != t->want->real))
        return false;
    t->out->value = *cell;
    t->out->meant = value;
    if (cell->type == CELL_TEXT)
        t->out->value.bytes = arena_strndup(t->arena, cell->bytes, cell->length);
    if (value.text != NULL)
        t->out->meant.text = t->want->text;
    t->failed = cell->type == CELL_TEXT && t->out->value.bytes == NULL;
    return !t->failed;
}

/* A word in the storage of the column: a column of numbers takes only what is one. */
static bool try_word(struct trial *t, const char *word, size_t length)
{
    double number;
    size_t used;
    struct cell cell = {.type = CELL_TEXT, .bytes = word, .length = length};
    bool text = fields[t->reader->field].type == VALUE_TEXT;
    if (t->reader->numeric && !text) {
        if (!number_parse(word, length, &number, &used) || used != length)
            return false;
        cell = number == floor(number) && fabs(number) < 0x1p53
                   ? (struct cell){.type = CELL_INT, .integer = (int64_t)number}
                   : (struct cell){.type = CELL_REAL, .real = number};
    }
    return take(t, &cell, true);
}

/* ---- numbers ------------------------------------------------------------------------------ */

/* `text` is a decimal in the unit of the column. */
static bool try_number(struct trial *t, const char *text, size_t length, bool exact)
{
    double number;
    size_t used;
    struct cell cell = {.type = CELL_TEXT, .bytes = text, .length = length};
    if (!number_parse(text, length, &number, &used) || used != length)
        return false;
    if (t->reader->numeric && t->whole)
        cell = (struct cell){.type = CELL_INT, .integer = (int64_t)number};
    else if (t->reader->numeric)
        cell = (struct cell){.type = CELL_REAL, .real = number};
    return take(t, &cell, exact);
}

/* A column of whole numbers gets the next one on the side that serves those who walk better. */
static bool try_rounded(struct trial *t, double raw)
{
    unsigned flags = fields[t->reader->field].flags;
    char buffer[NUMBER_FIXED];
    if ((flags & (FIELD_LEAST | FIELD_MOST)) == 0)
        return false;
    double whole = flags & FIELD_LEAST ? ceil(raw) : floor(raw);
    struct field_value rounded = {.known = true, .code = 0};
    const struct field_value *wanted = t->want;
    if (!quantity_convert(whole, t->reader->rule->unit, fields[t->reader->field].unit,
                          &rounded.real))
        return false;
    t->want = &rounded;
    t->out->rounded = try_number(t, buffer, number_fixed(buffer, whole, 0), false);
    t->want = wanted;
    return t->out->rounded;
}

/* As few decimals as read back exactly; where units don't allow that, as many as there are. */
static bool try_decimals(struct trial *t)
{
    const struct field *field = &fields[t->reader->field];
    const struct alternative *rule = t->reader->rule;
    char buffer[NUMBER_FIXED];
    double raw;
    if (!quantity_convert(t->want->real, field->unit, rule->unit, &raw))
        return false;
    int most = t->reader->numeric && t->whole ? 0 : MOST_DECIMALS;
    for (int exact = 1; exact >= 0; exact--)
        for (int decimals = 0; decimals <= most; decimals++)
            if (try_number(t, buffer, number_fixed(buffer, raw, decimals), exact == 1))
                return true;
    return most == 0 && try_rounded(t, raw);
}

/* ---- words -------------------------------------------------------------------------------- */

/* A word that the mapping has for the value. */
static bool try_mapped(struct trial *t, uint32_t code)
{
    const struct alternative *rule = t->reader->rule;
    for (size_t i = 0; i < rule->n_values; i++)
        if (rule->values[i].kind == WORD_VALUE && rule->values[i].code == code &&
            try_word(t, rule->values[i].from, rule->values[i].from_length))
            return true;
    return false;
}

/* A user's mapping lists the words of the column; a preset lists what its schema has beside the
 * vocabulary's own. Then what yes and no may be. */
static bool try_class(struct trial *t, uint32_t code)
{
    const struct vocabulary *vocabulary = fields[t->reader->field].vocabulary;
    const char *own = vocabulary_word(vocabulary, code);
    uint32_t mapped = fields[t->reader->field].type == VALUE_LIST ? 1u << code : code;
    bool user = t->reader->mapped_by_user;
    if ((user && try_mapped(t, mapped)) || (own != NULL && try_word(t, own, strlen(own))) ||
        (!user && try_mapped(t, mapped)))
        return true;
    return vocabulary == &vocabularies[VOCABULARY_yes_no] &&
           try_word(t, code == YES_NO_YES ? "1" : "0", 1);
}

/* Each word of a list is found alone; then the whole is tried. */
static bool try_list(struct trial *t)
{
    const struct field_value whole = *t->want;
    const struct field_value *wanted = t->want;
    struct text joined = {0};
    bool good = true;
    for (unsigned code = 1; code < 32 && good; code++) {
        if ((whole.code >> code & 1) == 0)
            continue;
        struct field_value one = {.known = true, .code = 1u << code};
        t->want = &one;
        good = try_class(t, code) && t->out->value.type == CELL_TEXT;
        if (good)
            text_addf(&joined, "%s%s", joined.length > 0 ? ";" : "", t->out->value.bytes);
    }
    t->want = wanted;
    t->failed = t->failed || joined.failed;
    good = good && !t->failed && joined.length > 0 && try_word(t, joined.data, joined.length);
    text_free(&joined);
    return good;
}

static bool try_text(struct trial *t)
{
    const struct alternative *rule = t->reader->rule;
    for (size_t i = 0; i < rule->n_values; i++)
        if (rule->values[i].kind == WORD_VALUE &&
            strcmp(rule->values[i].text, t->want->text) == 0 &&
            try_word(t, rule->values[i].from, rule->values[i].from_length))
            return true;
    return try_word(t, t->want->text, strlen(t->want->text));
}

/* The number with its unit: for texts that the mapping takes for something else without it. */
static bool try_with_unit(struct trial *t)
{
    const enum unit unit = t->reader->rule->unit;
    struct text text = {0};
    double raw;
    bool taken = false;
    if (t->reader->numeric || unit_symbol(unit)[0] == '\0' ||
        !quantity_convert(t->want->real, fields[t->reader->field].unit, unit, &raw))
        return false;
    text_number(&text, raw);
    text_addf(&text, " %s", unit_symbol(unit));
    t->failed = t->failed || text.failed;
    if (!t->failed)
        taken = take(
            t, &(struct cell){.type = CELL_TEXT, .bytes = text.data, .length = text.length}, false);
    text_free(&text);
    return taken;
}

/* A mapping may give words for numbers, too. */
static bool try_real(struct trial *t)
{
    const struct alternative *rule = t->reader->rule;
    if (try_decimals(t) || try_with_unit(t))
        return true;
    for (size_t i = 0; i < rule->n_values; i++)
        if (rule->values[i].kind == WORD_VALUE && rule->values[i].real == t->want->real &&
            try_word(t, rule->values[i].from, rule->values[i].from_length))
            return true;
    return false;
}

/* ---- the cell ----------------------------------------------------------------------------- */

static bool is_whole_type(const char *type)
{
    char upper[32];
    size_t n = 0;
    for (; type[n] != '\0' && n + 1 < sizeof upper; n++)
        upper[n] = (char)(type[n] >= 'a' && type[n] <= 'z' ? type[n] - 32 : type[n]);
    upper[n] = '\0';
    return strstr(upper, "INT") != NULL || strcmp(upper, "BOOLEAN") == 0;
}

/* The field's binding; NULL = nothing fills it. */
static const struct field_binding *find_field(const struct binding *binding, int side,
                                              enum field_id field)
{
    const struct field_binding *list = side < 0 ? binding->fields : binding->sides[side].fields;
    size_t n = side < 0 ? binding->n_fields : binding->sides[side].n_fields;
    for (size_t i = 0; i < n; i++)
        if (list[i].field == field && list[i].n_readers > 0)
            return &list[i];
    return NULL;
}

/* May a cell of this column mean a value? The words of some only say that there is none. */
static bool holds_values(const struct alternative *rule)
{
    bool any = rule->other == NULL || rule->other->kind == WORD_VALUE;
    for (size_t i = 0; i < rule->n_values && !any; i++)
        any = rule->values[i].kind == WORD_VALUE;
    return any;
}

/* Does the column say which role a row has? A value written there would make it something else. */
static bool is_of_role(const struct inputs *inputs, size_t binding, const char *column)
{
    const struct yaml_node *makes;
    size_t n = inputs_new_row(inputs, binding, &makes);
    for (size_t i = 0; i < n; i++)
        if (strcmp(makes->items[i].key, column) == 0)
            return true;
    return false;
}

/* The first reader that is a plain column or a tag and may hold a value, and the columns behind it. NULL = none is
 * one. */
static struct cell_reader *find_column(const struct inputs *inputs, size_t binding, const struct input_table *table,
                                       const struct field_binding *field, struct field_cell *out)
{
    struct cell_reader *found = NULL;
    for (size_t i = 0; i < field->n_readers; i++) {
        struct cell_reader *reader = &field->readers[i];
        bool plain = table->selected[reader->selected].is_column;
        if ((!plain && !reader->in_tags) || !holds_values(reader->rule) ||
            is_of_role(inputs, binding, reader->in_tags ? reader->rule->column : reader->column_name))
            continue;
        if (found == NULL)
            found = reader;
        else if (plain && out->n_clear < sizeof out->clear / sizeof out->clear[0])
            out->clear[out->n_clear++] = reader->column_name;
    }
    return found;
}

static bool try_value(struct trial *t)
{
    switch (fields[t->reader->field].type) {
    case VALUE_REAL:
        return try_real(t);
    case VALUE_CLASS:
        return try_class(t, t->want->code);
    case VALUE_LIST:
        return try_list(t);
    default:
        return try_text(t);
    }
}

rasif_status inputs_field_cell(struct inputs *inputs, size_t binding, int side, enum field_id field,
                               const struct field_value *value, struct arena *arena,
                               struct field_cell *out, rasif_error *err)
{
    const struct binding *of = &inputs->bindings[binding];
    const struct input_table *table = &inputs->tables[of->source];
    const struct field_binding *found = find_field(of, side, field);
    *out =
        (struct field_cell){.lack = CELL_NO_COLUMN, .value = {.type = CELL_NULL}, .meant = *value};
    if (found == NULL)
        return RASIF_OK;
    struct trial trial = {.missing = &of->missing, .want = value, .arena = arena, .out = out};
    trial.reader = find_column(inputs, binding, table, found, out);
    out->column = trial.reader != NULL ? trial.reader->column_name : found->readers[0].column_name;
    out->lack = trial.reader != NULL ? CELL_FOUND : CELL_COMPUTED;
    if (trial.reader == NULL)
        return RASIF_OK;
    if (trial.reader->in_tags) {
        out->column = table->tags;
        out->tag = trial.reader->rule->column;
    }
    const struct gpkg_column *column = gpkg_column(table->gpkg, out->column);
    out->type = column != NULL ? column->type : "";
    trial.whole = is_whole_type(out->type);
    if (value->known && !try_value(&trial))
        out->lack = CELL_NO_WORD;
    bool failed = trial.failed || trial.deferred.failed;
    deferred_free(&trial.deferred);
    return failed ? fail_memory(err) : RASIF_OK;
}
