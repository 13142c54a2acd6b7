/* SPDX-License-Identifier: MIT
 *
 * Marks findings as waived or known, with the functions that waivers and baselines share: see
 * accept.h. In: the sorted findings of a run, a waiver file, a baseline. Out: two arrays beside
 * the findings.
 *
 * Waivers and the baseline are sorted by key: each finding is looked up in both by halving. A
 * finding that is both waived and known counts as waived. */
#include "report/accept/accept.h"

#include "report/report.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* ---- files and ids ------------------------------------------------------------------------ */

rasif_status accept_read(const char *path, size_t most, struct arena *arena, char **bytes,
                         size_t *size, rasif_error *err)
{
    FILE *stream = fopen(path, "rb");
    rasif_status status = RASIF_OK;
    if (stream == NULL)
        return fail(err, RASIF_E_RULE, "%s: can't be read: %s", path, strerror(errno));
    struct text text = {0};
    char piece[16384];
    size_t n;
    /* Until the end, not by the file's size: pipes have none. Reads at most one piece beyond
     * `most`. */
    while ((n = fread(piece, 1, sizeof piece, stream)) > 0 && text.length <= most)
        text_addn(&text, piece, n);
    if (ferror(stream))
        status = fail(err, RASIF_E_RULE, "%s: can't be read: %s", path, strerror(errno));
    else if (text.length > most)
        status = fail(err, RASIF_E_RULE, "%s: is larger than %zu bytes", path, most);
    else if (!utf8_valid(text.data != NULL ? text.data : "", text.length))
        status = fail(err, RASIF_E_RULE, "%s: is not UTF-8 text", path);
    if (status == RASIF_OK) {
        *bytes = arena_strndup(arena, text.data != NULL ? text.data : "", text.length);
        *size = text.length;
        if (*bytes == NULL || text.failed)
            status = fail_memory(err);
    }
    text_free(&text);
    fclose(stream);
    return status;
}

/* A letter and 16 hexadecimal digits; the k-th element with an equal id has "-k" behind them. */
size_t rasif_id_length(const char *text)
{
    size_t n = 1;
    if (text[0] < 'a' || text[0] > 'z')
        return 0;
    n += strspn(text + 1, "0123456789abcdef");
    if (n != 17)
        return 0;
    size_t digits = text[n] == '-' ? strspn(text + n + 1, "0123456789") : 0;
    return digits > 0 ? n + 1 + digits : n;
}

/* "RULE:ID:PLACE". Form only: whether the rule exists is checked where its name is looked up. */
bool finding_id_valid(const char *text, size_t length)
{
    const char *colon = memchr(text, ':', length);
    if (colon == NULL || colon == text)
        return false;
    size_t id = rasif_id_length(colon + 1);
    const char *place = colon + 1 + id;
    if (id == 0 || *place != ':')
        return false;
    size_t digits = strspn(place + 1, "0123456789");
    return digits > 0 && place + 1 + digits == text + length;
}

/* ---- marking ------------------------------------------------------------------------------ */

/* Sets waiver[i]; `key` is overwritten. False: there is no memory. A waiver names the layer as the output does: where two inputs hold a table of
 * one name, the name in the output is another than that in the input. */
static MUST bool match_waivers(const struct run *run, size_t i, const char *id, struct text *key,
                               struct acceptance *out)
{
    const struct finding *f = &run->results->findings[i];
    const struct elements *e = &run->store->tables[f->role];
    const struct source *source = &run->store->sources[element_source(e, f->row)];
    size_t found;
    if (!waivers_match(out->waivers, id, source->output != NULL ? source->output : source->table,
                       e->fid[f->row], key, &found))
        return false;
    out->waiver[i] = found != SIZE_MAX ? (uint32_t)found + 1 : 0;
    return true;
}

/* Fills both arrays and turns the matched entries of the baseline to FOUND; the other entries
 * keep their state until baseline_settle. The id of one finding after the other is made in the
 * same text: a city has millions of findings. */
static rasif_status mark_findings(const struct run *run, struct acceptance *out, rasif_error *err)
{
    struct text id = {0}, key = {0};
    bool failed = false;
    for (size_t i = 0; i < run->results->n_findings && !failed; i++) {
        if (run->results->findings[i].outcome == RASIF_UNKNOWN)
            continue; /* no fault is claimed: nothing to accept */
        id.length = 0;
        finding_id(run, &run->results->findings[i], &id);
        failed = id.failed ||
                 (out->waivers != NULL && !match_waivers(run, i, id.data, &key, out));
        if (failed)
            break;
        struct baseline_entry *entry =
            out->baseline != NULL ? baseline_find(out->baseline, id.data) : NULL;
        if (entry != NULL) {
            entry->state = BASELINE_FOUND;
            out->known[i] = true;
        }
    }
    text_free(&id);
    text_free(&key);
    return failed ? fail_memory(err) : RASIF_OK;
}

/* R601 for a waiver past its last day: renew it or repair the element. R602 for a waiver in
 * force without a finding: it is out of date or misspelt. An expired waiver gets R601 alone. */
static void diagnose_waivers(const struct waivers *waivers, struct diagnostics *diagnostics)
{
    for (size_t i = 0; i < waivers->n; i++) {
        const struct waiver *waiver = &waivers->items[i];
        if (waiver->expired)
            diagnose(diagnostics, D_waiver_expired, waivers->file, NULL, waiver->label, NULL);
        else if (waiver->n_findings == 0)
            diagnose(diagnostics, D_waiver_unused, waivers->file, NULL, waiver->label, NULL);
    }
}

rasif_status accept_findings(const struct run *run, struct diagnostics *diagnostics,
                             struct arena *arena, struct acceptance *out, rasif_error *err)
{
    size_t n = run->results->n_findings;
    if (out->waivers == NULL && out->baseline == NULL)
        return RASIF_OK;
    out->waiver = out->waivers != NULL ? ARENA_ARRAY(arena, n, uint32_t) : NULL;
    out->known = out->baseline != NULL ? ARENA_ARRAY(arena, n, bool) : NULL;
    if ((out->waivers != NULL && out->waiver == NULL) ||
        (out->baseline != NULL && out->known == NULL))
        return fail_memory(err);
    /* In force through its last day. ISO dates compare as text. */
    for (size_t i = 0; out->waivers != NULL && i < out->waivers->n; i++)
        out->waivers->items[i].expired = strcmp(out->waivers->items[i].until, run->as_of) < 0;
    TRY(mark_findings(run, out, err));
    if (out->waivers != NULL)
        diagnose_waivers(out->waivers, diagnostics);
    return out->baseline != NULL ? baseline_settle(run, out->baseline, err) : RASIF_OK;
}

/* `fresh`: counted by gates and not in the baseline. `unused`: in force, without a finding. */
void accept_count(const struct run *run, struct accept_figures *out)
{
    const struct waivers *waivers = run->accepted != NULL ? run->accepted->waivers : NULL;
    *out = (struct accept_figures){0};
    for (size_t i = 0; i < run->results->n_findings; i++) {
        out->waived += finding_waiver(run, i) != NULL;
        out->fresh += finding_counts(run, i) && !finding_known(run, i);
    }
    for (size_t i = 0; waivers != NULL && i < waivers->n; i++) {
        out->expired += waivers->items[i].expired;
        out->unused += !waivers->items[i].expired && waivers->items[i].n_findings == 0;
    }
}

/* ---- asking ------------------------------------------------------------------------------- */

const struct waiver *finding_waiver(const struct run *run, size_t i)
{
    const struct acceptance *accepted = run->accepted;
    return accepted != NULL && accepted->waiver != NULL && accepted->waiver[i] != 0
               ? &accepted->waivers->items[accepted->waiver[i] - 1]
               : NULL;
}

bool finding_known(const struct run *run, size_t i)
{
    return run->accepted != NULL && run->accepted->known != NULL && run->accepted->known[i];
}

bool finding_counts(const struct run *run, size_t i)
{
    return run->results->findings[i].outcome != RASIF_UNKNOWN && finding_waiver(run, i) == NULL;
}

const char *finding_accepted(const struct run *run, size_t i)
{
    if (finding_waiver(run, i) != NULL)
        return "waived";
    return finding_known(run, i) ? "known" : NULL;
}

void finding_waiver_text(const struct run *run, size_t i, struct text *out)
{
    const struct waiver *waiver = finding_waiver(run, i);
    if (waiver != NULL)
        text_addf(out, "%s (until %s)", waiver->reason, waiver->until);
}
