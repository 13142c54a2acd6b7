/* SPDX-License-Identifier: MIT
 *
 * Audits a file and looks at the name of everything in it, in both languages: none is empty, has a null
 * word or a lasting id in it, or an end that says nothing. */
#ifndef RASIF_TESTS_LABEL_CHECK_H
#define RASIF_TESTS_LABEL_CHECK_H

#include "audit.h"
#include "report/label.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* 16 hex digits in a row, as ids that last have them. */
static inline bool holds_hash(const char *text)
{
    size_t digits = 0;
    for (; *text != '\0' && digits < 16; text++)
        digits = isdigit((unsigned char)*text) || (*text >= 'a' && *text <= 'f') ? digits + 1 : 0;
    return digits >= 16;
}

/* Are all its parts, between commas, names? */
static inline bool parts_are_names(const char *text)
{
    static const char arabic_comma[] = "،";
    char part[512];
    for (size_t n; *text != '\0'; text += n) {
        for (n = 0; text[n] != '\0' && text[n] != ',' && strncmp(text + n, arabic_comma, 2) != 0;)
            n++;
        snprintf(part, sizeof part, "%.*s", (int)n, text);
        if (!label_is_name(part))
            return false;
        n += text[n] == ',' ? 1 : text[n] != '\0' ? 2 : 0;
        if (text[n] == '\0' && n > 0 && (text[n - 1] == ',' || (unsigned char)text[n - 1] == 0x8c))
            return false;
    }
    return true;
}

static inline void check_label(struct text *label, const char *what, size_t row)
{
    assert_false(label->failed);
    if (label->length == 0 || strstr(label->data, "()") != NULL || strchr(label->data, '{') != NULL ||
        holds_hash(label->data) || !parts_are_names(label->data))
        fail_msg("%s %zu is called \"%s\"", what, row, label->length > 0 ? label->data : "");
    label->length = 0;
}

static inline size_t check_run_in(const struct run *run, const char *language)
{
    struct text label = {0};
    size_t n = 0;
    for (int r = 0; r < ROLE_COUNT; r++)
        for (size_t i = 0; i < run->store->tables[r].n; i++, n++) {
            label_element(run, (enum role)r, i, language, &label);
            check_label(&label, roles[r].name, i);
        }
    for (size_t i = 0; i < run->store->segments.n; i++, n++) {
        label_segment(run, i, language, &label);
        check_label(&label, "segment", i);
    }
    for (size_t i = 0; i < run->results->n_findings; i++, n++) {
        label_finding(run, &run->results->findings[i], language, &label);
        check_label(&label, "finding", i);
    }
    for (size_t i = 0; i < run->gaps->n; i++, n++) {
        label_gap(run, &run->gaps->items[i], language, &label);
        check_label(&label, "gap", i);
    }
    text_free(&label);
    return n;
}

/* Returns how many names there are. */
static inline size_t check_labels_of(const char *path)
{
    rasif_context *context = NULL;
    rasif_rules *rules = NULL;
    rasif_audit *audit = NULL;
    rasif_options options;
    rasif_error err = {0};
    const char *inputs[] = {path};
    rasif_options_init(&options);
    options.inputs = inputs;
    options.n_inputs = 1;
    assert_int_equal(rasif_context_new(&context), RASIF_OK);
    assert_int_equal(rasif_rules_load(context, NULL, &rules, &err), RASIF_OK);
    assert_int_equal(rasif_audit_new(context, rules, &options, &audit, &err), RASIF_OK);
    if (rasif_audit_run(audit, &err) != RASIF_OK)
        fail_msg("%s: %s", path, err.message);
    size_t n = check_run_in(&audit->run, "en") + check_run_in(&audit->run, "ar");
    rasif_audit_free(audit);
    rasif_rules_free(rules);
    rasif_context_free(context);
    return n;
}

#endif
