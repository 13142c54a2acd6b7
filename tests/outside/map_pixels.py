#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Maps as QGIS draws them, counted pixel by pixel against the classes in the tables.

    map_pixels.py OUTPUT.gpkg

Every layer with a class is drawn alone in the style that it loads, without smoothing, at 1:1000, 1:5000 and
1:15 000, and at the nearest scale at which it is drawn, in windows around features of every class. What must hold in each window: the colour of a
class is there only where a feature of that class is, and at the nearest scale the feature in the middle has its own; so nothing
that is not known, or is known in part, ever takes a colour of the scale. Exit status 1 on trouble, 77
without QGIS."""
import os
import sqlite3
import sys

os.environ.setdefault('QT_QPA_PLATFORM', 'offscreen')
try:
    from qgis.core import (QgsApplication, QgsFeatureRequest, QgsGeometry, QgsMapRendererCustomPainterJob,
                           QgsMapSettings, QgsPointXY, QgsRectangle, QgsVectorLayer)
    from qgis.PyQt.QtCore import QSize
    from qgis.PyQt.QtGui import QColor, QImage, QPainter
except ImportError:
    print('skipped: QGIS is not installed for ' + sys.executable)
    sys.exit(77)

# RdYlBu in five steps, grey for what is not known
COLOURS = {'A': (44, 123, 182), 'B': (171, 217, 233), 'C': (255, 255, 191), 'D': (253, 174, 97),
           'E': (215, 25, 28), 'unknown': (160, 160, 160)}
SCALES = (1000, 5000, 15000)
PIXELS, DPI = 300, 96
PER_CLASS = 6
LARGEST_SYMBOL_MM = 8


def class_layers(path):
    db = sqlite3.connect(f'file:{path}?immutable=1', uri=True)
    names = [row[0] for row in db.execute("SELECT table_name FROM gpkg_contents WHERE data_type = 'features'")]
    names = [name for name in names if db.execute(
        "SELECT 1 FROM pragma_table_info(?) WHERE name = 'rasif_class'", (name,)).fetchone()]
    db.close()
    return names


def settings_around(layer, centre, scale):
    metres = PIXELS * scale * 0.0254 / DPI
    side = metres / 111320 if layer.crs().isGeographic() else metres
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setDestinationCrs(layer.crs())
    settings.setOutputSize(QSize(PIXELS, PIXELS))
    settings.setOutputDpi(DPI)
    for _ in range(2):  # in degrees, until QGIS says that this is the scale
        box = QgsRectangle(centre.x() - side / 2, centre.y() - side / 2, centre.x() + side / 2, centre.y() + side / 2)
        settings.setExtent(box)
        side *= scale / settings.scale()
    settings.setFlag(QgsMapSettings.Antialiasing, False)
    settings.setBackgroundColor(QColor('white'))
    box.grow(side * LARGEST_SYMBOL_MM / (PIXELS * 25.4 / DPI))
    return settings, box


def pixels(settings):
    """How many pixels of each class's colour the map has."""
    image = QImage(PIXELS, PIXELS, QImage.Format_RGB32)
    image.fill(QColor('white'))
    painter = QPainter(image)
    QgsMapRendererCustomPainterJob(settings, painter).renderSynchronously()
    painter.end()
    bits = image.constBits()
    bits.setsize(image.byteCount())
    raw = bytes(bits)
    found = {}
    for value in memoryview(raw).cast('I'):
        found[value & 0xffffff] = found.get(value & 0xffffff, 0) + 1
    return {name: found.get(r << 16 | g << 8 | b, 0) for name, (r, g, b) in COLOURS.items()}


def middle(geometry):
    """A point of the feature, halfway along a line."""
    if geometry.type() == 1:
        return geometry.interpolate(geometry.length() / 2).asPoint()
    return geometry.pointOnSurface().asPoint()


def chosen(layer):
    """Up to PER_CLASS features of every class, spread over the layer."""
    by_class = {}
    for feature in layer.getFeatures():
        if feature.hasGeometry() and not feature.geometry().isEmpty():
            by_class.setdefault(feature.attribute('rasif_class'), []).append(feature)
    for value, features in by_class.items():
        step = max(1, len(features) // PER_CLASS)
        for feature in features[::step][:PER_CLASS]:
            yield value, feature


def shows_classes(layer):
    """Streets of a file with segments are drawn as what segments lie on."""
    root = layer.renderer().rootRule() if layer.renderer().type() == 'RuleRenderer' else None
    return root is not None and any('rasif_class' in rule.filterExpression() for rule in root.descendants())


def check(path, name):
    layer = QgsVectorLayer(f'{path}|layername={name}', name, 'ogr')
    maps = wrong = 0
    if not shows_classes(layer):
        return maps, wrong
    near = max(SCALES[0], round(1.01 * layer.maximumScale())) if layer.hasScaleBasedVisibility() else SCALES[0]
    for value, feature in chosen(layer):
        point = middle(feature.geometry())
        for scale in sorted({near, *SCALES}):
            settings, box = settings_around(layer, QgsPointXY(point), scale)
            request = QgsFeatureRequest().setFilterRect(box)
            there = {other.attribute('rasif_class') for other in layer.getFeatures(request)
                     if other.geometry().intersects(QgsGeometry.fromRect(box))}
            counted = pixels(settings)
            maps += 1
            strange = [colour for colour, n in counted.items() if n > 0 and colour not in there]
            missing = scale == near and value in COLOURS and counted[value] == 0
            if strange or missing:
                wrong += 1
                print(f'WRONG {name} {feature.id()} ({value}) at 1:{scale}: {counted}, there are {there}')
    return maps, wrong


def main():
    application = QgsApplication([], False)
    application.initQgis()
    totals = [check(sys.argv[1], name) for name in class_layers(sys.argv[1])]
    maps, wrong = (sum(column) for column in zip(*totals)) if totals else (0, 0)
    print(f'{maps} maps of {len(totals)} layers, {wrong} wrong')
    sys.stdout.flush()
    os._exit(1 if wrong or not maps else 0)


if __name__ == '__main__':
    main()
