/* SPDX-License-Identifier: MIT
 *
 * The law behind a requirement in words: document, edition, clause, country, and whether it binds where
 * the standard stands for (data/documents.yaml). `language` is the code of one; all append to `out` plain
 * text and set out->failed where memory is out. */
#ifndef RASIF_REPORT_LAW_H
#define RASIF_REPORT_LAW_H

#include "report/report.h"

/* The standard in force, and where to look documents and words up. */
struct law {
    const struct rasif_rules *rules;
    const struct standard *standard;
    const struct sentences *sentences;
    const char *language;
};

/* "PROWAG 2023 R302.2; ESCWA manual I.1 s3.1" */
void law_clause(const struct law *law, const struct requirement *requirement, struct text *out);
/* "PROWAG 2023 R302.4.1 (United States; adopted provisionally, not law in Jordan)" */
void law_full(const struct law *law, const struct requirement *requirement, struct text *out);
/* "United States; adopted provisionally, not law in Jordan; of ramps, applied to steps": what law_full says
 * besides law_clause. */
void law_standing(const struct law *law, const struct requirement *requirement, struct text *out);
/* The limit as it is read: ">= 1.22 m" as "≥ 1.22 m", "in [asphalt, concrete]" as "asphalt, concrete". */
void law_limit(const struct law *law, const struct requirement *requirement, struct text *out);

/* The same of a rule in a run: every requirement of it once, parted by "; ". Nothing where none has one. */
void law_of_rule(const struct run *run, const struct sentences *sentences, const char *language,
                 size_t rule, bool full, struct text *out);
/* For narrow tables: the clauses of a rule without their documents, "R302.2; I.1 s3.1", and below the table
 * the documents of all its rules, "PROWAG 2023 (United States; ...)". `out` gets each once. */
void law_bare(const struct run *run, const struct sentences *sentences, const char *language, size_t rule,
              struct text *out);
void law_documents(const struct run *run, const struct sentences *sentences, const char *language,
                   size_t rule, struct text *out);
/* Of a finding: law_clause of the requirement that fails; nothing for a need. */
void law_of_finding(const struct run *run, const struct sentences *sentences, const char *language,
                    const struct finding *finding, bool full, struct text *out);

#endif
