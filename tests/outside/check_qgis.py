#!/usr/bin/python3
# SPDX-License-Identifier: MIT
#
# check_qgis.py OUTPUT [--render LAYER[,LAYER...] PICTURE.png [--size WIDTHxHEIGHT]]
#
# Opens every layer of an annotated GeoPackage in QGIS as a user would, with its default style, and
# asserts: valid; where the file brings a default style of ours
# (owner rasif) it is loaded and is no plain single symbol; every feature gets a symbol; the window
# query through the spatial index finds all features. Prints a table. Exit status 1 on trouble, 77
# (skipped) without QGIS. --render draws layers, the first on top.
import argparse
import os
import sqlite3
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
try:
    from qgis.core import (QgsApplication, QgsFeatureRequest, QgsMapRendererParallelJob,
                           QgsMapSettings, QgsRectangle, QgsRenderContext, QgsVectorLayer,
                           QgsWkbTypes)
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
        if style is not None and renderer == "singleSymbol":
            troubles.append(f"{name}: its default style \"{style}\" was not loaded")
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
    parser.add_argument("--render", nargs=2, metavar=("LAYERS", "PICTURE"))
    parser.add_argument("--size", default="1600x1200")
    options = parser.parse_args()
    path = os.path.abspath(options.output)
    application = QgsApplication([], False)
    application.initQgis()
    layers, styles = listed(path)
    troubles = [f"{table}: has a style but is no layer" for table in styles
                if table not in dict(layers)]
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
