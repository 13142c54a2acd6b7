/* SPDX-License-Identifier: MIT
 * Allocations that fail at random: see failing_alloc.c. */
#ifndef RASIF_TESTS_FAILING_ALLOC_H
#define RASIF_TESTS_FAILING_ALLOC_H

/* Between the two nothing fails: for the test's own memory. */
unsigned long failing_alloc_pause(void);
void failing_alloc_resume(unsigned long was);

#endif
