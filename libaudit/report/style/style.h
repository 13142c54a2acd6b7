/* SPDX-License-Identifier: MIT
 *
 * Shared by the style files: what a symbol looks like (style_qml.c draws it as QML), which features
 * get it (style_rules.c), what the fields are called and how they read (style_fields.c). style.c
 * puts the parts together. */
#ifndef RASIF_REPORT_STYLE_H
#define RASIF_REPORT_STYLE_H

#include "report/report.h"

/* Kinds of geometry; a layer may hold several, and a style has the bits of those it draws. */
enum style_kind { STYLE_POINT = 1, STYLE_LINE = 2, STYLE_POLYGON = 4, STYLE_MIXED = 7 };

enum pattern {
    PATTERN_PLAIN,   /* colour with a dark edge                                   */
    PATTERN_CROSSED, /* colour with a mark in the colour of the edge: no way through */
    PATTERN_HATCHED, /* plain with strokes: not known                             */
    PATTERN_DASHED,  /* dashes of the colour, no edge                             */
    PATTERN_DOTTED,  /* dots of the colour, no edge                               */
    PATTERN_SOLID,   /* a thin line of the colour, no edge; of areas: edge only   */
    PATTERN_NOTHING, /* of lines: not drawn, but in the legend                     */
    PATTERN_SPOT     /* of lines: the marker of points, where the line begins     */
};

/* How things of one class are drawn. Colours are "r,g,b" or "r,g,b,a"; sizes in millimetres. */
struct symbol {
    enum pattern pattern;
    const char *colour, *edge;
    const char *shape; /* of points: a QGIS marker name */
    const char *width; /* of lines */
    const char *size;  /* of points */
    int level;         /* drawing order: higher is on top, so that the worst stays visible */
};

/* One row of the legend. */
struct style_rule {
    const char *filter; /* QGIS expression; NULL = every feature that no other row took */
    struct phrase label;
    const struct symbol *symbol;
    const char *colour_by; /* expression for the colour, or NULL */
    int far; /* denominator of the farthest scale, 0 = any */
    const char *offset_by; /* expression for a line's offset to its right in mm, or NULL */
};

#define MOST_STYLE_RULES 18
struct style_rules {
    struct style_rule rules[MOST_STYLE_RULES];
    size_t n;
    const struct sentences *sentences;
    unsigned languages; /* of the legend: bit = enum language */
};

/* One call of report_styles. */
struct style_job {
    const struct run *run;
    const struct sentences *sentences;
    const struct report_tables *tables;
    struct arena *arena;
    struct output_style *styles;
    size_t n;
    bool failed; /* memory ran out */
    unsigned kinds; /* of the source table at hand: enum style_kind, those that it may hold */
    const char *language; /* of the style at hand: its form, aliases, lists, tip, names */
    const char *run_language; /* of the default styles */
};

/* A text in the job's arena (printf; never for doubles); "" and `failed` when memory is out. */
const char *style_text(struct style_job *job, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* A word of the sentences: key "<group>.<value>", the value itself if missing. */
struct phrase style_word(struct style_job *job, const char *group, const char *value);
/* The text of a key. */
struct phrase style_phrase(const struct style_job *job, const char *key);
/* Has the view a column of this name? style_has_of: "rasif_<code>_<suffix>". */
bool style_has(const struct view *view, const char *name);
bool style_has_of(const struct view *view, const struct profile *profile, const char *suffix);

/* ---- style_rules.c: which feature gets which symbol ---- */

/* "A — very good"; of SCORE_CLASS_NONE: not judged. */
struct phrase style_class_label(const struct sentences *sentences, enum score_class class);
const struct symbol *style_class_symbol(enum score_class class);
const struct symbol *style_severity_symbol(enum severity severity);

/* By the class of one profile, or of all (NULL): the worst. */
void style_rules_class(struct style_job *job, const struct profile *profile,
                       struct style_rules *out);
/* By the island that one profile finds it on. */
void style_rules_islands(struct style_job *job, const struct view *view,
                         const struct profile *profile, struct style_rules *out);
/* By whether one profile reaches the destinations. */
void style_rules_reach(struct style_job *job, const struct profile *profile,
                       struct style_rules *out);
/* Streets, where their segments are drawn by class. */
void style_rules_streets(struct style_job *job, struct style_rules *out);
/* Tables that are only context (obstacles, seats, destinations): one plain symbol. */
void style_rules_context(struct style_job *job, unsigned role_mask, struct style_rules *out);
/* Tables that are only carried: quiet. */
void style_rules_carried(struct style_job *job, struct style_rules *out);
void style_rules_findings(struct style_job *job, struct style_rules *out);
void style_rules_gaps(struct style_job *job, struct style_rules *out);
/* audit_sides by one profile. */
void style_rules_sides(struct style_job *job, const struct view *view,
                       const struct profile *profile, struct style_rules *out);

/* ---- style_qml.c: QML ---- */

/* `kinds`: bits of enum style_kind. Several: the rules once for each, under a row of the legend that
 * takes the features of that kind, for a symbol of QGIS draws one kind only. */
void qml_renderer(struct text *out, unsigned kinds, const struct style_rules *rules);
/* All languages as one legend or field text, "A — very good · جيد جدًا", escaped; equal texts once. */
void qml_phrase(struct text *out, struct phrase phrase, unsigned languages);

/* ---- style_label.c: names for people, as expressions in the job's language ---- */

/* A text in single quotes of an expression. */
void style_quote(struct text *out, const char *text);
/* The name of a row of these roles. */
void style_label_rows(struct text *out, const struct style_job *job, const struct view *view,
                      unsigned role_mask);
/* What kind of thing it is: the word of rasif_kind, else that of its role. */
void style_label_kind(struct text *out, const struct style_job *job, const struct view *view,
                      enum role role);
void style_label_segments(struct text *out, const struct style_job *job, const struct view *view);
void style_label_findings(struct text *out, const struct style_job *job, const struct view *view);
/* "1. Sidewalk 35, Firas Street": its rank, and what is to be repaired. */
void style_label_repairs(struct text *out, const struct style_job *job, const struct view *view);
void style_label_gaps(struct text *out, struct style_job *job, const struct view *view);
void style_label_sides(struct text *out, const struct style_job *job);

/* ---- style_fields.c: names of fields, words for stored values, street names ---- */

/* In the job's language. */
void qml_aliases(struct text *out, struct style_job *job, const struct view *view);
/* In all of these languages, "change · التغيّر". */
void qml_aliases_all(struct text *out, const struct view *view, unsigned languages);
void qml_value_maps(struct text *out, struct style_job *job, const struct view *view,
                    unsigned role_mask);
/* The words of a field's vocabulary, for a column that holds one of them; within <fieldConfiguration>. */
void qml_class_map(struct text *out, struct style_job *job, const char *column, enum field_id field);
/* Street names along the lines. */
void qml_labels(struct text *out);
/* What QGIS calls one feature in lists; an expression. */
void qml_display(struct text *out, const char *expression);

/* ---- style_form.c: the form of one feature, and which columns a table of attributes shows ---- */

/* Tabs: verdict, users, what was judged, the user's own data (of `source`; NULL = a table of ours). */
void qml_form(struct text *out, struct style_job *job, const struct view *view,
              const struct source *source);
/* At most so many columns are shown at first. */
#define MOST_SHOWN 12
void qml_shown_columns(struct text *out, struct style_job *job, const struct view *view,
                       const struct source *source);
/* Of a column of the profile, "rasif_wcm_score", the part behind its code: "score"; else NULL. */
const char *style_suffix_of(const struct profile *profile, const char *column);
/* Repeated in every style, for QGIS forgets it: forms have tabs; the action that lists findings. */
void qml_form_kept(struct text *out, const struct style_job *job);

/* ---- style_tip.c: the text under the pointer, headed by the name ---- */

/* Opens the HTML with the name (an expression) in bold. Text and expressions are written as HTML;
 * tip_close escapes it once for the XML of `out`, and frees it. */
void tip_open(const struct style_job *job, const char *name, struct text *html);
void tip_close(struct text *html, struct text *out);
/* "Class: unknown": the value of the expression behind the text of the key (the key itself where data/text
 * lacks it); nothing at all where it is null. */
void tip_line(struct text *html, const struct style_job *job, const char *key, const char *expression);
/* `name`: an expression. With every profile's score, or that of one. */
void qml_tip_rows(struct text *out, struct style_job *job, const struct view *view,
                  unsigned role_mask, const struct profile *profile, const char *name);
void qml_tip_findings(struct text *out, struct style_job *job, const char *name);
void qml_tip_gaps(struct text *out, struct style_job *job, const char *name);
void qml_tip_sides(struct text *out, struct style_job *job, const struct view *view,
                   const struct profile *profile, const char *name);

#endif
