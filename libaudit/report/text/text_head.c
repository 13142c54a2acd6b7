/* SPDX-License-Identifier: MIT
 *
 * The grounds of a report: tables that were read, layers that were not given, how gaps were
 * counted, the standard, values that were assumed.
 *
 * Each is one labelled paragraph, so that a reader finds every limit of the result by its label.
 * A paragraph without content is left out. Text and Markdown reports print the standard first and
 * the others at the end, before the remarks about the data; the HTML page folds all of them into
 * one section (section_head). Cost: all rows, once for each column that has origins. */
#include "report/text/text_parts.h"

#include <stdio.h>
#include <string.h>

/* Appends what stands between the items of a list, unless the list is empty. */
static void add_separator(const struct page *page, struct text *list, const char *key)
{
    if (list->length > 0)
        text_add(list, word(page, key));
}

/* Prints "Label body" unless the body is empty, and frees it. */
static void finish(struct page *page, const char *label, struct text *body)
{
    page->out->failed = page->out->failed || body->failed;
    if (!page->out->failed)
        add_labelled(page, word(page, label), body);
    text_free(body);
}

/* "120 sidewalks", by the forms of the language for one and several. */
static void add_count(const struct page *page, enum role role, size_t n, struct text *out)
{
    char key[64] = "count.";
    strncat(key, roles[role].name, sizeof key - sizeof "count.");
    sentence_count(page->sentences, page->language, key, n, out);
}

/* "sidewalks, attributes of streets": the tables that hold the role, each once although one
 * table may have many segments, then the streets whose columns imply elements of it. */
static void list_tables(const struct page *page, enum role role, struct text *out)
{
    const struct store *store = page->run->store;
    for (size_t i = 0; i < store->n_sources; i++)
        if (store->sources[i].roles >> role & 1) {
            add_separator(page, out, "list.comma");
            text_add(out, store->sources[i].output != NULL ? store->sources[i].output
                                                           : store->sources[i].table);
        }
    for (size_t s = 0; s < store->tables[role].n_segments; s++) {
        const struct segment *segment = &store->tables[role].segments[s];
        if (!segment->of_streets)
            continue;
        add_separator(page, out, "list.comma");
        sentence(page->sentences, page->language, "text.told_by", out, "table",
                 store->sources[segment->source].output, NULL);
    }
}

/* "Accessibility audit of model-neighbourhood.gpkg (rasif 0.1.0)". text_plain comes before the
 * form gets the line: file names may hold control characters. */
void section_title(struct page *page)
{
    struct text names = {0}, line = {0};
    for (size_t i = 0; i < inputs_count(page->run->inputs); i++) {
        add_separator(page, &names, "list.comma");
        text_add(&names, inputs_name(page->run->inputs, i));
    }
    sentence(page->sentences, page->language, "text.title", &line, "inputs",
             names.data != NULL ? names.data : "", "version", RASIF_VERSION, NULL);
    text_plain(&line, 0, false);
    if (line.data != NULL && page->form != NULL && page->form->title != NULL)
        page->form->title(page, line.data);
    else if (line.data != NULL)
        text_addf(page->out, "%s\n\n", line.data);
    page->out->failed = page->out->failed || names.failed || line.failed;
    text_free(&names);
    text_free(&line);
}

/* "64 streets (streets); 120 sidewalks (sidewalks, attributes of streets)", by role. A layer
 * that is given and empty is named as such; roles without a layer follow in add_not_examined. */
static void add_read(struct page *page)
{
    struct text body = {0};
    for (int role = 0; role < ROLE_COUNT; role++) {
        const struct elements *e = &page->run->store->tables[role];
        struct text count = {0}, tables = {0};
        if (!e->supplied)
            continue;
        list_tables(page, (enum role)role, &tables);
        add_count(page, (enum role)role, count_elements(e), &count);
        add_separator(page, &body, "list.semicolon");
        sentence(page->sentences, page->language, e->n > 0 ? "text.layer" : "text.empty_layer",
                 &body, "count", count.data != NULL ? count.data : "", "tables",
                 tables.data != NULL ? tables.data : "", "role",
                 word_of(page, "roles", roles[role].name), NULL);
        body.failed = body.failed || count.failed || tables.failed;
        text_free(&count);
        text_free(&tables);
    }
    finish(page, "text.read", &body);
}

/* "native (rasif's own field names), recognised by the tables and columns", with the name of a
 * mapping's file, without its folder. */
static void add_preset(struct page *page)
{
    const rasif_options *options = page->run->options;
    const char *preset = page->run->store->preset != NULL ? page->run->store->preset : "native";
    bool asked = options->preset != NULL && strcmp(options->preset, "auto") != 0;
    struct text body = {0};
    sentence(page->sentences, page->language, asked ? "text.preset_asked" : "text.preset_found",
             &body, "preset", preset, "name", phrase_in(page->run->store->preset_title, page->language), NULL);
    if (options->mapping != NULL) {
        const char *slash = strrchr(options->mapping, '/');
        sentence(page->sentences, page->language, "text.mapping", &body, "file",
                 slash != NULL ? slash + 1 : options->mapping, NULL);
    }
    finish(page, "text.preset", &body);
}

/* The name of the project file that options come from; nothing without one. */
static void add_project(struct page *page)
{
    const char *path = page->run->options->project;
    const char *slash = path != NULL ? strrchr(path, '/') : NULL;
    struct text body = {0};
    if (path == NULL)
        return;
    text_add(&body, slash != NULL ? slash + 1 : path);
    finish(page, "text.project", &body);
}

/* "3 sidewalks: their geometry can't be read ...": features that are carried as they are. */
static void add_unreadable(struct page *page)
{
    struct text body = {0};
    for (int role = 0; role < ROLE_COUNT; role++) {
        size_t n = shapes_unreadable(&page->run->store->tables[role].shapes);
        if (n == 0)
            continue;
        add_separator(page, &body, "list.comma");
        add_count(page, (enum role)role, n, &body);
    }
    if (body.length > 0)
        text_addf(&body, "%s%s", word(page, "list.colon"), word(page, "text.unreadable_note"));
    finish(page, "text.unreadable", &body);
}

/* "81 lines that rasif draft proposed and nobody confirmed" */
static void add_proposed(struct page *page, struct text *body)
{
    size_t n = proposals_left(page->run);
    if (n == 0)
        return;
    add_separator(page, body, "list.semicolon");
    sentence_count(page->sentences, page->language, "draft.left_out", n, body);
}

/* "12 streets: class of road that is not for walkers 9, walking is not allowed 3": features that
 * are carried without being judged, by rasif_scope. */
static void add_left_out(struct page *page)
{
    struct text body = {0};
    for (int role = 0; role < ROLE_COUNT; role++) {
        const struct elements *e = &page->run->store->tables[role];
        size_t counts[SCOPE_COUNT] = {0}, n = 0;
        for (size_t row = 0; row < e->n && e->scope != NULL; row++)
            counts[e->scope[row]]++;
        counts[SCOPE_DRAWN] = 0; /* implied sidewalks that are drawn as well: no features */
        for (int s = SCOPE_YES + 1; s < SCOPE_COUNT; s++)
            n += counts[s];
        if (n == 0)
            continue;
        add_separator(page, &body, "list.semicolon");
        add_count(page, (enum role)role, n, &body);
        const char *before = word(page, "list.colon");
        for (int s = SCOPE_YES + 1; s < SCOPE_COUNT; s++)
            if (counts[s] > 0) {
                text_addf(&body, "%s%s %zu", before, word_of(page, "scope", scope_names[s]),
                          counts[s]);
                before = word(page, "list.comma");
            }
    }
    add_proposed(page, &body);
    finish(page, "text.left_out", &body);
}

/* "lines: highway=elevator (line) 3, several values of highway (line) 6": features that people
 * walk on and no role fits. Diagnostics of one layer follow each other; each layer is named
 * once. */
static void add_not_read(struct page *page)
{
    const struct diagnostics *diagnostics = &page->run->store->diagnostics;
    struct text body = {0};
    const char *layer = "";
    for (size_t i = 0; i < diagnostics->n; i++) {
        const struct diagnostic *item = &diagnostics->items[i];
        if (item->id != D_walked_not_read)
            continue;
        bool same = strcmp(item->layer, layer) == 0;
        add_separator(page, &body, same ? "list.comma" : "list.semicolon");
        if (!same)
            text_addf(&body, "%s%s", item->layer, word(page, "list.colon"));
        layer = item->layer;
        text_addf(&body, "%s %zu", item->text != NULL ? item->text : "…", item->count);
    }
    if (body.length > 0)
        text_addf(&body, "%s%s", word(page, "list.colon"), word(page, "text.not_read_note"));
    finish(page, "text.not_read", &body);
}

/* Does any street state in sidewalk_left or sidewalk_right whether it has a sidewalk? The word
 * "unknown" states nothing. */
static bool streets_tell(const struct store *store)
{
    const struct elements *e = &store->tables[ROLE_STREET];
    const enum field_id sides[2] = {F_sidewalk_left, F_sidewalk_right};
    for (int s = 0; s < 2; s++)
        for (size_t row = 0; row < e->n; row++) {
            unsigned code = element_code(e, sides[s], row);
            if (code != 0 && code != COVER_UNKNOWN)
                return true;
        }
    return false;
}

/* "seats, destinations": roles without a layer. Streets without any sidewalk or footway get a
 * sentence in front on how their sides counted: by their own columns, as absent or as unknown. */
static void add_not_examined(struct page *page)
{
    const struct elements *tables = page->run->store->tables;
    struct text body = {0}, list = {0};
    bool walks = tables[ROLE_SIDEWALK].n + tables[ROLE_FOOTWAY].n > 0;
    if (!walks && tables[ROLE_STREET].n > 0)
        text_add(&body, word(page, streets_tell(page->run->store) ? "text.no_sidewalks_columns"
                                   : page->run->settings->sidewalk_absent   ? "text.no_sidewalks_absent"
                                                                  : "text.no_sidewalks_unknown"));
    for (int role = 0; role < ROLE_COUNT; role++) {
        if (tables[role].supplied)
            continue;
        add_separator(page, &list, "list.comma");
        text_add(&list, word_of(page, "roles", roles[role].name));
    }
    text_add(&body, body.length > 0 ? " " : "");
    if (list.length == 0)
        text_add(&body, word(page, "text.none"));
    else
        sentence(page->sentences, page->language, "text.not_examined_list", &body, "roles",
                 list.data, NULL);
    body.failed = body.failed || list.failed;
    text_free(&list);
    finish(page, "text.not_examined", &body);
}

/* Are there rows that this element's rules judge? Only then missing columns are worth a line;
 * roles without a layer are listed by add_not_examined. */
static bool has_elements(const struct elements *tables, enum element element)
{
    for (int role = 0; role < ROLE_COUNT; role++)
        if (role_element((enum role)role) == element && tables[role].n > 0)
            return true;
    return false;
}

/* "sidewalks: widest gap, ...": fields that no table has a column for, so that needs with
 * if_surveyed do not apply. By element, with a note. */
static void add_no_columns(struct page *page)
{
    struct text body = {0};
    for (int e = 0; e < ELEMENT_COUNT; e++) {
        struct text list = {0};
        if (!has_elements(page->run->store->tables, (enum element)e))
            continue;
        for (int f = 0; f < FIELD_COUNT; f++)
            if (plan_lacks_column(page->run->plan, (enum element)e, (enum field_id)f)) {
                add_separator(page, &list, "list.comma");
                text_add(&list, word_of(page, "field", fields[f].name));
            }
        if (list.length > 0) {
            add_separator(page, &body, "list.semicolon");
            sentence(page->sentences, page->language, "text.no_column_list", &body, "role",
                     word_of(page, "roles", element_names[e]), "fields", list.data, NULL);
        }
        body.failed = body.failed || list.failed;
        text_free(&list);
    }
    if (body.length > 0) {
        text_add(&body, ". ");
        text_add(&body, word(page, "text.no_column_note"));
    }
    finish(page, "text.no_column", &body);
}

/* "street side without a sidewalk: counts as missing; ...": what --unmapped-* made of the three
 * things that are often not drawn. */
static void add_counted(struct page *page)
{
    const struct {
        const char *key;
        bool absent;
    } gaps[] = {{"text.unmapped_sidewalk", page->run->settings->sidewalk_absent},
                {"text.unmapped_ramp", page->run->settings->ramp_absent},
                {"text.unmapped_crossing", page->run->settings->crossing_absent}};
    struct text body = {0};
    for (size_t i = 0; i < sizeof gaps / sizeof gaps[0]; i++) {
        add_separator(page, &body, "list.semicolon");
        sentence(page->sentences, page->language, gaps[i].key, &body, "state",
                 word(page, gaps[i].absent ? "text.as_absent" : "text.as_unknown"), NULL);
    }
    finish(page, "text.counted", &body);
}

/* With --dem: "dem.tif, cells of 30.0 m: too coarse for slopes, ...". */
static void add_heights(struct page *page)
{
    static const char *const keys[] = {"text.heights_none", "text.heights_full",
                                       "text.heights_medium", "text.heights_coarse"};
    const struct dem_facts *dem = &page->run->store->dem;
    struct text body = {0}, cell = {0};
    if (dem->name == NULL)
        return;
    text_fixed(&cell, dem->cell_m, 1);
    sentence(page->sentences, page->language, keys[dem->quality], &body, "file", dem->name, "cell",
             cell.data != NULL ? cell.data : "", NULL);
    body.failed = body.failed || cell.failed;
    text_free(&cell);
    finish(page, "text.heights", &body);
}

/* Title, id and status of the standard, whether only its core was used, and how many of its
 * requirements rest on no verified text. */
void section_standard(struct page *page)
{
    const struct standard *standard = page->run->plan->standard;
    size_t unverified = 0;
    struct text body = {0};
    for (size_t i = 0; i < standard->n_requirements; i++)
        unverified += standard->requirements[i].unverified;
    text_addf(&body, "%s [%s]. ", phrase_in(standard->title, page->language), standard->id);
    text_add(&body, word_of(page, "text", standard_status_names[standard->status]));
    if (page->run->plan->core) {
        text_add(&body, " ");
        text_add(&body, word(page, "text.core"));
        text_add(&body, ".");
    }
    if (unverified > 0) {
        char n[32], total[32];
        number_format(n, (double)unverified);
        number_format(total, (double)standard->n_requirements);
        text_add(&body, " ");
        sentence(page->sentences, page->language, "text.unverified", &body, "n", n, "total", total,
                 NULL);
    }
    finish(page, "text.standard", &body);
}

/* "clear width of 12 sidewalks": values that are not in the data. The mapping assumes them, or
 * the class of a kerb is taken from its height. */
static void add_assumed(struct page *page)
{
    struct text body = {0};
    for (int role = 0; role < ROLE_COUNT; role++)
        for (int f = 0; f < FIELD_COUNT; f++) {
            const struct elements *e = &page->run->store->tables[role];
            struct text count = {0};
            size_t n = 0;
            if (e->columns[f] == NULL || e->columns[f]->origin == NULL)
                continue;
            for (size_t row = 0; row < e->n; row++)
                n += e->columns[f]->origin[row] == ORIGIN_ASSUMED;
            if (n == 0)
                continue;
            add_count(page, (enum role)role, n, &count);
            add_separator(page, &body, "list.semicolon");
            sentence(page->sentences, page->language, "text.assumed_field", &body, "field",
                     word_of(page, "field", fields[f].name), "count",
                     count.data != NULL ? count.data : "", NULL);
            body.failed = body.failed || count.failed;
            text_free(&count);
        }
    if (body.length > 0) {
        text_add(&body, ". ");
        text_add(&body, word(page, "text.assumed_note"));
    }
    finish(page, "text.assumed", &body);
}

/* "12 of 340 values that have a day are older than such values last": only where days are known. */
static void add_ageing(struct page *page)
{
    const struct ageing *ageing = &page->run->store->ageing;
    struct text body = {0}, faded = {0}, fading = {0};
    char n[24], dated[24];
    if (ageing->dated == 0)
        return;
    snprintf(n, sizeof n, "%zu", ageing->faded);
    snprintf(dated, sizeof dated, "%zu", ageing->dated);
    text_fixed(&faded, ageing->faded_m / 1000, 1);
    text_fixed(&fading, ageing->fading_m / 1000, 1);
    sentence(page->sentences, page->language, "text.ageing_values", &body, "n", n, "dated", dated, "day",
             page->run->as_of, "faded", faded.data != NULL ? faded.data : "", "fading",
             fading.data != NULL ? fading.data : "", NULL);
    body.failed = body.failed || faded.failed || fading.failed;
    text_free(&faded);
    text_free(&fading);
    finish(page, "text.ageing", &body);
}

/* Everything but standard and acceptance: what the input gave, then what was put in place of
 * what it lacks. */
void section_read(struct page *page)
{
    add_read(page);
    add_preset(page);
    add_project(page);
    add_unreadable(page);
    add_left_out(page);
    add_not_read(page);
    add_not_examined(page);
    add_no_columns(page);
    add_counted(page);
    add_heights(page);
    add_ageing(page);
    add_assumed(page);
}

/* All of it at once, for the HTML page. */
void section_head(struct page *page)
{
    section_read(page);
    section_standard(page);
    section_accepted(page);
}
