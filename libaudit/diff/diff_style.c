/* SPDX-License-Identifier: MIT
 *
 * QGIS styles of the changes. The same colours as the audit's: blue is good, red is bad, grey is
 * not known; size and shape say it a second time, for those who do not tell colours apart. */
#include "diff/diff.h"
#include "report/style.h"

#include <stdio.h>
#include <string.h>

#define DARK "45,45,45"
static const struct look better = {PATTERN_PLAIN, "44,123,182", DARK, "triangle", "1", "2.8", 6};
static const struct look worse = {PATTERN_PLAIN, "215,25,28", DARK, "diamond", "1.4", "3.2", 8};
static const struct look mixed = {PATTERN_PLAIN, "255,255,191", DARK, "square", "1", "2.6", 5};
static const struct look known = {PATTERN_PLAIN, "171,217,233", DARK, "circle", "0.8", "2.2", 3};
static const struct look lost = {
    PATTERN_HATCHED, "215,215,215", "105,105,105", "circle", "0.8", "2.4", 4};
static const struct look added = {PATTERN_PLAIN, "94,60,153", DARK, "cross_fill", "1.2", "2.8", 7};
static const struct look removed = {PATTERN_DASHED, "94,60,153", DARK, "circle", "0.7", "1.6", 2};
static const struct look rest = {PATTERN_SOLID, "150,150,150", DARK, "circle", "0.3", "1.2", 1};

static struct both label(const struct rasif_diff *diff, const char *family, const char *name)
{
    char key[64];
    snprintf(key, sizeof key, "diff.%s.%s", family, name);
    struct both out = {sentence_text(diff->sentences, "en", key),
                       sentence_text(diff->sentences, "ar", key)};
    out.en = out.en != NULL ? out.en : name;
    out.ar = out.ar != NULL ? out.ar : out.en;
    return out;
}

static void add(struct style_rules *rules, const char *filter, struct both text,
                const struct look *look)
{
    rules->rules[rules->n++] = (struct style_rule){.filter = filter, .label = text, .look = look};
}

static void feature_rules(const struct rasif_diff *diff, struct style_rules *rules)
{
    static const struct {
        const char *filter, *name;
        const struct look *look;
    } rows[] = {{"kind = 'better'", "better", &better},
                {"kind = 'worse'", "worse", &worse},
                {"kind = 'mixed'", "mixed", &mixed},
                {"kind = 'became_known'", "became_known", &known},
                {"kind = 'became_unknown'", "became_unknown", &lost},
                {"kind = 'added'", "added", &added},
                {"kind = 'removed'", "removed", &removed},
                {NULL, "same", &rest}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        add(rules, rows[i].filter, label(diff, "verdict", rows[i].name), rows[i].look);
}

static void finding_rules(const struct rasif_diff *diff, struct style_rules *rules)
{
    static const struct {
        const char *filter, *name;
        const struct look *look;
    } rows[] = {{"kind = 'fixed'", "fixed", &better},
                {"kind = 'new'", "new", &worse},
                {"kind = 'added'", "added", &added},
                {"kind = 'became_known'", "became_known", &known},
                {"kind = 'became_unknown'", "became_unknown", &lost},
                {NULL, "removed", &removed}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        add(rules, rows[i].filter, label(diff, "kind", rows[i].name), rows[i].look);
}

rasif_status diff_styles(const struct rasif_diff *diff, const struct view *const *tables,
                         struct arena *arena, struct output_style *styles, size_t *n,
                         rasif_error *err)
{
    static const enum style_kind kinds[] = {STYLE_LINE, STYLE_POINT, STYLE_POINT};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct style_rules rules = {.n = 0};
        struct text qml = {0};
        bool findings = strcmp(tables[i]->name, "diff_findings") == 0;
        if (findings)
            finding_rules(diff, &rules);
        else
            feature_rules(diff, &rules);
        text_add(&qml, "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
                       "<qgis version=\"3.22.0\" styleCategories=\"AllStyleCategories\">\n");
        qml_renderer(&qml, kinds[i], &rules);
        qml_aliases(&qml, tables[i]);
        qml_display(&qml, findings ? "message_en" : "coalesce(name, role) || ': ' || kind");
        text_addf(&qml, "<layerGeometryType>%d</layerGeometryType>\n</qgis>\n", (int)kinds[i] >> 1);
        styles[i] = (struct output_style){
            .table = tables[i]->name,
            .geometry_column = "geom",
            .name = "rasif: changes · التغيّرات",
            .description = "Changes between two audits · التغيّرات بين تقييمين",
            .qml = qml.failed ? NULL : arena_strndup(arena, qml.data, qml.length),
            .is_default = true};
        text_free(&qml);
        if (styles[i].qml == NULL)
            return fail_memory(err);
        *n = i + 1;
    }
    return RASIF_OK;
}
