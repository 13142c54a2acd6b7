/* SPDX-License-Identifier: MIT
 *
 * Values of fields as such, whatever column they come from: see field_cell.h. Pure functions. */
#include "read/field_cell.h"

#include <math.h>
#include <string.h>

#define SAME_SHARE 1e-9 /* numbers that differ by less are the same: units were converted */

bool field_value_same(enum field_id field, const struct field_value *a, const struct field_value *b)
{
    if (!a->known || !b->known)
        return a->known == b->known;
    switch (fields[field].type) {
    case VALUE_REAL:
        return fabs(a->real - b->real) <= SAME_SHARE * fmax(1, fabs(b->real));
    case VALUE_TEXT:
        return strcmp(a->text, b->text) == 0;
    default:
        return a->code == b->code;
    }
}

struct field_value field_value_of(const struct store *store, enum role role, enum field_id field,
                                  size_t row)
{
    const struct elements *e = &store->tables[role];
    struct field_value value = {.real = NAN};
    switch (fields[field].type) {
    case VALUE_REAL:
        value.real = element_real(e, field, row);
        value.known = !isnan(value.real);
        break;
    case VALUE_CLASS:
        value.code = element_code(e, field, row);
        value.known = value.code != 0;
        break;
    case VALUE_LIST:
        value.code = element_list(e, field, row);
        value.known = value.code != 0;
        break;
    case VALUE_TEXT:
        value.text = store_text(store, field, element_text(e, field, row));
        value.known = value.text != NULL;
        break;
    }
    return value;
}

void field_value_show(enum field_id field, const struct field_value *value, struct text *out)
{
    const struct vocabulary *words = fields[field].vocabulary;
    size_t n = 0;
    if (!value->known)
        text_add(out, "null");
    else if (fields[field].type == VALUE_REAL)
        text_number(out, value->real);
    else if (fields[field].type == VALUE_CLASS)
        text_add(out, vocabulary_word(words, value->code));
    else if (fields[field].type == VALUE_TEXT)
        text_add(out, value->text);
    else
        for (unsigned code = 1; code <= words->n; code++)
            if (value->code >> code & 1)
                text_addf(out, "%s%s", n++ > 0 ? ";" : "", vocabulary_word(words, code));
}
