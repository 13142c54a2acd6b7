/* SPDX-License-Identifier: MIT
 *
 * Reading features: see input.h.
 *
 * Algorithm: each table is cut into ranges of its key of BATCH_ROWS rows. Ranges are ordered work
 * (base/ordered.h): several are read at once, each into a batch (batch.h) over a connection that
 * nothing else uses meanwhile, and appended to the store in their order. So the store does not depend
 * on the number of threads. A range is read from the pages of its table where these are plain, else by
 * a statement; the rows read are compared with a count made beside the reading (census.h), so that
 * damage never looks like the end of a table. Cost: one pass over each table; the ordered part is a
 * copy of columns. */
#include "base/ordered.h"
#include "read/batch.h"
#include "read/implied.h"
#include "read/lint.h"
#include "read/mapping_sql.h"
#include "read/select.h"
#include "read/surveyed.h"
#include "read/tags.h"
#include "read/unused.h"
#include "source/census.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_READERS 16u
/* A smaller file is read before threads have begun. */
#define BYTES_PER_READER (UINT64_C(1) << 20)

/* How one connection reads one table. */
struct table_reader {
    sqlite3 *db;
    sqlite3_stmt *rows, *bound;
    struct plain *plain; /* reads the same rows from pages; NULL = only the statement can */
    struct census census;
};

/* One range of a table. */
struct range {
    size_t table;
    int64_t first, last; /* keys */
    bool opens, closes;  /* the table */
};

/* What all threads share. */
struct reading {
    struct inputs *inputs;
    const struct wanted *wanted;
    struct store *store;
    struct table_select *tables; /* those with roles, in order */
    size_t n_tables;
    /* What a range is read with and into: the slots of ordered work. */
    struct channel {
        struct reading *r;
        struct batch batch;
        sqlite3 **db; /* [n_files] connections; the first channel's are the inputs' */
        struct table_reader *readers; /* [n_tables]                                     */
        struct range range;           /* that is read                                   */
        struct tally tally;           /* of this range                                  */
        int code;                     /* after the first batch; SQLITE_ROW: not the last one */
    } * channels;
    size_t n_channels;
    size_t table;           /* of the next range                  */
    int64_t from;           /* first key of the next range        */
    struct implied implied; /* of all streets appended so far     */
    struct tally tally;     /* of the table that is appended      */
    rasif_error *err;
};

/* Is it damage that --allow-damaged tolerates? */
static bool is_tolerated_damage(const struct channel *c, int code)
{
    return c->r->inputs->allow_damaged && is_damage_code(code);
}

static rasif_status fail_table(const struct channel *c, size_t table, int code)
{
    const struct table_select *t = &c->r->tables[table];
    const struct input_file *file = &c->r->inputs->files[t->table->file];
    if (code == SQLITE_NOMEM)
        return fail_sqlite_memory(file->sqlite_path, file->path, c->r->err);
    return gpkg_fail(c->readers[table].db, file->path, t->source->table, c->r->err);
}

/* ---- before ------------------------------------------------------------------------------- */

/* Adds the columns that some binding can fill, without rows yet: batches take them as their
 * model. */
static rasif_status add_bound_columns(struct reading *r)
{
    for (size_t i = 0; i < r->inputs->n_bindings; i++) {
        const struct binding *binding = &r->inputs->bindings[i];
        struct elements *elements = &r->store->tables[binding->role];
        for (size_t f = 0; f < binding->n_fields; f++) {
            const struct field_binding *field = &binding->fields[f];
            if (!r->wanted->field[binding->role][field->field])
                continue;
            struct column *column = elements_add(elements, &r->store->arena, field->field);
            bool assumed = field->assume != NULL;
            for (size_t k = 0; k < field->n_readers; k++)
                assumed = assumed || field->readers[k].rule->assumed;
            if (column == NULL || (assumed && !column_origins(column)))
                return fail_memory(r->err);
        }
    }
    return RASIF_OK;
}

/* Room for all rows where their number is known, so that no column has to grow while threads wait.
 * Only roles up to ramps need Z, for slopes. */
static rasif_status reserve_store(struct reading *r)
{
    struct store *store = r->store;
    for (int role = 0; role < ROLE_COUNT; role++) {
        struct elements *elements = &store->tables[role];
        elements->shapes.keep_z = role <= ROLE_RAMP; /* slopes */
        if (!elements->supplied)
            continue;
        size_t most = 0;
        for (size_t i = 0; i < r->n_tables; i++)
            if (r->tables[i].source->roles & (1u << role))
                most += table_select_row_bound(&r->tables[i],
                                               &r->inputs->files[r->tables[i].table->file]);
        elements->segments = ARENA_ARRAY(&store->arena, store->n_sources, struct segment);
        if (elements->segments == NULL || !elements_reserve(elements, most))
            return fail_memory(r->err);
    }
    return RASIF_OK;
}

static rasif_status select_tables(struct reading *r)
{
    r->tables = ARENA_ARRAY(&r->inputs->arena, r->store->n_sources, struct table_select);
    if (r->tables == NULL)
        return fail_memory(r->err);
    for (size_t i = 0; i < r->store->n_sources; i++)
        if (r->inputs->tables[i].n_bindings > 0)
            TRY(table_select(r->inputs, r->wanted, i, r->store, &r->tables[r->n_tables++], r->err));
    return RASIF_OK;
}

/* ---- channels ----------------------------------------------------------------------------- */

/* The first channel uses the inputs' own connections, which recognise() has given their functions:
 * SQLite refuses to set them again while a caller's geometry is being read. Every other channel
 * opens its own. */
static rasif_status open_connection(struct channel *c, size_t file)
{
    const struct input_file *input = &c->r->inputs->files[file];
    if (c == c->r->channels) {
        c->db[file] = input->gpkg.db;
        return RASIF_OK;
    }
    c->db[file] = gpkg_connect(input->sqlite_path, &c->r->inputs->arena);
    return c->db[file] != NULL && tags_register(c->db[file]) == SQLITE_OK
               ? RASIF_OK
               : gpkg_fail(c->db[file], input->path, NULL, c->r->err);
}

/* Everything that can fail over memory or files is prepared before threads begin. */
static rasif_status open_channel(struct channel *c)
{
    struct reading *r = c->r;
    c->db = ARENA_ARRAY(&r->inputs->arena, r->inputs->n_files, sqlite3 *);
    c->readers = ARENA_ARRAY(&r->inputs->arena, r->n_tables, struct table_reader);
    if (c->db == NULL || c->readers == NULL || !batch_open(&c->batch, r->store))
        return fail_memory(r->err);
    for (size_t i = 0; i < r->inputs->n_files; i++)
        TRY(open_connection(c, i));
    for (size_t i = 0; i < r->n_tables; i++) {
        const struct table_select *t = &r->tables[i];
        struct table_reader *s = &c->readers[i];
        s->db = c->db[t->table->file];
        int code = mapping_sql_prepare_on(s->db, r->inputs, t->table, t->head, t->only, t->tail,
                                          false, NULL, &s->rows);
        if (code == SQLITE_OK && t->ranged)
            code = sqlite3_prepare_v2(s->db, t->bound, -1, &s->bound, NULL);
        if (code != SQLITE_OK)
            return fail_table(c, i, code);
        if (t->page_columns != NULL)
            s->plain = plain_open(s->db, t->source->table, t->source->key, t->page_columns,
                                  t->n_page_columns, RAW_UTF8);
    }
    return RASIF_OK;
}

/* Also closes a channel that was opened half. */
static void close_channel(struct channel *c)
{
    for (size_t i = 0; c->readers != NULL && i < c->r->n_tables; i++) {
        plain_close(c->readers[i].plain);
        census_free(&c->readers[i].census);
        sqlite3_finalize(c->readers[i].rows);
        sqlite3_finalize(c->readers[i].bound);
    }
    for (size_t i = 0; c != c->r->channels && c->db != NULL && i < c->r->inputs->n_files; i++)
        sqlite3_close(c->db[i]);
    batch_free(&c->batch);
}

/* A small file is read before further threads have begun, so it gets fewer of them. */
static rasif_status open_channels(struct reading *r, unsigned threads)
{
    uint64_t bytes = 0;
    for (size_t i = 0; i < r->inputs->n_files; i++)
        bytes += r->inputs->files[i].size;
    uint64_t useful = 1 + bytes / BYTES_PER_READER;
    size_t n = threads < 1 ? 1 : threads < MOST_READERS ? threads : MOST_READERS;
    n = n < useful ? n : (size_t)useful;
    r->channels = ARENA_ARRAY(&r->inputs->arena, n, struct channel);
    if (r->channels == NULL)
        return fail_memory(r->err);
    for (; r->n_channels < n; r->n_channels++) {
        r->channels[r->n_channels].r = r;
        rasif_status status = open_channel(&r->channels[r->n_channels]);
        if (status != RASIF_OK) {
            r->n_channels++; /* it is closed with the others */
            return status;
        }
    }
    return RASIF_OK;
}

/* ---- ranges ------------------------------------------------------------------------------- */

/* The last key of the range that begins at `from`: INT64_MAX when fewer than BATCH_ROWS rows
 * follow. On trouble (keys that do not ascend) it is INT64_MAX, too; the trouble shows again when
 * the rows are read. */
static int64_t find_range_end(sqlite3_stmt *bound, int64_t from)
{
    int64_t last = INT64_MAX;
    sqlite3_bind_int64(bound, 1, from);
    if (sqlite3_step(bound) == SQLITE_ROW)
        last = sqlite3_column_int64(bound, 0);
    sqlite3_reset(bound);
    return last < from ? INT64_MAX : last;
}

/* Begins the next range: false when there is none. */
static bool take_range(void *user, size_t slot, size_t number)
{
    struct reading *r = user;
    struct channel *c = &r->channels[slot];
    (void)number;
    if (r->table == r->n_tables)
        return false;
    struct range range = {
        .table = r->table, .first = r->from, .last = INT64_MAX, .opens = r->from == INT64_MIN};
    if (r->tables[r->table].ranged)
        range.last = find_range_end(c->readers[r->table].bound, r->from);
    range.closes = range.last == INT64_MAX;
    r->from = range.closes ? INT64_MIN : range.last + 1;
    r->table += range.closes;
    c->range = range;
    return true;
}

/* One segment per role of the table, also for a role that gets no row. */
static void open_segments(struct reading *r, const struct table_select *t)
{
    for (int role = 0; role < ROLE_COUNT; role++) {
        struct elements *elements = &r->store->tables[role];
        if (t->source->roles & (1u << role))
            elements->segments[elements->n_segments++] = (struct segment){
                .source = (size_t)(t->source - r->store->sources), .first = elements->n};
    }
}

/* The table is complete: its columns are checked as a whole. */
static void close_segments(struct reading *r, const struct table_select *t)
{
    struct diagnostics *diagnostics = &r->store->diagnostics;
    struct source *source = &r->store->sources[t->source - r->store->sources];
    for (int role = 0; role < ROLE_COUNT; role++) {
        struct elements *elements = &r->store->tables[role];
        if (!(t->source->roles & (1u << role)))
            continue;
        struct segment *segment = &elements->segments[elements->n_segments - 1];
        segment->n = elements->n - segment->first;
        for (size_t i = segment->first; i < elements->n; i++)
            source->shapes |= 1u << elements->shapes.kind[i];
        if (segment->n == 0)
            diagnose(diagnostics, D_layer_empty, t->source->table, NULL, roles[role].plural, NULL);
    }
    const struct binding *last = &t->bindings[t->table->n_bindings - 1];
    source->partial = last->where != NULL || last->checks_form;
    for (size_t i = 0; i < t->table->n_bindings; i++) {
        lint_column_values(&t->bindings[i], t->source, diagnostics);
        source->partial = source->partial || t->bindings[i].drawn == DRAWN_RINGS;
    }
}

/* The first batch of a range by the statement, and the number of rows that the range must have. */
static int read_by_statement(struct channel *c, const struct range *range, struct tally *there)
{
    const struct table_select *t = &c->r->tables[range->table];
    struct table_reader *s = &c->readers[range->table];
    bool sound = false;
    batch_begin_range(&c->batch, t->ranged, range->first);
    if (!batch_select_table(&c->batch, t, c->r->wanted))
        return SQLITE_NOMEM;
    if (t->ranged) {
        int code = census_count_range(&s->census, s->db, t->source->table, t->source->key,
                                      range->first, range->last, &there->n, &sound);
        there->cut = is_tolerated_damage(c, code);
        if (code != SQLITE_OK && !there->cut)
            return code;
        sqlite3_bind_int64(s->rows, sqlite3_bind_parameter_index(s->rows, ":rasif_first"),
                           range->first);
        sqlite3_bind_int64(s->rows, sqlite3_bind_parameter_index(s->rows, ":rasif_last"),
                           range->last);
    }
    there->unsure = !sound && !t->table->gpkg->view && (t->ranged || t->only == NULL);
    return batch_read(&c->batch, s->rows);
}

/* The first batch of a range; it is the whole range where the table is read from its pages. */
static int read_first_batch(struct channel *c, const struct range *range, struct tally *there)
{
    const struct table_select *t = &c->r->tables[range->table];
    const struct table_reader *s = &c->readers[range->table];
    if (s->plain == NULL)
        return read_by_statement(c, range, there);
    batch_begin_range(&c->batch, false, range->first);
    if (!batch_select_table(&c->batch, t, c->r->wanted))
        return SQLITE_NOMEM;
    plain_range(s->plain, range->first, range->last);
    enum pages_step step = batch_read_pages(&c->batch, s->plain);
    if (step == PAGES_UNSUPPORTED) {
        batch_discard(&c->batch);
        return read_by_statement(c, range, there);
    }
    there->n = (int64_t)c->batch.n_rows;
    return step == PAGES_END ? SQLITE_DONE : SQLITE_NOMEM;
}

/* Adds a range to the table's sums; behind the last range no row may be missing. When pages or
 * counts gave a doubt, the whole table is counted once more. */
static rasif_status tally_range(struct channel *c, const struct range *range,
                                const struct tally *there)
{
    struct reading *r = c->r;
    const struct table_select *t = &r->tables[range->table];
    const struct table_reader *s = &c->readers[range->table];
    bool counted = t->only != NULL && !there->cut;
    int64_t read = counted ? there->n - (int64_t)c->batch.n_astray : (int64_t)c->batch.n_rows;
    int64_t all = -1;
    if (range->opens)
        r->tally = (struct tally){0};
    r->tally.n += read;
    r->tally.cut = r->tally.cut || there->cut;
    r->tally.unsure = r->tally.unsure || there->unsure || (t->ranged && read != there->n);
    if (!range->closes || !r->tally.unsure)
        return RASIF_OK;
    int code = census_count_all(s->db, t->source->table, &all);
    if (code != SQLITE_OK && !is_tolerated_damage(c, code))
        return fail_table(c, range->table, code);
    if (code == SQLITE_OK && all == r->tally.n && !r->tally.cut)
        return RASIF_OK;
    struct source *source = &r->store->sources[t->source - r->store->sources];
    source->short_of_rows = true;
    return fail_rows_missing(source, r->tally.n, all,
                             r->inputs->allow_damaged ? &r->store->diagnostics : NULL, r->err);
}

/* Reads the first batch of a range. A failure is reported when the range is appended, so that the
 * first range in order decides. */
static rasif_status read_first_of_range(void *user, unsigned worker, size_t slot, size_t number,
                               rasif_error *err)
{
    struct channel *c = &((struct reading *)user)->channels[slot];
    (void)worker;
    (void)number;
    (void)err;
    c->tally = (struct tally){0};
    c->code = read_first_batch(c, &c->range, &c->tally);
    return RASIF_OK;
}

/* A table without ranges is read here, batch by batch, behind the first one. */
static rasif_status append_batches(struct channel *c)
{
    struct reading *r = c->r;
    for (;;) {
        if (is_tolerated_damage(c, c->code)) {
            c->tally.unsure = c->tally.cut = true;
            c->code = SQLITE_DONE;
        }
        if (c->code != SQLITE_ROW && c->code != SQLITE_DONE)
            return fail_table(c, c->range.table, c->code);
        TRY(batch_append_to_store(&c->batch, r->store, &r->implied, r->err));
        if (c->code != SQLITE_ROW)
            return RASIF_OK;
        c->code = batch_read(&c->batch, c->readers[c->range.table].rows);
    }
}

static rasif_status append_range(void *user, size_t slot, size_t number, rasif_error *err)
{
    struct reading *r = user;
    struct channel *c = &r->channels[slot];
    const struct table_select *t = &r->tables[c->range.table];
    (void)number;
    r->err = err;
    if (c->range.opens)
        open_segments(r, t);
    rasif_status status = append_batches(c);
    sqlite3_reset(c->readers[c->range.table].rows);
    TRY(status);
    TRY(tally_range(c, &c->range, &c->tally));
    if (c->range.closes)
        close_segments(r, t);
    return RASIF_OK;
}

static rasif_status read_ranges(struct reading *r)
{
    rasif_error *err = r->err;
    struct ordered work = {.user = r,
                           .threads = (unsigned)r->n_channels,
                           .n_slots = r->n_channels,
                           .n = ORDERED_UNKNOWN,
                           .take = take_range,
                           .make = read_first_of_range,
                           .put = append_range};
    r->from = INT64_MIN;
    rasif_status status = ordered_run(&work, err);
    r->err = err;
    return status;
}

/* ---- tables without a role ---------------------------------------------------------------- */

/* Counts kinds that people walk on in a table that has no role at all (R407). */
static rasif_status diagnose_unbound_table(struct reading *r, size_t source)
{
    static const char *const forms[] = {"", " (point)", " (line)", " (line)", " (area)"};
    struct input_table *t = &r->inputs->tables[source];
    const char *walked = walked_kind(r->inputs, t);
    if (walked == NULL)
        return RASIF_OK;
    char *key = gpkg_quote(&r->inputs->arena, t->gpkg->key);
    char *geometry = gpkg_quote(&r->inputs->arena, t->gpkg->geometry_column);
    struct text head = {0};
    sqlite3_stmt *rows = NULL;
    int code = SQLITE_NOMEM;
    text_addf(&head, "SELECT %s, %s, (%s\n) AS kind", key != NULL ? key : "",
              geometry != NULL ? geometry : "", walked);
    if (!head.failed && key != NULL && geometry != NULL)
        code = mapping_sql_prepare(r->inputs, t, head.data, NULL, "", true, NULL, &rows);
    text_free(&head);
    while (code == SQLITE_OK && sqlite3_step(rows) == SQLITE_ROW) {
        char text[64];
        int64_t fid = sqlite3_column_int64(rows, 0);
        const char *kind = (const char *)sqlite3_column_text(rows, 2);
        enum wkb_form form =
            wkb_form(sqlite3_column_blob(rows, 1), (size_t)sqlite3_column_bytes(rows, 1));
        snprintf(text, sizeof text, "%.50s%s", kind != NULL ? kind : "", forms[form]);
        if (kind != NULL)
            diagnose(&r->store->diagnostics, D_walked_not_read, r->store->sources[source].table,
                     NULL, text, &fid);
    }
    sqlite3_finalize(rows);
    return code == SQLITE_NOMEM ? fail_memory(r->err) : RASIF_OK;
}

/* ---- the line ----------------------------------------------------------------------------- */

/* Implied sidewalks come after all tables: they refer to rows of streets. Values of surveys come last. */
static rasif_status read_all(struct reading *r, unsigned threads)
{
    TRY(select_tables(r));
    TRY(add_bound_columns(r));
    TRY(reserve_store(r));
    TRY(open_channels(r, threads));
    TRY(read_ranges(r));
    if (!r->wanted->without_surveys)
        TRY(surveyed_lay_over(r->inputs, r->wanted, &r->implied, r->store, r->err));
    TRY(implied_write_sidewalks(&r->implied, r->store, r->err));
    if (!r->wanted->without_surveys)
        TRY(surveyed_lay_over(r->inputs, r->wanted, NULL, r->store, r->err));
    for (size_t i = 0; i < r->store->n_sources; i++)
        TRY(diagnose_columns(r->inputs, r->store, i, &r->store->diagnostics, r->err));
    for (size_t i = 0; i < r->store->n_sources; i++)
        if (r->inputs->tables[i].n_bindings == 0 &&
            r->inputs->tables[i].gpkg->geometry_column != NULL &&
            !r->inputs->files[r->inputs->tables[i].file].only_named)
            TRY(diagnose_unbound_table(r, i));
    for (int role = 0; role < ROLE_COUNT; role++)
        elements_fit(&r->store->tables[role]);
    return r->store->diagnostics.failed ? fail_memory(r->err) : RASIF_OK;
}

/* On failure the store holds whole ranges only; it is freed by the caller. */
rasif_status inputs_read(struct inputs *inputs, const struct wanted *wanted, unsigned threads,
                         struct store *store, rasif_error *err)
{
    struct reading r = {.inputs = inputs, .wanted = wanted, .store = store, .err = err};
    rasif_status status = read_all(&r, threads);
    for (size_t i = 0; i < r.n_channels; i++)
        close_channel(&r.channels[i]);
    implied_free(&r.implied);
    pool_settle(&store->pool);
    pool_settle(&store->ids);
    return status;
}
