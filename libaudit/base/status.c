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

/* "...\nand 3 more": how many, and where the line begins; 0 = there is no such line. */
static size_t count_left_out(const char *message, size_t *begin)
{
    const char *last = strrchr(message, '\n');
    size_t n = 0;
    int end = 0;
    if (last == NULL || sscanf(last, "\nand %zu more%n", &n, &end) != 1 || end == 0 || last[end] != '\0')
        return 0;
    *begin = (size_t)(last - message);
    return n;
}

/* The last line needs no room beyond what it has: it is kept free of messages. */
void fail_more(rasif_error *all, const rasif_error *one)
{
    enum { ROOM_FOR_LAST = 40 };
    if (all == NULL)
        return;
    if (all->status == RASIF_OK) {
        *all = *one;
        return;
    }
    size_t length = strlen(all->message), added = strlen(one->message);
    size_t left_out = count_left_out(all->message, &length);
    if (left_out == 0 && length + 1 + added + ROOM_FOR_LAST < sizeof all->message) {
        all->message[length] = '\n';
        memcpy(all->message + length + 1, one->message, added + 1);
        return;
    }
    if (length + ROOM_FOR_LAST > sizeof all->message)
        length = utf8_cut(all->message, sizeof all->message - ROOM_FOR_LAST);
    snprintf(all->message + length, sizeof all->message - length, "\nand %zu more", left_out + 1);
}

rasif_status fail_later(rasif_status result, const rasif_error *one, rasif_error *all,
                        rasif_error *err)
{
    if (result == RASIF_E_RULE) {
        fail_more(all, one);
        return RASIF_OK;
    }
    if (result != RASIF_OK && err != NULL)
        *err = *one;
    return result;
}

rasif_status fail_all(const rasif_error *all, rasif_error *err)
{
    if (all->status != RASIF_OK && err != NULL)
        *err = *all;
    return all->status;
}

/* Allocates nothing: memory is out. */
rasif_status fail_memory(rasif_error *err)
{
    return fail(err, RASIF_E_MEMORY, "out of memory");
}
