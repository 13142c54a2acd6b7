/* SPDX-License-Identifier: MIT
 *
 * How a function inside the library fails: it returns a rasif_status, and the function that
 * *detects* the trouble writes the one sentence; everybody above passes it on unchanged. */
#ifndef RASIF_BASE_STATUS_H
#define RASIF_BASE_STATUS_H

#include "rasif.h"

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
