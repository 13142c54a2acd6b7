/* SPDX-License-Identifier: MIT
 *
 * QGIS styles as they stand inside of a project. GDAL reads and writes the XML, so that what comes
 * out is well-formed, whatever a user's own style holds. */
#ifndef RASIF_SOURCE_QML_H
#define RASIF_SOURCE_QML_H

#include "base/text.h"

/* What a style gets on its way into a project. */
struct qml_changes {
    /* Labels of the legend and aliases that hold the text of every language, "good · جيد", keep the
     * part of number `part` of `n_parts`. Those with more parts stay whole; with fewer, because equal
     * texts stand there once, a language without a part of its own gets the first. */
    size_t part, n_parts;
    const char *fields; /* XML that is appended to <fieldConfiguration>; NULL = nothing */
    /* XML that is appended to <attributeEditorForm>, if the style has one; NULL = nothing */
    const char *tabs;
    const char *display; /* an expression for the names of features; NULL = as they are */
};

/* Appends what the style's <qgis> holds to `content`, and those of its attributes that a layer has,
 * each with a blank in front, to `attributes`. false: it is no style, and nothing was appended.
 * Memory that runs out shows in the texts. */
bool qml_take_apart(const char *qml, const struct qml_changes *changes, struct text *attributes,
                    struct text *content);
/* Appends the text of the style's element of this name, not escaped; nothing where it has none. */
void qml_element_text(const char *qml, const char *name, struct text *out);

#endif
