#!/usr/bin/python3
# SPDX-License-Identifier: MIT
#
# check_qgis.py OUTPUT [--names REPORT.json] [--render LAYER[,LAYER...] PICTURE.png [--size WIDTHxHEIGHT]]
#
# Opens every layer of an annotated GeoPackage in QGIS as a user would, with its default style, and
# asserts: valid; where the file brings a default style of ours
# (owner rasif) it is loaded and is no plain single symbol; every feature gets a symbol; the window
# query through the spatial index finds all features; every feature of ours has a name for people and a map
# tip headed by it; forms have tabs and show every column once; tables show at most 12 columns at first;
# columns of ours have aliases; findings lie on top. --names: what QGIS calls segments, gaps and what is to be
# repaired is what the JSON report calls it, in both languages. Prints a table. Exit status 1 on trouble, 77
# (skipped) without QGIS. --render draws layers, the first on top.
import argparse
import json
import os
import re
import sqlite3
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
try:
    from qgis.core import (QgsApplication, QgsAttributeEditorContainer, QgsAttributeTableConfig, QgsEditFormConfig,
                           QgsExpression, QgsExpressionContext, QgsExpressionContextUtils,
                           QgsFeatureRequest, QgsMapRendererParallelJob, QgsMapSettings, QgsRectangle,
                           QgsRenderContext, QgsVectorLayer, QgsWkbTypes)
    from qgis.PyQt.QtCore import QSize
    from qgis.PyQt.QtGui import QColor
    from qgis.PyQt.QtXml import QDomDocument
except ImportError:
    print("skipped: QGIS is not installed for " + sys.executable)
    sys.exit(77)


def listed(path):
    """(name, data_type) of every layer, and {table: style name} of our defaults."""
    db = sqlite3.connect(f"file:{path}?immutable=1", uri=True)
    layers = db.execute("SELECT table_name, data_type FROM gpkg_contents WHERE data_type IN "
                        "('features', 'attributes') AND table_name <> 'layer_styles'").fetchall()
    styles = {}
    if db.execute("SELECT 1 FROM sqlite_master WHERE name = 'layer_styles'").fetchone():
        styles = dict(db.execute("SELECT f_table_name, styleName FROM layer_styles "
                                 "WHERE useAsDefault AND owner = 'rasif'"))
    db.close()
    return layers, styles


def open_layer(path, name):
    return QgsVectorLayer(f"{path}|layername={name}", name, "ogr")


def settings_for(layers, size):
    settings = QgsMapSettings()
    settings.setLayers(layers)
    settings.setOutputSize(QSize(*size))
    settings.setBackgroundColor(QColor("white"))
    settings.setDestinationCrs(layers[0].crs())
    box = QgsRectangle()
    for layer in layers:
        box.combineExtentWith(settings.layerExtentToOutputExtent(layer, layer.extent()))
    if box.width() == 0 and box.height() == 0:
        box.grow(10)
    box.scale(1.05)
    settings.setExtent(box)
    return settings


def without_symbol(layer):
    """Features with a geometry, those among them that the renderer leaves out, first FIDs."""
    context = QgsRenderContext.fromMapSettings(settings_for([layer], (800, 600)))
    context.expressionContext().appendScope(layer.createExpressionContextScope())
    context.setRendererScale(1000)  # small things are drawn near by only
    renderer = layer.renderer().clone()
    renderer.startRender(context, layer.fields())
    n, lost = 0, []
    for feature in layer.getFeatures():
        if not feature.hasGeometry() or feature.geometry().isEmpty():
            continue
        n += 1
        context.expressionContext().setFeature(feature)
        if not renderer.originalSymbolsForFeature(feature, context):
            lost.append(feature.id())
    renderer.stopRender(context)
    return n, lost


NO_NAMES = {"", "nan", "none", "null", "n/a", "?", "-", "unknown"}
HASH = re.compile("[0-9a-f]{16}")


def check_names(layer, name):
    """Names, and tips headed by them, of all features of a layer that has our columns."""
    context = QgsExpressionContext()
    context.appendScopes(QgsExpressionContextUtils.globalProjectLayerScopes(layer))
    expression, troubles = QgsExpression(layer.displayExpression()), []
    if expression.hasParserError():
        return [f"{name}: its name is no expression: {expression.parserErrorString()[:100]}"]
    expression.prepare(context)
    for feature in layer.getFeatures():
        context.setFeature(feature)
        called = expression.evaluate(context)
        parts = re.split("[,،]", called) if isinstance(called, str) else [""]
        if any(part.strip().lower() in NO_NAMES for part in parts) or HASH.search(called):
            troubles.append(f"{name}: {feature.id()} is called {called!r} {expression.evalErrorString()}")
        if feature.id() % 97 == 0:
            tip = QgsExpression.replaceExpressionText(layer.mapTipTemplate(), context)
            if "[%" in tip or f"<b>{called}</b>" not in tip or HASH.search(tip):
                troubles.append(f"{name}: the tip of {feature.id()} is {tip[:300]}")
    return troubles[:5]


def called(path, name, language):
    """{fid: what QGIS calls it} with the default style, or the one in the other language."""
    layer, document = open_layer(path, name), QDomDocument()
    if language == "ar":
        db = sqlite3.connect(f"file:{path}?immutable=1", uri=True)
        document.setContent(db.execute("SELECT styleQML FROM layer_styles WHERE f_table_name = ? AND styleName = "
                                       "'rasif: بالعربية'", (name,)).fetchone()[0])
        db.close()
        layer.importNamedStyle(document)
    context, expression = QgsExpressionContext(), QgsExpression(layer.displayExpression())
    context.appendScopes(QgsExpressionContextUtils.globalProjectLayerScopes(layer))
    expression.prepare(context)
    names = {}
    for feature in layer.getFeatures():
        context.setFeature(feature)
        names[feature.id()] = expression.evaluate(context)
    return names


def check_same_names(path, report):
    troubles, n = [], 0
    for language in ("en", "ar"):
        layers = {}
        rows = [("audit_segments", i + 1, row) for i, row in enumerate(report["segments"])]
        rows += [("audit_gaps", i + 1, row) for i, row in enumerate(report["gaps"]["rows"])]
        rows += [(row["table_name"], row["source_fid"], row) for row in report["repairs"]]
        for table, fid, row in rows:
            if table not in layers:
                layers[table] = called(path, table, language)
            n += 1
            if layers[table].get(fid) != row["label_" + language]:
                troubles.append(f"{table}:{fid} is {layers[table].get(fid)} in QGIS, {row['label_' + language]} in JSON")
    print(f"{n} names are those of the JSON report")
    return troubles[:5]


def fields_in(element):
    """Names of the fields in a part of a form."""
    if isinstance(element, QgsAttributeEditorContainer):
        return [name for child in element.children() for name in fields_in(child)]
    return [element.name()]


def check_form(layer, name, default=True):
    """QGIS forgets which columns are shown at first when a style without them is chosen."""
    form, troubles = layer.editFormConfig(), []
    shown = [column.name for column in layer.attributeTableConfig().columns()
             if not column.hidden and column.type == QgsAttributeTableConfig.Field]
    if default and len(shown) > 12:
        troubles.append(f"{name}: {len(shown)} columns are shown at first")
    seen = [field for tab in form.tabs() for field in fields_in(tab)]
    there = [field.name() for field in layer.fields()]
    twice = {field for field in seen if seen.count(field) > 1 or field not in there}
    lost = set(there) - set(seen) - {"fid"}
    if form.layout() != QgsEditFormConfig.TabLayout or twice or lost:
        troubles.append(f"{name}: its form shows {sorted(twice)} twice or for nothing, {sorted(lost)} not at all")
    without = [field.name() for field in layer.fields() if not field.alias() and field.name() != "fid" and
               (name.startswith("audit_") or field.name().startswith("rasif_"))]
    if without:
        troubles.append(f"{name}: no alias for {without[:6]}")
    return troubles


def check_layer(path, name, kind, style):
    """(cells of the report's line, troubles)"""
    layer = open_layer(path, name)
    troubles = []
    if not layer.isValid():
        return [name, kind, "INVALID", 0, "", "", 0], [f"{name}: QGIS can't open it"]
    spatial = layer.isSpatial()
    if (kind == "features") != spatial:
        troubles.append(f"{name}: {kind}, but QGIS sees {QgsWkbTypes.displayString(layer.wkbType())}")
    renderer, legend, n = "", 0, layer.featureCount()
    counted = sum(1 for _ in layer.getFeatures())
    if n != counted:
        troubles.append(f"{name}: featureCount says {n}, there are {counted}")
    if spatial:
        renderer = layer.renderer().type()
        legend = len(layer.renderer().legendSymbolItems())
        drawn, lost = without_symbol(layer)
        if lost:
            troubles.append(f"{name}: {len(lost)} of {drawn} features get no symbol: FID {lost[:5]}")
        box = QgsRectangle(layer.extent())
        box.grow(1)
        found = sum(1 for _ in layer.getFeatures(QgsFeatureRequest().setFilterRect(box)))
        if found != drawn:
            troubles.append(f"{name}: the index finds {found} of {drawn} features")
        ours = name.startswith("audit_") or layer.fields().indexOf("rasif_id") >= 0
        if style is not None and ours:
            troubles += check_names(layer, name) + check_form(layer, name)
        if style is not None and renderer == "singleSymbol":
            troubles.append(f"{name}: its default style \"{style}\" was not loaded")
    elif name.startswith("audit_"):
        without = [field.name() for field in layer.fields() if not field.alias() and field.name() != "fid"]
        troubles += [f"{name}: no alias for {without[:6]}"] if without else []
    aliases = sum(1 for field in layer.fields() if field.alias())
    return [name, kind, QgsWkbTypes.displayString(layer.wkbType()), n, layer.crs().authid(),
            f"{renderer} ({legend})" if renderer else "", aliases], troubles


def check_network_styles(path, name):
    """The styles of islands and reach: QGIS takes them, and every feature gets a symbol."""
    db = sqlite3.connect(f"file:{path}?immutable=1", uri=True)
    styles = db.execute("SELECT styleName, styleQML FROM layer_styles WHERE f_table_name = ? AND "
                        "(styleName LIKE 'rasif ___: parts%' OR styleName LIKE 'rasif ___: reach%')", (name,)).fetchall()
    db.close()
    troubles = []
    for title, qml in styles:
        layer, document = open_layer(path, name), QDomDocument()
        document.setContent(qml)
        taken, message = layer.importNamedStyle(document)
        if not taken:
            troubles.append(f"{name}, {title}: {message}")
            continue
        form = check_form(layer, name, default=False)
        if form or not layer.actions().actions():
            troubles.append(f"{name}, {title}: {form} after the default style")
        _, lost = without_symbol(layer)
        if lost:
            troubles.append(f"{name}, {title}: {len(lost)} features get no symbol: FID {lost[:5]}")
        labels = [item.label() for item in layer.renderer().legendSymbolItems()]
        first = "largest connected part" if "parts" in title else "destinations of every kind"
        kinds = sum(1 for label in labels if label.split(" ·")[0] in ("areas", "lines", "points"))
        if len(labels) - kinds != 5 * max(kinds, 1) or not any(first in label for label in labels):
            troubles.append(f"{name}, {title}: its legend is {labels}")
    return len(styles), troubles


def render(path, names, picture, size):
    layers = [open_layer(path, name) for name in names]
    for name, layer in zip(names, layers):
        if not layer.isValid():
            return [f"{name}: QGIS can't open it"]
    job = QgsMapRendererParallelJob(settings_for(layers, size))
    job.start()
    job.waitForFinished()
    troubles = [f"{e.layerID}: {e.message}" for e in job.errors()]
    if not job.renderedImage().save(picture):
        troubles.append(f"{picture} can't be written")
    else:
        print(f"drawn: {picture}")
    return troubles


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("output")
    parser.add_argument("--names", type=argparse.FileType(encoding="utf-8"))
    parser.add_argument("--render", nargs=2, metavar=("LAYERS", "PICTURE"))
    parser.add_argument("--size", default="1600x1200")
    options = parser.parse_args()
    path = os.path.abspath(options.output)
    application = QgsApplication([], False)
    application.initQgis()
    layers, styles = listed(path)
    troubles = [f"{table}: has a style but is no layer" for table in styles
                if table not in dict(layers)]
    whole = QgsVectorLayer(path, "all", "ogr")
    order = [part.split("!!::!!")[1] for part in whole.dataProvider().subLayers()]
    if styles and "audit_findings" in order and order[0] != "audit_findings":
        troubles.append(f"findings are not on top: {order[:3]}")
    line = "{:28} {:10} {:18} {:>9} {:12} {:28} {:>7}"
    print(line.format("layer", "kind", "geometry", "features", "CRS", "renderer (legend)", "aliases"))
    n_network = 0
    for name, kind in layers:
        cells, found = check_layer(path, name, kind, styles.get(name))
        print(line.format(*[str(cell) for cell in cells]))
        troubles += found
        n, found = check_network_styles(path, name) if styles else (0, [])
        n_network += n
        troubles += found
    if options.names:
        troubles += check_same_names(path, json.load(options.names))
    if options.render:
        size = tuple(int(n) for n in options.size.split("x"))
        troubles += render(path, options.render[0].split(","), options.render[1], size)
    for text in troubles:
        print("TROUBLE", text)
    print(f"{len(layers)} layers, {len(styles)} of our styles, {n_network} of the network, "
          f"{len(troubles)} troubles")
    sys.stdout.flush()
    os._exit(1 if troubles else 0)  # QGIS's own teardown may crash and hide the result


if __name__ == "__main__":
    main()
