# SPDX-License-Identifier: MIT
"""Opens a survey project in QGIS's own Python, fills in a form as a surveyor does, and prints what it finds as JSON, for
check_survey_form.py.

    open_survey.py PROJECT.qgs [PICTURE.png]
"""
import json
import os
import sys

from qgis.core import QgsApplication, QgsFieldConstraints, QgsFeature, QgsProject, QgsVectorLayerUtils
from qgis.gui import QgsAttributeForm, QgsGui
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QLabel


def facts_of(layer):
    out = {}
    for index, field in enumerate(layer.fields()):
        widget = layer.editorWidgetSetup(index)
        strength = field.constraints().constraintStrength(QgsFieldConstraints.ConstraintExpression)
        default = layer.defaultValueDefinition(index)
        out[field.name()] = {'widget': widget.type(), 'config': widget.config(), 'alias': layer.attributeDisplayName(index),
                             'hard': int(strength) == int(QgsFieldConstraints.ConstraintStrengthHard) and bool(layer.constraintExpression(index)),
                             'default': [default.expression(), default.applyOnUpdate()],
                             'fixed': layer.editFormConfig().readOnly(index)}
    return out


def shown(form):
    """Labels of the form that can be seen."""
    return sorted(label.text() for label in form.findChildren(QLabel) if label.isVisible() and label.text() not in ('', '✔', '✘'))


def fill(layer, fid, values, picture):
    form = QgsAttributeForm(layer, layer.getFeature(fid))
    form.setFixedSize(900, 900)
    form.show()
    for _ in range(5):
        QgsApplication.processEvents()
    labels = shown(form)
    if picture:
        form.grab().save(picture)
    for name, value in values.items():
        form.changeAttribute(name, value)
    return labels, form.save()


def main(path, picture=None):
    application = QgsApplication([], True)
    application.initQgis()
    QgsGui.editorWidgetRegistry().initEditors()
    project = QgsProject.instance()
    out = {'read': project.read(path), 'title': project.title(), 'crs': project.crs().authid()}
    if '‏' in project.title() or any('\u0600' <= c <= '\u06ff' for c in project.title()):
        application.setLayoutDirection(Qt.RightToLeft)
    layers = {layer.source().rpartition('=')[2]: layer for layer in project.mapLayers().values()}
    out['layers'] = {table: [layer.isValid(), layer.readOnly(), layer.name()] for table, layer in layers.items()}
    out['order'] = [node.layer().source().rpartition('=')[2] for node in project.layerTreeRoot().findLayers()]
    out['legend'] = [rule.label() for rule in layers['survey_ramps'].renderer().rootRule().children()]
    sidewalks = layers['survey_sidewalks']
    out['fields'] = facts_of(sidewalks)
    sidewalks.startEditing()
    out['labels'], out['saved'] = fill(sidewalks, 1, {'clear_width_m': 1.35, 'surface': 'asphalt', 'state': 'done'}, picture)
    sidewalks.commitChanges()
    wide, index = sidewalks.getFeature(2), sidewalks.fields().indexOf('clear_width_m')
    wide.setAttribute(index, 900.0)
    out['too_wide'] = QgsVectorLayerUtils.validateAttribute(sidewalks, wide, index)[0]
    feature = QgsFeature(sidewalks.getFeature(1))
    out['row'] = {name: value if isinstance(value, (int, float, str)) else value.toString('yyyy-MM-dd') if hasattr(value, 'toString') else None
                  for name, value in zip(feature.fields().names(), feature.attributes())}
    print(json.dumps(out, ensure_ascii=False))
    sys.stdout.flush()
    os._exit(0)  # QGIS's own end crashes at times


if __name__ == '__main__':
    main(*sys.argv[1:])
