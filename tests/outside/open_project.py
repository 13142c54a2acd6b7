# SPDX-License-Identifier: MIT
"""Opens a project in QGIS's own Python and prints what it finds as JSON, for check_project.py.

    open_project.py PROJECT.qgs [PICTURE.png]

With PICTURE the first sheet is printed there, then the one with the most findings.
"""
import collections
import json
import os
import pathlib
import struct
import sys

from qgis.core import QgsApplication, QgsExpression, QgsExpressionContextUtils, QgsLayoutExporter, QgsLayoutFrame, QgsLegendRenderer, QgsProject
from qgis.PyQt.QtGui import QImage


def tree(group):
    """[name, shown, children] of groups, [name, shown, table] of layers."""
    out = []
    for child in group.children():
        below = tree(child) if hasattr(child, 'addGroup') else table_of(child.layer())
        out.append([child.name(), child.itemVisibilityChecked(), below])
    return out


def table_of(layer):
    return layer.source().rpartition('layername=')[2] if layer is not None else None


def themes(project):
    """{theme: {table: style}}"""
    collection, out = project.mapThemeCollection(), {}
    for name in collection.mapThemes():
        records = collection.mapThemeState(name).layerRecords()
        out[name] = {record.layer().id(): record.currentStyle for record in records}
    return out


def tabs(project, layer):
    """Names of the tabs of a form; of relations in them, whether they are there."""
    form = layer.editFormConfig()  # owns what is in it
    root = form.invisibleRootContainer()
    return {child.name(): [one.init(project.relationManager()) for one in child.children() if hasattr(one, 'relation')]
            for child in root.children() if hasattr(child, 'children')}


def tables_of(layout):
    """The tables of a sheet, in the order of data/qgis/sheets.xml: users, findings."""
    frames = [item for item in layout.items() if isinstance(item, QgsLayoutFrame)]
    return [table for _, table in sorted({frame.multiFrame().uuid(): frame.multiFrame() for frame in frames}.items())]


def rows_of(layout, context):
    return [rows_of_table(table, context) for table in tables_of(layout)]


def count_findings(layout):
    """How many rows the second table of the sheet has."""
    table, context, n = tables_of(layout)[1], layout.createExpressionContext(), 0
    context.appendScope(QgsExpressionContextUtils.layerScope(table.vectorLayer()))
    for feature in table.vectorLayer().getFeatures():
        context.setFeature(feature)
        n += bool(evaluate(table.featureFilter(), context))
    return n


def evaluate(text, context):
    expression = QgsExpression(text)
    value = expression.evaluate(context)
    return f'ERROR {expression.evalErrorString()}' if expression.hasEvalError() or expression.hasParserError() else value


def context_of(layer, feature):
    context = layer.createExpressionContext()
    context.setFeature(feature)
    return context


def rows_of_table(table, context):
    """What the table prints: QGIS's Python can't ask it, so that its filter, order and columns are evaluated here."""
    layer, rows = table.vectorLayer(), []
    context.appendScope(QgsExpressionContextUtils.layerScope(layer))
    for feature in layer.getFeatures():
        context.setFeature(feature)
        if evaluate(table.featureFilter(), context):
            order = [evaluate(column.attribute(), context) for column in table.sortColumns()]
            rows.append((order, feature.id(), [str(evaluate(column.attribute(), context)) for column in table.columns()]))
    context.popScope()
    return [row for _, _, row in sorted(rows, key=lambda row: row[:2])]


def colours(path):
    """{"r,g,b": pixels} of the colours that are frequent, and the number of all pixels."""
    image = QImage(str(path)).convertToFormat(QImage.Format_RGB32)
    bits = image.constBits().asstring(image.sizeInBytes())
    counts = collections.Counter(struct.unpack(f'<{len(bits) // 4}I', bits))
    return {','.join(str(pixel >> shift & 255) for shift in (16, 8, 0)): n for pixel, n in counts.items() if n > 5}


def printed(layout, picture):
    """Colours of each page that is printed: QGIS writes the second beside the first."""
    second = pathlib.Path(picture).with_name(pathlib.Path(picture).stem + '_2.png')
    for page in (pathlib.Path(picture), second):
        page.unlink(missing_ok=True)
    QgsLayoutExporter(layout).exportToImage(str(picture), settings())
    return [colours(page) for page in (picture, second) if pathlib.Path(page).exists()]


def legend_room(layout):
    """Width and height in mm that the legend has beyond what its symbols and texts need."""
    legend = layout.itemById('legend')
    settings_, model = legend.legendSettings(), legend.model()
    needed = QgsLegendRenderer(model, settings_).minimumSize()
    return [legend.rect().width() - needed.width(), legend.rect().height() - needed.height()]


def sheets(layout, picture):
    """With PICTURE the first sheet is printed there, then the one with the most findings."""
    atlas, out = layout.atlas(), []
    atlas.beginRender()
    for i in range(atlas.updateFeatures()):
        atlas.seekTo(i)
        context = QgsExpressionContextUtils.atlasScope(atlas)
        sheet = {'id': context.variable('atlas_feature')['rasif_id'], 'name': atlas.nameForPage(i),
                 'scale': round(layout.itemById('map').scale()), 'findings': count_findings(layout)}
        if i == 0:
            sheet['tables'] = rows_of(layout, layout.createExpressionContext())
            sheet['map_x'] = layout.itemById('map').pagePos().x()
            sheet['legend'] = legend_room(layout)
            if picture:
                sheet['pages'] = printed(layout, picture)
        out.append(sheet)
    if picture:
        longest = max(range(len(out)), key=lambda i: out[i]['findings'])
        atlas.seekTo(longest)
        out[longest]['pages'] = printed(layout, picture)
    atlas.endRender()
    return out


def settings():
    out = QgsLayoutExporter.ImageExportSettings()
    out.dpi = 100
    return out


def findings_of(project, table):
    """For the relation of findings to the table: {rasif_id: ids of findings}."""
    for relation in project.relationManager().relations().values():
        if table_of(relation.referencedLayer()) == table and table_of(relation.referencingLayer()) == 'audit_findings':
            return {feature['rasif_id']: sorted(found['finding_id'] for found in relation.getRelatedFeatures(feature))
                    for feature in relation.referencedLayer().getFeatures()}
    return None


def main():
    path, picture = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None
    QgsApplication.setPrefixPath('/usr', True)
    application = QgsApplication([], False)
    application.initQgis()
    project = QgsProject.instance()
    read = project.read(path)
    layers = project.mapLayers().values()
    layouts = project.layoutManager().printLayouts()
    extent = project.viewSettings().defaultViewExtent()
    facts = {
        'read': read,
        'invalid': [layer.name() for layer in layers if not layer.isValid()],
        'plain': [layer.name() for layer in layers if layer.isValid() and layer.isSpatial() and
                  layer.renderer().type() != 'RuleRenderer'],
        'systems': sorted({layer.crs().authid() for layer in layers if layer.isSpatial()}),
        'system': project.crs().authid(), 'extent': [extent.xMinimum(), extent.yMinimum(), extent.xMaximum(), extent.yMaximum()],
        'tree': tree(project.layerTreeRoot()),
        'tables': {layer.id(): table_of(layer) for layer in layers},
        'relations': [relation.isValid() for relation in project.relationManager().relations().values()],
        'themes': themes(project),
        'tabs': {table_of(layer): tabs(project, layer) for layer in layers
                 if layer.isSpatial() and layer.id().startswith('rasif_layer')},
        'labels': {table_of(layer): [node.label() for node in layer.renderer().rootRule().children()] for layer in layers
                   if layer.isValid() and layer.isSpatial() and layer.id().startswith('rasif_layer')},
        'streets': findings_of(project, 'streets'), 'segments': findings_of(project, 'audit_segments'),
        'sidewalks': findings_of(project, 'sidewalks'),
        'names': [evaluate(layer.displayExpression(), context_of(layer, feature)) for layer in layers
                  if layer.isValid() and layer.id().endswith('_audit_findings') for feature in layer.getFeatures()][:5],
        'sheets': [sheets(layout, picture) for layout in layouts]}
    print(json.dumps(facts, default=str))
    sys.stdout.flush()
    os._exit(0)  # QGIS's own teardown may crash


if __name__ == '__main__':
    main()
