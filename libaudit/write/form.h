/* SPDX-License-Identifier: MIT
 *
 * What a cell may hold by the type its column declares: the data types of the GeoPackage standard
 * (OGC 12-128, table 1). SQLite itself stores anything anywhere. */
#ifndef RASIF_WRITE_FORM_H
#define RASIF_WRITE_FORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum form_look { LOOK_NO, LOOK_RANGE, LOOK_LENGTH, LOOK_DATE, LOOK_DATETIME, LOOK_GEOMETRY };

struct form {
    unsigned classes;    /* bit 1 << SQLITE_INTEGER and so on: storage classes that fit */
    enum form_look look; /* what else has to be looked at */
    int64_t least,
        most; /* LOOK_RANGE: the numbers; LOOK_LENGTH: characters of a text, bytes of a blob */
};

/* The form of a declared type; a type that is not the standard's own takes anything. */
struct form form_of(const char *declared);
/* That of a layer's geometry column, whatever it declares. */
struct form form_of_geometry(void);

bool form_looks_right(const struct form *form, int storage, int64_t integer, const void *bytes,
                      size_t length);

/* Does a cell of storage class `storage` fit? `integer` is the value of an integer, `bytes` those
 * of a text in UTF-8 or of a blob. */
static inline bool form_holds(const struct form *form, int storage, int64_t integer,
                              const void *bytes, size_t length)
{
    if ((form->classes >> storage & 1) == 0)
        return false;
    return form->look == LOOK_NO || form_looks_right(form, storage, integer, bytes, length);
}

#endif
