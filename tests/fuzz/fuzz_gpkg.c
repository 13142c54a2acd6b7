/* SPDX-License-Identifier: MIT
 *
 * Any bytes as a GeoPackage: recognised, read with every field that is known, described. */
#include "inspect.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_inspect(fuzz_file(".gpkg", data, size), false, false);
    return 0;
}
