/* SPDX-License-Identifier: MIT
 *
 * Shared by the files of this folder: project.c reads the file and puts the parts together,
 * project_layers.c has the layers, project_looks.c their styles and themes, project_links.c the
 * relations, project_sheets.c the printed sheets, project_template.c fills in data/qgis. */
#ifndef RASIF_REPORT_PROJECT_PARTS_H
#define RASIF_REPORT_PROJECT_PARTS_H

#include "report/project/project.h"

/* Groups of layers in the order of the tree: what stands first is drawn on top. */
enum project_group { GROUP_PROBLEMS, GROUP_STREETS, GROUP_ELEMENTS, GROUP_TABLES, GROUP_COUNT };

/* One table of the file. Texts live in the arena. */
struct project_layer {
    const char *table, *id; /* id: of the layer in the project */
    const char *title;      /* in the project's language       */
    const char *role;       /* of all its rows; NULL = none, or several */
    size_t at;              /* index in the result file        */
    enum project_group group;
    bool spatial;
    bool shown;     /* at first, and in the themes */
    double box[4];  /* minx, miny, maxx, maxy in its own system; NaN = none */
    uint64_t looks; /* bits: users for whom it has a style (project_add_layers) */
};

/* One kind of users of the audit. */
struct project_user {
    const char *id, *code, *title; /* "wheelchair_manual", "wcm", "Manual wheelchair user…" */
};

struct project {
    const struct result_file *file;
    const struct sentences *sentences;
    const char *name;     /* of the file, for the title          */
    const char *source;   /* "./audited.gpkg"                    */
    const char *language; /* its code                            */
    const char *findings; /* the table of findings               */
    size_t part, n_parts; /* of texts in all languages: qml.h    */
    bool by_default;      /* the default styles are in `language` */
    struct arena arena;
    struct project_layer *layers; /* as drawn: the first on top  */
    size_t n_layers;
    struct project_user *users;
    size_t n_users;
};

/* ---- project.c ---- */

/* The text of a key in the project's language; the key itself where there is none. */
const char *project_words(const struct project *project, const char *key);
/* A finished text, moved into the arena; NULL when memory is out. Frees `text`. */
const char *project_keep(struct project *project, struct text *text);
/* The layer of a table; NULL = there is none. */
const struct project_layer *project_find(const struct project *project, const char *table);
/* " name=\"value\"" with the value escaped. */
void add_attribute(struct text *out, const char *name, const char *value);

/* ---- project_layers.c ---- */

/* One table of the file. */
rasif_status project_read_layer(struct project *project, size_t at, struct project_layer *out, rasif_error *err);
/* Fills project->layers. */
rasif_status project_read_layers(struct project *project, rasif_error *err);
/* The tree with its groups; with `sheets` their layers, too. <maplayer> of all layers. */
void project_add_tree(const struct project *project, bool sheets, struct text *out);
/* One layer of the tree, one <maplayer>: `layer`'s table under another id and title, with
 * attributes and content of the style. */
void project_add_tree_layer(const struct project *project, const struct project_layer *layer,
                            const char *id, const char *title, bool checked, struct text *out);
void project_add_layer(const struct project *project, const struct project_layer *layer,
                       const char *id, const char *title, const struct text *attributes,
                       const struct text *content, struct text *out);
rasif_status project_add_layers(struct project *project, struct text *out, rasif_error *err);
/* The system of the map, and the place where it opens, in the system of the layer named there;
 * nothing where no layer has either. */
rasif_status project_add_crs(struct project *project, struct text *out, rasif_error *err);
void project_add_extent(const struct project *project, struct text *out);

/* ---- project_looks.c ---- */

/* Appends attributes of <maplayer>, and what stands in it: the default style and those by user. */
rasif_status project_add_looks(struct project *project, struct project_layer *layer,
                               struct text *attributes, struct text *content, rasif_error *err);
/* The QML of the layer's style in the project's language; NULL = it has none. */
rasif_status project_style(struct project *project, const struct project_layer *layer,
                           const char **out, rasif_error *err);
/* <visibility-preset>, after project_add_layers: for all users, and for each of them. */
void project_add_themes(const struct project *project, struct text *out);

/* ---- project_links.c ---- */

/* <relation> of all pairs of tables that belong together. */
void project_add_relations(const struct project *project, struct text *out);
/* For qml.h: tabs that list the rows of other tables, and plain fields for the keys of relations,
 * for which QGIS would offer a list of all features. */
void project_add_tabs(const struct project *project, const struct project_layer *layer,
                      struct text *out);
void project_add_fields(const struct project *project, const struct project_layer *layer,
                        struct text *out);

/* ---- project_sheets.c ---- */

struct sheets;
/* Finds the segments that get a sheet. *out = NULL: none do. Lives in the project's arena. */
rasif_status sheets_read(struct project *project, struct sheets **out, rasif_error *err);
/* Frees what is not in the arena; NULL is fine. */
void sheets_free(struct sheets *sheets);
/* The group of the layers that only sheets show (inside of the first group, so that they are drawn
 * on top and yet do not come first), those layers, their theme, the <Layout>. */
void sheets_add_tree(const struct project *project, struct text *out);
rasif_status sheets_add_layers(const struct project *project, const struct sheets *sheets,
                               struct text *out, rasif_error *err);
void sheets_add_theme(const struct project *project, struct text *out);
rasif_status sheets_add_layout(struct project *project, struct sheets *sheets, struct text *out,
                               rasif_error *err);

/* ---- project_template.c: ${name} in the files of data/qgis ---- */

struct template_value {
    const char *name, *value;
};
/* Appends data/qgis/<file>.xml with these replaced:
 *   ${name}        the value of the list, escaped
 *   $[name]        the value of the list as it is: XML
 *   ${a.key}       a text of data/text, escaped
 *   ${at X Y W H}  place and size of an item on the first page in mm, mirrored for Arabic
 *   ${at2 X Y W H} on the second page
 *   ${start}       1 or 2: the side on which lines begin, as QGIS counts
 * RASIF_E_INTERNAL: the file, or a value, is missing. */
rasif_status template_add(const struct project *project, const char *file,
                          const struct template_value *values, size_t n, struct text *out,
                          rasif_error *err);

#endif
