/* SPDX-License-Identifier: MIT
 *
 * What `rasif inspect` prints: which table was taken for what and why, which column for which
 * field and in which unit, how full each is, and everything that looks wrong. It reads the inputs
 * as an audit does, into tables of its own, so that what it says is what an audit would see. */
#include "geo/prepare.h"
#include "read/binding.h"
#include "read/unused.h"

#include <stdlib.h>
#include <string.h>

#define MOST_SQL 72 /* of a preset's condition; these are ASCII */

/* Sentences: English, Arabic. */
enum sentence {
    S_PRESET,
    S_NO_PRESET,
    S_EVIDENCE,
    S_CRS,
    S_CRS_NONE,
    S_CRS_STATED,
    S_CARRIED,
    S_IS,
    S_ROWS,
    S_BY_OPTION,
    S_BY_MAPPING,
    S_BY_NAME,
    S_BY_COLUMNS,
    S_BY_ROWS,
    S_EMPTY,
    S_NO_FIELDS,
    S_ASSUMED,
    S_ASSUME,
    S_ABSENT,
    S_REMARKS,
    S_NO_REMARKS,
    S_FID,
    S_TODO,
    S_TOLD,
    S_LEFT,
    S_RIGHT,
    S_UNUSED,
    S_COLUMNS,
    S_SUGGEST,
    S_NOTHING,
    S_COUNT
};
static const char *const sentences[S_COUNT][2] = {
    [S_PRESET] = {"read as", "قُرئ وفق"},
    [S_NO_PRESET] = {"read by the mapping file alone", "قُرئ وفق ملف الربط وحده"},
    [S_EVIDENCE] = {"columns only of", "أعمدة خاصة بـ"},
    [S_CRS] = {"coordinates in", "الإحداثيات بنظام"},
    [S_CRS_NONE] = {"no coordinate system declared", "دون نظام إحداثيات مصرّح به"},
    [S_CRS_STATED] = {"stated by --crs", "مذكور عبر --crs"},
    [S_CARRIED] = {"no role; carried as it is", "بلا دور؛ تُنقل كما هي"},
    [S_IS] = {"taken as", "دورها"},
    [S_ROWS] = {"rows", "صفوف"},
    [S_BY_OPTION] = {"named by an option", "سُمّيت في سطر الأوامر"},
    [S_BY_MAPPING] = {"named by the mapping file", "سُمّيت في ملف الربط"},
    [S_BY_NAME] = {"by the table's name", "حسب اسم الجدول"},
    [S_BY_COLUMNS] = {"by the table's columns", "حسب أعمدة الجدول"},
    [S_BY_ROWS] = {"by its rows", "حسب الصفوف"},
    [S_EMPTY] = {"columns without values", "أعمدة بلا قيم"},
    [S_NO_FIELDS] = {"no column is recognised", "لم يُعرف أي عمود"},
    [S_ASSUMED] = {"assumed", "مفترض"},
    [S_ASSUME] = {"where missing, assumed", "يُفترض عند الفقدان"},
    [S_ABSENT] = {"not recognised", "لم تُعرف"},
    [S_REMARKS] = {"What looks wrong", "ما يبدو خاطئًا"},
    [S_NO_REMARKS] = {"Nothing looks wrong", "لا شيء يبدو خاطئًا"},
    [S_FID] = {"feature", "العنصر"},
    [S_TODO] = {"to do", "المطلوب"},
    [S_TOLD] = {"their attributes tell of", "سماتها تذكر"},
    [S_LEFT] = {"on the left", "على اليسار"},
    [S_RIGHT] = {"on the right", "على اليمين"},
    [S_UNUSED] = {"columns that are not used", "أعمدة غير مستعملة"},
    [S_COLUMNS] = {"columns", "أعمدة"},
    [S_NOTHING] = {"no layer is recognised as streets, sidewalks, crossings, ramps or footways; an audit "
                   "needs --sidewalks LAYER and the like, or --mapping",
                   "لم تُعرف أي طبقة شوارعَ أو أرصفةً أو ممرات مشاة أو منحدرات أو مسارات؛ يحتاج التدقيق إلى "
                   "--sidewalks LAYER وأمثاله أو إلى --mapping"},
    [S_SUGGEST] = {"tables or columns are not used: rasif inspect FILE --suggest-mapping proposes what "
                   "they may mean",
                   "جداول أو أعمدة غير مستعملة: يقترح rasif inspect FILE --suggest-mapping ما قد تعنيه"},
};

struct describing {
    struct inputs *inputs;
    const struct store *found; /* by inputs_open */
    struct store *read;        /* our own reading */
    int language;
    struct text *out;
    bool unused; /* some table or column of one's own data */
};

static const char *say(const struct describing *d, enum sentence sentence)
{
    return sentences[sentence][d->language];
}

static const char *comma(const struct describing *d)
{
    return d->language == 1 ? "، " : ", ";
}

/* ---- fields ------------------------------------------------------------------------------- */

static size_t count_known(const struct column *column, const struct segment *segment)
{
    size_t known = 0;
    for (size_t row = segment->first; column != NULL && row < segment->first + segment->n; row++) {
        if (column_is_real(column))
            known += !isnan(column_real(column, row));
        else if (column->code != NULL)
            known += column->code[row] != 0;
        else if (column->list != NULL)
            known += column->list[row] != 0;
        else
            known += column->text[row] != 0;
    }
    return known;
}

/* Columns that gave no value are named when no other of the field did; tags that did not, never. */
static bool is_named(const struct field_binding *field, const struct cell_reader *reader)
{
    bool any = false;
    for (size_t i = 0; i < field->n_readers; i++)
        any = any || cell_used(&field->readers[i]) > 0;
    return any ? cell_used(reader) > 0 : !reader->in_tags;
}

static bool any_named(const struct field_binding *field)
{
    for (size_t i = 0; i < field->n_readers; i++)
        if (is_named(field, &field->readers[i]))
            return true;
    return field->assume != NULL;
}

/* "width [cm], est_width (assumed)" */
static void write_columns(struct describing *d, const struct field_binding *field)
{
    bool first = true;
    for (size_t i = 0; i < field->n_readers; i++) {
        const struct cell_reader *reader = &field->readers[i];
        if (!is_named(field, reader))
            continue;
        text_add(d->out, first ? "" : comma(d));
        first = false;
        text_add(d->out, reader->column_name);
        const char *unit = unit_symbol(reader->rule->unit);
        if (fields[field->field].type == VALUE_REAL && unit[0] != '\0')
            text_addf(d->out, " [%s]", unit);
        if (reader->rule->assumed)
            text_addf(d->out, " (%s)", say(d, S_ASSUMED));
    }
    if (field->assume != NULL)
        text_addf(d->out, "%s%s %s", field->n_readers > 0 ? "; " : "", say(d, S_ASSUME),
                  field->assume->text);
}

static void write_fields(struct describing *d, enum role role, const struct field_binding *list,
                         size_t n, const struct segment *segment)
{
    bool empty = false;
    const struct elements *elements = &d->read->tables[role];
    if (n == 0)
        text_addf(d->out, "      %s\n", say(d, S_NO_FIELDS));
    for (size_t f = 0; f < n; f++) {
        const struct field_binding *field = &list[f];
        size_t known = count_known(elements->columns[field->field], segment);
        empty = empty || (known == 0 && any_named(field));
        if (known == 0)
            continue;
        text_addf(d->out, "      %-22s %7zu  ", field_native_name(role, field->field), known);
        text_fixed(d->out, 100.0 * (double)known / (double)segment->n, 1);
        text_add(d->out, " %  ");
        write_columns(d, field);
        text_add(d->out, "\n");
    }
    if (!empty)
        return;
    text_addf(d->out, "      %s: ", say(d, S_EMPTY));
    empty = false;
    for (size_t f = 0; f < n; f++)
        if (count_known(elements->columns[list[f].field], segment) == 0 && any_named(&list[f])) {
            text_add(d->out, empty ? comma(d) : "");
            text_addf(d->out, "%s (", field_native_name(role, list[f].field));
            write_columns(d, &list[f]);
            text_add(d->out, ")");
            empty = true;
        }
    text_add(d->out, "\n");
}

/* ---- tables ------------------------------------------------------------------------------- */

static const struct segment *find_segment(const struct elements *elements, size_t source, bool told)
{
    for (size_t i = 0; i < elements->n_segments; i++)
        if (elements->segments[i].source == source && elements->segments[i].of_streets == told)
            return &elements->segments[i];
    return NULL;
}

static void write_binding(struct describing *d, const struct binding *binding)
{
    static const enum sentence whys[] = {[WHY_OPTION] = S_BY_OPTION,
                                         [WHY_MAPPING] = S_BY_MAPPING,
                                         [WHY_NAME] = S_BY_NAME,
                                         [WHY_COLUMNS] = S_BY_COLUMNS,
                                         [WHY_ROWS] = S_BY_ROWS};
    const struct segment *segment =
        find_segment(&d->read->tables[binding->role], binding->source, false);
    if (segment == NULL)
        return;
    text_addf(d->out, "    %s %s (%s", say(d, S_IS), roles[binding->role].plural,
              say(d, whys[binding->why]));
    if (binding->where != NULL && binding->lenient && strlen(binding->where) > MOST_SQL)
        text_addf(d->out, ": %.*s…", MOST_SQL,
                  binding->where); /* `rasif rules show` has all of it */
    else if (binding->where != NULL)
        text_addf(d->out, ": %s", binding->where);
    text_addf(d->out, "), %zu %s\n", segment->n, say(d, S_ROWS));
    write_fields(d, binding->role, binding->fields, binding->n_fields, segment);
}

/* Sidewalks that are only attributes of these streets. */
static void write_told(struct describing *d, const struct binding *binding)
{
    static const enum sentence sides[2] = {S_LEFT, S_RIGHT};
    const struct elements *sidewalks = &d->read->tables[ROLE_SIDEWALK];
    const struct segment *told = find_segment(sidewalks, binding->source, true);
    if (binding->role != ROLE_STREET || told == NULL)
        return;
    for (unsigned side = SIDE_LEFT; side <= SIDE_RIGHT; side++) {
        const struct side_binding *of = &binding->sides[side - SIDE_LEFT];
        size_t n = 0;
        for (size_t row = told->first; row < told->first + told->n; row++)
            n += element_code(sidewalks, F_side, row) == side;
        text_addf(d->out, "    %s %s %s, %zu\n", say(d, S_TOLD), roles[ROLE_SIDEWALK].plural,
                  say(d, sides[side - SIDE_LEFT]), n);
        for (size_t f = 0; f < of->n_fields; f++) {
            size_t known = 0;
            for (size_t i = 0; i < of->fields[f].n_readers; i++)
                known += cell_used(&of->fields[f].readers[i]);
            if (known == 0)
                continue;
            text_addf(d->out, "      %-22s %7zu  ",
                      field_native_name(ROLE_SIDEWALK, of->fields[f].field), known);
            write_columns(d, &of->fields[f]);
            text_add(d->out, "\n");
        }
    }
}

/* Tables of other schemas have columns by the hundred: only those of one's own data are listed, and
 * those of tables without a role. */
static void write_unused(struct describing *d, const struct input_table *table)
{
    const struct mapping *preset = d->inputs->files[table->file].preset;
    bool own = preset == NULL || strcmp(preset->name, "native") == 0;
    struct text names = {0};
    if (table->gpkg->geometry_column == NULL || (table->n_bindings > 0 && !own))
        return;
    size_t n = unused_columns(d->inputs, table, comma(d), 40, &names);
    if (n > 0 && names.data != NULL)
        text_addf(d->out, "      %s: %s\n",
                  say(d, table->n_bindings > 0 ? S_UNUSED : S_COLUMNS), names.data);
    d->unused = d->unused || (n > 0 && own);
    d->out->failed = d->out->failed || names.failed;
    text_free(&names);
}

static void write_source(struct describing *d, size_t i)
{
    const struct source *source = &d->found->sources[i];
    const struct input_table *table = &d->inputs->tables[i];
    text_addf(d->out, "  %s", source->table);
    if (source->geometry_column != NULL) {
        text_addf(d->out, "%s%s%s", comma(d), source->geometry_type, comma(d));
        if (table->crs == NULL)
            text_add(d->out, say(d, S_CRS_NONE));
        else
            text_addf(d->out, "%s %s", say(d, S_CRS), source->crs);
        if (table->crs_stated)
            text_addf(d->out, " (%s)", say(d, S_CRS_STATED));
    }
    if (table->n_bindings == 0)
        text_addf(d->out, "%s%s", comma(d), say(d, S_CARRIED));
    text_add(d->out, "\n");
    for (size_t b = 0; b < table->n_bindings; b++)
        write_binding(d, &d->inputs->bindings[table->first_binding + b]);
    for (size_t b = 0; b < table->n_bindings; b++)
        write_told(d, &d->inputs->bindings[table->first_binding + b]);
    write_unused(d, table);
}

static void write_file(struct describing *d, size_t i)
{
    const struct input_file *file = &d->inputs->files[i];
    text_addf(d->out, "%s\n", file->display);
    if (file->preset != NULL) {
        text_addf(d->out, "  %s %s (%s", say(d, S_PRESET), file->preset->name, say(d, S_EVIDENCE));
        for (size_t p = 0; p < d->inputs->n_presets; p++)
            text_addf(d->out, "%s%s: %u", p > 0 ? comma(d) : " ", d->inputs->presets[p]->name,
                      file->evidence[p]);
        text_add(d->out, ")\n");
    } else {
        text_addf(d->out, "  %s\n", say(d, S_NO_PRESET));
    }
    for (size_t s = 0; s < d->found->n_sources; s++)
        if (d->found->sources[s].input == i)
            write_source(d, s);
}

/* ---- remarks ------------------------------------------------------------------------------ */

static void write_remark(struct describing *d, const struct diagnostic *item)
{
    const struct diagnostic_info *info = &diagnostic_infos[item->id];
    text_addf(d->out, "  R%d %s%s%s%s", info->code, item->layer, item->column[0] != '\0' ? "." : "",
              item->column, item->layer[0] != '\0' ? ": " : "");
    text_add(d->out, d->language == 1 ? info->what_ar : info->what_en);
    if (item->text != NULL)
        text_addf(d->out, ": \"%s\"", item->text);
    if (item->count > 1)
        text_addf(d->out, " ×%zu", item->count);
    if (item->n_fids > 0)
        text_addf(d->out, " (%s %lld)", say(d, S_FID), (long long)item->fids[0]);
    if (info->level != DIAGNOSTIC_INFO)
        text_addf(d->out, "; %s: %s", say(d, S_TODO),
                  d->language == 1 ? info->todo_ar : info->todo_en);
    text_add(d->out, "\n");
}

static bool any_main_role(const struct store *store)
{
    return store->tables[ROLE_STREET].supplied || store->tables[ROLE_SIDEWALK].supplied ||
           store->tables[ROLE_FOOTWAY].supplied || store->tables[ROLE_CROSSING].supplied ||
           store->tables[ROLE_RAMP].supplied;
}

/* `refused`: why an audit would be, "" = it would not. */
static void write_remarks(struct describing *d, const char *refused)
{
    bool any = false;
    for (int role = 0; role < ROLE_COUNT; role++)
        if (!d->read->tables[role].supplied) {
            text_add(d->out, any ? comma(d) : say(d, S_ABSENT));
            text_addf(d->out, "%s%s", any ? "" : ": ", roles[role].plural);
            any = true;
        }
    text_add(d->out, any ? "\n" : "");
    diagnostics_sort(&d->read->diagnostics);
    size_t n = d->read->diagnostics.n;
    text_addf(d->out, "%s\n", say(d, n > 0 || refused[0] != '\0' || !any_main_role(d->read) ? S_REMARKS : S_NO_REMARKS));
    for (size_t i = 0; i < n; i++)
        write_remark(d, &d->read->diagnostics.items[i]);
    if (refused[0] != '\0')
        text_addf(d->out, "  %s\n", refused);
    bool nothing = !any_main_role(d->read);
    if (nothing)
        text_addf(d->out, "  %s\n", say(d, S_NOTHING));
    if (d->unused || nothing)
        text_addf(d->out, "%s\n", say(d, S_SUGGEST));
}

/* What preparing the geometries for an audit brings to light: lines without length, features drawn
 * twice, ids that repeat. An audit that would be refused here is no trouble now; `refused` says
 * why. Coordinates become metres. RASIF_E_MEMORY only. */
static rasif_status doubt_geometries(struct inputs *inputs, struct store *read,
                                     rasif_error *refused, rasif_error *err)
{
    size_t n = read->n_sources;
    const char **crs = ARENA_ARRAY(&read->arena, n, const char *);
    bool *stated = ARENA_ARRAY(&read->arena, n, bool);
    struct geo_run geo = {0};
    if (crs == NULL || stated == NULL)
        return fail_memory(err);
    for (size_t i = 0; i < n; i++) {
        crs[i] = inputs_crs(inputs, i);
        stated[i] = inputs_crs_stated(inputs, i);
    }
    /* Nothing is linked over a few metres here: an operation of unknown accuracy will do. */
    rasif_status status = prepare(read, crs, stated, true, 1, &geo, refused);
    geo_run_free(&geo);
    return status == RASIF_E_MEMORY ? fail_memory(err) : RASIF_OK;
}

rasif_status inputs_describe(struct inputs *inputs, const struct store *store, const char *language,
                             struct text *out, rasif_error *err)
{
    struct wanted *wanted = calloc(1, sizeof *wanted);
    struct store *read = calloc(1, sizeof *read);
    rasif_status status = wanted != NULL && read != NULL ? RASIF_OK : fail_memory(err);
    if (status == RASIF_OK) {
        for (int role = 0; role < ROLE_COUNT; role++) {
            for (int field = 0; field < FIELD_COUNT; field++)
                wanted->field[role][field] = true;
            read->tables[role].role = (enum role)role;
            read->tables[role].supplied = store->tables[role].supplied;
        }
        read->sources = store->sources;
        read->n_sources = store->n_sources;
        status = inputs_read(inputs, wanted, 1, read, err);
    }
    if (status == RASIF_OK) {
        struct describing d = {.inputs = inputs,
                               .found = store,
                               .read = read,
                               .language = strcmp(language, "ar") == 0,
                               .out = out};
        rasif_error refused = {0};
        for (size_t i = 0; i < inputs->n_files; i++)
            write_file(&d, i);
        status = doubt_geometries(inputs, read, &refused, err);
        write_remarks(&d, refused.message);
        text_plain(out, 0, true);
        if (status == RASIF_OK && out->failed)
            status = fail_memory(err);
    }
    if (read != NULL)
        store_free(read);
    free(read);
    free(wanted);
    return status;
}
