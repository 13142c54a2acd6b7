# SPDX-License-Identifier: MIT
"""Layers of an audited file in the project: styled by the file itself, named for people, in groups."""
import contextlib
import pathlib
import sqlite3

from qgis.core import QgsLayerTreeGroup, QgsProject, QgsVectorLayer

from .texts import tr

PROBLEMS = ('audit_findings', 'audit_gaps', 'audit_repairs', 'diff_findings', 'diff_gaps')
STREETS = ('audit_segments', 'audit_sides')
CHANGES = 'diff_'
LOOKED_AT_FIRST = {'audit_findings', 'audit_segments', 'diff_lines', 'diff_points', 'diff_streets'}


def contents(path):
    """[(table, title, title in the other languages, has geometry)] of an audited file, in the order in which it lists them."""
    with contextlib.closing(sqlite3.connect(f'{pathlib.Path(path).absolute().as_uri()}?mode=ro', uri=True)) as db:
        rows = db.execute("SELECT table_name, identifier, description, data_type FROM gpkg_contents "
                          "WHERE table_name <> 'layer_styles'").fetchall()
    return [(table, title or table, others or '', kind == 'features') for table, title, others, kind in rows]


def drawing_order(tables):
    """What is drawn above comes first: a file lists streets before sidewalks before ramps, results as one looks at them."""
    results = [one for one in tables if one[0].startswith(('audit_', CHANGES))]
    return results + [one for one in reversed(tables) if one not in results]


def group_of(table, spatial):
    """Where a table stands in the tree of layers."""
    if not spatial:
        return 'tables'
    if table in PROBLEMS:
        return 'problems'
    if table in STREETS or table.startswith(CHANGES):
        return 'streets'
    return 'elements'


def titles():
    return {'problems': tr('What is wrong, what is missing, what to repair'), 'streets': tr('Streets and their sides'),
            'elements': tr('Sidewalks, crossings, ramps …'), 'tables': tr('Tables')}


def add_file(project, path, language, name=None):
    """Adds all layers of the file to the project, above what is there. Returns the group."""
    root = project.layerTreeRoot()
    group = root.insertGroup(0, name or pathlib.Path(path).stem)
    groups = {key: group.addGroup(title) for key, title in titles().items()}
    for table, title, others, spatial in drawing_order(contents(path)):
        layer = QgsVectorLayer(f'{path}|layername={table}', others if language == 'ar' and others else title, 'ogr')
        if not layer.isValid():
            continue
        project.addMapLayer(layer, False)
        node = groups[group_of(table, spatial)].addLayer(layer)
        node.setExpanded(False)
        node.setItemVisibilityChecked(not table.startswith(('audit_', CHANGES)) or table in LOOKED_AT_FIRST)
    for key, one in groups.items():
        if not one.children():
            group.removeChildNode(one)
        elif isinstance(one, QgsLayerTreeGroup):
            one.setExpanded(key in ('problems', 'streets'))
    return group


def add_to(context, path, language):
    """Adds the file to the project of a run, if it has one."""
    project = context.project() or QgsProject.instance()
    return add_file(project, str(path), language) if project is not None else None
