/* SPDX-License-Identifier: MIT
 *
 * Examples of each command, for its help and its manual page. tests/cli/check_examples.py runs every
 * line, in a folder that has the files named here. */
#include "cli.h"

struct example {
    const struct argp *argp;
    const char *what; /* translated in help */
    const char *line;
};

/* The command for which it is needed most often comes first. */
static const struct example examples[] = {
    {&audit_argp, "Judge the layers of a file, write them back annotated:",
     "rasif audit city.gpkg -o audited.gpkg"},
    {&audit_argp, "A report to print for the council, in Arabic:",
     "rasif audit city.gpkg -f html:report.html --lang ar"},
    {&audit_argp, "By another standard, for one kind of user:",
     "rasif audit city.gpkg --standard prowag-2023 --profile wheelchair_manual"},
    {&audit_argp, "In a pipeline: exit code 1 when something serious fails:",
     "rasif audit city.gpkg -q --fail-on serious -f sarif:findings.sarif"},
    {&inspect_argp, "Before the first audit: is everything recognised?", "rasif inspect city.gpkg"},
    {&inspect_argp, "A mapping file to complete by hand:",
     "rasif inspect city.gpkg --suggest-mapping > mapping.yaml"},
    {&init_argp, "A project file, then the audit that it holds:",
     "rasif init city.gpkg && rasif audit"},
    {&explain_argp, "Why is this sidewalk blocked?", "rasif explain audited.gpkg sidewalks:3"},
    {&explain_argp, "The same for one kind of user:",
     "rasif explain audited.gpkg sidewalks:3 --profile wheelchair_manual"},
    {&diff_argp, "What a redesign changes, as layers for QGIS:",
     "rasif diff before.gpkg after.gpkg -o changes.gpkg"},
    {&diff_argp, "For a merge request: exit code 1 when a street got worse:",
     "rasif diff before.gpkg after.gpkg -f markdown --fail-on worse"},
    {&plan_argp, "Which works first, and what they bring, for two budgets:",
     "rasif plan city.gpkg --budget 20000,50000"},
    {&plan_argp, "With the city's own prices, as layers and as a list for procurement:",
     "rasif plan city.gpkg --costs prices.yaml -o plan.gpkg -f csv-works:works.csv"},
    {&apply_argp, "All works of a plan done, then what that changed:",
     "rasif apply plan.gpkg -o done.gpkg && rasif audit done.gpkg"},
    {&apply_argp, "Works of a smaller budget, in the file that the plan was made of:",
     "rasif apply city.gpkg --works plan.gpkg --budget 20000 -o done.gpkg"},
    {&draft_argp, "Sidewalks and crossings to be confirmed by a survey:",
     "rasif draft city.gpkg -o draft.gpkg"},
    {&merge_argp, "What two surveyors brought back, then an audit by it:",
     "rasif merge city.gpkg --survey east.gpkg --survey west.gpkg -o city2.gpkg && rasif audit city2.gpkg"},
    {&survey_argp, "What to measure in one day, as a file to take along:",
     "rasif survey audited.gpkg --hours 6 -o survey.gpkg"},
    {&project_argp, "Groups, themes and printed sheets for QGIS, in Arabic:",
     "rasif project audited.gpkg --lang ar"},
    {&rules_argp, "Which standards and profiles are there?", "rasif rules list"},
    {&rules_argp, "All limits of one rule, with their clauses:", "rasif rules show sidewalk-clear-width"},
    {&rules_argp, "Check rules of one's own:", "rasif rules check my-rules"},
    {&demo_argp, "A neighbourhood to try everything on:", "rasif demo demo"},
};

void each_example(const struct argp *argp,
                  void (*each)(const char *what, const char *line, void *user), void *user)
{
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++)
        if (examples[i].argp == argp)
            each(examples[i].what, examples[i].line, user);
}
