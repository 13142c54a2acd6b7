/* SPDX-License-Identifier: MIT
 *
 * rasif.h alone must be valid C99, and twice as good as once. */
#include <rasif.h>

/* Guarded against itself: */
#include <rasif.h>

int main(void)
{
    rasif_options options;
    rasif_options_init(&options);
    return options.size == sizeof options && rasif_version()[0] != '\0' ? 0 : 1;
}
