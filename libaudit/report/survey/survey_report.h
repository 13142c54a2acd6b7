/* SPDX-License-Identifier: MIT
 *
 * A survey for those who walk it (docs/survey.md): the layers of the file that they take along, and what
 * the command prints. In: a run that was judged and its survey. */
#ifndef RASIF_REPORT_SURVEY_REPORT_H
#define RASIF_REPORT_SURVEY_REPORT_H

#include "report/report.h"
#include "survey/walks.h"

struct surveyed {
    const struct run *run; /* with `belongs` */
    const struct survey *survey;
    const struct walks *walks;
    const struct walks_question *question;
};

/* The tables of the file, in `arena`: survey_walks, a layer for each role to visit, survey_worth. Reads
 * geometries of the inputs. RASIF_E_MEMORY, RASIF_E_IO, RASIF_E_DATA, RASIF_E_CRS. */
rasif_status survey_tables(const struct surveyed *surveyed, struct arena *arena, const struct view ***out, size_t *n,
                           rasif_error *err);
/* survey_walks.c: the walks as lines, in the system of our own layers. */
rasif_status survey_walks(const struct surveyed *surveyed, struct arena *arena, const struct view **out,
                          rasif_error *err);
/* survey_layers.c: the layer of one role; *out NULL = nothing of it is to be visited. */
rasif_status survey_layer(const struct surveyed *surveyed, enum role role, struct arena *arena,
                          const struct view **out, rasif_error *err);
/* survey_worth.c: a row for each value of each element. */
rasif_status survey_worth(const struct surveyed *surveyed, struct arena *arena, const struct view **out,
                           rasif_error *err);

/* Is there such a format (NULL = text)? RASIF_E_ARGUMENT. */
rasif_status survey_report_check(const char *format, rasif_error *err);
/* Appends the report: text or paper for people, walks or questions for programs. RASIF_E_MEMORY, RASIF_E_CRS. */
rasif_status survey_report(const struct surveyed *surveyed, const char *format, struct text *out, rasif_error *err);
/* Walks on paper as an HTML page, survey_paper.c. */
rasif_status survey_paper(const struct surveyed *surveyed, struct text *out, rasif_error *err);
/* Questions for the app AVIV ScoutRoute as JSON, survey_quests.c. */
rasif_status survey_quests(const struct surveyed *surveyed, struct text *out, rasif_error *err);
/* The text report, survey_text.c. */
rasif_status survey_text(const struct surveyed *surveyed, struct text *out, rasif_error *err);
/* The street where a walk begins, that of its first element; NO_ROW = none. */
uint32_t survey_start(const struct surveyed *surveyed, const struct walk *walk);
/* Share of the verdicts that are decided, when `settled` more of them are; NaN where there is none. */
double survey_share(const struct survey *survey, size_t settled);

#endif
