/* SPDX-License-Identifier: MIT
 *
 * All tables of an audit as streams of the Arrow C data interface: their columns, their rows, and how
 * many cells are null. A real consumer (pyarrow, R's nanoarrow, DuckDB) takes the stream as it is.
 *
 *     cc columns.c $(pkg-config --cflags --libs rasif) -o columns
 *     ./columns city.gpkg
 */
#include <rasif.h>

#include <stdio.h>

/* Reads all batches; false after an error, which was printed. */
static int read_stream(const rasif_table *table, struct ArrowArrayStream *stream)
{
    struct ArrowSchema schema;
    struct ArrowArray batch;
    long long rows = 0, nulls = 0;
    if (stream->get_schema(stream, &schema) != 0) {
        fprintf(stderr, "%s\n", stream->get_last_error(stream));
        return 0;
    }
    int status;
    while ((status = stream->get_next(stream, &batch)) == 0 && batch.release != NULL) {
        rows += batch.length;
        for (int64_t i = 0; i < batch.n_children; i++)
            nulls += batch.children[i]->null_count;
        batch.release(&batch);
    }
    if (status != 0)
        fprintf(stderr, "%s\n", stream->get_last_error(stream));
    else
        printf("%s: %lld rows, %lld columns, %lld nulls, the first column is %s (%s)\n", rasif_table_name(table),
               rows, (long long)schema.n_children, nulls, schema.children[0]->name, schema.children[0]->format);
    schema.release(&schema);
    return status == 0;
}

int main(int argc, char **argv)
{
    rasif_context *context = NULL;
    rasif_rules *rules = NULL;
    rasif_audit *audit = NULL;
    rasif_error err = {RASIF_OK, ""};
    rasif_options options;
    int good = 1;

    rasif_options_init(&options);
    options.inputs = (const char *const *)(argv + 1);
    options.n_inputs = (size_t)argc - 1;
    if (rasif_context_new(&context) != RASIF_OK || rasif_rules_load(context, NULL, &rules, &err) != RASIF_OK ||
        rasif_audit_new(context, rules, &options, &audit, &err) != RASIF_OK ||
        rasif_audit_run(audit, &err) != RASIF_OK) {
        fprintf(stderr, "%s\n", err.message);
        good = 0;
    }
    for (size_t i = 0; good && i < rasif_audit_table_count(audit); i++) {
        const rasif_table *table = rasif_audit_table_at(audit, i);
        struct ArrowArrayStream stream;
        if (rasif_table_arrow(table, &stream, &err) != RASIF_OK) {
            fprintf(stderr, "%s\n", err.message);
            good = 0;
            break;
        }
        good = read_stream(table, &stream);
        stream.release(&stream);
    }
    rasif_audit_free(audit);
    rasif_rules_free(rules);
    rasif_context_free(context);
    return good ? 0 : 3;
}
