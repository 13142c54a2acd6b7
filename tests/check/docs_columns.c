/* SPDX-License-Identifier: MIT
 *
 * Tables of the columns of results, printed from the lists of report/table/columns_*.def into the pages
 * that have a place for them: <!-- columns_findings --> up to <!-- end -->. A row has a column and those
 * after it that share its sentence. */
#include "docs.h"

#include "report/table/columns.h"

#include <string.h>

struct documented {
    const char *name, *type, *holds; /* columns.h */
};
#define NAMED(name, type, holds) {#name, #type, holds},
#define OF_PROFILE(name, type, holds) {"rasif_P_" #name, #type, holds},
#define COLUMN(name, type, cell, holds) NAMED(name, type, holds)
#define TRANSLATED(name, type, cell, holds) IN_TABLES(name, type, holds)
#define FILLED_COLUMN(name, type, holds) NAMED(name, type, holds)
#define FILLED_TRANSLATED(name, type, holds) IN_TABLES(name, type, holds)
#define PROFILE_COLUMN(name, type, cell, holds) OF_PROFILE(name, type, holds)
/* The languages that tables have where nobody names one. */
#define IN_TABLES(name, type, holds) {#name "_en", #type, holds}, {#name "_ar", #type, ""},

static const struct documented findings[] = {
#include "report/table/columns_findings.def"
};
static const struct documented segments[] = {
#include "report/table/columns_segments.def"
    {"rasif_P_score", "REAL, …", "and the other columns that streets get for every profile"},
};
static const struct documented sides[] = {
#include "report/table/columns_sides.def"
};
static const struct documented gaps[] = {
#include "report/table/columns_gaps.def"
};
static const struct documented repairs[] = {
#include "report/table/columns_repairs.def"
};
static const struct documented works[] = {
#include "report/table/columns_works.def"
};
static const struct documented sites[] = {
#include "report/table/columns_sites.def"
};
static const struct documented draft[] = {
#include "report/table/columns_draft.def"
};
static const struct documented new_lines[] = {
#include "report/table/columns_new_lines.def"
};
static const struct documented plan_curve[] = {
#include "report/table/columns_plan_curve.def"
};
static const struct documented plan_areas[] = {
#include "report/table/columns_plan_areas.def"
};
static const struct documented conflicts[] = {
#include "report/table/columns_conflicts.def"
};
static const struct documented links[] = {
#include "report/table/columns_links.def"
};
static const struct documented network[] = {
#include "report/table/columns_network.def"
};
static const struct documented reach[] = {
#include "report/table/columns_reach.def"
};
static const struct documented rules[] = {
#include "report/table/columns_rules.def"
};
static const struct documented summary[] = {
#include "report/table/columns_summary.def"
};
static const struct documented survey[] = {
#include "report/table/columns_survey.def"
};
static const struct documented diagnostics[] = {
#include "report/table/columns_diagnostics.def"
};
static const struct documented added[] = {
#define ADDED_COLUMN(name, type, cell, where, holds) NAMED(name, type, holds)
#include "report/table/columns_added.def"
#undef ADDED_COLUMN
#define ADDED_COLUMN(name, type, cell, where, holds) OF_PROFILE(name, type, holds)
#include "report/table/columns_profile.def"
#undef ADDED_COLUMN
    {"rasif_m_<measure>", "REAL or TEXT", "what was judged, in its standard unit; lists separated by `;`"},
};

static const struct {
    const char *page;
    const struct documented *columns;
    size_t n;
} lists[] = {
    {"columns_findings", findings, LENGTH_OF(findings)},
    {"columns_segments", segments, LENGTH_OF(segments)},
    {"columns_sides", sides, LENGTH_OF(sides)},
    {"columns_gaps", gaps, LENGTH_OF(gaps)},
    {"columns_repairs", repairs, LENGTH_OF(repairs)},
    {"columns_works", works, LENGTH_OF(works)},
    {"columns_sites", sites, LENGTH_OF(sites)},
    {"columns_draft", draft, LENGTH_OF(draft)},
    {"columns_new_lines", new_lines, LENGTH_OF(new_lines)},
    {"columns_plan_curve", plan_curve, LENGTH_OF(plan_curve)},
    {"columns_plan_areas", plan_areas, LENGTH_OF(plan_areas)},
    {"columns_conflicts", conflicts, LENGTH_OF(conflicts)},
    {"columns_links", links, LENGTH_OF(links)},
    {"columns_network", network, LENGTH_OF(network)},
    {"columns_reach", reach, LENGTH_OF(reach)},
    {"columns_rules", rules, LENGTH_OF(rules)},
    {"columns_summary", summary, LENGTH_OF(summary)},
    {"columns_survey", survey, LENGTH_OF(survey)},
    {"columns_diagnostics", diagnostics, LENGTH_OF(diagnostics)},
    {"columns_added", added, LENGTH_OF(added)},
};

/* "text", or "text, integer" where columns of one row differ. */
static void add_types(struct text *out, const struct documented *columns, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && strcmp(columns[i].type, columns[i - 1].type) == 0)
            continue;
        text_add(out, i > 0 ? ", " : "");
        for (const char *letter = columns[i].type; *letter != '\0'; letter++)
            text_addf(out, "%c", *letter >= 'A' && *letter <= 'Z' ? *letter + 'a' - 'A' : *letter);
    }
}

static void add_row(struct text *out, const struct documented *columns, size_t n)
{
    for (size_t i = 0; i < n; i++)
        text_addf(out, "%s`%s`", i > 0 ? ", " : "| ", columns[i].name);
    text_add(out, " | ");
    add_types(out, columns, n);
    text_addf(out, " | %s |\n", columns[0].holds);
}

bool columns_page(struct text *out, const char *page)
{
    size_t list = 0;
    while (list < LENGTH_OF(lists) && strcmp(lists[list].page, page) != 0)
        list++;
    if (list == LENGTH_OF(lists))
        return false;
    const struct documented *columns = lists[list].columns;
    text_add(out, "| column | type | holds |\n|---|---|---|\n");
    for (size_t i = 0, n; i < lists[list].n; i += n) {
        n = 1;
        while (i + n < lists[list].n && columns[i + n].holds != NULL && columns[i + n].holds[0] == '\0')
            n++;
        if (columns[i].holds != NULL)
            add_row(out, &columns[i], n);
    }
    return true;
}
