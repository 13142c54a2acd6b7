/* SPDX-License-Identifier: MIT
 *
 * How a function inside the library fails. Where anything but memory can go wrong it returns a
 * rasif_status: the function that *detects* the trouble writes the one sentence, its callers pass
 * it on unchanged (TRY). Where memory alone can run out it is a MUST bool, whose caller with an
 * `err` calls fail_memory. A function that returns a pointer returns NULL then. */
#ifndef RASIF_BASE_STATUS_H
#define RASIF_BASE_STATUS_H

#include "rasif.h"

/* `MUST bool f(...)`: false = out of memory, whatever else the function does; a caller that ignores
 * it does not compile without a warning. What the function would have filled may be freed, no more.
 */
#define MUST __attribute__((warn_unused_result))

/* For functions that own nothing at that point. With something to free use `goto done`. */
#define TRY(expression)                                                                            \
    do {                                                                                           \
        rasif_status try_status_ = (expression);                                                   \
        if (try_status_ != RASIF_OK)                                                               \
            return try_status_;                                                                    \
    } while (0)

/* Writes the message (printf format, UTF-8) into `err` when it is not NULL; returns `status`. */
rasif_status fail(rasif_error *err, rasif_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Adds the message of `one` to those of `all`, as another line, and takes its status when `all` has none
 * yet. Lines that don't fit are counted in a last one, "and 3 more". For checks that go on after a
 * mistake; a caller shows each line as a message. `all` NULL: nothing happens. */
void fail_more(rasif_error *all, const rasif_error *one);
/* For a loop that goes on after a mistake in one item: RASIF_E_RULE is added to `all`, and RASIF_OK
 * comes back; anything else comes back as it is, with `one` in `err`. */
rasif_status fail_later(rasif_status result, const rasif_error *one, rasif_error *all,
                        rasif_error *err);
/* After such a loop: the status of `all`, which is copied to `err` when it has one. */
rasif_status fail_all(const rasif_error *all, rasif_error *err);

/* What every public function does with an argument that must not be NULL: RASIF_E_ARGUMENT and
 * "rasif_demo: directory is NULL". */
#define REFUSE_NULL(argument, err)                                                                 \
    do {                                                                                           \
        if ((argument) == NULL)                                                                    \
            return fail((err), RASIF_E_ARGUMENT, "%s: %s is NULL", __func__, #argument);           \
    } while (0)

/* RASIF_E_MEMORY with its standing message. */
rasif_status fail_memory(rasif_error *err);

#endif
