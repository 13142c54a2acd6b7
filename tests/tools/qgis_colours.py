#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Draws each feature of a layer alone in QGIS, with the style that it loads.

    qgis_colours.py OUTPUT LAYER

A line per feature: "" or "own" (opened with the geometrytype of its kind), FID, kind, class, "yes" when the
colour of its class is in the picture. Exit status 77 without QGIS."""
import os
import sys

os.environ.setdefault('QT_QPA_PLATFORM', 'offscreen')
try:
    from qgis.core import (QgsApplication, QgsMapRendererCustomPainterJob, QgsMapSettings, QgsRectangle,
                           QgsSymbolLayer, QgsVectorLayer, QgsWkbTypes)
    from qgis.PyQt.QtCore import QSize
    from qgis.PyQt.QtGui import QColor, QImage, QPainter
except ImportError:
    sys.exit(77)

TYPES = {0: ('Point', 'Point'), 1: ('Line', 'LineString'), 2: ('Polygon', 'Polygon')}


def class_colours(layer, feature, kind):
    """Colours of the symbols that the style has for the class and the kind of this feature."""
    value = feature.attribute('rasif_class')
    wanted = f"rasif_class='{value}'" if isinstance(value, str) else 'ELSE'
    context = layer.createExpressionContext()
    context.setFeature(feature)
    found = set()
    for rule in layer.renderer().rootRule().descendants():
        if rule.symbol() is None or rule.filterExpression() != wanted or rule.symbol().type() != kind:
            continue
        for part in rule.symbol().symbolLayers():
            colours = [part.color(), part.fillColor()]
            for of in (QgsSymbolLayer.PropertyFillColor, QgsSymbolLayer.PropertyStrokeColor):
                driven = part.dataDefinedProperties().property(of)
                if driven.isActive():
                    colours = [driven.valueAsColor(context)[0]]
            found |= {colour.rgb() for colour in colours if colour.isValid() and colour.alpha() > 0}
    return found


def picture(layer, feature):
    """Colours of the feature drawn by the layer's renderer, alone."""
    kind = QgsWkbTypes.displayString(feature.geometry().wkbType())
    alone = QgsVectorLayer(kind, 'alone', 'memory')
    alone.setCrs(layer.crs())
    alone.dataProvider().addAttributes(layer.fields())
    alone.updateFields()
    alone.dataProvider().addFeatures([feature])
    alone.setRenderer(layer.renderer().clone())
    box = QgsRectangle(feature.geometry().boundingBox())
    if kind.endswith('Polygon'):  # a long thin one is seen from near
        box = QgsRectangle(feature.geometry().pointOnSurface().boundingBox())
        box.grow(2 * feature.geometry().area() / feature.geometry().length())
    else:
        box.grow(max(box.width(), box.height(), 1e-5 if layer.crs().isGeographic() else 1) * 0.2)
    settings = QgsMapSettings()
    settings.setLayers([alone])
    settings.setDestinationCrs(layer.crs())
    settings.setOutputSize(QSize(120, 120))
    settings.setOutputDpi(96)
    settings.setExtent(box)
    image = QImage(120, 120, QImage.Format_RGB32)
    image.fill(QColor(1, 2, 3))
    painter = QPainter(image)
    QgsMapRendererCustomPainterJob(settings, painter).renderSynchronously()
    painter.end()
    return {image.pixel(x, y) for x in range(120) for y in range(120)}


def report(path, name):
    whole = QgsVectorLayer(f'{path}|layername={name}', name, 'ogr')
    kinds = {int(f.geometry().type()) for f in whole.getFeatures() if f.hasGeometry()}
    opened = [('', whole)] + [('own', QgsVectorLayer(f'{path}|layername={name}|geometrytype={TYPES[kind][1]}',
                                                     name, 'ogr')) for kind in sorted(kinds & set(TYPES))]
    for asked, layer in opened:
        for feature in layer.getFeatures():
            if not feature.hasGeometry() or feature.geometry().isEmpty():
                continue
            kind = int(feature.geometry().type())
            wanted = set()
            if layer.renderer().type() == 'RuleRenderer':
                wanted = class_colours(layer, feature, kind)
            seen = 'yes' if wanted & picture(layer, feature) else 'no'
            print(asked, feature.id(), TYPES[kind][0], feature.attribute('rasif_class'), seen, sep='\t')


if __name__ == '__main__':
    application = QgsApplication([], False)
    application.initQgis()
    report(*sys.argv[1:3])
    sys.stdout.flush()
    os._exit(0)
