/* SPDX-License-Identifier: MIT
 *
 * What an earlier audit left in an input, recognised by names: see audited.h. A new table or column
 * of the output is listed here, else a second audit carries it as the user's own. */
#include "source/audited.h"

#include <string.h>

#define PREFIX "rasif_"
#define MEASURE "rasif_m_"
#define CODE 3 /* letters of a profile's code */

/* SQL compares names without letter case, so this does, too. */
static bool is_name_of(const char *name, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (sqlite3_stricmp(name, names[i]) == 0)
            return true;
    return false;
}
#define LISTED(name, names) is_name_of(name, names, sizeof(names) / sizeof *(names))

/* A table of the user's may have such a name: callers ask only about files that an audit wrote. */
bool audited_table_name(const char *name)
{
    static const char *const names[] = {
        "audit_findings", "audit_segments", "audit_sides", "audit_gaps", "audit_repairs",  "audit_rules",       "audit_summary",
        "audit_network",  "audit_reach", "audit_survey", "audit_diagnostics", "audit_manifest",
        "audit_links", "audit_works", "audit_sites", "audit_new_lines", "audit_plan_curve",
        "audit_plan_areas", "audit_conflicts"};
    return LISTED(name, names);
}

bool merged_table_name(const char *name)
{
    static const char *const names[] = {"survey_values", "survey_proposals"};
    return LISTED(name, names);
}

/* Length of the "wcm_" of "wcm_score"; 0: the name does not begin with a profile's code. */
static size_t code_length(const char *name)
{
    for (size_t i = 0; i < CODE; i++)
        if ((name[i] < 'a' || name[i] > 'z') && (name[i] < 'A' || name[i] > 'Z'))
            return 0;
    return name[CODE] == '_' ? CODE + 1 : 0;
}

bool audited_column_name(const char *name)
{
    static const char *const alone[] = {"id",         "role",   "scope",     "part_of",   "class",
                                        "compliance", "n_fail", "n_unknown", "n_pass",    "worst_rule",
                                        "inside",     "from",   "length_m",  "kind",      "name",
                                        "name_ar",    "side"};
    static const char *const of_profiles[] = {
        "score",  "low",         "high",      "coverage",       "passable",        "class", "left",   "right",
        "island", "island_high", "unlocks_m", "unlocks_high_m", "unlocks_streets", "reach", "detour", "reach_m"};
    if (sqlite3_strnicmp(name, PREFIX, (int)strlen(PREFIX)) != 0)
        return false;
    const char *rest = name + strlen(PREFIX);
    size_t code = code_length(rest);
    return LISTED(rest, alone) || sqlite3_strnicmp(name, MEASURE, (int)strlen(MEASURE)) == 0 ||
           (code > 0 && LISTED(rest + code, of_profiles));
}

/* Every annotated table has these three columns. */
bool audited_table(const struct gpkg_table *table)
{
    static const char *const signs[] = {"rasif_id", "rasif_role", "rasif_scope"};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (gpkg_column(table, signs[i]) == NULL)
            return false;
    return true;
}
