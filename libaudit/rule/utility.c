/* SPDX-License-Identifier: MIT
 * Utility of classes: see utility.h. */
#include "rule/utility.h"

double need_class_u(const struct need *need, uint32_t mask)
{
    double least = NAN;
    bool lacks_one = false;
    for (unsigned code = 1; mask >> code != 0; code++) {
        if ((mask >> code & 1u) == 0)
            continue;
        double u = need->u_of_code[code];
        if (isnan(u))
            lacks_one = true;
        else if (!(u >= least))
            least = u;
        if (code == 31)
            break; /* a shift by 32 is undefined */
    }
    return lacks_one && least != 0 ? NAN : least;
}
