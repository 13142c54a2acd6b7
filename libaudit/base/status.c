/* SPDX-License-Identifier: MIT
 * Errors: see status.h. */
#include "base/status.h"

#include <stdarg.h>
#include <stdio.h>

rasif_status fail(rasif_error *err, rasif_status status, const char *format, ...)
{
    if (err != NULL) {
        err->status = status;
        va_list arguments;
        va_start(arguments, format);
        vsnprintf(err->message, sizeof err->message, format, arguments);
        va_end(arguments);
    }
    return status;
}

rasif_status fail_memory(rasif_error *err)
{
    return fail(err, RASIF_E_MEMORY, "out of memory");
}
