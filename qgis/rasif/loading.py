# SPDX-License-Identifier: MIT
"""Layers of an audited file in the project: named, grouped, styled and related as the command's own project has them."""
import pathlib
import tempfile
import uuid

from qgis.core import QgsLayerTreeGroup, QgsProject, QgsRelation

from . import command

ONLY_PRINTED = 'rasif_sheet_'  # begins ids of layers that only the printed sheets of the command's project show


def read_project(path, language):
    """A project of its own with the layers of the file; their ids begin with rasif_ and are new each time."""
    with tempfile.TemporaryDirectory(prefix='rasif-') as folder:
        made = pathlib.Path(folder) / 'project.qgs'
        command.write_project(pathlib.Path(path).absolute(), made, language)
        text = made.read_text(encoding='utf-8')
        made.write_text(text.replace('rasif_layer_', f'rasif_{uuid.uuid4().hex}_layer_'), encoding='utf-8')
        project = QgsProject()
        project.read(str(made))
    return project


def copy_tree(source, target, project, origin):
    """Moves the layers below `source` into the project, below the group `target`."""
    for child in source.children():
        if isinstance(child, QgsLayerTreeGroup):
            if all(layer.startswith(ONLY_PRINTED) for layer in child.findLayerIds()):
                continue
            group = target.addGroup(child.name())
            group.setExpanded(child.isExpanded())
            copy_tree(child, group, project, origin)
            continue
        shown, layer = child.itemVisibilityChecked(), origin.takeMapLayer(child.layer())
        project.addMapLayer(layer, False)
        node = target.addLayer(layer)
        node.setExpanded(False)
        node.setItemVisibilityChecked(shown)


def copy_relation(project, relation):
    copy = QgsRelation()
    copy.setId(relation.id())
    copy.setName(relation.name())
    copy.setReferencingLayer(relation.referencingLayerId())
    copy.setReferencedLayer(relation.referencedLayerId())
    for referencing, referenced in relation.fieldPairs().items():
        copy.addFieldPair(referencing, referenced)
    project.relationManager().addRelation(copy)


def relate_forms(project, layer):
    """Forms know their relations by id, and look for them once."""
    form = layer.editFormConfig()
    for tab in form.tabs():
        for element in tab.children() if hasattr(tab, 'children') else []:
            if hasattr(element, 'relation'):
                element.init(project.relationManager())
    layer.setEditFormConfig(form)


def add_file(project, path, language, name=None):
    """Adds all layers of the file to the project, above what is there. Returns the group."""
    origin = read_project(path, language)
    relations = list(origin.relationManager().relations().values())
    group = project.layerTreeRoot().insertGroup(0, name or pathlib.Path(path).stem)
    copy_tree(origin.layerTreeRoot(), group, project, origin)
    for relation in relations:
        copy_relation(project, relation)
    for node in group.findLayers():
        relate_forms(project, node.layer())
    return group


def add_to(context, path, language):
    """Adds the file to the project of a run, if it has one."""
    project = context.project() or QgsProject.instance()
    return add_file(project, str(path), language) if project is not None else None
