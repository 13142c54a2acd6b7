/* SPDX-License-Identifier: MIT
 *
 * One cell of the source becomes one value of a field, by what the cell really holds (its storage
 * class); everything that is wrong with it is counted. No allocation per cell. */
#ifndef RASIF_READ_CELLS_H
#define RASIF_READ_CELLS_H

#include "mapping/mapping.h"
#include "read/deferred.h"
#include "sqlitefile/raw_cell.h"

#define MISSING_LISTS 4
/* Texts read as null besides the standing ones: the layer's, the file's, the preset's. */
struct missing_words {
    const struct text_list *lists[MISSING_LISTS]; /* [n] borrowed from mapping files */
    size_t n;
};

/* The value that one text or number has for one reader. */
struct parsed_value {
    bool known;    /* a value; else null */
    bool derived;  /* differs from what is stored */
    uint8_t note;  /* enum diagnostic_id, or NO_NOTE */
    double real;   /* VALUE_REAL */
    uint32_t code; /* VALUE_CLASS, VALUE_LIST; VALUE_TEXT: number of a kept text */
};
#define NO_NOTE 255

/* Texts parsed before, in a hash table with linear probing. A column of a million surfaces holds
 * some twenty different texts. */
#define CACHE_SLOTS 256u /* at most half full */
#define CACHE_TEXT 47
struct cache_slot {
    uint8_t length; /* 0 = free */
    char text[CACHE_TEXT];
    struct parsed_value value;
};

/* Counts over the numbers of a column, for lint.c. Bare numbers only, in the column's own unit, as
 * read; codes for "missing" and infinities are left out. */
#define LINT_SAMPLE 512u
#define COUNT_OF_FIDS DIAGNOSTIC_FIDS
struct lint_sample {
    size_t n;            /* numbers seen */
    size_t n_fraction;   /* not whole */
    size_t n_beyond_one; /* size above 1 */
    size_t n_small;      /* size in 0.005..0.2 */
    size_t n_steep;      /* size above 15 */
    size_t n_negative;
    size_t n_impossible; /* beyond what the field can be */
    double first;        /* the first number; `same` = all are equal to it */
    bool same;
    double most;                 /* the largest size */
    float sizes[LINT_SAMPLE];    /* the first ones, for a median */
    int64_t fids[COUNT_OF_FIDS]; /* of the first numbers */
};

/* Counts of one reader. */
struct cell_counts {
    size_t n_used;  /* rows of which this one gave the value */
    size_t n_empty; /* empty texts */
    int64_t empty_fids[COUNT_OF_FIDS];
    struct lint_sample *lint; /* NULL = not of interest */
};

/* One alternative of a field, bound to a column of the SELECT. Each thread reads with its own copy;
 * of the original only the counts change, when a batch is appended. */
struct cell_reader {
    enum field_id field;
    const struct alternative *rule; /* column, unit, values */
    const char *column_name;        /* for diagnostics */
    size_t selected;                /* index into the table's selected columns */
    int column;                     /* of the prepared statement; set when reading */
    bool numeric;                   /* the column's affinity */
    bool cut;                       /* the column's name is the first letters of the field's */
    bool in_tags;                   /* no column of its own: one of the tags column's keys */
    bool reports_problems;          /* false: another reader of the same column diagnoses already */
    bool mapped_by_user;            /* in a mapping file: then a stated unit is beyond doubt */
    struct cell_counts *counts;     /* its own; NULL before its table is read */
    struct cell_counts *total;      /* of a copy: those of the original, to which its own are added */
    struct cache_slot *cache;       /* of a copy: [CACHE_SLOTS] or NULL */
    size_t n_cached;
};

struct cell_context {
    struct arena *arena; /* for caches */
    struct deferred *deferred; /* texts and trouble; `failed` when memory ran out */
    const struct missing_words *missing;
    int64_t fid;
};

/* Parses the reader's cell of `row`, whose cells are in the order of the statement. true: `out`
 * holds a value in the field's unit; false: null. Problems and counts are noted in the reader and
 * in context->deferred, whose `failed` says that memory ran out. */
bool cell_read(struct cell_reader *reader, const struct raw_cell *row, struct cell_context *context,
               struct parsed_value *out);

/* Adds the counts of a copy to its original and clears them. Copies must be merged in the order of
 * their rows: the first FIDs and numbers are kept. */
void cell_counts_merge(struct cell_counts *total, struct cell_counts *part);
/* Rows whose value came from this reader; 0 before its table is read. */
static inline size_t cell_values_given(const struct cell_reader *reader)
{
    return reader->counts != NULL ? reader->counts->n_used : 0;
}

#endif
