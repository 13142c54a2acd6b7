/* SPDX-License-Identifier: MIT
 *
 * Any bytes as a GeoPackage: recognised, read with every field that is known, described. */
#include "describe.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_describe(fuzz_file(".gpkg", data, size), false, false);
    return 0;
}
