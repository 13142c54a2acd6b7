/* SPDX-License-Identifier: MIT
 *
 * Values that grow old: a value with a known day of survey that is older than the life of its kind (`life_years` of the
 * rules that ask it) is assumed, so it counts for scores alone (docs/scoring.md, what is known). In: rules, the day of
 * the audit, days of surveys. Out: origins, and how much is concerned. A value without a day does not age. */
#ifndef RASIF_RULE_AGEING_H
#define RASIF_RULE_AGEING_H

#include "rule/rules.h"
#include "table/store.h"

/* The field whose cells age for rules that ask `measure`: itself, or the one that it is made of; FIELD_NONE: it is
 * computed. */
enum field_id ageing_field(enum field_id measure);
/* How long values of a field of a role last, in years: the least life of the rules that ask it of elements of this role;
 * NaN = they do not age. A row of streets may be judged as a sidewalk or steps. */
double ageing_life(const struct rasif_rules *rules, enum role role, enum field_id field);
/* Wants the day of rows (F_surveyed_on) wherever a wanted field ages. */
void ageing_want(const struct rasif_rules *rules, struct wanted *out);
/* Sets origin ORIGIN_ASSUMED of what is too old on the day `as_of` ("2026-05-01"), and fills store->ageing. After scopes
 * and lengths are known, before anything is linked or measured. RASIF_E_MEMORY. */
rasif_status values_age(const struct rasif_rules *rules, const char *as_of, struct store *store, rasif_error *err);

#endif
