/* SPDX-License-Identifier: MIT
 *
 * The form of one feature: tabs for the verdict, the users, the judged values and the user's own
 * data, with values in sight; and which columns a table of attributes shows at first. In the job's
 * language (decision 0331).
 *
 * Columns are sorted into tabs by their names, whose endings are those of columns_profile.def; a
 * column that no tab wants is the user's own. Shown at first are at most 12, because QGIS does not
 * fold columns. */
#include "read/input.h"
#include "report/style/style.h"

#include <string.h>

/* The text in the job's language; the key itself where data/text lacks it. */
static const char *words(const struct style_job *job, const char *key)
{
    const char *text = sentence_text(job->sentences, job->language, key);
    return text != NULL ? text : key;
}

/* ---- parts of a form ---- */

/* A tab, or inside of a tab a box with a title.
 *   <attributeEditorContainer groupBox="0" columnCount="1" name="Verdict"> */
static void open_box(struct text *out, const char *title, bool tab, int columns)
{
    text_addf(out, "<attributeEditorContainer groupBox=\"%d\" columnCount=\"%d\" name=\"",
              !tab, columns);
    text_xml(out, title);
    text_add(out, "\">");
}

static void close_box(struct text *out)
{
    text_add(out, "</attributeEditorContainer>\n");
}

static void add_field(struct text *out, const char *name)
{
    text_add(out, "<attributeEditorField name=\"");
    text_xml(out, name);
    text_add(out, "\"/>");
}

static void add_if_there(struct text *out, const struct view *view, const char *name)
{
    if (style_has(view, name))
        add_field(out, name);
}

/* Has the column a profile's code: "rasif_wcm_"? NULL = no; else what stands behind it. */
const char *style_suffix_of(const struct profile *profile, const char *column)
{
    size_t length = strlen(profile->code);
    return strncmp(column, "rasif_", 6) == 0 && strncmp(column + 6, profile->code, length) == 0 &&
                   column[6 + length] == '_'
               ? column + 7 + length
               : NULL;
}

/* Is it a column of any profile of the run, "rasif_wcm_low"? */
static bool of_a_profile(const struct style_job *job, const char *column)
{
    for (size_t p = 0; p < job->run->plan->n_profiles; p++)
        if (style_suffix_of(job->run->plan->profiles[p], column) != NULL)
            return true;
    return false;
}

/* The first columns of a table of attributes, in order: element, place, verdict. */
static const char *const of_rows[] = {"rasif_kind",     "rasif_name",  "rasif_side",
                                      "rasif_length_m", "rasif_class", "rasif_worst_rule"};
static const char *const of_segments[] = {"name",           "from_street", "to_street",
                                          "rasif_length_m", "rasif_class", "rasif_worst_rule"};
/* The same for languages that have columns of names of their own (language_names). */
static const char *const of_rows_ar[] = {"rasif_kind",     "rasif_name_ar", "rasif_name",
                                         "rasif_side",     "rasif_length_m", "rasif_class",
                                         "rasif_worst_rule"};
static const char *const of_segments_ar[] = {"name_ar",        "from_street_ar", "to_street_ar",
                                             "rasif_length_m", "rasif_class",    "rasif_worst_rule"};
/* A name that ends in "_" gets the code of the style's language: "message_en". */
static const char *const of_findings[] = {"message_", "name",        "severity", "element",
                                          "source_fid", "blocks",      "value",    "unit",
                                          "limit_value", "rule",       "clause",   "accepted"};
static const char *const of_findings_ar[] = {"message_", "name_ar", "name",  "severity",
                                             "element",    "source_fid", "blocks", "value",
                                             "unit",       "limit_value", "rule", "clause"};
/* At most MOST_SHOWN in each list, or the last ones start hidden. */
static const char *const of_repairs[] = {"rank",    "name",         "table_name", "source_fid",
                                         "cause",   "message_",   "streets",    "streets_high",
                                         "joins_m", "joins_high_m", "users"};
static const char *const of_repairs_ar[] = {"rank",    "name_ar",      "table_name", "source_fid",
                                            "cause",   "message_",   "streets",    "streets_high",
                                            "joins_m", "joins_high_m", "users"};
static const char *const of_works[] = {"rank", "title_", "name", "place", "quantity", "unit", "cost", "currency",
                                       "pays", "users",  "makes"};
static const char *const of_works_ar[] = {"rank", "title_", "name_ar", "place", "quantity", "unit", "cost", "currency",
                                          "pays", "users",  "makes"};
static const char *const of_sites[] = {"name", "table_name", "source_fid", "blocked", "beyond_work", "works",
                                       "cost", "currency",   "budget",     "message_"};
static const char *const of_sites_ar[] = {"name_ar", "table_name", "source_fid", "blocked", "beyond_work", "works",
                                          "cost",    "currency",   "budget",     "message_"};
static const char *const of_new_lines[] = {"rank", "title_", "name", "length_m", "users", "cost", "currency", "budget", "evidence"};
static const char *const of_new_lines_ar[] = {"rank", "title_", "name_ar", "length_m", "users", "cost", "currency", "budget",
                                              "evidence"};
static const char *const of_conflicts[] = {"title_", "name", "helps", "helps_u", "helps_measure", "helps_value", "hurts", "hurts_u",
                                           "hurts_measure", "hurts_value", "hurts_limit", "hurts_clause", "both_"};
static const char *const of_conflicts_ar[] = {"title_", "name_ar", "helps", "helps_u", "helps_measure", "helps_value", "hurts",
                                              "hurts_u", "hurts_measure", "hurts_value", "hurts_limit", "hurts_clause", "both_"};
static const char *const of_gaps[] = {"kind", "evidence", "street_fid", "name", "name_ar",
                                      "side", "from_m",   "to_m",       "length_m"};
static const char *const of_sides[] = {"street_fid", "side", "from_m", "to_m", "length_m", "state"};
#define COUNT(array) (sizeof(array) / sizeof(array)[0])

struct names {
    const char *const *names;
    size_t n;
};
/* The list of the view, by its name and by whether the language has columns of names of its own;
 * the user's tables share of_rows. */
static struct names first_of(const struct style_job *job, const struct view *view)
{
    static const struct {
        const char *view;
        struct names names[2]; /* names in `name`; names in a column of their own */
    } tables[] = {
        {"audit_findings", {{of_findings, COUNT(of_findings)}, {of_findings_ar, COUNT(of_findings_ar)}}},
        {"audit_repairs", {{of_repairs, COUNT(of_repairs)}, {of_repairs_ar, COUNT(of_repairs_ar)}}},
        {"audit_works", {{of_works, COUNT(of_works)}, {of_works_ar, COUNT(of_works_ar)}}},
        {"audit_sites", {{of_sites, COUNT(of_sites)}, {of_sites_ar, COUNT(of_sites_ar)}}},
        {"audit_new_lines", {{of_new_lines, COUNT(of_new_lines)}, {of_new_lines_ar, COUNT(of_new_lines_ar)}}},
        {"audit_conflicts", {{of_conflicts, COUNT(of_conflicts)}, {of_conflicts_ar, COUNT(of_conflicts_ar)}}},
        {"audit_segments", {{of_segments, COUNT(of_segments)}, {of_segments_ar, COUNT(of_segments_ar)}}},
        {"audit_gaps", {{of_gaps, COUNT(of_gaps)}, {of_gaps, COUNT(of_gaps)}}},
        {"audit_sides", {{of_sides, COUNT(of_sides)}, {of_sides, COUNT(of_sides)}}},
    };
    const char *endings[2];
    language_names(job->language, endings);
    bool own = endings[0][0] != '\0';
    for (size_t i = 0; i < COUNT(tables); i++)
        if (strcmp(view->name, tables[i].view) == 0)
            return tables[i].names[own];
    return own ? (struct names){of_rows_ar, COUNT(of_rows_ar)} : (struct names){of_rows, COUNT(of_rows)};
}

/* The column that an entry of these lists stands for: "message_" is that of the style's language. */
static const char *column_of(struct style_job *job, const char *name)
{
    size_t length = strlen(name);
    return length > 0 && name[length - 1] == '_' ? style_text(job, "%s%s", name, job->language) : name;
}

static bool is_first(struct style_job *job, struct names first, const char *name)
{
    for (size_t i = 0; i < first.n; i++)
        if (strcmp(column_of(job, first.names[i]), name) == 0)
            return true;
    return false;
}

static bool is_in(const char *const *names, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

/* Is it the verdict of one profile? Its class; in audit_sides, which has no classes, its
 * passability. */
static bool is_verdict(const struct style_job *job, const struct view *view, const char *name)
{
    const char *what = strcmp(view->name, "audit_sides") == 0 ? "passable" : "class";
    for (size_t p = 0; p < job->run->plan->n_profiles; p++) {
        const char *suffix = style_suffix_of(job->run->plan->profiles[p], name);
        if (suffix != NULL)
            return strcmp(suffix, what) == 0;
    }
    return false;
}

/* ---- the tabs ---- */

/* Columns of the first tab, in order; a table shows those that it has. */
static const char *const verdict[] = {"rasif_class",  "rasif_compliance", "rasif_worst_rule",
                                      "rasif_n_fail", "rasif_n_unknown",  "rasif_n_pass",
                                      "rasif_scope",  "rasif_inside"};
/* What the element is and where: the head of the third tab. */
static const char *const place[] = {"rasif_name",   "rasif_name_ar",  "rasif_kind", "rasif_side",
                                    "rasif_length_m", "rasif_role", "rasif_part_of"};
/* First tab: the verdict of all, then a box with one line for each profile. */
static void add_verdict(struct text *out, struct style_job *job, const struct view *view)
{
    open_box(out, words(job, "qgis.tab_verdict"), true, 1);
    for (size_t i = 0; i < COUNT(verdict); i++)
        add_if_there(out, view, verdict[i]);
    open_box(out, words(job, "qgis.group_users"), false, 1);
    for (size_t p = 0; p < job->run->plan->n_profiles; p++) {
        const struct profile *profile = job->run->plan->profiles[p];
        const char *what = style_has_of(view, profile, "class") ? "class" : "passable";
        if (style_has_of(view, profile, what))
            add_field(out, style_text(job, "rasif_%s_%s", profile->code, what));
    }
    close_box(out);
    close_box(out);
}

/* Second tab: a box for each profile with all its columns but the class, which the first tab
 * has. */
static void add_users(struct text *out, struct style_job *job, const struct view *view)
{
    open_box(out, words(job, "qgis.tab_users"), true, 1);
    for (size_t p = 0; p < job->run->plan->n_profiles; p++) {
        const struct profile *profile = job->run->plan->profiles[p];
        size_t n = 0;
        for (size_t i = 0; i < view->n_columns; i++) {
            const char *name = view->columns[i].name, *suffix = style_suffix_of(profile, name);
            if (suffix == NULL || strcmp(suffix, "class") == 0)
                continue;
            if (n++ == 0)
                open_box(out,
                         style_text(job, "%s (%s)", phrase_in(profile->title, job->language), profile->code),
                         false, 1);
            add_field(out, name);
        }
        if (n > 0)
            close_box(out);
    }
    close_box(out);
}

/* Third tab: place first, then all columns that are in no other tab, such as values and ids. */
static void add_judged(struct text *out, struct style_job *job, const struct view *view)
{
    for (size_t i = 0; i < COUNT(place); i++)
        add_if_there(out, view, place[i]);
    for (size_t i = 0; i < view->n_columns; i++) {
        const char *name = view->columns[i].name;
        if (i != view->geometry_column && !is_in(verdict, COUNT(verdict), name) &&
            !is_in(place, COUNT(place), name) && !of_a_profile(job, name))
            add_field(out, name);
    }
}

/* The verdict tab of tables without classes by profile: the columns of first_of, then the rest. */
static void add_plain(struct text *out, struct style_job *job, const struct view *view)
{
    struct names first = first_of(job, view);
    for (size_t i = 0; i < first.n; i++)
        add_if_there(out, view, column_of(job, first.names[i]));
    for (size_t i = 0; i < view->n_columns; i++)
        if (i != view->geometry_column && !is_first(job, first, view->columns[i].name))
            add_field(out, view->columns[i].name);
}

/* Name of the i-th column of the user's table; NULL for the geometry and for columns of an
 * earlier audit, which the output drops. */
static const char *own_column(const struct style_job *job, const struct source *source, size_t i)
{
    const char *name = inputs_column(job->run->inputs, (size_t)(source - job->run->store->sources), i);
    bool added = source->audited && strncmp(name, "rasif_", 6) == 0;
    return added || (source->geometry_column != NULL && strcmp(name, source->geometry_column) == 0) ? NULL
                                                                                                 : name;
}

/* How many columns the user's table has, for own_column; 0 for a table of ours. */
static size_t own_columns(const struct style_job *job, const struct source *source)
{
    return source == NULL || job->run->inputs == NULL
               ? 0
               : inputs_n_columns(job->run->inputs, (size_t)(source - job->run->store->sources));
}

/* Last tab: the user's own columns, in their order. */
static void add_own(struct text *out, struct style_job *job, const struct source *source)
{
    size_t n = own_columns(job, source);
    if (n == 0)
        return;
    open_box(out, words(job, "qgis.tab_own"), true, 1);
    for (size_t i = 0; i < n; i++) {
        const char *name = own_column(job, source, i);
        if (name != NULL)
            add_field(out, name);
    }
    close_box(out);
}

/* Verdict and users where the table has classes by profile, then one tab with the other columns,
 * then those of the user. */
void qml_form(struct text *out, struct style_job *job, const struct view *view,
              const struct source *source)
{
    text_add(out, "<attributeEditorForm>");
    bool users = false;
    for (size_t p = 0; p < job->run->plan->n_profiles; p++)
        users = users || style_has_of(view, job->run->plan->profiles[p], "class");
    if (users) {
        add_verdict(out, job, view);
        add_users(out, job, view);
    }
    bool rows = style_has(view, "rasif_id") && style_has(view, "rasif_class");
    open_box(out, words(job, rows && users ? "qgis.tab_judged" : "qgis.tab_verdict"), true, 1);
    if (rows && users)
        add_judged(out, job, view);
    else
        add_plain(out, job, view);
    close_box(out);
    add_own(out, job, source);
    text_add(out, "</attributeEditorForm>\n");
}

/* ---- the table of attributes ---- */

/* <column type="field" name="rasif_class" hidden="0"/> */
static void add_column(struct text *out, const char *name, bool hidden)
{
    text_add(out, "<column type=\"field\" name=\"");
    text_xml(out, name);
    text_addf(out, "\" hidden=\"%d\"/>", hidden);
}

/* Order of the table of attributes: columns of first_of, verdicts, the user's columns, the rest.
 * The first MOST_SHOWN of them are shown, the rest is hidden but can be switched on. */
void qml_shown_columns(struct text *out, struct style_job *job, const struct view *view,
                       const struct source *source)
{
    struct names first = first_of(job, view);
    size_t n = own_columns(job, source), shown = 0;
    text_add(out, "<attributetableconfig><columns>");
    for (size_t i = 0; i < first.n; i++)
        if (style_has(view, column_of(job, first.names[i])))
            add_column(out, column_of(job, first.names[i]), shown++ >= MOST_SHOWN);
    for (size_t i = 0; i < view->n_columns; i++)
        if (is_verdict(job, view, view->columns[i].name))
            add_column(out, view->columns[i].name, shown++ >= MOST_SHOWN);
    for (size_t i = 0; i < n; i++) { /* then the user's, as many as there is room for */
        const char *name = own_column(job, source, i);
        if (name != NULL)
            add_column(out, name, shown++ >= MOST_SHOWN);
    }
    for (size_t i = 0; i < view->n_columns; i++) {
        const char *name = view->columns[i].name;
        if (i != view->geometry_column && !is_first(job, first, name) && !is_verdict(job, view, name))
            add_column(out, name, true);
    }
    text_add(out, "</columns></attributetableconfig>\n");
}

/* ---- common to all styles ---- */

/* Python that QGIS runs after it has filled in [% … %]. Opens audit_findings of the same file,
 * or adds it to the project, and lists the findings on the feature and on all elements that
 * belong to it: QGIS stores relations in projects only, so that a file can't bring one along
 * (decision 0331). */
static const char list_findings[] =
    "from qgis.utils import iface;p=QgsProject.instance();"
    "u=p.mapLayer('[% @layer_id %]').source().split('|')[0]+'|layername=audit_findings';"
    "f=[l for l in p.mapLayers().values() if l.source().startswith(u)];"
    "f=f[0] if f else p.addMapLayer(QgsVectorLayer(u,'audit_findings','ogr'));"
    "i='[% \"rasif_id\" %]';"
    "iface.showAttributeTable(f,'\\'%s\\' IN (rasif_id,street_id,segment_id) OR "
    "strpos(coalesce(also_segments,\\'\\'),\\'%s\\')>0'%(i,i))";

/* Action type 1 is Python. The scopes put it on the feature's menu, the map and the form. */
void qml_form_kept(struct text *out, const struct style_job *job)
{
    text_add(out, "<editorlayout>tablayout</editorlayout>\n<attributeactions><actionsetting type=\"1\" "
                  "isEnabledOnlyWhenEditable=\"0\" capture=\"0\" icon=\"\" notificationMessage=\"\" "
                  "id=\"{7a1f0000-0000-4000-8000-000000000001}\" name=\"");
    text_xml(out, words(job, "qgis.list_findings"));
    text_add(out, "\" shortTitle=\"");
    text_xml(out, words(job, "qgis.list_findings"));
    text_add(out, "\" action=\"");
    text_xml(out, list_findings);
    text_add(out, "\"><actionScope id=\"Feature\"/><actionScope id=\"Canvas\"/><actionScope id=\"Form\"/>"
                  "</actionsetting></attributeactions>\n");
}
