/* SPDX-License-Identifier: MIT
 *
 * The conflicts of one feature (docs/conflicts.md): both sides in a sentence, then what serves both. In:
 * audit_conflicts of the file; files of earlier versions have no such table. Out: nothing where there is no
 * conflict. */
#include "report/explain/explain_parts.h"

/* "- Level kerb without …: Good for …. Bad for …. Leave the kerb as it is …" */
static void add_conflict(struct explanation *e, const struct result_rows *rows, size_t row)
{
    static const char *const columns[] = {"title", "message", "both"};
    struct text line = {0};
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        const char *words = text_in(e, rows, row, columns[i]);
        text_add(&line, i == 0 ? "" : i == 1 ? word(&e->page, "list.colon") : " ");
        text_add(&line, words != NULL ? words : "");
    }
    e->page.out->failed = e->page.out->failed || line.failed;
    add_hanging(&e->page, "  -", 4, &line);
    text_free(&line);
}

rasif_status explain_conflicts(struct explanation *e, rasif_error *err)
{
    static const char sql[] = "SELECT * FROM audit_conflicts WHERE table_name = ?1 AND source_fid = ?2"
                              " ORDER BY kind, conflict, place, work_id";
    const struct result_value values[] = {{result_table(e->file, e->table), 0}, {NULL, e->fid}};
    struct result_rows rows = {0};
    if (result_find(e->file, "audit_conflicts") == SIZE_MAX)
        return RASIF_OK;
    TRY(result_query(e->file, sql, values, 2, e->arena, &rows, err));
    if (rows.n_rows > 0)
        add_heading(&e->page, word(&e->page, "conflict.heading"));
    for (size_t i = 0; i < rows.n_rows; i++)
        add_conflict(e, &rows, i);
    return RASIF_OK;
}
