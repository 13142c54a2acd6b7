/* SPDX-License-Identifier: MIT
 *
 * Streams of tables: who outlives whom, what is left behind, and reading on threads while the audit is
 * written. */
#include <malloc.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "arrow_world.h"

/* ---- who outlives whom ---- */

static void stream__after_audit_rules_and_context_are_freed__goes_on(void **state)
{
    struct world w = {0};
    struct ArrowSchema schema;
    struct ArrowArray batch;
    (void)state;
    audit_demo(&w, NULL, NULL);
    struct ArrowArrayStream first = stream_of(w.audit, "sidewalks"), second = stream_of(w.audit, "audit_findings");
    int64_t rows = (int64_t)rasif_table_rows(rasif_audit_table(w.audit, "sidewalks"));
    take_down(&w);
    assert_int_equal(first.get_schema(&first, &schema), 0);
    assert_true(next_batch(&first, &batch));
    first.release(&first);
    assert_int_equal(batch.length, rows);
    struct ArrowArray moved = *batch.children[0];
    batch.children[0]->release = NULL;
    batch.release(&batch);
    assert_int_equal(arrow_value(&moved, schema.children[0], 2).integer, 3);
    moved.release(&moved);
    struct ArrowSchema field = *schema.children[1];
    schema.children[1]->release = NULL;
    schema.release(&schema);
    assert_string_equal(field.name, "rasif_id");
    field.release(&field);
    second.release(&second); /* nothing was read; the audit goes with it */
}

static size_t bytes_in_use(void)
{
#if defined(__GLIBC__) && (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 33)
    struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
#else
    return 0; /* only a sanitizer sees it then */
#endif
}

static void read_through(const rasif_audit *audit, const char *name)
{
    struct ArrowArrayStream stream = stream_of(audit, name);
    struct ArrowSchema schema;
    struct ArrowArray batch;
    assert_int_equal(stream.get_schema(&stream, &schema), 0);
    while (next_batch(&stream, &batch))
        batch.release(&batch);
    schema.release(&schema);
    stream.release(&stream);
}

static void stream__ten_thousand_times__leaves_nothing_behind(void **state)
{
    const struct world *w = *state;
    read_through(w->audit, "audit_network");
    size_t before = bytes_in_use();
    for (int i = 0; i < 10000; i++)
        read_through(w->audit, "audit_network");
    size_t after = bytes_in_use();
    if (after > before + 4096)
        fail_msg("%zu bytes after 10,000 streams", after - before);
}

/* ---- threads ---- */

struct reader {
    const rasif_audit *audit;
    const char *name;
    uint64_t sum;
};

/* Adds up all bytes of all buffers' values. */
static void *add_up(void *user)
{
    struct reader *reader = user;
    rasif_error err;
    struct ArrowArrayStream stream;
    struct ArrowSchema schema;
    struct ArrowArray batch;
    if (rasif_table_arrow(rasif_audit_table(reader->audit, reader->name), &stream, &err) != RASIF_OK)
        return NULL;
    if (stream.get_schema(&stream, &schema) == 0) {
        while (next_batch(&stream, &batch)) {
            reader->sum = sum_of(&batch, &schema, reader->sum);
            batch.release(&batch);
        }
        schema.release(&schema);
    }
    stream.release(&stream);
    return NULL;
}

static void stream__on_threads_while_the_audit_is_written__same_bytes(void **state)
{
    const struct world *w = *state;
    static const char *const names[] = {"audit_findings", "audit_segments", "sidewalks", "audit_sides"};
    struct reader alone[4], beside[4];
    pthread_t threads[4];
    rasif_error err = {RASIF_OK, ""};
    for (size_t i = 0; i < 4; i++) {
        alone[i] = beside[i] = (struct reader){.audit = w->audit, .name = names[i]};
        add_up(&alone[i]);
    }
    for (int round = 0; round < 3; round++) {
        for (size_t i = 0; i < 4; i++) {
            beside[i].sum = 0;
            assert_int_equal(pthread_create(&threads[i], NULL, add_up, &beside[i]), 0);
        }
        rasif_status status = rasif_audit_write(w->audit, w->written, true, &err);
        for (size_t i = 0; i < 4; i++)
            pthread_join(threads[i], NULL);
        must_be_ok(status, &err);
        for (size_t i = 0; i < 4; i++)
            assert_true(alone[i].sum != 0 && alone[i].sum == beside[i].sum);
    }
}

int main(void)
{
#ifdef M_ARENA_MAX
    mallopt(M_ARENA_MAX, 1); /* mallinfo2 knows of one */
#endif
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stream__after_audit_rules_and_context_are_freed__goes_on),
        cmocka_unit_test(stream__ten_thousand_times__leaves_nothing_behind),
        cmocka_unit_test(stream__on_threads_while_the_audit_is_written__same_bytes),
    };
    return cmocka_run_group_tests(tests, make_world, end_world);
}
