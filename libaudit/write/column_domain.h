/* SPDX-License-Identifier: MIT
 *
 * What a cell may hold by the type its column declares: the data types of the GeoPackage standard
 * (OGC 12-128, table 1). SQLite itself stores anything anywhere. */
#ifndef RASIF_WRITE_COLUMN_DOMAIN_H
#define RASIF_WRITE_COLUMN_DOMAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is checked beside the storage class. */
enum domain_check {
    DOMAIN_CLASS_ONLY,
    DOMAIN_RANGE,
    DOMAIN_LENGTH,
    DOMAIN_DATE,
    DOMAIN_DATETIME,
    DOMAIN_GEOMETRY
};

struct column_domain {
    unsigned classes;        /* bit 1 << SQLITE_INTEGER and so on: storage classes that fit */
    enum domain_check check; /* what else has to be looked at */
    int64_t least,
        most; /* DOMAIN_RANGE: the numbers; DOMAIN_LENGTH: characters of a text, bytes of a blob */
};

/* The form of a declared type; a type that is not the standard's own takes anything. */
struct column_domain column_domain_of(const char *declared);
/* The domain of a layer's geometry column; its declared type does not matter. */
struct column_domain column_domain_of_geometry(void);

bool column_domain_accepts_value(const struct column_domain *domain, int storage, int64_t integer,
                                 const void *bytes, size_t length);

/* Does a cell of storage class `storage` fit? `integer` is the value of an integer, `bytes` those
 * of a text in UTF-8 or of a blob. */
static inline bool column_domain_accepts(const struct column_domain *domain, int storage,
                                         int64_t integer, const void *bytes, size_t length)
{
    if ((domain->classes >> storage & 1) == 0)
        return false;
    return domain->check == DOMAIN_CLASS_ONLY ||
           column_domain_accepts_value(domain, storage, integer, bytes, length);
}

#endif
