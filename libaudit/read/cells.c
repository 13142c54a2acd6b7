/* SPDX-License-Identifier: MIT
 *
 * Cells by their storage class: see cells.h.
 *
 * Algorithm: a text is looked up in the reader's cache of 256 slots (hash, linear probing, at most
 * half full); a column of a million surfaces holds some twenty different texts, so parse_text_value
 * runs twenty times. Numbers are parsed directly. Problems and samples for lint.c are counted on
 * the way. Cost: one hash and one comparison per text. */
#include "read/cells.h"

#include "base/text.h"
#include "mapping/limits.h"
#include "read/parse_value.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#define XXH_INLINE_ALL /* a call would take longer than the hash of a short text */
#include <xxhash.h>

/* ---- remembered texts --------------------------------------------------------------------- */

/* The slot of the text, or the free slot for it; NULL for texts that are not cached: long ones, and
 * names and ids, which hardly repeat. Without memory for a cache texts are parsed each time. */
static struct cache_slot *cache_slot(struct cell_reader *reader, struct cell_context *context,
                                     const char *text, size_t length)
{
    if (fields[reader->field].type == VALUE_TEXT || length > CACHE_TEXT)
        return NULL;
    if (reader->cache == NULL) {
        reader->cache = ARENA_ARRAY(context->arena, CACHE_SLOTS, struct cache_slot);
        reader->n_cached = 0;
        if (reader->cache == NULL)
            return NULL;
    }
    size_t i = XXH3_64bits(text, length) & (CACHE_SLOTS - 1);
    while (reader->cache[i].length != 0 &&
           (reader->cache[i].length != length || memcmp(reader->cache[i].text, text, length) != 0))
        i = (i + 1) & (CACHE_SLOTS - 1);
    return &reader->cache[i];
}

/* A cache that is half full takes no more: longer probing would cost more than parsing. */
static struct parsed_value remembered_value(struct cell_reader *reader,
                                            struct cell_context *context, const char *text,
                                            size_t length)
{
    struct cache_slot *slot = cache_slot(reader, context, text, length);
    if (slot != NULL && slot->length != 0)
        return slot->value;
    struct parsed_value parsed = parse_text_value(reader, context, text, length);
    if (slot != NULL && reader->n_cached < CACHE_SLOTS / 2) {
        reader->n_cached++;
        slot->length = (uint8_t)length;
        memcpy(slot->text, text, length);
        slot->value = parsed;
    }
    return parsed;
}

/* ---- one cell ----------------------------------------------------------------------------- */

/* Defers a diagnostic about the cell. Two fields may read one column: only one reader reports what
 * is wrong with it. */
static void report_problem(struct cell_reader *reader, struct cell_context *context,
                           enum diagnostic_id note, const char *text)
{
    if (reader->reports_problems)
        deferred_add_note(context->deferred, note, reader->column_name, text, context->fid);
}

#define LARGEST_WHOLE 0x1p52 /* from here on no double has a fraction */

/* Counts one number for lint.c. Numbers that stand for "missing" would spoil the median and the
 * maximum, so they are left out. */
static void sample_number(struct cell_reader *reader, double raw, bool possible, int64_t fid)
{
    struct lint_sample *lint = reader->counts->lint;
    double size = fabs(raw);
    if (limits_is_sentinel(reader->field, raw) || !isfinite(raw))
        return;
    if (lint->n < LINT_SAMPLE)
        lint->sizes[lint->n] = (float)size;
    if (lint->n < COUNT_OF_FIDS)
        lint->fids[lint->n] = fid;
    if (lint->n == 0)
        lint->first = raw;
    lint->same = lint->n == 0 || (lint->same && raw == lint->first);
    lint->n++;
    lint->n_negative += raw < 0;
    lint->n_steep += size > 15;
    lint->n_impossible += !possible;
    lint->most = size > lint->most ? size : lint->most;
    lint->n_fraction += size < LARGEST_WHOLE && size != (double)(int64_t)size;
    lint->n_beyond_one += size > 1;
    lint->n_small += size >= 0.005 && size <= 0.2;
}

/* A text in a numeric column is reported by its storage class, even if its value can be parsed. */
static bool read_text_cell(struct cell_reader *reader, const struct raw_cell *cell,
                           struct cell_context *context, struct parsed_value *out)
{
    const char *text = cell->is.bytes;
    size_t length = cell->length, used;
    double bare;
    if (length == 0 && reader->reports_problems) {
        struct cell_counts *counts = reader->counts;
        if (counts->n_empty < COUNT_OF_FIDS)
            counts->empty_fids[counts->n_empty] = context->fid;
        counts->n_empty++;
    }
    if (length == 0)
        return false;
    *out = remembered_value(reader, context, text, length);
    bool unread = out->note == D_value_not_parsed;
    bool misplaced = reader->numeric && fields[reader->field].type == VALUE_REAL;
    if (misplaced && (out->known || unread))
        report_problem(reader, context, D_value_wrong_storage, text);
    else if (out->note != NO_NOTE)
        report_problem(reader, context, (enum diagnostic_id)out->note, text);
    if (reader->counts->lint != NULL && number_parse(text, length, &bare, &used) && used == length)
        sample_number(reader, bare, out->note != D_value_out_of_range, context->fid);
    return out->known;
}

/* A number where a class or a text is wanted: surveys code classes as numbers. */
static bool read_number_as_word(struct cell_reader *reader, const struct raw_cell *cell,
                                struct cell_context *context, struct parsed_value *out)
{
    char text[40];
    if (cell->type == SQLITE_INTEGER)
        snprintf(text, sizeof text, "%lld", (long long)cell->is.integer);
    else
        number_format(text, cell->is.real);
    *out = remembered_value(reader, context, text, strlen(text));
    if (out->note != NO_NOTE)
        report_problem(reader, context, (enum diagnostic_id)out->note, text);
    return out->known;
}

static bool read_number_cell(struct cell_reader *reader, const struct raw_cell *cell,
                             struct cell_context *context, struct parsed_value *out)
{
    double raw = raw_real(cell);
    *out = parse_number_value(reader, context, raw);
    if (reader->counts->lint != NULL)
        sample_number(reader, raw, out->note != D_value_out_of_range, context->fid);
    if (out->note != NO_NOTE) {
        char text[40];
        number_format(text, raw);
        report_problem(reader, context, (enum diagnostic_id)out->note, text);
    }
    return out->known;
}

/* A blob is never a value; RAW_FAILED means that SQLite had no memory for the text. */
bool cell_read(struct cell_reader *reader, const struct raw_cell *row, struct cell_context *context,
               struct parsed_value *out)
{
    const struct raw_cell cell = row[reader->column];
    *out = (struct parsed_value){.note = NO_NOTE};
    if (cell.type == SQLITE_NULL)
        return false;
    if (cell.type == SQLITE_TEXT)
        return read_text_cell(reader, &cell, context, out);
    if (cell.type == RAW_FAILED) {
        context->deferred->failed = true;
        return false;
    }
    if (cell.type == SQLITE_BLOB) {
        char text[48];
        snprintf(text, sizeof text, "(%u bytes)", (unsigned)cell.length);
        report_problem(reader, context, D_value_wrong_storage, text);
        return false;
    }
    if (fields[reader->field].type == VALUE_REAL)
        return read_number_cell(reader, &cell, context, out);
    return read_number_as_word(reader, &cell, context, out);
}

/* ---- counts ------------------------------------------------------------------------------- */

/* Ranges are merged in order, so the first numbers are those of the first rows for any number of
 * threads. */
static void add_lint_sample(struct lint_sample *total, const struct lint_sample *part)
{
    if (part->n == 0)
        return;
    for (size_t i = 0; i < part->n && total->n + i < LINT_SAMPLE; i++)
        total->sizes[total->n + i] = part->sizes[i];
    for (size_t i = 0; i < part->n && total->n + i < COUNT_OF_FIDS; i++)
        total->fids[total->n + i] = part->fids[i];
    total->same = part->same && (total->n == 0 || (total->same && part->first == total->first));
    total->first = total->n == 0 ? part->first : total->first;
    total->n += part->n;
    total->n_negative += part->n_negative;
    total->n_steep += part->n_steep;
    total->n_impossible += part->n_impossible;
    total->most = fmax(total->most, part->most);
    total->n_fraction += part->n_fraction;
    total->n_beyond_one += part->n_beyond_one;
    total->n_small += part->n_small;
}

/* The part is emptied: the next range of the same thread counts from zero. */
void cell_counts_merge(struct cell_counts *total, struct cell_counts *part)
{
    for (size_t i = 0; i < part->n_empty && total->n_empty + i < COUNT_OF_FIDS; i++)
        total->empty_fids[total->n_empty + i] = part->empty_fids[i];
    total->n_empty += part->n_empty;
    total->n_used += part->n_used;
    part->n_used = part->n_empty = 0;
    if (total->lint != NULL && part->lint != NULL) {
        add_lint_sample(total->lint, part->lint);
        *part->lint = (struct lint_sample){0};
    }
}
