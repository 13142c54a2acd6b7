/* SPDX-License-Identifier: MIT
 *
 * Any bytes as a number with a unit, in every unit that a field can have. Two bytes choose the
 * units. */
#include "base/quantity.h"
#include "base/text.h"
#include "fuzz.h"

#include <math.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    enum unit assumed = (enum unit)(data[0] % UNIT_COUNT),
              target = (enum unit)(data[1] % UNIT_COUNT);
    char *text = fuzz_copy(data + 2, size - 2);
    double value = 42, again = 42, number = 42;
    enum quantity_status status = quantity_parse(text, size - 2, assumed, target, &value);
    must(status == QUANTITY_OK ? isfinite(value) : value == 42);
    must(quantity_parse(text, size - 2, assumed, target, &again) == status && again == value);
    enum unit unit;
    unit_find(text, size - 2, &unit);
    unit_recognise(text, size - 2, &unit);
    size_t used = 0;
    if (number_parse(text, size - 2, &number, &used))
        must(isfinite(number) && used <= size - 2);
    free(text);
    return 0;
}
