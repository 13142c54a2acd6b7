/* SPDX-License-Identifier: MIT
 *
 * What chunks of rows find, put together in their order. */
#ifndef RASIF_RULE_FINDINGS_H
#define RASIF_RULE_FINDINGS_H

#include "rule/results.h"

/* Of one chunk; starts as {0} with room for counts. */
struct found {
    struct finding *items; /* heap */
    size_t n, capacity;
    struct rule_count *counts; /* heap; [n_rules]; what judges no rules has none */
    bool failed;               /* memory is out */
};

bool found_begin(struct found *found, size_t n_rules);
void found_add(struct found *found, const struct finding *finding);
/* Appends what chunk after chunk found and adds its counts; frees it in any case. false when memory
 * is or was out. */
bool found_gather(struct found *chunks, size_t n, size_t n_rules, struct results *results);

#endif
