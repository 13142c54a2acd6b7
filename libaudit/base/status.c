/* SPDX-License-Identifier: MIT
 *
 * How functions fail: see status.h. */
#include "base/status.h"

#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* An earlier message is replaced. */
rasif_status fail(rasif_error *err, rasif_status status, const char *format, ...)
{
    if (err != NULL) {
        err->status = status;
        va_list arguments;
        va_start(arguments, format);
        vsnprintf(err->message, sizeof err->message, format, arguments);
        va_end(arguments);
        /* Names in it come from files that nothing has checked, and it may have been cut. */
        size_t length = strlen(err->message);
        length = plain_bytes(err->message, utf8_cut(err->message, length), false);
        err->message[length] = '\0';
    }
    return status;
}

/* Allocates nothing: memory is out. */
rasif_status fail_memory(rasif_error *err)
{
    return fail(err, RASIF_E_MEMORY, "out of memory");
}
