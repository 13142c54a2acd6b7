/* SPDX-License-Identifier: MIT
 *
 * What the files of the JSON report share; private to report/json/. Texts are appended to
 * json->out, whose `failed` says that memory ran out. */
#ifndef RASIF_REPORT_JSON_JSON_PARTS_H
#define RASIF_REPORT_JSON_JSON_PARTS_H

#include "report/table/tables.h"

struct json {
    const struct run *run;
    const struct sentences *sentences;
    struct text *out;
};

/* "," before every item but the first (i = 0), then a new line and the indent. */
static inline void json_next_item(struct json *json, size_t i, const char *indent)
{
    text_addf(json->out, "%s\n%s", i > 0 ? "," : "", indent);
}

/* One member of an object; `more`: another one follows. NULL and NaN become null. */
static inline void json_text_member(struct json *json, const char *key, const char *value,
                                    bool more)
{
    text_addf(json->out, "\"%s\": ", key);
    text_json(json->out, value);
    text_add(json->out, more ? ", " : "");
}

static inline void json_number_member(struct json *json, const char *key, double value, bool more)
{
    text_addf(json->out, "\"%s\": ", key);
    text_number(json->out, value);
    text_add(json->out, more ? ", " : "");
}

static inline void json_count_member(struct json *json, const char *key, size_t value, bool more)
{
    text_addf(json->out, "\"%s\": %zu%s", key, value, more ? ", " : "");
}

/* json_findings.c: "findings": [...] in the order of the view, and "diagnostics": [...]. */
void json_findings(struct json *json, const struct report_tables *tables);
void json_diagnostics(struct json *json);

#endif
