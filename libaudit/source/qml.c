/* SPDX-License-Identifier: MIT
 *
 * Takes styles apart for projects: see qml.h. In: QML as it stands in layer_styles. Out: the same
 * XML, with labels in one language and with what a project adds. Cost: one reading and one writing
 * of the style. */
#include "source/qml.h"
#include "source/gdal_calls.h"

#include <string.h>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"
#include "cpl_conv.h"
#include "cpl_minixml.h"
#pragma GCC diagnostic pop

#define BETWEEN " · " /* between the texts of several languages */

/* Attributes of <qgis> that QGIS reads from <maplayer>, too. */
static const char *const layer_attributes[] = {
    "labelsEnabled",     "hasScaleBasedVisibilityFlag", "minScale",           "maxScale",
    "simplifyAlgorithm", "simplifyDrawingHints",        "simplifyDrawingTol", "simplifyLocal",
    "simplifyMaxScale",  "symbologyReferenceScale"};

/* The document without what GDAL prints about errors; NULL: it is no style. To be destroyed. */
static CPLXMLNode *parse_style(const char *qml, CPLXMLNode **root)
{
    struct complaint complaint;
    gdal_begin(&complaint, NULL);
    CPLXMLNode *document = CPLParseXMLString(qml);
    gdal_end(NULL);
    *root = document != NULL ? CPLGetXMLNode(document, "=qgis") : NULL;
    if (*root == NULL && document != NULL) {
        CPLDestroyXMLNode(document);
        document = NULL;
    }
    return document;
}

/* Keeps one language of the attribute, which is changed in place, for a part is shorter than all.
 */
static void keep_part(CPLXMLNode *element, const char *attribute, const struct qml_changes *changes)
{
    CPLXMLNode *node = CPLGetXMLNode(element, attribute);
    if (node == NULL || node->eType != CXT_Attribute || node->psChild == NULL)
        return;
    char *text = node->psChild->pszValue, *start = text, *end;
    size_t n = 1;
    for (const char *at = text; (at = strstr(at, BETWEEN)) != NULL; at += strlen(BETWEEN))
        n++;
    if (n == 1 || n > changes->n_parts)
        return;
    /* Equal texts stand there once: a language behind the last part has the text of the first. */
    size_t part = changes->part < n ? changes->part : 0;
    for (size_t i = 0; i < part; i++)
        start = strstr(start, BETWEEN) + strlen(BETWEEN);
    end = strstr(start, BETWEEN);
    size_t length = end != NULL ? (size_t)(end - start) : strlen(start);
    memmove(text, start, length);
    text[length] = '\0';
}

/* All rules of the renderer, which may hold further ones, and all aliases. */
static void keep_language(CPLXMLNode *node, const struct qml_changes *changes)
{
    for (; node != NULL; node = node->psNext) {
        if (node->eType != CXT_Element)
            continue;
        if (strcmp(node->pszValue, "rule") == 0)
            keep_part(node, "label", changes);
        else if (strcmp(node->pszValue, "alias") == 0)
            keep_part(node, "name", changes);
        bool holds_them =
            strcmp(node->pszValue, "renderer-v2") == 0 || strcmp(node->pszValue, "rules") == 0 ||
            strcmp(node->pszValue, "rule") == 0 || strcmp(node->pszValue, "aliases") == 0;
        if (holds_them)
            keep_language(node->psChild, changes);
    }
}

/* `xml`: elements that become the last children of the root's element `name`; without that element
 * nothing happens unless `make`. */
static void append_xml(CPLXMLNode *root, const char *name, const char *xml, bool make)
{
    CPLXMLNode *parent = CPLGetXMLNode(root, name);
    if (xml == NULL || (parent == NULL && !make))
        return;
    if (parent == NULL)
        parent = CPLCreateXMLNode(root, CXT_Element, name);
    CPLXMLNode *children = CPLParseXMLString(xml);
    if (children != NULL)
        CPLAddXMLChild(parent, children); /* takes its siblings along */
}

/* ' minScale="6000"' of those that a layer has. */
static void add_attributes(const CPLXMLNode *root, struct text *out)
{
    for (size_t i = 0; i < sizeof layer_attributes / sizeof *layer_attributes; i++) {
        const char *value = CPLGetXMLValue(root, layer_attributes[i], NULL);
        if (value == NULL)
            continue;
        text_addf(out, " %s=\"", layer_attributes[i]);
        text_xml(out, value);
        text_add(out, "\"");
    }
}

bool qml_take_apart(const char *qml, const struct qml_changes *changes, struct text *attributes,
                    struct text *content)
{
    CPLXMLNode *root, *document = parse_style(qml, &root);
    if (document == NULL)
        return false;
    keep_language(root->psChild, changes);
    append_xml(root, "fieldConfiguration", changes->fields, true);
    append_xml(root, "attributeEditorForm", changes->tabs, false);
    if (changes->display != NULL)
        CPLSetXMLValue(root, "previewExpression", changes->display);
    add_attributes(root, attributes);
    const CPLXMLNode *first = root->psChild;
    while (first != NULL && first->eType == CXT_Attribute)
        first = first->psNext;
    char *xml = first != NULL ? CPLSerializeXMLTree(first) : NULL;
    text_add(content, xml != NULL ? xml : "");
    CPLFree(xml);
    CPLDestroyXMLNode(document);
    return true;
}

void qml_element_text(const char *qml, const char *name, struct text *out)
{
    CPLXMLNode *root, *document = parse_style(qml, &root);
    if (document != NULL) {
        text_add(out, CPLGetXMLValue(root, name, ""));
        CPLDestroyXMLNode(document);
    }
}
