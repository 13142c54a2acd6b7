/* SPDX-License-Identifier: MIT
 *
 * Reading features: see input.h.
 *
 * Algorithm: each table is cut into ranges of its key of BATCH_ROWS rows. Threads claim the ranges
 * in order, read them into batches of their own (batch.h) on connections of their own, and append
 * them to the store one after the other, in the same order. So the store does not depend on the
 * number of threads. A range is read from the pages of its table where these are plain, else by a
 * statement; the rows read are compared with a count made beside the reading (census.h), so that
 * damage never looks like the end of a table. Cost: one pass over each table; the ordered part is a
 * copy of columns. */
#include "base/parallel.h"
#include "read/batch.h"
#include "read/implied.h"
#include "read/lint.h"
#include "read/mapping_sql.h"
#include "read/select.h"
#include "read/tags.h"
#include "read/unused.h"
#include "source/census.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_READERS 16u
/* A smaller file is read before threads have begun. */
#define BYTES_PER_READER (UINT64_C(1) << 20)

/* How one thread reads one table. */
struct table_reader {
    sqlite3 *db;
    sqlite3_stmt *rows, *bound;
    struct plain *plain; /* reads the same rows from pages; NULL = only the statement can */
    struct census census;
};

/* What all threads share. The members from `table` to `status` change under `lock`; those behind it
 * belong to the thread whose turn it is. */
struct reading {
    struct inputs *inputs;
    const struct wanted *wanted;
    struct store *store;
    struct table_select *tables; /* those with roles, in order */
    size_t n_tables;
    struct worker {
        struct reading *r;
        struct batch batch;
        sqlite3 **db; /* [n_files] connections; the first worker's are the inputs' */
        struct table_reader *readers; /* [n_tables] */
    } * workers;
    size_t n_workers;
    pthread_mutex_t lock;
    pthread_cond_t turned;
    size_t table;         /* of the next range                                */
    size_t claimed, turn; /* ranges claimed; number of the range whose turn it is */
    int64_t from;        /* first key of the next range of `table` */
    rasif_status status; /* other than OK: all threads stop */
    struct implied implied; /* of all streets so far */
    struct tally tally;  /* of the table that is read */
    rasif_error *err;
};

/* One range of a table. */
struct range {
    size_t table, number;
    int64_t first, last; /* keys */
    bool opens, closes;  /* the table */
};

/* Is it damage that --allow-damaged tolerates? */
static bool is_tolerated_damage(const struct worker *w, int code)
{
    return w->r->inputs->allow_damaged && is_damage_code(code);
}

static rasif_status fail_table(const struct worker *w, size_t table, int code)
{
    const struct table_select *t = &w->r->tables[table];
    const struct input_file *file = &w->r->inputs->files[t->table->file];
    if (code == SQLITE_NOMEM)
        return fail_sqlite_memory(file->sqlite_path, file->path, w->r->err);
    return gpkg_fail(w->readers[table].db, file->path, t->source->table, w->r->err);
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

/* ---- workers ------------------------------------------------------------------------------ */

/* The first worker uses the inputs' own connections; every other one opens its own. */
static rasif_status open_connection(struct worker *w, size_t file)
{
    const struct input_file *input = &w->r->inputs->files[file];
    if (w == w->r->workers)
        w->db[file] = input->gpkg.db;
    else
        w->db[file] = gpkg_connect(input->sqlite_path, &w->r->inputs->arena);
    return w->db[file] != NULL && tags_register(w->db[file]) == SQLITE_OK
               ? RASIF_OK
               : gpkg_fail(w->db[file], input->path, NULL, w->r->err);
}

/* Everything that can fail over memory or files is prepared before threads begin. */
static rasif_status open_worker(struct worker *w)
{
    struct reading *r = w->r;
    w->db = ARENA_ARRAY(&r->inputs->arena, r->inputs->n_files, sqlite3 *);
    w->readers = ARENA_ARRAY(&r->inputs->arena, r->n_tables, struct table_reader);
    if (w->db == NULL || w->readers == NULL || !batch_open(&w->batch, r->store))
        return fail_memory(r->err);
    for (size_t i = 0; i < r->inputs->n_files; i++)
        TRY(open_connection(w, i));
    for (size_t i = 0; i < r->n_tables; i++) {
        const struct table_select *t = &r->tables[i];
        struct table_reader *s = &w->readers[i];
        s->db = w->db[t->table->file];
        int code = mapping_sql_prepare_on(s->db, r->inputs, t->table, t->head, t->only, t->tail,
                                          false, NULL, &s->rows);
        if (code == SQLITE_OK && t->ranged)
            code = sqlite3_prepare_v2(s->db, t->bound, -1, &s->bound, NULL);
        if (code != SQLITE_OK)
            return fail_table(w, i, code);
        if (t->page_columns != NULL)
            s->plain = plain_open(s->db, t->source->table, t->source->key, t->page_columns,
                                  t->n_page_columns, RAW_UTF8);
    }
    return RASIF_OK;
}

/* Also closes a worker that was opened half. */
static void close_worker(struct worker *w)
{
    for (size_t i = 0; w->readers != NULL && i < w->r->n_tables; i++) {
        plain_close(w->readers[i].plain);
        census_free(&w->readers[i].census);
        sqlite3_finalize(w->readers[i].rows);
        sqlite3_finalize(w->readers[i].bound);
    }
    for (size_t i = 0; w != w->r->workers && w->db != NULL && i < w->r->inputs->n_files; i++)
        sqlite3_close(w->db[i]);
    batch_free(&w->batch);
}

/* A small file is read before further threads have begun, so it gets fewer of them. */
static rasif_status open_workers(struct reading *r, unsigned threads)
{
    uint64_t bytes = 0;
    for (size_t i = 0; i < r->inputs->n_files; i++)
        bytes += r->inputs->files[i].size;
    uint64_t useful = 1 + bytes / BYTES_PER_READER;
    size_t n = threads < 1 ? 1 : threads < MOST_READERS ? threads : MOST_READERS;
    n = n < useful ? n : (size_t)useful;
    r->workers = ARENA_ARRAY(&r->inputs->arena, n, struct worker);
    if (r->workers == NULL)
        return fail_memory(r->err);
    for (; r->n_workers < n; r->n_workers++) {
        r->workers[r->n_workers].r = r;
        rasif_status status = open_worker(&r->workers[r->n_workers]);
        if (status != RASIF_OK) {
            r->n_workers++; /* it is closed with the others */
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

/* Claims the next range: false when there is none, or all threads must stop. */
static bool claim_range(struct worker *w, struct range *range)
{
    struct reading *r = w->r;
    pthread_mutex_lock(&r->lock);
    bool there = r->status == RASIF_OK && r->table < r->n_tables;
    if (there) {
        *range = (struct range){.table = r->table,
                                .number = r->claimed++,
                                .first = r->from,
                                .last = INT64_MAX,
                                .opens = r->from == INT64_MIN};
        if (r->tables[r->table].ranged)
            range->last = find_range_end(w->readers[r->table].bound, r->from);
        range->closes = range->last == INT64_MAX;
        r->from = range->closes ? INT64_MIN : range->last + 1;
        r->table += range->closes;
    }
    pthread_mutex_unlock(&r->lock);
    return there;
}

/* Waits until all ranges before are in the store; false when all threads must stop. */
static bool wait_for_turn(struct reading *r, const struct range *range)
{
    pthread_mutex_lock(&r->lock);
    while (r->turn != range->number && r->status == RASIF_OK)
        pthread_cond_wait(&r->turned, &r->lock);
    bool good = r->status == RASIF_OK;
    pthread_mutex_unlock(&r->lock);
    return good;
}

/* The first failure stops everything: later turns never come. */
static void end_turn(struct reading *r, rasif_status status)
{
    pthread_mutex_lock(&r->lock);
    r->status = status;
    r->turn++;
    pthread_cond_broadcast(&r->turned);
    pthread_mutex_unlock(&r->lock);
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
static int read_by_statement(struct worker *w, const struct range *range, struct tally *there)
{
    const struct table_select *t = &w->r->tables[range->table];
    struct table_reader *s = &w->readers[range->table];
    bool sound = false;
    batch_begin_range(&w->batch, t->ranged, range->first);
    if (!batch_select_table(&w->batch, t, w->r->wanted))
        return SQLITE_NOMEM;
    if (t->ranged) {
        int code = census_count_range(&s->census, s->db, t->source->table, t->source->key,
                                      range->first, range->last, &there->n, &sound);
        there->cut = is_tolerated_damage(w, code);
        if (code != SQLITE_OK && !there->cut)
            return code;
        sqlite3_bind_int64(s->rows, sqlite3_bind_parameter_index(s->rows, ":rasif_first"),
                           range->first);
        sqlite3_bind_int64(s->rows, sqlite3_bind_parameter_index(s->rows, ":rasif_last"),
                           range->last);
    }
    there->unsure = !sound && !t->table->gpkg->view && (t->ranged || t->only == NULL);
    return batch_read(&w->batch, s->rows);
}

/* The first batch of a range; it is the whole range where the table is read from its pages. */
static int read_first_batch(struct worker *w, const struct range *range, struct tally *there)
{
    const struct table_select *t = &w->r->tables[range->table];
    const struct table_reader *s = &w->readers[range->table];
    if (s->plain == NULL)
        return read_by_statement(w, range, there);
    batch_begin_range(&w->batch, false, range->first);
    if (!batch_select_table(&w->batch, t, w->r->wanted))
        return SQLITE_NOMEM;
    plain_range(s->plain, range->first, range->last);
    enum pages_step step = batch_read_pages(&w->batch, s->plain);
    if (step == PAGES_ODD) {
        batch_discard(&w->batch);
        return read_by_statement(w, range, there);
    }
    there->n = (int64_t)w->batch.n_rows;
    return step == PAGES_END ? SQLITE_DONE : SQLITE_NOMEM;
}

/* Adds a range to the table's sums; behind the last range no row may be missing. When pages or
 * counts gave a doubt, the whole table is counted once more. */
static rasif_status tally_range(struct worker *w, const struct range *range,
                                const struct tally *there)
{
    struct reading *r = w->r;
    const struct table_select *t = &r->tables[range->table];
    const struct table_reader *s = &w->readers[range->table];
    bool counted = t->only != NULL && !there->cut;
    int64_t read = counted ? there->n - (int64_t)w->batch.n_astray : (int64_t)w->batch.n_rows;
    int64_t all = -1;
    if (range->opens)
        r->tally = (struct tally){0};
    r->tally.n += read;
    r->tally.cut = r->tally.cut || there->cut;
    r->tally.unsure = r->tally.unsure || there->unsure || (t->ranged && read != there->n);
    if (!range->closes || !r->tally.unsure)
        return RASIF_OK;
    int code = census_count_all(s->db, t->source->table, &all);
    if (code != SQLITE_OK && !is_tolerated_damage(w, code))
        return fail_table(w, range->table, code);
    if (code == SQLITE_OK && all == r->tally.n && !r->tally.cut)
        return RASIF_OK;
    struct source *source = &r->store->sources[t->source - r->store->sources];
    source->short_of_rows = true;
    return fail_rows_missing(source, r->tally.n, all,
                             r->inputs->allow_damaged ? &r->store->diagnostics : NULL, r->err);
}

/* Reads a range and appends it to the store. A table without ranges is read batch by batch, in its
 * turn, by one thread. */
static void read_whole_range(struct worker *w, const struct range *range)
{
    struct reading *r = w->r;
    const struct table_select *t = &r->tables[range->table];
    sqlite3_stmt *rows = w->readers[range->table].rows;
    struct tally there = {0};
    int code = read_first_batch(w, range, &there);
    if (!wait_for_turn(r, range))
        return;
    rasif_status status = RASIF_OK;
    if (range->opens)
        open_segments(r, t);
    for (;;) {
        if (is_tolerated_damage(w, code)) {
            there.unsure = there.cut = true;
            code = SQLITE_DONE;
        }
        if (status == RASIF_OK && code != SQLITE_ROW && code != SQLITE_DONE)
            status = fail_table(w, range->table, code);
        if (status == RASIF_OK)
            status = batch_append_to_store(&w->batch, r->store, &r->implied, r->err);
        if (status != RASIF_OK || code != SQLITE_ROW)
            break;
        code = batch_read(&w->batch, rows);
    }
    sqlite3_reset(rows);
    if (status == RASIF_OK)
        status = tally_range(w, range, &there);
    if (range->closes && status == RASIF_OK)
        close_segments(r, t);
    end_turn(r, status);
}

/* The work of one thread. */
static void read_ranges(void *user, size_t chunk, size_t first, size_t last)
{
    struct worker *worker = &((struct reading *)user)->workers[chunk];
    (void)first;
    (void)last;
    for (struct range range; claim_range(worker, &range);)
        read_whole_range(worker, &range);
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

/* Implied sidewalks come after all tables: they refer to rows of streets. */
static rasif_status read_all(struct reading *r, unsigned threads)
{
    TRY(select_tables(r));
    TRY(add_bound_columns(r));
    TRY(reserve_store(r));
    TRY(open_workers(r, threads));
    r->from = INT64_MIN;
    parallel_each((unsigned)r->n_workers, r->n_workers, read_ranges, r);
    TRY(r->status);
    TRY(implied_write_sidewalks(&r->implied, r->store, r->err));
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
    pthread_mutex_init(&r.lock, NULL);
    pthread_cond_init(&r.turned, NULL);
    rasif_status status = read_all(&r, threads);
    for (size_t i = 0; i < r.n_workers; i++)
        close_worker(&r.workers[i]);
    implied_free(&r.implied);
    pool_settle(&store->pool);
    pool_settle(&store->ids);
    pthread_cond_destroy(&r.turned);
    pthread_mutex_destroy(&r.lock);
    return status;
}
