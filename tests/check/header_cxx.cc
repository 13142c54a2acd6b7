// SPDX-License-Identifier: MIT
//
// rasif.h alone must be valid C++, and its functions must link from there.
#include <rasif.h>

int main()
{
    rasif_options options;
    rasif_options_init(&options);
    return options.size == sizeof options && rasif_version()[0] != '\0' ? 0 : 1;
}
